"""Two values that differ because they speak of different things (docs/model.md, rule C8).

A part that is more than its whole is no difference in scope: both cannot be so.
"""

from collections.abc import Callable

from materiel.ledger.bounds import disjoint, exceeds
from materiel.ledger.records import Relation
from materiel.ledger.series import ADDED_UP, Statement, when

PARTS = (*ADDED_UP, "stock", "industry")  # kinds in which a whole is the sum of its parts
WHOLE = "general"  # the item that all others are part of


def check(
    left: Statement, right: Statement, wholes: Callable[[str], tuple[str, ...]] = lambda _: ()
) -> tuple[Relation, str] | None:
    """A difference in scope, or a contradiction when the part is more than its whole.

    Args:
        left: The earlier statement.
        right: The later statement; of the same kind and unit.
        wholes: What a body is part of, by decision.
    """
    if left.claim.document == right.claim.document or when(left, right) in ("apart", "unknown"):
        return None
    if not disjoint(left, right):
        return None
    found = _because(left, right, wholes)
    if found is None:
        return None
    because, part, whole = found
    said = f"{left.text} against {right.text}"
    if exceeds(part, whole) and _adds_up(part, whole):
        return "contradiction", f"{because}, yet the part is more: {said}."
    return "difference in scope", f"{because}: {said}."


def _adds_up(part: Statement, whole: Statement) -> bool:
    """Whether the whole is a sum over its parts, and both are surely of one time."""
    if part.claim.kind not in PARTS or whole.claim.item == WHOLE:
        return False
    dated = part.is_dated and whole.is_dated
    return when(part, whole) == "same" and (dated or (part.is_level and whole.is_level))


def _because(
    left: Statement, right: Statement, wholes: Callable[[str], tuple[str, ...]]
) -> tuple[str, Statement, Statement] | None:
    """What is told apart, and which of the two is a part of the other."""
    a, b = left.claim, right.claim
    if a.item != b.item:
        if a.status != b.status or a.subject != b.subject:
            return None
        if nested(a.item, b.item):
            return f"Of {a.item} and of {b.item}", left, right
        return (f"Of {a.item} and of {b.item}", right, left) if nested(b.item, a.item) else None
    if a.subject != b.subject:
        if a.status != b.status or not is_part(a.subject, b.subject, wholes):
            return None
        text = f"Of {', '.join(a.subject)} and of {', '.join(b.subject)}, one a part of the other"
        inner = b.subject[0] in wholes(a.subject[0])
        return (text, left, right) if inner else (text, right, left)
    if {a.status, b.status} == {"actual", "capacity"}:
        text = f"What is and what could be at most ({a.status}, {b.status})"
        return (text, left, right) if a.status == "actual" else (text, right, left)
    return None


def nested(part: str | None, whole: str | None) -> bool:
    """Whether an item is a part of another.

    >>> nested("vehicle.tank.leopard2", "vehicle"), nested("drone", "general"), nested("drone", "d")
    (True, True, False)
    """
    if part is None or whole is None or part == whole:
        return False
    return whole == WHOLE or part.startswith(whole + ".")


def is_part(
    left: tuple[str, ...], right: tuple[str, ...], wholes: Callable[[str], tuple[str, ...]]
) -> bool:
    """Whether one of two bodies is a part of the other, by decision (rule W3)."""
    if len(left) != 1 or len(right) != 1:
        return False
    return right[0] in wholes(left[0]) or left[0] in wholes(right[0])
