"""Distributions to draws: a hash of (seed, name, run) looked up in a table of quantiles."""

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from materiel.core.streams import stream_key
from materiel.scenario.cells import LOGNORMAL_CUT, LOGNORMAL_P90
from materiel.scenario.records import Distribution, Parameter
from materiel.simulate.inverse import beta_quantiles, normal_quantiles
from materiel.simulate.records import FloatArray

PLAIN = 100.0  # a + b of a beta distribution above which SciPy is quicker, with its import
COINED = ("probability", "hazard")  # columns whose rows have a coin of their own


class Draws(Protocol):
    """The draws of some runs, by parameter name. [unit of the parameter; run]"""

    def __getitem__(self, name: str) -> FloatArray:
        """What holds for the whole run. [unit of the parameter; run]"""

    def monthly(self, name: str, month: Any) -> FloatArray:
        """What is drawn anew in each month (rule D5). [unit of the parameter; run]"""


# Steps of a table between the lowest and the highest quantile; 4,096 are 32 kB, so that a table
# stays in a core's cache. What that costs in accuracy stands in docs/model.md, rule D2.
STEPS = 4096
# The splitmix64 generator: Steele, Lea & Flood, "Fast splittable pseudorandom number generators",
# OOPSLA 2014, doi:10.1145/2660193.2660195; the constants of the finaliser are Stafford's mix 13.
GOLDEN, MIX_1, MIX_2 = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
MONTHLY = 0xD1342543DE82EF95  # sets the months of one stream apart (rule D5)
UNIT = 2.0**-53


def uniforms(key: int, first: int, runs: int) -> FloatArray:
    """Even numbers from 0 up to 1, each from the key and the number of its run alone. [share; run]

    Args:
        key: From `stream_key`.
        first: Number of the first run.
        runs: How many.

    Source: docs/model.md, rule D1.

    >>> bool((uniforms(7, 0, 9)[4:] == uniforms(7, 4, 5)).all())
    True
    """
    run = np.arange(first, first + runs, dtype=np.uint64)
    bits = np.uint64(key) + run * np.uint64(GOLDEN)
    bits = (bits ^ (bits >> np.uint64(30))) * np.uint64(MIX_1)
    bits = (bits ^ (bits >> np.uint64(27))) * np.uint64(MIX_2)
    bits ^= bits >> np.uint64(31)
    return (bits >> np.uint64(11)).astype(np.float64) * UNIT


def month_key(key: int, month: int) -> int:
    """The key of a stream in one month, for what is drawn anew each month (rule D5)."""
    return (key + (month + 1) * MONTHLY) & (2**64 - 1)


def is_point(value: Distribution) -> bool:
    """Whether every draw gives the same number.

    >>> is_point(Distribution(family="uniform", parameters=(2.0, 2.0), text=""))
    True
    """
    if value.family in ("beta", "empirical"):
        low, high = value.support
        return low == high
    return value.parameters[0] == value.parameters[-1]


@lru_cache(maxsize=256)
def quantile_table(value: Distribution) -> FloatArray:
    """The quantiles at evenly spaced shares from 0 to 1. [unit of the parameter; share]

    An empirical distribution has its values instead: each is as likely as the next.

    Source: docs/model.md, rules D2 and D3.

    >>> quantile_table(Distribution(family="uniform", parameters=(2.0, 4.0), text=""))[[0, 2048, -1]]
    array([2., 3., 4.])
    """
    numbers = value.parameters
    if value.family == "empirical":
        return np.array(numbers)
    share = np.linspace(0.0, 1.0, STEPS + 1)
    if value.family == "uniform":
        table = numbers[0] + (numbers[1] - numbers[0]) * share
    elif value.family == "triangular":
        table = _triangular(share, *numbers)
    elif value.family == "lognormal":
        table = _lognormal(*numbers)
    else:
        table = _beta(share, *_beta_parameters(value))
    table.flags.writeable = False
    return table


def _beta_parameters(value: Distribution) -> tuple[float, float, float, float]:
    if value.family == "beta":
        a, b, low, high = value.parameters
        return a, b, low, high
    assert value.family == "pert", value.family
    low, mode, high = value.parameters
    # Vose (2008), p. 405: a beta whose mean is (low + 4 mode + high) / 6.
    rise = 4 * (mode - low) / (high - low)
    return 1 + rise, 5 - rise, low, high


def _beta(share: FloatArray, a: float, b: float, low: float, high: float) -> FloatArray:
    if a + b > PLAIN:
        from scipy.special import betaincinv

        share = betaincinv(a, b, share)
    else:
        share = beta_quantiles(a, b, share)
    # A quantile never falls, but for the last digit.
    found: FloatArray = np.maximum.accumulate(np.clip(low + (high - low) * share, low, high))
    return found


def _triangular(share: FloatArray, low: float, mode: float, high: float) -> FloatArray:
    width = high - low
    rising = low + np.sqrt(share * (width * (mode - low)))
    falling = high - np.sqrt((1 - share) * (width * (high - mode)))
    return np.where(share * width <= mode - low, rising, falling)


def _lognormal(low: float, high: float) -> FloatArray:
    middle = (math.log(low) + math.log(high)) / 2
    sigma = (math.log(high) - math.log(low)) / 2 / LOGNORMAL_P90
    normal = np.clip(normal_quantiles(STEPS), -LOGNORMAL_CUT, LOGNORMAL_CUT)
    found: FloatArray = np.exp(middle + sigma * normal)
    return found


def look_up(value: Distribution, uniform: FloatArray) -> FloatArray:
    """Draws from even numbers: straight between two quantiles of the table. [any; run]

    Source: docs/model.md, rule D2.

    >>> look_up(Distribution(family="uniform", parameters=(2.0, 4.0), text=""), np.array([0.5]))
    array([3.])
    """
    table = quantile_table(value)
    if value.family == "empirical":
        found: FloatArray = table[(uniform * len(table)).astype(np.int64)]
        return found
    place = uniform * STEPS
    step: NDArray[np.int64] = place.astype(np.int64)
    below = table[step]
    between: FloatArray = below + (place - step) * (table[step + 1] - below)
    return between


def draw(value: Distribution, key: int, first: int, runs: int) -> FloatArray:
    """Draw from a distribution, for the runs `first` to `first + runs − 1`.

    Args:
        value: What to draw from.
        key: The parameter's own, from `stream_key`.
        first: Number of the first run.
        runs: How many.

    Returns:
        Draws. [unit of the parameter; run]

    Source: docs/model.md, rules D1 to D3.

    >>> draw(Distribution(family="point", parameters=(5.0,), text="5"), 1, 0, 3)
    array([5., 5., 5.])
    """
    if is_point(value):
        return np.full(runs, value.support[0])
    return look_up(value, uniforms(key, first, runs))


class Drawer:
    """Gives the draws of all parameters, chunk by chunk, the same however they are cut.

    >>> drawer = Drawer(1, [])
    >>> drawer.take(2)
    {}
    """

    def __init__(
        self, seed: int, parameters: Iterable[Parameter], calendar: Sequence[int] = ()
    ) -> None:
        self.seed, parameters = seed, tuple(parameters)
        self.calendar = calendar  # to which month a step belongs; none: each is a month
        self.values = {parameter.name: parameter.value for parameter in parameters}
        # Whether a gate opens is drawn apart from the value of its probability (rule G1).
        even = Distribution(family="uniform", parameters=(0.0, 1.0), text="coin")
        for parameter in parameters:
            if parameter.column in COINED:
                self.values[coin_name(parameter.table, parameter.row)] = even
        self._next = 0

    def key(self, name: str) -> int:
        """The stream of a parameter."""
        return stream_key(self.seed, name)

    def take(self, runs: int) -> "RunDraws":
        """The draws of the next `runs` runs, by parameter name. [run]"""
        first, self._next = self._next, self._next + runs
        return self.give(first, runs)

    def give(self, first: int, runs: int, monthly: Mapping[str, Any] | None = None) -> "RunDraws":
        """The draws of the runs `first` to `first + runs − 1`, by parameter name. [run]"""
        return RunDraws(self, first, runs, monthly or {})


class RunDraws(dict[str, FloatArray]):
    """The draws of the runs `first` to `first + runs − 1`.

    >>> RunDraws(Drawer(1, []), 0, 5, {"a": np.array([[1.0, 2.0]])}).monthly("a", 0)
    array([1., 2.])
    """

    def __init__(self, drawer: Drawer, first: int, runs: int, monthly: Mapping[str, Any]) -> None:
        super().__init__(
            (name, draw(value, drawer.key(name), first, runs))
            for name, value in drawer.values.items()
        )
        self._drawer, self._first, self._runs, self._monthly = drawer, first, runs, monthly

    def monthly(self, name: str, month: int) -> FloatArray:
        """What is drawn anew in each month. [unit of the parameter; run]"""
        if name in self._monthly:
            handed: FloatArray = self._monthly[name][month]
            return handed
        calendar = self._drawer.calendar
        key = month_key(self._drawer.key(name), calendar[month] if calendar else month)
        return draw(self._drawer.values[name], key, self._first, self._runs)


def coin_name(table: str, row: str) -> str:
    """The stream that decides whether a gate opens.

    >>> coin_name("funds", "package")
    'funds/package/coin'
    """
    return f"{table}/{row}/coin"
