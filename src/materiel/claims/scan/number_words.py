"""The number words of a language, what a number is, and how its scale is read."""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from materiel.claims.tokens import Phrases, Remembered, Token, Words
from materiel.claims.words import Lexicon

DASHES = ("-", "–")
THOUSAND = 1000
_LONGEST = 24  # digits; a longer number is none
_SIGNS = ("€", "$", "£")


class Number(NamedTuple):
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


class Start(NamedTuple):
    """What may begin with a word."""

    factor: bool
    fraction: bool
    vague: bool


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
        # "four of every five"; "in" alone only between words: "nine in ten"
        every = dict.fromkeys(table["grammar"].get("in_every", ()), True)
        self.in_every: Phrases[bool] = Phrases(
            every | dict.fromkeys(table["grammar"].get("in_ten", ()), False)
        )
        self.difference: Phrases[bool] = Phrases(
            dict.fromkeys(table["grammar"].get("difference", ()), True)
        )
        self.amounts: Phrases[float] = Phrases(table.get("amounts", {}))
        self.vague: Phrases[list[float]] = Phrases(table["vague"])
        self.fractions: Phrases[float] = Phrases(table["fractions"])
        self.factors: Phrases[float] = Phrases(table["factors"])
        self.before: Phrases[str] = _sided(table["before"])
        self.after: Phrases[str] = _sided(table["after"])
        # Asked for every token: what may begin with a word, mostly nothing; and its parts in the grammar.
        self.starts = Remembered(self._start)
        self.parts = Remembered(self._parts)
        self.percent_heads = Words(text.split()[0] for text in self.grammar["per_cent"])

    def _start(self, word: str) -> Start | None:
        phrases = (self.vague, self.amounts, self.fractions, self.factors)
        known = (
            word[0].isdigit()
            or word in self.values
            or word in self.scales
            or self.is_a(word, "half")
            or self.is_a(word, "articles")
            or any(table.may_start(word) for table in phrases)
        )
        own = (self.factors, self.fractions, self.vague)
        return Start(*(table.may_start(word) for table in own)) if known else None

    def _parts(self, word: str) -> frozenset[str]:
        return frozenset(name for name, words in list(self.grammar.items()) if word in words)

    def is_a(self, word: str, name: str) -> bool:
        """Whether a word has this part in the grammar."""
        return word in self.grammar.get(name, ())


def _sided(table: dict[str, list[str]]) -> Phrases[str]:
    return Phrases({text: side for side, texts in table.items() for text in texts})


@cache
def number_words(lexicon: Lexicon) -> NumberWords:
    """The number words of a lexicon, built once."""
    return NumberWords(lexicon)


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
    if text.isdecimal() and len(text) <= _LONGEST:
        return float(text)
    group = "," if decimal == "." else "."
    if decimal == "," and text[-4:] == ",000" and text[:-4].isdigit() and text[0] != "0":
        return float(text[:-4]) * THOUSAND  # "500,000": nobody writes three decimals of nothing
    if decimal == "," and text.count(".") == 1 and "," not in text and text[-4:-3] != ".":
        decimal, group = ".", ","
    whole, _, decimals = text.partition(decimal)
    groups = whole.split(group)
    if len(groups) > 1 and (len(groups[0]) > 3 or any(len(group) != 3 for group in groups[1:])):
        return None
    if not decimals.isdigit() and decimals:
        return None
    if len(whole) > _LONGEST:
        return None
    try:
        return float("".join(groups) + ("." + decimals if decimals else ""))
    except ValueError:
        return None


def scaled_number(
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
        if words.is_a(here, "abbreviated") and stop_inside(tokens, after):
            after += 1
    number = times(value, scale)
    return Number(number, number, i, after, scaled=scale > 1, scale=scale, digits=digits)


def stop_inside(tokens: Sequence[Token], after: int) -> bool:
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
