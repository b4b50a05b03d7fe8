"""A coin for every month out of the one number that a row draws."""

from typing import Any

import numpy as np

from materiel.simulate.arrays import Arrays
from materiel.simulate.records import FloatArray

# The largest prime below 2^26 whose cubes are all different: products stay whole in a float.
PRIME = 67_108_859.0


class MonthlyCoin:
    """Numbers from 0 to 1, a new one in each month, from one uniform draw per run.

    Counter-based: the draw is the key, the month the counter, mixed by two cubings modulo a prime.
    Whole numbers in floats, so that every machine and the kernel give the same.

    Source: docs/model.md, rule X2.

    >>> from materiel.simulate.arrays import NumpyArrays
    >>> coin = MonthlyCoin(np.array([0.25]), NumpyArrays(1), months=2)
    >>> [round(float(coin.at(month)[0]), 4) for month in (0, 1)]
    [0.9063, 0.0562]
    """

    def __init__(self, draw: FloatArray, arrays: Arrays, months: int) -> None:
        self._arrays = arrays
        self._key = np.floor(draw * PRIME)
        self._rest = np.floor((draw * PRIME - self._key) * PRIME)
        self._first, self._second = salts(months)

    def at(self, month: Any) -> FloatArray:
        """The month's number. [share; run]"""
        first = self._arrays.series(self._first, month)
        second = self._arrays.series(self._second, month)
        mixed = _cube(_rest(self._key + first))
        mixed = _cube(_rest(_rest(mixed + self._rest) + second))
        return mixed / PRIME


def salts(months: int) -> tuple[list[float], list[float]]:
    """What is mixed in with each month. [any; month]

    >>> salts(1)
    ([48271.0], [69621.0])
    """
    prime = int(PRIME)
    first = [float(48_271 * (month + 1) % prime) for month in range(months)]
    second = [float(69_621 * (month + 1) ** 2 % prime) for month in range(months)]
    return first, second


def _rest(number: FloatArray) -> FloatArray:
    rest: FloatArray = number - np.floor(number / PRIME) * PRIME
    return rest


def _cube(number: FloatArray) -> FloatArray:
    return _rest(_rest(number * number) * number)
