"""One event said to have been on two dates (docs/model.md, rule C7)."""

from datetime import timedelta

from materiel.ledger.bounds import equal
from materiel.ledger.records import Relation
from materiel.ledger.series import MONTH, Statement

KINDS = ("agreement", "order", "transfer", "permission", "disruption", "investment", "membership")
SETTLED = ("actual", "contracted", "delivered", "granted", "denied")
FARTHEST = timedelta(days=92)  # between two dates of one event; what is farther apart is two


def check(left: Statement, right: Statement) -> tuple[Relation, str] | None:
    """A contradiction when two reports give one event, with the same number, two dates.

    Both reports came after both dates: one that came before the second date speaks of another
    event.
    """
    if left.claim.kind not in KINDS or left.claim.status not in SETTLED:
        return None
    if left.claim.status != right.claim.status or not equal(left, right):
        return None
    if not dates_differ(left, right):
        return None
    return (
        "contradiction",
        f"Two dates for one event: {_dated(left)} against {_dated(right)}.",
    )


def dates_differ(left: Statement, right: Statement) -> bool:
    """Whether two reports date something to days or months that do not meet."""
    if left.claim.document == right.claim.document or not (left.is_dated and right.is_dated):
        return False
    if not (left.claim.date_to and right.claim.date_to) or not (left.published and right.published):
        return False
    if left.holds is None or right.holds is None:
        return False
    first, second = sorted((left.holds, right.holds))
    if first[1] - first[0] > MONTH or second[1] - second[0] > MONTH:
        return False
    gap = second[0] - first[1]
    latest = min(left.published, right.published)
    return timedelta(0) < gap <= FARTHEST and latest >= second[0]


def _dated(one: Statement) -> str:
    start, end = one.claim.date_from, one.claim.date_to
    return f"{end if start in (None, end) else f'{start} to {end}'}, {one.text}"
