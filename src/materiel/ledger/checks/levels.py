"""Stocks said to be falling or rising without a number (docs/model.md, rule C12)."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import combinations

from materiel.ledger.independence import Sources
from materiel.ledger.records import Comparison, Relation
from materiel.ledger.reference import Reference
from materiel.ledger.series import Statement

ABOUT_NOW = timedelta(days=92)


def find(statements: Sequence[Statement], sources: Sources) -> list[Comparison]:
    """Numberless stocks of one holder and item that several reports say go the same way."""
    groups: dict[tuple[object, ...], list[tuple[Statement, str]]] = defaultdict(list)
    for one in statements:
        if one.claim.kind == "stock" and not one.claim.has_number and one.published:
            way = direction(one.claim.quote, sources.reference)
            if way:
                key = (tuple(sorted(one.claim.subject)), one.claim.item, one.claim.status)
                groups[key].append((one, way))
    found = []
    for group in groups.values():
        for (left, way), (right, other) in combinations(group, 2):
            assert left.published and right.published
            if way == other and abs(left.published - right.published) <= ABOUT_NOW:
                found.append(_told(left, right, way, sources))
    return found


def _told(left: Statement, right: Statement, way: str, sources: Sources) -> Comparison:
    verdict = sources.compare(left.claim, right.claim)
    relation: Relation = "corroboration" if verdict.independent else "duplicate"
    count = "Two sources say" if verdict.independent else "One source says twice"
    what = f"stocks{f' of {left.claim.item}' if left.claim.item else ''} are {way}"
    return Comparison(
        rule="levels",
        relation=relation,
        left=left.id,
        right=right.id,
        explanation=f"{count} that {what}: {left.claim.doc} and {right.claim.doc}.",
        independence=verdict.reason,
    )


def direction(quote: str, reference: Reference) -> str | None:
    """Down or up, by the words of a quote; None where it has neither or both."""
    low = quote.lower()
    ways = [
        name for name, words in (("down", reference.down), ("up", reference.up)) if _any(low, words)
    ]
    return ways[0] if len(ways) == 1 else None


def _any(text: str, words: Mapping[str, tuple[str, ...]]) -> bool:
    return any(word in text for group in words.values() for word in group)
