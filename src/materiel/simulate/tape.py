"""Writes down what the flows do in a month, as a program for the kernel."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from materiel.simulate.draw import Drawer, is_point, month_key, quantile_table
from materiel.simulate.operations import (
    IDLE,
    OPERATIONS,
    REWRITTEN,
    SWAPPED,
    evaluate,
    most_of,
    same,
)
from materiel.simulate.recording import Step
from materiel.simulate.registers import Registers
from materiel.simulate.rows import NotRecordedError, Row, Rows, spread_over


class Tape(Registers):
    """Makes the rows of the flows, and records what becomes of them."""

    # -- what flows ask for --

    def zeros(self, rows: int) -> Any:
        """Zeros. [any; row, run]"""
        return Rows(self, [self._new(known=0.0) for _ in range(rows)])

    def full(self, value: float) -> Any:
        """One number in every run. [any; run]"""
        return self._new(known=float(value))

    def series(self, values: Sequence[Any], month: Any) -> Any:
        """The number of `values` in `month`: a register that is filled anew when it changes."""
        rows = [self.lift(value) for value in values[: self.months]]
        if all(isinstance(row.known, float) for row in rows):
            return self._constant_row(np.array([row.known for row in rows]))
        register = self._register()
        self.recording.lasting.add(register)
        told: Row | None = None
        for number, row in enumerate(rows):
            if told is None or (row is not told and not same(row.known, told.known)):
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
        return self._constant_row(np.arange(float(self.months)))

    def end_months(self) -> None:
        """From here on the end of a run is recorded."""
        self._list, self.window = self.recording.after, (0, 0)

    def store(self, code: str, place: int, row: Any) -> None:
        """Hand out a row: STORE in each month, FINAL at the end."""
        self._emit(code, -1, (self.read(self.lift(row)),), place=(place,))

    def check(self, row: Any, room: Any) -> None:
        """Report runs in which a row is below minus `room`, or no number."""
        rows = self.lift(row), self.lift(room)
        if rows[0].known is None or not np.all(rows[0].known >= 0):
            self._emit("CHECK", -1, (self.read(rows[0]), self.read(rows[1])))

    def draw(self, drawer: Drawer, name: str) -> Row:
        """The draws of a parameter."""
        value = drawer.values[name]
        if is_point(value):
            return self._new(known=float(value.support[0]))
        place = (self._table(value), self._key(drawer.key(name)))
        row = self._before("PICK" if value.family == "empirical" else "DRAW", place)
        row.most = float(quantile_table(value).max())
        return row

    def given(self, slot: int, most: float) -> Row:
        """Draws that the caller hands in."""
        row = self._before("GIVEN", (slot,))
        row.most = most
        return row

    def _before(self, code: str, place: tuple[int, ...]) -> Row:
        """What is the same in every month, whenever a flow asks for it."""
        row = Row(self, -1, self._register(), None)
        row.early = True
        self.recording.before.append(Step(code, row.register or 0, (), place=place))
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
        table, key = self._table(value), drawer.key(name)
        if len(set(drawer.calendar)) == len(drawer.calendar):  # every step is a month
            return self.fresh(code, (table, self._key(key)))
        register = self._register()
        self.recording.lasting.add(register)
        for step in range(self.window[0], self.window[1] + 1):
            month = drawer.calendar[step]
            if step == self.window[0] or month != drawer.calendar[step - 1]:
                # The kernel adds the step's number to the key, where the month's belongs.
                place = (table, self._key(month_key(key, month - step - 1)))
                self._list.append(Step(code, register, (), step, step, place=place))
        return Row(self, -1, register, None)

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
        """A function only where a condition holds; elsewhere `out` stays.

        Raises:
            NotRecordedError: There is no `out`.
        """
        if out is None:
            raise NotRecordedError(f"{name} with where but without out")
        made = self.apply(name, inputs, None)
        out[:] = self.apply("where", (where, made, out), None)
        return out

    def assign(self, target: Row, value: Any) -> None:
        """`target[:] = value`"""
        source = self.lift(value)
        if source is target:
            return
        if source.known is not None and same(target.known, source.known):
            return
        if isinstance(source.known, np.ndarray) and target.early:
            source = Row(self, -1, self.read(source), None)
        if self._stays_known(target) and target.window == self.window:
            target.most = source.most
            if source.known is not None:
                target.known = source.known
                return
            target.known, target.register = None, self._register()
        self._touch(target)
        self._emit("COPY", target.register or 0, (self.read(source),))
        target.most = max(target.most, source.most)

    def _compute(self, name: str, inputs: Sequence[Any]) -> Row:
        if name in SWAPPED:
            name, inputs = SWAPPED[name], (inputs[1], inputs[0])
        if name == "full":
            return self._new(known=float(inputs[1]))
        rows = [self.lift(value) for value in inputs]
        if all(row.known is not None for row in rows):
            return self._new(known=evaluate(name, [row.known for row in rows]))
        if name == "where" and (sure := self._sure(rows[0])) is not None:
            name, rows = "copy", [rows[1] if sure else rows[2]]
        elif name in IDLE and (kept := IDLE[name](rows)) is not None:
            name, rows = "copy", [kept]
        rewritten = REWRITTEN.get(name)
        if rewritten:
            return self._compute(*rewritten(rows))
        if name not in OPERATIONS:
            raise NotRecordedError(name)
        made = self._new(register=self._register())
        self._emit(OPERATIONS[name], made.register or 0, tuple(self.read(row) for row in rows))
        made.most = most_of(name, rows)
        return made

    def _sure(self, condition: Row) -> bool | None:
        """What a condition is in all months in which it is asked, if it is always the same."""
        if condition.known is None:
            return None
        first, last = self.window
        asked = np.broadcast_to(condition.known, max(self.months, 1))[first : last + 1]
        if not asked.any():
            return False
        return True if asked.all() else None

    def _compute_into(self, name: str, inputs: Sequence[Any], out: Row) -> None:
        rows = [self.lift(value) for value in inputs]
        if rows[0] is out and name in IDLE and IDLE[name](rows) is out:
            return
        if rows[0] is not out or out.known is not None or name not in OPERATIONS:
            self.assign(out, self._compute(name, inputs))
            return
        self._touch(out)
        reads = tuple(self.read(row) for row in rows)
        self._emit(OPERATIONS[name], out.register or 0, reads)
        out.most = most_of(name, rows)


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
        if isinstance(self._delay.known, float):
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
