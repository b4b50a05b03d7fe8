"""Mixtures of normals over the log ratio outcome ÷ goal: distribution, quantiles, CRPS."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

FloatArray = NDArray[np.float64]
_ROOT_2PI = float(np.sqrt(2 * np.pi))


@dataclass(frozen=True, slots=True)
class Mixture:
    """Several forecasts at once; the arrays have the axes (forecast, component), for
    `log_density` also (trial, forecast, component).
    """

    weight: FloatArray  # each row sums to 1
    mean: FloatArray  # [log ratio]
    sd: FloatArray  # [log ratio]

    def at(self, row: int) -> "Mixture":
        """One of the forecasts."""
        part = slice(row, row + 1)
        return Mixture(self.weight[part], self.mean[part], self.sd[part])

    def cdf(self, at: FloatArray) -> FloatArray:
        """P(log ratio ≤ at). [probability; forecast, or forecast × point]

        >>> one = Mixture(np.ones((1, 1)), np.zeros((1, 1)), np.ones((1, 1)))
        >>> one.cdf(np.array([0.0]))
        array([0.5])
        """
        axes = (slice(None), None) if at.ndim == 2 else (slice(None),)
        weight, mean, sd = self.weight[axes], self.mean[axes], self.sd[axes]
        total: FloatArray = (weight * ndtr((at[..., None] - mean) / sd)).sum(-1)
        return total

    def quantile(self, levels: FloatArray) -> FloatArray:
        """Log ratios at these levels, by halving. [log ratio; forecast, level]

        >>> one = Mixture(np.ones((1, 1)), np.zeros((1, 1)), np.ones((1, 1)))
        >>> np.round(one.quantile(np.array([0.5, 0.9])), 3) + 0
        array([[0.   , 1.282]])
        """
        low = np.repeat((self.mean - 8 * self.sd).min(-1)[:, None], len(levels), 1)
        high = np.repeat((self.mean + 8 * self.sd).max(-1)[:, None], len(levels), 1)
        for _ in range(50):
            middle = (low + high) / 2
            below = self.cdf(middle) < levels
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        middles: FloatArray = (low + high) / 2
        return middles

    def crps(self, outcome: FloatArray) -> FloatArray:
        """Continuous ranked probability score; smaller is better. [log ratio; forecast]

        Source: E. P. Grimit and others, Q. J. R. Meteorol. Soc. 132 (2006), 2925-2942, equation 5.

        >>> one = Mixture(np.ones((1, 1)), np.zeros((1, 1)), np.ones((1, 1)))
        >>> np.round(one.crps(np.array([0.0])), 4)  # (sqrt(2) - 1) / sqrt(pi)
        array([0.2337])
        """
        near = (self.weight * _mean_distance(outcome[:, None] - self.mean, self.sd)).sum(-1)
        both = self.weight[:, :, None] * self.weight[:, None, :]
        apart = self.mean[:, :, None] - self.mean[:, None, :]
        spread = np.hypot(self.sd[:, :, None], self.sd[:, None, :])
        result: FloatArray = near - (both * _mean_distance(apart, spread)).sum((-1, -2)) / 2
        return result

    def log_density(self, outcome: FloatArray) -> FloatArray:
        """Log of the density at the outcomes. [forecast, or trial × forecast]"""
        z = (outcome[..., None] - self.mean) / self.sd
        density = (self.weight * np.exp(-z * z / 2) / (self.sd * _ROOT_2PI)).sum(-1)
        result: FloatArray = np.log(density + 1e-12)
        return result


def _mean_distance(mean: FloatArray, sd: FloatArray) -> FloatArray:
    """E|X| of a normal X."""
    z = mean / sd
    result: FloatArray = mean * (2 * ndtr(z) - 1) + 2 * sd * np.exp(-z * z / 2) / _ROOT_2PI
    return result
