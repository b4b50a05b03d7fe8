"""Makes a recording shorter: what nobody reads, what does not change, what only hands on.

Each pass takes the steps and gives fewer that do the same.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from materiel.simulate.recording import CODE, Recording, Step

_ROOTS = {"STORE", "COUNT", "FINAL", "CHECK"}
_EITHER_WAY = {"ADD", "MUL", "MIN", "MAX"}


def added_from_nothing(before: list[Step], monthly: list[Step]) -> list[Step]:
    """`row = 0; row += x` is `row = x`, and `row = a; row += x` is `row = a + x`."""
    zeros = {step.to for step in before if step.code == "FILL" and step.number == 0.0}
    zeros -= {step.to for step in monthly} | {step.to for step in before if step.code != "FILL"}
    blank: dict[int, Step] = {}  # what was copied last into a register that nobody read since
    gone: set[int] = set()
    copied: set[int] = set()  # registers that any copy has read: most steps change none of them
    for step in monthly:
        begun = blank.get(step.to)
        if begun is not None and _goes_on(begun, step):
            nothing = begun.code == "FILL" or begun.reads[0] in zeros
            if not nothing:
                step.reads = (*begun.reads, *step.reads[1:])
            elif step.code == "ADD":
                step.code, step.reads = "COPY", step.reads[1:]
            if (not nothing or step.code == "COPY") and not _left(begun, step):
                gone.add(id(begun))
        for register in (step.to, *step.reads):
            blank.pop(register, None)
        if step.to in copied:
            blank = {to: copy for to, copy in blank.items() if step.to not in copy.reads}
        if (step.code == "FILL" and step.number == 0.0) or step.code == "COPY":
            blank[step.to] = step
            copied.update(step.reads)
    return [step for step in monthly if id(step) not in gone]


def _goes_on(begun: Step, step: Step) -> bool:
    """Whether a step changes in place what another has just copied, in its first or last months."""
    in_place = len(step.reads) == 2 and step.reads[0] == step.to != step.reads[1]
    within = begun.first <= step.first and step.last <= begun.last
    return in_place and within and (begun.first == step.first or begun.last == step.last)


def _left(begun: Step, step: Step) -> bool:
    """Leave a copy the months in which another step does not do its work; whether there are any."""
    if begun.first < step.first:
        begun.last = step.first - 1
    else:
        begun.first = step.last + 1
    return begun.first <= begun.last


def needed(
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


def read_by(steps: Iterable[Step]) -> set[int]:
    """The registers that steps read."""
    return {register for step in steps for register in step.reads}


def forwarded(steps: list[Step]) -> list[Step]:
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


def unchanging(
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


def joined(steps: list[Step], lasting: set[int], elsewhere: set[int]) -> list[Step]:
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


def in_place(steps: list[Step], recording: Recording) -> list[Step]:
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
