"""Coverage, parity, waiting time and their like. Arrays are [month, run]; a month is a step."""

import numpy as np

from materiel.core.dates import Step
from materiel.core.units import month_share
from materiel.simulate.compile import IntArray
from materiel.simulate.records import FloatArray

QUARTER: dict[Step, int] = {"month": 3, "week": 13}  # steps looked back on (rules I2, E6)
LONGEST_WAIT = 600.0  # months; a queue at a line that makes nothing (rule I4)
MOST_COVERAGE = 1e6

DAYS_OF_MONTH = 365.2425 / 12
MOST_DAYS = 3650.0  # of supply; also where nothing is asked for (rule I9)


def trailing(series: FloatArray, step: Step) -> FloatArray:
    """Sum over this month and the two before it, or over 13 weeks; over fewer at the beginning.

    >>> trailing(np.array([[1.0], [2.0], [3.0], [4.0]]), "month").ravel()
    array([1., 3., 6., 9.])
    """
    count, sums = QUARTER[step], [series]  # over 1, 2, 4 … steps: a sum of 13 takes five additions
    while 2 ** len(sums) <= count:
        half = 2 ** (len(sums) - 1)
        sums.append(sums[-1].copy())
        sums[-1][half:] += sums[-2][:-half]
    total, done = sums[-1].copy(), 2 ** (len(sums) - 1)
    for power in reversed(range(len(sums) - 1)):
        if count >> power & 1:
            total[done:] += sums[power][:-done]
            done += 2**power
    return total


def mean_of_quarter(series: FloatArray, step: Step) -> FloatArray:
    """Mean of a step over the trailing three months. [as `series`; month, run]"""
    steps = np.minimum(np.arange(1, len(series) + 1), QUARTER[step])[:, None]
    return trailing(series, step) / steps


def coverage(supply: FloatArray, demand: FloatArray, step: Step) -> FloatArray:
    """Supply ÷ demand of the trailing three months; 1 where nothing is asked for.

    Args:
        supply: Received in the month. [piece; month, run]
        demand: Asked for in the month. [piece; month, run]
        step: What a month of the arrays is.

    Returns:
        Coverage, at most a million. [share; month, run]

    Source: docs/model.md, rule I2.

    >>> coverage(np.array([[3.0], [5.0]]), np.array([[4.0], [12.0]]), "month").ravel()
    array([0.75, 0.5 ])
    """
    asked = trailing(demand, step)
    share = np.ones_like(asked)
    with np.errstate(over="ignore"):
        np.divide(trailing(supply, step), asked, out=share, where=asked > 0)
    return np.minimum(share, MOST_COVERAGE)


def parity_month(supply: FloatArray, demand: FloatArray, as_of: int, step: Step) -> IntArray:
    """First month from which supply keeps up with demand for three months; else their number.

    Args:
        supply: Received in the month. [piece; month, run]
        demand: Asked for in the month. [piece; month, run]
        as_of: The month called "now"; none before it counts. [month]
        step: What a month of the arrays is.

    Returns:
        Month numbers; the number of months where it is not reached. [month; run]

    Source: docs/model.md, rule I3.

    >>> parity_month(np.full((9, 1), 5.0), np.full((9, 1), 5.0), 2, "month")
    array([2])
    """
    # A rounding in the last digit must not decide which month it is.
    keeps_up = trailing(supply, step) >= trailing(demand, step) * (1 - 1e-9)
    months = len(keeps_up)
    stays = keeps_up.copy()
    for ahead in range(1, QUARTER[step]):
        stays[:-ahead] &= keeps_up[ahead:]
        stays[months - ahead :] = False
    stays[:as_of] = False
    return np.where(stays.any(axis=0), stays.argmax(axis=0), months)


def waiting_time(backlog: FloatArray, output: FloatArray, step: Step) -> FloatArray:
    """How long the queue takes at the trailing three months' output. [month; month, run]

    Source: docs/model.md, rule I4: at most 600 months, also where nothing is made.

    >>> waiting_time(np.array([[30.0]]), np.array([[10.0]]), "month")
    array([[3.]])
    """
    made = mean_of_quarter(output, step)
    wait = np.where(backlog > 0, LONGEST_WAIT, 0.0)
    with np.errstate(over="ignore"):
        np.divide(backlog * month_share(step), made, out=wait, where=made > 0)
    return np.minimum(wait, LONGEST_WAIT)


def days_of_supply(stock: FloatArray, demand: FloatArray, step: Step) -> FloatArray:
    """How long the stock lasts at the trailing three months' demand. [day; month, run]

    Source: docs/model.md, rule I9: at most 3,650 days, also where nothing is asked for.

    >>> days_of_supply(np.array([[10.0]]), np.array([[10.0]]), "month").round(2)
    array([[30.44]])
    """
    asked = mean_of_quarter(demand, step)
    days = np.full_like(asked, MOST_DAYS)
    with np.errstate(over="ignore"):
        np.divide(stock * (DAYS_OF_MONTH * month_share(step)), asked, out=days, where=asked > 0)
    return np.minimum(days, MOST_DAYS)


def self_sufficiency(own: FloatArray, supply: FloatArray, step: Step) -> FloatArray:
    """Own ÷ all supply of the trailing three months; 0 where nothing landed. [share; month, run]

    Source: docs/model.md, rule I10.

    >>> self_sufficiency(np.array([[1.0]]), np.array([[4.0]]), "month")
    array([[0.25]])
    """
    landed = trailing(supply, step)
    share = np.zeros_like(landed)
    np.divide(trailing(own, step), landed, out=share, where=landed > 0)
    return np.minimum(share, 1.0)
