"""What is computed in the kernel and in NumPy to the last bit alike: even numbers, e^x, log x."""

# numba gives the types.
# mypy: disable-error-code="no-untyped-def,call-overload,no-untyped-call,call-arg,var-annotated,arg-type"

import numpy as np
from llvmlite import ir
from numba import float64, int64, njit, uint64
from numba.extending import intrinsic

from materiel.simulate.draw import GOLDEN, MIX_1, MIX_2, UNIT
from materiel.simulate.exact import (
    FACTORIALS,
    HALF_ROOT,
    LARGEST,
    LN2_HIGH,
    LN2_LOW,
    LOG2_E,
    ODDS,
    SMALLEST,
)

OPTIONS = {"error_model": "numpy", "fastmath": False}
_F13, _F12, _F11, _F10, _F9, _F8, _F7, _F6, _F5, _F4, _F3, _F2, _F1, _F0 = FACTORIALS


@intrinsic
def bits_of(typing, number):
    """The 64 bits of a number."""
    return int64(float64), lambda _, builder, __, given: builder.bitcast(given[0], ir.IntType(64))


@intrinsic
def number_of(typing, bits):
    """The number that has these 64 bits."""
    return float64(int64), lambda _, builder, __, given: builder.bitcast(given[0], ir.DoubleType())


@njit(inline="always", **OPTIONS)
def even(key, run):
    bits = key + run * uint64(GOLDEN)
    bits = (bits ^ (bits >> uint64(30))) * uint64(MIX_1)
    bits = (bits ^ (bits >> uint64(27))) * uint64(MIX_2)
    bits ^= bits >> uint64(31)
    return float(bits >> uint64(11)) * UNIT


_LEAST, _LIFT = 2.0**-1022, 54  # smaller numbers have fewer digits, and are lifted first
_SIGN, _DIGITS = -(1 << 63), (1 << 52) - 1  # the parts of a number of 64 bits
_HALF, _ONE = 1022 << 52, 1023


@njit(inline="always", **OPTIONS)
def exponential(value):
    bounded = value if value > SMALLEST else SMALLEST
    bounded = bounded if bounded < LARGEST else LARGEST
    power = np.floor(bounded * LOG2_E + 0.5)
    rest = (bounded - power * LN2_HIGH) - power * LN2_LOW
    total = _F13
    for factor in (_F12, _F11, _F10, _F9, _F8, _F7, _F6, _F5, _F4, _F3, _F2, _F1, _F0):
        total = total * rest + factor
    return total * number_of((int64(power) + int64(_ONE)) << int64(52))


@njit(inline="never", **OPTIONS)
def logarithm(value):
    tiny = abs(value) < _LEAST
    bits = bits_of(value * 2.0**_LIFT if tiny else value)
    power = (bits >> int64(52)) & int64(2 * _ONE + 1)
    part = number_of((bits & int64(_SIGN | _DIGITS)) | int64(_HALF))  # from a half up to 1
    whole = float(power - int64(_ONE - 1) - (int64(_LIFT) if tiny else int64(0)))
    part, whole = (0.0, 0.0) if value == 0.0 else (part, whole)
    if part < HALF_ROOT:
        part, whole = part * 2.0, whole - 1.0
    slope = (part - 1.0) / (part + 1.0)
    square = slope * slope
    total = ODDS[0]
    for place in range(1, len(ODDS)):
        total = total * square + ODDS[place]
    return whole * LN2_HIGH + (2.0 * slope * total + whole * LN2_LOW)
