"""A ledger that is a file: what it lies on, what it is taken for, who may open it."""

import os
import subprocess
import sys
from pathlib import Path

import apsw
import pytest

from materiel.core.errors import DamagedError, LedgerError
from materiel.ledger import Decision, Ledger, sqlite_file
from materiel.ledger import places as places_module

WHEN = "2024-03-01T00:00:00Z"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "ledger.sqlite"


def test_another_sqlite_file_is_left_as_it_is(path):
    other = apsw.Connection(str(path))
    other.execute("CREATE TABLE mine (x)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(LedgerError, match="not a ledger of materiel"):
        Ledger(path)
    assert path.read_bytes() == before


def test_a_file_that_is_no_database_is_told_of(path):
    path.write_bytes(b"no database at all" * 100)
    with pytest.raises(DamagedError, match="cannot read the file"):
        Ledger(path)


def test_a_missing_ledger_is_not_made_for_reading(path):
    with pytest.raises(LedgerError, match="no ledger here"):
        Ledger(path, create=False)
    assert not path.exists()


def test_a_ledger_of_another_format_is_left_alone(path):
    Ledger(path).close()
    other = apsw.Connection(str(path))
    other.execute("PRAGMA user_version = 2")
    other.close()
    with pytest.raises(LedgerError, match="ledger format 2; this version reads format 3"):
        Ledger(path)


def test_an_old_library_is_refused(path, monkeypatch):
    monkeypatch.setattr(apsw, "sqlite_lib_version", lambda: "3.51.2")
    with pytest.raises(LedgerError, match=r"SQLite 3\.51\.2 is too old"):
        Ledger(path)


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "9p", "fuse.sshfs"])
def test_a_disk_of_another_machine_is_refused(path, monkeypatch, tmp_path, kind):
    device = tmp_path.stat().st_dev
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        f"36 35 {os.major(device)}:{os.minor(device)} / /mnt rw - {kind} host:/x rw\n"
    )
    monkeypatch.setattr(places_module, "_MOUNTS", mounts)
    with pytest.raises(LedgerError, match="disk of another machine"):
        Ledger(path)
    assert not path.exists()


def test_a_disk_of_this_machine_is_taken(path, monkeypatch, tmp_path):
    device = tmp_path.stat().st_dev
    mounts = tmp_path / "mountinfo"
    mounts.write_text(f"36 35 {os.major(device)}:{os.minor(device)} / / rw - ext4 /dev/x rw\n")
    monkeypatch.setattr(places_module, "_MOUNTS", mounts)
    Ledger(path).close()


def test_the_wal_is_cut_back(path, make_document, readings):
    """A large append makes a large WAL; the next small ones leave it within its limit."""
    large = make_document("They made 5 shells. " * 1_200_000)
    with Ledger(path) as ledger:
        ledger.append([(large, [])], extractor="r", recorded=WHEN)
        wal = path.with_name(path.name + "-wal")
        assert wal.stat().st_size > sqlite_file.WAL_LIMIT  # else this test shows nothing
        for number in range(3):
            ledger.append(readings(1, start=900 + number), extractor="r", recorded=WHEN)
        assert wal.stat().st_size <= sqlite_file.WAL_LIMIT


@pytest.mark.parametrize(
    "fields", [{"action": "like"}, {"about": ()}, {"about": ("",)}, {"author": " "}]
)
def test_a_decision_without_author_or_object_is_refused(fields):
    base = {"action": "reject", "about": ("c1",), "author": "A", "made": WHEN, "reason": "no"}
    with pytest.raises(LedgerError):
        Decision(**base | fields)


OPENED = """
import sys
from pathlib import Path
touched = []
def hook(event, values):
    if event == "open" and str(values[0]).startswith(sys.argv[1]):
        touched.append(str(values[0]))
sys.addaudithook(hook)
from materiel.ledger import Ledger, backup, verify
place = Path(sys.argv[1]) / "ledger.sqlite"
with Ledger(place) as ledger:
    ledger.append([], extractor="r")
    list(ledger.rows())
    verify(place)
    backup(place, Path(sys.argv[1]) / "copy.sqlite")
names = {Path(name).name for name in touched}
print("sqlite3" in sys.modules or "_sqlite3" in sys.modules, sorted(n for n in names if n.endswith((".sqlite", "-wal", "-shm"))))
"""


def test_no_other_library_and_no_open_touches_the_file(tmp_path):
    """Closing a second handle on the file would drop the locks of the first."""
    command = [sys.executable, "-c", OPENED, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False []"


def test_two_processes_see_each_others_locks(path):
    """While this process writes, another one's writing is refused, a hundred times of a hundred."""
    script = (
        "import sys\nfrom pathlib import Path\nimport materiel.ledger.sqlite_file as s\n"
        "s.BUSY_MS = 0\nfrom materiel.core.errors import LedgerError\nfrom materiel.ledger import Ledger\n"
        "n = 0\n"
        "with Ledger(Path(sys.argv[1])) as ledger:\n"
        "    for _ in range(100):\n"
        "        try:\n            ledger.append([], extractor='r')\n"
        "        except LedgerError as error:\n            n += 'another program' in str(error)\n"
        "print(n)"
    )
    with Ledger(path) as ledger, ledger._store.writing():
        command = [sys.executable, "-c", script, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "100"


def test_only_the_doors_import_the_databases():
    """apsw, psycopg and no sqlite3: one door each."""
    source = Path(places_module.__file__).parents[1]
    importing = {"apsw": set(), "psycopg": set(), "sqlite3": set()}
    for file in source.rglob("*.py"):
        for line in file.read_text("utf-8").splitlines():
            words = line.replace(".", " ").split()
            if words[:1] in (["import"], ["from"]) and words[1] in importing:
                importing[words[1]].add(file.name)
    assert importing == {
        "apsw": {"sqlite.py", "sqlite_file.py"},
        "psycopg": {"postgres.py"},
        "sqlite3": set(),
    }
