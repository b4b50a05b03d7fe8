"""Quantities: numbers with their bounds, hedges, units and rate periods, read from a sentence."""

from collections.abc import Sequence
from typing import NamedTuple

from materiel.claims.scan.bounds import as_bound, bounds_before
from materiel.claims.scan.number_words import DASHES, Number, Start, number_words
from materiel.claims.scan.numbers import read_number
from materiel.claims.scan.signs import (
    NumberReader,
    currency_of,
    is_label,
    measures,
    percent_end,
    times_end,
)
from materiel.claims.scan.spans import ends_of_range, is_change, second_of, vague_range
from materiel.claims.scan.units import Noun, read_noun, read_per, unit_words
from materiel.claims.tokens import Token, places
from materiel.claims.words import Lexicon
from materiel.core.units import PERIODS

_TEN = 10  # the greatest whole of "nine in ten"


class Quantity(NamedTuple):
    """One value that a sentence states."""

    start: int  # offsets of the whole expression in the text
    end: int
    low: float | None
    high: float | None
    approx: bool
    unit: str | None
    per: str | None = None
    noun: tuple[int, int] | None = None  # offsets of the noun, where there is one
    item: bool = False  # the noun is materiel
    bare: bool = False  # no noun of its own
    generic: bool = False  # "600,000 more"
    scaled: bool = False  # written with million, billion ...
    shared: bool = False  # a currency several states name so
    changed: bool = False  # the first of "from 12 to 28"


_Found = tuple[Quantity, int]  # with the index behind the number's own words


def scan_quantities(
    tokens: Sequence[Token],
    lexicon: Lexicon,
    *,
    item_ends: dict[int, int] | None = None,
    masked: frozenset[int] = frozenset(),
    starts: Sequence[int] | None = None,
) -> list[Quantity]:
    """The quantities of one sentence, in order.

    Args:
        tokens: The sentence.
        lexicon: Whose words to use.
        item_ends: For each token that begins an item of materiel, the index behind it.
        masked: Tokens that belong to dates, names and calibres, which are no quantities.
        starts: The tokens that a number may begin with, where they are known.

    >>> from materiel.claims.tokens import tokenize
    >>> from materiel.claims.words import lexicon
    >>> found = scan_quantities(tokenize("at least 30 firms paid €1.4bn"), lexicon("en"))
    >>> [(q.low, q.high, q.unit) for q in found]
    [(30.0, None, 'company'), (1400000000.0, 1400000000.0, 'EUR')]
    """
    reader = NumberReader(
        tokens, item_ends or {}, masked, number_words(lexicon), unit_words(lexicon)
    )
    found: list[Quantity] = []
    known, behind = reader.numbers.starts, 0
    for i in places(tokens, known.__getitem__) if starts is None else starts:
        start = known[tokens[i].low]
        if start is None or i < behind:
            continue
        for quantity, end in _read(reader, i, start):
            found.append(quantity)
            behind = max(behind, end)
    return found


def _read(r: NumberReader, i: int, start: Start) -> Sequence[_Found]:
    """The quantity, or the two of a change, that begin at token `i`."""
    if i in r.masked or is_label(r, i):
        return ()
    own = _factor_word(r, i) if start.factor else None
    own = own or (_fraction(r, i) if start.fraction else None)
    if own:
        return (own,)
    number = read_number(r.tokens, i, r.numbers)
    if number is None:
        return ()
    if own := _in_every(r, i, number):
        return (own,)
    if number.after - 1 in r.masked:
        return ()
    number = vague_range(r, number)
    second, joint = second_of(r, number)
    if second is not None and is_change(r, number, joint):
        return _change(r, number, second)
    found = _one(r, number, second or number, joint)
    return (found,) if found else ()


def _factor_word(r: NumberReader, i: int) -> _Found | None:
    """Doubled, tenfold, twice."""
    match = r.numbers.factors.at(r.tokens, i)
    if match is None or (r.low(i + 1) in DASHES and r.low(i + 2) in r.numbers.grammar["figure"]):
        return None
    grammar = r.numbers.grammar
    if r.low(i) in grammar.get("occasions", ()) and r.low(i + 1) not in grammar["compared"]:
        return None
    value, after = match
    return _finish(r, i, after, value, value, "factor", None, None)


def _fraction(r: NumberReader, i: int) -> _Found | None:
    """Three quarters of, a third: percent of a whole."""
    match = r.numbers.fractions.at(r.tokens, i)
    if match is None:
        return None
    value, after = match
    if _is_ordinal(r, after):
        return None
    following = r.low(after)
    if r.low(i) in r.numbers.grammar["half"] and (
        following in r.numbers.grammar["articles"]
        or following in r.numbers.scales
        or following in DASHES
    ):
        return None
    if following in DASHES and r.low(after + 1) in r.numbers.scales:
        return _part_of_scale(r, i, after + 1, value)  # a quarter-million
    if following in r.numbers.grammar["spans"]:
        return None  # "half a year", "the first half hour"
    if r.low(after) in r.numbers.grammar["of"]:
        after = after + 1
    following = r.low(after)
    if following in r.numbers.grammar["articles"] and r.low(after + 1) in r.numbers.scales:
        return _part_of_scale(r, i, after + 1, value)
    return _finish(r, i, match[1], value, value, "percent", None, None)


def _is_ordinal(r: NumberReader, after: int) -> bool:
    """ "A third shift": what a noun follows at once is no part of a whole."""
    grammar, following = r.numbers.grammar, r.low(after)
    if r.low(after - 1) not in grammar["ordinals"] or not following.isalpha():
        return False
    compares = following in grammar["of"] or following in grammar["compares"]
    return not compares and following not in r.units.stop


def _in_every(r: NumberReader, i: int, part: Number) -> _Found | None:
    """Four of every five, nine in ten: percent of a whole."""
    joint = r.numbers.in_every.at(r.tokens, part.after)
    if joint is None:
        return None
    strict, after = joint
    whole = read_number(r.tokens, after, r.numbers)
    if whole is None or not 0 < part.value < whole.value <= _TEN:
        return None
    if not strict:
        noun = read_noun(r.tokens, whole.after, r.item_ends, r.units)
        if part.digits or whole.digits or (noun and (noun.barred or noun.unit in PERIODS)):
            return None  # "four in ten years", "3 of 8"
    value = round(100 * part.value / whole.value, 1)
    return _finish(r, i, whole.after, value, value, "percent", None, None)


def _part_of_scale(r: NumberReader, i: int, k: int, share: float) -> _Found | None:
    """A quarter of a million, three quarters of a billion."""
    scale = r.numbers.scales[r.low(k)]
    value = round(share * scale / 100)
    number = Number(value, value, i, k + 1, scaled=True, scale=scale)
    return _one(r, number, number, None)


def _change(r: NumberReader, first: Number, second: Number) -> Sequence[_Found]:
    last = _one(r, second, second, None)
    if last is None:
        return ()
    quantity, end = last
    if quantity.low is None or quantity.high is None:
        # The word between the two is no bound of the second: "z 6 do 20"
        quantity = quantity._replace(low=second.value, high=second.value)
    value = (
        first.value
        if first.scaled or not second.scaled or first.value >= second.scale
        else (first.value * second.scale)
    )
    start = _one_before(r, first)
    before = quantity._replace(
        start=start[0],
        end=r.tokens[first.after - 1].end,
        low=value,
        high=value,
        approx=start[1],
        changed=True,
    )
    return ((before, end), last)


def _one_before(r: NumberReader, number: Number) -> tuple[int, bool]:
    first, _, hedged = bounds_before(r, number.first)
    return r.tokens[first].start, hedged


def _one(r: NumberReader, number: Number, second: Number, joint: str | None) -> _Found | None:
    """One number or one range, with what stands around it."""
    low, high = number.low, number.high
    after = number.after
    if joint is not None:
        low, high = ends_of_range(number, second)
        after = second.after
        if low is None or high is None or low > high:
            return None
    if joint == ",":
        # The bounds of "at least two, maximum three" are the two ends.
        return _bounded(r, number, after, low, high)
    if percent := percent_end(r, after):
        return _finish(r, number.first, percent, low, high, "percent", None, number)
    if behind := times_end(r, number.first, after):
        if behind < 0:
            return None
        return _finish(r, number.first, behind, low, high, "factor", None, number)
    if currency := currency_of(r, number.first, after):
        unit, first, end, shared = currency
        return _finish(r, first, end, low, high, unit, None, number, shared=shared)
    noun = read_noun(r.tokens, after, r.item_ends, r.units)
    if (noun and noun.barred) or measures(r, after):
        return None
    return _finish(r, number.first, after, low, high, noun.unit if noun else None, noun, number)


def _bounded(
    r: NumberReader, number: Number, after: int, low: float | None, high: float | None
) -> _Found | None:
    noun = read_noun(r.tokens, after, r.item_ends, r.units)
    if noun is None or noun.barred:
        return None
    quantity, end = _finish(r, number.first, after, low, high, noun.unit, noun, number)
    return quantity._replace(low=low, high=high), end


def _finish(
    r: NumberReader,
    first: int,
    after: int,
    low: float | None,
    high: float | None,
    unit: str | None,
    noun: Noun | None,
    number: Number | None,
    *,
    shared: bool = False,
) -> _Found:
    """With bounds, hedges and rate period; the index behind is that of the number's own words."""
    start, side, hedged = bounds_before(r, first)
    end = max(after, noun.after if noun else 0)
    behind = r.numbers.after.at(r.tokens, end)
    if behind is None and end > after:
        behind = r.numbers.after.at(r.tokens, after)
    if behind and r.low(behind[1]) not in r.numbers.grammar["than"]:  # "5 guns and more than 200"
        hedged |= behind[0] == "hedge"
        side = side or (behind[0] if behind[0] != "hedge" else None)
        end = max(end, behind[1])
    if low is None or high is None or low == high or (number and number.vague):
        low, high = as_bound(side, low, high)  # the two ends of "up to 600 to 700" stay
    per, per_end = (None, end)
    if unit != "factor" and unit != "percent":
        per, per_end = read_per(r.tokens, start, end, r.units)
    quantity = Quantity(
        start=r.tokens[start].start,
        end=r.tokens[max(end, per_end) - 1].end,
        low=low,
        high=high,
        approx=hedged or bool(number and number.vague),
        unit=unit,
        per=per,
        noun=(r.tokens[noun.after - 1].start, r.tokens[noun.after - 1].end) if noun else None,
        item=bool(noun and noun.item),
        bare=noun is None and unit is None,
        generic=bool(noun and noun.generic),
        scaled=bool(number and number.scaled),
        shared=shared,
    )
    return quantity, after
