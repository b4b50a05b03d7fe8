"""The period of a bare number: said of the output that it tells of, or of the number it goes on with."""

from dataclasses import replace

from materiel.claims.extractors.kinds import Last
from materiel.claims.records import Claim
from materiel.claims.scan import Quantity
from materiel.claims.scan.units import unit_words
from materiel.claims.text.analysis import Analysis, Sentence

_NEAR = 40  # characters to the number whose rate a bare one goes on with
_BESIDE = 20  # characters between "monthly" and "output"
_ALIKE = 20.0  # times as great or as small as the rate that a number goes on with
_OUTPUT = frozenset(("make", "capacity"))
_OTHERWISE = frozenset(("give", "buy", "hold", "wait", "employs", "lose"))
_MAKERS = ("state", "company", "group", "body")
_RATES = frozenset(("production", "expenditure", "investment"))


def with_rate(analysis: Analysis, sentence: Sentence, k: int, last: Last | None) -> Quantity:
    """The number with the period that its sentence, or the claim before it, gives it."""
    quantity = sentence.quantities[k]
    if sentence.table or quantity.per or not quantity.bare or quantity.low == quantity.high == 1:
        return quantity  # one: "the cost of one"
    per = _of_output(analysis, sentence, quantity)
    if per is None and not quantity.changed:
        per = _beside(sentence, k, quantity)
        if per is None and last is not None and goes_on(sentence, quantity, last):
            per = last.claim.per
    return quantity._replace(per=per)


def _beside(sentence: Sentence, k: int, quantity: Quantity) -> str | None:
    """ "Two a month before the war, six today"."""
    before = sentence.quantities[k - 1] if k else None
    if before is None or not before.per or quantity.start - before.end >= _NEAR:
        return None
    return before.per


def _of_output(analysis: Analysis, sentence: Sentence, quantity: Quantity) -> str | None:
    """ "Monthly output, of 20 before the war, is to reach 30": what is counted is that output."""
    made = [start for start, _, g in sentence.cues if g in _OUTPUT and start < quantity.start]
    clause = sentence.clause_at(quantity.start)
    if not made or sentence.groups(clause.start, clause.end) & _OTHERWISE:
        return None
    words = unit_words(analysis.words).per_before
    for k, token in enumerate(sentence.tokens):
        if token.start >= quantity.start:
            return None
        match = words.at(sentence.tokens, k)
        if match and any(-_BESIDE < start - token.end < _BESIDE for start in made):
            return match[0]
    return None


def goes_on(sentence: Sentence, quantity: Quantity, last: Last) -> bool:
    """ "It makes 30,000 a month. In May it was 20,000": the next number of the same output."""
    if last.claim.per is None or last.claim.kind not in _RATES:
        return False
    clause = sentence.clause_at(quantity.start)
    told = sentence.groups(clause.start, clause.end) & (_OTHERWISE | _OUTPUT)
    if sentence.items or told or not quantity.bare:
        return False
    one, other = _size(quantity), _size(last.quantity)
    return bool(one and other) and 1 / _ALIKE <= one / other <= _ALIKE


def of_the_same(sentence: Sentence, quantity: Quantity, claim: Claim, last: Last) -> Claim:
    """The claim with maker and item of the output that it goes on with, unless it names another."""
    clause = sentence.clause_at(quantity.start)
    named = [m for m in sentence.mentions if clause.start <= m.start < clause.end]
    if not claim.per or not goes_on(sentence, quantity, last):
        return claim
    if any(m.name.form != "adjective" and m.name.role in _MAKERS for m in named):
        return claim
    return replace(claim, subject=last.claim.subject, item=last.claim.item)


def _size(quantity: Quantity) -> float:
    return quantity.low or quantity.high or 0.0
