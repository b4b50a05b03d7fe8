"""The head of a column of figures: "EUR bn" over a table makes its bare numbers billions of euros."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from materiel.claims.scan.numbers import number_words
from materiel.claims.scan.units import unit_words
from materiel.claims.tokens import Token, fold, tokenize
from materiel.claims.words import Lexicon
from materiel.core.units import PERIODS

if TYPE_CHECKING:
    from materiel.claims.analysis import Sentence

_LONGEST = 40  # characters of a head
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
            money = self._units.currency_after.at(tokens, k) or self._units.currency_before.at(
                tokens, k
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

    def fill(self, sentence: "Sentence") -> None:
        """Give a row's bare numbers the unit and the scale of the head."""
        if self._unit is None:
            return
        filled = [
            replace(
                q,
                unit=self._unit,
                bare=False,
                low=None if q.low is None else q.low * self._scale,
                high=None if q.high is None else q.high * self._scale,
            )
            if (q.bare or q.unit == "country") and q.per not in PERIODS and not q.scaled
            else q
            for q in sentence.quantities
        ]
        if filled != sentence.quantities:
            sentence.quantities = filled
            sentence.scale = self._scale
