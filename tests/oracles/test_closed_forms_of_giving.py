"""Closed forms of giving: what a pencil gives for transfers, swaps, alliances and what is counted of them."""

import pytest
from scenario_builder import small_scenario

from materiel.simulate import simulate


def series(name, **parts):
    """One indicator of the only run."""
    return simulate(small_scenario(**parts), runs=1).fan(name).sample[0]


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
