"""A deal said to be signed, and later said to be still sought (docs/model.md, rule C6)."""

from collections.abc import Mapping, Sequence
from itertools import combinations

from materiel.claims.records import Claim
from materiel.ledger.records import Disagreement

SETTLED = ("contracted", "granted", "delivered")
OPEN = ("target", "proposed", "rumoured")
KINDS = ("agreement", "permission", "order")


def find(claims: Sequence[Claim], published: Mapping[str, str | None]) -> list[Disagreement]:
    """Contradictions on the order of statuses: settled first, open later, between the same parties."""
    deals = [c for c in claims if c.kind in KINDS and _precise(c) and published.get(c.document)]
    deals.sort(key=lambda claim: str(published[claim.document]))
    found, told = [], set()
    for left, right in combinations(deals, 2):
        pair = (left.document, right.document, left.kind, left.item, _parties(left))
        if pair in told or not _opposed(left, right):
            continue
        if str(published[left.document]) >= str(published[right.document]):
            continue
        told.add(pair)
        found.append(
            Disagreement(
                rule="status",
                relation="contradiction",
                left=left.id,
                right=right.id,
                explanation=(
                    f"Said to be {left.status} in {left.doc} ({published[left.document]}), "
                    f"still {right.status} in {right.doc} ({published[right.document]})."
                ),
            )
        )
    return found


def _precise(claim: Claim) -> bool:
    # "weapons in general" covers many deals; two of them need not be one.
    return claim.item not in (None, "general") and bool(claim.subject) and bool(claim.object)


def _parties(claim: Claim) -> frozenset[str]:
    return frozenset(claim.subject) | frozenset(claim.object)


def _opposed(left: Claim, right: Claim) -> bool:
    same = left.kind == right.kind and left.item == right.item and left.low == right.low
    return (
        same
        and _parties(left) == _parties(right)
        and left.status in SETTLED
        and right.status in OPEN
    )
