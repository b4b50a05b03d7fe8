"""The head of a column of figures: "EUR bn" over a table makes its bare numbers billions of euros."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from materiel.claims.scan.number_words import number_words, times
from materiel.claims.scan.quantities import Quantity
from materiel.claims.scan.units import unit_words
from materiel.claims.tokens import Token, fold, tokenize
from materiel.claims.words import Lexicon
from materiel.core.units import CURRENCIES, PERIODS

if TYPE_CHECKING:
    from materiel.claims.text.analysis import Sentence

_LONGEST = 40  # characters of a head
_HEADING = 80  # characters of a heading that ends in the unit of what stands under it
_YEARS = range(1990, 2051)
_COUNTED = frozenset((*PERIODS, "piece", "company", "factory", "person", "agreement"))
_NAME = 30  # characters; a longer line is no label of a row
_LEAST = 4  # characters of a unit that a heading ends in
_WORDS_OF_SCALE = 2  # "in thousands"
_SHORT = 6  # tokens; a longer line is no head
_NUMBERED = re.compile(r"^\w+ [A-Z0-9]{1,2}[.:] ")  # "Table B. "
_THOUSANDS = ("'000", "’000")  # as accountants write it


class Head(NamedTuple):
    """What the head of a column says of its figures."""

    unit: str | None = None
    scale: float = 1.0
    per: str | None = None

    def over(self, other: "Head") -> "Head":
        """Where this says nothing, the other: a head over the title of its table."""
        if self.unit:
            return self
        scale = self.scale if self.scale != 1 else other.scale
        return Head(other.unit, scale, self.per or other.per)


class Columns:
    """What the last head of a column said, and the rows under it."""

    def __init__(self, words: Lexicon) -> None:
        self._units = unit_words(words)
        self._numbers = number_words(words)
        self._fillers = frozenset(words["units"].get("head", {}).get("words", ()))
        nouns = words["units"]["nouns"]
        self._spans = {w: unit for unit in PERIODS for w in nouns.get(unit, ())}
        self._now: Head | None = None

    @property
    def now(self) -> Head:
        """What the last heading that was a unit, or ended in one, says."""
        return self._now or Head()

    def read(self, line: str, sentences: Sequence["Sentence"]) -> None:
        """Take a line for a head where it is nothing but a unit; a sentence ends the table."""
        if line.count("\n") > 1:
            return  # the cells of a row that was stacked
        found = self._over(line, sentences)
        if found is not None:
            self._now = found
        elif sentences and not sentences[-1].row:
            other = len(line) > _NAME and self._now and self._now.unit not in CURRENCIES
            if sentences[-1].quantities or other:  # a sentence, another heading
                self._now = None

    def _over(self, line: str, sentences: Sequence["Sentence"]) -> Head | None:
        """The head that a line is, or that it ends in."""
        if len(line) <= _LONGEST and (found := self._head(tokenize(fold(line)))):
            return found
        if len(line) > _HEADING or not sentences:
            return None
        inside = line[line.rfind("(") :] if line.endswith(")") else line[line.rfind(",") + 1 :]
        if inside == line or len(inside) < _LEAST:
            return None
        found = self._head(tokenize(fold(inside)))  # "Cost (US$ million)"
        if found is None and inside[0] == "(":
            upper = line[: -len(inside)].isupper()  # "ITEM, VALUE (NOK million, 2023 prices)"
            found = self.unit_in(inside) if upper else self._opening(inside)
        place = sentences[-1].end - len(inside)
        if found is None and inside[0] == "(" and any(i[0] >= place for i in sentences[-1].items):
            found = Head("piece")  # "Stocks (rounds)"
        if found is not None:
            sentences[-1].quantities = [q for q in sentences[-1].quantities if q.end <= place]
            per = found.per or self._period(line)
            return found._replace(per=per)
        return None

    def _opening(self, inside: str) -> Head | None:
        """The period that brackets open with: "(months from order to delivery)"."""
        match = self._units.nouns.at(tokenize(fold(inside)), 1)
        return Head(match[0]) if match and match[0] in PERIODS else None

    def _period(self, line: str) -> str | None:
        """ "Expenditure per day (rounds)"."""
        tokens = tokenize(fold(line))
        for k in range(len(tokens)):
            match = self._units.per.at(tokens, k) or self._units.per_before.at(tokens, k)
            if match:
                return match[0]
        return None

    def _head(self, tokens: Sequence[Token]) -> Head | None:
        """Unit and scale of a line such as "EUR bn", "in millions of dollars", "thousand a year"."""
        if not tokens or len(tokens) > _SHORT:
            return None
        unit, scale, per, k = None, 1.0, None, 0
        while k < len(tokens):
            low = tokens[k].low
            money = (
                self._units.currency_glued.at(tokens, k)
                or self._units.currency_after.at(tokens, k)
                or self._units.currency_before.at(tokens, k)
            )
            size = self._numbers.scales.get(low.rstrip("s")) or self._numbers.suffixes.get(low)
            period = self._units.per.at(tokens, k)
            noun = self._units.nouns.at(tokens, k)
            if money and unit is None:
                unit, k = money
            elif size and size > 1:
                scale, k = scale * size, k + 1
            elif period and per is None:
                per, k = period
            elif noun and unit is None and noun[0] in _COUNTED and self._is_plural(low):
                unit, k = noun
            elif low in self._fillers:
                k += 1
            else:
                return None
        return Head(unit, scale, per) if unit or scale > 1 else None

    def _is_plural(self, word: str) -> bool:
        """ "Makers", but not the "Maker" over a column of names."""
        return not self._units.plurals or word.endswith(self._units.plurals)

    def unit_in(self, text: str) -> Head | None:
        """The unit that the head of a column names among other words: "Pledge (EUR m)"."""
        tokens = tokenize(fold(text))
        for k in range(len(tokens)):
            for end in range(min(len(tokens), k + _SHORT), k, -1):
                found = self._head(tokens[k:end])
                if found and found.unit:
                    return found
        return None

    def told_in(self, text: str) -> Head:
        """All that the head of a column says among other words: "Output a year, '000"."""
        found = self.unit_in(text)
        if found is not None and found.unit in CURRENCIES:
            return found
        scale = 1000.0 if any(sign in text for sign in _THOUSANDS) else self.scale_in(text)
        return Head(None, scale, self._period(text))

    def title_in(self, heading: "Sentence | None", text: str) -> Head:
        """What the line over a table opens with, or says in brackets at its end: "Output (a year)"."""
        line = text[heading.start : heading.end].rstrip() if heading else ""
        if opening := self.span_in(line):
            return opening
        if not line.endswith(")"):
            return Head()
        inside = line[line.rfind("(") :]
        return self._opening(inside) or self.told_in(inside)

    def span_in(self, line: str) -> Head | None:
        """ "Years to refill the stocks": the figures are years."""
        unit = self._spans.get(fold(_NUMBERED.sub("", line)).split(" ", 1)[0])
        return Head(unit) if unit else None

    def scale_in(self, text: str) -> float:
        """The scale that a label ends in: 1,000 for "155 mm rounds (thousands)"."""
        if not text.rstrip().endswith(")"):
            return 1.0
        inside = tokenize(fold(text[text.rfind("(") + 1 :]))[:-1]
        sizes = [self._numbers.scales.get(t.low.rstrip("s"), 0.0) for t in inside]
        return sizes[-1] if sizes and sizes[-1] and len(sizes) <= _WORDS_OF_SCALE else 1.0

    def fill(self, sentence: "Sentence", *, dashed: bool = False) -> None:
        """Give a row's bare numbers the unit and the scale of the head.

        Args:
            dashed: The row is a label, a dash and a figure; numbers in its label name types.
        """
        if self._now is None:
            return
        unit, scale, per = self._now
        filled = [
            scaled(q, scale)._replace(unit=unit or "piece", per=per, bare=False)
            if (q.bare or q.unit == "country")
            and q.per not in PERIODS
            and not q.scaled
            and not _is_year(sentence, q)
            else q
            for q in sentence.quantities
        ]
        if filled != sentence.quantities:
            sentence.quantities = filled[-1:] if dashed else filled
            sentence.scale = scale
            sentence.table |= dashed


def scaled(quantity: Quantity, scale: float) -> Quantity:
    """A bare number as the head of its column means it: 4.5 under "EUR bn"."""
    low = None if quantity.low is None else times(quantity.low, scale)
    high = None if quantity.high is None else times(quantity.high, scale)
    return quantity._replace(low=low, high=high)


def _is_year(sentence: "Sentence", quantity: Quantity) -> bool:
    """ "2022" in a column of its own, or as the label of a row: "2024: 7,100"."""
    value = quantity.low
    if value is None or value != quantity.high or value not in _YEARS:
        return False
    return any(t.start == quantity.start and t.low == f"{value:.0f}" for t in sentence.tokens)
