"""Whether a ledger is what it was when it was written."""

from collections.abc import Iterator
from pathlib import Path

import apsw

from materiel.core.errors import LedgerError
from materiel.core.findings import Finding
from materiel.core.hashes import sha256
from materiel.ledger.chain import EMPTY, link, read_head
from materiel.ledger.records import Head
from materiel.ledger.store import connect_read_only, rows


def verify(path: Path) -> list[Finding]:
    """Every way in which the file differs from an intact ledger; empty when it is intact.

    Recomputes the chain over all rows (rule L3), the SHA-256 of every document, SQLite's own
    integrity check, and compares with the head kept beside the file.

    Raises:
        LedgerError: There is no file at `path`.
    """
    found: list[Finding] = []
    try:
        connection = connect_read_only(path)
        try:
            found += _store_faults(connection, path)
            found += _content_faults(connection, path)
            found += _chain_faults(connection, path)
        finally:
            connection.close()
    except (apsw.Error, UnicodeDecodeError) as error:
        found.append(_fault(path, f"SQLite cannot read the file: {error}"))
    return found


def _fault(path: Path, message: str, record: str | None = None) -> Finding:
    return Finding(source=path.name, message=message, record=record)


def _store_faults(connection: apsw.Connection, path: Path) -> Iterator[Finding]:
    for (answer,) in rows(connection, "PRAGMA integrity_check"):
        if answer != "ok":
            yield _fault(path, f"integrity check: {answer}")


def _content_faults(connection: apsw.Connection, path: Path) -> Iterator[Finding]:
    sql = (
        "SELECT json_extract(CAST(e.payload AS TEXT), '$.id'), c.content FROM entries e"
        " LEFT JOIN contents c ON c.sha256 = json_extract(CAST(e.payload AS TEXT), '$.id')"
        " WHERE e.kind = 'document'"
    )
    for name, content in rows(connection, sql):
        if not isinstance(content, bytes):
            yield _fault(path, f"document {str(name)[:12]} is missing", str(name))
        elif sha256(content) != name:
            yield _fault(path, f"document {str(name)[:12]} has other bytes", str(name))


def _chain_faults(connection: apsw.Connection, path: Path) -> Iterator[Finding]:
    kept = _kept_head(path)
    if isinstance(kept, Finding):
        yield kept
        kept = None
    head, meets_kept = EMPTY, kept == EMPTY
    sql = "SELECT seq, batch, kind, recorded, payload, hash FROM entries ORDER BY seq"
    for seq, batch, kind, recorded, payload, stated in rows(connection, sql):
        number, content = int(str(seq)), bytes(payload)  # type: ignore[call-overload]
        if number != head.count + 1:
            yield _fault(path, f"row {head.count + 1} is missing (rule L2)")
            return
        value = link(head.hash, number, str(batch), str(kind), str(recorded), content)
        if value != stated:
            yield _fault(path, f"row {number} is not what was written (rule L3)", str(number))
            return
        head = Head(count=number, hash=value)
        meets_kept = meets_kept or head == kept
    if kept is None:
        if head != EMPTY:
            yield _fault(path, "no head is kept beside the file; nothing proves its length")
    elif not meets_kept:
        message = f"the head file tells of {kept.count} rows that this file does not have"
        yield _fault(path, f"{message}; it has {head.count}")


def _kept_head(path: Path) -> Head | Finding | None:
    try:
        return read_head(path)
    except LedgerError as error:
        return _fault(path, error.what)
