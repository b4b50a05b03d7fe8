"""Two values for one quantity that cannot both be so (docs/model.md, rule C2)."""

from materiel.ledger.bounds import disjoint, exceeds
from materiel.ledger.checks.goal_moved import one_news
from materiel.ledger.records import Relation
from materiel.ledger.series import ADDED_UP, GOALS, Statement, when


def check(left: Statement, right: Statement) -> tuple[Relation, str] | None:
    """A contradiction at one time, a change over time at two, another scope where one is a part."""
    if left.claim.status != right.claim.status or not _one_goal(left, right):
        return None
    if not disjoint(left, right):
        return None
    if not _comparable(left, right):
        return None
    said = f"{left.text} against {right.text}"
    grows = left.is_running_total and right.is_running_total and left.published != right.published
    time = when(left, right)
    if grows or time == "apart":
        return "change over time", f"Different times: {said}."
    if time == "same":
        return "contradiction", f"Two values for the same time: {said}."
    if time == "part":
        if _more_in_less_time(left, right):
            return "contradiction", f"More in a part of the time than in all of it: {said}."
        return "difference in scope", f"A period and a part of it: {said}."
    return None


def _one_goal(left: Statement, right: Statement) -> bool:
    """Of goals only those for one day that one news cycle tells, and promises without a day."""
    if left.claim.status not in GOALS:
        return True
    if left.due is None and right.due is None:
        return left.claim.status == "pledged"
    return left.due == right.due and one_news(left, right)


def _more_in_less_time(left: Statement, right: Statement) -> bool:
    """Whether a part of a period has more than the whole period, of what adds up."""
    for part, whole in ((left, right), (right, left)):
        assert part.holds and whole.holds
        inside = whole.holds[0] <= part.holds[0] and part.holds[1] <= whole.holds[1]
        if inside and exceeds(part, whole):
            return part.claim.kind in ADDED_UP
    return False


def _comparable(left: Statement, right: Statement) -> bool:
    """No text contradicts itself unawares, and a growth without its time has no base."""
    both_dated = left.is_dated and right.is_dated
    if left.claim.document == right.claim.document:
        # "rose from 12 to 28", "70 of them", "of which 3 billion": one voice, two things
        return both_dated and left.claim.speaker != right.claim.speaker
    return both_dated or left.claim.kind != "growth"
