"""Claims with a number: every quantity of a sentence, the kind its words speak for, and its fields."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from materiel.claims.analysis import Analysis, Sentence
from materiel.claims.extractors.counted import period_of, unit_of
from materiel.claims.extractors.planned import is_planned
from materiel.claims.items import GENERAL, item_of_quantity
from materiel.claims.locate import make_claim
from materiel.claims.parties import parties_of
from materiel.claims.quotes import quote_of
from materiel.claims.records import Claim
from materiel.claims.scan import DateSpan, Quantity
from materiel.claims.sentences import Span
from materiel.claims.status import date_of, ends_of, is_ahead, status_of
from materiel.claims.words import Lexicon
from materiel.core.errors import ClaimError
from materiel.core.units import CURRENCIES, PERIODS

_DECAY = 70.0  # characters at which a cue of the same clause weighs 1/e
_FLOOR = 0.6  # what a far cue of the same clause keeps
_NOISE = 50  # characters within which a word such as "votes" makes a number none of ours
_OWN = ("plant", "invest")
_COMPARING = ("rise", "drop")
_MAKING = ("production", "investment")
_ROW = 1.8  # how much more the lead, heading and title tell of a row without words of its own
_SMALL_SUM = 100_000
_GREAT_SUMS = ("funding", "transfer", "investment", "disruption")
_DELIVERY = 40  # characters in front of a date in which "delivered" stands
_TRADE = ("company", "scheme", "group")  # whoever names them speaks of materiel
_ROWS_SHARE = 0.1  # of sentences on materiel, above which a row needs no word of its own
_DEAR = 5e6  # a dearer piece is called one: "each", "a tank"
_MANY = 1000
_SHORT_CLAUSE = 30  # characters; a shorter clause seldom has a verb of its own
_MODAL = {"future", "could", "done", "signed", "exist"}


@dataclass(frozen=True, slots=True)
class _Weights:
    threshold: float
    list_bonus: float
    price_most: float
    scopes: dict[str, float]
    units: dict[str, dict[str, float]]
    per: dict[str, float]
    cues: dict[str, dict[str, float]]
    needs: dict[str, frozenset[str]]


@cache
def _weights(words: Lexicon) -> _Weights:
    table = words["kinds"]
    return _Weights(
        threshold=table["threshold"],
        list_bonus=table["list_bonus"],
        price_most=table["price_most"],
        scopes={
            name: table[name] for name in ("sentence", "lead", "heading", "before", "title", "row")
        },
        units=table["units"],
        per=table["per"],
        cues=table["cues"],
        needs={kind: frozenset(groups) for kind, groups in table["needs"].items()},
    )


@dataclass(frozen=True, slots=True)
class _Last:
    """What the number before turned out to be: a list goes on with its kind."""

    kind: str
    unit: str | None
    clause: int


def claims_with_numbers(analysis: Analysis) -> Iterator[Claim]:
    """The claims that count something, in text order."""
    last: _Last | None = None
    for sentence in analysis.sentences:
        before = analysis.sentences[sentence.index - 1] if sentence.index else None
        if before is None or not (
            sentence.paragraph == before.paragraph or (sentence.row and before.row)
        ):
            last = None
        for k, quantity in enumerate(sentence.quantities):
            claim = _claim(analysis, sentence, k, quantity, last)
            if claim is not None:
                last = _Last(claim.kind, claim.unit, sentence.clause_at(quantity.start).start)
                yield claim


def _claim(
    analysis: Analysis, sentence: Sentence, k: int, quantity: Quantity, last: _Last | None
) -> Claim | None:
    unit = unit_of(analysis, sentence, k, quantity)
    if unit == "piece" and not quantity.per:
        quantity = replace(quantity, per=period_of(sentence, k))
    if unit is None or _is_conversion(analysis, sentence, k):
        return None
    clause = sentence.clause_at(quantity.start)
    if unit in ("factor", "percent") and _is_ratio(analysis, sentence, quantity, clause):
        return None
    territory = _territory(sentence, k, clause)
    kind = _kind(analysis, sentence, quantity, unit, clause, last)
    if kind is None:
        return None
    if kind in _MAKING and _unit_class(unit) in ("piece", "none"):
        kind = "investment" if is_planned(analysis, sentence, clause) else "production"
    fields = _fields(analysis, sentence, quantity, kind, clause, territory)
    start, end = quote_of(analysis, sentence, clause, quantity.start, quantity.end)
    try:
        return make_claim(
            analysis.document,
            start,
            end,
            scale=sentence.scale,
            kind=kind,
            unit=None if unit == "none" else unit,
            per=quantity.per,
            **_value(analysis, sentence, quantity, kind),
            **fields,
        )
    except ClaimError:
        # The scanner does not read the number in the quote alone: no claim, by rule.
        return None


def _fields(
    analysis: Analysis,
    sentence: Sentence,
    quantity: Quantity,
    kind: str,
    clause: Span,
    territory: Span,
) -> dict[str, Any]:
    span = date_of(sentence, territory, clause, quantity.start)
    if span is None and sentence.lead is not None and sentence.lead.dates:
        span = date_of(
            sentence.lead, _whole(sentence.lead), _whole(sentence.lead), sentence.lead.start
        )
    if kind == "order" and span is not None and _is_delivery(sentence, span):
        span = None
    ahead = is_ahead(span, analysis) or _due(sentence, span, clause)
    extra = ({"date_ahead"} if ahead else set()) | ({"per"} if quantity.per else set())
    status = status_of(analysis, sentence, kind, _modal_span(sentence, clause, quantity), extra)
    date_from, date_to = ends_of(span, status, analysis, kind)
    parties = parties_of(analysis, sentence, kind, clause, quantity.start)
    item = None
    if kind != "membership":
        item = item_of_quantity(analysis, sentence, quantity, territory) or GENERAL
    return {
        "subject": parties.subject,
        "object": parties.object,
        "item": item,
        "status": status,
        "date_from": date_from,
        "date_to": date_to,
        "speaker": sentence.speaker,
    }


def _is_delivery(sentence: Sentence, span: DateSpan) -> bool:
    """Whether a date is the one by which an order is delivered, not that of the order."""
    return "handover" in sentence.groups(span.start - _DELIVERY, span.start)


def _due(sentence: Sentence, span: DateSpan | None, clause: Span) -> bool:
    """ "20 by summer": a deadline, where nothing says that it has been met."""
    met = sentence.groups(clause.start, clause.end) & {"done", "exist"}
    return span is not None and span.relation == "by" and not met


def _whole(sentence: Sentence) -> Span:
    return Span(sentence.start, sentence.end)


def _modal_span(sentence: Sentence, clause: Span, quantity: Quantity) -> Span:
    """The clause; for a short one without a verb, the one before it too."""
    own = sentence.groups(clause.start, clause.end) & _MODAL
    if not own and clause.end - clause.start < _SHORT_CLAUSE and clause.start > sentence.start:
        before = sentence.clause_at(clause.start - 1)
        return Span(before.start, clause.end)
    return clause


def _value(analysis: Analysis, sentence: Sentence, quantity: Quantity, kind: str) -> dict[str, Any]:
    low, high = quantity.low, quantity.high
    if kind == "growth" and quantity.unit == "percent" and _falls(sentence, quantity):
        low, high = (None if high is None else -high), (None if low is None else -low)
    return {"low": low, "high": high, "approx": quantity.approx}


def _falls(sentence: Sentence, quantity: Quantity) -> bool:
    near = sentence.groups(max(sentence.start, quantity.start - 60), quantity.start + 60)
    return "drop" in near and "rise" not in sentence.groups(
        max(sentence.start, quantity.start - 30), quantity.start
    )


def _is_conversion(analysis: Analysis, sentence: Sentence, k: int) -> bool:
    """A sum in brackets, or behind "that's", right after another sum."""
    quantity = sentence.quantities[k]
    if quantity.unit not in CURRENCIES or not k:
        return False
    before = sentence.quantities[k - 1]
    if before.unit not in CURRENCIES or before.unit == quantity.unit:
        return False
    between = " ".join(t.low for t in sentence.tokens if before.end <= t.start < quantity.start)
    return between in analysis.words["units"]["conversion"]["between"]


def _is_ratio(analysis: Analysis, sentence: Sentence, quantity: Quantity, clause: Span) -> bool:
    """Whether the number compares two parties: "three times what the West makes"."""
    than = analysis.words["numbers"]["grammar"]["than"]
    place = next(
        (
            t.start
            for t in sentence.tokens
            if quantity.end <= t.start < clause.end and t.low in than
        ),
        None,
    )
    if place is None:
        return False
    before = {m.name.state for m in sentence.mentions if m.start < place}
    after = {m.name.state for m in sentence.mentions if place < m.start < clause.end}
    return bool(after - before - {None})


def _territory(sentence: Sentence, k: int, clause: Span) -> Span:
    """From the number before to the number behind, within the clause."""
    start, end = clause.start, clause.end
    if k:
        start = max(start, sentence.quantities[k - 1].end)
    if k + 1 < len(sentence.quantities):
        end = min(end, sentence.quantities[k + 1].start)
    return Span(start, max(end, sentence.quantities[k].end))


def _unit_class(unit: str) -> str:
    if unit in CURRENCIES:
        return "money"
    return "duration" if unit in PERIODS else unit


def _kind(
    analysis: Analysis,
    sentence: Sentence,
    quantity: Quantity,
    unit: str,
    clause: Span,
    last: _Last | None,
) -> str | None:
    """The kind that the words around a number speak for most, or None."""
    weights = _weights(analysis.words)
    priors = weights.units.get(_unit_class(unit))
    if priors is None or not _is_materiel(analysis, sentence, quantity, clause):
        return None
    strength = _strengths(analysis, sentence, quantity, clause, weights)
    best, best_score = None, weights.threshold
    for kind, prior in priors.items():
        goes_on = last is not None and last.kind == kind and (last.unit or "none") == unit
        if _out_of_bounds(kind, sentence, quantity, weights):
            continue
        if not goes_on and not _met(kind, strength, quantity, weights):
            continue
        bonus = 0.0
        if goes_on and last is not None:
            bonus = weights.list_bonus * (1.0 if last.clause == clause.start else 0.5)
            if last.clause < sentence.start and not sentence.row:
                bonus *= 0.5 if _has_own_kind(sentence, weights) else 1.0
        score = (
            bonus
            + prior
            + sum(weight * strength.get(group, 0.0) for group, weight in weights.cues[kind].items())
        )
        if quantity.per and unit != "percent":
            score += weights.per.get(kind, 0.0)
        if score > best_score:
            best, best_score = kind, score
    return best


def _has_own_kind(sentence: Sentence, weights: _Weights) -> bool:
    """Whether a sentence has words that a kind asks for, so that it does not merely go on."""
    groups = sentence.groups(sentence.start, sentence.end)
    return any(need in groups for needs in weights.needs.values() for need in needs)


def _out_of_bounds(kind: str, sentence: Sentence, quantity: Quantity, weights: _Weights) -> bool:
    """A price of billions; an output of one, which is "one" the article."""
    value = quantity.low if quantity.low is not None else quantity.high or 0.0
    if kind == "price":
        each = "price_each" in sentence.groups(sentence.start, sentence.end)
        return value > weights.price_most or (value > _DEAR and not each)
    if quantity.unit in CURRENCIES:
        return value < _SMALL_SUM and kind in _GREAT_SUMS
    return kind != "transfer" and value == 1 and quantity.unit == "piece" and not quantity.per


def _met(kind: str, strength: dict[str, float], quantity: Quantity, weights: _Weights) -> bool:
    needs = weights.needs.get(kind)
    if not needs:
        return True
    return any(_holds(need, strength, quantity) for need in needs)


def _holds(need: str, strength: dict[str, float], quantity: Quantity) -> bool:
    """Whether a group is near; "per" is a rate; "use+per" asks for both."""
    return all(
        quantity.per is not None if group == "per" else strength.get(group, 0) > 0
        for group in need.split("+")
    )


def _strengths(
    analysis: Analysis, sentence: Sentence, quantity: Quantity, clause: Span, weights: _Weights
) -> dict[str, float]:
    """How strongly each cue group speaks, from 0 to 1: its nearest cue's place and distance."""
    strength: dict[str, float] = {}
    for start, end, group in sentence.cues:
        if sentence.said and sentence.said[0] <= start < sentence.said[1]:
            continue
        if quantity.noun and start < quantity.noun[1] and quantity.noun[0] < end and group in _OWN:
            continue  # 70 "factories" are no sign that one is built
        if group in _COMPARING and quantity.start <= start and end <= quantity.end:
            continue  # nor is the "more" of "more than 200" a rise
        gap = max(0, start - quantity.end, quantity.start - end)
        near = _FLOOR + (1 - _FLOOR) * math.exp(-gap / _DECAY)
        if not clause.start <= start < clause.end:
            near *= weights.scopes["sentence"]
        strength[group] = max(strength.get(group, 0.0), near)
    if _counts_ammunition(sentence, quantity):
        strength["counts_ammunition"] = 1.0
    more = _ROW if sentence.row and not _has_own_kind(sentence, weights) else 1.0
    around = (
        (sentence.lead, weights.scopes["lead"] * more),
        (sentence.heading if sentence.role == "body" else None, weights.scopes["heading"] * more),
        (analysis.before(sentence), weights.scopes["before"]),
        (analysis.title, weights.scopes["row" if sentence.row else "title"] * more),
    )
    for other, weight in around:
        if other is not None:
            for _, _, group in other.cues:
                strength[group] = max(strength.get(group, 0.0), weight)
    return strength


def _counts_ammunition(sentence: Sentence, quantity: Quantity) -> bool:
    """Thousands of shells: what is fired of them is used up, and not a strike to report."""
    if not quantity.noun or (quantity.high or quantity.low or 0) < _MANY:
        return False
    return any(
        path.startswith("ammunition") and quantity.start <= start and end <= quantity.noun[1]
        for start, end, path in sentence.items
    )


def _is_materiel(analysis: Analysis, sentence: Sentence, quantity: Quantity, clause: Span) -> bool:
    """Whether the words around a number speak of materiel at all."""
    near = sentence.groups(
        max(clause.start, quantity.start - _NOISE), min(clause.end, quantity.end + _NOISE)
    )
    if ("noise" in near and not quantity.item) or "combat" in near:
        return False
    if quantity.item or sentence.items or "weapon" in sentence.groups(sentence.start, sentence.end):
        return True
    if any(mention.name.role in _TRADE for mention in sentence.mentions):
        return True
    for other in (sentence.lead, analysis.before(sentence), sentence.heading):
        if other is not None and (other.items or any(g == "weapon" for _, _, g in other.cues)):
            return True
    return analysis.on_materiel or (sentence.row and analysis.share > _ROWS_SHARE)
