"""A goal whose date has come, beside what was reported then (docs/model.md, rule C5)."""

from datetime import timedelta

from materiel.ledger.records import Relation
from materiel.ledger.series import DONE, GOALS, Statement

# An outcome is of the goal's date when it holds in its last month or at most a quarter later.
BEFORE, AFTER = timedelta(days=31), timedelta(days=92)


def check(left: Statement, right: Statement) -> tuple[Relation, str] | None:
    """A goal missed when what was reported at its date stays below it."""
    if left.claim.status not in GOALS or right.claim.status not in DONE:
        return None
    if set(left.claim.object) != set(right.claim.object) or left.due is None:
        return None
    holds = right.holds
    if holds is None or not left.due - BEFORE <= holds[1] <= left.due + AFTER:
        return None
    if left.low is None or right.high is None or right.high >= left.low:
        return None
    return (
        "goal missed",
        f"The goal for {left.claim.date_to} was {left.text}; reported was {right.text}.",
    )
