"""A scenario in the steps of its run: rates a step, durations in steps."""

from dataclasses import fields, replace
from typing import Any

import numpy as np

from materiel.core.units import month_share
from materiel.scenario.records import Distribution, Parameter, Scenario
from materiel.scenario.tables import TABLE
from materiel.simulate.exact import exp, log
from materiel.simulate.records import FloatArray

CERTAIN = 1e-300  # what is left where nothing is; its logarithm is finite


def in_steps(scenario: Scenario) -> Scenario:
    """The same scenario, its rates a step instead of a month and its durations in steps.

    Names stay, so that draws do; the unit of each number tells which it is.

    Source: docs/model.md, rule E3.
    """
    if scenario.step == "month":
        return scenario
    tables = [name for name in TABLE if hasattr(scenario, name)]
    made: dict[str, Any] = {
        name: tuple(_row(row, scenario.step) for row in getattr(scenario, name)) for name in tables
    }
    return replace(scenario, **made)


def _row(row: Any, step: str) -> Any:
    numbers = {
        field.name: _in_step(value, step)
        for field in fields(row)
        if isinstance(value := getattr(row, field.name), Parameter)
    }
    return replace(row, **numbers) if numbers else row


def _in_step(parameter: Parameter, step: str) -> Parameter:
    factors = {
        "piece/month": (f"piece/{step}", month_share(step)),
        "month": (step, 1 / month_share(step)),
    }
    if parameter.unit not in factors:
        return parameter
    unit, factor = factors[parameter.unit]
    return replace(parameter, unit=unit, value=scaled(parameter.value, factor))


def scaled(value: Distribution, factor: float) -> Distribution:
    """A distribution of numbers `factor` times as large.

    >>> scaled(Distribution(family="beta", parameters=(2.0, 3.0, 10.0, 40.0), text=""), 2).parameters
    (2.0, 3.0, 20.0, 80.0)
    """
    kept = 2 if value.family == "beta" else 0  # its shapes
    numbers = (*value.parameters[:kept], *(n * factor for n in value.parameters[kept:]))
    return replace(value, parameters=numbers)


def share_of_step(share: FloatArray, step: str) -> FloatArray:
    """What is lost in a step, of which `share` is lost in a month. [share; any]

    Source: docs/model.md, rule E4: 1 − (1 − share)^(length of the step).

    >>> (1 - share_of_step(np.array([0.5, 1.0]), "week")) ** (1 / month_share("week"))
    array([0.5, 0. ])
    """
    if step == "month":
        return share
    kept: FloatArray = exp(log(np.maximum(1 - share, CERTAIN)) * month_share(step))
    return 1 - kept
