"""A recording to the index arrays that the kernel runs: what nobody reads is left out."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from materiel.simulate.records import FloatArray
from materiel.simulate.tape import Recording, Step

# The operations of the kernel; a name with "=" changes its first row in place.
CODES = (
    "FILL", "COPY", "ADD", "SUB", "MUL", "DIV", "MIN", "MAX",
    "ADD=", "SUB=", "MUL=", "DIV=", "MIN=", "MAX=",
    "LT", "LE", "EQ", "WHERE", "FLOOR", "CEIL", "EXP", "LOG", "MONTH",
    "DRAW", "PICK", "DRAW_MONTHLY", "PICK_MONTHLY", "GIVEN", "GIVEN_MONTHLY",
    "SEND", "LAND", "LAND_EVEN", "STORE", "FINAL", "CHECK",
)  # fmt: skip
CODE = {name: number for number, name in enumerate(CODES)}
_ROOTS = {"STORE", "FINAL", "CHECK"}
_EITHER_WAY = {"ADD", "MUL", "MIN", "MAX"}
WIDTH = 6  # numbers of a step in `steps`: code, to, three reads or places, one more


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
    final_rows: int  # handed out of the end


def make_program(recording: Recording, months: int) -> Program:
    """Leave out what nobody reads, move out of the month what does not change, number the rest."""
    parts = _needed([recording.before, recording.monthly, recording.after])
    before, monthly, after = parts
    monthly = _forwarded(monthly, recording.lasting)
    still, monthly = _unchanging(before, monthly, recording.lasting)
    before, monthly, after = _needed([before + still, monthly, after])
    monthly = _joined(monthly, recording.lasting, _read_by(before + after))
    before, monthly, after, registers = _numbered(before, monthly, after, recording.lasting)
    return _packed(recording, before, monthly, after, registers, months)


def _needed(parts: list[list[Step]]) -> list[list[Step]]:
    """The steps that something handed out or checked depends on."""
    steps = [step for part in parts for step in part]
    writers: dict[int, list[Step]] = {}
    senders: dict[int, list[Step]] = {}
    for step in steps:
        writers.setdefault(step.to, []).append(step)
        if step.code == "SEND":
            senders.setdefault(step.place[0], []).append(step)
    kept: set[int] = set()
    waiting = [step for step in steps if step.code in _ROOTS]
    while waiting:
        step = waiting.pop()
        if id(step) in kept:
            continue
        kept.add(id(step))
        for register in (step.to, *step.reads):
            waiting += writers.get(register, ()) if register >= 0 else ()
        if step.code in ("LAND", "LAND_EVEN"):
            waiting += senders.get(step.place[0], ())
    return [[step for step in part if id(step) in kept] for part in parts]


def _read_by(steps: Iterable[Step]) -> set[int]:
    return {register for step in steps for register in step.reads}


def _forwarded(steps: list[Step], lasting: set[int]) -> list[Step]:
    """Read what was copied instead of its copy, as long as neither changes."""
    writes: dict[int, int] = {}
    for step in steps:
        writes[step.to] = writes.get(step.to, 0) + 1
    instead: dict[int, int] = {}
    for step in steps:
        step.reads = tuple(instead.get(register, register) for register in step.reads)
        if step.to >= 0:
            instead = {
                copy: origin for copy, origin in instead.items() if step.to not in (copy, origin)
            }
        single = step.to not in lasting and writes[step.to] == 1
        if step.code == "COPY" and single and step.to != step.reads[0]:
            instead[step.to] = step.reads[0]
    return steps


def _unchanging(
    before: list[Step], monthly: list[Step], lasting: set[int]
) -> tuple[list[Step], list[Step]]:
    """Steps of the month that give the same in every month, and the others."""
    often: dict[int, int] = {}
    for step in monthly:
        often[step.to] = often.get(step.to, 0) + 1
    early = {step.to for step in before}
    changing = {to for to in often if to >= 0}
    still, others = [], []
    for step in monthly:
        alone = often.get(step.to) == 1 and step.to not in lasting and step.to not in early
        pure = step.code in ("COPY", "ADD", "SUB", "MUL", "DIV", "MIN", "MAX", "LT", "LE", "EQ",
                             "WHERE", "FLOOR", "CEIL", "EXP", "LOG")  # fmt: skip
        if pure and alone and not changing.intersection(step.reads):
            changing.discard(step.to)
            lasting.add(step.to)
            still.append(step)
        else:
            others.append(step)
    return still, others


def _joined(steps: list[Step], lasting: set[int], elsewhere: set[int]) -> list[Step]:
    """Write a result where it is copied to, instead of copying it."""
    defined: dict[int, list[int]] = {}
    read: dict[int, list[int]] = {}
    for place, step in enumerate(steps):
        defined.setdefault(step.to, []).append(place)
        for register in step.reads:
            read.setdefault(register, []).append(place)
    gone = set()
    for place, step in enumerate(steps):
        if step.code != "COPY":
            continue
        source, target = step.reads[0], step.to
        if source in lasting or source in elsewhere or len(defined.get(source, ())) != 1:
            continue
        made = defined[source][0]
        if (steps[made].first, steps[made].last) != (step.first, step.last):
            continue
        if max(read[source]) > place or _between(steps, made, place, target):
            continue
        for later in range(made, place):
            if later > made:
                steps[later].reads = tuple(
                    target if register == source else register for register in steps[later].reads
                )
        steps[made].to = target
        defined[target].append(made)
        read.setdefault(target, []).extend(read[source])
        gone.add(place)
    return [step for place, step in enumerate(steps) if place not in gone]


def _between(steps: list[Step], made: int, place: int, target: int) -> bool:
    """Whether `target` is read or written between two steps."""
    return any(target == step.to or target in step.reads for step in steps[made + 1 : place])


def _numbered(
    before: list[Step], monthly: list[Step], after: list[Step], lasting: set[int]
) -> tuple[list[Step], list[Step], list[Step], int]:
    """Registers from 0 upwards; those that live only within a month are used again."""
    early = {step.to for step in before} | _read_by(after) | {step.to for step in after}
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
    spare = registers  # a step that would overwrite what it reads goes by way of this row
    steps: list[list[int]] = []
    numbers: list[float] = []
    windows: list[tuple[int, int]] = []

    def add(step: Step) -> None:
        for code, to, extra in _lowered(step, spare, table_at, lengths, ring_at, recording):
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
        registers=registers + 1,
        tables=tables,
        keys=np.array(recording.keys or [0], dtype=np.uint64),
        ring_rows=max(1, int(ring_at[-1])),
        monthly_rows=sum(step.code == "STORE" for step in monthly),
        final_rows=sum(step.code == "FINAL" for step in after),
    )


def _lowered(
    step: Step,
    spare: int,
    table_at: NDArray[np.int64],
    lengths: NDArray[np.int64],
    ring_at: NDArray[np.int64],
    recording: Recording,
) -> list[tuple[str, int, list[int]]]:
    """A step in the kernel's own operations; none reads the row that it writes, but for "="."""
    code, to = step.code, step.to
    reads = [*step.reads, 0, 0, 0, 0][: WIDTH - 2]
    if code in ("SEND", "LAND", "LAND_EVEN"):
        ring = step.place[0]
        where = [int(ring_at[ring]), recording.pipelines[ring], *step.place[1:], 0]
        row = step.reads[0] if step.reads else 0
        return [(code, to, [row, *where[:3]] if code != "LAND_EVEN" else [*where[:3], 0])]
    if code in ("DRAW", "PICK", "DRAW_MONTHLY", "PICK_MONTHLY"):
        table, key = step.place
        return [(code, to, [int(table_at[table]), key, int(lengths[table]), 0])]
    if step.place:
        return [(code, to, [reads[0], step.place[0], 0, 0])]
    if to < 0 or to not in step.reads or code in ("MONTH", "FILL", "COPY"):
        return [(code, to, reads)]
    first, *others = step.reads
    if f"{code}=" in CODE and to not in others:
        return [(f"{code}=", to, [*others, 0, 0, 0][: WIDTH - 2])]
    if code in _EITHER_WAY and to != first:
        return [(f"{code}=", to, [first, 0, 0, 0])]
    return [(code, spare, reads), ("COPY", to, [spare, 0, 0, 0])]


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
