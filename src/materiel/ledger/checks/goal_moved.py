"""A goal that is stated again with another date or another value (docs/model.md, rule C4)."""

from materiel.ledger.bounds import disjoint
from materiel.ledger.records import Relation
from materiel.ledger.series import GOALS, NEWS, Statement


def check(left: Statement, right: Statement) -> tuple[Relation, str] | None:
    """The same goal for another date, or another goal for the same date."""
    if left.claim.status not in GOALS or right.claim.status not in GOALS:
        return None
    if set(left.claim.object) != set(right.claim.object) or left.due is None or right.due is None:
        return None
    if left.claim.document == right.claim.document or left.published == right.published:
        return None  # steps of one plan
    if left.due == right.due:
        if not disjoint(left, right) or one_news(left, right):
            return None
        return "goal moved", f"Another goal for {left.claim.date_to}: {_then(left, right)}."
    if (left.low, left.high) != (right.low, right.high):
        return None
    when = f"by {left.claim.date_to}, then by {right.claim.date_to}"
    return "goal moved", f"The same goal for another date, {when}: {_then(left, right)}."


def one_news(left: Statement, right: Statement) -> bool:
    """Whether two reports are of one news cycle, so that neither goal can have followed the other."""
    if left.published is None or right.published is None:
        return False
    return abs(left.published - right.published) <= NEWS


def _then(left: Statement, right: Statement) -> str:
    return f"{left.text}, then {right.text}"
