"""Quantiles of the normal and of the beta distribution, in NumPy alone.

SciPy has both, but takes longer to import than most simulations take.
"""

import math
from functools import cache

import numpy as np

from materiel.simulate.records import FloatArray

NEAR = 4e-16  # where a sum or a search ends: the last digit
MOST_TERMS, MOST_STEPS = 200, 200


@cache
def normal_quantiles(steps: int) -> FloatArray:
    """The quantiles at 0, 1 ÷ steps, … 1 of the standard normal distribution. [standard deviation]

    >>> normal_quantiles(4).round(3)
    array([  -inf, -0.674,  0.   ,  0.674,    inf])
    """
    from statistics import NormalDist

    inner = [NormalDist().inv_cdf(step / steps) for step in range(1, steps)]
    found = np.array([-math.inf, *inner, math.inf])
    found.flags.writeable = False
    return found


def beta_share(a: float, b: float, x: FloatArray) -> FloatArray:
    """The share of a beta distribution on [0, 1] that lies below x. [share; any]

    Source: DLMF, https://dlmf.nist.gov/8.17, formula 8.17.22: a continued fraction.

    >>> beta_share(2.0, 1.0, np.array([0.0, 0.5, 1.0]))
    array([0.  , 0.25, 1.  ])
    """
    turned = x > (a + 1) / (a + b + 2)  # there the fraction of the other side ends sooner
    first, second = np.where(turned, b, a), np.where(turned, a, b)
    part = np.where(turned, 1.0 - x, x)
    inner = np.clip(part, 1e-300, 1.0 - 1e-16)
    size = first * np.log(inner) + second * np.log1p(-inner) - _log_beta(a, b)
    share = np.exp(size) / first * _fraction(first, second, inner)
    share = np.where(part <= 0.0, 0.0, share)
    return np.where(turned, 1.0 - share, share)


def beta_quantiles(a: float, b: float, share: FloatArray) -> FloatArray:
    """The numbers below which such shares of a beta distribution with a + b ≤ 100 lie. [any]

    Newton's steps, and halves where one would leave what is known to hold the answer.

    >>> beta_quantiles(2.0, 1.0, np.array([0.0, 0.25, 1.0]))
    array([0. , 0.5, 1. ])
    """
    grid = np.linspace(0.0, 1.0, 257)
    found = np.interp(share, beta_share(a, b, grid), grid)
    low, high = np.zeros_like(share), np.ones_like(share)
    open_ = np.flatnonzero((share > 0.0) & (share < 1.0))
    for _ in range(MOST_STEPS):
        x = found[open_]
        over = beta_share(a, b, x) - share[open_]
        low[open_] = np.where(over <= 0, x, low[open_])
        high[open_] = np.where(over >= 0, x, high[open_])
        with np.errstate(all="ignore"):
            density = (a - 1) * np.log(x) + (b - 1) * np.log1p(-x) - _log_beta(a, b)
            step = over * np.exp(-density)
        # Nearer than the last digit of the share, or of x.
        done = (np.abs(over) <= NEAR) | (np.abs(step) <= NEAR)
        open_, x, step = open_[~done], x[~done], step[~done]
        if not len(open_):
            break
        after, middle = x - step, (low[open_] + high[open_]) / 2
        found[open_] = np.where((after > low[open_]) & (after < high[open_]), after, middle)
    return np.where(share <= 0.0, 0.0, np.where(share >= 1.0, 1.0, found))


def _log_beta(a: float, b: float) -> float:
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def _fraction(a: FloatArray, b: FloatArray, x: FloatArray) -> FloatArray:
    """1 ÷ (1 + d1 ÷ (1 + d2 ÷ …)), from the front (Lentz's way)."""
    both = a + b
    down = 1.0 / (1.0 - both * x / (a + 1.0))
    up, total = np.ones_like(x), down
    for term in range(1, MOST_TERMS):
        twice = a + 2.0 * term
        for factor in (
            term * (b - term) * x / ((twice - 1.0) * twice),
            -(a + term) * (both + term) * x / (twice * (twice + 1.0)),
        ):
            down, up = 1.0 / (1.0 + factor * down), 1.0 + factor / up
            total = total * (down * up)
        if (np.abs(down * up - 1.0) <= NEAR).all():
            break
    return total
