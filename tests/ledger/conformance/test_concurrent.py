"""Two writers and eight readers at once: no error, and every read is a valid beginning."""

import time

import pytest
from writers import Process, a_reading, require_prefix, require_whole

from materiel.ledger import Ledger, verify


def write(place, writer, seconds, tell):
    end = time.monotonic() + seconds
    number = 0
    with Ledger(place, create=False) as ledger:
        while time.monotonic() < end:
            ledger.append([a_reading(number, writer)], extractor="r")
            number += 1
            time.sleep(0.005)
    tell(number)


def read(place, seconds, tell):
    end = time.monotonic() + seconds
    seen = reads = 0
    with Ledger(place, create=False) as ledger:
        while time.monotonic() < end:
            count = require_prefix(ledger)
            assert count >= seen
            assert sum(1 for _ in ledger.rows(kind="claim")) % 7 == 0  # whole batches only
            seen, reads = count, reads + 1
    tell(reads)


@pytest.mark.parametrize("seconds", [1.5, pytest.param(30, marks=pytest.mark.torture)])
def test_writers_and_readers_do_not_meet(place, seconds):
    writers = [Process(lambda tell, w=w: write(place, w, seconds, tell)) for w in (0, 1)]
    readers = [Process(lambda tell: read(place, seconds, tell)) for _ in range(8)]
    written = [process.wait() for process in writers]
    reads = [process.wait() for process in readers]
    assert [code for code, _ in written + reads] == [0] * 10
    with Ledger(place, create=False) as ledger:
        assert [require_whole(ledger, w) for w in (0, 1)] == [int(told[0]) for _, told in written]
        assert ledger.head().count == 9 * sum(int(told[0]) for _, told in written)
    assert all(int(told[0]) > 0 for _, told in reads)
    assert verify(place) == []
