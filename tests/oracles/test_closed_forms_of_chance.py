"""Closed forms of chance: distributions, disruptions, bans and versions against what theory says."""

import numpy as np
import pytest
from scenario_builder import small_scenario

from materiel.core.streams import stream_key
from materiel.scenario.cells import read_distribution
from materiel.simulate import simulate
from materiel.simulate.arrays import NumpyArrays
from materiel.simulate.compile import compile_network
from materiel.simulate.draw import Drawer, draw, uniforms
from materiel.simulate.flows.coin import MonthlyCoin
from materiel.simulate.run import run_chunk


def series(name, **parts):
    """One indicator of the only run."""
    return simulate(small_scenario(**parts), runs=1).fan(name).sample[0]


@pytest.mark.parametrize(
    ("cell", "mean", "low", "high"),
    [("beta(2, 3, 10, 20)", 14, 10, 20), ("empirical(1, 2, 9)", 4, 1, 9)],
)
def test_the_newer_distributions_have_their_mean_and_bounds(cell, mean, low, high):
    """D2: a beta on [low, high] has mean low + (high - low) a / (a + b); an empirical one draws its
    values evenly."""
    drawn = draw(read_distribution(cell), stream_key(1, "x"), 0, 40000)

    assert drawn.mean() == pytest.approx(mean, abs=0.05)
    assert low <= drawn.min() and drawn.max() <= high
    assert cell.startswith("beta") or set(drawn) == {1.0, 2.0, 9.0}


def test_a_disruption_comes_as_often_as_renewal_theory_says():
    """X1, X3: with chance h a month and r months to recover, one begins every r + (1 − h)/h months in
    the long run, and costs severity × (1 + (r − 1)/r + … + 1/r) months of output each time."""
    hazard, severity, recover = 0.1, 0.6, 4
    found = simulate(
        small_scenario(
            settings={"end": "2053-12"},
            lines=[{"rate_start": 10}],
            disruptions=[{"hazard": hazard, "severity": severity, "recover_months": recover}],
        ),
        runs=400,
        seed=3,
    )

    output = np.array([found.fan("production").sample])[0][:, 60:].mean()
    between = recover + (1 - hazard) / hazard
    lost = severity * sum(1 - age / recover for age in range(recover)) / between
    assert output == pytest.approx(10 * (1 - lost), rel=0.02)


def test_the_monthly_coins_are_fair_and_do_not_know_each_other():
    """X2: even shares in ten bins, and no month tells the next."""
    draws = uniforms(stream_key(5, "x"), 0, 20000)
    coin = MonthlyCoin(draws, NumpyArrays(20000), months=40)
    table = np.array([coin.at(month) for month in range(40)])

    counts = np.histogram(table, bins=10, range=(0, 1))[0] / table.size
    assert np.abs(counts - 0.1).max() < 0.001
    between = np.corrcoef(table) - np.eye(40)
    assert np.abs(between).max() < 5 / 20000**0.5
    rare = table < 0.05
    both = (rare[:-1] & rare[1:]).mean()
    assert both == pytest.approx(0.0025, rel=0.08)


def test_a_ban_stops_a_transfer_until_it_is_lifted():
    """X4: a sure ban of three months in March stops what would leave from March to May."""
    supply = series(
        "supply",
        stocks=[{"holder": "B", "opening": 1000}],
        transfers=[{}],
        disruptions=[
            {
                "kind": "ban",
                "line": "",
                "transfer": "transfers-1",
                "hazard": 1,
                "severity": 1,
                "from": "2024-03",
                "to": "2024-03",
            }
        ],
    )

    assert supply.tolist() == [0, 10, 10, 0, 0, 0] + [10] * 18


@pytest.mark.parametrize(("use", "months"), [(0, 6), (10, 3)])
def test_feedback_from_the_field_shortens_the_cycle(use, months):
    """N1 to N3: versions come every 6 months, with full use and a feedback of one half every 3; each
    adds a tenth of effect to the one before."""
    effects = []
    scenario = small_scenario(
        stocks=[{"opening": 1000}],
        demands=[{"rate": use}],
        iterations=[{"cycle_months": 6, "feedback": 0.5, "gain": 0.1}],
    )
    network = compile_network(scenario)
    draws = Drawer(1, scenario.parameters).take(1)

    def watch(month, state, flows):
        effects.append(flows.iterations.effect[network.focus, 0])

    run_chunk(network, draws, 1, watch)
    expected = [1.1 ** (month // months) for month in range(24)]
    np.testing.assert_allclose(effects, expected, rtol=1e-12)
