"""The rows of one transaction, linked and handed to the store in blocks."""

from collections.abc import Sequence

from materiel.claims.records import Claim
from materiel.core.hashes import sha256
from materiel.documents.records import Document
from materiel.ledger import payloads
from materiel.ledger.chain import link
from materiel.ledger.records import Head, Row
from materiel.ledger.store import Content, Entry, Store

BLOCK = 1000  # rows handed over at once
BLOCK_BYTES = 16 * 2**20  # or this much of documents


class Writer:
    """Appends to an open transaction. What it was given is in the store after `flush`."""

    def __init__(self, store: Store, recorded: str) -> None:
        self.head = store.head()
        self._store = store
        self._recorded = recorded
        self._entries: list[Entry] = []
        self._contents: list[Content] = []
        self._bytes = 0
        self._new: set[str] = set()  # keys and documents that the store does not have yet

    def has_batch(self, key: str) -> bool:
        """Whether a reading or decision of this key is there, or was added just now."""
        return key in self._new or self._store.has_batch(key)

    def add(self, key: str, kind: str, payload: bytes) -> None:
        """Append one row of the batch `key`."""
        seq = self.head.count + 1
        value = link(self.head.hash, seq, key, kind, self._recorded, payload)
        self._put((seq, key, kind, self._recorded, payload, value))

    def add_document(self, key: str, document: Document) -> bool:
        """Append a document whose bytes are not there yet; whether it was."""
        if document.id in self._new or self._store.has_content(document.id):
            return False
        self.add(key, "document", payloads.of_document(document))
        self._put_content(document.id, document.content)
        return True

    def add_claims(self, key: str, claims: Sequence[Claim], extractor: str) -> None:
        """Append the claims of one reading. The loop that most rows go through, so it is kept bare."""
        seq, value, recorded = self.head.count, self.head.hash, self._recorded
        entries = self._entries
        for claim in claims:
            seq += 1
            payload = payloads.of_claim(claim, extractor)
            value = link(value, seq, key, "claim", recorded, payload)
            entries.append((seq, key, "claim", recorded, payload, value))
        self.head = Head(count=seq, hash=value)
        if len(entries) >= BLOCK:
            self.flush()

    def restore(self, row: Row, content: bytes | None) -> None:
        """Append a row as it stands in another ledger, a document's with its bytes."""
        self._put(row)
        if content is not None:
            self._put_content(sha256(content), content)

    def flush(self) -> None:
        """Hand over what was added."""
        self._store.add_entries(self._entries)
        self._store.add_contents(self._contents)
        self._entries.clear()
        self._contents.clear()
        self._bytes = 0

    def _put(self, entry: Entry) -> None:
        self.head = Head(count=entry[0], hash=entry[5])
        if entry[2] != "claim":
            self._new.add(entry[1])
        self._entries.append(entry)
        if len(self._entries) >= BLOCK:
            self.flush()

    def _put_content(self, name: str, content: bytes) -> None:
        self._new.add(name)
        self._contents.append((self.head.count, name, content))
        self._bytes += len(content)
        if self._bytes >= BLOCK_BYTES:
            self.flush()
