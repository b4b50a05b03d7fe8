"""The one door to SQLite: a file that only grows.

Rules L1 to L5 of docs/model.md. Nothing else in the product opens the file: a second SQLite library,
or a plain open(), would drop the locks of this one.
"""

from collections.abc import Iterator
from pathlib import Path

import apsw

from materiel.core.errors import LedgerError

APPLICATION_ID = 0x6D617465  # "mate"
FORMAT = 2  # 2: every reading is a row, decisions are rows
OLDEST_SQLITE = (3, 51, 3)  # older libraries have a fault in resetting the WAL

_SCHEMA = """
CREATE TABLE entries (
    seq INTEGER PRIMARY KEY,
    batch TEXT NOT NULL,
    kind TEXT NOT NULL,
    recorded TEXT NOT NULL,
    payload BLOB NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE INDEX entries_by_batch ON entries (batch);
CREATE TABLE contents (sha256 TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT;
CREATE TABLE batches (key TEXT PRIMARY KEY, document TEXT NOT NULL, first INTEGER NOT NULL) STRICT;
CREATE TRIGGER entries_gapless BEFORE INSERT ON entries
    WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM entries)
    BEGIN SELECT raise(ABORT, 'rule L2: the sequence has no gaps'); END;
"""
_KEEP = """
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
    BEGIN SELECT raise(ABORT, 'rule L1: rows are appended, never changed'); END;
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
    BEGIN SELECT raise(ABORT, 'rule L1: rows are appended, never deleted'); END;
"""
TABLES = ("entries", "contents", "batches")

# What the application's connection may do once the file is open: read, and insert rows.
_ALLOWED = {
    apsw.SQLITE_SELECT,
    apsw.SQLITE_READ,
    apsw.SQLITE_INSERT,
    apsw.SQLITE_TRANSACTION,
    apsw.SQLITE_FUNCTION,
}


def connect(path: Path, *, create: bool) -> apsw.Connection:
    """Open a ledger so that it can only be read and appended to.

    Raises:
        LedgerError: No such file, not a ledger, a ledger of another format, or an SQLite library
            older than 3.51.3.
    """
    _require_library()
    if not create and not path.is_file():
        raise LedgerError(
            "no ledger here", where=str(path), way_out="Make one with: materiel run PATH --out DIR"
        )
    flags = apsw.SQLITE_OPEN_READWRITE | (apsw.SQLITE_OPEN_CREATE if create else 0)
    try:
        connection = apsw.Connection(str(path), flags=flags)
        _prepare(connection, path)
    except (apsw.CantOpenError, apsw.NotADBError, apsw.ReadOnlyError, apsw.IOError) as error:
        raise LedgerError(
            f"the ledger cannot be opened: {error}",
            where=str(path),
            way_out="Check the path and its permissions; a damaged file: materiel ledger verify.",
        ) from error
    return connection


def connect_read_only(path: Path) -> apsw.Connection:
    """Open a ledger for verification; nothing can be written through it."""
    _require_library()
    if not path.is_file():
        raise LedgerError("no ledger here", where=str(path), way_out="Give the file of a ledger.")
    return apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)


def rows(connection: apsw.Connection, sql: str, *values: object) -> Iterator[tuple[object, ...]]:
    """Rows of one statement with bound values."""
    yield from connection.execute(sql, values)


def _require_library() -> None:
    found = tuple(int(part) for part in apsw.sqlite_lib_version().split("."))
    if found < OLDEST_SQLITE:
        raise LedgerError(
            f"SQLite {apsw.sqlite_lib_version()} is too old; 3.51.3 or newer is needed",
            way_out="Install apsw from the package index: its wheel brings its own SQLite.",
        )


def _prepare(connection: apsw.Connection, path: Path) -> None:
    connection.set_busy_timeout(5000)
    is_new = _is_new(connection, path)  # before anything is written to a file that may be another's
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "recursive_triggers=ON",  # without it REPLACE passes the triggers by
        "trusted_schema=OFF",
        "cell_size_check=ON",
        "mmap_size=0",
    ):
        connection.execute(f"PRAGMA {pragma}")
    if is_new:
        _create(connection)
    version = connection.execute("PRAGMA user_version").fetchone()
    if version != (FORMAT,):
        connection.close()
        raise LedgerError(
            f"ledger format {version}; this version reads format {FORMAT}",
            where=str(path),
            way_out="Open it with the version of materiel that wrote it.",
        )
    connection.authorizer = _authorise


def _is_new(connection: apsw.Connection, path: Path) -> bool:
    mark = connection.execute("PRAGMA application_id").fetchone()
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if mark == (0,) and tables == (0,):
        return True
    if mark == (APPLICATION_ID,):
        return False
    connection.close()
    raise LedgerError(
        "this SQLite file is not a ledger of materiel",
        where=str(path),
        way_out="Choose another --out folder or ledger file; this one was left as it is.",
    )


def _create(connection: apsw.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        connection.execute(_SCHEMA)
        for table in TABLES:
            connection.execute(_KEEP.format(table=table))
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {FORMAT}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _authorise(action: int, table: str | None, *_: str | None) -> int:
    if action not in _ALLOWED:
        return apsw.SQLITE_DENY
    if action == apsw.SQLITE_INSERT and table not in TABLES:
        return apsw.SQLITE_DENY
    return apsw.SQLITE_OK
