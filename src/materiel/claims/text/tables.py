"""Tables whose rows are lines: each figure takes item, date, unit and words from the head of its column."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from materiel.claims.scan.quantities import Quantity
from materiel.claims.text.columns import Columns, Head, scaled
from materiel.claims.text.lines import cell_spans, is_table_row
from materiel.claims.text.sentences import Span
from materiel.claims.text.stacked import is_year

if TYPE_CHECKING:
    from materiel.claims.text.analysis import Sentence

_LABEL_AND_VALUE = 2  # cells of a row with one column of figures


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell of a row and what stands over it."""

    span: Span
    head: Span | None
    told: Head


class Table:
    """The head of the table that is being read, if one is."""

    def __init__(self, text: str, columns: Columns) -> None:
        self._text = text
        self._columns = columns
        self._head: Sentence | None = None
        self._heads: list[Span] = []
        self._unit = Head()
        self.title: Sentence | None = None  # the head, where it is the title of the table

    def read(self, sentence: "Sentence") -> None:
        """Take a line for the head, fill in a row, or leave the table."""
        line = self._text[sentence.start : sentence.end]
        if not is_table_row(line):
            if any(c.isalpha() for c in line):
                self._head, self._heads, self._unit = None, [], Head()
                self.title = None
            return
        spans = [Span(sentence.start + a, sentence.start + b) for a, b in cell_spans(line)]
        if self._opens(spans):
            self._head, self._heads = sentence, spans
            # "Spending (€ million) | 2024 | 2025"; beside other columns a unit is that of its own
            alone = line if len(spans) <= _LABEL_AND_VALUE else self._told(spans[0])
            self._unit = self._columns.span_in(line) or self._columns.told_in(alone)
            self.title = None
            sentence.quantities = []
            return
        sentence.row = sentence.table = True
        cells = self._cells(sentence, spans)
        if len(spans) > len(self._heads):
            self.title = (
                self._head
            )  # "Years to refill, at this rate | at that": no heads of columns
        if self._head is not None:  # what a figure is stands over it, not beside it
            sentence.clauses = spans
        self._date(sentence, cells)
        self._fill(sentence, cells)

    def _told(self, span: Span) -> str:
        return self._text[span.start : span.end].strip()

    def _opens(self, spans: Sequence[Span]) -> bool:
        """Whether a row heads a table: the first without a figure, or one of years alone."""
        told = [self._told(span) for span in spans[1:]]
        if told and all(is_year(cell) for cell in told):
            return True
        figures = [cell for cell in told if cell[:1].isdigit() and not is_year(cell)]
        return self._head is None and not figures

    def _cells(self, sentence: "Sentence", spans: Sequence[Span]) -> list[_Cell]:
        """The cells; a row with fewer than there are heads lacks its label."""
        offset = max(len(self._heads) - len(spans), 0)
        title = self._columns.title_in(sentence.heading, self._text)
        size = self._columns.scale_in(self._told(spans[0]))
        found = []
        for k, span in enumerate(spans):
            head = self._heads[k + offset] if k + offset < len(self._heads) else None
            own = self._columns.told_in(self._told(head)) if head and k else Head()
            measure = own.over(self._unit).over(title).over(self._columns.now)
            found.append(_Cell(span, head, measure._replace(scale=measure.scale * size)))
        return found

    def _date(self, sentence: "Sentence", cells: Sequence[_Cell]) -> None:
        """A year that is a cell of its own dates the figures of its row, or of its namesake."""
        for cell in cells[1:]:
            if cell.head is None or not is_year(self._told(cell.span)):
                continue
            name = set(self._told(cell.head).lower().split())
            named = [
                c
                for c in cells[1:]
                if c is not cell and c.head and name & set(self._told(c.head).lower().split())
            ]
            own = [d for d in sentence.dates if cell.span.start <= d.start < cell.span.end]
            sentence.dates = [d for d in sentence.dates if d not in own]
            for other in named or cells[1:]:
                place = other.span.start
                if other is not cell:
                    sentence.dates += [replace(d, start=place, end=place) for d in own]

    def _fill(self, sentence: "Sentence", cells: Sequence[_Cell]) -> None:
        filled = []
        for quantity in sentence.quantities:
            cell = next((c for c in cells if c.span.start <= quantity.start < c.span.end), None)
            if cell is None or (cell is cells[0] and len(cells) > 1):
                if cell is None or not quantity.bare:
                    filled.append(quantity)
                continue  # "155 mm rounds (thousands)", "Standard Missile 2"
            filled.append(self._filled(sentence, cell, quantity))
        sentence.quantities = filled
        sentence.items.sort()
        sentence.cues.sort()
        sentence.dates.sort(key=lambda d: d.start)

    def _filled(self, sentence: "Sentence", cell: _Cell, quantity: Quantity) -> Quantity:
        """A figure with what its column says of it."""
        items = self._take(sentence, cell, quantity.start)
        measure = cell.told
        if quantity.per is None and measure.per:
            quantity = quantity._replace(per=measure.per)
        if not quantity.bare:
            return quantity
        if measure.unit or measure.scale != 1:
            sentence.scale = measure.scale
            quantity = scaled(quantity, measure.scale)
        stacked = "\n" in self._text[sentence.start : sentence.end]
        if measure.unit:
            return quantity._replace(unit=measure.unit, bare=False)
        if items or (stacked and sentence.items):
            return quantity._replace(unit="piece", bare=False)
        return quantity

    def _take(self, sentence: "Sentence", cell: _Cell, place: int) -> bool:
        """Give the figure at a place the items, words and dates of its head; whether there were items."""
        if self._head is None or cell.head is None:
            return False
        a, b = cell.head.start, cell.head.end
        over = self._heads[0] if is_year(self._told(cell.head)) else cell.head
        items = [(place, place, path) for at, _, path in self._head.items if a <= at < b]
        sentence.items += items
        # over years the first head says what the figures are: "Spending (€ million) | 2024 | 2025"
        sentence.cues += [
            (place, place, g) for at, _, g in self._head.cues if over.start <= at < over.end
        ]
        sentence.dates += [
            replace(d, start=place, end=place) for d in self._head.dates if a <= d.start < b
        ]
        return bool(items)
