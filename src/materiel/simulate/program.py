"""A recording to the index arrays that the kernel runs: what nobody reads is left out."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from materiel.simulate.fusion import fused
from materiel.simulate.passes import (
    added_from_nothing,
    forwarded,
    in_place,
    joined,
    needed,
    read_by,
    unchanging,
)
from materiel.simulate.recording import CODE, WIDTH, Recording, Step
from materiel.simulate.records import FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What the kernel runs for one network, on any number of runs."""

    steps: NDArray[np.int64]  # [step, WIDTH]
    numbers: FloatArray  # what FILL fills with [step]
    order: NDArray[np.int64]  # steps in the order in which they are done
    bounds: NDArray[np.int64]  # where in `order` each month begins; before, months, after
    registers: int
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
    monthly = fused(monthly, before)
    before, monthly, after, registers = _numbered(before, monthly, after, recording.lasting)
    return _packed(recording, before, monthly, after, registers, months)


def _numbered(
    before: list[Step], monthly: list[Step], after: list[Step], lasting: set[int]
) -> tuple[list[Step], list[Step], list[Step], int]:
    """Registers from 0 upwards; those that live only within a month are used again."""
    early = {step.to for step in before} | read_by(after) | {step.to for step in after}
    last_use: dict[int, int] = {}
    for place, step in enumerate(monthly):
        for register in (step.to, *step.reads):
            last_use[register] = place
    passing = {r for r in last_use if r >= 0 and r not in early and r not in lasting}
    number: dict[int, int] = {}
    free: list[int] = []
    count = 0

    def place_of(register: int) -> int:
        nonlocal count
        if register < 0:
            return register
        if register not in number:
            if register in passing and free:
                number[register] = free.pop()
            else:
                number[register], count = count, count + 1
        return number[register]

    for place, step in enumerate(monthly):
        named = tuple(step.reads), step.to
        step.reads, step.to = tuple(place_of(r) for r in step.reads), place_of(step.to)
        for register in {*named[0], named[1]}:
            if register in passing and last_use[register] == place:
                free.append(number[register])
    for step in (*before, *after):
        step.reads, step.to = tuple(place_of(r) for r in step.reads), place_of(step.to)
    return before, monthly, after, count


def _packed(
    recording: Recording,
    before: list[Step],
    monthly: list[Step],
    after: list[Step],
    registers: int,
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
        registers=max(registers, 1),
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
