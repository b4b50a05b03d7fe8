"""A recording to the index arrays that the kernel runs: what nobody reads is left out."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from materiel.simulate.fusion import fused
from materiel.simulate.lanes import LANES, WIDE
from materiel.simulate.passes import (
    added_from_nothing,
    forwarded,
    in_place,
    joined,
    needed,
    read_by,
    unchanging,
)
from materiel.simulate.recording import CODE, ON_ROWS, WIDTH, Recording, Step
from materiel.simulate.records import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What the kernel runs for one network, on any number of runs."""

    steps: NDArray[np.int64]  # rows by their addresses [step, WIDTH]
    numbers: FloatArray  # what FILL fills with [step]
    order: NDArray[np.int64]  # steps in the order in which they are done
    bounds: NDArray[np.int64]  # where in `order` each month begins; before, months, after
    registers: int  # rows of `LANES`
    constants: FloatArray  # rows of `WIDE` behind them, each of one number; their addresses are odd
    tables: FloatArray  # one after the other
    keys: NDArray[np.uint64]
    ring_rows: int
    monthly_rows: int  # handed out of each month
    counted_rows: int  # counted of each month
    final_rows: int  # handed out of the end


def make_program(recording: Recording, months: int) -> Program:
    """Leave out what nobody reads, move out of the month what does not change, number the rest."""
    monthly = added_from_nothing(recording.before, recording.heads + recording.monthly)
    before, monthly, after = needed(recording.before, monthly, recording.after, months)
    monthly = forwarded(monthly)
    before, monthly, after = needed(before, monthly, after, months)
    still, monthly = unchanging(before, monthly, recording.lasting)
    before, monthly, after = needed(before + still, monthly, after, months)
    monthly = joined(monthly, recording.lasting, read_by(before + after))
    before, monthly, after = (in_place(part, recording) for part in (before, monthly, after))
    monthly = fused(before, monthly, after)
    before, constants = _taken_out(before, (*monthly, *after))
    registers = _numbered(before, monthly, after, recording.lasting, list(constants))
    numbers = np.array(list(constants.values()), dtype=np.float64)
    return _packed(recording, before, monthly, after, registers, numbers, months)


def _taken_out(before: list[Step], later: Sequence[Step]) -> tuple[list[Step], dict[int, float]]:
    """The other steps, and the registers that hold one number for good and are read by operations on rows.

    A row of one number need not be as long as the others: less is read, and more stays in cache.
    """
    steps = [*before, *later]
    written = Counter(register for step in steps for register in step.changes())
    elsewhere = {r for step in steps if step.code not in ON_ROWS for r in step.reads}
    fills = [step for step in before if step.code == "FILL"]
    narrow = [step for step in fills if written[step.to] == 1 and step.to not in elsewhere]
    taken = {id(step) for step in narrow}
    return [s for s in before if id(s) not in taken], {step.to: step.number for step in narrow}


def _numbered(
    before: list[Step], monthly: list[Step], after: list[Step], lasting: set[int], narrow: list[int]
) -> int:
    """Addresses instead of registers; those that live only within a month are used again.

    Returns:
        How many rows there are, without those of one number, `narrow`.
    """
    early = {step.to for step in before} | read_by(after) | {step.to for step in after}
    last_use: dict[int, int] = {}
    for place, step in enumerate(monthly):
        for register in (step.to, *step.reads):
            last_use[register] = place
    passing = {r for r in last_use if r >= 0 and r not in early and r not in lasting}
    passing -= set(narrow)
    address = {-1: -1} | dict.fromkeys(narrow, -1)
    free: list[int] = []
    count = 0
    for place, step in enumerate((*monthly, *before, *after)):
        named = {*step.reads, step.to}
        for register in (*step.reads, step.to):
            if register not in address and register in passing and free:
                address[register] = free.pop()
            elif register not in address:
                address[register], count = count * LANES, count + 1
        free += [address[r] for r in sorted(named) if r in passing and last_use[r] == place]
    count = max(count, 1)
    address |= {r: count * LANES + number * WIDE + 1 for number, r in enumerate(narrow)}
    for step in (*monthly, *before, *after):
        step.reads, step.to = tuple(address[r] for r in step.reads), address[step.to]
    return count


def _packed(
    recording: Recording,
    before: list[Step],
    monthly: list[Step],
    after: list[Step],
    registers: int,
    constants: FloatArray,
    months: int,
) -> Program:
    lengths = np.array([len(table) for table in recording.tables], dtype=np.int64)
    table_at = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    ring_at = np.concatenate([[0], np.cumsum(recording.pipelines)]).astype(np.int64)
    steps: list[list[int]] = []
    numbers: list[float] = []
    windows: list[tuple[int, int]] = []

    def add(step: Step) -> None:
        for code, to, extra in _lowered(step, table_at, lengths, ring_at, recording):
            steps.append([CODE[code], to, *extra])
            numbers.append(step.number)
            windows.append((step.first, step.last))

    marks = [0]
    for part in (before, monthly, after):
        for step in part:
            add(step)
        marks.append(len(steps))
    order, bounds = _ordered(windows, marks, months)
    tables = np.concatenate(recording.tables) if recording.tables else np.zeros(1)
    return Program(
        steps=np.array(steps, dtype=np.int64).reshape(-1, WIDTH),
        numbers=np.array(numbers, dtype=np.float64),
        order=order,
        bounds=bounds,
        registers=registers,
        constants=constants,
        tables=tables,
        keys=np.array(recording.keys or [0], dtype=np.uint64),
        ring_rows=max(1, int(ring_at[-1])),
        monthly_rows=sum(step.code == "STORE" for step in monthly),
        counted_rows=sum(step.code == "COUNT" for step in monthly),
        final_rows=sum(step.code == "FINAL" for step in after),
    )


def _lowered(
    step: Step,
    table_at: NDArray[np.int64],
    lengths: NDArray[np.int64],
    ring_at: NDArray[np.int64],
    recording: Recording,
) -> list[tuple[str, int, list[int]]]:
    """A step as numbers: operation, row, and what it reads."""
    code, to = step.code, step.to
    reads = [*step.reads, 0, 0, 0, 0][: WIDTH - 2]
    if code in ("SEND", "LAND", "LAND_EVEN"):
        ring = step.place[0]
        where = [int(ring_at[ring]), recording.pipelines[ring], *step.place[1:], 0]
        row = step.reads[0] if step.reads else 0
        return [(code, to, [row, *where[:3]] if code != "LAND_EVEN" else [*where[:3], 0])]
    if code == "MONTHLY":
        return [(code, to, [int(table_at[step.place[0]]), 0, 0, 0])]
    if code in ("DRAW", "PICK", "DRAW_MONTHLY", "PICK_MONTHLY"):
        table, key = step.place
        return [(code, to, [int(table_at[table]), key, int(lengths[table]), 0])]
    if step.place:
        return [(code, to, [reads[0], step.place[0], 0, 0])]
    return [(code, to, reads)]


def _ordered(
    windows: list[tuple[int, int]], marks: list[int], months: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The steps of each month; months that do the same share one list."""
    first = np.array([window[0] for window in windows], dtype=np.int64)
    last = np.array([window[1] for window in windows], dtype=np.int64)
    monthly = np.arange(marks[1], marks[2])
    lists: list[Any] = [np.arange(marks[0], marks[1])]
    bounds = [(0, marks[1])]
    at, told = marks[1], None
    for month in range(months):
        active = monthly[(first[monthly] <= month) & (month <= last[monthly])]
        if told is None or not np.array_equal(active, told):
            lists.append(active)
            bounds.append((at, at + len(active)))
            at, told = at + len(active), active
        else:
            bounds.append(bounds[-1])
    lists.append(np.arange(marks[2], marks[3]))
    bounds.append((at, at + len(lists[-1])))
    order = np.concatenate(lists).astype(np.int64)
    return order, np.array(bounds, dtype=np.int64)
