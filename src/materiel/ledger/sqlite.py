"""The one door to SQLite: a file that only grows.

Rules L1 to L5 of docs/model.md. Nothing else in the product opens the file: a second SQLite library,
or a plain open(), would drop the locks of this one.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, cast

import apsw

from materiel.core.errors import DamagedError, LedgerError, StorageError
from materiel.core.hand import Hand
from materiel.ledger.chain import EMPTY, head_path
from materiel.ledger.places import require_local
from materiel.ledger.records import Head
from materiel.ledger.rows import Rows
from materiel.ledger.sqlite_file import expected_schema, prepare, require_library, schema_of
from materiel.ledger.store import (
    PAGE_BYTES,
    Content,
    Entry,
    Lines,
    Linked,
    busy,
    no_ledger,
)

FOLD = 1000  # pages of the WAL from which on it is folded into the file

_TEXTS = ("batches", "kinds", "times", "hashes")
_SLICE = "rtrim(CAST(substr(:{0}, (rowid - 1) * :{0}_step + 1, :{0}_width) AS TEXT))"
_INSERT = (
    "INSERT INTO entries (seq, batch, kind, recorded, hash, payload) SELECT :first + rowid - 1, "
    + ", ".join(map(_SLICE.format, _TEXTS))
    + ", value FROM carray(:payloads)"
)
# The limit, halved until so many rows hold no more than so many bytes. Asked within one statement:
# between two, a thread waits for the interpreter.
_FITTING = """
WITH RECURSIVE fitting(rows) AS (
    SELECT :limit UNION ALL SELECT rows / 2 FROM fitting WHERE rows > 1 AND :bytes <
        (SELECT total(octet_length(payload)) FROM entries WHERE seq > :after AND seq <= :after + rows))
SELECT min(rows) FROM fitting
"""
_LINKED = f"""
SELECT count(*), min(seq), max(seq), CAST(group_concat(text, '') AS BLOB),
    group_concat(octet_length(text)), CAST(group_concat(hash, '') AS BLOB)
FROM (SELECT seq, hash,
        concat('",', seq, ',"', batch, '","', kind, '","', recorded, '"]', char(10), payload, '["', hash) AS text
    FROM entries WHERE seq > :after AND seq <= :upto ORDER BY seq LIMIT ({_FITTING}))
"""
_CLAIM_LINES = f"""
SELECT count(*), max(seq), CAST(group_concat(payload, char(10)) AS BLOB), group_concat(seq),
    group_concat(recorded, char(10))
FROM (SELECT seq, payload, recorded FROM entries
    WHERE seq > :after AND seq <= :upto AND kind = 'claim' ORDER BY seq LIMIT ({_FITTING}))
"""

_DAMAGE = (apsw.CorruptError, apsw.NotADBError, apsw.FormatError, UnicodeDecodeError)


class SqliteStore:
    """A ledger in one file."""

    def __init__(
        self, path: Path, *, create: bool = False, read_only: bool = False, vfs: str | None = None
    ) -> None:
        self.place = path
        self.head_file = head_path(path)
        self._read_only = read_only
        self._vfs = vfs
        require_library()
        require_local(path)
        if not create and not path.is_file():
            raise no_ledger(path)
        self._wal_pages = 0
        self._folding: Hand[None] | None = None
        self._open: apsw.Connection | None = self._connect(create=create)

    def _connect(self, *, create: bool) -> apsw.Connection:
        flags = apsw.SQLITE_OPEN_READONLY if self._read_only else apsw.SQLITE_OPEN_READWRITE
        flags |= apsw.SQLITE_OPEN_CREATE if create else 0
        connection = None
        try:
            connection = apsw.Connection(str(self.place), flags=flags, vfs=self._vfs)
            prepare(connection, self.place, read_only=self._read_only)
            connection.set_wal_hook(
                self._committed
            )  # in place of SQLite's own, which folds at once
        except BaseException as error:
            if connection is not None:
                connection.close(True)
            if isinstance(error, apsw.Error | UnicodeDecodeError):
                raise self._told(error) from error
            raise
        return connection

    @property
    def connection(self) -> apsw.Connection:
        """The connection, not in use; a new one after an error of the disk ended the last."""
        self._wait()
        if self._open is None:
            self._open = self._connect(create=False)
        return self._open

    def close(self) -> None:
        """Close the file; the write-ahead log is folded in."""
        self._wait()
        if self._open is not None:
            with self._telling():
                self._open.close()
            self._open = None

    def head(self) -> Head:
        """Row count and the hash of the last row."""
        with self._telling():
            sql = "SELECT seq, hash FROM entries ORDER BY seq DESC LIMIT 1"
            found = self.connection.execute(sql).fetchone()
        return Head(count=found[0], hash=found[1]) if found else EMPTY

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction of the only writer: all that is added inside stays, or nothing does."""
        with self._telling():
            run = self.connection.execute
            run("BEGIN IMMEDIATE")
            try:
                yield
                run("COMMIT")
            except BaseException:
                if self._open is not None and self._open.in_transaction:
                    run("ROLLBACK")
                raise

    def settle(self) -> None:
        """Begin to fold a long write-ahead log into the file; the head is kept before, on the same disk."""
        if self._wal_pages >= FOLD:
            connection, self._folding = self.connection, Hand("ledger-fold")
            self._folding.give(self._fold, connection)

    def _fold(self, connection: apsw.Connection) -> None:
        """Copy the write-ahead log, synced by the commit, into the file, while others go on.

        What the disk refuses now is in the log still and is tried again behind the next commit.
        """
        self._wal_pages = 0
        with suppress(StorageError, LedgerError, apsw.Error), self._telling():
            connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)

    def _wait(self) -> None:
        """Until the log is folded in: one thread at a time uses the connection."""
        if self._folding is not None:
            self._folding.end()
            self._folding = None

    def _committed(self, _: object, __: str, pages: int) -> int:
        self._wal_pages = pages
        return apsw.SQLITE_OK

    def adding(self, rows: Rows) -> Callable[[], None]:
        """Make ready to append rows by one statement, which runs beside Python's other threads."""
        return partial(self._add, _columns(rows) if rows else None)

    def _add(self, values: dict[str, Any] | None) -> None:
        if values:
            with self._telling():
                self.connection.execute(_INSERT, values)

    def add_contents(self, contents: Iterable[Content]) -> None:
        """Append the bytes of documents."""
        with self._telling():
            self.connection.executemany("INSERT INTO contents VALUES (?,?,?)", contents)

    def known(self, keys: Sequence[str], documents: Sequence[str]) -> set[str]:
        """Keys of which a reading or decision is there (rule L4), and documents, SHA-256, that are there."""
        sql = "SELECT batch FROM entries WHERE batch = ? AND kind <> 'claim' AND kind <> 'document'"
        held = "SELECT sha256 FROM contents WHERE sha256 = ?"
        return self._found(sql, keys) | self._found(held, documents)

    def _found(self, sql: str, texts: Sequence[str]) -> set[str]:
        with self._telling():
            found = self.connection.executemany(sql, [(text,) for text in texts])
            return {text for (text,) in found}

    def content(self, sha256: str) -> bytes | None:
        """The bytes of one document."""
        sql = "SELECT content FROM contents WHERE sha256 = ?"
        with self._telling():
            found = self.connection.execute(sql, (sha256,)).fetchone()
        return found[0] if found else None

    def entries(
        self, after: int, upto: int, kind: str | None, until: str, limit: int
    ) -> list[Entry]:
        """The first `limit` rows with after < seq <= upto, in order, recorded no later than `until`."""
        of_kind = "" if kind is None else "AND kind = :kind "
        if kind not in (None, "claim"):
            of_kind += "AND kind <> 'claim' "  # lets the index be used
        sql = (
            "SELECT seq, batch, kind, recorded, payload, hash FROM entries WHERE seq > :after"
            f" AND seq <= :upto AND recorded <= :until {of_kind}ORDER BY seq LIMIT :limit"
        )
        values = {"after": after, "upto": upto, "kind": kind, "until": until, "limit": limit}
        with self._telling():
            return cast(list[Entry], self.connection.execute(sql, values).fetchall())

    def linked(self, after: int, upto: int, limit: int) -> Linked | None:
        """Rows with after < seq <= upto as they are hashed, at most `limit`; None when there are none."""
        found = self._together(_LINKED, after, upto, limit)
        return Linked(*found) if found[0] else None

    def claim_lines(self, after: int, upto: int, limit: int) -> Lines | None:
        """Claims with after < seq <= upto, at most `limit`; None when there are none."""
        found = self._together(_CLAIM_LINES, after, upto, limit)
        return Lines(*found) if found[0] else None

    def _together(self, sql: str, after: int, upto: int, limit: int) -> Any:
        """One row made of many. SQLite makes it without the interpreter, which others can use meanwhile."""
        values = {"after": after, "upto": upto, "limit": limit, "bytes": PAGE_BYTES}
        with self._telling():
            return self.connection.execute(sql, values).fetchone()

    def contents(self, after: int, upto: int, limit: int) -> list[Content]:
        """The bytes of the first `limit` documents with after < seq <= upto."""
        sql = (
            "SELECT seq, sha256, content FROM contents"
            " WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT ?"
        )
        with self._telling():
            found = self.connection.execute(sql, (after, upto, limit)).fetchall()
        return cast(list[Content], found)

    def faults(self) -> Iterator[str]:
        """What SQLite itself finds wrong, and rules of the file that are no longer there."""
        with self._telling():
            if schema_of(self.connection) != expected_schema():
                yield "the tables and triggers are not those of a ledger (rule L1)"
            self.connection.authorizer = None
            for (answer,) in self.connection.execute("PRAGMA integrity_check"):
                if answer != "ok":
                    yield f"integrity check: {answer}"

    def backup(self, file: Path) -> None:
        """Copy everything into a new file through SQLite's online backup, in one reading."""
        target = None
        try:
            target = apsw.Connection(str(file))
            with self._telling(), target.backup("main", self.connection, "main") as copying:
                copying.step(-1)
        except (StorageError, apsw.Error) as error:
            raise StorageError(f"the copy {file} cannot be written: {error}") from error
        finally:
            if target is not None:
                target.close(True)

    @contextmanager
    def _telling(self) -> Iterator[None]:
        """Say in our words what SQLite says; drop the connection after an error of the disk."""
        try:
            yield
        except apsw.IOError as error:
            # What reached the disk is not known, and a second fsync may succeed without having
            # written: only a new connection, which reads the file anew, can be trusted.
            self._drop()
            raise self._told(error) from error
        except (apsw.Error, UnicodeDecodeError) as error:
            raise self._told(error) from error

    def _drop(self) -> None:
        connection, self._open = self._open, None
        if connection is not None:
            with suppress(apsw.Error):
                connection.config(
                    apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1
                )  # nothing more is written
                connection.close(True)

    def _told(self, error: BaseException) -> Exception:
        name = str(self.place)
        if isinstance(error, apsw.BusyError):
            return busy(self.place)
        if isinstance(error, apsw.FullError):
            return StorageError(f"the disk is full: {name} is as it was; make room and run again")
        if isinstance(error, apsw.IOError):
            return StorageError(f"the disk fails under {name}: {error}")
        if isinstance(error, _DAMAGE):
            way_out = (
                "Run materiel ledger verify, then materiel ledger recover; or restore a backup."
            )
            return DamagedError(
                f"SQLite cannot read the file: {error}", where=name, way_out=way_out
            )
        if isinstance(error, apsw.CantOpenError | apsw.ReadOnlyError | apsw.PermissionsError):
            return LedgerError(
                f"the ledger cannot be opened: {error}",
                where=name,
                way_out="Check the permissions of the file and its folder: reading needs its -wal and"
                " -shm files beside it. To read a copy, copy FILE and FILE.head elsewhere.",
            )
        return error if isinstance(error, Exception) else LedgerError(str(error), where=name)


def _columns(rows: Rows) -> dict[str, Any]:
    values: dict[str, Any] = {"first": rows.first, "payloads": apsw.carray(tuple(rows.payloads))}
    columns: tuple[Sequence[str], ...] = (rows.batches, rows.kinds, rows.times, rows.hashes)
    for name, texts in zip(_TEXTS, columns, strict=True):
        values[name], values[f"{name}_step"], values[f"{name}_width"] = _packed(texts)
    return values


def _packed(texts: Sequence[str]) -> tuple[bytes, int, int]:
    """Texts one behind the other, filled up with spaces to one width; how far apart; the width."""
    distinct = set(texts)
    width, joined = max(map(len, distinct)), "".join(distinct)
    if not joined.isascii() or (" " in joined and any(text[-1:] == " " for text in distinct)):
        raise LedgerError(
            f"one of {sorted(distinct)[:3]} cannot stand beside a row",
            way_out="Write it in ASCII, without spaces at its end.",
        )
    if len(distinct) == 1:
        return joined.encode(), 0, width
    packed = "".join(texts)
    if len(packed) != width * len(texts):
        packed = "".join([text.ljust(width) for text in texts])
    return packed.encode(), width, width
