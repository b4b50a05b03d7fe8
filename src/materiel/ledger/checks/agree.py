"""Two statements that say the same: rounding, duplicate, corroboration (docs/model.md, rule C9)."""

from datetime import timedelta

from materiel.ledger.bounds import alike, disjoint, equal, rounded
from materiel.ledger.independence import Sources
from materiel.ledger.records import Relation
from materiel.ledger.series import Statement, when

STILL = timedelta(days=92)  # within which the same number, said again, is about the same time


def check(left: Statement, right: Statement, sources: Sources) -> tuple[Relation, str, str] | None:
    """How two compatible statements of one time stand: relation, explanation, independence."""
    if left.claim.status != right.claim.status or disjoint(left, right):
        return None
    time = when(left, right)
    if time == "apart" and not (left.is_dated or right.is_dated):
        if not alike(left, right):
            said = f"{left.text}, then {right.text}"
            return "change over time", f"Different times, and both may be so: {said}.", ""
        if not _soon(left, right):
            return None
    elif time != "same":
        return None
    return _same_time(left, right, sources)


def _soon(left: Statement, right: Statement) -> bool:
    if left.published is None or right.published is None:
        return False
    return abs(left.published - right.published) <= STILL


def _same_time(
    left: Statement, right: Statement, sources: Sources
) -> tuple[Relation, str, str] | None:
    verdict = sources.compare(left.claim, right.claim)
    said = f"{left.text} and {right.text}"
    if not alike(left, right):
        if verdict.independent and left.claim.status in ("actual", "delivered", "contracted"):
            return "compatible bounds", f"Both can be so: {said}.", verdict.reason
        return None
    if verdict.independent:
        return "corroboration", f"Two sources say the same: {said}.", verdict.reason
    same = (left.low, left.high) == (right.low, right.high)
    if same or (equal(left, right) and not rounded(left, right)):
        return "duplicate", f"Told twice by one source: {said}.", verdict.reason
    if rounded(left, right) or (left.is_point and right.is_point):
        return "rounding", f"One source, rounded: {said}.", verdict.reason
    return "compatible bounds", f"One source, and both can be so: {said}.", verdict.reason
