"""Copies of a ledger, made while others write."""

import pytest
from writers import Process, require_whole, write_for_ever

from materiel.core.errors import LedgerError
from materiel.ledger import Ledger, backup, create_ledger, verify


def test_a_copy_has_the_same_head(place, tmp_path, readings):
    with Ledger(place) as ledger:
        ledger.append(readings(5, claims=2), extractor="r")
        head = backup(place, tmp_path / "copy.sqlite")
        assert head == ledger.head()
        with Ledger(tmp_path / "copy.sqlite", create=False) as copy:
            assert list(copy.rows()) == list(ledger.rows())
            assert copy.documents() == ledger.documents()
    assert sorted(p.name for p in tmp_path.iterdir() if "copy" in p.name) == [
        "copy.sqlite",
        "copy.sqlite.head",
    ]
    assert verify(tmp_path / "copy.sqlite") == []


def test_copies_made_under_writing_are_intact(place, tmp_path):
    """Each is one state of the ledger, by whole batches, with all that was acknowledged before it."""
    writer = Process(lambda tell: write_for_ever(place, tell))
    acknowledged = 0
    for number in range(20):
        acknowledged = int(writer.told.readline())
        copy = tmp_path / f"copy-{number}.sqlite"
        backup(place, copy)
        assert verify(copy) == []
        with Ledger(copy, create=False) as opened:
            assert require_whole(opened) > acknowledged
    writer.kill()


def test_a_file_that_is_there_is_left_alone(place, tmp_path):
    file = tmp_path / "mine.txt"
    file.write_text("mine")
    with pytest.raises(LedgerError, match="a file already"):
        backup(place, file)
    with pytest.raises(LedgerError, match="a file already"):
        create_ledger(file)
    with pytest.raises(LedgerError, match="no such folder"):
        backup(place, tmp_path / "none" / "copy.sqlite")
    assert file.read_text() == "mine"


def test_a_copy_of_nothing_leaves_nothing(tmp_path):
    with pytest.raises(LedgerError, match="no ledger here"):
        backup(tmp_path / "none.sqlite", tmp_path / "copy.sqlite")
    assert list(tmp_path.iterdir()) == []
