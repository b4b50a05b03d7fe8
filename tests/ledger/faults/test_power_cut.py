"""Power cuts, replayed: what was acknowledged is on the disk, whatever else was on its way there."""

import random

import pytest
from vfs import Disk, Trace
from writers import a_reading, require_whole

from materiel.core.errors import LedgerError
from materiel.ledger import Ledger, append, sqlite, sqlite_file, verify
from materiel.ledger.chain import head_path

APPENDS = 60


@pytest.fixture
def traced(tmp_path, through):
    """Steps of 60 appends, with the heads that were kept and the acknowledgements among them."""

    def run(settings):
        trace = Trace()
        place = tmp_path / "traced" / "ledger.sqlite"
        place.parent.mkdir()
        kept = append.keep_head

        def keep_head(file, head):
            kept(file, head)
            trace.steps.append(("head", "", 0, file.read_bytes()))

        with pytest.MonkeyPatch.context() as patch, through(trace):
            patch.setattr(append, "keep_head", keep_head)
            # A small WAL is folded in and begun anew many times: those are the dangerous moments.
            patch.setattr(sqlite_file, "SETTINGS", settings)
            patch.setattr(sqlite, "FOLD", 20)
            with Ledger(place) as ledger:
                for number in range(APPENDS):
                    ledger.append([a_reading(number)], extractor="r")
                    trace.steps.append(("acknowledged", "", number + 1, b""))
        return trace.steps

    return run


def cut(steps, at, rng, folder):
    """Lay out the files as a power cut after step `at` may leave them; gives what was acknowledged."""
    disk, acknowledged, head = Disk(), 0, None
    for step in steps[:at]:
        if step[0] == "acknowledged":
            acknowledged = step[2]
            continue
        if step[0] == "head":
            head = step[3]
        disk.take(step)
    folder.mkdir()
    for name, content in disk.after_a_cut(rng).items():
        if not name.endswith("-shm"):
            (folder / name).write_bytes(content)
    place = folder / "ledger.sqlite"
    if head:
        head_path(place).write_bytes(head)
    return place, acknowledged


def survives(place, acknowledged):
    """Whether the ledger opens, is intact and holds what was acknowledged."""
    try:
        with Ledger(place, create=acknowledged == 0) as ledger:
            written = require_whole(ledger)
    except (LedgerError, AssertionError):
        return False
    return acknowledged <= written and verify(place) == []


def cuts(steps, states, folder):
    """How many of so many power cuts were survived."""
    rng = random.Random(20240301)
    first = next(i for i, step in enumerate(steps) if step[0] == "acknowledged")
    found = 0
    for number in range(states):
        at = rng.randrange(first, len(steps) + 1)
        found += survives(*cut(steps, at, rng, folder / f"cut-{number}"))
    return found


@pytest.mark.parametrize("states", [200])
def test_power_cuts_lose_nothing_that_was_acknowledged(traced, tmp_path, states):
    steps = traced(sqlite_file.SETTINGS)
    assert sum(step[0] == "sync" for step in steps) >= APPENDS
    assert cuts(steps, states, tmp_path) == states


@pytest.mark.parametrize("states", [200])
def test_without_a_sync_at_each_commit_the_same_cuts_lose_rows(traced, tmp_path, states):
    """The control: a test that cannot fail would show nothing."""
    weaker = tuple(
        s.replace("synchronous=FULL", "synchronous=NORMAL") for s in sqlite_file.SETTINGS
    )
    survived = cuts(traced(weaker), states, tmp_path)
    assert survived < states
    print(f"synchronous=NORMAL: {survived} of {states} cuts survived")
