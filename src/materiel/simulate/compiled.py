"""Runs a program with the compiled kernel, chunk by chunk, on some threads."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import numpy as np

from materiel.simulate.kernel_cache import kernel, seal
from materiel.simulate.lanes import LANES
from materiel.simulate.program import Program
from materiel.simulate.records import FloatArray

# What a chunk hands out, in blocks of lanes: [block, month, place, lane] and [block, place, lane].
Part = tuple[FloatArray, FloatArray]


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
        self.rows = np.zeros(program.registers * LANES)
        self.ring = np.zeros(program.ring_rows * LANES)
        blocks = -(-lanes // LANES)
        self.monthly = np.zeros((blocks, months, program.monthly_rows, LANES))
        self.final = np.zeros((blocks, program.final_rows, LANES))


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
    run_program = kernel().run_program
    lanes = max(-(-size // LANES) * LANES for _, size in chunks)
    free = [Room(program, months, lanes) for _ in range(1 if threads == 1 else threads + 2)]

    def one(chunk: tuple[int, int], room: Room) -> Part | None:
        first, runs = chunk
        failed = run_program(
            program.steps, program.numbers, program.order, program.bounds,
            program.tables, program.keys, room.rows, room.ring, given.once, given.monthly, room.monthly, room.final,
            0, -(-runs // LANES), first,
        )  # fmt: skip
        blocks = -(-runs // LANES)
        seal()
        return None if failed else (room.monthly[:blocks], room.final[:blocks])

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
    run_program = kernel().run_program
    failed: int = run_program(
        program.steps, program.numbers, program.order, program.bounds,
        program.tables, program.keys, room.rows, room.ring, given.once, given.monthly, room.monthly, room.final, 0, blocks, 0,
    )  # fmt: skip
    return failed


def in_blocks(table: FloatArray) -> FloatArray:
    """Runs in blocks of lanes; lanes beyond the last run repeat it. [any; …, run]

    >>> in_blocks(np.arange(5.0)[None])[0, 0, :6]
    array([0., 1., 2., 3., 4., 4.])
    """
    beyond = -table.shape[-1] % LANES
    table = np.concatenate([table, np.repeat(table[..., -1:], beyond, axis=-1)], axis=-1)
    parted = table.reshape(*table.shape[:-1], table.shape[-1] // LANES, LANES)
    return np.ascontiguousarray(np.moveaxis(parted, -2, 0), dtype=np.float64)


def side_by_side(blocks: FloatArray, runs: int) -> FloatArray:
    """The runs of all blocks side by side. [any; …, run]

    >>> side_by_side(np.zeros((2, 3, LANES)), LANES + 1).shape == (3, LANES + 1)
    True
    """
    moved = np.moveaxis(blocks, 0, -2)
    lanes = moved.shape[-2] * moved.shape[-1]
    return moved.reshape(*moved.shape[:-2], lanes)[..., :runs]
