"""Exponential and logarithm, the same in every digit in NumPy and in the kernel.

The libraries behind them differ in the last digit, so both do these steps instead: Cody and Waite,
Software Manual for the Elementary Functions (1980), chapters 5 and 6, with plain series. Within
1e-15 of the true value.
"""

import math
from typing import Any

import numpy as np

from materiel.simulate.rows import Row, Rows

LOG2_E = 1.4426950408889634
LN2_HIGH, LN2_LOW = 0.693147180369123816490, 1.90821492927058770002e-10
SMALLEST, LARGEST = -700.0, 700.0  # beyond it is as good as 0, or as infinity
HALF_ROOT = 0.7071067811865476
# 1 ÷ n! from the highest power down, and 1 ÷ (2 n + 1).
FACTORIALS = tuple(1.0 / math.factorial(n) for n in range(13, -1, -1))
ODDS = tuple(1.0 / (2 * n + 1) for n in range(12, -1, -1))


def exp(value: Any) -> Any:
    """e to the power of `value`, which is cut at ±700. [any]

    >>> exp(np.array([0.0, 1.0]))
    array([1.        , 2.71828183])
    """
    if isinstance(value, (Row, Rows)):
        return value.tape.apply("exp", (value,), None)
    bounded = np.minimum(np.maximum(np.asarray(value, dtype=np.float64), SMALLEST), LARGEST)
    power = np.floor(bounded * LOG2_E + 0.5)
    rest = (bounded - power * LN2_HIGH) - power * LN2_LOW
    total = np.full_like(rest, FACTORIALS[0])
    for factor in FACTORIALS[1:]:
        total = total * rest + factor
    return np.ldexp(total, power.astype(np.int64))


def log(value: Any) -> Any:
    """Natural logarithm of positive numbers. [any]

    >>> log(np.array([1.0, 8.0])) / log(np.array([2.0, 2.0]))
    array([0., 3.])
    """
    if isinstance(value, (Row, Rows)):
        return value.tape.apply("log", (value,), None)
    part, power = np.frexp(np.asarray(value, dtype=np.float64))
    low = part < HALF_ROOT
    part, whole = np.where(low, part * 2.0, part), np.where(low, power - 1.0, power + 0.0)
    slope = (part - 1.0) / (part + 1.0)
    square = slope * slope
    total = np.full_like(square, ODDS[0])
    for odd in ODDS[1:]:
        total = total * square + odd
    return whole * LN2_HIGH + (2.0 * slope * total + whole * LN2_LOW)
