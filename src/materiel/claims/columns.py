"""The head of a column of figures: "EUR bn" over a table makes its bare numbers billions of euros."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from materiel.claims.scan.number_words import number_words, times
from materiel.claims.scan.quantities import Quantity
from materiel.claims.scan.units import unit_words
from materiel.claims.tokens import Token, fold, tokenize
from materiel.claims.words import Lexicon
from materiel.core.units import PERIODS

if TYPE_CHECKING:
    from materiel.claims.analysis import Sentence

_LONGEST = 40  # characters of a head
_HEADING = 80  # characters of a heading that ends in the unit of what stands under it
_YEARS = range(1990, 2051)
_WORDS_OF_SCALE = 2  # "in thousands"
_SHORT = 6  # tokens; a longer line is no head


class Columns:
    """What the last head of a column said, and the rows under it."""

    def __init__(self, words: Lexicon) -> None:
        self._units = unit_words(words)
        self._numbers = number_words(words)
        self._fillers = frozenset(words["units"].get("head", {}).get("words", ()))
        self._unit: str | None = None
        self._scale = 1.0

    def read(self, line: str, sentences: Sequence["Sentence"]) -> None:
        """Take a line for a head where it is nothing but a unit; a sentence ends the table."""
        found = self._head(tokenize(fold(line))) if len(line) <= _LONGEST else None
        if found is None and len(line) <= _HEADING and line.endswith(")"):
            inside = line[line.rfind("(") :]
            found = self._head(tokenize(fold(inside)))  # "Cost (US$ million)"
            if found is None and line[: -len(inside)].isupper():
                found = self.unit_in(inside)  # "ITEM, VALUE (NOK million, 2023 prices)"
        if found is not None:
            self._unit, self._scale = found
        elif sentences and not sentences[-1].row and sentences[-1].quantities:
            self._unit = None

    def _head(self, tokens: Sequence[Token]) -> tuple[str, float] | None:
        """Unit and scale of a line such as "EUR bn", "in millions of dollars", "€ million"."""
        if not tokens or len(tokens) > _SHORT:
            return None
        unit, scale, k = None, 1.0, 0
        while k < len(tokens):
            low = tokens[k].low
            money = (
                self._units.currency_glued.at(tokens, k)
                or self._units.currency_after.at(tokens, k)
                or self._units.currency_before.at(tokens, k)
            )
            size = self._numbers.scales.get(low.rstrip("s")) or self._numbers.suffixes.get(low)
            if money and unit is None:
                unit, k = money
            elif size and size > 1:
                scale, k = scale * size, k + 1
            elif low in self._fillers:
                k += 1
            else:
                return None
        return (unit, scale) if unit else None

    def unit_in(self, text: str) -> tuple[str, float] | None:
        """The unit that the head of a column names among other words: "Pledge (EUR m)"."""
        tokens = tokenize(fold(text))
        for k in range(len(tokens)):
            for end in range(min(len(tokens), k + _SHORT), k, -1):
                found = self._head(tokens[k:end])
                if found:
                    return found
        return None

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
        if self._unit is None:
            return
        filled = [
            scaled(q, self._scale)._replace(unit=self._unit, bare=False)
            if (q.bare or q.unit == "country")
            and q.per not in PERIODS
            and not q.scaled
            and not _is_year(sentence, q)
            else q
            for q in sentence.quantities
        ]
        if filled != sentence.quantities:
            sentence.quantities = filled[-1:] if dashed else filled
            sentence.scale = self._scale
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
