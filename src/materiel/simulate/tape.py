"""Writes down what the flows do in a month, as a program for the kernel."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from materiel.simulate.draw import Drawer, is_point, quantile_table
from materiel.simulate.exact import exp, log
from materiel.simulate.rows import NotRecordedError, Row, Rows, spread_over

# What NumPy calls it → the operation, and how many rows it reads.
OPERATIONS = {
    "add": "ADD", "subtract": "SUB", "multiply": "MUL", "divide": "DIV", "true_divide": "DIV",
    "minimum": "MIN", "maximum": "MAX", "less": "LT", "less_equal": "LE", "equal": "EQ",
    "where": "WHERE", "floor": "FLOOR", "ceil": "CEIL", "exp": "EXP", "log": "LOG", "copy": "COPY",
    "logical_and": "MUL", "bitwise_and": "MUL", "logical_or": "MAX", "bitwise_or": "MAX",
}  # fmt: skip
SWAPPED = {"greater": "less", "greater_equal": "less_equal"}
TRUTHS = {"less", "less_equal", "equal", "where", "copy"}


@dataclass(slots=True)
class Step:
    """One operation on whole rows; `first` to `last` are the months in which it is done."""

    code: str
    to: int  # register, or -1
    reads: tuple[int, ...]
    first: int = 0
    last: int = 0
    number: float = 0.0  # FILL: what with
    place: tuple[int, ...] = ()  # of a table, a key, a pipeline, an output


@dataclass(slots=True)
class Recording:
    """What the tape holds at the end."""

    before: list[Step] = field(default_factory=list)  # the first month
    monthly: list[Step] = field(default_factory=list)
    after: list[Step] = field(default_factory=list)  # the last month
    registers: int = 0
    lasting: set[int] = field(default_factory=set)  # registers that live from month to month
    tables: list[Any] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)
    pipelines: list[int] = field(default_factory=list)  # their lengths [month]


class Tape:
    """Makes the rows of the flows, and records what becomes of them.

    Args:
        months: Months of the scenario.
        changing: Serial numbers of rows that are changed in a month though made before the first;
            what an earlier recording found. All others may be taken as they are.
    """

    def __init__(self, months: int, changing: frozenset[int] = frozenset()) -> None:
        self.months = months
        self.runs = 1
        self.recording = Recording()
        self.changing = changing
        self.found: set[int] = set()  # rows that should have been in `changing`
        self.before_first_month = True
        self._list = self.recording.before
        self.window = (0, 0)
        self._serial = 0
        self._constants: dict[str, int] = {}
        self._tables: dict[Any, int] = {}

    # -- what flows ask for --

    def zeros(self, rows: int) -> Any:
        """Zeros. [any; row, run]"""
        return Rows(self, [self._new(known=0.0) for _ in range(rows)])

    def full(self, value: float) -> Any:
        """One number in every run. [any; run]"""
        return self._new(known=float(value))

    def series(self, values: Sequence[Any], month: Any) -> Any:
        """The number of `values` in `month`: a register that is filled anew when it changes."""
        register = self._register()
        self.recording.lasting.add(register)
        told: Row | None = None
        for number, value in enumerate(values[: self.months]):
            row = self.lift(value)
            if told is None or (row is not told and (row.known is None or row.known != told.known)):
                self._list.append(Step("COPY", register, (self.read(row),), number, number))
            told = row
        return Row(self, -1, register, None)

    def pipeline(self, delay: Any, months: int) -> "TapePipeline":
        """What is sent lands `delay` whole months later."""
        row: Any = self.lift(delay)
        bounded: Any = np.minimum(np.maximum(row, 1.0), float(months))
        length = int(min(bounded.most, months)) + 1
        self.recording.pipelines.append(length)
        return TapePipeline(self, len(self.recording.pipelines) - 1, bounded)

    def during(self, month: Any, first: int, last: int) -> Iterator[None]:
        """Once, for a part of the month that only the months `first` to `last` have."""
        before = self.window
        window = max(first, before[0]), min(last, before[1])
        if window[0] <= window[1]:
            self.window = window
            yield
            self.window = before

    # -- the course of a run --

    def begin_months(self) -> Any:
        """From here on a month is recorded; gives the row that holds its number."""
        self.before_first_month = False
        self._list, self.window = self.recording.monthly, (0, self.months - 1)
        month = self._register()
        self._list.append(Step("MONTH", month, (), *self.window))
        self.recording.lasting.add(month)
        return Row(self, -1, month, None)

    def end_months(self) -> None:
        """From here on the end of a run is recorded."""
        self._list, self.window = self.recording.after, (0, 0)

    def store(self, code: str, place: int, row: Any) -> None:
        """Hand out a row: STORE in each month, FINAL at the end."""
        self._emit(code, -1, (self.read(self.lift(row)),), place=(place,))

    def check(self, row: Any) -> None:
        """Report runs in which a row is below zero, or no number."""
        lifted = self.lift(row)
        if lifted.known is None or not lifted.known >= 0:
            self._emit("CHECK", -1, (self.read(lifted),))

    def draw(self, drawer: Drawer, name: str) -> Row:
        """The draws of a parameter."""
        value = drawer.values[name]
        if is_point(value):
            return self._new(known=float(value.support[0]))
        place = (self._table(value), self._key(drawer.key(name)))
        row = self._new(register=self._register())
        self._emit("PICK" if value.family == "empirical" else "DRAW", row.register or 0, (), place)
        row.most = float(quantile_table(value).max())
        return row

    def given(self, slot: int, most: float) -> Row:
        """Draws that the caller hands in."""
        row = self._new(register=self._register())
        self._emit("GIVEN", row.register or 0, (), (slot,))
        row.most = most
        return row

    def fresh(self, code: str, place: tuple[int, ...]) -> Row:
        """What is drawn or handed in anew each month."""
        row = self._new(register=self._register())
        self._emit(code, row.register or 0, (), place)
        return row

    def monthly_draw(self, drawer: Drawer, name: str) -> Row:
        """Draws anew in each month (rule D5)."""
        value = drawer.values[name]
        if is_point(value):
            return self._new(known=float(value.support[0]))
        code = "PICK_MONTHLY" if value.family == "empirical" else "DRAW_MONTHLY"
        return self.fresh(code, (self._table(value), self._key(drawer.key(name))))

    # -- operations --

    def apply(self, name: str, inputs: Sequence[Any], out: Any) -> Any:
        """One of NumPy's functions on rows; row after row where there are several."""
        several = [
            value
            for value in inputs
            if isinstance(value, Rows) or (isinstance(value, np.ndarray) and value.ndim)
        ]
        if not several:
            if out is None:
                return self._compute(name, inputs)
            self._compute_into(name, inputs, out)
            return out
        count = len(several[0])
        parts = [spread_over(value, count) for value in inputs]
        targets = out.rows if out is not None else [None] * count
        made = [
            self.apply(name, operands, target)
            for *operands, target in zip(*parts, targets, strict=True)
        ]
        return out if out is not None else Rows(self, made)

    def apply_where(self, name: str, where: Any, inputs: Sequence[Any], out: Any) -> Any:
        """A function only where a condition holds; elsewhere `out` stays."""
        if out is None:
            raise NotRecordedError(f"{name} with where but without out")
        made = self.apply(name, inputs, None)
        out[:] = self.apply("where", (where, made, out), None)
        return out

    def lift(self, value: Any) -> Row:
        """A row of what may be a number."""
        if isinstance(value, Row):
            return value
        if isinstance(value, np.ndarray) and value.ndim == 0:
            value = value.item()
        if not isinstance(value, (int, float, np.integer, np.floating, np.bool_)):
            raise NotRecordedError(f"{type(value).__name__} where a row is expected")
        return self._constant_row(float(value))

    def assign(self, target: Row, value: Any) -> None:
        """`target[:] = value`"""
        source = self.lift(value)
        if source is target:
            return
        if source.known is not None and target.known == source.known:
            return
        if self._stays_known(target) and target.window == self.window:
            target.most = source.most
            if source.known is not None:
                target.known = source.known
                return
            target.known, target.register = None, self._register()
        self._touch(target)
        self._emit("COPY", target.register or 0, (self.read(source),))
        target.most = max(target.most, source.most)

    def read(self, row: Row) -> int:
        """The register of a row; a known number gets one that is filled before the first month."""
        if row.register is not None:
            return row.register
        assert row.known is not None
        name = float(row.known).hex()  # tells 0 from −0
        if name not in self._constants:
            self._constants[name] = self._register()
            step = Step("FILL", self._constants[name], (), number=float(row.known))
            self.recording.before.append(step)
        return self._constants[name]

    # -- inside --

    def _compute(self, name: str, inputs: Sequence[Any]) -> Row:
        if name in SWAPPED:
            name, inputs = SWAPPED[name], (inputs[1], inputs[0])
        if name == "full":
            return self._new(known=float(inputs[1]))
        rows = [self.lift(value) for value in inputs]
        if all(row.known is not None for row in rows):
            return self._new(known=_evaluate(name, [float(row.known or 0.0) for row in rows]))
        if name == "where" and rows[0].known is not None:
            name, rows = "copy", [rows[1] if rows[0].known else rows[2]]
        rewritten = _REWRITTEN.get(name)
        if rewritten:
            return self._compute(*rewritten(rows))
        if name not in OPERATIONS:
            raise NotRecordedError(name)
        made = self._new(register=self._register())
        self._emit(OPERATIONS[name], made.register or 0, tuple(self.read(row) for row in rows))
        made.most = _most(name, rows)
        return made

    def _compute_into(self, name: str, inputs: Sequence[Any], out: Row) -> None:
        rows = [self.lift(value) for value in inputs]
        if rows[0] is out and name in ("add", "subtract") and rows[1].known == 0:
            return
        if rows[0] is not out or out.known is not None or name not in OPERATIONS:
            self.assign(out, self._compute(name, inputs))
            return
        self._touch(out)
        reads = tuple(self.read(row) for row in rows)
        self._emit(OPERATIONS[name], out.register or 0, reads)
        out.most = _most(name, rows)

    def _stays_known(self, row: Row) -> bool:
        """Whether a row holds a number that this change may simply replace."""
        if row.known is None or row.serial in self.changing:
            return False
        return self.before_first_month or not row.early

    def _touch(self, row: Row) -> None:
        """Make a row that can be changed."""
        late = not self.before_first_month and row.early
        if late and row.serial not in self.changing:
            self.found.add(row.serial)
        if late and row.register is not None:
            self.recording.lasting.add(row.register)
        if row.register is None:
            # In all months in which the row is there, not only in those of this change.
            number, row.known, row.register = row.known, None, self._register()
            step = Step("FILL", row.register, (), *row.window, number=float(number or 0.0))
            self._list.append(step)

    def _new(self, *, register: int | None = None, known: float | None = None) -> Row:
        serial, self._serial = self._serial, self._serial + 1
        if known is not None and self.before_first_month and serial in self.changing:
            register = self._register()
            self.recording.lasting.add(register)
            self._emit("FILL", register, (), number=known)
            row = Row(self, serial, register, None)
            row.most = np.inf
            return row
        return Row(self, serial, register, known)

    def _constant_row(self, value: float) -> Row:
        return Row(self, -1, None, value)

    def _register(self) -> int:
        self.recording.registers += 1
        return self.recording.registers - 1

    def _emit(
        self,
        code: str,
        to: int,
        reads: tuple[int, ...],
        place: tuple[int, ...] = (),
        number: float = 0.0,
    ) -> None:
        self._list.append(Step(code, to, reads, *self.window, number=number, place=place))

    def _table(self, value: Any) -> int:
        if value not in self._tables:
            self._tables[value] = len(self.recording.tables)
            self.recording.tables.append(quantile_table(value))
        return self._tables[value]

    def _key(self, key: int) -> int:
        self.recording.keys.append(key)
        return len(self.recording.keys) - 1


class TapePipeline:
    """What is on its way, as two operations on a ring of rows."""

    def __init__(self, tape: Tape, number: int, delay: Row) -> None:
        self._tape, self._number, self._delay = tape, number, delay

    def send(self, month: Any, pieces: Any) -> None:
        """Put the month's departures on their way."""
        tape = self._tape
        tape._emit("SEND", -1, (tape.read(tape.lift(pieces)),), (self._number,))

    def arrive(self, month: Any) -> Any:
        """What lands in the month."""
        tape = self._tape
        if self._delay.known is not None:
            return tape.fresh("LAND_EVEN", (self._number, int(self._delay.known)))
        row = tape.fresh("LAND", (self._number,))
        tape._list[-1].reads = (tape.read(self._delay),)
        return row


class TapeDraws:
    """The draws of a scenario as rows, made when a flow asks for them."""

    def __init__(self, make: Callable[[str], Row], monthly: Callable[[str], Row]) -> None:
        self._make, self._monthly = make, monthly
        self._rows: dict[str, Row] = {}

    def __getitem__(self, name: str) -> Row:
        if name not in self._rows:
            self._rows[name] = self._make(name)
        return self._rows[name]

    def monthly(self, name: str, month: Any) -> Row:
        """What is drawn anew in each month."""
        return self._monthly(name)


def _evaluate(name: str, numbers: list[float]) -> float:
    if name == "copy":
        return numbers[0]
    if name in ("exp", "log"):
        return float({"exp": exp, "log": log}[name](numbers[0]))
    function = getattr(np, name, None)
    if function is None or (name not in OPERATIONS and name not in _REWRITTEN):
        raise NotRecordedError(name)
    with np.errstate(all="ignore"):
        if name.startswith(("logical", "bitwise")) or name == "invert":
            return float(getattr(np, name)(*(bool(number) for number in numbers)))
        return float(function(*numbers))


# What is written down as something else.
_REWRITTEN: dict[str, Callable[[list[Row]], tuple[str, tuple[Any, ...]]]] = {
    "negative": lambda rows: ("multiply", (rows[0], -1.0)),
    "square": lambda rows: ("multiply", (rows[0], rows[0])),
    "absolute": lambda rows: ("maximum", (rows[0], -rows[0])),
    "not_equal": lambda rows: ("subtract", (1.0, rows[0] == rows[1])),
    "logical_not": lambda rows: ("subtract", (1.0, rows[0])),
    "invert": lambda rows: ("subtract", (1.0, rows[0])),
}


def _most(name: str, rows: list[Row]) -> float:
    """An upper bound of a result; infinity where none is looked for."""
    most = [row.most for row in rows]
    if name == "add":
        return most[0] + most[1]
    if name in ("floor", "ceil", "copy"):
        return float(np.ceil(most[0]))
    if name == "minimum":
        return min(most)
    if name == "maximum":
        return max(most)
    if name == "where":
        return max(most[1:])
    return float(np.inf)
