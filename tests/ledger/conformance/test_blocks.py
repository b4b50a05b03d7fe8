"""Rows that are written block by block beside the rows that are still made."""

import random
import signal
import threading

import pytest
from writers import a_reading

from materiel.core.errors import LedgerError, StorageError
from materiel.ledger import Ledger, sqlite, verify, writer
from materiel.ledger.chain import EMPTY
from materiel.ledger.records import Head, Row
from materiel.ledger.rows import Rows

WHEN = "2024-03-01T00:00:00Z"


def many(first, last):
    return [a_reading(number) for number in range(first, last)]


def test_blocks_of_any_size_make_the_same_chain(new_place, monkeypatch):
    heads = set()
    for size in (1, 2, 4, 9, 40, 1000):
        monkeypatch.setattr(writer, "BLOCK", size)
        place = new_place()
        with Ledger(place) as ledger:
            heads.add(ledger.append(many(0, 12), extractor="r", recorded=WHEN).head)
            assert [row.seq for row in ledger.rows()] == list(range(1, 12 * 9 + 1))
        assert verify(place) == []
    assert len(heads) == 1


def test_what_is_there_or_comes_twice_is_passed_over(place):
    with Ledger(place) as ledger:
        ledger.append(many(3, 5), extractor="r")
        added = ledger.append([*many(0, 8), *many(0, 8)], extractor="r")
        assert (added.documents, added.claims, added.head.count) == (6, 42, 8 * 9)
        again = ledger.append(many(0, 8), extractor="r2")  # other readings of the same documents
        assert (again.documents, again.claims) == (0, 56)
    assert verify(place) == []


class FailingStore:
    """Passes on what it is asked; writing the second block fails."""

    def __init__(self, store, error):
        self._store, self._error, self._blocks = store, error, 0

    def __getattr__(self, name):
        return getattr(self._store, name)

    def adding(self, rows):
        add = self._store.adding(rows)

        def failing():
            self._blocks += 1
            if self._blocks == 2:
                assert threading.current_thread() is not threading.main_thread()
                raise self._error
            add()

        return failing


@pytest.mark.parametrize("error", [StorageError("the disk is full"), RuntimeError("anything")])
def test_an_error_of_the_second_thread_is_raised_and_nothing_stays(place, error):
    with Ledger(place) as ledger:
        head = ledger.append(many(0, 2), extractor="r").head
        whole, ledger._store = ledger._store, FailingStore(ledger._store, error)
        with pytest.raises(type(error), match=str(error)):
            ledger.append(many(2, 12), extractor="r")
        ledger._store = whole
        assert ledger.head() == head
        ledger.append(many(2, 12), extractor="r")
        assert ledger.head().count == 12 * 9
    assert verify(place) == []


@pytest.mark.parametrize("error", [KeyboardInterrupt(), ValueError("no more")])
def test_an_error_of_the_readings_is_raised_and_nothing_stays(place, error):
    def broken():
        yield from many(2, 12)
        raise error

    with Ledger(place) as ledger:
        head = ledger.append(many(0, 2), extractor="r").head
        with pytest.raises(type(error)):
            ledger.append(broken(), extractor="r")
        assert ledger.head() == head
        ledger.append(many(2, 12), extractor="r")
    assert verify(place) == []


def test_rows_that_do_not_follow_each_other_are_refused(place):
    first = Rows(EMPTY)
    first.link("b", "claim", WHEN, [b"{}"])
    with pytest.raises(LedgerError, match="L2"):
        first.put(Row(3, "b", "claim", WHEN, b"{}", "h"))
    later = Rows(Head(count=2, hash="h"))
    later.link("b", "claim", WHEN, [b"{}"])
    with Ledger(place) as ledger:
        with pytest.raises(Exception, match=r"L2|FOREIGN KEY"), ledger._store.writing():
            ledger._store.adding(later)()
        assert ledger.head().count == 0


@pytest.mark.parametrize("when", ["2024-03-01 ", "٢٠٢٤"])
def test_a_time_that_would_be_changed_on_its_way_is_refused(tmp_path, when):
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        with pytest.raises(LedgerError, match="cannot stand beside a row"):
            ledger.append(many(0, 2), extractor="r", recorded=when)
        assert ledger.head().count == 0


def test_ctrl_c_at_any_moment_leaves_whole_batches(tmp_path, monkeypatch):
    """Also in the moments in which the second thread is started, given something or waited for."""
    monkeypatch.setattr(writer, "BLOCK", 200)
    monkeypatch.setattr(sqlite, "FOLD", 1)
    rng, batches, hits, armed = random.Random(4), many(0, 150), 0, False

    def interrupt(*_: object) -> None:
        if armed:  # not while the test itself looks at what is left
            raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        with Ledger(tmp_path / "ledger.sqlite") as ledger:
            for number in range(20):
                try:
                    armed = True
                    signal.setitimer(signal.ITIMER_REAL, rng.uniform(0.001, 0.05))
                    ledger.append(batches, extractor=f"r{number}")
                    armed = False
                except KeyboardInterrupt:
                    hits += 1
                armed = False
                signal.setitimer(signal.ITIMER_REAL, 0)
                whole = {150 * 8 * n for n in range(20)}  # readings and claims
                assert ledger.head().count in {0} | {150 + count for count in whole}
    finally:
        signal.signal(signal.SIGALRM, before)
    assert hits > 0
    assert verify(tmp_path / "ledger.sqlite") == []
