"""The arrays give what the slow twin gives."""

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from scenario_builder import small_scenario
from scenario_strategies import tables

from materiel.simulate import simulate
from materiel.simulate.draw import Drawer

sys.path.append(str(Path(__file__).parent))
from slow_twin import twin


@settings(max_examples=150, deadline=None)
@given(parts=tables())
def test_one_run_is_the_run_of_the_slow_twin(parts):
    """Every rule, on random networks, to 1e-9."""
    scenario = small_scenario(**parts)
    draws = Drawer(7, scenario.parameters).take(1)

    told = twin(scenario, {name: float(values[0]) for name, values in draws.items()})

    outcome = simulate(scenario, runs=1, seed=7)
    for name, series in told.items():
        np.testing.assert_allclose(
            outcome.fan(name).sample[0], series, rtol=1e-9, atol=1e-9, err_msg=name
        )


@pytest.mark.parametrize("run", [0, 3])
def test_the_twin_of_the_example(run):
    """The example of the repository too."""
    folder = Path(__file__).parents[2] / "examples" / "shells-155" / "scenario"
    from materiel.scenario import load_scenario

    scenario = load_scenario(folder)
    draws = Drawer(1, scenario.parameters).take(run + 1)

    told = twin(scenario, {name: float(values[run]) for name, values in draws.items()})

    outcome = simulate(scenario, runs=run + 1, seed=1)
    for name, series in told.items():
        np.testing.assert_allclose(outcome.fan(name).sample[run], series, rtol=1e-9, atol=1e-4)
