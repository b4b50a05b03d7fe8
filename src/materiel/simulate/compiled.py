"""Runs a program with the compiled kernel, chunk by chunk, on some threads."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from materiel.simulate.lanes import LANES
from materiel.simulate.program import Program
from materiel.simulate.records import FloatArray

Part = tuple[FloatArray, FloatArray]  # of a chunk: [place, month, run] and [place, run]


@dataclass(frozen=True, slots=True)
class Given:
    """Draws that the caller hands in instead of drawing them."""

    once_names: tuple[str, ...] = ()
    once: FloatArray = field(default_factory=lambda: np.zeros((0, 0)))  # [any; name, run]
    monthly_names: tuple[str, ...] = ()
    monthly: FloatArray = field(
        default_factory=lambda: np.zeros((0, 0, 0))
    )  # [any; name, month, run]


class Room:
    """The working memory of one thread, used again for each chunk."""

    def __init__(self, program: Program, months: int, lanes: int) -> None:
        self.rows = np.zeros(program.registers * LANES)
        self.ring = np.zeros(program.ring_rows * LANES)
        self.monthly = np.zeros((program.monthly_rows, months, lanes))
        self.final = np.zeros((program.final_rows, lanes))


def run_parts(
    program: Program, months: int, chunks: list[tuple[int, int]], threads: int, given: Given
) -> Iterator[tuple[int, Part | None]]:
    """The chunks in their order, with a few more under way than there are threads.

    Args:
        chunks: First run and size of each.

    Returns:
        First run and what the chunk gave, to be used before the next is asked for; None where a
        check failed.
    """
    from materiel.simulate.kernel import run_program

    once, monthly = _whole_blocks(given.once), _whole_blocks(given.monthly)
    lanes = max(-(-size // LANES) * LANES for _, size in chunks)
    free = [Room(program, months, lanes) for _ in range(1 if threads == 1 else threads + 2)]

    def one(chunk: tuple[int, int], room: Room) -> Part | None:
        first, runs = chunk
        failed = run_program(
            program.steps, program.numbers, program.order, program.bounds,
            program.tables, program.keys, room.rows, room.ring, once, monthly, room.monthly, room.final,
            0, -(-runs // LANES), first,
        )  # fmt: skip
        return None if failed else (room.monthly[..., :runs], room.final[..., :runs])

    if threads == 1:
        for chunk in chunks:
            yield chunk[0], one(chunk, free[0])
        return
    with ThreadPoolExecutor(threads) as pool:
        under_way: list[tuple[int, Room, Future[Part | None]]] = []
        try:
            for chunk in chunks:
                if not free:
                    first, room, future = under_way.pop(0)
                    yield first, future.result()
                    free.append(room)
                room = free.pop()
                under_way.append((chunk[0], room, pool.submit(one, chunk, room)))
            for first, _, future in under_way:
                yield first, future.result()
        finally:  # Ctrl-C, or a taker that fails: what has not begun does not begin
            pool.shutdown(wait=True, cancel_futures=True)


def fill_whole(program: Program, given: Given, room: Room, blocks: int) -> int:
    """Run `blocks` blocks into a room; how many lanes failed a check."""
    from materiel.simulate.kernel import run_program

    once, monthly = _whole_blocks(given.once), _whole_blocks(given.monthly)
    failed: int = run_program(
        program.steps, program.numbers, program.order, program.bounds,
        program.tables, program.keys, room.rows, room.ring, once, monthly, room.monthly, room.final, 0, blocks, 0,
    )  # fmt: skip
    return failed


def _whole_blocks(table: FloatArray) -> FloatArray:
    """Draws handed in, for whole blocks of lanes: those beyond the last run repeat it."""
    beyond = -table.shape[-1] % LANES
    if beyond:
        table = np.concatenate([table, np.repeat(table[..., -1:], beyond, axis=-1)], axis=-1)
    return np.ascontiguousarray(table)
