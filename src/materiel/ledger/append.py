"""The ledger: documents as they arrived and what they say, in rows that are only appended."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import apsw

from materiel.claims.records import Claim
from materiel.core.dates import edtf_bounds, is_edtf
from materiel.core.errors import LedgerError
from materiel.core.hashes import canonical_json, sha256
from materiel.documents.records import Block, Document
from materiel.ledger import store
from materiel.ledger.chain import EMPTY, link, write_head
from materiel.ledger.records import Appended, Decision, Head, Row

Reading = tuple[Document, Sequence[Claim]]  # a document and all claims one extractor read in it


class Ledger:
    """An open ledger. Use it as a context manager.

    >>> import tempfile, pathlib
    >>> with Ledger(pathlib.Path(tempfile.mkdtemp()) / "ledger.sqlite") as ledger:
    ...     ledger.append([], extractor="rules-1").head.count
    0
    """

    def __init__(self, path: Path, *, create: bool = True) -> None:
        self.path = path
        self._connection = store.connect(path, create=create)

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        head = self.head()
        return f"<Ledger {self.path.name}: {head.count} rows, head {head.hash[:12]}>"

    def close(self) -> None:
        """Close the file; the write-ahead log is folded in."""
        self._connection.close()

    def head(self) -> Head:
        """Row count and the hash of the last row."""
        sql = "SELECT seq, hash FROM entries ORDER BY seq DESC LIMIT 1"
        for seq, value in store.rows(self._connection, sql):
            return Head(count=int(str(seq)), hash=str(value))
        return EMPTY

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
            LedgerError: The file is locked by another writer or the disk is full.
        """
        when = recorded or now()
        with self._transaction():
            counts = self._append_all(readings, extractor, when)
            head = self.head()
        write_head(self.path, head)
        return Appended(documents=counts[0], claims=counts[1], head=head)

    def decide(self, decisions: Iterable[Decision], *, recorded: str | None = None) -> Appended:
        """Add decisions, all of them or none; one that is there already adds nothing (rule L4).

        Raises:
            LedgerError: The file is locked by another writer or the disk is full.
        """
        when = recorded or now()
        added = 0
        with self._transaction():
            head = self.head()
            for decision in decisions:
                if self._found("SELECT 1 FROM batches WHERE key = ?", decision.id):
                    continue
                fields = {"id": decision.id, **decision.fields()}
                self._insert("batches", decision.id, "", head.count + 1)
                head = self._add_row(head, decision.id, "decision", when, fields)
                added += 1
        write_head(self.path, head)
        return Appended(documents=0, claims=0, decisions=added, head=head)

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
        with self._transaction():
            ours = self.head()
            head = EMPTY
            for row in rows:
                head = follow(head, row)
                if row.seq > ours.count:
                    self._restore_row(row, contents)
                    counts[row.kind] += 1
                elif row.seq == ours.count and head != ours:
                    raise LedgerError(
                        f"row {row.seq} differs from row {row.seq} of this ledger",
                        where=str(self.path),
                        way_out="Import into an empty ledger, or into an older copy of the same one.",
                    )
            head = self.head()
        write_head(self.path, head)
        return Appended(
            documents=counts["document"],
            claims=counts["claim"],
            decisions=counts["decision"],
            head=head,
        )

    def _restore_row(self, row: Row, contents: Callable[[str], bytes]) -> None:
        fields = json.loads(row.payload)
        values = (row.seq, row.batch, row.kind, row.recorded, row.payload, row.hash)
        self._insert("entries", *values)
        if row.kind == "document":
            content = contents(fields["id"])
            require_content(row, content)
            self._insert("contents", fields["id"], content)
        if not self._found("SELECT 1 FROM batches WHERE key = ?", row.batch) and row.kind in (
            "reading",
            "decision",
        ):
            self._insert("batches", row.batch, fields.get("document", ""), row.seq)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        run = self._connection.execute
        try:
            run("BEGIN IMMEDIATE")
        except apsw.BusyError as error:
            raise LedgerError(
                "another program is writing to this ledger",
                where=str(self.path),
                way_out="Wait until it has finished, then run again.",
            ) from error
        try:
            yield
            run("COMMIT")
        except BaseException:
            run("ROLLBACK")
            raise

    def _append_all(
        self, readings: Iterable[Reading], extractor: str, when: str
    ) -> tuple[int, int]:
        head = self.head()
        n_documents = n_claims = 0
        for document, claims in readings:
            key = batch_key(document.id, extractor)
            if self._found("SELECT 1 FROM batches WHERE key = ?", key):
                continue
            if not self._found("SELECT 1 FROM contents WHERE sha256 = ?", document.id):
                self._insert("contents", document.id, document.content)
                head = self._add_row(head, key, "document", when, _document_fields(document))
                n_documents += 1
            first = head.count + 1
            told = {"document": document.id, "extractor": extractor, "claims": len(claims)}
            head = self._add_row(head, key, "reading", when, told)
            for claim in claims:
                head = self._add_row(head, key, "claim", when, _claim_fields(claim, extractor))
                n_claims += 1
            self._insert("batches", key, document.id, first)
        return n_documents, n_claims

    def _add_row(self, head: Head, key: str, kind: str, when: str, fields: dict[str, Any]) -> Head:
        payload = canonical_json(fields)
        seq = head.count + 1
        value = link(head.hash, seq, key, kind, when, payload)
        self._insert("entries", seq, key, kind, when, payload, value)
        return Head(count=seq, hash=value)

    def _insert(self, table: str, *values: str | int | bytes) -> None:
        marks = ", ".join("?" * len(values))
        self._connection.execute(f"INSERT INTO {table} VALUES ({marks})", values)

    def _found(self, sql: str, value: str) -> bool:
        return any(True for _ in store.rows(self._connection, sql, value))

    def rows(
        self, *, after: int = 0, kind: str | None = None, as_of: str | None = None
    ) -> Iterator[Row]:
        """Rows in their order.

        Args:
            after: Only rows with a greater number.
            kind: Only rows of this kind.
            as_of: The record as it stood at the end of this day, month or year, or at this time.
        """
        sql = (
            "SELECT seq, batch, kind, recorded, payload, hash FROM entries"
            " WHERE seq > ? AND (? IS NULL OR kind = ?) AND recorded <= ? ORDER BY seq"
        )
        values = (after, kind, kind, until(as_of))
        yield from map(Row._make, self._connection.execute(sql, values))

    def decisions(self, *, as_of: str | None = None) -> list[Decision]:
        """Every decision in the order of the record, withdrawn ones included."""
        found = []
        for row in self.rows(kind="decision", as_of=as_of):
            fields = json.loads(row.payload)
            del fields["id"]
            found.append(Decision(**fields | {"about": tuple(fields["about"])}))
        return found

    def documents(self, *, as_of: str | None = None) -> list[Document]:
        """Every document, in the order in which it was recorded, byte for byte."""
        sql = (
            "SELECT e.payload, c.content FROM entries e JOIN contents c"
            " ON c.sha256 = json_extract(CAST(e.payload AS TEXT), '$.id')"
            " WHERE e.kind = 'document' AND e.recorded <= ? ORDER BY e.seq"
        )
        return [
            _document(json.loads(bytes(payload)), bytes(content))  # type: ignore[call-overload]
            for payload, content in store.rows(self._connection, sql, until(as_of))
        ]

    def claims(self, *, extractor: str | None = None, as_of: str | None = None) -> list[Claim]:
        """One reading of each document, in the order of the record (rule L5).

        Args:
            extractor: The version whose readings are wanted; the newest reading of a document where
                there is none by that version, or when no version is named.
            as_of: The record as it stood at the end of this day, month or year, or at this time.
        """
        chosen: dict[str, str] = {}
        sql = (
            "SELECT b.document, b.key FROM batches b JOIN entries e ON e.seq = b.first"
            " WHERE b.document != '' AND e.recorded <= ? ORDER BY b.first, b.rowid"
        )
        for document, key in store.rows(self._connection, sql, until(as_of)):
            wanted = batch_key(str(document), extractor) if extractor else None
            if chosen.get(str(document)) != wanted or wanted is None:
                chosen[str(document)] = str(key)
        sql = (
            "SELECT payload FROM entries WHERE kind = 'claim'"
            " AND batch IN (SELECT value FROM json_each(?)) ORDER BY seq"
        )
        batches = json.dumps(list(chosen.values()))
        return [
            _claim(json.loads(bytes(payload)))  # type: ignore[call-overload]
            for (payload,) in store.rows(self._connection, sql, batches)
        ]


def follow(head: Head, row: Row) -> Head:
    """The head after a row, if the row follows it and is what was written."""
    value = link(head.hash, row.seq, row.batch, row.kind, row.recorded, row.payload)
    if row.seq != head.count + 1 or value != row.hash:
        raise LedgerError(
            f"row {row.seq} does not follow row {head.count} or is not what was written (rule L3)",
            where=f"row {row.seq}",
            way_out="Export the ledger again; this copy is damaged.",
        )
    return Head(count=row.seq, hash=value)


def require_content(row: Row, content: bytes) -> None:
    """Refuse bytes that are not those of a document's row.

    Raises:
        LedgerError: They have another SHA-256.
    """
    name = str(json.loads(row.payload)["id"])
    if sha256(content) != name:
        raise LedgerError(
            f"document {name[:12]} has other bytes than were recorded",
            where=f"row {row.seq}",
            way_out="Export the ledger again; this copy is damaged.",
        )


def now() -> str:
    """The time at which a row is recorded, ISO 8601 UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def until(as_of: str | None) -> str:
    """The last recorded time that `as_of` lets through.

    Raises:
        LedgerError: Neither an EDTF date nor a time.

    >>> until("2024-03"), until("2024-03-01T12:00:00Z"), until(None)
    ('2024-03-31T23:59:59Z', '2024-03-01T12:00:00Z', '9999')
    """
    if as_of is None:
        return "9999"
    if is_edtf(as_of):
        return f"{edtf_bounds(as_of)[1].isoformat()}T23:59:59Z"
    try:
        time = datetime.fromisoformat(as_of)
    except ValueError as error:
        raise LedgerError(
            f"{as_of!r} is neither a date nor a time",
            where="--as-of",
            way_out="Write 2024-03-31, 2024-03, 2024 or 2024-03-31T12:00:00Z.",
        ) from error
    in_utc = time if time.tzinfo else time.replace(tzinfo=UTC)
    return in_utc.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def batch_key(document: str, extractor: str) -> str:
    """The idempotency key of one document read by one version of an extractor (rule L4)."""
    return sha256(canonical_json([document, extractor]))


def _document_fields(document: Document) -> dict[str, Any]:
    """What is kept beside the content; the text only where it is not the content decoded."""
    kept: dict[str, Any] = {}
    if document.offsets is not None:
        kept["offsets"] = [list(run) for run in document.offsets]
    if document.content.decode(document.encoding, "replace") != document.text:
        kept["text"] = document.text
    return {
        **kept,
        "id": document.id,
        "name": document.name,
        "encoding": document.encoding,
        "blocks": [[block.start, block.end, block.role] for block in document.blocks],
        "title": document.title,
        "publisher": document.publisher,
        "url": document.url,
        "language": document.language,
        "published": document.published,
        "published_reason": document.published_reason,
    }


def _document(fields: dict[str, Any], content: bytes) -> Document:
    blocks = tuple(Block(start=s, end=e, role=r) for s, e, r in fields.pop("blocks"))
    runs = fields.pop("offsets", None)
    offsets = tuple(tuple(run) for run in runs) if runs is not None else None
    text = fields.pop("text", None)
    if text is None:
        text = content.decode(fields["encoding"], "replace")
    return Document(content=content, text=text, blocks=blocks, offsets=offsets, **fields)


def _claim_fields(claim: Claim, extractor: str) -> dict[str, Any]:
    place = {"document": claim.document, "start": claim.start, "end": claim.end}
    return {"id": claim.id, **claim.fields(), **place, "extractor": extractor}


def _claim(fields: dict[str, Any]) -> Claim:
    for name in ("id", "extractor"):
        del fields[name]
    fields["date_from"], fields["date_to"] = fields.pop("from"), fields.pop("to")
    fields["subject"], fields["object"] = tuple(fields["subject"]), tuple(fields["object"])
    return Claim(**fields)
