"""The arrays give what the slow twin gives."""

import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from scenario_builder import small_scenario
from scenario_strategies import tables, weekly_tables

from materiel.scenario import load_scenario
from materiel.simulate import simulate
from materiel.simulate.compile import compile_network, drawer_of
from materiel.simulate.draw import Drawer
from materiel.simulate.run import run_chunk

sys.path.append(str(Path(__file__).parent))
from slow_twin import twin


@settings(max_examples=60, deadline=None)
@given(parts=tables())
def test_one_run_is_the_run_of_the_slow_twin(parts):
    """Every rule, on random networks, to 1e-9; that the kernel gives NumPy's bits, test_engine.py proves."""
    scenario = small_scenario(**parts)
    draws = Drawer(7, scenario.parameters).take(1)

    told, every = twin(scenario, numbers_of(scenario, draws))

    outcome = simulate(scenario, runs=1, seed=7, engine="numpy")
    for name, series in told.items():
        np.testing.assert_allclose(
            outcome.fan(name).sample[0], series, rtol=1e-9, atol=1e-9, err_msg=name
        )
    same_everywhere(scenario, draws, every)


@settings(max_examples=15, deadline=None)
@given(parts=weekly_tables())
def test_a_run_in_weeks_is_that_of_the_slow_twin(parts):
    """Rules E1 to E6, on random networks: the twin has the draws of the months and counts weeks itself."""
    scenario = small_scenario(**parts)
    draws = Drawer(7, scenario.parameters, compile_network(scenario).calendar).take(1)

    told, every = twin(scenario, numbers_of(scenario, draws))

    outcome = simulate(scenario, runs=1, seed=7, engine="numpy")
    for name, series in told.items():
        np.testing.assert_allclose(
            outcome.fan(name).sample[0], series, rtol=1e-9, atol=1e-9, err_msg=name
        )
    network = compile_network(scenario)
    same_everywhere(scenario, drawer_of(network, 7).take(1), every)


def numbers_of(scenario, draws, run=0):
    """What a run drew, by name; what is drawn each month by name and month."""
    monthly = {
        f"{row.noise.name}/{month}": float(draws.monthly(row.noise.name, month)[run])
        for row in scenario.demands
        if row.noise
        for month in range(len(scenario.steps))
    }
    return {name: float(values[run]) for name, values in draws.items()} | monthly


def same_everywhere(scenario, draws, every):
    """Every stock, unmet demand and fund, not only the focus."""
    network = compile_network(scenario)
    funds = [fund.id for fund in scenario.funds]

    def watch(month, state, flows):
        stock, unmet, money, effects = every[month]
        for account, effect in effects.items():
            number = network.accounts.index(account)
            near(flows.iterations.effect[number, 0], effect, account)
        for number, account in enumerate(network.accounts):
            near(state.stock[number, 0], stock.get(account, 0.0), account)
            near(state.unmet[number, 0], unmet.get(account, 0.0), account)
        for number, fund in enumerate(funds):
            opened = flows.gates.fund[number, 0] <= month
            near(state.money[number, 0], money[fund] if opened else 0.0, fund)

    run_chunk(network, draws, 1, watch)


def near(found, expected, what):
    """To 1e-9 of the number, and of a piece."""
    assert abs(found - expected) <= 1e-9 * (1 + abs(expected)), (what, found, expected)


@pytest.mark.parametrize(("run", "step"), [(0, "month"), (3, "month"), (1, "week")])
@pytest.mark.parametrize("name", ["shells-155", "race-of-logistics"])
def test_the_twin_of_the_examples(name, run, step):
    """The examples of the repository too; the second uses every mechanism at once."""
    folder = Path(__file__).parents[2] / "examples" / name / "scenario"
    scenario = load_scenario(folder, step=step)
    draws = Drawer(1, scenario.parameters, compile_network(scenario).calendar).take(run + 1)

    told, _ = twin(scenario, numbers_of(scenario, draws, run))

    outcome = simulate(scenario, runs=run + 1, seed=1)
    for key, series in told.items():
        np.testing.assert_allclose(outcome.fan(key).sample[run], series, rtol=1e-9, atol=1e-4)
