"""What an SQLite file must be to be a ledger: its tables and triggers, and what a connection may do.

Rules L1 to L5 of docs/model.md.
"""

from pathlib import Path

import apsw

from materiel.core.errors import LedgerError
from materiel.ledger.store import FORMAT, no_ledger, wrong_format

APPLICATION_ID = 0x6D617465  # "mate"
OLDEST_SQLITE = (3, 51, 3)  # older libraries have a fault in resetting the WAL
WAL_LIMIT = 16 * 2**20  # a WAL that a long append let grow is cut back to this [bytes]
BUSY_MS = 5000

_SCHEMA = """
CREATE TABLE entries (
    seq INTEGER PRIMARY KEY,
    batch TEXT NOT NULL,
    kind TEXT NOT NULL CHECK ( -- IN would cost each claim a microsecond
        kind = 'claim' OR kind = 'reading' OR kind = 'document' OR kind = 'decision'),
    recorded TEXT NOT NULL,
    payload BLOB NOT NULL,
    hash TEXT NOT NULL,
    -- No gaps (rule L2): every row but the first refers to the one before it. A trigger would cost more.
    before INTEGER GENERATED ALWAYS AS (nullif(seq - 1, 0)) VIRTUAL REFERENCES entries (seq)
) STRICT;
CREATE UNIQUE INDEX entries_by_batch ON entries (batch, kind) WHERE kind <> 'claim';
CREATE INDEX entries_by_kind ON entries (kind) WHERE kind <> 'claim';
CREATE TABLE contents (
    seq INTEGER PRIMARY KEY REFERENCES entries (seq),
    sha256 TEXT NOT NULL UNIQUE,
    content BLOB NOT NULL
) STRICT;
"""
_KEEP = """
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
    BEGIN SELECT raise(ABORT, 'rule L1: rows are appended, never changed'); END;
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
    BEGIN SELECT raise(ABORT, 'rule L1: rows are appended, never deleted'); END;
"""
TABLES = ("entries", "contents")
SETTINGS = (
    "page_size=8192",  # fewer writes for long appends, no slower single commits
    "journal_mode=WAL",
    "synchronous=FULL",
    f"journal_size_limit={WAL_LIMIT}",
    "foreign_keys=ON",
    "recursive_triggers=ON",  # without it REPLACE passes the triggers by
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "mmap_size=0",
)
# What the application's connection may do once the file is open: read, and insert rows.
_ALLOWED = {
    apsw.SQLITE_SELECT,
    apsw.SQLITE_READ,
    apsw.SQLITE_INSERT,
    apsw.SQLITE_TRANSACTION,
    apsw.SQLITE_FUNCTION,
    apsw.SQLITE_RECURSIVE,
}


def require_library() -> None:
    """Refuse a library that could lose what it acknowledged.

    Raises:
        LedgerError: SQLite is older than 3.51.3.
    """
    found = tuple(int(part) for part in apsw.sqlite_lib_version().split("."))
    if found < OLDEST_SQLITE:
        raise LedgerError(
            f"SQLite {apsw.sqlite_lib_version()} is too old; 3.51.3 or newer is needed",
            way_out="Install apsw from the package index: its wheel brings its own SQLite.",
        )


def prepare(connection: apsw.Connection, path: Path, *, read_only: bool) -> None:
    """Make a connection one of ours: it waits for others, syncs each commit, reads and appends.

    Raises:
        LedgerError: The file is another program's, of another version, or not there to be read.
    """
    connection.set_busy_timeout(BUSY_MS)
    is_new = _is_new(connection, path)  # before anything is written to a file that may be another's
    if is_new and read_only:
        raise no_ledger(path)
    for setting in SETTINGS if not read_only else ():
        connection.execute(f"PRAGMA {setting}")
    if is_new:
        _create(connection)
    version = connection.execute("PRAGMA user_version").fetchone()
    if version != (FORMAT,):
        raise wrong_format(path, version[0] if version else None)
    connection.authorizer = _authorise


def _is_new(connection: apsw.Connection, path: Path) -> bool:
    mark = connection.execute("PRAGMA application_id").fetchone()
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if mark == (0,) and tables == (0,):
        return True
    if mark == (APPLICATION_ID,):
        return False
    raise LedgerError(
        "this SQLite file is not a ledger of materiel",
        where=str(path),
        way_out="Choose another --out folder or ledger file; this one was left as it is.",
    )


def _create(connection: apsw.Connection) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        if connection.execute("PRAGMA user_version").fetchone() == (0,):  # nobody was quicker
            connection.execute(_SCHEMA)
            for table in TABLES:
                connection.execute(_KEEP.format(table=table))
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {FORMAT}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def schema_of(connection: apsw.Connection) -> list[tuple[object, ...]]:
    """The tables, indexes and triggers of a file."""
    sql = "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name"
    return connection.execute(sql).fetchall()


def expected_schema() -> list[tuple[object, ...]]:
    """Those of a ledger that nobody meddled with."""
    model = apsw.Connection(":memory:")
    try:
        _create(model)
        return schema_of(model)
    finally:
        model.close()


def _authorise(action: int, table: str | None, *_: str | None) -> int:
    if action not in _ALLOWED:
        return apsw.SQLITE_DENY
    if action == apsw.SQLITE_INSERT and table not in TABLES:
        return apsw.SQLITE_DENY
    return apsw.SQLITE_OK
