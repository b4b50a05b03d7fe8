"""Two values that differ because they speak of different things (docs/model.md, rule C8)."""

from collections.abc import Callable

from materiel.ledger.bounds import disjoint
from materiel.ledger.records import Relation
from materiel.ledger.series import Statement, when

WHOLE = "general"  # the item that all others are part of


def check(
    left: Statement, right: Statement, wholes: Callable[[str], tuple[str, ...]] = lambda _: ()
) -> tuple[Relation, str] | None:
    """A difference in scope: a part of the items, a part of the body, or capacity beside output.

    Args:
        left: The earlier statement.
        right: The later statement; of the same kind and unit.
        wholes: What a body is part of, by decision.
    """
    if left.claim.document == right.claim.document or when(left, right) in ("apart", "unknown"):
        return None
    if not disjoint(left, right):
        return None
    because = _because(left, right, wholes)
    if because is None:
        return None
    return "difference in scope", f"{because}: {left.text} against {right.text}."


def _because(
    left: Statement, right: Statement, wholes: Callable[[str], tuple[str, ...]]
) -> str | None:
    a, b = left.claim, right.claim
    if a.item != b.item:
        if a.status != b.status or a.subject != b.subject:
            return None
        if not (nested(a.item, b.item) or nested(b.item, a.item)):
            return None
        return f"Of {a.item} and of {b.item}"
    if a.subject != b.subject:
        if a.status != b.status or not is_part(a.subject, b.subject, wholes):
            return None
        return f"Of {', '.join(a.subject)} and of {', '.join(b.subject)}, one a part of the other"
    if {a.status, b.status} == {"actual", "capacity"}:
        return f"What is and what could be at most ({a.status}, {b.status})"
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
