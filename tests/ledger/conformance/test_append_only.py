"""The store itself refuses to change rows, on the connection that the application uses (rule L1)."""

import apsw
import psycopg
import pytest

from materiel.core.errors import LedgerError
from materiel.ledger import Ledger, verify
from materiel.ledger.places import Server
from materiel.ledger.postgres import create_schema

WHEN = "2024-03-01T00:00:00Z"

IN_SQLITE = (
    "UPDATE entries SET payload = x'00'",
    "UPDATE contents SET content = x'00'",
    "DELETE FROM entries",
    "DELETE FROM contents WHERE 1",
    "REPLACE INTO entries SELECT * FROM entries",
    "INSERT OR REPLACE INTO contents SELECT seq, sha256, x'00' FROM contents",
    "INSERT INTO contents SELECT seq, sha256, x'00' FROM contents WHERE 1"
    " ON CONFLICT (sha256) DO UPDATE SET content = x'00'",
    "INSERT INTO entries VALUES (9, 'b', 'claim', 't', x'00', 'h')",
    "INSERT INTO entries VALUES (4, 'b', 'remark', 't', x'00', 'h')",
    "INSERT INTO sqlite_schema VALUES ('table', 't', 't', 0, '')",
    "DROP TABLE entries",
    "DROP TRIGGER entries_no_update",
    "DROP INDEX entries_by_batch",
    "ALTER TABLE entries RENAME TO gone",
    "ALTER TABLE entries ADD COLUMN more TEXT",
    "CREATE TABLE more (x)",
    "CREATE TEMP TRIGGER t BEFORE INSERT ON entries BEGIN SELECT raise(IGNORE); END",
    "ATTACH ':memory:' AS other",
    "DETACH main",
    "PRAGMA writable_schema = ON",
    "PRAGMA recursive_triggers = OFF",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = OFF",
    "VACUUM",
    "VACUUM INTO ':memory:'",
    "REINDEX",
    "WITH last AS (SELECT max(seq) AS n FROM entries) DELETE FROM entries WHERE seq = (SELECT n FROM last)",
    "UPDATE OR IGNORE entries SET hash = ''",
    "INSERT OR REPLACE INTO entries (seq, batch, kind, recorded, payload, hash)"
    " SELECT seq, batch, kind, '', payload, hash FROM entries",
    "CREATE TRIGGER t AFTER INSERT ON entries BEGIN DELETE FROM entries; END",
    "CREATE VIEW v AS SELECT 1",
    "SELECT load_extension('x')",
    "SELECT writefile('x', 'y')",
)
IN_POSTGRESQL = (
    "UPDATE materiel.entries SET payload = ''",
    "UPDATE materiel.contents SET content = ''",
    "DELETE FROM materiel.entries",
    "DELETE FROM materiel.contents",
    "TRUNCATE materiel.entries CASCADE",
    "INSERT INTO materiel.contents SELECT seq, sha256, '' FROM materiel.contents"
    " ON CONFLICT (sha256) DO UPDATE SET content = ''",
    "MERGE INTO materiel.entries e USING materiel.entries f ON e.seq = f.seq"
    " WHEN MATCHED THEN DELETE",
    "INSERT INTO materiel.entries VALUES (9, 'b', 'claim', 't', '', 'h')",
    "INSERT INTO materiel.entries VALUES (4, 'b', 'remark', 't', '', 'h')",
    "DROP TABLE materiel.contents",
    "DROP SCHEMA materiel CASCADE",
    "DROP TRIGGER entries_keep ON materiel.entries",
    "DROP INDEX materiel.entries_by_batch",
    "ALTER TABLE materiel.entries DISABLE TRIGGER ALL",
    "ALTER TABLE materiel.entries ADD COLUMN more text",
    "ALTER TABLE materiel.entries RENAME TO gone",
    "CREATE TABLE materiel.more (x int)",
    "CREATE TRIGGER t BEFORE INSERT ON materiel.entries FOR EACH ROW EXECUTE FUNCTION materiel.keep()",
    "CREATE RULE r AS ON INSERT TO materiel.entries DO INSTEAD NOTHING",
    "CREATE OR REPLACE FUNCTION materiel.keep() RETURNS trigger LANGUAGE plpgsql AS"
    " 'BEGIN RETURN NULL; END'",
    "CREATE INDEX more ON materiel.entries (hash)",
    "COPY materiel.entries FROM '/dev/null'",
    "COPY materiel.entries FROM PROGRAM 'true'",
    "SET session_replication_role = replica",
    "SET ROLE ledger_owner",
    "SET SESSION AUTHORIZATION postgres",
    "GRANT UPDATE ON materiel.entries TO ledger_writer",
    "WITH gone AS (DELETE FROM materiel.entries RETURNING seq) SELECT seq FROM gone",
    "DO $$ BEGIN DELETE FROM materiel.entries; END $$",
    "SELECT set_config('session_replication_role', 'replica', false)",
    "ALTER ROLE ledger_writer SUPERUSER",
    "ALTER TABLE materiel.entries DISABLE TRIGGER entries_keep",
    "COPY materiel.entries TO PROGRAM 'cat'",
    "SELECT pg_read_file('/etc/passwd')",
    "LOCK TABLE materiel.entries IN ACCESS EXCLUSIVE MODE",
    "CLUSTER materiel.entries USING entries_pkey",
    "REINDEX TABLE materiel.entries",
)


def refused(place, reading, statement, error):
    with Ledger(place) as ledger:
        head = ledger.append([reading], extractor="rules-1", recorded=WHEN).head
        with pytest.raises(error):
            ledger._store.connection.execute(statement).fetchall()
        assert ledger.head() == head
        assert len(ledger.claims()) == len(ledger.documents()) == 1
    assert verify(place) == []


@pytest.mark.parametrize("statement", IN_SQLITE)
def test_sqlite_refuses(tmp_path, reading, statement):
    refused(tmp_path / "ledger.sqlite", reading, statement, apsw.Error)


@pytest.fixture(scope="module")
def database(cluster):
    from cluster import OWNER, WRITER

    name = cluster.new_database()
    create_schema(Server(cluster.url(name, OWNER)), WRITER)
    return cluster, name


@pytest.mark.parametrize("statement", IN_POSTGRESQL)
def test_postgresql_refuses(database, tmp_path, monkeypatch, reading, statement):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    cluster, name = database
    refused(cluster.url(name), reading, statement, psycopg.Error)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE materiel.entries SET payload = ''",
        "DELETE FROM materiel.contents",
        "TRUNCATE materiel.contents",
        "SET session_replication_role = replica; DELETE FROM materiel.contents",
    ],
)
def test_triggers_refuse_even_the_superuser(database, tmp_path, monkeypatch, reading, statement):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    cluster, name = database
    with Ledger(cluster.url(name)) as ledger:
        ledger.append([reading], extractor="rules-1", recorded=WHEN)
    with pytest.raises(psycopg.errors.RaiseException, match="rule L1"):
        cluster.admin(statement, name)


@pytest.mark.parametrize("role", ["ledger_owner", "postgres"])
def test_a_role_that_could_change_rows_is_not_used(database, role):
    cluster, name = database
    with pytest.raises(LedgerError, match="could change rows"):
        Ledger(cluster.url(name, role))


def test_a_trigger_that_was_switched_off_is_found(cluster, tmp_path, monkeypatch, reading):
    from cluster import OWNER, WRITER

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    name = cluster.new_database()
    create_schema(Server(cluster.url(name, OWNER)), WRITER)
    assert verify(cluster.url(name)) == []
    cluster.admin("ALTER TABLE materiel.contents DISABLE TRIGGER contents_keep", name)
    assert "no longer holds to contents_keep" in str(verify(cluster.url(name)))
