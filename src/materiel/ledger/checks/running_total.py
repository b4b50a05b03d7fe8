"""A total counted since one day cannot fall (docs/model.md, rule C3)."""

from materiel.ledger.bounds import disjoint
from materiel.ledger.records import Relation
from materiel.ledger.series import DONE, Statement


def check(left: Statement, right: Statement) -> tuple[Relation, str] | None:
    """A contradiction when a later count since the same day is lower than an earlier one."""
    earlier, later = left.claim, right.claim
    if not left.is_running_total or not right.is_running_total:
        return None
    if earlier.status not in DONE or later.status not in DONE:
        return None
    if earlier.date_from != later.date_from or set(earlier.object) != set(later.object):
        return None
    if left.published is None or right.published is None or left.published >= right.published:
        return None
    if left.low is None or right.high is None or right.high >= left.low:
        return None
    if not disjoint(left, right):
        return None
    return (
        "contradiction",
        f"A total since {earlier.date_from} cannot fall: {left.text}, later {right.text}.",
    )
