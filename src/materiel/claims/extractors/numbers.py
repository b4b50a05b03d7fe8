"""Claims with a number: every quantity of a sentence, the kind its words speak for, and its fields."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from materiel.claims.analysis import Analysis, Sentence
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
from materiel.core.units import CURRENCIES

_DECAY = 70.0  # characters at which a cue of the same clause weighs 1/e
_FLOOR = 0.6  # what a far cue of the same clause keeps
_NOISE = 50  # characters within which a word such as "votes" makes a number none of ours
_OWN = ("plant", "invest")
_COMPARING = ("rise", "drop")
_SHORT_CLAUSE = 30  # characters; a shorter clause seldom has a verb of its own
_MODAL = {"future", "could", "done", "signed", "exist"}
_NEAR = 40  # characters to the number whose rate a bare one goes on with
_DURATIONS = ("day", "week", "month", "year")


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
        if (
            not sentence.index
            or sentence.paragraph != analysis.sentences[sentence.index - 1].paragraph
        ):
            last = None
        for k, quantity in enumerate(sentence.quantities):
            quantity = _with_rate(sentence, k, quantity)
            claim = _claim(analysis, sentence, k, quantity, last)
            if claim is not None:
                last = _Last(claim.kind, claim.unit, sentence.clause_at(quantity.start).start)
                yield claim


def _with_rate(sentence: Sentence, k: int, quantity: Quantity) -> Quantity:
    """ "Two a month before the war, six today": a bare number goes on with the rate before it."""
    before = sentence.quantities[k - 1] if k else None
    if before is None or not before.per or not quantity.bare or quantity.per:
        return quantity
    near = quantity.start - before.end < _NEAR
    return replace(quantity, per=before.per) if near and not quantity.changed else quantity


def _claim(
    analysis: Analysis, sentence: Sentence, k: int, quantity: Quantity, last: _Last | None
) -> Claim | None:
    unit = _unit(analysis, sentence, k, quantity)
    if unit is None or _is_conversion(analysis, sentence, k):
        return None
    clause = sentence.clause_at(quantity.start)
    if unit in ("factor", "percent") and _is_ratio(analysis, sentence, quantity, clause):
        return None
    territory = _territory(sentence, k, clause)
    kind = _kind(analysis, sentence, quantity, unit, clause, last)
    if kind is None:
        return None
    fields = _fields(analysis, sentence, quantity, kind, clause, territory)
    start, end = quote_of(analysis, sentence, clause, quantity.start, quantity.end)
    try:
        return make_claim(
            analysis.document,
            start,
            end,
            kind=kind,
            unit=None if unit == "none" else _currency(unit, quantity, fields),
            per=quantity.per,
            **_value(analysis, sentence, quantity, kind),
            **fields,
        )
    except ClaimError:
        # The scanner does not read the number in the quote alone: no claim, by rule.
        return None


def _currency(unit: str, quantity: Quantity, fields: dict[str, Any]) -> str:
    return unit


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


def _unit(analysis: Analysis, sentence: Sentence, k: int, quantity: Quantity) -> str | None:
    """The unit of the claim; None where the number counts nothing that is known."""
    if quantity.unit is not None:
        if quantity.shared:
            return _shared(analysis, sentence)
        return quantity.unit
    if quantity.noun is not None:
        return "none"
    if not quantity.bare:
        return None
    if quantity.per:
        return "piece"
    before = [q for q in sentence.quantities[:k] if q.unit]
    if before:
        return _carried(before[-1], quantity)
    previous = analysis.before(sentence)
    if previous is not None and previous.quantities and quantity.scaled:
        unit = _carried(previous.quantities[-1], quantity)
        if unit:
            return unit
    if (quantity.low or quantity.high or 0) >= 100 and (
        sentence.items or (previous is not None and previous.items)
    ):
        return "piece"
    if previous is not None and any(q.item for q in previous.quantities) and not _small(quantity):
        return "piece"
    return _bulleted(sentence, quantity)


def _small(quantity: Quantity) -> bool:
    """Small numbers without a noun count anything: the parts of a plan, people, times."""
    return (quantity.low or quantity.high or 0) < 5


def _bulleted(sentence: Sentence, quantity: Quantity) -> str | None:
    """ "- Stingers: 25": a row of a list counts what stands before its colon."""
    if sentence.bullet and sentence.items and sentence.items[0][0] < quantity.start:
        return "piece"
    return None


def _carried(other: Quantity, quantity: Quantity) -> str | None:
    """ "on top of 150 million", "from 2,000": the unit of the number before."""
    unit = other.unit
    if unit in CURRENCIES:
        return unit if quantity.scaled or (quantity.low or quantity.high or 0) >= 100 else None
    return unit if unit == "piece" or unit in _DURATIONS else None


def _shared(analysis: Analysis, sentence: Sentence) -> str:
    """Kroner: whose, by the state that the sentence or the report speaks of."""
    states: dict[str, str] = analysis.words["units"]["shared_currency"]["states"]
    for mention in sentence.mentions:
        if mention.name.state in states:
            return states[mention.name.state]
    for state, _ in analysis.states.most_common():
        if state in states:
            return states[state]
    return next(iter(states.values()))


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
    return "duration" if unit in _DURATIONS else unit


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
        if _out_of_bounds(kind, quantity, weights):
            continue
        if not goes_on and not _met(kind, strength, quantity, weights):
            continue
        bonus = 0.0
        if goes_on and last is not None:
            bonus = weights.list_bonus * (1.0 if last.clause == clause.start else 0.5)
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


def _out_of_bounds(kind: str, quantity: Quantity, weights: _Weights) -> bool:
    """A price of billions; an output of one, which is "one" the article."""
    value = quantity.low if quantity.low is not None else quantity.high or 0.0
    if kind == "price":
        return value > weights.price_most
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
    around = (
        (sentence.lead, weights.scopes["lead"]),
        (sentence.heading if sentence.role == "body" else None, weights.scopes["heading"]),
        (analysis.before(sentence), weights.scopes["before"]),
        (analysis.title, weights.scopes["row" if sentence.bullet else "title"]),
    )
    for other, weight in around:
        if other is not None:
            for _, _, group in other.cues:
                strength[group] = max(strength.get(group, 0.0), weight)
    return strength


def _is_materiel(analysis: Analysis, sentence: Sentence, quantity: Quantity, clause: Span) -> bool:
    """Whether the words around a number speak of materiel at all."""
    near = sentence.groups(
        max(clause.start, quantity.start - _NOISE), min(clause.end, quantity.end + _NOISE)
    )
    if ("noise" in near and not quantity.item) or "combat" in near:
        return False
    if quantity.item or sentence.items or "weapon" in sentence.groups(sentence.start, sentence.end):
        return True
    for other in (sentence.lead, analysis.before(sentence), sentence.heading):
        if other is not None and (other.items or any(g == "weapon" for _, _, g in other.cues)):
            return True
    if analysis.title is not None and analysis.title.items:
        return True  # "Ammunition: the money is there": what the report says it is about
    if any(mention.name.role == "company" for mention in sentence.mentions):
        return True  # the companies that the lexicon lists make materiel
    return analysis.on_materiel or _paragraph_on_materiel(analysis, sentence)


def _paragraph_on_materiel(analysis: Analysis, sentence: Sentence) -> bool:
    """Whether an earlier sentence of the paragraph names an item of materiel."""
    for other in reversed(analysis.sentences[: sentence.index]):
        if other.paragraph != sentence.paragraph:
            return False
        if other.items:
            return True
    return False
