"""The rows of one transaction, linked here and written by a second thread, block by block."""

from collections.abc import Iterable, Iterator, Sequence

from materiel.claims.records import Claim
from materiel.core.hand import Hand
from materiel.core.hashes import sha256
from materiel.documents.records import Document
from materiel.ledger import payloads
from materiel.ledger.records import Head, Row, RowKind
from materiel.ledger.rows import Rows
from materiel.ledger.store import Content, Store

Reading = tuple[Document, Sequence[Claim]]  # a document and all claims one extractor read in it
BLOCK = 2000  # rows handed over at once
BLOCK_BYTES = 16 * 2**20  # or this much of documents


class Writer:
    """Appends to an open transaction. What it was given is in the store when its context ends well.

    While a block is being written, the rows of the next are made: a store leaves the interpreter to
    others while it writes. Only one of the two threads uses the store at any time, and the second has
    ended, well or with an error that is raised here, before the transaction does.
    """

    def __init__(self, store: Store, head: Head, recorded: str) -> None:
        self._store = store
        self._recorded = recorded
        self._rows = Rows(head)
        self._contents: list[Content] = []
        self._written: list[Content] = []  # whose rows are written, or are just being written
        self._bytes = 0
        self._known: set[str] = set()  # keys and documents that are there, or were added just now
        self._hand = Hand[None]("ledger-writer")

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        with self._hand:
            if error is None:
                self._hand.take()
                self._store.add_contents(self._written)
                self._store.adding(self._rows)()
                self._store.add_contents(self._contents)

    @property
    def head(self) -> Head:
        """Row count and the hash of the last row that was added."""
        return self._rows.head

    def look_up(self, keys: Sequence[str], documents: Sequence[str] = ()) -> None:
        """Learn which readings, decisions and documents of these the store has."""
        self._hand.take()
        self._known |= self._store.known(keys, documents)
        if len(self._rows) >= BLOCK or self._bytes >= BLOCK_BYTES:
            self._hand_over()  # only now: the store answers no question while it writes

    def has(self, name: str) -> bool:
        """Whether what was looked up under this name is there, or was added just now."""
        return name in self._known

    def add(self, key: str, kind: RowKind, payload: bytes) -> None:
        """Append one row of the batch `key`."""
        self._rows.link(key, kind, self._recorded, [payload])
        self._known.add(key)
        self._bound()

    def add_document(self, key: str, document: Document) -> bool:
        """Append a document whose bytes are not there yet; whether it was."""
        if self.has(document.id):
            return False
        self.add(key, "document", payloads.of_document(document))
        self._put_content(document.id, document.content)
        return True

    def add_claims(self, key: str, claims: Sequence[Claim], extractor: str) -> None:
        """Append the claims of one reading."""
        for first in range(0, len(claims), BLOCK):
            made = payloads.of_claims(claims[first : first + BLOCK], extractor)
            self._rows.link(key, "claim", self._recorded, made)
            self._bound()

    def restore(self, row: Row, content: bytes | None) -> None:
        """Append a row as it stands in another ledger, a document's with its bytes."""
        self._rows.put(row)
        if row.kind != "claim":
            self._known.add(row.batch)
        if content is not None:
            self._put_content(sha256(content), content)
        self._bound()

    def _put_content(self, name: str, content: bytes) -> None:
        self._known.add(name)
        self._contents.append((self.head.count, name, content))
        self._bytes += len(content)
        self._bound()

    def _bound(self) -> None:
        """Hold no more than two blocks: one fills up behind what is looked up next."""
        if len(self._rows) >= 2 * BLOCK or self._bytes >= 2 * BLOCK_BYTES:
            self._hand.take()
            self._hand_over()

    def _hand_over(self) -> None:
        """Give the rows to the second thread, as one thing that needs the interpreter only to begin.

        The contents follow from here, once the rows that they belong to are written.
        """
        self._store.add_contents(self._written)
        self._hand.give(self._store.adding(self._rows))
        self._written = self._contents
        self._rows, self._contents, self._bytes = Rows(self.head), [], 0


def blocks(readings: Iterable[Reading]) -> Iterator[list[Reading]]:
    """Readings that are looked up together: few questions to the store, few contents held."""
    block: list[Reading] = []
    rows = size = 0
    for document, claims in readings:
        block.append((document, claims))
        rows, size = rows + 2 + len(claims), size + len(document.content)
        if rows >= BLOCK or size >= BLOCK_BYTES:
            yield block
            block, rows, size = [], 0, 0
    yield block
