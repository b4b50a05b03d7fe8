"""Runs a program with the compiled kernel, chunk by chunk, on some threads."""

from collections.abc import Iterator, Mapping
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

    once: Mapping[str, FloatArray] = field(default_factory=dict)  # by name [any; run]
    monthly: Mapping[str, FloatArray] = field(default_factory=dict)  # by name [any; month, run]


def run_parts(
    program: Program, months: int, chunks: list[tuple[int, int]], threads: int, given: Given
) -> Iterator[tuple[int, Part | None]]:
    """The chunks in their order, with a few more under way than there are threads.

    Args:
        chunks: First run and size of each.

    Returns:
        First run and what the chunk gave; None where a check failed.
    """
    from materiel.simulate.kernel import run_program

    once = _table(given.once, ())
    monthly = _table(given.monthly, (months,))

    def one(chunk: tuple[int, int]) -> Part | None:
        first, runs = chunk
        blocks = -(-runs // LANES)
        lanes = blocks * LANES
        kept = np.empty((program.monthly_rows, months, lanes))
        final = np.empty((program.final_rows, lanes))
        rows = np.empty(program.registers * LANES)
        ring = np.empty(program.ring_rows * LANES)
        failed = run_program(
            program.steps, program.numbers, program.order, program.bounds, program.tables,
            program.keys, rows, ring, _lanes(once, first, lanes), _lanes(monthly, first, lanes),
            kept, final, 0, blocks, first,
        )  # fmt: skip
        return None if failed else (kept[..., :runs], final[..., :runs])

    if threads == 1 or len(chunks) == 1:
        for chunk in chunks:
            yield chunk[0], one(chunk)
        return
    with ThreadPoolExecutor(threads) as pool:
        under_way: list[tuple[int, Future[Part | None]]] = []
        waiting = iter(chunks)
        try:
            for chunk in waiting:
                under_way.append((chunk[0], pool.submit(one, chunk)))
                if len(under_way) > threads + 1:
                    first, future = under_way.pop(0)
                    yield first, future.result()
            for first, future in under_way:
                yield first, future.result()
        finally:  # Ctrl-C, or a taker that fails: what has not begun does not begin
            pool.shutdown(wait=False, cancel_futures=True)


def _table(values: Mapping[str, FloatArray], shape: tuple[int, ...]) -> FloatArray:
    if not values:
        return np.zeros((1, *shape, 1))
    return np.stack([np.asarray(row, dtype=np.float64) for row in values.values()])


def _lanes(table: FloatArray, first: int, lanes: int) -> FloatArray:
    """The columns of a chunk; lanes beyond the last run repeat it."""
    part = table[..., first : first + lanes]
    if part.shape[-1] == lanes or table.shape[-1] == 1:
        return part
    return np.concatenate([part, np.repeat(part[..., -1:], lanes - part.shape[-1], -1)], axis=-1)
