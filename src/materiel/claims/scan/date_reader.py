"""What the rules for dates share: the words for time, a reader over tokens, what a rule finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal, NamedTuple

from materiel.claims.scan.number_words import number_words, plain_value
from materiel.claims.tokens import Phrases, Remembered, Token, Words, phrase
from materiel.claims.words import Lexicon

Relation = Literal["at", "since", "before", "by", "compare"]
Ends = tuple[str | None, str | None]
UNITS = ("year", "month", "week", "day", "quarter", "decade")
YEARS = range(1900, 2061)  # what four digits are taken for a year


class DateWords:
    """The words for time of a language."""

    def __init__(self, lexicon: Lexicon) -> None:
        table = lexicon["dates"]
        self.lexicon = lexicon
        self.months = {n: int(key) for key, names in table["months"].items() for n in names}
        self.weekdays: Phrases[int] = Phrases(
            {name: int(key) for key, names in table["weekdays"].items() for name in names}
        )
        self.seasons: dict[str, list[int]] = table["seasons"]
        self.words: dict[str, Words] = {k: Words(v) for k, v in table["words"].items()}
        # Several forms of one ordinal stand in one entry, parted by blanks.
        self.ordinals = {
            form: n
            for n, forms in enumerate(table["words"]["ordinals"], start=1)
            for form in forms.split()
        }
        self.ordinal_dot = "." in table["words"]["ordinal_endings"]
        self.month_first: bool = table.get("month_first", True)
        self.bare_years: bool = table.get("bare_years", False)
        self.ago_before: Phrases[bool] = Phrases(dict.fromkeys(table.get("ago_before", ()), True))
        self.relations: Phrases[str] = Phrases(
            {text: name for name, texts in table["relations"].items() for text in texts}
        )
        self.phrases: Phrases[str] = Phrases(table["phrases"])
        self.starters = self._starters(table)
        self.invasion: str = table["events"]["invasion"]
        self.numbers = number_words(lexicon)
        # Asked for every token many times over: the lists, the unit and the whole number of a word.
        self.lists = Remembered(self._lists)
        self.units = Remembered(self._unit)
        self.whole = Remembered(self._whole)

    def _starters(self, table: dict[str, Any]) -> Words:
        """The words that an expression of time may begin with; digits may too."""
        numbers = number_words(self.lexicon)
        words = {*self.months, *self.seasons, *numbers.values}
        words.update(phrase(name)[0] for names in table["weekdays"].values() for name in names)
        words.update(numbers.grammar["articles"])
        words.update(*(forms.split() for forms in table["words"]["ordinals"]))
        words.update(*(names for names in table["words"].values()))
        words.update(phrase(text)[0] for text in table["phrases"])
        words.update(phrase(text)[0] for text in table.get("ago_before", ()))
        return Words(words)

    def may_start(self, word: str) -> bool:
        """Whether the rules need look at a word at all."""
        return word in self.starters or word[0].isdigit()

    def is_a(self, word: str, name: str) -> bool:
        """Whether a word is listed under a name."""
        return word in self.words.get(name, ())

    def _lists(self, word: str) -> frozenset[str]:
        return frozenset(name for name, words in self.words.items() if word in words)

    def _whole(self, word: str) -> int | None:
        number = self.numbers
        value = plain_value(word, number.decimal) if word[:1].isdigit() else number.values.get(word)
        return int(value) if value is not None and value == int(value) and value < 10**6 else None

    def _unit(self, word: str) -> str | None:
        return next((u for u in UNITS if self.is_a(word, u)), None)


@cache
def date_words(lexicon: Lexicon) -> DateWords:
    """The words for time of a lexicon, built once."""
    return DateWords(lexicon)


class Reader(NamedTuple):
    """The tokens of a sentence, and what its dates are counted from."""

    tokens: Sequence[Token]
    words: DateWords
    ref: date | None
    said: Ends  # the last year or period named before
    counts: bool  # whether some word is a unit of time

    def low(self, i: int) -> str:
        """The folded token, or nothing outside the sentence."""
        return self.tokens[i].low if 0 <= i < len(self.tokens) else ""

    def is_a(self, i: int, name: str) -> bool:
        """Whether a token is listed under a name."""
        return 0 <= i < len(self.tokens) and name in self.words.lists[self.tokens[i].low]

    def lists(self, i: int) -> frozenset[str]:
        """The names under which a token is listed."""
        return self.words.lists[self.tokens[i].low]

    def number(self, i: int) -> int | None:
        """A whole number in digits or in one word."""
        return self.words.whole[self.tokens[i].low] if 0 <= i < len(self.tokens) else None


@dataclass(frozen=True, slots=True)
class Found:
    """What a reading rule saw: the ends, and the index behind."""

    past: Ends
    future: Ends
    after: int
    first: int | None = None
    relation: Relation | None = None
    weekday: bool = False
    joined: bool = False  # two ends are named: "January to March"


def same(ends: Ends, after: int, first: int | None = None) -> Found:
    """Found, with the same ends whether past or future."""
    return Found(ends, ends, after, first)


def both(text: str | None) -> Ends:
    """A date that is its own first and last."""
    return text, text


def year_behind(r: Reader, k: int) -> tuple[int | None, int]:
    """A year right behind, after a comma or not, and the index behind it."""
    after = k + 1 if r.low(k) == "," or (r.low(k) == "." and r.words.ordinal_dot) else k
    year = r.number(after)
    if year in YEARS and len(r.low(after)) == 4:
        return year, after + 1
    return None, k
