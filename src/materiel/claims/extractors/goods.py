"""Goods in a sentence: with the sum paid for them, or between two states."""

from materiel.claims.scan import Quantity
from materiel.claims.text.analysis import Analysis, Sentence
from materiel.claims.text.sentences import Span
from materiel.core.units import CURRENCIES

_SUM = 5e6  # a smaller sum beside goods may be the price of one
_BARRING = frozenset(("forbid", "politics", "combat", "noise", "lose", "use", "make", "hold"))


def are_bought(analysis: Analysis, sentence: Sentence, quantity: Quantity, clause: Span) -> bool:
    """ "650 missiles for 162 million", "14 billion for 192 guns": goods and their sum are an order."""
    joints = analysis.words["numbers"]["grammar"].get("for_sum", ())
    for other in sentence.quantities:
        first, second = sorted((quantity, other), key=lambda q: q.start)
        if not clause.start <= other.start < clause.end or not _are_goods_and_sum(quantity, other):
            continue
        behind = analysis.document.text.find(" ", first.end)  # "480 Piorun-Raketen für"
        between = [t.low for t in sentence.tokens if behind <= t.start < second.start]
        if between and " ".join(between) in joints:
            return True
    return False


def _are_goods_and_sum(a: Quantity, b: Quantity) -> bool:
    pieces = [q for q in (a, b) if q.item and not q.per and (q.low or q.high or 0) > 1]
    sums = [q for q in (a, b) if q.unit in CURRENCIES and (q.low or q.high or 0) >= _SUM]
    return len(pieces) == len(sums) == 1


def is_handed_over(sentence: Sentence, quantity: Quantity) -> bool:
    """ "Oslo lets Kyiv have six launchers": materiel counted between two states is handed over."""
    groups = sentence.groups(sentence.start, sentence.end)
    if (quantity.low or quantity.high or 0) <= 1 or _BARRING & groups:
        return False
    assert quantity.noun is not None
    if not any(quantity.start <= a < quantity.noun[1] for a, _, _ in sentence.items):
        return False
    named = {
        m.name.state
        for m in sentence.mentions
        if m.name.role == "state" and m.name.form != "adjective"
    }
    return len(named) > 1
