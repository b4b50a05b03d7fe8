"""One number: digits, words, or digits with a scale word."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from materiel.claims.tokens import Phrases, Token, Words
from materiel.claims.words import Lexicon
from materiel.core.units import CURRENCIES

DASHES = ("-", "–")
_SIGNS = ("€", "$", "£")

_THOUSAND = 1000
_TENS = (20.0, 99.999)  # tens of thousands are 20,000 to 99,999
_MOST_KNOWN = 50_000  # words whose part in numbers is remembered


@dataclass(frozen=True, slots=True)
class Number:
    """A number and the tokens it takes."""

    low: float | None
    high: float | None
    first: int  # tokens[first:after]
    after: int
    vague: bool = False  # dozens, hundreds, three-digit
    scaled: bool = False  # a scale word stands behind it
    scale: float = 1.0
    digits: bool = False

    @property
    def value(self) -> float:
        """The number where it is one and not a span."""
        return self.low if self.low is not None else (self.high or 0.0)


class NumberWords:
    """The number words of a language, ready to be matched."""

    def __init__(self, lexicon: Lexicon) -> None:
        table = lexicon["numbers"]
        self.decimal: str = lexicon.spelling["decimal"]
        self.group_blanks: bool = lexicon.spelling["group_blanks"]
        self.values: dict[str, float] = table["values"]
        self.scales: dict[str, float] = table["scales"]
        self.suffixes: dict[str, float] = table["suffixes"]
        self.grammar: defaultdict[str, Words] = defaultdict(
            lambda: Words(()), {k: Words(v) for k, v in table["grammar"].items()}
        )
        self.factor_before: Phrases[bool] = Phrases(
            dict.fromkeys(table["grammar"].get("factor_before", ()), True)
        )
        self.amounts: Phrases[float] = Phrases(table.get("amounts", {}))
        self.vague: Phrases[list[float]] = Phrases(table["vague"])
        self.fractions: Phrases[float] = Phrases(table["fractions"])
        self.factors: Phrases[float] = Phrases(table["factors"])
        self.before: Phrases[str] = _sided(table["before"])
        self.after: Phrases[str] = _sided(table["after"])
        self._starts: dict[str, bool] = {}

    def may_start(self, word: str) -> bool:
        """Whether a number, factor or fraction may begin with a word; remembered, for most may not."""
        known = self._starts.get(word)
        if known is None:
            if len(self._starts) > _MOST_KNOWN:
                self._starts.clear()
            phrases = (self.vague, self.amounts, self.fractions, self.factors)
            known = self._starts[word] = (
                word[0].isdigit()
                or word in self.values
                or word in self.scales
                or self.is_a(word, "half")
                or self.is_a(word, "articles")
                or any(table.may_start(word) for table in phrases)
            )
        return known

    def is_a(self, word: str, name: str) -> bool:
        """Whether a word has this part in the grammar."""
        return word in self.grammar.get(name, ())


def _sided(table: dict[str, list[str]]) -> Phrases[str]:
    return Phrases({text: side for side, texts in table.items() for text in texts})


@cache
def number_words(lexicon: Lexicon) -> NumberWords:
    """The number words of a lexicon, built once."""
    return NumberWords(lexicon)


def read_number(tokens: Sequence[Token], i: int, words: NumberWords) -> Number | None:
    """The number that begins at token `i`, or None."""
    if i >= len(tokens):
        return None
    if not words.may_start(tokens[i].low):
        return None
    vague = words.vague.at(tokens, i)
    if vague:
        return _vague(tokens, i, vague, words)
    figures = _figures(tokens, i, words)
    if figures:
        return figures
    if tokens[i].low[0].isdigit():
        return _digits(tokens, i, words)
    return _spelled(tokens, i, words)


def _vague(
    tokens: Sequence[Token], i: int, match: tuple[list[float], int], words: NumberWords
) -> Number:
    """Hundreds; kilkuset tysięcy: several hundred of what the scale behind it says."""
    bounds, after = match
    low, high = bounds[0], bounds[1] if len(bounds) > 1 else None
    scale = words.scales.get(tokens[after].low, 1.0) if after < len(tokens) else 1.0
    if scale < _THOUSAND:
        return Number(low, high, i, after, vague=True)
    if high is None:  # tens, which are 24 and more, make tens of thousands
        low, high = _TENS
    after += 1
    if words.is_a(tokens[after - 1].low, "abbreviated") and _dotted(tokens, after):
        after += 1
    low, high = times(low, scale), times(high, scale)
    return Number(low, high, i, after, vague=True, scaled=True, scale=scale)


def times(value: float, scale: float) -> float:
    """The product, without the dust of binary fractions: 133.3 million is 133,300,000.

    >>> times(133.3, 1e6)
    133300000.0
    """
    return round(value * scale, 3)


def plain_value(text: str, decimal: str = ".") -> float | None:
    """Digits with signs between thousands and a decimal sign; None for what is neither.

    Where the decimal sign is a comma, points part thousands, unless what they part is no thousand.

    >>> plain_value("1,204"), plain_value("1.4"), plain_value("1.2.3")
    (1204.0, 1.4, None)
    >>> plain_value("1.204", ","), plain_value("1,4", ","), plain_value("1.4", ",")
    (1204.0, 1.4, 1.4)
    """
    group = "," if decimal == "." else "."
    if decimal == "," and text[-4:] == ",000" and text[:-4].isdigit() and text[0] != "0":
        return float(text[:-4]) * _THOUSAND  # "500,000": nobody writes three decimals of nothing
    if decimal == "," and text.count(".") == 1 and "," not in text and text[-4:-3] != ".":
        decimal, group = ".", ","
    whole, _, decimals = text.partition(decimal)
    groups = whole.split(group)
    if len(groups) > 1 and (len(groups[0]) > 3 or any(len(group) != 3 for group in groups[1:])):
        return None
    if not decimals.isdigit() and decimals:
        return None
    if len(whole) > 24:
        return None
    try:
        return float("".join(groups) + ("." + decimals if decimals else ""))
    except ValueError:
        return None


def _digits(tokens: Sequence[Token], i: int, words: NumberWords) -> Number | None:
    after = _groups(tokens, i, words)
    value = plain_value("".join(t.low for t in tokens[i:after] if t.low != "'"), words.decimal)
    if value is None or _glued_before(tokens, i):
        return None
    if _glued_behind(tokens, i):
        return None
    token = tokens[after - 1]
    if after < len(tokens) and tokens[after].start == token.end and tokens[after].low.isalpha():
        if _is_times_sign(tokens, after, words):
            return Number(value, value, i, after, digits=True)
        scale = words.suffixes.get(tokens[after].low)
        if scale is None or value > 9999:
            return None  # 155mm, 2A4, 7th: part of a name, a calibre or an ordinal
        value = times(value, scale)
        return Number(value, value, i, after + 1, scaled=True, scale=scale, digits=True)
    return _scaled(tokens, i, after, value, words, digits=True)


def _is_times_sign(tokens: Sequence[Token], k: int, words: NumberWords) -> bool:
    """The x of "2.5x", but not that of "4x4"."""
    sign = tokens[k]
    glued = k + 1 < len(tokens) and tokens[k + 1].start == sign.end and tokens[k + 1].low.isalnum()
    return len(sign.low) == 1 and words.is_a(sign.low, "times") and not glued


def _groups(tokens: Sequence[Token], i: int, words: NumberWords) -> int:
    """Index behind the thousands that blanks or apostrophes part: 12 400, 3'400, 1 358,5."""
    k = i + 1
    if not tokens[i].low.isdigit() or len(tokens[i].low) > 3 or tokens[i].low == "0":
        return k
    while k < len(tokens) and tokens[k - 1].low.isdigit():
        after = k + 1 if tokens[k].low == "'" and tokens[k].start == tokens[k - 1].end else k
        gap = 0 if after > k else 1
        if after >= len(tokens) or tokens[after].start - tokens[after - 1].end != gap:
            break
        head = tokens[after].low.partition(words.decimal)[0]
        if len(head) != 3 or not head.isdigit() or "." in tokens[after].low:
            break
        if not words.group_blanks and gap and head[1:] != "00":
            break  # "20 155 mm howitzers": where blanks part no thousands, only round ones
        k = after + 1
    return k


def _glued_before(tokens: Sequence[Token], i: int) -> bool:
    """Whether the digits end a name: F-16, PAC-3, M777, TB2."""
    if not i or tokens[i - 1].end != tokens[i].start:
        return False
    before = tokens[i - 1]
    if before.low.isalpha():
        return before.low.upper() not in CURRENCIES
    if before.low in DASHES and i > 1 and tokens[i - 2].end == before.start:
        return tokens[i - 2].low.isalpha()
    return before.low in ("/", ":", ".") and i > 1 and tokens[i - 2].low[-1:].isalnum()


def _glued_behind(tokens: Sequence[Token], i: int) -> bool:
    """Whether the digits begin a time, a fraction or a date: 08:15, 24/7, 16/12/2023."""
    if i + 2 >= len(tokens) or tokens[i + 1].low not in (":", "/"):
        return False
    sign, behind = tokens[i + 1], tokens[i + 2]
    return tokens[i].end == sign.start and sign.end == behind.start and behind.low[0].isdigit()


def _scaled(
    tokens: Sequence[Token], i: int, after: int, value: float, words: NumberWords, *, digits: bool
) -> Number:
    """With the scale words behind it: 1.4 million, 2 hundred thousand, 5-million."""
    scale = 1.0
    while after < len(tokens):
        here = tokens[after].low
        if here in words.scales:
            factor = words.scales[here]
        elif (here in words.suffixes and _before_sign(tokens, after)) or (
            here in words.suffixes
            and len(here) > 1
            and tokens[after].start - tokens[after - 1].end <= 1
        ):
            factor = words.suffixes[here]
        elif (
            here in DASHES
            and after + 1 < len(tokens)
            and tokens[after + 1].low in words.scales
            and tokens[after + 1].start == tokens[after].end
        ):
            after += 1
            continue
        else:
            break
        scale *= factor
        after += 1
        if words.is_a(here, "abbreviated") and _dotted(tokens, after):
            after += 1
    number = times(value, scale)
    return Number(number, number, i, after, scaled=scale > 1, scale=scale, digits=digits)


def _dotted(tokens: Sequence[Token], after: int) -> bool:
    """Whether a stop stands right behind a word and something behind the stop: Mio. Euro."""
    return (
        after + 1 < len(tokens)
        and tokens[after].low == "."
        and tokens[after].start == tokens[after - 1].end
    )


def _before_sign(tokens: Sequence[Token], after: int) -> bool:
    """Whether a letter stands right before the sign of a currency: 50 M€."""
    return (
        after + 1 < len(tokens)
        and tokens[after + 1].low in _SIGNS
        and tokens[after + 1].start == tokens[after].end
        and tokens[after].start - tokens[after - 1].end <= 1
    )


def _spelled(tokens: Sequence[Token], i: int, words: NumberWords) -> Number | None:
    """Two hundred and fifty thousand; twenty-three; half a million; a million; a dozen."""
    low = tokens[i].low
    following = tokens[i + 1].low if i + 1 < len(tokens) else ""
    whole = words.amounts.at(tokens, i)
    if whole:  # anderthalb, півтора, półtora, eine halbe
        return _scaled(tokens, i, whole[1], whole[0], words, digits=False)
    if words.is_a(low, "half") and words.is_a(following, "articles"):
        third = tokens[i + 2].low if i + 2 < len(tokens) else ""
        if third in words.scales:
            value = words.scales[third] / 2
            return Number(value, value, i, i + 3, scaled=True, scale=words.scales[third])
        return Number(6, 6, i, i + 3) if words.is_a(third, "dozen") else None
    if words.is_a(low, "half") and (scaled := _half_scale(tokens, i, words)):
        return scaled
    if words.is_a(low, "articles"):
        return _with_article(tokens, i, words)
    # "another million", "the million artillery rounds"
    if low in words.scales and words.scales[low] >= 1000:
        if _in_compound(tokens, i):
            return None
        return Number(
            words.scales[low], words.scales[low], i, i + 1, scaled=True, scale=words.scales[low]
        )
    if low not in words.values:
        return None
    return _spelled_out(tokens, i, words)


def _in_compound(tokens: Sequence[Token], i: int) -> bool:
    """ "Multi-million", "Milliarden-Vertrag": no number of its own."""
    before = i > 0 and tokens[i - 1].low in DASHES and tokens[i - 1].end == tokens[i].start
    behind = i + 2 < len(tokens) and tokens[i + 1].low in DASHES
    glued = (
        behind and tokens[i].end == tokens[i + 1].start and tokens[i + 1].end == tokens[i + 2].start
    )
    money = glued and any(
        tokens[i + 2].low.startswith(name) for name in ("euro", "dollar", "pound")
    )
    return before or (glued and not money)


def _half_scale(tokens: Sequence[Token], i: int, words: NumberWords) -> Number | None:
    """Half million, half-million."""
    k = i + 2 if i + 1 < len(tokens) and tokens[i + 1].low in DASHES else i + 1
    scale = words.scales.get(tokens[k].low, 0.0) if k < len(tokens) else 0.0
    if scale < _THOUSAND:
        return None
    return Number(scale / 2, scale / 2, i, k + 1, scaled=True, scale=scale)


def _with_article(tokens: Sequence[Token], i: int, words: NumberWords) -> Number | None:
    """A million, a half-million, a dozen, a couple, a couple of hundred."""
    following = tokens[i + 1].low if i + 1 < len(tokens) else ""
    if following in words.scales:
        return _scaled(tokens, i, i + 1, 1.0, words, digits=False)
    if words.is_a(following, "half") and (half := _half_scale(tokens, i + 1, words)):
        return replace(half, first=i)
    if words.is_a(following, "dozen"):
        return Number(12, 12, i, i + 2)
    if words.is_a(following, "pair"):
        k = i + 3 if i + 2 < len(tokens) and words.is_a(tokens[i + 2].low, "of") else i + 2
        if k < len(tokens) and tokens[k].low in words.scales:
            return _scaled(tokens, i, k, 2.0, words, digits=False)
        return Number(2, 2, i, i + 2)
    return None


def _spelled_out(tokens: Sequence[Token], i: int, words: NumberWords) -> Number:
    total, part, scale, j = 0.0, 0.0, 1.0, i
    while j < len(tokens):
        low = tokens[j].low
        if low in words.values:
            value = words.values[low]
            if j > i and not _may_follow(tokens[j - 1].low, value, words):
                break
            part += value
        elif low in words.scales and j > i:
            scale = words.scales[low]
            if scale == 100:
                part *= 100
            else:
                total, part = total + part * scale, 0.0
        elif not _joins(tokens, j, words):
            break
        j += 1
    value = total + part
    if (decimal := _point(tokens, j, words)) is not None:
        return _scaled(tokens, i, j + 2, value + decimal / 10, words, digits=False)
    if (short := _hundred_by_hyphen(tokens, i, j, words)) is not None:
        return short
    half = _and_a_half(tokens, j, words)
    if half:
        return _scaled(tokens, i, half, value + 0.5, words, digits=False)
    if j < len(tokens) and words.is_a(tokens[j].low, "dozen"):
        return Number(value * 12, value * 12, i, j + 1)
    return Number(value, value, i, j, scaled=scale > 100, scale=scale if scale > 100 else 1.0)


def _point(tokens: Sequence[Token], j: int, words: NumberWords) -> float | None:
    """The two of "one point two million"."""
    if j + 1 >= len(tokens) or not words.is_a(tokens[j].low, "point"):
        return None
    decimal = words.values.get(tokens[j + 1].low)
    return decimal if decimal is not None and decimal < 10 else None


def _hundred_by_hyphen(
    tokens: Sequence[Token], i: int, j: int, words: NumberWords
) -> Number | None:
    """Three-fifty: three hundred and fifty."""
    if j != i + 1 or j + 1 >= len(tokens) or not words.is_a(tokens[j].low, "hundred_by_hyphen"):
        return None
    hundreds, rest = words.values.get(tokens[i].low, 0), words.values.get(tokens[j + 1].low, 0)
    glued = tokens[i].end == tokens[j].start and tokens[j].end == tokens[j + 1].start
    if not glued or not 0 < hundreds < 10 or rest < 20 or rest % 10:
        return None
    return Number(hundreds * 100 + rest, hundreds * 100 + rest, i, j + 2)


def _may_follow(before: str, value: float, words: NumberWords) -> bool:
    """Twenty may be followed by three, hundred by anything; five not by six."""
    if before in words.scales or before in DASHES or words.is_a(before, "and"):
        return True
    return words.values.get(before, 0) >= 20 and value < 10


def _joins(tokens: Sequence[Token], j: int, words: NumberWords) -> bool:
    """A hyphen in twenty-three, an "and" in two hundred and fifty."""
    if j + 1 >= len(tokens):
        return False
    here, after, before = tokens[j].low, tokens[j + 1].low, tokens[j - 1].low
    if here in DASHES:
        tens = words.values.get(before, 0)
        units = words.values.get(after, 99)
        return (20 <= tens < 100 and 0 < units < 10) or (after in words.scales)
    return (
        words.is_a(here, "and")
        and before in words.scales
        and after in words.values
        and (words.values[after] < 100 and words.scales[before] <= 1000)
    )


def _and_a_half(tokens: Sequence[Token], j: int, words: NumberWords) -> int | None:
    """Index behind "and a half" or "-and-a-half"."""
    wanted = ("and", "articles", "half")
    k = j
    for name in wanted:
        if k < len(tokens) and tokens[k].low in DASHES:
            k += 1
        if k >= len(tokens) or not words.is_a(tokens[k].low, name):
            return None
        k += 1
    return k


def _figures(tokens: Sequence[Token], i: int, words: NumberWords) -> Number | None:
    """Three-digit million, a six-figure number: as many places, all of them."""
    if i + 2 >= len(tokens) or tokens[i + 1].low not in DASHES:
        return None
    if not words.is_a(tokens[i + 2].low, "figure"):
        return None
    low_word = tokens[i].low
    factor = words.factors.at(tokens, i)
    known = words.values.get(low_word) or (factor[0] if factor else None)
    places = known or plain_value(low_word, words.decimal)
    if not places or not 1 <= places <= 12:
        return None
    low, high, after = 10.0 ** (places - 1), 10.0**places - 1, i + 3
    if after < len(tokens) and tokens[after].low in words.scales:
        scale = words.scales[tokens[after].low]
        return Number(low * scale, high * scale, i, after + 1, vague=True, scaled=True, scale=scale)
    return Number(low, high, i, after, vague=True)
