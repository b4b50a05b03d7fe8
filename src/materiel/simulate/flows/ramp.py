"""The S-curve along which capacity rises."""

from typing import Any

import numpy as np

from materiel.simulate.arrays import Arrays
from materiel.simulate.exact import exp
from materiel.simulate.records import FloatArray


def ramp_share(elapsed: FloatArray, ramp: FloatArray) -> FloatArray:
    """Mean of the S-curve 3u² − 2u³ over one month.

    Args:
        elapsed: Months from the start of the ramp to the start of the month. [month; any]
        ramp: Length of the ramp; 0 is a step. [month; any]

    Returns:
        Share of the full rise, 0 before the ramp and 1 after it. [share; any]

    Source: docs/model.md, rule P2. The mean is exact, so that a ramp's area does not depend on
    where its start falls in a month: the integral of the curve is u³ − u⁴/2.

    >>> ramp_share(np.array([-1.0, 0.0, 1.0, 2.0]), np.array([2.0, 2.0, 2.0, 2.0]))
    array([0.    , 0.1875, 0.8125, 1.    ])
    """
    # A product with 1 ÷ ramp: what does not change with the month is worked out once.
    scale = 1.0 / np.maximum(ramp, 1e-300)
    mean = _area(elapsed + 1, ramp, scale) - _area(elapsed, ramp, scale)
    # Exactly 1 after the ramp, so that whole pieces stay whole.
    return np.where(elapsed >= ramp, 1.0, mean)


class LogisticRamp:
    """A rise along 1 ÷ (1 + e^((middle − month) ÷ width)).

    The power is carried from month to month by one product, and worked out anew every
    `AGAIN` months, so that neither rounding nor the cut of `exp` tells.

    Source: docs/model.md, rule P9.

    >>> from materiel.simulate.arrays import NumpyArrays
    >>> ramp = LogisticRamp(np.array([1.0]), np.array([2.0]), NumpyArrays(1), months=3)
    >>> [round(float(ramp.part(1.0, month)[0]), 4) for month in range(3)]
    [0.3775, 0.5, 0.6225]
    """

    AGAIN = 60

    def __init__(self, middle: FloatArray, width: FloatArray, arrays: Arrays, months: int) -> None:
        self._middle, self._scale, self._arrays = middle, 1.0 / width, arrays
        self._again = range(0, months, self.AGAIN)
        self._power = arrays.zeros(1)  # [any; 1, run]
        self._step = exp(-self._scale)

    def part(self, rise: Any, month: Any) -> FloatArray:
        """The part of the rise at the start of the month; asked once a month. [as `rise`; run]"""
        power = self._power[0]
        for first in self._again:
            for _ in self._arrays.during(month, first, first):
                power[:] = exp((self._middle - month) * self._scale)
        part: FloatArray = rise / (1.0 + power)
        self._power[0] *= self._step
        return part


def _area(elapsed: FloatArray, ramp: FloatArray, scale: FloatArray) -> FloatArray:
    u = np.minimum(np.maximum(elapsed * scale, 0.0), 1.0)
    rising = ramp * (u * u * u * (1 - u / 2))
    return np.where(elapsed >= ramp, elapsed - ramp / 2, rising)
