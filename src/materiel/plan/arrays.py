"""Labelled blocks of variables and rows: the layer between a plan's words and flat arrays.

A block is an array of numbers with named axes. Nothing is written per number: a name such as
"shift of Lviv line, March 2025" is made when somebody asks for it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import scipy.sparse as sparse
from numpy.typing import ArrayLike, NDArray

from materiel.core.errors import PlanError

Floats = NDArray[np.float64]
Ids = NDArray[np.int32]
Labels = Sequence[str] | Callable[[int], str]
INF = float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """One axis of a block: what it counts, how many there are, and their names."""

    name: str
    size: int
    labels: Labels | None = None

    @property
    def tells(self) -> bool:
        """Whether a name needs it: one future of one, or all of all, says nothing."""
        return self.size > 1 or (self.labels is not None and self.name != "all")

    def label(self, position: int) -> str:
        """The name of one position; its number where none was given."""
        if self.labels is None:
            return f"{self.name} {position + 1}"
        return self.labels(position) if callable(self.labels) else self.labels[position]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Variables or rows of one kind; `ids` are their positions in the program. [id; axes]"""

    name: str
    unit: str
    axes: tuple[Axis, ...]
    ids: Ids

    @property
    def first(self) -> int:
        """Position of the block's first number."""
        return int(self.ids.flat[0]) if self.ids.size else 0

    def words(self, position: int) -> str:
        """What a position in the program stands for."""
        at = np.unravel_index(position - self.first, self.ids.shape)
        told = [axis.label(int(n)) for axis, n in zip(self.axes, at, strict=True) if axis.tells]
        return ", ".join([self.name, *told])


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """A linear program in flat arrays: minimise cost x, low <= A x <= high, lower <= x <= upper."""

    cost: Floats
    lower: Floats
    upper: Floats
    whole: NDArray[np.bool_]
    low: Floats
    high: Floats
    starts: Ids  # A row by row: row r has entries starts[r] to starts[r + 1]
    columns: Ids
    values: Floats
    variables: tuple[Block, ...]
    rows: tuple[Block, ...]

    @property
    def matrix(self) -> Any:
        """A as a scipy matrix that shares the arrays."""
        shape = (len(self.low), len(self.cost))
        return sparse.csr_matrix((self.values, self.columns, self.starts), shape=shape)

    def variable_words(self, column: int) -> str:
        """The name of a variable, made when asked for."""
        return _words(self.variables, column)

    def row_words(self, row: int) -> str:
        """The name of a row, made when asked for."""
        return _words(self.rows, row)


@dataclass(slots=True)
class Model:
    """Collects variables, rows and entries block by block.

    >>> model = Model()
    >>> month = Axis(name="month", size=2, labels=["March 2025", "April 2025"])
    >>> make = model.variables("output", [month], unit="piece", upper=[5, 6], cost=2)
    >>> need = model.rows("need", [month], unit="piece", low=3)
    >>> model.add(need.ids, make.ids, 1.0)
    >>> program = model.finish()
    >>> program.variable_words(1), program.values.tolist()
    ('output, April 2025', [1.0, 1.0])
    """

    _variables: list[Block] = field(default_factory=list)
    _rows: list[Block] = field(default_factory=list)
    _lower: list[Floats] = field(default_factory=list)
    _upper: list[Floats] = field(default_factory=list)
    _cost: list[Floats] = field(default_factory=list)
    _whole: list[NDArray[np.bool_]] = field(default_factory=list)
    _low: list[Floats] = field(default_factory=list)
    _high: list[Floats] = field(default_factory=list)
    _at_row: list[Ids] = field(default_factory=list)
    _at_column: list[Ids] = field(default_factory=list)
    _values: list[Floats] = field(default_factory=list)
    n_variables: int = 0
    n_rows: int = 0

    def variables(
        self,
        name: str,
        axes: Sequence[Axis],
        *,
        unit: str,
        lower: ArrayLike = 0.0,
        upper: ArrayLike = INF,
        cost: ArrayLike = 0.0,
        whole: bool = False,
    ) -> Block:
        """A block of variables; bounds and cost are broadcast to its shape. [unit; axes]"""
        block = _block(name, axes, unit, self.n_variables)
        self._variables.append(block)
        self.n_variables += block.ids.size
        shape = block.ids.shape
        self._lower.append(_full(lower, shape))
        self._upper.append(_full(upper, shape))
        self._cost.append(_full(cost, shape))
        self._whole.append(np.full(block.ids.size, whole))
        return block

    def rows(
        self,
        name: str,
        axes: Sequence[Axis],
        *,
        unit: str,
        low: ArrayLike = -INF,
        high: ArrayLike = INF,
    ) -> Block:
        """A block of rows; its limits are broadcast to its shape. [unit; axes]"""
        block = _block(name, axes, unit, self.n_rows)
        self._rows.append(block)
        self.n_rows += block.ids.size
        self._low.append(_full(low, block.ids.shape))
        self._high.append(_full(high, block.ids.shape))
        return block

    def add(
        self,
        rows: ArrayLike,
        columns: ArrayLike,
        values: ArrayLike,
        where: ArrayLike | None = None,
    ) -> None:
        """Entries of the matrix, broadcast against each other; equal places add up.

        Args:
            rows: Ids of rows, from `rows`.
            columns: Ids of variables, from `variables`.
            values: [unit of the row/unit of the variable]
            where: Which of them to add; None adds all.
        """
        parts = [np.asarray(rows), np.asarray(columns), np.asarray(values, dtype=float)]
        if where is None:
            row, column, value = np.broadcast_arrays(*parts)
        else:
            row, column, value, kept = np.broadcast_arrays(*parts, np.asarray(where))
            row, column, value = row[kept], column[kept], value[kept]
        self._at_row.append(row.ravel().astype(np.int32, copy=False))
        self._at_column.append(column.ravel().astype(np.int32, copy=False))
        self._values.append(value.ravel())

    def finish(self) -> Program:
        """The program; the collected parts are given up on the way, to spare memory.

        Raises:
            PlanError: A number is NaN, an infinity stands where none can, or limits cross.
        """
        starts, columns, values = self._compressed()
        program = Program(
            cost=_joined(self._cost),
            lower=_joined(self._lower),
            upper=_joined(self._upper),
            whole=np.concatenate([*self._whole, np.zeros(0, bool)]),
            low=_joined(self._low),
            high=_joined(self._high),
            starts=starts,
            columns=columns,
            values=values,
            variables=tuple(self._variables),
            rows=tuple(self._rows),
        )
        refuse_bad_numbers(program)
        return program

    def _compressed(self) -> tuple[Ids, Ids, Floats]:
        row = np.concatenate([*self._at_row, np.zeros(0, np.int32)])
        self._at_row.clear()
        column = np.concatenate([*self._at_column, np.zeros(0, np.int32)])
        self._at_column.clear()
        value = _joined(self._values)
        shape = (self.n_rows, self.n_variables)
        matrix = sparse.csr_matrix((value, (row, column)), shape=shape)
        return (
            matrix.indptr.astype(np.int32, copy=False),
            matrix.indices.astype(np.int32, copy=False),
            matrix.data,
        )


def refuse_bad_numbers(program: Program) -> None:
    """Refuse what no solver may see: some call a program with a NaN optimal.

    Raises:
        PlanError: Names the number in words.
    """
    for what, values, words, infinite in (
        ("cost", program.cost, program.variable_words, None),
        ("lower bound", program.lower, program.variable_words, -INF),
        ("upper bound", program.upper, program.variable_words, INF),
        ("lower limit", program.low, program.row_words, -INF),
        ("upper limit", program.high, program.row_words, INF),
        ("coefficient", program.values, lambda n: words_of_entry(program, n), None),
    ):
        bad = ~np.isfinite(values)
        if infinite is not None:
            bad &= values != infinite
        if bad.any():
            at = int(bad.argmax())
            raise _bad(f"the {what} of {words(at)} is {values[at]}")
    for low, high, words in (
        (program.lower, program.upper, program.variable_words),
        (program.low, program.high, program.row_words),
    ):
        # Of limits that cross by a rounding the verifier knows to tell.
        crossed = low > high + 1e-9 * np.maximum(1.0, np.abs(np.where(np.isfinite(low), low, 0.0)))
        if crossed.any():
            at = int(crossed.argmax())
            raise _bad(f"{words(at)} must be at least {low[at]:g} and at most {high[at]:g}")


def words_of_entry(program: Program, entry: int) -> str:
    """The row and variable that an entry of the matrix joins."""
    row = int(np.searchsorted(program.starts, entry, side="right")) - 1
    column = int(program.columns[entry])
    return f"{program.variable_words(column)} in {program.row_words(row)}"


def _bad(what: str) -> PlanError:
    way_out = "Correct the number that the table gives for it; nothing was solved."
    return PlanError(what, where="the plan's program", way_out=way_out)


def _block(name: str, axes: Sequence[Axis], unit: str, first: int) -> Block:
    shape = tuple(axis.size for axis in axes)
    size = int(np.prod(shape, dtype=np.int64))
    ids = np.arange(first, first + size, dtype=np.int32).reshape(shape)
    return Block(name=name, unit=unit, axes=tuple(axes), ids=ids)


def _full(values: ArrayLike, shape: tuple[int, ...]) -> Floats:
    return np.broadcast_to(np.asarray(values, dtype=float), shape).ravel()


def _joined(parts: list[Floats]) -> Floats:
    joined = np.concatenate([*parts, np.zeros(0)])
    parts.clear()
    return joined


def _words(blocks: tuple[Block, ...], position: int) -> str:
    for block in blocks:
        if block.ids.size and block.first <= position < block.first + block.ids.size:
            return block.words(position)
    raise IndexError(position)
