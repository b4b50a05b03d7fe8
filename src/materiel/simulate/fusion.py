"""Steps that often stand together, as one step that reads and writes its rows once."""

import itertools
from collections import Counter
from dataclasses import replace

from materiel.simulate.recording import Step

LOOK_AHEAD = 20  # steps


def fused(before: list[Step], steps: list[Step], after: list[Step]) -> list[Step]:
    """Steps that often follow each other, as one: rows are then read once.

    A logistic ramp (P9), demand served from stock (S3), what a restock asks for (O4), a choice by
    size, and one row added to, or taken from, two others.
    """
    ones = {step.to for step in before if step.code == "FILL" and step.number == 1.0}
    ones -= {step.to for step in steps}
    uses = Counter(register for step in (*steps, *after) for register in step.reads)
    zeros = {step.to for step in before if step.code == "FILL" and step.number == 0.0}
    zeros -= {step.to for step in steps}
    made: list[Step] = []
    place = 0
    while place < len(steps):
        found = (
            _logistic(steps[place : place + 4], ones, uses)
            or _issue(steps[place : place + 5], uses)
            or _missing(steps[place : place + 6], zeros, uses)
            or _two(steps[place : place + 2], uses)
        )
        made.append(found or steps[place])
        place += _LENGTHS[found.code] if found else 1
    return _paired(made)


_LENGTHS = {"LOGISTIC": 4, "ISSUE": 5, "MISSING": 6, "MAX_MIN": 2, "WHERE_LE": 2}


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


def _two(steps: list[Step], uses: Counter[int]) -> Step | None:
    """min(c, max(a, b)), and c or e by a ≤ b."""
    if uses[steps[0].to] != 1:
        return None
    if _alike(steps, "MAX MIN") and steps[1].reads[1] == steps[0].to:
        return replace(steps[1], code="MAX_MIN", reads=(*steps[0].reads, steps[1].reads[0]))
    if _alike(steps, "LE WHERE") and steps[1].reads[0] == steps[0].to:
        return replace(steps[1], code="WHERE_LE", reads=(*steps[0].reads, *steps[1].reads[1:]))
    return None


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
        if step.reads[0] in later.changes():
            return None
    return None
