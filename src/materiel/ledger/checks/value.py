"""Two values for one quantity that cannot both be so (docs/model.md, rule C2)."""

from materiel.ledger.bounds import disjoint
from materiel.ledger.records import Relation
from materiel.ledger.series import GOALS, Statement, when


def check(left: Statement, right: Statement) -> tuple[Relation, str] | None:
    """A contradiction at one time, a change over time at two, another scope where one is a part."""
    if left.claim.status != right.claim.status or left.claim.status in GOALS:
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
        return "difference in scope", f"A period and a part of it: {said}."
    return None


def _comparable(left: Statement, right: Statement) -> bool:
    """No text contradicts itself unawares, and a growth without its time has no base."""
    both_dated = left.is_dated and right.is_dated
    if left.claim.document == right.claim.document:
        # "rose from 12 to 28", "70 of them", "of which 3 billion": one voice, two things
        return both_dated and left.claim.speaker != right.claim.speaker
    return both_dated or left.claim.kind != "growth"
