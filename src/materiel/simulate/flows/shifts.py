"""Shifts and weekends: more hours at the same line, each worth a little less."""

import numpy as np

from materiel.simulate.records import FloatArray

WEEKEND_DAYS = 0.4  # two days on top of five


def shift_factor(shifts: FloatArray, weekend: FloatArray, shift_return: FloatArray) -> FloatArray:
    """How much more a line makes than in one shift of five days.

    Args:
        shifts: From 1 to 3; 1.5 is a second shift at half of its strength. [shift; any]
        weekend: Share of the weekends worked; 1 is seven days a week. [share; any]
        shift_return: What one more shift adds, of what the one before it added. [share; any]

    Returns:
        Factor; three shifts on seven days are the ceiling, round the clock. [any]

    Source: docs/model.md, rule P6.

    >>> shift_factor(np.array([1.0, 2.0, 3.0]), np.array([0.0, 0.0, 1.0]), np.array([0.8, 0.8, 1.0]))
    array([1. , 1.8, 4.2])
    """
    second, third = np.minimum(shifts - 1, 1.0), np.maximum(shifts - 2, 0.0)
    hours = 1 + shift_return * second + shift_return * shift_return * third
    factor: FloatArray = hours * (1 + WEEKEND_DAYS * shift_return * weekend)
    return factor
