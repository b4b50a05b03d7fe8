"""A plan followed by the simulation, with the same numbers, gives the plan's stocks to 1e-9."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plan_builder import ITEM, lever, planned, world

from materiel.plan import plan
from materiel.plan.apply import apply_each
from materiel.simulate.compile import compile_network
from materiel.simulate.run import run_chunk

OTHER = "parts.body"


def replayed(f, settled):
    """Stock and unmet demand of the decisions in the simulation. [piece; future, account, month]"""
    scenario, draws = apply_each(f, settled.flows, settled.used)
    network = compile_network(scenario)
    stock = np.zeros((len(network.accounts), network.months, f.futures))
    unmet = np.zeros_like(stock)

    def watch(month, state, flows):
        stock[:, month], unmet[:, month] = state.stock, state.unmet

    run_chunk(network, draws, f.futures, watch)
    at = {pair: n for n, pair in enumerate(network.accounts)}
    both = [n for n, pair in enumerate(f.given.accounts) if pair in at]
    where = [at[f.given.accounts[n]] for n in both]
    moved = np.moveaxis(stock[where, : f.months], 2, 0), np.moveaxis(unmet[where, : f.months], 2, 0)
    return both, *moved


def agrees(scenario, futures, **options):
    f, found, settled = planned(scenario, futures=futures, **options)
    scale = 1.0 + np.abs(f.given.opening).sum() + np.abs(f.given.landing).sum()
    both, stock, unmet = replayed(f, settled)
    assert np.abs(stock - settled.stock[:, both]).max() <= 1e-9 * scale
    assert np.abs(unmet - settled.unmet[:, both]).max() <= 1e-9 * scale
    return f, found, settled


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
    _, _, settled = agrees(world(**EVERYTHING), futures)
    assert settled.flows["kit"].any() and settled.shifts.any()


def test_a_plan_that_begins_later_leaves_the_past_alone():
    scenario = world(**EVERYTHING, settings={"as_of": "2024-03", "end": "2024-10"})
    _, _, settled = agrees(scenario, 3)
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


GIVING = {"giver": "B", "receiver": "A"}


def test_bans_and_strikes_are_the_plans_own_futures():
    """Rules X3, X4: what a strike costs is not there, what a ban forbids is not sent."""
    scenario = world(
        stocks=[{"holder": "B", "opening": 60}],
        lines=[{"actor": "B", "holder": "A", "rate_start": 4}],
        transfers=[{**GIVING, "rate": 5}],
        disruptions=[
            {"hazard": 0.4, "severity": 0.5, "recover_months": 2},
            {
                "kind": "ban",
                "line": "",
                "transfer": "transfers-1",
                "hazard": 0.5,
                "severity": 1,
                "recover_months": 2,
            },
        ],
        levers=[lever("shift", share=0.5)],
    )
    f, _, settled = agrees(scenario, 5)
    assert (f.given.past.left == 0).any() and (f.given.rate < 4).any()
    assert not settled.flows["transfer"][f.given.past.left == 0].any()


def test_a_share_binds_what_a_transfer_sends():
    """Rule T7: 30, half of it, half of the rest …"""
    scenario = world(
        stocks=[{"holder": "B", "opening": 60, "floor": 0}],
        transfers=[
            {**GIVING, "rate": 99, "share": 0.5},
            {"giver": "B", "receiver": "C", "rate": 0, "share": 0.5},
        ],
        levers=[lever("purchase", most=0)],
        demands=[{"rate": 50}],
        settings={"as_of": "2024-03"},
    )
    _, _, settled = agrees(scenario, 1)
    sent = settled.flows["transfer"][0, 0, :5].round(6).tolist()
    assert sent == [30, 15, 7.5, 3.75, 1.875]  # the last would land after the end
    assert plan(scenario, scenarios=1, runs=0, explore_further=False).feasible


ANSWERING = {
    "repairs": [{"holder": "B", "loss_share": 0.05, "damage_share": 0.1, "capacity": 2}],
    "restocks": [{"buyer": "B", "line": "lines-1", "target": 60}],
}


@pytest.mark.parametrize("name", sorted(ANSWERING))
def test_what_answers_to_stocks_is_followed_and_said(name):
    tables = {
        "stocks": [{"holder": "B", "opening": 60}],
        "lines": [{"actor": "B", "holder": "A", "rate_start": 4}],
        "levers": [lever("donation", most=5)],
        name: ANSWERING[name],
    }
    agrees(world(**tables), 2)
    told = plan(world(**tables), scenarios=1, runs=0, explore_further=False).left_out
    assert [row["table"] for row in told] == [name]


@pytest.mark.parametrize("as_of", ["2024-01", "2024-03"])
@pytest.mark.parametrize("capacity", [99, 1])
def test_the_program_knows_losses_and_workshops(as_of, capacity):
    """Rules H1 to H4: what it reckons is what the simulation gives."""
    worn = {"loss_share": 0.05, "damage_share": "uniform(0.1, 0.2)", "capacity": capacity}
    scenario = world(
        stocks=[{"holder": "B", "opening": 60, "floor": 9}],
        demands=[{"rate": 10}, {"holder": "B", "rate": 2}],
        levers=[lever("donation", most=5)],
        repairs=[{"holder": "B", "returned_share": 0.5, "turnaround_months": 1, **worn}],
        settings={"as_of": as_of},
    )
    _, found, settled = agrees(scenario, 3)
    assert abs(settled.astray) <= 1e-5 * found.unmet


def test_the_program_buys_parts_for_the_kits_of_the_scenario():
    """Rule J1: two parts a kit, three kits a month."""
    scenario = world(
        items=[{"id": ITEM}, {"id": OTHER, "name": "Body"}],
        demands=[{"rate": 3}],
        kits=[{"holder": "A", "part": OTHER, "per_kit": 2}],
        levers=[lever("purchase", item=OTHER, most=6, price=1)],
    )
    _, _, settled = agrees(scenario, 1)
    assert settled.unmet.max() <= 1e-6 and abs(settled.astray) <= 1e-6


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    stock=st.integers(0, 80),
    floor=st.integers(0, 30),
    hazard=st.floats(0, 1),
    severity=st.floats(0, 1),
    share=st.floats(0, 1),
    loss=st.floats(0, 0.3),
    target=st.integers(0, 80),
    parts=st.integers(0, 40),
    chosen=st.sets(st.sampled_from(["repairs", "restocks", "kits", "inputs"])),
    as_of=st.sampled_from(["2024-01", "2024-03"]),
    seed=st.integers(0, 99),
)
def test_random_plans_with_every_mechanism_replay(
    stock, floor, hazard, severity, share, loss, target, parts, chosen, as_of, seed
):
    """Whatever answers to stocks answers to the plan's; what is shown is what the simulation gives."""
    answering = {
        "repairs": [
            {"holder": "B", "loss_share": loss, "damage_share": 0.1, "capacity": "uniform(0, 3)"},
            {"holder": "A", "basis": "demand", "loss_share": 0.1, "damage_share": loss},
        ],
        "restocks": [{"buyer": "B", "line": "lines-1", "target": target}],
        "kits": [{"holder": "A", "part": OTHER, "per_kit": 2}],
        "inputs": [{"line": "lines-2", "item": OTHER, "per_piece": 0.5}],
    }
    scenario = world(
        items=[{"id": ITEM}, {"id": OTHER, "name": "Body"}],
        stocks=[
            {"holder": "B", "opening": f"uniform({stock}, {stock + 20})", "floor": floor},
            {"holder": "A", "item": OTHER, "opening": parts},
        ],
        demands=[{"rate": 10, "noise": "uniform(0.5, 1.5)"}, {"holder": "B", "rate": 2}],
        lines=[
            {"actor": "B", "holder": "B", "rate_start": 4},
            {"actor": "A", "holder": "A", "rate_start": 2, "learning": 0.8, "learned": 5},
        ],
        projects=[{"adds": 2, "build_months": 1, "permission": "permissions-1"}],
        orders=[{"buyer": "A", "line": "lines-1", "quantity": 5}],
        permissions=[{"probability": 0.5}],
        transfers=[
            {**GIVING, "rate": 3, "share": share},
            {**GIVING, "rate": 2, "share": 1 - share},
        ],
        disruptions=[
            {"hazard": hazard, "severity": severity},
            {
                "kind": "ban",
                "line": "",
                "transfer": "transfers-1",
                "hazard": hazard,
                "severity": severity,
            },
        ],
        levers=[
            lever("shift", share=0.5),
            lever("donation", most=3),
            lever("purchase", most=2, delay_months=1, price=1),
        ],
        settings={"as_of": as_of},
        **{name: answering[name] for name in chosen},
    )
    agrees(scenario, 3, seed=seed)
