"""Which kind of fact a number tells: the words around it weighed, by lexicon/<language>/kinds.toml."""

from typing import NamedTuple

from materiel.claims.extractors.about import is_barred, speaks_of_materiel
from materiel.claims.extractors.counted import goes_on_with, was_before
from materiel.claims.extractors.goods import is_handed_over
from materiel.claims.extractors.strengths import strengths
from materiel.claims.extractors.weights import Weights, has_own_kind, weights_of
from materiel.claims.records import Claim
from materiel.claims.scan import Quantity
from materiel.claims.text.analysis import Analysis, Sentence
from materiel.claims.text.sentences import Span
from materiel.core.units import CURRENCIES, PERIODS

_NAMED_WORTH = {"worth", "sell_word"}  # "weapons worth 50 million" are weapons
_SMALL_SUM = 100_000
_GREAT_SUMS = ("funding", "transfer", "investment", "disruption")
_DEAR = 5e6  # a dearer piece is called one: "each", "a tank"
_PAID = frozenset(("money_strong", "aid", "contract", "invest", "plant", "buy"))


class Last(NamedTuple):
    """What the number before turned out to be: a list goes on with its kind."""

    claim: Claim
    clause: int
    quantity: Quantity


def unit_class(unit: str) -> str:
    """The units that share their weights: money, durations, or the unit itself."""
    if unit in CURRENCIES:
        return "money"
    return "duration" if unit in PERIODS else unit


def kind_of(
    analysis: Analysis,
    sentence: Sentence,
    quantity: Quantity,
    unit: str,
    clause: Span,
    last: Last | None,
) -> str | None:
    """The kind that the words around a number speak for most, or None."""
    weights = weights_of(analysis.words)
    priors = weights.units.get(unit_class(unit))
    if priors is None or is_barred(sentence, quantity, clause):
        return None
    resumes = last is not None and goes_on_with(analysis, sentence, quantity, last.claim.unit)
    if not resumes and not speaks_of_materiel(analysis, sentence, quantity):
        return None
    shares = last is not None and last.claim.unit == unit == "percent"
    if last is not None and shares and was_before(analysis, sentence, quantity):
        return last.claim.kind
    strength = strengths(analysis, sentence, quantity, clause, weights)
    if unit_class(unit) != "duration":
        strength.pop("lasts", None)  # "enough for 500 shells" is no stock of them
    near = {group for group, how in strength.items() if how > 0}
    bonus = _bonus(sentence, unit, clause, last, weights)
    best, best_score = None, weights.threshold
    for kind, prior in priors.items():
        if _out_of_bounds(kind, sentence, quantity, weights):
            continue
        if kind not in bonus and not _met(weights.needs.get(kind), near, quantity):
            continue
        cues = [weight * strength[g] for g, weight in weights.cues[kind].items() if g in strength]
        score = bonus.get(kind, 0.0) + prior + sum(cues)
        if quantity.per and unit != "percent":
            score += weights.per.get(kind, 0.0)
        if score > best_score:
            best, best_score = kind, score
    if best is None and unit == "piece" and quantity.noun and not quantity.per:
        return "transfer" if is_handed_over(sentence, quantity) else None
    return best


def _bonus(
    sentence: Sentence, unit: str, clause: Span, last: Last | None, weights: Weights
) -> dict[str, float]:
    """What speaks for the kind of the number before, where the unit is the same: lists go on."""
    if last is None or (last.claim.unit or "none") != unit:
        return {}
    bonus = weights.list_bonus * (1.0 if last.clause == clause.start else 0.5)
    if last.clause < sentence.start and not sentence.row:
        bonus *= 0.5 if has_own_kind(sentence, weights) else 1.0
    return {last.claim.kind: bonus}


def _out_of_bounds(kind: str, sentence: Sentence, quantity: Quantity, weights: Weights) -> bool:
    """A price of billions; an output of one, which is "one" the article."""
    value = quantity.low if quantity.low is not None else quantity.high or 0.0
    if kind == "price":
        each = "price_each" in sentence.groups(sentence.start, sentence.end) or (
            sentence.lead is not None and any(g == "price_each" for _, _, g in sentence.lead.cues)
        )
        return value > weights.price_most or (value > _DEAR and not each)
    if quantity.unit in CURRENCIES:
        groups = sentence.groups(sentence.start, sentence.end)
        if kind == "production":  # "could turn out 40 billion worth of arms"
            makes = groups & {"make", "capacity"} and groups & {"worth", "could"}
            return not makes or bool(groups & _PAID)
        if kind == "transfer" and ("package" in groups or not _NAMED_WORTH & groups):
            return True  # a sum given, or the value of a package, is funding
        return value < _SMALL_SUM and kind in _GREAT_SUMS
    if value != 1 or quantity.unit != "piece" or quantity.per:
        return False
    clause = sentence.clause_at(quantity.start)
    return kind != "transfer" or "costs" in sentence.groups(clause.start, clause.end)


def _met(
    needs: tuple[tuple[frozenset[str], bool], ...] | None, near: set[str], quantity: Quantity
) -> bool:
    """Whether the groups of one of a kind's needs are near, and the number is a rate if it asks so."""
    if not needs:
        return True
    return any(groups <= near and (quantity.per is not None or not rate) for groups, rate in needs)
