"""Which way a scenario is run, in chunks and on how many threads: the kernel, or NumPy."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from materiel.core.errors import InputError
from materiel.scenario.cells import largest_draw
from materiel.simulate.compile import Network
from materiel.simulate.compiled import Given, run_parts
from materiel.simulate.draw import Drawer, Draws
from materiel.simulate.fans import MOST_AT_ONCE, Histograms
from materiel.simulate.kernel_cache import begin_build, kernel, kernel_if_ready, loaded, stop_build
from materiel.simulate.lanes import LANES, in_blocks, side_by_side
from materiel.simulate.program import Program
from materiel.simulate.record import Looker, record
from materiel.simulate.records import Engine, FloatArray
from materiel.simulate.rows import NotRecordedError
from materiel.simulate.run import Flows, run_chunk
from materiel.simulate.state import State

# Runs of a chunk: NumPy's rows of 1,024 are 8 kB, so that those a month touches stay in cache. The
# kernel's are summed up chunk by chunk, and all counts pass through the last cache each time: few
# large chunks, as long as each thread has some.
NUMPY_CHUNK = 1024
KERNEL_CHUNK = 2048
# Numbers that one chunk may hold, 128 MB. Only networks of thousands of rows reach it. The kernel
# has a few chunks at once, and keeps less of each.
MOST_HELD = 16_000_000
KERNEL_HELD = MOST_HELD // 4


# Rows × months × runs that NumPy has done before compiled code is loaded, and before it is compiled.
SMALL, LARGE = 4_000_000, 30_000_000

Take = Callable[[int, int, FloatArray, FloatArray], None]


def run_network(
    network: Network,
    drawer: Drawer,
    runs: int,
    looker: Looker,
    take: Take,
    *,
    fans: Histograms | None = None,
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
        fans: Counts the rows that the looker has counted.
        engine: "kernel", "numpy", or "auto": NumPy for a little work and until the kernel is there,
            the kernel for the rest, where it can record the network.
        chunk: Runs of a chunk; None chooses. Results do not depend on it.
        threads: Threads of the kernel; None is one for each core. Results do not depend on it.
        given: Draws that replace those of the drawer.

    Returns:
        What ran: "kernel", "numpy", or both in turn; and why not the kernel, where it was wanted.

    Raises:
        InputError: engine="kernel", and it cannot run this network or cannot be had here.
    """
    job = Job(network, drawer, looker, take, fans or Histograms(0), given or Given())
    if engine == "kernel":
        kernel()
        job.by_kernel(job.record(), 0, runs, chunk, threads)
        return "kernel"
    if engine == "numpy" or (not loaded() and _work(network, runs) <= SMALL):
        job.by_numpy(0, runs, chunk)
        return "numpy"
    try:
        return _run_both(job, runs, chunk, threads)
    except KeyboardInterrupt:
        stop_build()
        raise


def _run_both(job: "Job", runs: int, chunk: int | None, threads: int | None) -> str:
    """NumPy until the kernel is there, the kernel from then on."""
    size, first, why = chunk or numpy_chunk(job.network), 0, ""
    while first < runs:
        try:
            if not why and first % LANES == 0 and _ready(job.network, runs):
                job.by_kernel(job.record(), first, runs, chunk, threads)
                return f"numpy to run {first}, then kernel" if first else "kernel"
        except InputError as error:
            why = f": {error.what}"
        job.by_numpy(first, min(first + size, runs), chunk)
        first += size
    return "numpy" + why


def _ready(network: Network, runs: int) -> bool:
    """Whether the kernel is there; if it is not, and there is much to do, it is being compiled."""
    if kernel_if_ready() is not None:
        return True
    if _work(network, runs) > LARGE:
        begin_build()
    return False


@dataclass(frozen=True, slots=True)
class Job:
    """A network to be run, and where what is kept goes."""

    network: Network
    drawer: Drawer
    looker: Looker
    take: Take
    fans: Histograms
    given: Given

    def record(self) -> Program:
        """The program for the kernel.

        Raises:
            InputError: The kernel cannot run this network.
        """
        try:
            return record(self.network, self.drawer, self.looker, self.given)
        except NotRecordedError as error:
            raise InputError(
                f"the kernel cannot run this scenario: {error}",
                where="engine",
                way_out="Take engine='auto' or engine='numpy'.",
            ) from error

    def by_numpy(self, first: int, end: int, chunk: int | None) -> None:
        """Run the runs `first` to `end − 1` in NumPy."""
        most = min(chunk or numpy_chunk(self.network), MOST_AT_ONCE)
        for begin, size in _chunks(first, end, most):
            self._numpy_part(begin, size)

    def by_kernel(
        self, program: Program, first: int, end: int, chunk: int | None, threads: int | None
    ) -> None:
        """Run the runs `first` to `end − 1` with the kernel; `first` begins a block of lanes."""
        workers = threads or _cores()
        size = chunk or _kernel_chunk(self.network, program, end - first, workers)
        size = min(size, MOST_AT_ONCE)
        chunks = list(_chunks(first, end, size))
        if program.counted_rows and self.fans.runs == 0:  # see `run_parts`
            begin = min(first + LANES, end)
            chunks = [(first, begin - first), *_chunks(begin, end, size)]
        for begin, many, room in run_parts(program, chunks, workers, self.given, self.fans):
            if room is None:  # an impossible state: NumPy finds it again, and says which
                self._numpy_part(begin, many)
            else:
                blocks = -(-many // LANES)
                self.take(begin, many, room.monthly[:blocks], room.final[:blocks])

    def _numpy_part(self, first: int, size: int) -> None:
        draws = _draws(self.drawer, self.given, first, size)
        kept: list[tuple[tuple[FloatArray, ...], ...]] = []
        network, looker = self.network, self.looker

        def watch(month: int, state: State, flows: Flows) -> None:
            told = looker.monthly(network, state, flows), looker.counted(network, state, flows)
            kept.append(tuple(tuple(row.copy() for row in rows) for rows in told))

        state, flows = run_chunk(network, draws, size, watch)
        final = looker.final(network, state, flows)
        monthly, counted = (
            in_blocks(np.array([rows[part] for rows in kept]).reshape(len(kept), -1, size))
            for part in (0, 1)
        )
        self.fans.add(counted, size)
        self.take(first, size, monthly, in_blocks(np.array(final).reshape(len(final), size)))


def covers(network: Network, drawer: Drawer, looker: Looker) -> bool:
    """Whether the kernel can run a network; if not, NumPy does."""
    try:
        record(network, drawer, looker)
    except NotRecordedError:
        return False
    return True


def _work(network: Network, runs: int) -> int:
    """Rows × months × runs."""
    return len(network.scenario.rows) * network.months * runs


def _chunks(first: int, end: int, size: int) -> Iterator[tuple[int, int]]:
    """First run and size of each chunk.

    >>> list(_chunks(0, 5, 2))
    [(0, 2), (2, 2), (4, 1)]
    """
    for begin in range(first, end, size):
        yield begin, min(size, end - begin)


def _draws(drawer: Drawer, given: Given, first: int, size: int) -> Draws:
    """The draws of a chunk, with those that are handed in."""
    chosen, runs = slice(first, first + size), first + size
    anew = zip(
        given.monthly_names, np.moveaxis(side_by_side(given.monthly, runs), 1, 0), strict=True
    )
    draws = drawer.give(first, size, {name: values[:, chosen] for name, values in anew})
    once = zip(given.once_names, side_by_side(given.once, runs), strict=True)
    draws.update({name: values[chosen] for name, values in once})
    return draws


def numpy_chunk(network: Network) -> int:
    """How many runs side by side keep a chunk of NumPy within its memory."""
    scenario, months = network.scenario, network.months
    rows = len(scenario.rows) + len(network.accounts) + len(network.items)
    delays = [row.delay_months for row in scenario.transfers]
    delays += [row.refurbish_months for row in scenario.transfers if row.refurbish_months]
    delays += [row.turnaround_months for row in scenario.repairs]
    travelling = sum(min(largest_draw(delay.value), months) + 2 for delay in delays)
    held = 8 * rows + travelling + 16 * months
    most = int(max(1, min(NUMPY_CHUNK, MOST_HELD // held)))
    # The kernel can go on where a block of lanes begins: whole blocks, or an even part of one.
    return most // LANES * LANES or 1 << (most.bit_length() - 1)


def _kernel_chunk(network: Network, program: Program, runs: int, workers: int) -> int:
    """Whole blocks of lanes, enough chunks for every thread, and bounded memory."""
    held = program.monthly_rows * network.months + program.final_rows
    held += program.counted_rows * network.months // 4  # 16 bits
    chunk = KERNEL_CHUNK if program.monthly_rows else 2 * KERNEL_CHUNK
    most = max(LANES, min(chunk // min(workers, 4), KERNEL_HELD // max(1, held)))
    size = min(most, -(-runs // workers))
    return max(LANES, size // LANES * LANES)


def _cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
