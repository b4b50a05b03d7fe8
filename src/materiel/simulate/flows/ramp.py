"""The S-curve along which capacity rises."""

import numpy as np

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


def _area(elapsed: FloatArray, ramp: FloatArray, scale: FloatArray) -> FloatArray:
    u = np.minimum(np.maximum(elapsed * scale, 0.0), 1.0)
    rising = ramp * (u * u * u * (1 - u / 2))
    return np.where(elapsed >= ramp, elapsed - ramp / 2, rising)
