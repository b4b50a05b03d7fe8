"""Two values for one quantity at one time that cannot both be so (docs/model.md, rule C2)."""

from datetime import date

from materiel.ledger.records import Relation
from materiel.ledger.series import Statement, disjoint


def check(left: Statement, right: Statement) -> tuple[Relation, str] | None:
    """A contradiction where the times meet, a change over time where they do not."""
    if left.claim.status != right.claim.status or not _same_object(left, right):
        return None
    if left.claim.status in ("target", "pledged") or not disjoint(left, right):
        return None
    if left.holds is None or right.holds is None:
        return None
    if left.claim.document == right.claim.document and not (left.is_dated and right.is_dated):
        return (
            None  # "rose from 12 to 28", "70 of them": one text does not contradict itself unawares
        )
    said = f"{left.text} against {right.text}"
    grows = left.is_running_total and right.is_running_total and left.published != right.published
    if not grows and _meet(left.holds, right.holds):
        return "contradiction", f"Two values for the same time: {said}."
    return "change over time", f"Different times: {said}."


def _same_object(left: Statement, right: Statement) -> bool:
    return set(left.claim.object) == set(right.claim.object)


def _meet(left: tuple[date, date], right: tuple[date, date]) -> bool:
    return left[0] <= right[1] and right[0] <= left[1]
