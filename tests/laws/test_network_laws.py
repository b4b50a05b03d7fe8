"""True for any network: nothing appears or vanishes, gates hold, draws are their own."""

import json

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario_builder import small_scenario
from scenario_strategies import DELAY, WHOLE, tables, weekly_tables

from materiel.core.progress import silent
from materiel.simulate import simulate
from materiel.simulate.compile import NEVER, compile_network, drawer_of
from materiel.simulate.draw import Drawer
from materiel.simulate.outcome import simulate_in_chunks
from materiel.simulate.run import run_chunk

RUNS = 5
SOME = settings(max_examples=80, deadline=None)


def watched(parts, look, runs=RUNS, seed=3):
    """Run a network and let `look(month, state, flows, network)` see every month."""
    scenario = small_scenario(**parts)
    network = compile_network(scenario)
    draws = drawer_of(network, seed).take(runs)

    def watch(month, state, flows):
        look(month, state, flows, network)

    return (*run_chunk(network, draws, runs, watch), network)


def lost(state, network):
    """Opening + output − stock − on the way − issued. [piece; item, run]"""
    held = np.zeros_like(state.entered)
    np.add.at(held, network.item_of_account, state.stock)
    return state.entered - held - state.transit - state.issued


@SOME
@given(parts=st.one_of(tables(), tables(), weekly_tables()))
def test_pieces_are_conserved(parts):
    """S5, on any network, each item by itself, in months and in weeks."""

    def look(month, state, flows, network):
        assert (np.abs(lost(state, network)) <= 1e-9 * (1 + state.entered)).all()
        assert (state.stock >= -1e-9).all()
        assert (state.transit >= -1e-9).all()

    watched(parts, look)


@SOME
@given(parts=tables(number=WHOLE, ramps=False))
def test_whole_pieces_stay_whole_and_are_conserved_exactly(parts):
    """S5 with ==: without ramps and prices every flow of whole pieces is whole."""
    for table in ("orders", "transfers"):
        for row in parts.get(table, []):
            row["price"] = row["currency"] = ""

    def look(month, state, flows, network):
        assert (lost(state, network) == 0).all()
        assert (state.stock == np.round(state.stock)).all()

    watched(parts, look)


@SOME
@given(parts=tables())
def test_no_transfer_takes_a_stock_below_its_floor(parts):
    """T1: what a giver has after giving is its floor or more, or what it had before."""
    for row in parts.get("demands", []):
        row["rate"] = 0
    parts = {name: rows for name, rows in parts.items() if name not in ("repairs", "kits")}
    before: dict[str, np.ndarray] = {}

    def look(month, state, flows, network):
        lowest = np.minimum(state.floor, before.get("stock", state.floor))
        assert (state.stock >= lowest - 1e-9).all() or month == 0
        before["stock"] = state.stock.copy()

    watched(parts, look)


@SOME
@given(parts=tables())
def test_gates_hold(parts):
    """G3, G4: nothing moves without its permission or fund; no fund pays before it opens, or more
    than it has."""
    scenario = small_scenario(**parts)
    amounts = [fund.amount.value.parameters[0] for fund in scenario.funds]
    permissions = [row.id for row in scenario.permissions]
    funds = [row.id for row in scenario.funds]

    def look(month, state, flows, network):
        gates = flows.gates
        for number, row in enumerate(scenario.transfers):
            shut = np.zeros(RUNS, dtype=bool)
            if row.permission:
                shut |= gates.permission[permissions.index(row.permission)] > month
            if row.fund:
                shut |= gates.fund[funds.index(row.fund)] > month
            assert (flows.transfers.sent[number][shut] == 0).all()
        for number, amount in enumerate(amounts):
            spent = state.spent[number]
            assert (spent[gates.fund[number] > month] == 0).all()
            assert (spent <= amount * (1 + 1e-12) + 1e-9).all()
            assert (state.money[number] >= 0).all()

    _, flows, _ = watched(parts, look)
    assert ((flows.gates.fund == NEVER) | (flows.gates.fund < 1000)).all()


@settings(max_examples=25, deadline=None)
@given(parts=tables(), seed=st.integers(0, 2**63 - 1), chunk=st.integers(1, 9))
def test_the_same_seed_gives_the_same_bits_however_the_runs_are_cut(parts, seed, chunk):
    """D1: every draw comes from (seed, name) in order of runs; of the kernel, test_engine.py proves it."""
    scenario = small_scenario(**parts)

    whole = simulate(scenario, runs=9, seed=seed, engine="numpy").numbers()
    parted = simulate_in_chunks(
        scenario, runs=9, seed=seed, progress=silent, chunk=chunk, engine="numpy"
    ).numbers()

    assert json.dumps(whole, allow_nan=False) == json.dumps(parted, allow_nan=False)


@settings(max_examples=25, deadline=None)
@given(delay=DELAY, rate=st.sampled_from(["uniform(1, 9)", "pert(1, 2, 9)", "lognormal(1, 9)"]))
def test_a_new_parameter_leaves_the_draws_of_the_others_alone(delay, rate):
    """D1: streams are named after parameters."""
    alone = {"lines": [{"rate_start": rate}]}
    joined = alone | {"permissions": [{"delay_months": delay, "probability": 0.5}]}

    few = Drawer(1, small_scenario(demands=[{}], **alone).parameters).take(50)
    many = Drawer(1, small_scenario(demands=[{}], **joined).parameters).take(50)

    assert all((many[name] == few[name]).all() for name in few)


def test_streams_of_different_names_are_not_correlated():
    """D1: two parameters with the same cell have draws of their own."""
    rows = [{"rate_start": "uniform(0, 1)"} for _ in range(4)]
    draws = Drawer(1, small_scenario(lines=rows, demands=[{}]).parameters).take(5000)

    table = np.array([draws[f"lines/lines-{n}/rate_start"] for n in (1, 2, 3, 4)])
    between = np.corrcoef(table) - np.eye(4)
    assert np.abs(between).max() < 5 / 5000**0.5
