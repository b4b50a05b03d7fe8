"""Quantities: numbers with their bounds, hedges, units and rate periods, read from a sentence."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from materiel.claims.scan.numbers import (
    DASHES,
    Number,
    NumberWords,
    number_words,
    read_number,
    times,
)
from materiel.claims.scan.units import (
    Noun,
    UnitWords,
    is_measure,
    read_noun,
    read_per,
    unit_words,
)
from materiel.claims.tokens import Token
from materiel.claims.words import Lexicon

_THOUSAND = 1000
_NEAR_TO = 5  # times the lower end at which the higher one no longer shares its thousand
_RISE = 11  # tokens between a verb of rising and "to"
_STOPS = frozenset(",;:()?!")


@dataclass(frozen=True, slots=True)
class Quantity:
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


@dataclass(frozen=True, slots=True)
class _Reader:
    tokens: Sequence[Token]
    item_ends: dict[int, int]
    masked: frozenset[int]
    numbers: NumberWords
    units: UnitWords

    def low(self, i: int) -> str:
        return self.tokens[i].low if 0 <= i < len(self.tokens) else ""


def scan_quantities(
    tokens: Sequence[Token],
    lexicon: Lexicon,
    *,
    item_ends: dict[int, int] | None = None,
    masked: frozenset[int] = frozenset(),
) -> list[Quantity]:
    """The quantities of one sentence, in order.

    Args:
        tokens: The sentence.
        lexicon: Whose words to use.
        item_ends: For each token that begins an item of materiel, the index behind it.
        masked: Tokens that belong to dates, names and calibres, which are no quantities.

    >>> from materiel.claims.tokens import tokenize
    >>> from materiel.claims.words import lexicon
    >>> found = scan_quantities(tokenize("at least 30 firms paid €1.4bn"), lexicon("en"))
    >>> [(q.low, q.high, q.unit) for q in found]
    [(30.0, None, 'company'), (1400000000.0, 1400000000.0, 'EUR')]
    """
    reader = _Reader(tokens, item_ends or {}, masked, number_words(lexicon), unit_words(lexicon))
    found: list[Quantity] = []
    i = 0
    while i < len(tokens):
        after = i + 1
        if not reader.numbers.may_start(tokens[i].low):
            i = after
            continue
        for quantity, end in _read(reader, i):
            found.append(quantity)
            after = max(after, end)
        i = after
    return found


def _read(r: _Reader, i: int) -> Iterator[tuple[Quantity, int]]:
    """The quantity, or the two of a change, that begin at token `i`."""
    if i in r.masked or _is_label(r, i):
        return
    if own := _factor_word(r, i) or _fraction(r, i):
        yield own
        return
    number = read_number(r.tokens, i, r.numbers)
    if number is None or number.after - 1 in r.masked:
        return
    number = _vague_range(r, number)
    second, joint = _second(r, number)
    if second is None:
        yield from _one(r, number, number, None)
    elif _is_change(r, number, joint):
        yield from _change(r, number, second)
    else:
        yield from _one(r, number, second, joint)


def _is_label(r: _Reader, i: int) -> bool:
    """Lot 9, Block 3, Article 5: digits that only name their thing."""
    if r.low(i - 1) not in r.numbers.grammar["labels"] or not r.low(i).isdigit():
        return False
    following = r.low(i + 1)
    return following != "%" and following not in r.numbers.scales and len(r.low(i)) < 4


def _vague_range(r: _Reader, number: Number) -> Number:
    """Dozens or even hundreds: from the least of the first to the most of the second."""
    if not number.vague or r.low(number.after) not in r.numbers.grammar["or"]:
        return number
    k = number.after + 1
    if r.low(k) in r.numbers.grammar["even"]:
        k += 1
    second = read_number(r.tokens, k, r.numbers)
    return (
        replace(second, first=number.first, low=number.low) if second and second.vague else number
    )


def _factor_word(r: _Reader, i: int) -> tuple[Quantity, int] | None:
    """Doubled, tenfold, twice."""
    match = r.numbers.factors.at(r.tokens, i)
    if match is None or (r.low(i + 1) in DASHES and r.low(i + 2) in r.numbers.grammar["figure"]):
        return None
    grammar = r.numbers.grammar
    if r.low(i) in grammar.get("occasions", ()) and r.low(i + 1) not in grammar["compared"]:
        return None
    value, after = match
    return _finish(r, i, after, value, value, "factor", None, None)


def _fraction(r: _Reader, i: int) -> tuple[Quantity, int] | None:
    """Three quarters of, a third: percent of a whole."""
    match = r.numbers.fractions.at(r.tokens, i)
    if match is None:
        return None
    value, after = match
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


def _part_of_scale(r: _Reader, i: int, k: int, share: float) -> tuple[Quantity, int] | None:
    """A quarter of a million, three quarters of a billion."""
    scale = r.numbers.scales[r.low(k)]
    value = round(share * scale / 100)
    number = Number(value, value, i, k + 1, scaled=True, scale=scale)
    return next(_one(r, number, number, None), None)


def _second(r: _Reader, number: Number) -> tuple[Number | None, str | None]:
    """The other end of a range, and the word or sign that joins it."""
    percent = _percent(r, number.after)
    j = percent or number.after  # "60% to 70%"
    if j + 1 >= len(r.tokens):
        return None, None
    joint = r.low(j)
    # "from 12 months to 28 months", "$5 to $10"
    k = j + 1
    if joint in DASHES and r.low(k) in r.numbers.grammar["range"] and r.low(k + 1) in DASHES:
        joint, k = r.low(k), k + 2  # "two-to-three-year"
    elif joint in DASHES:
        if joint == "-" and r.tokens[j].start != r.tokens[j - 1].end:
            return None, None
    elif joint in r.numbers.grammar["range"]:
        pass
    elif not (joint in r.numbers.grammar["between_and"] and _after_between(r, number.first)):
        # "at least two, maximum three years"
        bound = r.numbers.before.at(r.tokens, k)
        if not (joint == "," and bound and bound[0] == "below"):
            return None, None
        k = bound[1]
    unit = r.units.currency_before.at(r.tokens, k)
    if unit:
        k = unit[1]
    if k in r.masked:
        return None, None
    second = read_number(r.tokens, k, r.numbers)
    if second is None or second.vague or number.vague:
        return None, None
    if percent and not _percent(r, second.after):
        return None, None
    to = r.numbers.grammar["to"]
    if joint in r.numbers.grammar["range"] and joint not in to and number.digits != second.digits:
        return None, None
    return second, joint


def _after_between(r: _Reader, first: int) -> bool:
    """Whether "between" stands in front of the number or of its currency."""
    return any(r.low(k) in r.numbers.grammar["between"] for k in range(max(0, first - 3), first))


def _is_change(r: _Reader, number: Number, joint: str | None) -> bool:
    """From 12 to 28: two values, one after the other."""
    return joint in r.numbers.grammar["to"] and _from_before(r, number.first) is not None


def _from_before(r: _Reader, first: int) -> int | None:
    """Where "from" stands in front of a number, its bounds, its currency and "the current"."""
    for k in range(first - 1, max(-1, first - 5), -1):
        low = r.low(k)
        if low in r.numbers.grammar["from"]:
            return k
        if low not in r.numbers.grammar["from_fill"] and low.isalpha() and not _is_bound(r, k):
            return None
    return None


def _is_bound(r: _Reader, k: int) -> bool:
    """Whether a token ends a bound, a hedge or a currency."""
    words, units = r.numbers, r.units
    return (
        r.low(k) in words.grammar["between_bound"]
        or words.before.before(r.tokens, k + 1) is not None
        or units.currency_before.before(r.tokens, k + 1) is not None
    )


def _change(r: _Reader, first: Number, second: Number) -> Iterator[tuple[Quantity, int]]:
    last = list(_one(r, second, second, None))
    if not last:
        return
    quantity, end = last[0]
    if quantity.low is None or quantity.high is None:
        # The word between the two is no bound of the second: "z 6 do 20"
        quantity = replace(quantity, low=second.value, high=second.value)
    value = (
        first.value
        if first.scaled or not second.scaled or first.value >= second.scale
        else (first.value * second.scale)
    )
    start = _one_before(r, first)
    yield (
        replace(
            quantity,
            start=start[0],
            end=r.tokens[first.after - 1].end,
            low=value,
            high=value,
            approx=start[1],
            changed=True,
        ),
        end,
    )
    yield quantity, end


def _one_before(r: _Reader, number: Number) -> tuple[int, bool]:
    first, _, hedged = _bounds_before(r, number.first)
    return r.tokens[first].start, hedged


def _one(
    r: _Reader, number: Number, second: Number, joint: str | None
) -> Iterator[tuple[Quantity, int]]:
    """One number or one range, with what stands around it."""
    low, high = number.low, number.high
    after = number.after
    if joint is not None:
        low, high = _ends_of_range(number, second)
        after = second.after
        if low is None or high is None or low > high:
            return
    if joint == ",":
        # The bounds of "at least two, maximum three" are the two ends.
        yield from _bounded(r, number, after, low, high)
        return
    if percent := _percent(r, after):
        yield _finish(r, number.first, percent, low, high, "percent", None, number)
        return
    if behind := _times(r, number.first, after):
        if behind > 0:
            yield _finish(r, number.first, behind, low, high, "factor", None, number)
        return
    if currency := _currency(r, number.first, after):
        unit, first, end, shared = currency
        yield _finish(r, first, end, low, high, unit, None, number, shared=shared)
        return
    noun = read_noun(r.tokens, after, r.item_ends, r.units)
    if (noun and noun.barred) or _measures(r, after):
        return
    yield _finish(r, number.first, after, low, high, noun.unit if noun else None, noun, number)


def _measures(r: _Reader, after: int) -> bool:
    """15-tonne, 155-millimetre: a number that tells how heavy, long or wide the thing is."""
    if r.low(after) not in DASHES or r.tokens[after - 1].end != r.tokens[after].start:
        return False
    if is_measure(r.tokens, after + 1, r.units):
        return True
    # "one-way", "four-wheel": part of an adjective, unless it counts ("40-nation", "1,000-plus")
    here = r.low(after + 1)
    counts = r.units.nouns.at(r.tokens, after + 1) or r.numbers.after.at(r.tokens, after)
    spelled = r.low(after - 1) in r.numbers.values and here.isalpha()
    return spelled and not counts and after + 1 not in r.item_ends and here not in r.numbers.values


def _bounded(
    r: _Reader, number: Number, after: int, low: float | None, high: float | None
) -> Iterator[tuple[Quantity, int]]:
    noun = read_noun(r.tokens, after, r.item_ends, r.units)
    if noun and not noun.barred:
        quantity, end = _finish(r, number.first, after, low, high, noun.unit, noun, number)
        yield replace(quantity, low=low, high=high), end


def _ends_of_range(first: Number, second: Number) -> tuple[float | None, float | None]:
    """1.4 to 1.7 million: the scale of the second holds for the first where it has none."""
    low, high = first.value, second.value
    if second.scaled and not first.scaled and low < second.scale:
        low = times(low, second.scale)
    elif _leaves_out_thousand(first, second):
        low *= _THOUSAND
    return low, high


def _leaves_out_thousand(first: Number, second: Number) -> bool:
    """4 to 5,000: thousands both."""
    low, high = first.value, second.value
    round_high = second.digits and high >= _THOUSAND and high % _THOUSAND == 0
    return first.digits and round_high and 1 < low * _THOUSAND < high <= _NEAR_TO * low * _THOUSAND


def _percent(r: _Reader, after: int) -> int | None:
    if r.low(after) in DASHES and r.low(after + 1) in r.numbers.grammar["per_cent"]:
        return after + 2
    if r.low(after) == "%" or r.low(after) in r.numbers.grammar["per_cent"]:
        end = after + 1
    elif f"{r.low(after)} {r.low(after + 1)}" in r.numbers.grammar["per_cent"]:
        end = after + 2
    else:
        return None
    return None if r.low(end) in r.numbers.grammar["points"] else end


def _times(r: _Reader, first: int, after: int) -> int | None:
    """Index behind "times" or "-fold"; -1 where "times" counts occasions."""
    here = r.low(after)
    if here in r.numbers.grammar["of"] and r.low(after + 1) in r.numbers.grammar["times"]:
        return after + 2
    if here in r.numbers.grammar["times"]:
        return after + 1
    if here in DASHES and r.low(after + 1) in r.numbers.grammar["fold"]:
        return after + 2
    if r.numbers.factor_before.before(r.tokens, first):
        return after  # "multiplié par 2,5"
    return after + 1 if here in r.numbers.grammar["fold"] else None


def _currency(r: _Reader, first: int, after: int) -> tuple[str, int, int, bool] | None:
    """Currency code, first and last index, and whether several states share its name."""
    front = r.units.currency_before.before(r.tokens, first)
    if front and _is_money_sign(r, front, first):
        glued = r.units.currency_glued.before(r.tokens, first)
        if glued and r.tokens[glued[1]].end == r.tokens[glued[1] + 1].start:
            front = glued
        end = after
        back = r.units.currency_after.at(r.tokens, after)
        if back and back[0] == front[0]:
            end = back[1]
        return front[0], front[1], end, False
    k = after
    if r.low(k) in DASHES:
        k += 1
    if k < len(r.tokens) and r.low(k) in r.units.shared_words:
        return next(iter(r.units.shared_states.values())), first, k + 1, True
    back = r.units.currency_after.at(r.tokens, k)
    return (back[0], first, back[1], False) if back else None


def _is_money_sign(r: _Reader, front: tuple[str, int], first: int) -> bool:
    """A code such as "try" is a word unless it stands right before digits."""
    sign = r.low(front[1])
    return not sign.isalpha() or r.low(first)[:1].isdigit()


def _is_no_bound(r: _Reader, k: int) -> bool:
    """ "Contracts over 1.1 billion" are for that sum; three "add up to 95 billion"."""
    words, here, before = r.numbers.grammar, r.low(k), r.low(k - 1)
    over = here in words["over"] and (before in words["sums"] or _rises_to(r, k))
    return over or (here in words.get("up", ()) and before in words["adds"])


def _rises_to(r: _Reader, k: int) -> bool:
    """Whether "to" is where a rise ends, not a bound: "збільшити випуск до 100", "з 28 до 36"."""
    words = r.numbers.grammar
    if r.low(k) not in words["to"]:
        return False
    for j in range(k - 1, max(-1, k - _RISE), -1):
        low = r.low(j)
        if low in _STOPS:
            return False
        following = r.low(j + 1)
        changes = following[:1].isdigit() or following in words["from_fill"]
        if low in words["sums"] or (low in words["from"] and changes):
            return True
    return False


def _bounds_before(r: _Reader, first: int) -> tuple[int, str | None, bool]:
    """Where the words in front of a number begin, the bound they set, and whether they hedge."""
    side: str | None = None
    hedged = False
    for _ in range(4):
        probe = first - 1 if r.low(first - 1) in r.numbers.grammar["between_bound"] else first
        match = r.numbers.before.before(r.tokens, probe)
        if match and _is_no_bound(r, match[1]):
            break
        if match is None and probe != first:
            match = r.numbers.before.before(r.tokens, first)
        if match is None:
            break
        kind, first = match
        if kind == "hedge":
            hedged = True
        elif side is None:
            side = kind
    return first, side, hedged


def _bound(
    side: str | None, low: float | None, high: float | None
) -> tuple[float | None, float | None]:
    """One number as a bound: open on the other side."""
    if side == "above" and low is not None:
        return low, None
    if side == "below" and high is not None:
        return None, high
    return low, high


def _finish(
    r: _Reader,
    first: int,
    after: int,
    low: float | None,
    high: float | None,
    unit: str | None,
    noun: Noun | None,
    number: Number | None,
    *,
    shared: bool = False,
) -> tuple[Quantity, int]:
    """With bounds, hedges and rate period; the index behind is that of the number's own words."""
    start, side, hedged = _bounds_before(r, first)
    end = max(after, noun.after if noun else 0)
    behind = r.numbers.after.at(r.tokens, end) or r.numbers.after.at(r.tokens, after)
    if behind and r.low(behind[1]) not in r.numbers.grammar["than"]:  # "5 guns and more than 200"
        hedged |= behind[0] == "hedge"
        side = side or (behind[0] if behind[0] != "hedge" else None)
        end = max(end, behind[1])
    if low is None or high is None or low == high or (number and number.vague):
        low, high = _bound(side, low, high)  # the two ends of "up to 600 to 700" stay
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
