"""The record: what goes in comes out, once, and is never changed."""

import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import apsw
import pytest

from materiel.core.errors import LedgerError
from materiel.ledger import Decision, Ledger, verify
from materiel.ledger.chain import head_path, read_head

WHEN = "2024-03-01T00:00:00Z"


@pytest.fixture
def reading(make_document, make_claim):
    document = make_document(
        "Über 200 Granaten a month, said A.", name="а.txt", published="2024-02"
    )
    claim = make_claim(
        document,
        "200 Granaten",
        kind="production",
        subject=("DE",),
        low=200.0,
        unit="piece",
        per="month",
        speaker="A",
        date_to="2024-02",
    )
    return document, [claim]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "ledger.sqlite"


def test_documents_and_claims_come_back_as_they_went_in(path, reading):
    document, claims = reading
    with Ledger(path) as ledger:
        added = ledger.append([reading], extractor="rules-1", recorded=WHEN)
        assert (added.documents, added.claims, added.head.count) == (1, 1, 3)
    with Ledger(path, create=False) as ledger:
        assert ledger.documents() == [document]
        assert ledger.claims() == claims
        assert [c.id for c in ledger.claims()] == [c.id for c in claims]


def test_a_second_run_adds_nothing(path, reading):
    with Ledger(path) as ledger:
        first = ledger.append([reading], extractor="rules-1", recorded=WHEN)
        again = ledger.append([reading], extractor="rules-1")
    assert (again.documents, again.claims, again.head) == (0, 0, first.head)


def test_a_new_extractor_adds_its_reading_and_the_old_one_stays(path, reading):
    document, _ = reading
    with Ledger(path) as ledger:
        ledger.append([reading], extractor="rules-1", recorded=WHEN)
        ledger.append([(document, [])], extractor="rules-2", recorded=WHEN)
        assert ledger.claims() == []
        assert len(ledger.documents()) == 1
        assert ledger.head().count == 4  # the old claim is still a row
    assert verify(path) == []


def test_a_reading_can_be_asked_for_by_its_extractor(path, reading):
    document, claims = reading
    with Ledger(path) as ledger:
        ledger.append([reading], extractor="rules-1", recorded=WHEN)
        ledger.append([(document, [])], extractor="llm:m:1", recorded=WHEN)
        assert ledger.claims(extractor="rules-1") == claims
        assert ledger.claims(extractor="llm:m:1") == []
        assert ledger.claims(extractor="never-used") == []  # the newest
        ledger.append([reading], extractor="rules-2", recorded=WHEN)
        assert ledger.claims() == ledger.claims(extractor="rules-2") == claims
        assert ledger.claims(extractor="llm:m:1") == []


def test_the_same_rows_have_the_same_head(tmp_path, reading):
    heads = []
    for name in ("a.sqlite", "b.sqlite"):
        with Ledger(tmp_path / name) as ledger:
            heads.append(ledger.append([reading], extractor="r", recorded=WHEN).head)
    assert heads[0] == heads[1]


def test_the_head_beside_the_file_is_the_head_of_the_file(path, reading):
    with Ledger(path) as ledger:
        ledger.append([reading], extractor="rules-1", recorded=WHEN)
        assert read_head(path) == ledger.head()


def test_a_failing_reading_leaves_nothing(path, reading):
    def readings():
        yield reading
        raise RuntimeError("the disk of the reports went away")

    with Ledger(path) as ledger:
        with pytest.raises(RuntimeError):
            ledger.append(readings(), extractor="rules-1")
        assert ledger.head().count == 0
        assert ledger.documents() == []


FORBIDDEN = (
    "UPDATE entries SET payload = x'00'",
    "UPDATE contents SET content = x'00'",
    "DELETE FROM entries",
    "DELETE FROM contents WHERE 1",
    "REPLACE INTO entries SELECT * FROM entries",
    "INSERT OR REPLACE INTO contents SELECT sha256, x'00' FROM contents",
    "INSERT INTO contents SELECT sha256, x'00' FROM contents WHERE 1"
    " ON CONFLICT (sha256) DO UPDATE SET content = x'00'",
    "INSERT INTO entries VALUES (9, 'b', 'claim', 't', x'00', 'h')",
    "INSERT INTO sqlite_schema VALUES ('table', 't', 't', 0, '')",
    "DROP TABLE entries",
    "DROP TRIGGER entries_no_update",
    "ALTER TABLE entries RENAME TO gone",
    "ALTER TABLE entries ADD COLUMN more TEXT",
    "CREATE TABLE more (x)",
    "CREATE TEMP TRIGGER t BEFORE INSERT ON entries BEGIN SELECT raise(IGNORE); END",
    "ATTACH ':memory:' AS other",
    "DETACH main",
    "PRAGMA writable_schema = ON",
    "PRAGMA recursive_triggers = OFF",
    "PRAGMA journal_mode = DELETE",
    "VACUUM",
    "REINDEX",
)


@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_store_itself_refuses_to_change_rows(path, reading, statement):
    with Ledger(path) as ledger:
        head = ledger.append([reading], extractor="rules-1", recorded=WHEN).head
        with pytest.raises(apsw.Error):
            ledger._connection.execute(statement).fetchall()
        assert ledger.head() == head
    assert verify(path) == []


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
    with pytest.raises(LedgerError, match="cannot be opened"):
        Ledger(path)


def test_a_missing_ledger_is_not_made_for_reading(path):
    with pytest.raises(LedgerError, match="no ledger here"):
        Ledger(path, create=False)
    assert not path.exists()


WRITER = """
import sys
from pathlib import Path
from materiel.core.hashes import sha256
from materiel.documents.records import Document
from materiel.ledger import Ledger
with Ledger(Path(sys.argv[1])) as ledger:
    for number in range(10_000):
        content = str(number).encode()
        document = Document(id=sha256(content), name=f"{number}.txt", content=content,
                            encoding="utf-8", text=str(number), blocks=())
        ledger.append([(document, [])], extractor="r")
        print(number, flush=True)
"""


def kill_a_writer(path: Path, *, after: int, pause_s: float) -> None:
    """SIGKILL a writer some time after its append number `after`; all it acknowledged must be there."""
    command = [sys.executable, "-c", WRITER, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
        acknowledged = -1
        assert writer.stdout is not None
        for line in writer.stdout:
            acknowledged = int(line)
            if acknowledged >= after:
                time.sleep(pause_s)
                os.kill(writer.pid, signal.SIGKILL)
                break
        acknowledged += len(writer.stdout.read().splitlines())
    with Ledger(path, create=False) as ledger:
        names = [document.name for document in ledger.documents()]
    assert names[: acknowledged + 1] == [f"{n}.txt" for n in range(acknowledged + 1)]
    assert verify(path) == []
    assert head_path(path).exists()


@pytest.mark.parametrize("after", range(0, 20, 2))
def test_a_killed_writer_loses_nothing_that_was_acknowledged(tmp_path, after):
    kill_a_writer(tmp_path / "ledger.sqlite", after=after, pause_s=0.0)


@pytest.mark.torture
@pytest.mark.parametrize("after", range(200))
def test_two_hundred_killed_writers_lose_nothing(tmp_path, after):
    pause_s = random.Random(after).uniform(0.0, 0.01)
    kill_a_writer(tmp_path / "ledger.sqlite", after=after % 50, pause_s=pause_s)


def _decision(**fields):
    return Decision(
        **{"action": "reject", "about": ("c1",), "author": "A", "made": WHEN, "reason": "no"}
        | fields
    )


def test_a_decision_is_a_row_and_a_second_send_adds_nothing(path):
    with Ledger(path) as ledger:
        first = ledger.decide([_decision(), _decision(action="accept")], recorded=WHEN)
        again = ledger.decide([_decision()])
        assert (first.decisions, again.decisions, again.head) == (2, 0, first.head)
        assert ledger.decisions() == [_decision(), _decision(action="accept")]
    assert verify(path) == []


@pytest.mark.parametrize(
    "fields", [{"action": "like"}, {"about": ()}, {"about": ("",)}, {"author": " "}]
)
def test_a_decision_without_author_or_object_is_refused(fields):
    with pytest.raises(LedgerError):
        _decision(**fields)


def test_as_of_gives_the_record_as_it_stood(path, reading):
    document, claims = reading
    with Ledger(path) as ledger:
        ledger.append([reading], extractor="rules-1", recorded="2024-02-10T08:00:00Z")
        ledger.append([(document, [])], extractor="rules-2", recorded="2024-03-01T00:00:00Z")
        ledger.decide([_decision()], recorded="2024-03-02T00:00:00Z")
        assert (ledger.documents(as_of="2024-02-09"), ledger.claims(as_of="2024-02-09")) == ([], [])
        assert ledger.claims(as_of="2024-02-10") == ledger.claims(as_of="2024-02") == claims
        assert ledger.claims(as_of="2024-03-01") == [] == ledger.decisions(as_of="2024-03-01")
        assert ledger.decisions(as_of="2024-03-02T00:00:00Z") == [_decision()]
        with pytest.raises(LedgerError, match="neither a date nor a time"):
            ledger.claims(as_of="yesterday")


def test_rows_of_another_ledger_keep_their_head(path, reading, tmp_path):
    document, _ = reading
    with Ledger(path) as ledger, Ledger(tmp_path / "copy.sqlite") as copy:
        ledger.append([reading], extractor="rules-1", recorded=WHEN)
        behind = copy.restore(ledger.rows(), {document.id: document.content}.__getitem__)
        ledger.append([(document, [])], extractor="rules-2")
        ledger.decide([_decision()])
        caught_up = copy.restore(ledger.rows(), {}.__getitem__)
        assert (behind.documents, behind.claims, caught_up.decisions) == (1, 1, 1)
        assert copy.head() == ledger.head() == copy.restore(ledger.rows(), {}.__getitem__).head
        assert copy.append([reading], extractor="rules-1").head == ledger.head()
        assert copy.documents() == ledger.documents()
    assert verify(tmp_path / "copy.sqlite") == []


def test_rows_that_differ_or_were_changed_are_refused(path, reading, tmp_path):
    document, _ = reading
    contents = {document.id: document.content}.__getitem__
    with Ledger(path) as ledger, Ledger(tmp_path / "other.sqlite") as other:
        ledger.append([reading], extractor="rules-1", recorded=WHEN)
        rows = list(ledger.rows())
        before = other.append([(document, [])], extractor="rules-3").head
        with pytest.raises(LedgerError, match="differs from row 2"):
            other.restore(rows, contents)
        assert other.head() == before
    with Ledger(tmp_path / "empty.sqlite") as empty:
        with pytest.raises(LedgerError, match="has other bytes"):
            empty.restore(rows, lambda name: b"other")
        with pytest.raises(LedgerError, match="row 3 does not follow"):
            empty.restore([*rows[:2], rows[2]._replace(payload=b"{}")], contents)
        assert empty.head().count == 0
