"""Closed forms of what moves, breaks and learns: what a pencil gives for networks of a few rows."""

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


def test_a_transfer_goes_stage_by_stage():
    """T4, T5: pledged in January, contracted two months later, refurbished 4 at a time in three
    months, a month on the way: 10 leave in March, 4, 4 and 2 land from July."""
    supply = series(
        "supply",
        stocks=[{"holder": "B", "opening": 10}],
        transfers=[
            {"contract_months": 2, "refurbish_months": 3, "refurbish_rate": 4, "delay_months": 1}
        ],
    )

    assert supply.tolist() == [0] * 6 + [4, 4, 2] + [0] * 15


def test_a_third_party_pays_the_workshop_as_far_as_its_money_goes():
    """T5, G4: 6 pieces at 5 each out of 20: four are refurbished, two wait for ever."""
    supply = series(
        "supply",
        stocks=[{"holder": "B", "opening": 6}],
        transfers=[{"refurbish_fund": "funds-1", "refurbish_price": 5, "currency": "EUR"}],
        funds=[{"amount": 20}],
    )

    assert supply.tolist() == [0, 4] + [0] * 22


def test_a_swap_follows_what_it_makes_good():
    """T6: B gives 4 a month, C makes good half of it to B, of another item's worth too."""
    parts = {
        "stocks": [{"holder": "B", "opening": 40}, {"holder": "C", "opening": 100}],
        "transfers": [
            {"rate": 4},
            {"giver": "C", "receiver": "B", "backfills": "transfers-1", "backfill_ratio": 0.5},
        ],
    }

    # B has 38 − 2n after n months: nothing after 19; then it passes on what comes, half each time.
    assert series("supply", **parts).tolist() == [0] + [4] * 19 + [2, 1, 0.5, 0.25]


def test_a_giver_splits_what_it_can_spare():
    """T7: 100 with a floor of 20 and shares of 3/4 and 1/4 in one month: 60 and 20."""
    parts = {
        "stocks": [{"holder": "B", "opening": 100, "floor": 20}],
        "transfers": [
            {"rate": 1000, "share": 0.75},
            {"rate": 1000, "share": 0.25, "receiver": "C"},
        ],
    }

    assert series("supply", **parts).tolist() == [0, 60] + [0] * 22


def test_damage_waits_for_a_workshop_and_comes_back():
    """H1 to H4: of 100, 10 are damaged in the first month only; 4 are begun a month, half of them
    come back after three months."""
    found = simulate(
        small_scenario(
            stocks=[{"opening": 100}],
            repairs=[
                {
                    "loss_share": 0,
                    "damage_share": "series: once",
                    "capacity": 4,
                    "turnaround_months": 3,
                    "returned_share": 0.5,
                }
            ],
            series=[
                {"series": "once", "unit": "share", "month": month, "value": value}
                for month, value in (("2024-01", 0.1), ("2024-02", 0))
            ],
        ),
        runs=1,
    )

    assert found.fan("stock").sample[0].tolist() == [90] * 3 + [92, 94] + [95] * 19


def test_repairs_in_a_steady_state():
    """H1 to H3: with share d damaged and all of it returned after T months, stock S and the stock in
    the workshop W hold to W = d S T, so that S = N / (1 + d T) (Little's law)."""
    damage, turnaround, pieces = 0.05, 4, 1000
    stock = series(
        "stock",
        settings={"end": "2043-12"},
        stocks=[{"opening": pieces}],
        repairs=[
            {
                "loss_share": 0,
                "damage_share": damage,
                "capacity": 1000,
                "turnaround_months": turnaround,
                "returned_share": 1,
            }
        ],
    )

    # The stock at the end of a month is that after the month's damage, d (S + d S …) of it.
    before = stock[-1] / (1 - damage)
    assert stock[-1] + damage * before * turnaround == pytest.approx(pieces, rel=1e-6)


def test_workshops_of_one_hub_pool_their_capacity():
    """H3: two rows of 3 each at one hub; only the first has work, and begins 6 a month."""
    row = {
        "loss_share": 0,
        "damage_share": 0.12,
        "capacity": 3,
        "turnaround_months": 1,
        "returned_share": 1,
        "to": "2024-01",
    }
    for hub, back in (("C", [94, 100, 100]), ("", [91, 94, 97])):
        stock = series(
            "stock",
            stocks=[{"opening": 100}],
            repairs=[row | {"hub": hub}, row | {"hub": hub, "holder": "B"}],
        )
        assert stock[1:4].tolist() == back


def test_kits_are_limited_by_the_scarcest_part():
    """J1, J2: 5 launchers, 3 radars, 20 missiles at 6 each: 3 whole kits; one more launcher and
    radar change nothing without missiles."""
    items = [{"id": name} for name in ("ammunition.shell", "launcher", "radar", "missile")]
    for launchers, radars, kits in ((5, 3, 3), (6, 4, 3), (5, 2, 2)):
        stock = series(
            "stock",
            items=items,
            stocks=[
                {"item": "launcher", "opening": launchers},
                {"item": "radar", "opening": radars},
                {"item": "missile", "opening": 20},
            ],
            kits=[
                {"part": "launcher"},
                {"part": "radar"},
                {"part": "missile", "per_kit": 6},
            ],
        )
        assert stock.tolist() == [kits] * 24


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


def test_an_alliance_is_its_members_while_they_are():
    """A1, I10: A makes 3 a month and gets 2 from B's stock; C joins in March with a stock of 7. What B,
    a member, gives A is no supply of the alliance; what comes from outside is."""
    actors = [
        {"id": "A", "country": "AA"},
        {"id": "B", "country": "BB"},
        {"id": "C"},
        {"id": "D", "kind": "alliance"},
        {"id": "E"},
        {"id": "maker", "kind": "company", "country": "AA"},
    ]
    found = simulate(
        small_scenario(
            actors=actors,
            focus={"holder": "D", "item": "ammunition.shell"},
            members=[
                {"member": "A"},
                {"member": "B"},
                {"member": "C", "from": "2024-03", "to": "2024-04"},
            ],
            stocks=[
                {"holder": "B", "opening": 100},
                {"holder": "C", "opening": 7},
                {"holder": "E", "opening": 100},
            ],
            lines=[{"actor": "maker", "holder": "A", "rate_start": 3}],
            transfers=[{"rate": 2}, {"giver": "E", "rate": 1}],
        ),
        runs=1,
    )

    # 2 are on the way from B to A, and not yet in either stock.
    assert found.fan("stock").sample[0][:5].tolist() == [101, 105, 116, 120, 117]
    assert found.fan("supply").sample[0][:3].tolist() == [3, 4, 4]
    share = found.fan("self_sufficiency").sample[0]
    assert share[:3].tolist() == pytest.approx([1, 6 / 7, 9 / 11])


def test_days_of_supply_and_shares_of_pledges_and_money():
    """I9, I11: 30 on hand at 10 a month are three months; 20 of 50 pledged came; 40 of 100 were paid."""
    found = simulate(
        small_scenario(
            settings={"end": "2024-03"},
            stocks=[{"opening": 60}, {"holder": "B", "opening": 500}],
            demands=[{}],
            transfers=[{"quantity": 50, "fund": "funds-1", "price": 2, "currency": "EUR"}],
            funds=[{"amount": 100}, {"probability": 0, "amount": 900}],
        ),
        runs=1,
    )
    totals = dict(found.totals)

    assert found.fan("days_of_supply").sample[0][0] == pytest.approx(50 / 10 * 365.2425 / 12)
    assert totals["Delivered ÷ pledged by 2024-03"].median == pytest.approx(20 / 50)
    assert totals["Spent ÷ approved in EUR by 2024-03"].median == pytest.approx(60 / 100)
