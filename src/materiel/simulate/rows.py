"""Rows that note what is done to them: what the flows compute on when the kernel's program is made.

A `Row` stands for one number in each run, `Rows` for several rows. They answer to operators and to
the NumPy functions of `tape.OPERATIONS` as arrays do, views included; the tape writes down the rest.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin
from numpy.typing import NDArray

if TYPE_CHECKING:
    from materiel.simulate.tape import Tape


class NotRecordedError(Exception):
    """A flow does something that the tape cannot write down; NumPy runs it."""


class _Recorded(NDArrayOperatorsMixin):
    """What rows and tables of rows have in common."""

    tape: "Tape"

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        if method != "__call__" or set(options) - {"out", "where"}:
            raise NotRecordedError(f"{ufunc.__name__}.{method}")
        out = options.get("out", (None,))[0]
        where = options.get("where", True)
        if where is not True:
            return self.tape.apply_where(ufunc.__name__, where, inputs, out)
        return self.tape.apply(ufunc.__name__, inputs, out)

    def __array_function__(self, function: Any, types: Any, args: Any, options: Any) -> Any:
        name = function.__name__
        if name == "where" and len(args) == 3:
            return self.tape.apply("where", args, None)
        if name == "clip":
            return self.tape.apply(
                "minimum", (self.tape.apply("maximum", args[:2], None), args[2]), None
            )
        if name in ("zeros_like", "ones_like", "empty_like"):
            return self.tape.apply("full", (args[0], float(name == "ones_like")), None)
        raise NotRecordedError(name)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise NotRecordedError(f"array.{name}")

    def __bool__(self) -> bool:
        raise NotRecordedError("a decision in Python on what differs between runs")

    def astype(self, kind: Any, copy: bool = True) -> Any:
        """The same numbers; whole ones stay whole."""
        return self.copy()

    def copy(self) -> Any:
        """A row of its own with the same numbers."""
        return self.tape.apply("copy", (self,), None)


# A number that is the same in every run; one for each month if it changes with the months only.
Known = float | NDArray[np.float64]


class Row(_Recorded):
    """One number in each run: a register, or a number that is known already."""

    __hash__ = object.__hash__

    def __init__(
        self, tape: "Tape", serial: int, register: int | None, known: Known | None
    ) -> None:
        self.tape = tape
        self.serial = serial
        self.register = register
        self.known = known
        self.early = tape.before_first_month
        self.window = tape.window
        self.most = np.inf  # nothing is above it
        if known is not None:
            self.most = known if isinstance(known, float) else float(known.max())

    def __getitem__(self, key: Any) -> "Row":
        _require_all(key)
        return self

    def __setitem__(self, key: Any, value: Any) -> None:
        _require_all(key)
        self.tape.assign(self, value)


class Rows(_Recorded):
    """Rows one below the other. [row, run]"""

    __hash__ = object.__hash__

    def __init__(self, tape: "Tape", rows: list[Row]) -> None:
        self.tape = tape
        self.rows = rows

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows, and the lanes that the kernel runs side by side."""
        return len(self.rows), self.tape.runs

    def __len__(self) -> int:
        return len(self.rows)

    def __iter__(self) -> Iterator[Row]:
        return iter(self.rows)

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, (int, np.integer)):
            return self.rows[key]
        return Rows(self.tape, [self.rows[number] for number in self._numbers(key)])

    def __setitem__(self, key: Any, value: Any) -> None:
        if isinstance(key, (int, np.integer)):
            self.tape.assign(self.rows[key], value)
            return
        targets = [self.rows[number] for number in self._numbers(key)]
        for target, part in zip(targets, spread_over(value, len(targets)), strict=True):
            self.tape.assign(target, part)

    def _numbers(self, key: Any) -> list[int]:
        try:
            found = np.arange(len(self.rows))[key]
        except (IndexError, TypeError) as error:
            raise NotRecordedError(f"rows [{key!r}]") from error
        if found.ndim != 1:
            raise NotRecordedError(f"rows [{key!r}]")
        return [int(number) for number in found]


def spread_over(value: Any, count: int) -> list[Any]:
    """One operand for each of `count` rows.

    Raises:
        NotRecordedError: There are more or fewer, or they are no rows.

    >>> spread_over(2.0, 2), spread_over(np.array([[1.0], [3.0]]), 2)
    ([2.0, 2.0], [1.0, 3.0])
    """
    if isinstance(value, Rows):
        if len(value) != count:
            raise NotRecordedError(f"{len(value)} rows where {count} are expected")
        return value.rows
    if isinstance(value, np.ndarray) and value.ndim:
        if value.shape not in ((count, 1), (1, 1)):
            raise NotRecordedError(
                f"an array of shape {value.shape} where {count} rows are expected"
            )
        return [float(number) for number in np.broadcast_to(value[:, 0], count)]
    return [value] * count


def _require_all(key: Any) -> None:
    if not (key is Ellipsis or key == slice(None)):
        raise NotRecordedError(f"some runs of a row [{key!r}]")
