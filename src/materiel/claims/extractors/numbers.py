"""Claims with a number: every quantity of a sentence, the kind its words speak for, and its fields."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from materiel.claims.extractors.counted import falls, period_of, unit_of
from materiel.claims.extractors.kinds import Last, kind_of, unit_class
from materiel.claims.extractors.modal import between_commas, modal_span, of_promised
from materiel.claims.extractors.planned import is_planned
from materiel.claims.extractors.rates import of_the_same, with_rate
from materiel.claims.extractors.resumed import resumed
from materiel.claims.extractors.strengths import for_plant
from materiel.claims.items import GENERAL, item_of_quantity
from materiel.claims.locate import make_claim
from materiel.claims.parties.choose import parties_of
from materiel.claims.parties.fact import Parties
from materiel.claims.quotes import quote_of
from materiel.claims.records import Claim, Status
from materiel.claims.scan import DateSpan, Quantity
from materiel.claims.scan.number_words import number_words
from materiel.claims.status import POINTED, ends_of, status_of
from materiel.claims.text.analysis import Analysis, Sentence
from materiel.claims.text.sentences import Span
from materiel.claims.tokens import between, first_from
from materiel.claims.when.before_after import is_ahead, is_behind, is_over
from materiel.claims.when.choose import at_the_time, date_above, date_of, is_total
from materiel.core.errors import ClaimError
from materiel.core.units import CURRENCIES

_MAKING = ("production", "investment")
_OTHER_SIDE = 60  # characters behind "than" in which the other side of a ratio is named


def claims_with_numbers(analysis: Analysis) -> Iterator[Claim]:
    """The claims that count something, in text order."""
    last: Last | None = None
    order: Claim | None = None
    for sentence in analysis.sentences:
        before = analysis.sentences[sentence.index - 1] if sentence.index else None
        if before is None or not (
            sentence.paragraph == before.paragraph or (sentence.row and before.row)
        ):
            last = None
        for k, quantity in enumerate(sentence.quantities):
            quantity = with_rate(analysis, sentence, k, last)
            claim = _claim(analysis, sentence, k, quantity, last)
            if claim is not None:
                claim = resumed(analysis, sentence, claim, order)
                if last is not None:
                    claim = of_the_same(sentence, quantity, claim, last)
                order = claim if claim.kind == "order" else order
                last = Last(claim, sentence.clause_at(quantity.start).start, quantity)
                yield claim


class _Counted(NamedTuple):
    """A number at its place in a text, and the kind of fact that it tells."""

    analysis: Analysis
    sentence: Sentence
    quantity: Quantity
    clause: Span
    territory: Span  # from the number before to the number behind
    kind: str


def _claim(
    analysis: Analysis, sentence: Sentence, k: int, quantity: Quantity, last: Last | None
) -> Claim | None:
    unit = unit_of(analysis, sentence, k, quantity, last.claim.unit if last else None)
    resumes = unit == "piece" and not quantity.per and not sentence.table
    if resumes and (per := period_of(sentence, k)):
        quantity = quantity._replace(per=per)
    if unit is None or _is_conversion(analysis, sentence, k):
        return None
    clause = sentence.clause_at(quantity.start)
    if unit in ("piece", *CURRENCIES) and _is_difference(analysis, sentence, quantity):
        return None
    if unit in ("factor", "percent") and _is_ratio(analysis, sentence, quantity, clause):
        return None
    kind = kind_of(analysis, sentence, quantity, unit, clause, last)
    if kind is None:
        return None
    territory = _territory(sentence, k, clause)
    counted = _Counted(analysis, sentence, quantity, clause, territory, kind)
    counted = counted._replace(kind=_settled(counted, unit))
    start, end = quote_of(analysis, sentence, clause, quantity.start, quantity.end)
    try:
        return make_claim(
            analysis.document,
            start,
            end,
            scale=sentence.scale,
            kind=counted.kind,
            unit=None if unit == "none" else unit,
            per=quantity.per,
            **_value(analysis, sentence, quantity, counted.kind),
            **_fields(counted),
        )
    except ClaimError:
        # The scanner does not read the number in the quote alone: no claim, by rule.
        return None


def _settled(counted: _Counted, unit: str) -> str:
    """The kind: what a plant to come will make is an investment, what a maker hands over an order."""
    analysis, sentence, quantity, clause, _, kind = counted
    if kind in _MAKING and unit_class(unit) in ("piece", "none"):
        part = modal_span(analysis, sentence, clause, quantity)
        return "investment" if is_planned(analysis, sentence, clause, part) else "production"
    if kind == "transfer" and _from_maker(analysis, sentence, clause, quantity):
        return "order"
    return kind


def _fields(counted: _Counted) -> dict[str, Any]:
    analysis, sentence, quantity, clause, territory, kind = counted
    span = own = at_the_time(analysis, sentence, clause) or date_of(
        analysis, sentence, territory, clause, quantity.start, kind
    )
    if span is None:
        span = date_above(analysis, sentence, kind)
    plant = kind == "investment" and quantity.unit in CURRENCIES and for_plant(sentence, quantity)
    status = _status(counted, own, span, plant=plant)
    if _is_of_above(analysis, sentence, own, span, status):
        span = None
    date_from, date_to = ends_of(span, status, analysis, kind)
    if span is not None and span.relation == "at" and is_total(analysis, sentence, clause, kind):
        date_from = None
    parties = parties_of(analysis, sentence, kind, clause, quantity.start)
    if plant:
        parties = _of_plant(analysis, sentence, clause, quantity, parties)
    item = None
    if kind != "membership":
        item = item_of_quantity(analysis, sentence, quantity, territory, kind) or GENERAL
    return {
        "subject": parties.subject,
        "object": parties.object,
        "item": item,
        "status": status,
        "date_from": date_from,
        "date_to": date_to,
        "speaker": sentence.speaker,
    }


def _status(
    counted: _Counted, own: DateSpan | None, span: DateSpan | None, *, plant: bool
) -> Status:
    """How far along it is, by its words and by its date: its own, or that of what stands above."""
    analysis, sentence, quantity, clause, _, kind = counted
    ahead = is_ahead(span, analysis) or _due(analysis, sentence, span, clause)
    ahead = ahead or "time_ahead" in sentence.groups(clause.start, clause.end)
    past = is_behind(span, analysis)
    signs = (
        ("date_past", past),
        ("date_ahead", ahead),
        ("per", quantity.per),
        ("for_plant", plant),
    )
    part = modal_span(analysis, sentence, clause, quantity)
    if past and own is not None and clause.start <= own.start < clause.end:
        part = between_commas(sentence, part, own, quantity)
    if kind == "transfer" and of_promised(analysis, sentence, clause, quantity):
        return "delivered"
    return status_of(analysis, sentence, kind, part, {sign for sign, holds in signs if holds})


def _is_of_above(
    analysis: Analysis,
    sentence: Sentence,
    own: DateSpan | None,
    span: DateSpan | None,
    status: str,
) -> bool:
    """Whether what shall be has only the day of what stands above, or that its paragraph opens with."""
    if is_ahead(span, analysis):
        return False
    if own is None:
        return status in ("pledged", *POINTED)
    return own is sentence.label and status in POINTED


def _of_plant(
    analysis: Analysis, sentence: Sentence, clause: Span, quantity: Quantity, builders: Parties
) -> Parties:
    """Who has a plant built pays for it: he who orders it; in his own country, if none is named."""
    payer = parties_of(analysis, sentence, "order", clause, quantity.start).subject
    return Parties(payer, builders.object or payer) if payer else builders


def _from_maker(analysis: Analysis, sentence: Sentence, clause: Span, quantity: Quantity) -> bool:
    """ "The firm will deliver 200 shells": from a maker it is an order, by rule 8 of docs/claims.md."""
    givers = parties_of(analysis, sentence, "transfer", clause, quantity.start).subject
    return bool(givers) and set(givers) <= analysis.makers.keys()


def _due(analysis: Analysis, sentence: Sentence, span: DateSpan | None, clause: Span) -> bool:
    """ "20 by summer": a deadline, where nothing says that it has been met."""
    if span is None or span.relation != "by" or is_over(span, analysis):
        return False
    met = sentence.groups(clause.start, clause.end) & {"done", "exist"}
    around = sentence.groups(min(span.start, clause.start), clause.end)
    return not met and not ("was" in around and not around & {"future", "firm_future"})


def _value(analysis: Analysis, sentence: Sentence, quantity: Quantity, kind: str) -> dict[str, Any]:
    low, high = quantity.low, quantity.high
    if kind == "growth" and quantity.unit == "percent" and falls(sentence, quantity):
        low, high = (None if high is None else -high), (None if low is None else -low)
    return {"low": low, "high": high, "approx": quantity.approx}


def _is_conversion(analysis: Analysis, sentence: Sentence, k: int) -> bool:
    """A sum in brackets, or behind "that's", after another sum."""
    quantity = sentence.quantities[k]
    if quantity.unit not in CURRENCIES or not k:
        return False
    table = analysis.words["units"]["conversion"]
    before = sentence.quantities[k - 1]
    if before.unit not in CURRENCIES or before.unit == quantity.unit:
        return False
    words = [t.low for t in between(sentence.tokens, before.end, quantity.start)]
    told = any(" ".join(words[-n:]) in table.get("told", ()) for n in (1, 2, 3, 4))
    return told or " ".join(words) in table["between"]


def _is_difference(analysis: Analysis, sentence: Sentence, quantity: Quantity) -> bool:
    """ "400 million less than last year"."""
    words = number_words(analysis.words).difference
    tokens = sentence.tokens
    behind = first_from(tokens, quantity.noun[1] if quantity.noun else quantity.end)
    # "600,000 more than": the word may have been read as the noun of the number
    return any(words.at(tokens, k) is not None for k in (behind, behind - 1) if k > 0)


def _is_ratio(analysis: Analysis, sentence: Sentence, quantity: Quantity, clause: Span) -> bool:
    """Whether the number compares two parties: "three times what the West makes"."""
    grammar = analysis.words["numbers"]["grammar"]
    behind = between(sentence.tokens, quantity.end, clause.end)
    than = [t for t in behind if t.low in grammar["than"]]
    # "three times as many as Russia", but not "tripled, as Russia did"
    as_as = [t for t in behind if t.low in grammar.get("than_pair", ())]
    for place in (t.start for t in than + as_as[1:]):
        before = {m.name.state for m in sentence.mentions if m.start < place}
        reach = min(clause.end, place + _OTHER_SIDE)
        after = {m.name.state for m in sentence.mentions if place < m.start < reach}
        if after - before - {None}:
            return True
    return False


def _territory(sentence: Sentence, k: int, clause: Span) -> Span:
    """From the number before to the number behind, within the clause."""
    start, end = clause.start, clause.end
    if k:
        start = max(start, sentence.quantities[k - 1].end)
    if k + 1 < len(sentence.quantities):
        end = min(end, sentence.quantities[k + 1].start)
    return Span(start, max(end, sentence.quantities[k].end))
