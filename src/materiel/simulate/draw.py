"""Distributions to draws: one stream per parameter, in whole or in parts."""

import math
from collections.abc import Iterable, Mapping

import numpy as np

from materiel.core.streams import stream
from materiel.scenario.cells import LOGNORMAL_CUT, LOGNORMAL_P90
from materiel.scenario.records import Distribution, Parameter
from materiel.simulate.records import FloatArray

COINED = ("probability", "hazard")  # columns whose rows have a coin of their own
Draws = Mapping[str, FloatArray]  # by parameter name [unit of the parameter; run]


def draw(value: Distribution, rng: np.random.Generator, runs: int) -> FloatArray:
    """Draw from a distribution.

    Args:
        value: What to draw from.
        rng: The parameter's own generator; two calls for 3 and 4 runs give what one for 7 gives.
        runs: How many.

    Returns:
        Draws. [unit of the parameter; run]

    Source: docs/model.md, rules D1 to D3.

    >>> draw(Distribution(family="point", parameters=(5.0,), text="5"), stream(1, "a"), 3)
    array([5., 5., 5.])
    """
    low, high = value.parameters[0], value.parameters[-1]
    if value.support[0] == value.support[1]:  # a point, or a distribution without width
        return np.full(runs, value.support[0])
    if value.family == "uniform":
        return low + (high - low) * rng.random(runs)
    if value.family == "triangular":
        return rng.triangular(low, value.parameters[1], high, runs)
    if value.family == "pert":
        # Vose (2008), p. 405: a beta whose mean is (low + 4 mode + high) / 6.
        rise = 4 * (value.parameters[1] - low) / (high - low)
        return low + (high - low) * rng.beta(1 + rise, 5 - rise, runs)
    if value.family == "beta":
        return value.support[0] + (value.support[1] - value.support[0]) * rng.beta(
            low, value.parameters[1], runs
        )
    if value.family == "empirical":
        return np.array(value.parameters)[rng.integers(len(value.parameters), size=runs)]
    assert value.family == "lognormal", value.family
    middle = (math.log(low) + math.log(high)) / 2
    sigma = (math.log(high) - math.log(low)) / 2 / LOGNORMAL_P90
    normal = np.clip(rng.standard_normal(runs), -LOGNORMAL_CUT, LOGNORMAL_CUT)
    return np.exp(middle + sigma * normal)


class Drawer:
    """Gives the draws of all parameters, chunk by chunk, the same however they are cut.

    >>> drawer = Drawer(1, [])
    >>> drawer.take(2)
    {}
    """

    def __init__(self, seed: int, parameters: Iterable[Parameter]) -> None:
        self._parts = [(parameter, stream(seed, parameter.name)) for parameter in parameters]
        # Whether a gate opens is drawn apart from the value of its probability (rule G1).
        self._coins = [
            (
                coin_name(parameter.table, parameter.row),
                stream(seed, coin_name(parameter.table, parameter.row)),
            )
            for parameter, _ in self._parts
            if parameter.column in COINED
        ]

    def take(self, runs: int) -> dict[str, FloatArray]:
        """The draws of the next `runs` runs, by parameter name. [run]"""
        draws = {parameter.name: draw(parameter.value, rng, runs) for parameter, rng in self._parts}
        return draws | {name: rng.random(runs) for name, rng in self._coins}


def coin_name(table: str, row: str) -> str:
    """The stream that decides whether a gate opens.

    >>> coin_name("funds", "package")
    'funds/package/coin'
    """
    return f"{table}/{row}/coin"
