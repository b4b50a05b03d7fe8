"""The ledger: documents as they arrived and what they say, in rows that are only appended."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from html import escape
from pathlib import Path
from typing import Any

from materiel.claims.records import Claim
from materiel.core.errors import DamagedError, LedgerError, StorageError
from materiel.core.hand import Hand
from materiel.core.hashes import canonical_json, sha256
from materiel.documents.records import Document
from materiel.ledger import payloads
from materiel.ledger.chain import EMPTY, follow, keep_head, read_head
from materiel.ledger.opening import open_store
from materiel.ledger.places import Server, place_of
from materiel.ledger.recorded import now, until
from materiel.ledger.records import Appended, Decision, Head, Row
from materiel.ledger.store import Content, Entry, Lines
from materiel.ledger.writer import Reading, Writer, blocks

PAGE = 2000  # rows asked for at once: no reader holds the database for longer
DOCUMENTS = 16  # contents asked for at once


class Ledger:
    """An open ledger. Use it as a context manager.

    Args:
        place: A file, or the address of a PostgreSQL database (`postgresql://…`).
        create: Make the file when it is not there.

    Raises:
        LedgerError: There is no ledger, or it cannot be opened.

    >>> import tempfile, pathlib
    >>> with Ledger(pathlib.Path(tempfile.mkdtemp()) / "ledger.sqlite") as ledger:
    ...     ledger.append([], extractor="rules-1").head.count
    0
    """

    def __init__(self, place: Path | Server | str, *, create: bool = True) -> None:
        self.place = place_of(place)
        self._store = open_store(self.place, create=create)

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def __repr__(self) -> str:
        head = self.head()
        name = self.place.name if isinstance(self.place, Path) else self.place
        return f"<Ledger {name}: {head.count} rows, head {head.hash[:12]}>"

    def _repr_html_(self) -> str:
        """For notebooks: what it holds and its head, without a script or a colour of its own."""
        head = self.head()
        cells = {"rows": f"{head.count:,}", "head": head.hash, "place": str(self.place)}
        lines = "".join(f"<tr><th>{k}</th><td>{escape(v)}</td></tr>" for k, v in cells.items())
        return f"<table><caption>Ledger</caption>{lines}</table>"

    def to_arrow(self, *, as_of: str | None = None) -> Any:
        """The claims as a `pyarrow.Table`, in the columns of `claims` of docs/exports.md.

        Args:
            as_of: The record as it stood at the end of this day, month or year.
        """
        from materiel.ledger.analysis import Analysis

        return Analysis(self, as_of=as_of).query("FROM claims ORDER BY seq", seconds=600)

    def to_pandas(self, *, as_of: str | None = None) -> Any:
        """The same as a `pandas.DataFrame`, where pandas is installed."""
        return self.to_arrow(as_of=as_of).to_pandas()

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The claims for any library that reads Arrow, such as polars or DuckDB."""
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def close(self) -> None:
        """End the connection."""
        self._store.close()

    def head(self) -> Head:
        """Row count and the hash of the last row."""
        return self._store.head()

    def append(
        self, readings: Iterable[Reading], *, extractor: str, recorded: str | None = None
    ) -> Appended:
        """Add what was read, all of it or nothing.

        A batch is one document read by one version of the extractor; a batch that is there already
        adds nothing (rule L4).

        Args:
            readings: Documents with their claims.
            extractor: Version of the extractor and its rules.
            recorded: When we recorded it, ISO 8601 UTC; now when not given.

        Raises:
            LedgerError: Another program is writing, or the kept head does not belong to this ledger.
            StorageError: The disk is full or fails.
        """
        n_documents = n_claims = 0
        with self._writer(recorded) as writer:
            for block in blocks(readings):
                keys = [batch_key(document.id, extractor) for document, _ in block]
                writer.look_up(keys, [document.id for document, _ in block])
                for key, (document, claims) in zip(keys, block, strict=True):
                    if writer.has(key):
                        continue
                    n_documents += writer.add_document(key, document)
                    told = payloads.of_reading(document.id, extractor, len(claims))
                    writer.add(key, "reading", told)
                    writer.add_claims(key, claims, extractor)
                    n_claims += len(claims)
        return Appended(documents=n_documents, claims=n_claims, head=writer.head)

    def decide(self, decisions: Iterable[Decision], *, recorded: str | None = None) -> Appended:
        """Add decisions, all of them or none; one that is there already adds nothing (rule L4).

        Raises:
            LedgerError: Another program is writing, or the kept head does not belong to this ledger.
            StorageError: The disk is full or fails.
        """
        added = 0
        with self._writer(recorded) as writer:
            told = list(decisions)
            writer.look_up([decision.id for decision in told])
            for decision in told:
                if not writer.has(decision.id):
                    writer.add(decision.id, "decision", payloads.of_decision(decision))
                    added += 1
        return Appended(documents=0, claims=0, decisions=added, head=writer.head)

    def restore(self, rows: Iterable[Row], contents: Callable[[str], bytes]) -> Appended:
        """Add rows of another ledger as they were recorded there, all of them or nothing.

        Rows that this ledger has already are passed over, so the same rows twice add nothing, and
        an empty ledger ends with the head of the other (rule L8).

        Args:
            rows: In their order, from row 1 on.
            contents: Gives the bytes of a document by its SHA-256.

        Raises:
            LedgerError: A row that is not what was written, or that differs from ours.
        """
        counts = dict.fromkeys(("document", "reading", "claim", "decision"), 0)
        with self._writer(None) as writer:
            ours, head = writer.head, EMPTY
            for row in rows:
                head = follow(head, row)
                if row.seq > ours.count:
                    writer.restore(row, _content_of(row, contents))
                    counts[row.kind] += 1
                elif row.seq == ours.count and head != ours:
                    raise LedgerError(
                        f"row {row.seq} differs from row {row.seq} of this ledger",
                        where=str(self.place),
                        way_out="Import into an empty ledger, or into an older copy of the same one.",
                    )
        return Appended(
            documents=counts["document"],
            claims=counts["claim"],
            decisions=counts["decision"],
            head=writer.head,
        )

    @contextmanager
    def _writer(self, recorded: str | None) -> Iterator[Writer]:
        with self._store.writing():
            head = self.head()
            self._require_kept(head)
            with Writer(self._store, head, recorded or now()) as writer:
                yield writer
        self._keep_head()
        self._store.settle()

    def _keep_head(self) -> None:
        try:
            keep_head(self._store.head_file, self.head)
        except OSError as error:
            what = f"the head of {self.place} cannot be kept: {error.strerror}"
            raise StorageError(f"{what}; make room and run again") from error

    def _require_kept(self, head: Head) -> None:
        """Add nothing to a ledger that lost rows: what is kept of them would be overwritten."""
        kept = read_head(self._store.head_file)
        if kept is None and head == EMPTY:
            # A writer that dies behind its first commit must not leave rows without any head.
            self._keep_head()
        if kept is None or kept.count == 0 or kept == head:
            return
        found = self._store.entries(kept.count - 1, kept.count, None, until(None), 1)
        if not found or found[0][5] != kept.hash:
            raise LedgerError(
                f"the head that was kept tells of {kept.count} rows that this ledger does not have",
                where=str(self.place),
                way_out=f"Run materiel ledger verify. An older backup on purpose: remove {self._store.head_file}",
            )

    def rows(
        self,
        *,
        after: int = 0,
        upto: int | None = None,
        kind: str | None = None,
        as_of: str | None = None,
    ) -> Iterator[Row]:
        """Rows in their order, up to the last that was there when the reading began.

        Args:
            after: Only rows with a greater number.
            upto: Only rows with no greater number.
            kind: Only rows of this kind.
            as_of: The record as it stood at the end of this day, month or year, or at this time.
        """
        last = self.head().count if upto is None else upto
        yield from map(Row._make, self._entries(after, last, kind, until(as_of)))

    def claim_lines(self, *, after: int, upto: int, limit: int) -> Iterator[Lines]:
        """Claims with after < seq <= upto as text, so many at once; the next are read meanwhile."""
        with Hand[Lines | None]("ledger-reader") as reader:
            reader.give(self._store.claim_lines, after, upto, limit)
            while lines := reader.take():
                reader.give(self._store.claim_lines, lines.last, upto, limit)
                yield lines

    def content(self, name: str) -> bytes:
        """The bytes of the document with this SHA-256.

        Raises:
            DamagedError: They are not there.
        """
        found = self._store.content(name)
        if found is None:
            raise DamagedError(
                f"the bytes of document {name[:12]} are missing", where=str(self.place)
            )
        return found

    def decisions(self, *, as_of: str | None = None) -> list[Decision]:
        """Every decision in the order of the record, withdrawn ones included."""
        return [
            payloads.to_decision(row.payload) for row in self.rows(kind="decision", as_of=as_of)
        ]

    def documents(self, *, as_of: str | None = None) -> list[Document]:
        """Every document, in the order in which it was recorded, byte for byte.

        Raises:
            DamagedError: Its bytes are missing, or have another SHA-256: no quote stands in them.
        """
        upto = self.head().count
        wanted = {e[0]: e[4] for e in self._entries(0, upto, "document", until(as_of))}
        found = [
            self._document(wanted.pop(seq), content)
            for seq, _, content in self._contents(0, upto)
            if seq in wanted
        ]
        if wanted:
            raise DamagedError(f"the bytes of row {min(wanted)} are missing", where=str(self.place))
        return found

    def _document(self, payload: bytes, content: bytes) -> Document:
        document = payloads.to_document(payload, content)
        if sha256(content) != document.id:
            raise DamagedError(
                f"document {document.name} ({document.id[:12]}) has other bytes than were recorded",
                where=str(self.place),
                way_out="Run materiel ledger verify, then materiel ledger recover; or restore a backup.",
            )
        return document

    def claims(self, *, extractor: str | None = None, as_of: str | None = None) -> list[Claim]:
        """One reading of each document, in the order of the record (rule L5).

        Args:
            extractor: The version whose readings are wanted; the newest reading of a document where
                there is none by that version, or when no version is named.
            as_of: The record as it stood at the end of this day, month or year, or at this time.
        """
        upto, by = self.head().count, until(as_of)
        chosen: dict[str, str] = {}
        for _, batch, _, _, payload, _ in self._entries(0, upto, "reading", by):
            document = str(payloads.load(payload)["document"])
            wanted = batch_key(document, extractor) if extractor else None
            if chosen.get(document) != wanted or wanted is None:
                chosen[document] = batch
        batches = set(chosen.values())
        return [
            payloads.to_claim(entry[4])
            for entry in self._entries(0, upto, "claim", by)
            if entry[1] in batches
        ]

    def _entries(self, after: int, upto: int, kind: str | None, by: str) -> Iterator[Entry]:
        while page := self._store.entries(after, upto, kind, by, PAGE):
            yield from page
            after = page[-1][0]

    def _contents(self, after: int, upto: int) -> Iterator[Content]:
        while page := self._store.contents(after, upto, DOCUMENTS):
            yield from page
            after = page[-1][0]


def _content_of(row: Row, contents: Callable[[str], bytes]) -> bytes | None:
    if row.kind != "document":
        return None
    content = contents(str(payloads.load(row.payload)["id"]))
    payloads.require_content(row, content)
    return content


def batch_key(document: str, extractor: str) -> str:
    """The idempotency key of one document read by one version of an extractor (rule L4)."""
    return sha256(canonical_json([document, extractor]))
