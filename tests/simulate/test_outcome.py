"""What an outcome holds, and what is said when a run cannot be made."""

import json

import numpy as np
import pytest
from scenario_builder import small_scenario

from materiel import __version__
from materiel.core.errors import InputError, SimulationError
from materiel.core.hashes import canonical_json
from materiel.simulate import LEVELS, engine, indicators, simulate
from materiel.simulate.arrays import NumpyArrays
from materiel.simulate.compile import compile_network
from materiel.simulate.draw import Drawer
from materiel.simulate.state import open_state, require_possible

RACE = {
    "settings": {"as_of": "2024-03"},
    "demands": [{"rate": 10}],
    "lines": [
        {
            "rate_start": 2,
            "rate_full": "uniform(6, 16)",
            "ramp_start": "2024-03",
            "ramp_months": "uniform(4, 8)",
        }
    ],
    "orders": [{"quantity": 30, "buyer": "C"}],
    "permissions": [{"probability": 0.5}],
    "funds": [{"probability": 0.5}],
}


@pytest.fixture(scope="module")
def outcome():
    """A race that about half of the runs win."""
    return simulate(small_scenario(**RACE), runs=400, seed=5)


def test_an_outcome_says_what_it_is_made_from(outcome):
    scenario = small_scenario(**RACE)

    assert outcome.scenario_hash == scenario.hash
    assert (outcome.version, outcome.seed, outcome.runs) == (__version__, 5, 400)
    assert (outcome.as_of, outcome.focus_holder) == ("2024-03", "A")
    assert outcome.elapsed_s > 0


def test_every_fan_has_its_levels_its_months_and_twenty_runs(outcome):
    names = [fan.id for fan in outcome.fans]
    assert names == ["stock", "supply", "demand", "coverage", "unmet", "production", "backlog", "lead_time", "expenditure", "days_of_supply", "self_sufficiency"]  # fmt: skip
    for fan in outcome.fans:
        assert fan.steps[0] == "2024-01" and fan.steps[-1] == "2025-12"
        assert fan.values.shape == (len(LEVELS), 24)
        assert fan.sample.shape == (20, 24)
        assert np.isfinite(fan.values).all()
        assert (np.diff(fan.values, axis=0) >= -1e-9).all()


def test_parity_lies_after_now_and_its_share_is_that_of_the_runs_that_reach_it(outcome):
    parity = outcome.parity

    assert 0.3 < parity.reached_share < 0.7
    assert parity.low is not None and parity.low >= "2024-03"
    assert parity.high is None
    assert parity.horizon == "2025-12"


def test_coverage_now_is_that_of_the_month_as_of(outcome):
    at = outcome.fan("coverage").steps.index("2024-03")

    assert outcome.coverage_now.median == pytest.approx(outcome.fan("coverage").values[2, at])


def test_totals_name_supply_orders_funds_and_gates(outcome):
    assert [label for label, _ in outcome.totals] == [
        "Received by Somebody, 2024-01 to 2025-12",
        "Demand of Somebody, 2024-01 to 2025-12",
        "Unmet demand of Somebody, 2024-01 to 2025-12",
        "Delivered ÷ ordered by 2025-12",
        "Spent ÷ approved in EUR by 2025-12",
        "Spent of funds-1",
        "Runs with permissions-1 granted",
        "Runs with funds-1 approved",
    ]


def test_numbers_are_plain_json_and_the_same_for_the_same_seed(outcome):
    again = simulate(small_scenario(**RACE), runs=400, seed=5)

    assert canonical_json(outcome.numbers()) == canonical_json(again.numbers())
    assert json.loads(json.dumps(outcome.numbers()))["runs"] == 400
    other = simulate(small_scenario(**RACE), runs=400, seed=6)
    assert canonical_json(outcome.numbers()) != canonical_json(other.numbers())


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"runs": 0}, "0 runs; from 1 to 1000000 can be run"),
        ({"runs": 1_000_001}, "1000001 runs; from 1 to 1000000 can be run"),
        ({"runs": 2.5}, "runs 2.5 is not a whole number"),
        ({"runs": True}, "runs True is not a whole number"),
        ({"seed": -1}, "seed -1; from 0 to 9223372036854775807 can be used"),
        ({"seed": 2**63}, "seed 9223372036854775808; from 0 to 9223372036854775807 can be used"),
    ],
)
def test_runs_and_seeds_that_cannot_be_used_are_refused(options, told):
    with pytest.raises(InputError) as caught:
        simulate(small_scenario(), **options)

    assert caught.value.what == told
    assert len(str(caught.value).splitlines()) == 3


def test_one_run_the_largest_seed_and_one_month_work():
    scenario = small_scenario(settings={"end": "2024-01"})

    outcome = simulate(scenario, runs=1, seed=2**63 - 1)
    assert outcome.fan("unmet").sample.tolist() == [[10.0]]
    assert outcome.parity.reached_share == 0


def test_progress_is_told_from_none_to_all():
    told = []
    simulate(small_scenario(), runs=2500, progress=lambda *step: told.append(step))

    assert told[0] == ("simulating", 0, 2500)
    assert told[-1] == ("simulating", 2500, 2500)
    assert len(told) >= 2
    assert told == sorted(told)


def test_huge_and_tiny_numbers_stay_finite():
    outcome = simulate(
        small_scenario(
            stocks=[{"holder": "B", "opening": 1e12}],
            demands=[{"rate": "1e-300"}],
            lines=[{"rate_start": 0}],
            orders=[{"quantity": 1e12}],
            transfers=[{"rate": 1e12}],
        ),
        runs=3,
    )

    assert canonical_json(outcome.numbers())
    assert outcome.fan("coverage").values.max() == indicators.MOST_COVERAGE
    assert outcome.fan("lead_time").values.max() == indicators.LONGEST_WAIT


def test_fans_are_of_all_runs_and_within_a_thousandth():
    """I7: the 20 runs that are kept whole are the first, the quantiles those of all."""
    scenario = small_scenario(**RACE)
    few, many = simulate(scenario, runs=20, seed=5), simulate(scenario, runs=3000, seed=5)

    assert (few.fan("supply").sample == many.fan("supply").sample).all()
    for name in ("stock", "supply", "backlog"):
        whole = few.fan(name).sample
        width = whole.max(axis=0) - whole.min(axis=0)
        found = np.abs(few.fan(name).values - np.quantile(whole, LEVELS, axis=0))
        assert (found <= 1e-3 * width).all()


def test_a_large_network_runs_in_smaller_chunks(monkeypatch):
    network = compile_network(small_scenario(transfers=[{}]))
    assert engine.numpy_chunk(network) == engine.NUMPY_CHUNK

    monkeypatch.setattr(engine, "MOST_HELD", 5_000)
    assert 1 <= engine.numpy_chunk(network) < 20


@pytest.mark.parametrize(
    ("stock", "told"),
    [
        (-5.0, "rule S1: A holds -5 of ammunition.shell in 2024-03"),
        (5.0, "rule S5: 5 pieces of ammunition.shell appeared or vanished in 2024-03"),
        (float("nan"), "rule S5: nan pieces of ammunition.shell appeared or vanished in 2024-03"),
    ],
)
def test_an_impossible_state_is_refused_with_its_rule(stock, told):
    scenario = small_scenario(stocks=[{}])
    network = compile_network(scenario)
    state = open_state(network, Drawer(1, scenario.parameters).take(2), NumpyArrays(2))
    state.stock[0, 1] = stock

    with pytest.raises(SimulationError) as caught:
        require_possible(network, state, 2)
    assert caught.value.what == told
