"""Runs a program with the compiled kernel, chunk by chunk, on some threads."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from materiel.simulate.fans import Coded, Histograms
from materiel.simulate.kernel_cache import kernel
from materiel.simulate.kernel_file import array
from materiel.simulate.lanes import LANES, WIDE, on_lines
from materiel.simulate.program import Program
from materiel.simulate.records import FloatArray


@dataclass(frozen=True, slots=True)
class Given:
    """Draws that the caller hands in instead of drawing them."""

    once_names: tuple[str, ...] = ()
    once: FloatArray = field(default_factory=lambda: np.zeros((1, 0, LANES)))  # in blocks
    monthly_names: tuple[str, ...] = ()
    monthly: FloatArray = field(default_factory=lambda: np.zeros((1, 0, 0, LANES)))


class Room:
    """The working memory of one thread, used again for each chunk."""

    def __init__(self, program: Program, months: int, lanes: int) -> None:
        blocks = -(-lanes // LANES)
        self.rows = on_lines(program.registers * LANES + program.constants.size * WIDE)
        self.rows[: program.registers * LANES] = 0.0
        self.rows[program.registers * LANES :] = np.repeat(program.constants, WIDE)
        self.ring = on_lines(program.ring_rows, LANES)
        self.spots = on_lines(LANES, kind=np.int32)
        self.monthly = on_lines(blocks, months, program.monthly_rows, LANES)
        self.final = on_lines(blocks, program.final_rows, LANES)
        self.coded = Coded(blocks, months * program.counted_rows)

    def fill(self, program: Program, given: Given, first: int, runs: int) -> int:
        """Run the runs `first` to `first + runs − 1`; how many lanes failed a check."""
        coded, blocks = self.coded, -(-runs // LANES)
        told = array(0, 0)
        sizes = array(
            blocks, first, len(program.bounds), program.ring_rows,
            program.monthly_rows, program.final_rows, given.once.shape[1], given.monthly.shape[2],
            program.counted_rows, len(coded.spill), runs - (blocks - 1) * LANES,
        )  # fmt: skip
        kernel().call(
            "run_program",
            program.steps, program.numbers, program.order, program.bounds, program.tables,
            program.keys, self.rows, self.ring, self.spots, given.once, given.monthly, self.monthly, self.final,
            *coded.arrays(), told, sizes,
        )  # fmt: skip
        coded.blocks, coded.runs, coded.spilled = blocks, runs, int(told[1])
        return int(told[0])


def run_parts(
    program: Program, chunks: list[tuple[int, int]], threads: int, given: Given, fans: Histograms
) -> Iterator[tuple[int, int, Room | None]]:
    """The chunks in their order, with a few more under way than there are threads.

    Args:
        chunks: First run and size of each.
        fans: Counts what COUNT hands out; begun, or else the first chunk is one block.

    Returns:
        First run, how many, and the room with what they gave, to be used before the next is asked
        for; None where a check failed.
    """
    months, lanes = len(program.bounds) - 2, max(size for _, size in chunks)
    free = [Room(program, months, lanes) for _ in range(1 if threads == 1 else threads + 2)]
    job = _Job(program, given, fans)
    if program.counted_rows and fans.runs == 0:  # how wide the bins have to be is not known yet
        small = Room(program, months, LANES)
        yield from job.handed_on(*chunks[0], small, job.run(*chunks[0], small))
        chunks = chunks[1:]
    if threads == 1:
        for first, runs in chunks:
            yield from job.handed_on(first, runs, free[0], job.run(first, runs, free[0]))
        return
    with ThreadPoolExecutor(threads) as pool:
        under_way: list[tuple[tuple[int, int], Room, Future[int]]] = []
        try:
            for first, runs in chunks:
                if not free:
                    begun, room, future = under_way.pop(0)
                    yield from job.handed_on(*begun, room, future.result())
                    free.append(room)
                room = free.pop()
                room.coded.begin(fans)
                future = pool.submit(room.fill, program, given, first, runs)
                under_way.append(((first, runs), room, future))
            for begun, room, future in under_way:
                yield from job.handed_on(*begun, room, future.result())
        finally:  # Ctrl-C, or a taker that fails: what has not begun does not begin
            pool.shutdown(wait=True, cancel_futures=True)


@dataclass(frozen=True, slots=True)
class _Job:
    program: Program
    given: Given
    fans: Histograms

    def run(self, first: int, runs: int, room: Room) -> int:
        room.coded.begin(self.fans)
        return room.fill(self.program, self.given, first, runs)

    def handed_on(
        self, first: int, runs: int, room: Room, failed: int
    ) -> Iterator[tuple[int, int, Room | None]]:
        """A chunk, counted; block by block where too much of it lies beyond its bins."""
        if failed:
            yield first, runs, None
        elif room.coded.is_whole():
            self.fans.add_coded(room.coded)
            yield first, runs, room
        else:
            for begin in range(first, first + runs, LANES):
                size = min(LANES, first + runs - begin)
                self.run(begin, size, room)
                self.fans.add_coded(room.coded)
                yield begin, size, room
