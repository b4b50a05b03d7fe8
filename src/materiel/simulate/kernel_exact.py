"""What is computed in the kernel and in NumPy to the last bit alike: even numbers, e^x, log x."""

from typing import Any

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
from materiel.simulate.kernel_lanes import INDEX, NUMBER, WHOLE, Lanes, counting, in_all

_LEAST, _LIFT = 2.0**-1022, 54  # smaller numbers have fewer digits, and are lifted first
_SIGN, _DIGITS = 1 << 63, (1 << 52) - 1  # the parts of a number of 64 bits
_HALF, _ONE = 1022 << 52, 1023


def even(builder: Any, key: Any, run: Any) -> Lanes:
    """Rule D1, of some runs side by side; `run` is the first. [share; lane]"""
    first = builder.add(key, builder.mul(run, INDEX(GOLDEN - 2**64)))
    bits = in_all(builder, first) + counting(builder, WHOLE, GOLDEN)
    bits = (bits ^ (bits >> 30)) * MIX_1
    bits = (bits ^ (bits >> 27)) * MIX_2
    bits = bits ^ (bits >> 31)
    return (bits >> 11).as_number() * UNIT


def exponential(value: Lanes) -> Lanes:
    """`exp` of exact.py."""
    bounded = value.most(SMALLEST).least(LARGEST)
    power = (bounded * LOG2_E + 0.5).rounded("floor")
    rest = (bounded - power * LN2_HIGH) - power * LN2_LOW
    total = rest * FACTORIALS[0] + FACTORIALS[1]
    for factor in FACTORIALS[2:]:
        total = total * rest + factor
    return total * ((power.as_whole() + _ONE) << 52).same_bits(NUMBER)


def logarithm(value: Lanes) -> Lanes:
    """`log` of exact.py."""
    size = (value.same_bits(WHOLE) & (_SIGN - 1)).same_bits(NUMBER)
    tiny, nothing = size.is_("<", _LEAST), value.is_("==", 0.0)
    bits = (value * 2.0**_LIFT).where(tiny, value).same_bits(WHOLE)
    part = ((bits & (_SIGN | _DIGITS)) | _HALF).same_bits(NUMBER)  # from a half up to 1
    power = ((bits >> 52) & (2 * _ONE + 1)).as_number() - float(_ONE - 1)
    whole = (power - float(_LIFT)).where(tiny, power)
    return _of_parts(part.without(nothing), whole.without(nothing))


def _of_parts(part: Lanes, whole: Lanes) -> Lanes:
    low = part.is_("<", HALF_ROOT)
    part, whole = (part * 2.0).where(low, part), (whole - 1.0).where(low, whole)
    slope = (part - 1.0) / (part + 1.0)
    square = slope * slope
    total = square * ODDS[0] + ODDS[1]
    for odd in ODDS[2:]:
        total = total * square + odd
    return whole * LN2_HIGH + (slope * 2.0 * total + whole * LN2_LOW)
