"""Pairs of statements with a known relation, made up from a world that knows the truth.

A world draws a quantity; two reporters state it, or two different ones, with the roundings, hedges,
open bounds and units that reports use. The relation follows from how the pair was made, never from
what the ledger's checks would say: nothing of them is imported here.
"""

import random
from collections.abc import Callable

from pairs import deals, passages, quantities, wordings
from pairs.world import Maker, Pair

__all__ = ["Pair", "make_pairs"]

# What is made, and its share; their order is part of what a seed means.
CASES: tuple[tuple[Callable[[Maker], Pair], int], ...] = (
    (quantities.other_value, 9),
    (quantities.near_value, 6),
    (passages.two_sums, 3),
    (quantities.very_near_value, 3),
    (wordings.two_counts, 2),
    (quantities.out_of_bounds, 4),
    (wordings.other_units, 4),
    (deals.two_deliveries, 2),
    (deals.coarser_date, 2),
    (deals.two_packages, 3),
    (passages.conversion_of_another_day, 3),
    (passages.beside_an_event, 2),
    (passages.former_minister, 1),
    (quantities.goal, 4),
    (deals.other_status, 7),
    (deals.status_advances, 3),
    (deals.other_day, 6),
    (deals.running_total, 6),
    (passages.conversion, 10),
    (passages.parts, 6),
    (passages.event, 5),
    (passages.office, 4),
    (quantities.changes, 8),
    (quantities.other_year, 3),
    (quantities.other_scope, 8),
    (quantities.no_relation, 3),
    (wordings.one_speaker, 5),
    (wordings.reprint, 4),
    (wordings.same_value, 5),
    (wordings.open_bound, 2),
    (deals.one_deal, 1),
)


def make_pairs(n: int, seed: int) -> list[Pair]:
    """Pairs in the shares of CASES; the same seed gives the same pairs."""
    rng = random.Random(seed)
    makers, weights = zip(*CASES, strict=True)
    chosen = rng.choices(makers, weights, k=n)
    return [make(Maker(f"{seed}/{number}")) for number, make in enumerate(chosen)]
