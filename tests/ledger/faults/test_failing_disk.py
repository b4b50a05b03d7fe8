"""A disk that fails or is full: no false acknowledgement, reads go on, writing works again after."""

import os
import shutil

import pytest
from disks import fill, remount
from vfs import Failing
from writers import a_reading, require_prefix, require_whole

from materiel.core.errors import StorageError
from materiel.ledger import Ledger, backup, sqlite, verify
from materiel.show.cli.main import main

BEFORE = 3  # batches that are there when the disk fails


def one_line_and_74(error):
    return len(str(error).splitlines()) == 1 and error.exit_code == 74


def try_appending(ledger, failing, at, **how):
    """Append while step `at` fails. Gives (acknowledged, whether the step was reached)."""
    dropped = ledger._store.connection
    failing.arm(at, **how)
    try:
        ledger.append([a_reading(BEFORE)], extractor="r")
        acknowledged = True
    except StorageError as error:
        assert one_line_and_74(error)
        acknowledged = False
        full = "full" in str(error)
        assert full or ledger._store._open is not dropped, "the connection was used again"
    ledger._store._wait()
    return acknowledged, failing.disarm()


@pytest.mark.parametrize(
    "how",
    [
        pytest.param({}, id="one error"),
        pytest.param({"stays": True}, id="errors from then on", marks=pytest.mark.torture),
        pytest.param({"full": True}, id="one write too many", marks=pytest.mark.torture),
        pytest.param({"full": True, "stays": True}, id="full from then on"),
    ],
)
def test_each_step_of_an_append_may_fail(tmp_path, through, monkeypatch, how):
    """Steps 1, 2, 3 … of an append fail in turn, until one goes through whole."""
    failing = Failing()
    refused = at = 0
    reached = True
    with through(failing):
        while reached:
            at += 1
            place = tmp_path / f"{at}" / "ledger.sqlite"
            place.parent.mkdir()
            with Ledger(place) as ledger:
                for number in range(BEFORE):
                    ledger.append([a_reading(number)], extractor="r")
                # So that the append folds the WAL in as well, and syncs the file itself.
                monkeypatch.setattr(sqlite, "FOLD", 1)
                acknowledged, reached = try_appending(ledger, failing, at, **how)
                refused += not acknowledged
                there = require_whole(ledger)  # reads go on
                assert there in (BEFORE, BEFORE + 1) and (there > BEFORE or not acknowledged)
                ledger.append([a_reading(BEFORE)], extractor="r")  # and so does writing
                assert require_whole(ledger) == BEFORE + 1
            assert verify(place) == []
    assert at > 5 and refused > 2  # else nothing was shown


@pytest.mark.parametrize("level", range(20))
def test_a_full_disk_at_twenty_levels(small_disk, level):
    """From no room at all to almost enough, in steps of 40 kB."""
    place = small_disk / "ledger.sqlite"
    with Ledger(place) as ledger:
        acknowledged = 0
        for _ in range(BEFORE):
            ledger.append([a_reading(acknowledged)], extractor="r")
            acknowledged += 1
        filler = fill(small_disk, leave=level * 40_000)
        with pytest.raises(StorageError) as refused:
            while acknowledged < 500:
                ledger.append([a_reading(acknowledged)], extractor="r")
                acknowledged += 1
        assert one_line_and_74(refused.value)
        assert require_prefix(ledger) >= acknowledged * 9  # reads go on
        with Ledger(place, create=False) as other:  # for others as well
            assert require_whole(other) >= acknowledged
        filler.unlink()
        ledger.append([a_reading(acknowledged)], extractor="r")
        assert require_whole(ledger) == acknowledged + 1
    assert verify(place) == []


def test_the_command_line_tells_of_a_full_disk_in_one_line(small_disk, tmp_path, capsys):
    report = tmp_path / "report.txt"
    report.write_text("Paris, 3 May 2024. France made 5 shells a month, the minister said. " * 400)
    with Ledger(small_disk / "ledger.sqlite") as ledger:
        ledger.append([a_reading(0)], extractor="r")
    fill(small_disk, leave=60_000)
    with pytest.raises(SystemExit) as left:
        main(["run", str(report), "--out", str(small_disk)])
    told = capsys.readouterr().err.strip().splitlines()
    assert left.value.code == 74
    assert len([line for line in told if line.startswith(("error", "  "))]) == 1, told


def test_a_copy_onto_a_full_disk_leaves_nothing(small_disk, tmp_path):
    place = tmp_path / "ledger.sqlite"
    with Ledger(place) as ledger:
        ledger.append([a_reading(number) for number in range(20)], extractor="r")
    fill(small_disk, leave=20_000)
    with pytest.raises(StorageError) as refused:
        backup(place, small_disk / "copy.sqlite")
    assert one_line_and_74(refused.value) and "copy" in str(refused.value)
    assert [file.name for file in small_disk.iterdir()] == ["filler"]
    assert verify(place) == []


@pytest.mark.parametrize("times", [3, pytest.param(20, marks=pytest.mark.torture)])
def test_a_full_disk_under_a_server(cluster, small_disk, tmp_path, monkeypatch, times):
    """The tables lie on the small file system, the server's own WAL does not."""
    from cluster import OWNER, WRITER

    from materiel.ledger.places import Server
    from materiel.ledger.postgres import create_schema

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    small_disk.chmod(0o755)
    space = f"small_{small_disk.stat().st_dev}"
    remount(small_disk, "16m")
    (small_disk / "tables").mkdir()
    (small_disk / "tables").chmod(0o700)
    if os.geteuid() == 0:
        shutil.chown(small_disk / "tables", "postgres")
    cluster.admin(f"CREATE TABLESPACE {space} LOCATION '{small_disk / 'tables'}'")
    cluster.admin(f"GRANT CREATE ON TABLESPACE {space} TO {OWNER}")
    name = cluster.new_database()
    cluster.admin(f"ALTER DATABASE {name} SET default_tablespace = {space}")
    create_schema(Server(cluster.url(name, OWNER)), WRITER)
    try:
        with Ledger(cluster.url(name)) as ledger:
            acknowledged = 0
            for level in range(times):
                filler = fill(small_disk, leave=level * 20_000)
                with pytest.raises(StorageError) as refused:
                    while acknowledged < 5000:
                        ledger.append([a_reading(acknowledged)], extractor="r")
                        acknowledged += 1
                assert one_line_and_74(refused.value)
                assert require_whole(ledger) == acknowledged
                filler.unlink()
                ledger.append([a_reading(acknowledged)], extractor="r")
                acknowledged += 1
            assert require_whole(ledger) == acknowledged
        assert verify(cluster.url(name)) == []
    finally:
        cluster.admin(f"DROP DATABASE {name} WITH (FORCE)")
        cluster.admin(f"DROP TABLESPACE {space}")
