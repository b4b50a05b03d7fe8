"""Goals beside what was known when they were stated, and beside what was reported at their date."""

import math
from collections import defaultdict
from collections.abc import Iterable

from materiel.forecast.records import (
    CEILINGS,
    CONTRACTS,
    OUTCOMES,
    Features,
    Goal,
    Statement,
)
from materiel.forecast.words import item_class, names_money, speaker_class

WINDOW_MONTHS = 6  # after the due date, in which a report of a rate still counts as the outcome
WINDOW_TOTAL_MONTHS = 2  # the same for running totals, which go on growing
LOWEST_RATIO = 0.1  # outcomes below a tenth of a goal, zero among them, count as a tenth (rule F5)
MOST_RECORD = 20  # newest earlier goals of a series that make its record
REACHED = 0.98  # of the lower end of a goal
LOWERED = 1.1  # times a goal; an earlier one above that was cut down

Measure = tuple[str, str, str]


def log_ratio(value: float, goal: float) -> float:
    """log(value ÷ goal), both ways at most a factor of 10 (rule F5).

    >>> round(log_ratio(50, 100), 3), round(log_ratio(0, 100), 3)
    (-0.693, -2.303)
    """
    return math.log(min(max(value / goal, LOWEST_RATIO), 1 / LOWEST_RATIO))


def by_measure(statements: Iterable[Statement]) -> dict[Measure, list[Statement]]:
    """Statements that can be compared: of one series, unit and basis."""
    found: dict[Measure, list[Statement]] = defaultdict(list)
    for statement in statements:
        found[statement.series, statement.unit, statement.basis].append(statement)
    return found


def is_known_at(statement: Statement, goal: Statement) -> bool:
    """Whether a statement had surely been made when the goal was: rule F7, no look-ahead."""
    if statement.said_last is None or goal.said_first is None:
        return False
    return statement.said == goal.said or statement.said_last <= goal.said_first


def dated_goals(statements: Iterable[Statement], *, low: bool = False) -> list[Goal]:
    """Every goal with a date and a value, stated before its due month, with its outcome if reported.

    Args:
        statements: Of any series.
        low: Take goals and outcomes of low confidence too.
    """
    goals = []
    for group in by_measure(statements).values():
        usable = [s for s in group if s.said_first is not None]
        for statement in usable:
            if _is_scorable(statement) and (low or statement.confidence != "low"):
                goals.append(goal_of(statement, usable, low=low))
    return goals


def _is_scorable(statement: Statement) -> bool:
    if not statement.is_goal or not statement.mid or statement.last is None:
        return False
    said = statement.said_month
    return said is not None and said < statement.last


def goal_of(statement: Statement, group: list[Statement], *, low: bool = False) -> Goal:
    """A goal among the statements of its measure."""
    known = [s for s in group if s is not statement and is_known_at(s, statement)]
    reported = last_reported(known, statement)
    return Goal(
        statement=statement,
        known=tuple(known),
        last_reported=reported,
        features=_features(statement, known, reported),
        outcome=_outcome(statement, group, low=low),
    )


def last_reported(known: Iterable[Statement], goal: Statement) -> Statement | None:
    """The newest actual, by the month it speaks of and then by when it was stated."""
    said = goal.said_month
    assert said is not None
    actuals = [
        s
        for s in known
        if s.kind in OUTCOMES and s.last is not None and (s.first or s.last) <= said
    ]
    sure = [s for s in actuals if s.confidence != "low"]
    return max(sure or actuals, key=_newest, default=None)


def _newest(statement: Statement) -> tuple[int, int]:
    assert statement.last is not None and statement.said_last is not None
    return statement.last, statement.said_last


def _outcome(goal: Statement, group: list[Statement], *, low: bool) -> Statement | None:
    """What was reported for the due date, by somebody who spoke after the goal was stated."""
    assert goal.said_last is not None
    near = []
    for s in group:
        if s.kind not in OUTCOMES or s.last is None or (s.confidence == "low" and not low):
            continue
        if is_known_at(s, goal) or s.said_last is None or s.said_last <= goal.said_last:
            continue
        if _meets(goal, s):
            near.append(s)
    assert goal.last is not None
    due = goal.last
    return min(near, key=lambda s: (abs(_last(s) - due), -(s.said_first or 0)), default=None)


def _last(statement: Statement) -> int:
    assert statement.last is not None
    return statement.last


def _meets(goal: Statement, actual: Statement) -> bool:
    """Whether an actual speaks of the goal's due date (rule F4)."""
    assert goal.first is not None and goal.last is not None and goal.said_month is not None
    assert actual.first is not None and actual.last is not None
    if goal.is_whole_year and actual.per == "year":
        return (actual.first, actual.last) == (goal.first, goal.last)
    rate = goal.basis == "rate"
    before = min(3 if rate else 1, max(1, (goal.last - goal.said_month) // 5))
    after = WINDOW_MONTHS if rate else WINDOW_TOTAL_MONTHS
    early, late = (
        actual.last < goal.last - before,
        (actual.first + actual.last) / 2 > goal.last + after,
    )
    return not early and not late and (actual.last > goal.said_month or actual.last == goal.last)


def _features(goal: Statement, known: list[Statement], reported: Statement | None) -> Features:
    assert goal.last is not None and goal.said_month is not None
    base = reported or _ceiling(known, goal)
    record = _record(known)
    words = " ".join(f"{s.note} {s.speaker}" for s in (goal, *known))
    return Features(
        lead_months=float(goal.last - goal.said_month),
        log_jump=None if base is None else -log_ratio(base.mid, goal.mid),
        baseline_age=None if base is None else float(max(0, goal.said_month - _last(base))),
        basis=goal.basis,
        whole_year=goal.is_whole_year,
        item_class=item_class(f"{goal.item} {goal.unit}"),
        speaker_class=speaker_class(goal.speaker),
        contracted=names_money(words) or any(s.kind in CONTRACTS for s in known),
        confidence=goal.confidence,
        record=sum(record) / len(record) if record else 0.0,
        record_n=len(record),
        moved=_moved(known, goal),
        lowered=_is_lowered(known, goal),
        log_pace=_log_pace(known, reported, goal),
    )


def _ceiling(known: list[Statement], goal: Statement) -> Statement | None:
    """The newest capacity or estimate, unless it lies above the goal: then it tells no output."""
    assert goal.said_month is not None
    found = [s for s in known if s.kind in CEILINGS and s.last is not None]
    found = [s for s in found if _last(s) <= goal.said_month + 11 and s.mid <= goal.mid]
    return max(found, key=_newest, default=None)


def _record(known: list[Statement]) -> list[float]:
    """log(outcome ÷ goal) of earlier goals whose outcome was known by then."""
    found = []
    earlier_goals = [s for s in known if _is_scorable(s)]
    newest = sorted(earlier_goals, key=lambda s: s.said_first or 0)[-MOST_RECORD:]
    for earlier in newest:
        outcome = _outcome(earlier, known, low=False)
        if outcome is not None and earlier.last is not None:
            found.append(log_ratio(outcome.mid, earlier.mid))
    return found


def _moved(known: list[Statement], goal: Statement) -> int:
    """How many earlier goals of about the same figure were for an earlier date."""
    assert goal.last is not None
    return len(
        {
            s.last
            for s in known
            if s.is_goal
            and s.last is not None
            and s.last < goal.last
            and s.said != goal.said
            and 0.9 * goal.low <= s.mid <= 1.1 * goal.high
        }
    )


def _is_lowered(known: list[Statement], goal: Statement) -> bool:
    """Whether more had been promised by that date, or for that year."""
    earlier = [s for s in known if s.is_goal and s.said != goal.said and s.confidence != "low"]
    larger = [s for s in earlier if s.last is not None and s.mid > LOWERED * goal.mid]
    return any(_is_no_later(s, goal) for s in larger)


def _is_no_later(earlier: Statement, goal: Statement) -> bool:
    if earlier.is_whole_year or goal.is_whole_year:
        return (earlier.first, earlier.last) == (goal.first, goal.last)
    return _last(earlier) <= _last(goal)


def _log_pace(known: list[Statement], reported: Statement | None, goal: Statement) -> float | None:
    """log(pace that a running total still needs ÷ its pace so far); None where nothing tells."""
    if goal.basis != "total" or reported is None:
        return None
    start, begun = _beginning(known, reported)
    so_far = (reported.mid - begun) / max(_last(reported) - start, 1)
    needed = (goal.mid - reported.mid) / max(_last(goal) - _last(reported), 1)
    return log_ratio(max(needed, 0.0), so_far) if so_far > 0 else None


def _beginning(known: list[Statement], reported: Statement) -> tuple[int, float]:
    """Where a running total began: its first report, else 0 when it was first spoken of."""
    actuals = [s for s in known if s.kind in OUTCOMES and s.last is not None]
    first = min(actuals, key=_last, default=reported)
    if _last(first) < _last(reported):
        return _last(first), first.mid
    spoken = min(s.said_month for s in known if s.said_month is not None)
    return min(spoken, _last(reported) - 1), 0.0
