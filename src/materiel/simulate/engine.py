"""Which way a scenario is run, in chunks and on how many threads: the kernel, or NumPy."""

import os
from collections.abc import Callable, Iterator
from typing import Any, Protocol

import numpy as np

from materiel.core.errors import InputError
from materiel.scenario.cells import largest_draw
from materiel.simulate.compile import Network
from materiel.simulate.compiled import Given, Part, in_blocks, run_parts, side_by_side
from materiel.simulate.draw import Drawer
from materiel.simulate.kernel_cache import loaded
from materiel.simulate.lanes import LANES
from materiel.simulate.program import Program, make_program
from materiel.simulate.records import Engine, FloatArray
from materiel.simulate.rows import NotRecordedError, Row
from materiel.simulate.run import Flows, begin_flows, run_chunk, step_month
from materiel.simulate.state import ROUNDING, State
from materiel.simulate.tape import Tape, TapeDraws

# Runs of a chunk: NumPy's rows of 1,024 are 8 kB, so that those a month touches stay in cache. The
# kernel's are summed up chunk by chunk, and all counts pass through the last cache each time: few
# large chunks, as long as each thread has some.
NUMPY_CHUNK = 1024
KERNEL_CHUNK = 2048
# Numbers that one chunk may hold, 128 MB. Only networks of thousands of rows reach it. The kernel
# has a few chunks at once, and keeps less of each.
MOST_HELD = 16_000_000
KERNEL_HELD = MOST_HELD // 4


# Rows × months × runs that NumPy has done before compiled code is loaded.
SMALL = 30_000_000
MOST_REMEMBERED = 100
_changing: dict[Any, frozenset[int]] = {}


class Looker(Protocol):
    """Says what is kept of each month and of the end."""

    def monthly(self, network: Network, state: State, flows: Flows) -> tuple[FloatArray, ...]:
        """Rows that are kept of each month. [any; run]"""

    def final(self, network: Network, state: State, flows: Flows) -> tuple[FloatArray, ...]:
        """Rows that are kept of the end. [any; run]"""


def record(network: Network, drawer: Drawer, looker: Looker, given: Given | None = None) -> Program:
    """The program of a network, for the kernel.

    Raises:
        NotRecordedError: A flow cannot be recorded; NumPy runs the network.
    """
    given = given or Given()
    name = (network.scenario.hash, network.months, type(looker).__name__, given.once_names)
    # What an earlier recording found; too much of it only leaves a little unfolded.
    changing = _changing.get(name, frozenset())
    while True:
        tape = Tape(network.months, changing)
        _record_run(tape, network, drawer, looker, given)
        if tape.found <= changing:
            _changing[name] = changing
            if len(_changing) > MOST_REMEMBERED:
                _changing.pop(next(iter(_changing)))
            return make_program(tape.recording, network.months)
        changing |= tape.found


def _record_run(tape: Tape, network: Network, drawer: Drawer, looker: Looker, given: Given) -> None:
    slots = {name: slot for slot, name in enumerate(given.once_names)}

    def make(name: str) -> Row:
        if name in slots:
            return tape.given(slots[name], float(given.once[:, slots[name]].max()))
        return tape.draw(drawer, name)

    monthly_slots = {name: slot for slot, name in enumerate(given.monthly_names)}

    def make_monthly(name: str) -> Row:
        if name in monthly_slots:
            return tape.fresh("GIVEN_MONTHLY", (monthly_slots[name],))
        return tape.monthly_draw(drawer, name)

    draws: Any = TapeDraws(make, make_monthly)
    arrays: Any = tape  # answers to what `Arrays` asks
    flows, state = begin_flows(network, draws, arrays)
    # What a stock may be below zero by rounding (rule S1); what came in later only widens it.
    room = [ROUNDING * (1.0 + state.entered[item]) for item in network.item_of_account]
    month = tape.begin_months()
    step_month(month, state, flows)
    for account, margin in enumerate(room):
        tape.check(state.stock[account], margin)
    for place, row in enumerate(looker.monthly(network, state, flows)):
        tape.store("STORE", place, row)
    tape.end_months()
    _check_conservation(tape, network, state)
    for place, row in enumerate(looker.final(network, state, flows)):
        tape.store("FINAL", place, row)


def _check_conservation(tape: Tape, network: Network, state: State) -> None:
    """Rule S5, at the end: what appeared or vanished in any month is missing there."""
    for item in range(len(network.items)):
        lost: Any = state.entered[item] - state.transit[item] - state.issued[item]
        for account in np.flatnonzero(network.item_of_account == item):
            lost = lost - state.stock[int(account)]
        tape.check(np.minimum(lost, -lost), ROUNDING * (1.0 + state.entered[item]))


def run_network(
    network: Network,
    drawer: Drawer,
    runs: int,
    looker: Looker,
    take: Callable[[int, int, FloatArray, FloatArray], None],
    *,
    engine: Engine = "auto",
    chunk: int | None = None,
    threads: int | None = None,
    given: Given | None = None,
) -> str:
    """Run a network chunk by chunk; memory does not grow with `runs`.

    Args:
        network: From `compile_network`.
        drawer: Gives the draws.
        runs: How many runs in all.
        looker: Says what is kept.
        take: Called with each chunk in turn: its first run, its size, what was kept of the months
            [block, month, place, lane] and of the end [block, place, lane].
        engine: "kernel", "numpy", or "auto": the kernel where it can record the network, but for a
            little work in a process that has not loaded it yet.
        chunk: Runs of a chunk; None chooses. Results do not depend on it.
        threads: Threads of the kernel; None is one for each core. Results do not depend on it.
        given: Draws that replace those of the drawer.

    Returns:
        The engine that ran.
    """
    given = given or Given()
    program = None
    small = engine == "auto" and not loaded() and _work(network, runs) <= SMALL
    if engine != "numpy" and not small:
        program = _program_or_none(network, drawer, looker, engine, given)
    if program is None:
        for first, size in _chunks(runs, chunk or numpy_chunk(network)):
            take(first, size, *_numpy_part(network, drawer, looker, first, size, given))
        return "numpy"
    workers = threads or _cores()
    size = chunk or _kernel_chunk(network, program, runs, workers)
    parts = run_parts(program, network.months, list(_chunks(runs, size)), workers, given)
    for first, part in parts:
        if part is None:  # an impossible state: NumPy finds it again, and says which
            part = _numpy_part(network, drawer, looker, first, min(size, runs - first), given)
        take(first, min(size, runs - first), *part)
    return "kernel"


def _program_or_none(
    network: Network, drawer: Drawer, looker: Looker, engine: Engine, given: Given
) -> Program | None:
    try:
        return record(network, drawer, looker, given)
    except NotRecordedError as error:
        if engine == "auto":
            return None
        raise InputError(
            f"the kernel cannot run this scenario: {error}",
            where="engine",
            way_out="Take engine='auto' or engine='numpy'.",
        ) from error


def covers(network: Network, drawer: Drawer, looker: Looker) -> bool:
    """Whether the kernel can run a network; if not, NumPy does."""
    return _program_or_none(network, drawer, looker, "auto", Given()) is not None


def _work(network: Network, runs: int) -> int:
    """Rows × months × runs."""
    return len(network.scenario.rows) * network.months * runs


def _chunks(runs: int, size: int) -> Iterator[tuple[int, int]]:
    """First run and size of each chunk.

    >>> list(_chunks(5, 2))
    [(0, 2), (2, 2), (4, 1)]
    """
    for first in range(0, runs, size):
        yield first, min(size, runs - first)


def _numpy_part(
    network: Network, drawer: Drawer, looker: Looker, first: int, size: int, given: Given
) -> Part:
    """One chunk in NumPy."""
    chosen = slice(first, first + size)
    runs = first + size
    anew = zip(
        given.monthly_names, np.moveaxis(side_by_side(given.monthly, runs), 1, 0), strict=True
    )
    draws = drawer.give(first, size, {name: values[:, chosen] for name, values in anew})
    once = zip(given.once_names, side_by_side(given.once, runs), strict=True)
    draws.update({name: values[chosen] for name, values in once})
    kept: list[tuple[FloatArray, ...]] = []

    def watch(month: int, state: State, flows: Flows) -> None:
        kept.append(tuple(row.copy() for row in looker.monthly(network, state, flows)))

    state, flows = run_chunk(network, draws, size, watch)
    final = looker.final(network, state, flows)
    return in_blocks(np.array(kept)), in_blocks(np.array(final).reshape(len(final), size))


def numpy_chunk(network: Network) -> int:
    """How many runs side by side keep a chunk of NumPy within its memory."""
    scenario, months = network.scenario, network.months
    rows = len(scenario.rows) + len(network.accounts) + len(network.items)
    delays = [row.delay_months for row in scenario.transfers]
    delays += [row.refurbish_months for row in scenario.transfers if row.refurbish_months]
    delays += [row.turnaround_months for row in scenario.repairs]
    travelling = sum(min(largest_draw(delay.value), months) + 2 for delay in delays)
    held = 8 * rows + travelling + 16 * months
    return int(max(1, min(NUMPY_CHUNK, MOST_HELD // held)))


def _kernel_chunk(network: Network, program: Program, runs: int, workers: int) -> int:
    """Whole blocks of lanes, enough chunks for every thread, and bounded memory."""
    held = program.monthly_rows * network.months + program.final_rows
    most = max(LANES, min(KERNEL_CHUNK // min(workers, 4), KERNEL_HELD // max(1, held)))
    size = min(most, -(-runs // workers))
    return max(LANES, size // LANES * LANES)


def _cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
