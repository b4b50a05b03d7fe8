"""A printed conversion of money against the rate of its day (docs/model.md, rule C13)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from materiel.claims.scan import Quantity, scan_quantities
from materiel.claims.text.sentences import sentence_spans
from materiel.claims.tokens import fold, tokenize
from materiel.claims.wording import format_bounds
from materiel.claims.words import Lexicon, lexicon
from materiel.core.dates import edtf_bounds
from materiel.core.units import CURRENCIES
from materiel.documents.records import Document
from materiel.ledger.money import NoRate, OwnRate, Rate, rate_on, rates_ever
from materiel.ledger.records import Mark, Relation, mark_at

ALLOWED = 0.10  # rates move between the day that a report converts at and its own
ALLOWED_HEDGED = 0.15
# What may stand between an amount and its conversion: a bracket or words of equality.
_BETWEEN = re.compile(
    r"[\s,–-]*(?:\(|\[|(?:or|i\.e\.|that is|equivalent to|equal to|worth|das sind|umgerechnet|soit|"
    r"czyli|ou seja|тобто)\s)[\s=≈~]*"
    r"(?:(?:about|around|some|roughly|nearly|almost|approximately|over|more than|equivalent to|"
    r"rund|etwa|environ|près de|około|cerca de|близько|приблизно|понад)\s*)*[\s=≈~]*",
    re.IGNORECASE,
)
_READ = ("headline", "body", "caption")
_FARTHEST = 60  # characters between the two amounts


@dataclass(frozen=True, slots=True)
class Converted:
    """Two amounts that a text says are one."""

    start: int
    end: int
    stated: Quantity
    printed: Quantity


def find(documents: Sequence[Document], own: Sequence[OwnRate] = ()) -> list[Mark]:
    """Conversions that the rate of the report's day does not bear out, or that no rate can check."""
    found = []
    for document in documents:
        words = lexicon(document.language) if document.language else None
        if words is None:
            continue
        for pair in conversions(document, words):
            mark = _held(document, pair, own)
            if mark:
                found.append(mark)
    return found


def conversions(document: Document, words: Lexicon) -> Iterator[Converted]:
    """Amounts followed by the same amount in another currency, in brackets or after "or"."""
    for block in document.blocks:
        if block.role not in _READ:
            continue
        for span in sentence_spans(document.text, block.start, block.end, words):
            text = document.text[span.start : span.end]
            if any(c.isdigit() for c in text) and _BETWEEN.search(text):
                yield from _in_sentence(text, span.start, words)


def _in_sentence(text: str, start: int, words: Lexicon) -> Iterator[Converted]:
    money = [q for q in scan_quantities(tokenize(fold(text)), words) if _is_money(q)]
    for left, right in pairwise(money):
        if left.unit == right.unit or right.start - left.end > _FARTHEST:
            continue
        if _BETWEEN.fullmatch(_without_nouns(text[left.end : right.start], words)):
            yield Converted(start + left.start, start + right.end, left, right)


def _is_money(quantity: Quantity) -> bool:
    return (
        quantity.unit in CURRENCIES
        and not quantity.shared
        and bool(quantity.low)
        and quantity.low == quantity.high
    )


def _without_nouns(between: str, words: Lexicon) -> str:
    """What stands between two amounts, from its last bracket on where it has one."""
    place = max(between.rfind("("), between.rfind("["))
    if place > 0 and between[:place].strip() and len(between[:place].split()) <= 3:
        return between[place:]  # "7.5 billion Swiss francs (": the scanner may leave the noun out
    return between


def _held(document: Document, pair: Converted, own: Sequence[OwnRate]) -> Mark | None:
    assert pair.stated.unit and pair.printed.unit and pair.stated.low and pair.printed.low
    allowed = ALLOWED_HEDGED if pair.stated.approx or pair.printed.approx else ALLOWED
    least = most = at = _rate_of_day(document, pair, own)
    if at is None:
        least, most = rates_ever(pair.stated.unit, pair.printed.unit)
    if isinstance(at, NoRate) or least is None or most is None:
        reason = str(at or NO_DATE)
        return _mark(document, pair, "not checked", f"Not checked: {reason}.", "")
    assert isinstance(least, Rate) and isinstance(most, Rate)
    implied = pair.printed.low / pair.stated.low
    if least.value * (1 - allowed) <= implied <= most.value * (1 + allowed):
        return None
    nearest = least if implied < least.value else most
    text = _explain(pair, nearest, dated=at is not None)
    return _mark(document, pair, "contradiction", text, nearest.source)


NO_DATE = "the report has no date and there is no rate for any day"


def _rate_of_day(
    document: Document, pair: Converted, own: Sequence[OwnRate]
) -> Rate | NoRate | None:
    """None where the report has no date."""
    if not document.published:
        return None
    day = edtf_bounds(document.published)[1]
    return rate_on(str(pair.stated.unit), str(pair.printed.unit), day, own)


def _explain(pair: Converted, rate: Rate, *, dated: bool) -> str:
    assert pair.printed.low and pair.stated.low
    expected = pair.stated.low * rate.value
    ratio = pair.printed.low / expected
    times = f"{1 / ratio:.3g} times too little" if ratio < 1 else f"{ratio:.3g} times too much"
    at = "the rate of" if dated else "the nearest rate there ever was (the report has no date),"
    return (
        f"{_amount(pair.stated)} is {pair.printed.unit} {_rounded(expected)} at {at} "
        f"{rate.day.isoformat()} (1 {rate.currency} = {rate.value:.4f} {rate.to}), "
        f"not {_amount(pair.printed)}: {times}."
    )


def _amount(quantity: Quantity) -> str:
    return f"{quantity.unit} {format_bounds(quantity.low, quantity.high)}"


def _rounded(value: float) -> str:
    return format_bounds(float(f"{value:.3g}"), float(f"{value:.3g}"))


def _mark(document: Document, pair: Converted, relation: Relation, text: str, source: str) -> Mark:
    at = (document, pair.start, pair.end)
    return mark_at(*at, rule="conversion", relation=relation, text=text, source=source)
