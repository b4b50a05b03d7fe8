"""The one door to PostgreSQL: a schema that only grows.

Two roles. The owner makes the schema once (`materiel ledger create`) and is never used to write. The
writer may read and insert, nothing else; triggers refuse changes to whoever has more rights.
Rules L1 to L5 of docs/model.md; docs/decisions/0014 says why.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any

import psycopg
from psycopg import errors, sql

from materiel.core.errors import DamagedError, LedgerError, StorageError
from materiel.core.hashes import sha256
from materiel.ledger.chain import EMPTY
from materiel.ledger.places import Server, state_folder
from materiel.ledger.records import Head
from materiel.ledger.rows import Rows
from materiel.ledger.store import (
    FORMAT,
    PAGE_BYTES,
    Content,
    Entry,
    Lines,
    Linked,
    busy,
    no_ledger,
    wrong_format,
)

OLDEST_SERVER = 150000
LOCK = 0x6D617465  # "mate": whoever holds this advisory lock is the writer
CONNECT_S = 10
PAGE = 2000  # rows of any size that are fetched at once
TABLES = ("entries", "contents")

_SCHEMA = """
CREATE SCHEMA materiel;
CREATE TABLE materiel.entries (
    seq bigint PRIMARY KEY,
    batch text COLLATE "C" NOT NULL,
    kind text COLLATE "C" NOT NULL CHECK (kind IN ('document', 'reading', 'claim', 'decision')),
    recorded text COLLATE "C" NOT NULL,
    payload bytea NOT NULL,
    hash text COLLATE "C" NOT NULL
);
CREATE UNIQUE INDEX entries_by_batch ON materiel.entries (batch, kind) WHERE kind <> 'claim';
CREATE INDEX entries_by_kind ON materiel.entries (kind, seq) WHERE kind <> 'claim';
CREATE TABLE materiel.contents (
    seq bigint PRIMARY KEY REFERENCES materiel.entries (seq),
    sha256 text COLLATE "C" NOT NULL UNIQUE,
    content bytea NOT NULL
);
CREATE FUNCTION materiel.keep() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
BEGIN
    RAISE EXCEPTION 'rule L1: rows are appended, never changed';
END $$;
CREATE FUNCTION materiel.gapless() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    n bigint; first bigint; last bigint;
BEGIN
    SELECT count(*), min(seq), max(seq) INTO n, first, last FROM added;
    IF n > 0 AND (last - first + 1 <> n OR first < 1 OR (first > 1 AND NOT EXISTS (
        SELECT 1 FROM materiel.entries WHERE seq = first - 1))) THEN
        RAISE EXCEPTION 'rule L2: the sequence has no gaps';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER entries_gapless AFTER INSERT ON materiel.entries REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION materiel.gapless();
ALTER TABLE materiel.entries ENABLE ALWAYS TRIGGER entries_gapless;
"""
_KEEP = """
CREATE TRIGGER {trigger} BEFORE UPDATE OR DELETE OR TRUNCATE ON materiel.{table}
    FOR EACH STATEMENT EXECUTE FUNCTION materiel.keep();
ALTER TABLE materiel.{table} ENABLE ALWAYS TRIGGER {trigger};
"""
_GRANT = """
REVOKE ALL ON SCHEMA materiel FROM PUBLIC;
GRANT USAGE ON SCHEMA materiel TO {writer};
GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA materiel TO {writer};
"""
_TOO_MUCH = """
SELECT rolsuper OR EXISTS (
    SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = 'materiel' AND c.relkind = 'r' AND (pg_has_role(c.relowner, 'MEMBER')
        OR has_any_column_privilege(c.oid, 'UPDATE')
        OR has_table_privilege(c.oid, 'DELETE, TRUNCATE, TRIGGER')))
FROM pg_roles WHERE rolname = current_user
"""
_PAYLOAD_BYTES = """
SELECT coalesce(sum(octet_length(payload)), 0)::bigint FROM materiel.entries WHERE seq > %s AND seq <= %s
"""
_CLAIMS = """
SELECT seq, recorded, payload FROM materiel.entries
WHERE seq > %s AND seq <= %s AND kind = 'claim' ORDER BY seq LIMIT %s
"""
_TRIGGERS = """
SELECT t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'materiel' AND t.tgenabled = 'A'
"""
_DAMAGE = (
    errors.DataCorrupted,
    errors.IndexCorrupted,
    errors.InternalError_,  # what a server says of pages that make no sense
    errors.UndefinedFile,  # a part of its files is not there
    errors.CharacterNotInRepertoire,
    UnicodeDecodeError,
)
_ALWAYS = {"entries_gapless", "entries_keep", "contents_keep"}


def create_schema(place: Server, writer: str) -> None:
    """Make an empty ledger as its owner, and let the role `writer` read and append.

    Raises:
        LedgerError: The server does not answer, is too old, has a ledger already, or has no such role.
    """
    with _told(place), _connect(place) as connection, connection.transaction():
        if connection.execute("SELECT to_regnamespace('materiel')").fetchone() != (None,):
            raise LedgerError(
                "this database has a ledger already",
                where=str(place),
                way_out="Make another database for another ledger.",
            )
        if not connection.execute(
            "SELECT 1 FROM pg_roles WHERE rolname = %s", (writer,)
        ).fetchone():
            raise LedgerError(
                f"the server has no role {writer!r}",
                where=str(place),
                way_out=f"Let its owner say: CREATE ROLE {writer} LOGIN PASSWORD '…';",
            )
        connection.execute(_SCHEMA)
        for table in TABLES:
            names = {"table": sql.Identifier(table), "trigger": sql.Identifier(f"{table}_keep")}
            connection.execute(sql.SQL(_KEEP).format(**names))
        connection.execute(sql.SQL(_GRANT).format(writer=sql.Identifier(writer)))
        mark = sql.Literal(f"materiel ledger {FORMAT}")
        connection.execute(sql.SQL("COMMENT ON SCHEMA materiel IS {}").format(mark))


class PostgresStore:
    """A ledger in the schema `materiel` of one database."""

    def __init__(self, place: Server, *, read_only: bool = False) -> None:
        self.place = place
        self._read_only = read_only
        self._open: psycopg.Connection[Any] | None = self._connect()
        info = self._open.info
        name = sha256(f"{info.host}:{info.port}/{info.dbname}".encode())[:16]
        self.head_file = state_folder() / "heads" / f"{name}.head"

    def _connect(self) -> psycopg.Connection[Any]:
        with _told(self.place):
            connection = _connect(self.place)
            try:
                _require_ledger(connection, self.place)
                if not self._read_only:
                    _require_writer(connection, self.place)
            except BaseException:
                connection.close()
                raise
        return connection

    @property
    def connection(self) -> psycopg.Connection[Any]:
        """The connection; a new one after the last was lost."""
        if self._open is None or self._open.closed:
            self._open = self._connect()
        return self._open

    def close(self) -> None:
        """End the connection."""
        if self._open is not None:
            self._open.close()
            self._open = None

    def head(self) -> Head:
        """Row count and the hash of the last row."""
        found = self._all("SELECT seq, hash FROM materiel.entries ORDER BY seq DESC LIMIT 1")
        return Head(count=found[0][0], hash=found[0][1]) if found else EMPTY

    @contextmanager
    def writing(self) -> Iterator[None]:
        """A transaction of the only writer: all that is added inside stays, or nothing does."""
        with _told(self.place):
            connection = self.connection
            with connection.transaction():
                connection.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
                yield

    def settle(self) -> None:
        """Nothing: the server does what is to be done."""

    def adding(self, rows: Rows) -> Callable[[], None]:
        """Make ready to append rows that follow each other."""
        types = ("int8", "text", "text", "text", "bytea", "text")
        return partial(self._copy, "entries", types, rows)

    def add_contents(self, contents: Iterable[Content]) -> None:
        """Append the bytes of documents."""
        self._copy("contents", ("int8", "text", "bytea"), contents)

    def _copy(self, table: str, types: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
        command = f"COPY materiel.{table} FROM STDIN (FORMAT BINARY)"
        with _told(self.place), self.connection.cursor() as cursor, cursor.copy(command) as copy:
            copy.set_types(types)
            for row in rows:
                copy.write_row(row)

    def known(self, keys: Sequence[str], documents: Sequence[str]) -> set[str]:
        """Keys of which a reading or decision is there (rule L4), and documents, SHA-256, that are there."""
        command = (
            "SELECT batch FROM materiel.entries"
            " WHERE batch = ANY(%s) AND kind <> 'claim' AND kind <> 'document'"
            " UNION ALL SELECT sha256 FROM materiel.contents WHERE sha256 = ANY(%s)"
        )
        return {name for (name,) in self._all(command, list(keys), list(documents))}

    def content(self, sha256: str) -> bytes | None:
        """The bytes of one document."""
        found = self._all("SELECT content FROM materiel.contents WHERE sha256 = %s", sha256)
        return found[0][0] if found else None

    def entries(
        self, after: int, upto: int, kind: str | None, until: str, limit: int
    ) -> list[Entry]:
        """The first `limit` rows with after < seq <= upto, in order, recorded no later than `until`."""
        of_kind = {None: "", "claim": "AND kind = %s "}.get(
            kind, "AND kind = %s AND kind <> 'claim' "
        )
        command = (
            "SELECT seq, batch, kind, recorded, payload, hash FROM materiel.entries"
            f" WHERE seq > %s AND seq <= %s AND recorded <= %s {of_kind}ORDER BY seq LIMIT %s"
        )
        kinds = () if kind is None else (kind,)
        return self._all(command, after, upto, until, *kinds, limit)

    def linked(self, after: int, upto: int, limit: int) -> Linked | None:
        """Rows with after < seq <= upto as they are hashed, at most `limit`; None when there are none.

        Joined here: the server would take three times as long for it.
        """
        rows = self.entries(after, upto, None, "9999", min(limit, PAGE))
        if not rows:
            return None
        texts = [
            f'",{seq},"{batch}","{kind}","{recorded}"]\n'.encode() + payload + f'["{value}'.encode()
            for seq, batch, kind, recorded, payload, value in rows
        ]
        lengths = ",".join(str(len(text)) for text in texts)
        hashes = "".join(row[5] for row in rows).encode()
        return Linked(len(rows), rows[0][0], rows[-1][0], b"".join(texts), lengths, hashes)

    def claim_lines(self, after: int, upto: int, limit: int) -> Lines | None:
        """Claims with after < seq <= upto, at most `limit`; None when there are none."""
        while limit > 1 and self._all(_PAYLOAD_BYTES, after, after + limit)[0][0] > PAGE_BYTES:
            limit //= 2
        rows = self._all(_CLAIMS, after, upto, limit)
        if not rows:
            return None
        seqs, recorded, payloads = zip(*rows, strict=True)
        text = b"\n".join(payloads)
        return Lines(len(rows), seqs[-1], text, ",".join(map(str, seqs)), "\n".join(recorded))

    def contents(self, after: int, upto: int, limit: int) -> list[Content]:
        """The bytes of the first `limit` documents with after < seq <= upto."""
        command = (
            "SELECT seq, sha256, content FROM materiel.contents"
            " WHERE seq > %s AND seq <= %s ORDER BY seq LIMIT %s"
        )
        return self._all(command, after, upto, limit)

    def faults(self) -> Iterator[str]:
        """Rules of the schema that are no longer there, or no longer bind everybody."""
        gone = _ALWAYS - {name for (name,) in self._all(_TRIGGERS)}
        if gone:
            yield f"the server no longer holds to {', '.join(sorted(gone))} (rule L1)"

    def _all(self, command: str, *values: object) -> list[Any]:
        with _told(self.place):
            cursor = self.connection.cursor(binary=True)
            return cursor.execute(command.encode(), values).fetchall()


def _connect(place: Server) -> psycopg.Connection[Any]:
    connection = psycopg.connect(
        place.url, autocommit=True, connect_timeout=CONNECT_S, client_encoding="utf8"
    )
    if connection.info.server_version < OLDEST_SERVER:
        version = connection.info.server_version // 10000
        connection.close()
        raise LedgerError(
            f"PostgreSQL {version} is too old; 15 or newer is needed", where=str(place)
        )
    connection.execute(
        "SET synchronous_commit = on; SET lock_timeout = '5s'; SET search_path = pg_catalog"
    )
    return connection


def _require_ledger(connection: psycopg.Connection[Any], place: Server) -> None:
    found = connection.execute(
        "SELECT obj_description(to_regnamespace('materiel'), 'pg_namespace'),"
        " to_regnamespace('materiel') IS NULL"
    ).fetchone()
    if found is None or found[1]:
        raise no_ledger(place)
    if found[0] != f"materiel ledger {FORMAT}":
        raise wrong_format(place, found[0])


def _require_writer(connection: psycopg.Connection[Any], place: Server) -> None:
    """Refuse a role that may do more than read and append, and a server that forgets."""
    if connection.execute(_TOO_MUCH).fetchone() != (False,):
        raise LedgerError(
            "this role could change rows of the ledger, so it is not used to write",
            where=str(place),
            way_out="Connect as the role that was named with: materiel ledger create … --writer ROLE",
        )
    if connection.execute("SHOW fsync").fetchone() != ("on",):
        raise LedgerError(
            "the server runs with fsync = off: what it acknowledges can be lost",
            where=str(place),
            way_out="Set fsync = on in its postgresql.conf.",
        )


@contextmanager
def _told(place: Server) -> Iterator[None]:
    """Say in our words, and without a password, what PostgreSQL says."""
    try:
        yield
    except errors.LockNotAvailable as error:
        raise busy(place) from error
    except (errors.DiskFull, errors.IoError) as error:
        what = "the disk is full" if isinstance(error, errors.DiskFull) else "the disk fails"
        raise StorageError(f"{what} under {place}: the ledger is as it was; run again") from None
    except _DAMAGE as error:
        raise DamagedError(
            f"PostgreSQL cannot read its files: {_without_password(error, place)}",
            where=str(place),
            way_out="Restore a backup of the server, or save what is intact: materiel ledger recover.",
        ) from error
    except psycopg.OperationalError as error:
        raise LedgerError(
            f"the server does not answer: {_without_password(error, place)}",
            where=str(place),
            way_out="Run again when it does; what was added already is not added twice.",
        ) from None
    except psycopg.ProgrammingError as error:
        if error.sqlstate is None:  # libpq cannot read the address
            raise LedgerError(
                "this is no address of a PostgreSQL database",
                where=str(place),
                way_out="Write postgresql://USER@HOST:PORT/DATABASE.",
            ) from None
        raise LedgerError(f"PostgreSQL refuses: {error}", where=str(place)) from error


def _without_password(error: Exception, place: Server) -> str:
    """The first line of a message; of an address in it only what may be shown."""
    line = (str(error).strip().splitlines() or ["no reason given"])[0]
    line = line.replace(place.url, str(place))
    for secret in place.secrets():
        line = line.replace(secret, "…")
    return line
