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
    one_text = left.claim.document == right.claim.document
    if one_text and not (left.is_dated and right.is_dated):
        return None  # "rose from 12 to 28", "70 of them": no text contradicts itself unawares
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
