"""The number that a pointer points at, read by our scanner out of the document's own words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from materiel.claims.extractors.counted import falls, shared_currency
from materiel.claims.llm.answer import Pointer, RefusedError, shown
from materiel.claims.llm.places import occurrences
from materiel.claims.scan import Quantity
from materiel.claims.text.analysis import Analysis, Sentence
from materiel.claims.text.sentences import Span
from materiel.claims.tokens import fold, tokenize
from materiel.core.units import CURRENCIES, PERIODS

_NUMBERLESS = ("agreement", "permission", "disruption", "membership")
# Kinds that are told in some units only; a number in another unit is of another kind.
_UNITS: dict[str, frozenset[str]] = {
    "growth": frozenset(("factor", "percent")),
    "lead_time": frozenset(PERIODS),
    "price": CURRENCIES,
}
# Kinds in which a bare number has the unit of one before it, or makes no claim.
_BARE: dict[str, frozenset[str]] = {
    **_UNITS,
    "funding": CURRENCIES,
    "share": frozenset(("percent",)),
}


@dataclass(frozen=True, slots=True)
class Value:
    """A number as a claim has it, and the run of text that states it."""

    span: Span
    fields: dict[str, Any]


def value_of(
    analysis: Analysis, sentences: Sequence[Sentence], pointer: Pointer, quote: Span
) -> Value | None:
    """The value that a pointer points at; None where the fact has no number.

    The scanner has read the whole sentence, so that a quote which leaves off "more than" or "million"
    does not change the number; the caller widens the quote by `Value.span`. Without value words a
    quote with a single number means that one, save for the kinds that are told without numbers.

    Raises:
        RefusedError: The words are not in the quote, hold no number or several, or another kind's unit.
    """
    told = [(s, q) for s in sentences for q in s.quantities if _touch(q, quote)]
    if pointer.value_words is None:
        if pointer.kind in _NUMBERLESS or not told:
            return None
        if len(told) > 1:
            raise RefusedError(f"the quote holds {len(told)} numbers and no value words say which")
        return _value(analysis, *told[0], pointer)
    words = _within(analysis.document.text, pointer.value_words, quote)
    inside = [(s, q) for s, q in told if _touch(q, words)]
    if not inside:
        if _says_never(analysis, pointer.value_words):
            return Value(words, {"low": 0.0, "high": 0.0, "approx": False, "unit": "piece"})
        raise RefusedError(f"our scanner reads no number in {shown(pointer.value_words)}")
    begun = [one for one in inside if words.start <= one[1].start < words.end]
    if len(begun) > 1:
        raise RefusedError(
            f"{shown(pointer.value_words)} holds {len(begun)} numbers; one each claim"
        )
    return _value(analysis, *(begun or inside)[-1], pointer)


def _within(text: str, words: str, quote: Span) -> Span:
    found = next(occurrences(text[quote.start : quote.end], words), None)
    if found is None:
        raise RefusedError(f"the value words {shown(words)} are not in the quote")
    return Span(quote.start + found.start, quote.start + found.end)


def _touch(quantity: Quantity, span: Span) -> bool:
    return quantity.start < span.end and span.start < quantity.end


def _value(analysis: Analysis, sentence: Sentence, quantity: Quantity, pointer: Pointer) -> Value:
    unit, per = _unit(analysis, sentence, quantity, pointer)
    known = _UNITS.get(pointer.kind)
    if (known and unit not in known) or (unit == "factor" and pointer.kind != "growth"):
        raise RefusedError(f"kind {pointer.kind} with a number in {unit or 'no known unit'}")
    low, high = quantity.low, quantity.high
    if pointer.kind == "growth" and unit == "percent" and falls(sentence, quantity):
        low, high = (None if high is None else -high), (None if low is None else -low)
    fields = {"low": low, "high": high, "approx": quantity.approx, "unit": unit, "per": per}
    return Value(Span(quantity.start, quantity.end), fields)


def _unit(
    analysis: Analysis, sentence: Sentence, quantity: Quantity, pointer: Pointer
) -> tuple[str | None, str | None]:
    """Unit and period as scanned; a bare number has those of the number before, or counts pieces.

    Raises:
        RefusedError: A sum without a currency anywhere before it.
    """
    if quantity.shared:
        return shared_currency(analysis, sentence), quantity.per
    if quantity.unit is not None or quantity.noun is not None:
        return quantity.unit, quantity.per
    wanted = _BARE.get(pointer.kind)
    for other in _before(analysis, sentence, quantity):
        if wanted is not None and other.unit in wanted:
            return other.unit, quantity.per or other.per
        if wanted is None and _goes_on(sentence, other, quantity):
            return other.unit, quantity.per or other.per
    if wanted is not None:
        raise RefusedError(f"kind {pointer.kind} with a number whose unit is not told")
    return ("piece" if quantity.per or pointer.item_words else None), quantity.per


def _before(analysis: Analysis, sentence: Sentence, quantity: Quantity) -> list[Quantity]:
    """The nearest numbers before: in the sentence, the line it stands under, the sentence before."""
    own = [q for q in sentence.quantities if q.end <= quantity.start and q.unit]
    others = [o for o in (sentence.lead, analysis.before(sentence)) if o is not None]
    return own[-1:] + [q for other in others for q in other.quantities[-1:] if q.unit]


def _goes_on(sentence: Sentence, other: Quantity, quantity: Quantity) -> bool:
    """Whether a bare number counts what the one before does.

    "Another four billion" goes on with dollars; "10,000 a day against 2,000" with the rate, unless a
    date makes it a total.
    """
    if other.unit in CURRENCIES:
        return quantity.scaled
    rate = other.unit == "piece" and other.per is not None
    return rate and other.start >= sentence.start and not sentence.dates


def _says_never(analysis: Analysis, words: str) -> bool:
    never = analysis.words["numbers"]["grammar"]["never"]
    return any(token.low in never for token in tokenize(fold(words)))
