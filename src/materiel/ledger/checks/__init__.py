"""One file per check. A check takes two statements of one series, the earlier first."""

from collections.abc import Callable

from materiel.ledger.checks import date, goal_missed, goal_moved, running_total, value
from materiel.ledger.records import Relation
from materiel.ledger.series import Statement

Finding = tuple[Relation, str]
Check = Callable[[Statement, Statement], Finding | None]

# In this order; the first that speaks is the one that is told.
CHECKS: dict[str, Check] = {
    "running_total": running_total.check,
    "goal_moved": goal_moved.check,
    "goal_missed": goal_missed.check,
    "date": date.check,
    "value": value.check,
}

# What else speaks: of pairs that are not of one series, of deals, of texts.
FURTHER = (
    "agree",
    "scope",
    "status",
    "deals",
    "levels",
    "parts",
    "units",
    "conversion",
    "event",
    "office",
)
