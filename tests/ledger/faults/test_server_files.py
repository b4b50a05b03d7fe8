"""PostgreSQL's own files: damaged pages are told of in our words, a full disk loses nothing."""

import random
import shutil

import pytest
from cluster import OWNER, WRITER, Cluster
from disks import fill, remount
from writers import a_reading, require_whole

from materiel.core.errors import DamagedError, LedgerError, StorageError
from materiel.ledger import Ledger, verify
from materiel.ledger.places import Server
from materiel.ledger.postgres import create_schema
from materiel.show.cli.main import main

BATCHES = 30


@pytest.fixture
def made(request, tmp_path, monkeypatch):
    """Makes a server of its own, with an empty ledger in it; gives both."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    request.getfixturevalue("cluster")  # skipped where there is no PostgreSQL
    servers = []

    def make(inside=None, *options):
        server = Cluster(inside, *options)
        servers.append(server)
        name = server.new_database()
        create_schema(Server(server.url(name, OWNER)), WRITER)
        return server, name

    yield make
    for server in servers:
        server.stop()


def relation_file(server, name, relation):
    """The file that holds a table or an index."""
    import psycopg

    with psycopg.connect(server.url(name, "postgres")) as connection:
        (path,) = connection.execute("SELECT pg_relation_filepath(%s)", (relation,)).fetchone()
    return server.data / path


@pytest.mark.parametrize("relation", ["materiel.entries", "materiel.contents"])
def test_a_page_whose_checksum_is_wrong_is_told_of_in_one_message(made, relation, capsys):
    server, name = made(None, "--data-checksums")
    with Ledger(server.url(name)) as ledger:
        ledger.append([a_reading(number) for number in range(BATCHES)], extractor="r")
    page = relation_file(server, name, relation)
    server.halt()
    content = bytearray(page.read_bytes())
    content[5000] ^= 0xFF
    page.write_bytes(content)
    server.start()
    assert any("cannot read its files" in one.message for one in verify(server.url(name)))
    with pytest.raises(SystemExit) as left:
        main(["ledger", "verify", server.url(name)])
    told = capsys.readouterr()
    assert left.value.code == 1 and "not intact" in told.err
    assert "Traceback" not in told.err and "intact, " not in told.out


@pytest.mark.parametrize("times", [6, pytest.param(100, marks=pytest.mark.torture)])
def test_bits_flipped_in_a_servers_files_are_found_where_they_change_a_row(made, tmp_path, times):
    """Without checksums: a row that reads otherwise is found, or the server cannot read it."""
    server, name = made()
    url, chance = server.url(name), random.Random(4)
    with Ledger(url) as ledger:
        ledger.append([a_reading(number) for number in range(BATCHES)], extractor="r")
        rows = list(ledger.rows())
        contents = {document.id: document.content for document in ledger.documents()}
    relations = ("materiel.entries", "materiel.contents", "materiel.entries_pkey")
    pages = [relation_file(server, name, relation) for relation in relations]
    server.halt()
    intact = shutil.copytree(pages[0].parent, tmp_path / "intact")
    found = 0
    for _ in range(times):
        page = chance.choice(pages)
        harmed = bytearray(page.read_bytes())
        bit = chance.randrange(len(harmed) * 8)
        harmed[bit // 8] ^= 1 << bit % 8
        page.write_bytes(harmed)
        server.start()
        findings = verify(url)
        if findings:
            found += 1
        else:
            assert reads_the_same(url, rows, contents), f"bit {bit} of {page.name}"
        server.halt()
        for file in intact.iterdir():  # the server marks in other files what it took for gone
            shutil.copyfile(file, page.parent / file.name)
    server.start()
    assert verify(url) == []
    assert found  # else nothing was shown


def reads_the_same(url, rows, contents):
    with Ledger(url) as ledger:
        told = {document.id: document.content for document in ledger.documents()}
        return list(ledger.rows()) == rows and told == contents


def test_a_server_whose_whole_disk_is_full_loses_nothing(made, small_disk):
    """Its write-ahead log lies there too: PostgreSQL stops as a whole, and comes back with room."""
    remount(small_disk, "100m")
    server, name = made(small_disk, "--wal-segsize=1")
    url, acknowledged = server.url(name), 0
    filler = fill(small_disk, leave=3_000_000)
    with pytest.raises(LedgerError) as refused, Ledger(url) as ledger:
        while acknowledged < 5000:
            ledger.append([a_reading(acknowledged)], extractor="r")
            acknowledged += 1
    assert acknowledged and not isinstance(refused.value, DamagedError)
    assert isinstance(refused.value, StorageError) or "run again" in str(refused.value).lower()
    filler.unlink()
    server.kill()
    with Ledger(url) as ledger:
        there = require_whole(ledger)
        assert there in (acknowledged, acknowledged + 1)
        ledger.append([a_reading(acknowledged)], extractor="r")
        assert require_whole(ledger) == acknowledged + 1
    assert verify(url) == []
