"""Tables whose rows are lines: each figure takes item, date, unit and words from the head of its column."""

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from materiel.claims.columns import Columns, Head, scaled
from materiel.claims.lines import cell_spans, is_table_row
from materiel.claims.scan.dates import DateSpan
from materiel.core.units import CURRENCIES

if TYPE_CHECKING:
    from materiel.claims.analysis import Sentence

_YEAR = re.compile(r"(?:FY ?)?20\d\d")


class Table:
    """The head of the table that is being read, if one is."""

    def __init__(self, text: str, columns: Columns) -> None:
        self._text = text
        self._columns = columns
        self._head: Sentence | None = None
        self._cells: list[tuple[int, int]] = []
        self._unit: Head | None = None

    def read(self, sentence: "Sentence") -> None:
        """Take a line for the head, fill in a row, or leave the table."""
        line = self._text[sentence.start : sentence.end]
        if not is_table_row(line):
            if any(c.isalpha() for c in line):
                self._head = None
            return
        cells = [(sentence.start + a, sentence.start + b) for a, b in cell_spans(line)]
        if self._head is None:
            self._head, self._cells = sentence, cells
            sentence.dates += self._years(sentence)
            told = self._columns.unit_in(line)
            self._unit = told if told and told.unit in CURRENCIES else None
            if not any(self._text[a:b].strip()[:1].isdigit() for a, b in cells[1:2]):
                sentence.quantities = []
            return
        sentence.row = True
        sentence.table = True
        self._fill(sentence, cells)

    def _years(self, sentence: "Sentence") -> list[DateSpan]:
        """The cells that are nothing but a year."""
        found = []
        for a, b in self._cells:
            year = self._text[a:b].strip()
            if _YEAR.fullmatch(year) and not any(a <= d.start < b for d in sentence.dates):
                ends = (year[-4:], year[-4:])
                found.append(DateSpan(start=a, end=b, past=ends, future=ends))
        if found:
            sentence.quantities = []
        return found

    def _fill(self, sentence: "Sentence", cells: list[tuple[int, int]]) -> None:
        head = self._head
        assert head is not None
        offset = len(self._cells) - len(cells)
        filled = []
        size = self._columns.scale_in(self._text[slice(*cells[0])]) if cells else 1.0
        for quantity in sentence.quantities:
            if size > 1 and cells[0][0] <= quantity.start < cells[0][1]:
                continue  # "155 mm rounds (thousands)"
            k = next((k for k, (a, b) in enumerate(cells) if a <= quantity.start < b), None)
            if k is None or not 0 <= k + max(offset, 0) < len(self._cells):
                filled.append(quantity)
                continue
            a, b = self._cells[k + max(offset, 0)]
            place = quantity.start
            items = [i for i in head.items if a <= i[0] < b]
            sentence.items += [(place, place, path) for _, _, path in items]
            sentence.cues += [(place, place, g) for s, _, g in head.cues if a <= s < b]
            sentence.dates += [
                replace(d, start=place, end=place) for d in head.dates if a <= d.start < b
            ]
            found = self._columns.unit_in(self._text[a:b]) or self._unit
            if quantity.bare and size > 1:
                quantity, sentence.scale = scaled(quantity, size), size
            if quantity.bare and found:
                quantity = scaled(quantity, found.scale)
                quantity = quantity._replace(unit=found.unit, per=found.per, bare=False)
                sentence.scale = found.scale
            elif quantity.bare and items:
                quantity = quantity._replace(unit="piece", bare=False)
            filled.append(quantity)
        sentence.quantities = filled
        sentence.items.sort()
        sentence.cues.sort()
        sentence.dates.sort(key=lambda d: d.start)
