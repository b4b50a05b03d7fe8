"""A recording to the index arrays that the kernel runs: what nobody reads is left out."""

import itertools
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from materiel.simulate.records import FloatArray
from materiel.simulate.tape import Recording, Step

# The operations of the kernel; a name with "=" changes its first row in place.
CODES = (
    "FILL", "COPY", "ADD", "SUB", "MUL", "DIV", "MIN", "MAX",
    "ADD=", "SUB=", "MUL=", "DIV=", "MIN=", "MAX=",
    "LT", "LE", "EQ", "WHERE", "FLOOR", "CEIL", "EXP", "LOG", "MONTHLY",
    "DRAW", "PICK", "DRAW_MONTHLY", "PICK_MONTHLY", "GIVEN", "GIVEN_MONTHLY",
    "LOGISTIC", "ISSUE", "MISSING", "ADD=ADD=", "ADD=SUB=", "SUB=SUB=", "SEND", "LAND", "LAND_EVEN",
    "STORE", "COUNT", "FINAL", "CHECK",
)  # fmt: skip
CODE = {name: number for number, name in enumerate(CODES)}
_ROOTS = {"STORE", "COUNT", "FINAL", "CHECK"}
_EITHER_WAY = {"ADD", "MUL", "MIN", "MAX"}
LOOK_AHEAD = 20  # steps
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
    counted_rows: int  # counted of each month
    final_rows: int  # handed out of the end


def make_program(recording: Recording, months: int) -> Program:
    """Leave out what nobody reads, move out of the month what does not change, number the rest."""
    monthly = _added_from_nothing(recording.before, recording.heads + recording.monthly)
    before, monthly, after = _needed(recording.before, monthly, recording.after, months)
    monthly = _forwarded(monthly)
    before, monthly, after = _needed(before, monthly, after, months)
    still, monthly = _unchanging(before, monthly, recording.lasting)
    before, monthly, after = _needed(before + still, monthly, after, months)
    monthly = _joined(monthly, recording.lasting, _read_by(before + after))
    before, monthly, after = (_in_place(part, recording) for part in (before, monthly, after))
    monthly = _fused(monthly, before)
    before, monthly, after, registers = _numbered(before, monthly, after, recording.lasting)
    return _packed(recording, before, monthly, after, registers, months)


def _added_from_nothing(before: list[Step], monthly: list[Step]) -> list[Step]:
    """`row = 0; row += x` is `row = x`, and `row = a; row += x` is `row = a + x`."""
    zeros = {step.to for step in before if step.code == "FILL" and step.number == 0.0}
    zeros -= {step.to for step in monthly} | {step.to for step in before if step.code != "FILL"}
    blank: dict[int, Step] = {}  # what was copied last into a register that nobody read since
    gone: set[int] = set()
    copied: set[int] = set()  # registers that any copy has read: most steps change none of them
    for step in monthly:
        begun = blank.get(step.to)
        if begun is not None and _goes_on(begun, step):
            gone.add(id(begun))
            if begun.code == "FILL" or begun.reads[0] in zeros:
                if step.code == "ADD":
                    step.code, step.reads = "COPY", step.reads[1:]
                else:
                    gone.discard(id(begun))
            else:
                step.reads = (*begun.reads, *step.reads[1:])
        for register in (step.to, *step.reads):
            blank.pop(register, None)
        if step.to in copied:
            blank = {to: copy for to, copy in blank.items() if step.to not in copy.reads}
        if (step.code == "FILL" and step.number == 0.0) or step.code == "COPY":
            blank[step.to] = step
            copied.update(step.reads)
    return [step for step in monthly if id(step) not in gone]


def _goes_on(begun: Step, step: Step) -> bool:
    """Whether a step changes in place what another has just copied, in the same months."""
    in_place = len(step.reads) == 2 and step.reads[0] == step.to != step.reads[1]
    return in_place and (begun.first, begun.last) == (step.first, step.last)


def _needed(
    before: list[Step], monthly: list[Step], after: list[Step], months: int
) -> tuple[list[Step], list[Step], list[Step]]:
    """The steps that something handed out or checked depends on, seen from the end."""
    live: set[Any] = set()
    after = _live_steps(after, live, None)
    at_end = set(live)
    while True:  # what the begin of a month asks for, the end of the one before has to give
        asked = at_end | live
        live = set(asked)
        kept = _live_steps(monthly, live, (0, months - 1))
        if live <= asked:
            break
    return _live_steps(before, live, (0, 0)), kept, after


def _live_steps(steps: list[Step], live: set[Any], always: tuple[int, int] | None) -> list[Step]:
    """The steps that `live` needs, last first; `live` becomes what they need in turn."""
    kept = []
    for step in reversed(steps):
        gives: Any = ("ring", step.place[0]) if step.code == "SEND" else step.to
        if step.code not in _ROOTS and gives not in live:
            continue
        kept.append(step)
        whole = always is None or (step.first, step.last) == always
        if step.code != "SEND" and step.to not in step.reads and whole:
            live.discard(step.to)
        live.update(step.reads)
        if step.code in ("LAND", "LAND_EVEN"):
            live.add(("ring", step.place[0]))
    return kept[::-1]


def _read_by(steps: Iterable[Step]) -> set[int]:
    return {register for step in steps for register in step.reads}


def _forwarded(steps: list[Step]) -> list[Step]:
    """Read what was copied instead of its copy, as long as neither changes."""
    instead: dict[int, Step] = {}
    copied: set[int] = set()  # registers that any copy has read or written
    for step in steps:
        step.reads = tuple(
            _origin(instead.get(register), register, step) for register in step.reads
        )
        if step.to in copied:
            instead = {
                to: copy for to, copy in instead.items() if step.to not in (to, copy.reads[0])
            }
        if step.code == "COPY" and step.to != step.reads[0]:
            instead[step.to] = step
            copied.update((step.to, step.reads[0]))
    return steps


def _origin(copy: Step | None, register: int, reader: Step) -> int:
    if copy is None or reader.first < copy.first or reader.last > copy.last:
        return register
    return copy.reads[0]


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
        last = max(read[source])
        rewritten = any(step.to == target for step in steps[place + 1 : last])
        if rewritten or _between(steps, made, place, target):
            continue
        for later in range(made, max(place, last + 1)):
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


def _in_place(steps: list[Step], recording: Recording) -> list[Step]:
    """The kernel's own operations: none reads the row that it writes, but for those with "="."""
    made = []
    for step in steps:
        if step.to < 0 or step.to not in step.reads:
            made.append(step)
            continue
        first, *others = step.reads
        if f"{step.code}=" in CODE and step.to not in others:
            made.append(replace(step, code=f"{step.code}=", reads=tuple(others)))
        elif step.code in _EITHER_WAY and step.to != first:
            made.append(replace(step, code=f"{step.code}=", reads=(first,)))
        else:
            by_way = recording.registers
            recording.registers += 1
            made.append(replace(step, to=by_way))
            made.append(replace(step, code="COPY", reads=(by_way,), place=()))
    return made


def _fused(steps: list[Step], before: list[Step]) -> list[Step]:
    """Steps that often follow each other, as one: rows are then read once.

    A logistic ramp (P9), demand served from stock (S3), what a restock asks for (O4), and one row
    added to, or taken from, two others.
    """
    ones = {step.to for step in before if step.code == "FILL" and step.number == 1.0}
    ones -= {step.to for step in steps}
    uses = Counter(register for step in steps for register in step.reads)
    zeros = {step.to for step in before if step.code == "FILL" and step.number == 0.0}
    zeros -= {step.to for step in steps}
    made: list[Step] = []
    place = 0
    while place < len(steps):
        found = (
            _logistic(steps[place : place + 4], ones, uses)
            or _issue(steps[place : place + 5], uses)
            or _missing(steps[place : place + 6], zeros, uses)
        )
        made.append(found or steps[place])
        place += _LENGTHS[found.code] if found else 1
    return _paired(made)


_LENGTHS = {"LOGISTIC": 4, "ISSUE": 5, "MISSING": 6}


def _alike(steps: list[Step], codes: str) -> bool:
    """Whether steps are these operations, all in the same months."""
    if [step.code for step in steps] != codes.split():
        return False
    return len({(step.first, step.last) for step in steps}) == 1


def _issue(steps: list[Step], uses: Counter[int]) -> Step | None:
    """issued = min(stock, demand), out of the stock; unmet = demand − issued (rule S3)."""
    if not _alike(steps, "MIN SUB= SUB SUB ADD="):
        return None
    least, stock, unmet, used, issued = steps
    demand = least.reads[1]
    chained = (
        least.reads[0] == stock.to
        and stock.reads == (least.to,)
        and unmet.reads == (demand, least.to)
        and used.reads == (demand, unmet.to)
        and issued.reads == (used.to,)
    )
    apart = len({stock.to, demand, unmet.to, issued.to}) == 4
    if not chained or not apart or uses[least.to] != 2 or uses[used.to] != 1:
        return None
    return replace(stock, code="ISSUE", reads=(demand, unmet.to, issued.to))


def _missing(steps: list[Step], zeros: set[int], uses: Counter[int]) -> Step | None:
    """asked += max(0, target − stock − asked − in work) × share (rule O4)."""
    if not _alike(steps, "SUB SUB SUB MAX MUL ADD="):
        return None
    stock, asked, work, most, share, total = steps
    chained = all(
        later.reads[0] == step.to and uses[step.to] == 1
        for step, later in itertools.pairwise(steps)
    )
    if not chained or asked.reads[1] != total.to or most.reads[1] not in zeros:
        return None
    reads = (*stock.reads, work.reads[1], share.reads[1])
    return None if total.to in reads else replace(total, code="MISSING", reads=reads)


def _logistic(steps: list[Step], ones: set[int], uses: Counter[int]) -> Step | None:
    """start + rise ÷ (1 + power); power ×= step."""
    if not _alike(steps, "ADD DIV MUL= ADD"):
        return None
    plus, ratio, decay, total = steps
    power = decay.to
    chained = plus.reads[1] == power and plus.reads[0] in ones and ratio.reads[1] == plus.to
    single = uses[plus.to] == 1 and uses[ratio.to] == 1 and total.reads[1] == ratio.to
    if not (chained and single) or power in (total.to, *total.reads, ratio.reads[0]):
        return None
    reads = (total.reads[0], ratio.reads[0], power, decay.reads[0])
    return replace(total, code="LOGISTIC", reads=reads)


def _paired(steps: list[Step]) -> list[Step]:
    made: list[Step] = []
    gone: set[int] = set()
    for place, step in enumerate(steps):
        if place in gone:
            continue
        other = _partner(steps, place, gone) if step.code in ("ADD=", "SUB=") else None
        if other is None:
            made.append(step)
            continue
        gone.add(other)
        one, two = sorted((step, steps[other]), key=lambda each: each.code)
        made.append(replace(one, code=one.code + two.code, reads=(*one.reads, two.to)))
    return made


def _partner(steps: list[Step], place: int, gone: set[int]) -> int | None:
    """A later step that adds or takes the same row and can be done now."""
    step, moved = steps[place], set[int]()
    for other in range(place + 1, min(place + 1 + LOOK_AHEAD, len(steps))):
        later = steps[other]
        if other not in gone and later.code in ("ADD=", "SUB=") and later.reads == step.reads:
            same = (later.first, later.last) == (step.first, step.last)
            if same and later.to != step.to and later.to not in moved:
                return other
        moved.update((later.to, *later.reads))
        if step.reads[0] in (later.to, *_also_written(later)):
            return None
    return None


def _also_written(step: Step) -> tuple[int, ...]:
    """Rows that a fused step changes besides its first."""
    if step.code == "LOGISTIC":
        return (step.reads[2],)
    return step.reads[1:] if step.code == "ISSUE" or step.code.count("=") == 2 else ()


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
