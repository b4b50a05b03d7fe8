"""Where the arrays of a run come from: NumPy here, rows of the kernel in `tape.py`.

A flow asks for its arrays here and otherwise computes with NumPy's functions, so that the same
lines run in NumPy and are recorded for the kernel. What a flow may not do stands in README.md.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from materiel.simulate.records import FloatArray


class Pipeline(Protocol):
    """What is on its way."""

    def send(self, month: Any, pieces: FloatArray) -> None:
        """Put the month's departures on their way, once a month. [piece; run]"""

    def arrive(self, month: Any) -> FloatArray:
        """What lands in `month`; asked before the month's departures. [piece; run]"""


class Arrays(Protocol):
    """Makes arrays of [row, run] or [run]."""

    runs: int

    def zeros(self, rows: int) -> FloatArray:
        """Zeros. [any; row, run]"""

    def full(self, value: float) -> FloatArray:
        """One number in every run. [any; run]"""

    def pipeline(self, delay: FloatArray, months: int) -> Pipeline:
        """What is sent lands `delay` whole months later, at least one. [month; run]"""

    def series(self, values: Sequence[Any], month: Any) -> Any:
        """The number of `values` [any; month] in `month`."""

    def during(self, month: Any, first: int, last: int) -> Iterator[None]:
        """Once in the months `first` to `last`, else not at all: `for _ in arrays.during(…)`."""


class NumpyPipeline:
    """The last months' departures, read again after each run's own delay.

    >>> pipeline = NumpyPipeline(np.array([1, 2]), months=12)
    >>> pipeline.send(0, np.array([5.0, 7.0]))
    >>> pipeline.arrive(1), pipeline.arrive(2)
    (array([5., 0.]), array([0., 7.]))
    """

    def __init__(self, delay: NDArray[Any], months: int) -> None:
        # Longer than the horizon is never; one month is the shortest (rule T3).
        self._delay = np.clip(delay, 1, months).astype(np.int64)
        self._length = int(self._delay.max(initial=1)) + 1
        self._sent = np.zeros((self._length, len(delay)))  # [month modulo length, run]
        self._runs = np.arange(len(delay))

    def send(self, month: int, pieces: FloatArray) -> None:
        """Put the month's departures on their way. [piece; run]"""
        self._sent[month % self._length] = pieces

    def arrive(self, month: int) -> FloatArray:
        """What lands in `month`. [piece; run]"""
        landed: FloatArray = self._sent[(month - self._delay) % self._length, self._runs]
        return landed


class NumpyArrays:
    """Arrays of `runs` runs side by side.

    >>> NumpyArrays(2).full(3.0)
    array([3., 3.])
    """

    def __init__(self, runs: int) -> None:
        self.runs = runs

    def zeros(self, rows: int) -> FloatArray:
        """Zeros. [any; row, run]"""
        return np.zeros((rows, self.runs))

    def full(self, value: float) -> FloatArray:
        """One number in every run. [any; run]"""
        return np.full(self.runs, float(value))

    def pipeline(self, delay: FloatArray, months: int) -> Pipeline:
        """What is sent lands `delay` months later. [month; run]"""
        return NumpyPipeline(delay, months)

    def series(self, values: Sequence[Any], month: int) -> Any:
        """The number of `values` in `month`."""
        return values[month]

    def during(self, month: int, first: int, last: int) -> Iterator[None]:
        """Once in the months `first` to `last`, else not at all.

        >>> [month for month in range(5) for _ in NumpyArrays(1).during(month, 1, 2)]
        [1, 2]
        """
        if first <= month <= last:
            yield


def added_up(rows: Any, arrays: Arrays) -> FloatArray:
    """Sum of rows, one after the other. [any; run]

    `sum(axis=0)` adds in another order when few runs lie side by side, and the last digit would
    depend on the size of the chunk.

    >>> added_up(np.ones((3, 2)), NumpyArrays(2))
    array([3., 3.])
    """
    total = arrays.full(0.0)
    for row in rows:
        total += row
    return total
