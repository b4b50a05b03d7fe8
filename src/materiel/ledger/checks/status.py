"""A deal said to be signed, and later said to be still sought (docs/model.md, rule C6)."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

from materiel.claims.records import Claim
from materiel.ledger.bounds import alike
from materiel.ledger.records import Comparison
from materiel.ledger.series import Statement

SETTLED = ("contracted", "granted", "delivered")
OPEN = ("target", "proposed", "rumoured")
KINDS = ("agreement", "permission", "order")
COUNTED = ("transfer", "funding")  # one of many, unless the number says which


def find(statements: Sequence[Statement]) -> list[Comparison]:
    """Contradictions on the order of statuses: settled first, open later, between the same parties."""
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
        if pair in told or not _opposed(left, right):
            continue
        told.add(pair)
        found.append(
            Comparison(
                rule="status",
                relation="contradiction",
                left=left.id,
                right=right.id,
                explanation=(
                    f"Said to be {left.claim.status} in {left.claim.doc} ({left.published}), "
                    f"still {right.claim.status} in {right.claim.doc} ({right.published})."
                ),
            )
        )
    return found


def _precise(claim: Claim) -> bool:
    # "weapons in general" covers many deals; two of them need not be one.
    return claim.item not in (None, "general") and bool(claim.subject) and bool(claim.object)


def parties(claim: Claim) -> frozenset[str]:
    """Both sides of a deal, whichever side is told first."""
    return frozenset(claim.subject) | frozenset(claim.object)


def _opposed(left: Statement, right: Statement) -> bool:
    if left.claim.status not in SETTLED or right.claim.status not in OPEN:
        return False
    if left.published is None or right.published is None or left.published >= right.published:
        return False
    if left.claim.has_number != right.claim.has_number or left.claim.unit != right.claim.unit:
        return False
    return not left.claim.has_number or alike(left, right)
