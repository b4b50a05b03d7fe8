"""A deal that has come far, and is later said to be less far, or refused (docs/model.md, rule C6)."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import combinations, permutations

from materiel.claims.records import Claim
from materiel.core.dates import edtf_bounds
from materiel.ledger.bounds import alike
from materiel.ledger.records import Comparison, Relation
from materiel.ledger.series import Statement, when

# How far a deal is. Only what is settled can be contradicted by a lower step told later.
STEPS = {
    "rumoured": 0,
    "proposed": 0,
    "target": 0,
    "pledged": 1,
    "contracted": 2,
    "granted": 2,
    "delivered": 3,
}
SETTLED = 2
VOTED = ("funding", "actual")  # docs/claims.md, rule 9: what a parliament has voted
KINDS = ("agreement", "permission", "order")
COUNTED = ("transfer", "funding")  # one of many, unless the number says which

Found = tuple[Relation, str]


def find(statements: Sequence[Statement]) -> list[Comparison]:
    """Contradictions on the order of statuses, and refusals beside consents, between the same parties."""
    groups: dict[tuple[object, ...], list[Statement]] = defaultdict(list)
    for one in statements:
        known = one.claim.kind in KINDS or (one.claim.kind in COUNTED and one.claim.has_number)
        if known and one.published and _precise(one.claim):
            groups[(one.claim.kind, one.claim.item, parties(one.claim))].append(one)
    found = []
    for group in groups.values():
        found += _in_group(sorted(group, key=lambda s: (str(s.published), s.claim.start)))
    return found


def _in_group(ordered: Sequence[Statement]) -> list[Comparison]:
    found, told = [], set()
    for left, right in combinations(ordered, 2):
        pair = (left.claim.document, right.claim.document)
        if pair in told or pair[0] == pair[1] or not _one_deal(left, right):
            continue
        answer = _refused(left, right) or _fallen_back(left, right)
        if answer:
            told.add(pair)
            found.append(_comparison(*answer, left, right))
    return found


def _precise(claim: Claim) -> bool:
    # "weapons in general" covers many deals; two of them need not be one, unless the number says so.
    one_item = claim.item not in (None, "general") or claim.has_number
    return one_item and bool(claim.subject) and bool(claim.object)


def parties(claim: Claim) -> frozenset[str]:
    """Both sides of a deal, whichever side is told first."""
    return frozenset(claim.subject) | frozenset(claim.object)


def _one_deal(left: Statement, right: Statement) -> bool:
    if left.claim.has_number != right.claim.has_number or left.claim.unit != right.claim.unit:
        return False
    return not left.claim.has_number or alike(left, right)


def _fallen_back(left: Statement, right: Statement) -> Found | None:
    """A step that a report sees a deal on, below the one that it had reached before."""
    for settled, later in permutations((left, right)):
        high, low = _step(settled.claim), _step(later.claim)
        if high is None or low is None or high < SETTLED or low >= high:
            continue
        if low > 0 and not settled.claim.has_number:
            continue  # of two promises without a number, one may be kept and one not yet
        if _told_of(settled) < _told_of(later):
            return "contradiction", (
                f"Said to be {settled.claim.status} in {settled.claim.doc} ({_told_of(settled)}), "
                f"still {later.claim.status} in {later.claim.doc} ({_told_of(later)})."
            )
    return None


def _step(claim: Claim) -> int | None:
    return SETTLED if (claim.kind, claim.status) == VOTED else STEPS.get(claim.status)


def _told_of(one: Statement) -> date:
    """The day on which a deal was where a report says it was."""
    assert one.published
    ends = one.claim.date_to or one.claim.date_from
    return min(one.published, edtf_bounds(ends)[1]) if ends else one.published


def _refused(left: Statement, right: Statement) -> Found | None:
    """What one report calls granted or done and another refused."""
    first, second = left.claim.status, right.claim.status
    if (first == "denied") == (second == "denied"):
        return None
    if (_step(right.claim if first == "denied" else left.claim) or 0) < SETTLED:
        return None
    said = f"{first} in {left.claim.doc}, {second} in {right.claim.doc}"
    time = when(left, right)
    if time == "same":
        return "contradiction", f"Two answers at the same time: {said}."
    return ("change over time", f"Different times: {said}.") if time == "apart" else None


def _comparison(relation: Relation, text: str, left: Statement, right: Statement) -> Comparison:
    return Comparison(
        rule="status", relation=relation, left=left.id, right=right.id, explanation=text
    )
