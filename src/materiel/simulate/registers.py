"""Which register of the kernel holds a row, and the list of steps that grows."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from materiel.simulate.draw import quantile_table
from materiel.simulate.recording import Recording, Step
from materiel.simulate.rows import Known, NotRecordedError, Row


class Registers:
    """Gives rows their registers; what is known before a run has none until a step reads it.

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
        self._by_month: dict[bytes, int] = {}
        self._tables: dict[Any, int] = {}

    def lift(self, value: Any) -> Row:
        """A row of what may be a number.

        Raises:
            NotRecordedError: It is neither.
        """
        if isinstance(value, Row):
            return value
        if isinstance(value, np.ndarray) and value.ndim == 0:
            value = value.item()
        if not isinstance(value, (int, float, np.integer, np.floating, np.bool_)):
            raise NotRecordedError(f"{type(value).__name__} where a row is expected")
        return self._constant_row(float(value))

    def read(self, row: Row) -> int:
        """The register of a row; a known number gets one that is filled before the first month."""
        if row.register is not None:
            return row.register
        assert row.known is not None
        if isinstance(row.known, np.ndarray):
            if self._list is not self.recording.after:
                return self._monthly(row.known)
            return self.read(self._constant_row(float(row.known[-1])))
        name = row.known.hex()  # tells 0 from −0
        if name not in self._constants:
            self._constants[name] = self._register()
            step = Step("FILL", self._constants[name], (), number=row.known)
            self.recording.before.append(step)
        return self._constants[name]

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
            known, row.known, row.register = row.known, None, self._register()
            if isinstance(known, np.ndarray):
                step = Step("COPY", row.register, (self._monthly(known),), *row.window)
            else:
                step = Step("FILL", row.register, (), *row.window, number=float(known or 0.0))
            self._list.append(step)

    def _monthly(self, known: NDArray[np.float64]) -> int:
        """A register that holds the month's number, filled at the beginning of the month."""
        name = known.tobytes()
        if name not in self._by_month:
            register = self._by_month[name] = self._register()
            self.recording.lasting.add(register)
            changes = [0, *(np.flatnonzero(np.diff(known)) + 1)]
            if len(changes) * 4 <= len(known):
                for at in changes:
                    step = Step("FILL", register, (), at, at, number=float(known[at]))
                    self.recording.heads.append(step)
            else:
                place = (self._add_table(known),)
                step = Step("MONTHLY", register, (), 0, self.months - 1, place=place)
                self.recording.heads.append(step)
        return self._by_month[name]

    def _new(self, *, register: int | None = None, known: Known | None = None) -> Row:
        serial, self._serial = self._serial, self._serial + 1
        if known is not None and self.before_first_month and serial in self.changing:
            register = self._register()
            self.recording.lasting.add(register)
            self._emit("FILL", register, (), number=float(known))
            row = self._row(serial, register, None)
            row.most = np.inf
            return row
        return self._row(serial, register, known)

    def _row(self, serial: int, register: int | None, known: Known | None) -> Row:
        tape: Any = self  # rows ask it to compute, which tape.py adds
        return Row(tape, serial, register, known)

    def _constant_row(self, value: Known) -> Row:
        return self._row(-1, None, value)

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
            self._tables[value] = self._add_table(quantile_table(value))
        return self._tables[value]

    def _add_table(self, table: Any) -> int:
        self.recording.tables.append(table)
        return len(self.recording.tables) - 1

    def _key(self, key: int) -> int:
        self.recording.keys.append(key)
        return len(self.recording.keys) - 1
