"""A plan followed by the simulation, with the same numbers, gives the plan's stocks to 1e-9."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plan_builder import ITEM, lever, planned, world

from materiel.plan.apply import apply_plan
from materiel.simulate.compile import compile_network
from materiel.simulate.draw import Drawer
from materiel.simulate.run import run_chunk

OTHER = "parts.body"


def replayed(f, settled, future):
    """Stock and unmet demand of the applied scenario's one run. [piece; account, month]"""
    scenario = apply_plan(f, settled, future)
    network = compile_network(scenario)
    stock = np.zeros((len(network.accounts), network.months))
    unmet = np.zeros_like(stock)

    def watch(month, state, flows):
        stock[:, month], unmet[:, month] = state.stock[:, 0], state.unmet[:, 0]

    run_chunk(network, Drawer(1, scenario.parameters).take(1), 1, watch)
    at = {pair: n for n, pair in enumerate(network.accounts)}
    both = [n for n, pair in enumerate(f.given.accounts) if pair in at]
    where = [at[f.given.accounts[n]] for n in both]
    return both, stock[where, : f.months], unmet[where, : f.months]


def agrees(scenario, futures, **options):
    f, _, settled = planned(scenario, futures=futures, **options)
    scale = 1.0 + np.abs(f.given.opening).sum() + f.given.landing.sum()
    for future in range(futures):
        both, stock, unmet = replayed(f, settled, future)
        assert np.abs(stock - settled.stock[future, both]).max() <= 1e-9 * scale
        assert np.abs(unmet - settled.unmet[future, both]).max() <= 1e-9 * scale
    return f, settled


EVERYTHING = {
    "items": [{"id": ITEM}, {"id": OTHER, "name": "Body"}],
    "stocks": [
        {"opening": 8},
        {"holder": "B", "opening": "uniform(30, 60)", "floor": 12},
        {"holder": "C", "item": OTHER, "opening": 40},
    ],
    "demands": [{"rate": "uniform(18, 24)"}, {"holder": "B", "rate": 1}],
    "lines": [
        {"actor": "B", "holder": "A", "rate_start": "uniform(2, 5)"},
        {"id": "queue", "actor": "C", "holder": "B", "rate_start": 3},
    ],
    "orders": [{"buyer": "A", "line": "queue", "quantity": 7}],
    "projects": [{"line": "queue", "adds": 2, "build_months": "uniform(1, 3)"}],
    "transfers": [
        {"rate": "uniform(1, 3)", "delay_months": "uniform(1, 3)"},
        {"rate": 3, "fund": "funds-1", "price": 10, "currency": "EUR"},
    ],
    "funds": [{"amount": 70, "probability": 0.5}],
    "permissions": [{"probability": 0.6, "delay_months": "uniform(0, 3)"}],
    "levers": [
        lever("shift", share=0.5, step=0.2, price=2),
        lever("expansion", line="queue", most=1, delay_months="uniform(1, 3)", price=10),
        lever("licence", line="queue", most=4, delay_months=1, ramp_months=2, cost=30),
        lever("permission", cost=1),
        lever("purchase", most=2, delay_months="uniform(0, 2)", price=9),
        lever("purchase", giver="B", most=1, price=9),
        lever("donation", most=2, delay_months=1, price=0.1),
        lever("kit", most=2, delay_months=1, price=1, id="kit"),
    ],
    "needs": [{"lever": "kit", "holder": "C", "item": OTHER, "amount": 3}],
}


@pytest.mark.parametrize("futures", [1, 4])
def test_every_lever_at_once_replays(futures):
    _, settled = agrees(world(**EVERYTHING), futures)
    assert settled.flows["kit"].any() and settled.shifts.any()


def test_a_plan_that_begins_later_leaves_the_past_alone():
    scenario = world(**EVERYTHING, settings={"as_of": "2024-03", "end": "2024-10"})
    _, settled = agrees(scenario, 3)
    assert not settled.shifts[..., :2].any()


def test_a_mixed_line_replays():
    rows = [lever("mix", delay_months=1), lever("mix", item=OTHER, use=0.5)]
    demands = [{"rate": 5}, {"item": OTHER, "rate": 4}]
    items = [{"id": ITEM}, {"id": OTHER}]
    lines = [{"actor": "B", "holder": "A", "rate_start": 6}]
    agrees(world(items=items, demands=demands, lines=lines, levers=rows), 1)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rates=st.lists(st.integers(0, 20), min_size=3, max_size=3),
    stock=st.integers(0, 80),
    floor=st.integers(0, 30),
    share=st.floats(0, 1),
    most=st.integers(0, 9),
    delay=st.integers(0, 4),
    seed=st.integers(0, 99),
)
def test_random_plans_replay(rates, stock, floor, share, most, delay, seed):
    scenario = world(
        stocks=[{"holder": "B", "opening": f"uniform({stock}, {stock + 20})", "floor": floor}],
        demands=[{"rate": rates[0]}, {"holder": "B", "rate": rates[1]}],
        lines=[{"actor": "B", "holder": "C", "rate_start": rates[2]}],
        transfers=[
            {"giver": "C", "receiver": "A", "rate": 4},
            {"giver": "C", "receiver": "B", "rate": 2},
        ],
        levers=[
            lever("shift", share=share),
            lever("purchase", most=most, delay_months=delay, receiver="B"),
            lever("donation", most=most, delay_months=delay),
            lever("donation", giver="C", most=most),
        ],
    )
    agrees(scenario, 2, seed=seed)
