"""Which statements a forecast of a series rests on, as known at a date (rules F7 and F13)."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from materiel.forecast.join import REACHED, by_measure, goal_of
from materiel.forecast.outlook import Used
from materiel.forecast.records import CEILINGS, OUTCOMES, Goal, Statement

OVERDUE_MONTHS = 24  # a missed goal is followed this long after its date


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """One measure of a series as known at a date."""

    now: int  # month
    statements: tuple[Statement, ...]  # of the measure, known
    goals: tuple[Goal, ...]  # those that count, by due date
    last: Statement | None  # newest actual
    used: tuple[Used, ...]  # every statement of the series, and its role


def known_at(statements: Sequence[Statement], as_of: date) -> Known | None:
    """What a series offers on a day; None where nothing of it was known.

    The measure (unit, rate or total) with the most statements is taken; ties go to the first.
    """
    day = as_of.toordinal()
    known = [s for s in statements if s.said_last is not None and s.said_last <= day]
    if not known:
        return None
    groups = by_measure(known)
    measure = max(groups, key=lambda key: len(groups[key]))
    group = groups[measure]
    now = as_of.year * 12 + as_of.month - 1
    counted, stale = _goals_that_count(group, now)
    goals = tuple(_as_of(goal, group, day) for goal in counted)
    goals = tuple(goal for goal in goals if goal.due > now or not is_met(goal))
    counted = [goal.statement for goal in goals]
    last = _last_report(group, now)
    roles = _Roles(day=day, group=group, counted=counted, stale=stale, last=last)
    used = tuple(Used(statement=s, role=roles.of(s)) for s in statements)
    return Known(now=now, statements=tuple(group), goals=goals, last=last, used=used)


def _goals_that_count(
    group: Sequence[Statement], now: int
) -> tuple[list[Statement], dict[int, Statement]]:
    """Dated goals that stand, by due date; and those that a later one replaced."""
    dated = [s for s in group if s.is_goal and s.last is not None and s.mid > 0]
    dated = [s for s in dated if s.last is not None and s.last > now - OVERDUE_MONTHS]
    stale: dict[int, Statement] = {}
    order = sorted(dated, key=lambda s: s.said_first or 0)  # stable: ties stay as in the file
    for i, old in enumerate(order):
        for new in order[i + 1 :]:
            if _replaces(new, old):
                stale[id(old)] = new
    stand = [s for s in dated if id(s) not in stale]
    return sorted(stand, key=lambda s: (s.last or 0, s.mid)), stale


def _last_report(group: Sequence[Statement], now: int) -> Statement | None:
    """The newest actual, of low confidence only for want of others; else an estimate or capacity."""
    for kinds in (OUTCOMES, CEILINGS):
        found = [
            s for s in group if s.kind in kinds and s.last is not None and (s.first or 0) <= now
        ]
        if found:
            sure = [s for s in found if s.confidence != "low"]
            return max(sure or found, key=lambda s: (s.last or 0, s.said_last or 0))
    return None


def is_met(goal: Goal) -> bool:
    """Whether what was last reported reaches the goal already."""
    last = goal.last_reported
    return last is not None and last.mid >= REACHED * goal.statement.low


def _replaces(new: Statement, old: Statement) -> bool:
    """A later word on the same date, the same figure put off, or more by an earlier date (F13)."""
    same_figure = 0.9 * old.low <= new.mid <= 1.1 * old.high
    put_off = same_figure and new.said != old.said
    overtaken = (new.last or 0) <= (old.last or 0) and new.mid >= old.mid
    return new.last == old.last or put_off or overtaken


def _as_of(goal: Statement, group: Sequence[Statement], day: int) -> Goal:
    """A goal with what is known of it on a later day than the one on which it was stated.

    Whether it was put off or cut down before is told against what had been stated before it.
    """
    others = [s for s in group if s is not goal]
    then = goal_of(goal, others).features
    today = goal_of(replace(goal, said_first=day, said_last=day, said="as of"), others)
    features = replace(today.features, moved=then.moved, lowered=then.lowered)
    return replace(today, statement=goal, features=features)


@dataclass(frozen=True, slots=True)
class _Roles:
    day: int
    group: list[Statement]
    counted: list[Statement]
    stale: dict[int, Statement]
    last: Statement | None

    def of(self, s: Statement) -> str:
        """What a forecast makes of a statement."""
        if s.said_last is None:
            return "not used: no statement date"
        if s.said_last > self.day:
            return "not used: stated later"
        if not any(s is one for one in self.group):
            return "not used: another measure"
        if s is self.last:
            return "last report"
        if id(s) in self.stale:
            return f"record: replaced by the statement of {self.stale[id(s)].said}"
        if any(s is goal for goal in self.counted):
            return "goal"
        if s.is_goal:
            return "not used: no date" if s.last is None else "record"
        return "record" if s.kind in OUTCOMES else "context"


def roles(used: Sequence[Used]) -> Counter[str]:
    """How many statements have which role."""
    return Counter(one.role.partition(":")[0] for one in used)
