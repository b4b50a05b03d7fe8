"""What each kind of lever does, on cases small enough to be followed by hand."""

import numpy as np
import pytest
from plan_builder import ITEM, lever, planned, world
from scenario_builder import small_scenario

from materiel.core.errors import ScenarioError
from materiel.plan.arrays import Axis

LINE = [{"actor": "B", "holder": "A", "rate_start": 4}]
OTHER = "parts.body"
ITEMS = [{"id": ITEM}, {"id": OTHER, "name": "Body"}]


def unmet(settled, account=0):
    """By month, in the first future."""
    return settled.unmet[0, account].round(4).tolist()


def test_without_use_nothing_changes():
    """A purchase that comes after the horizon is not made."""
    _, found, settled = planned(world(levers=[lever("purchase", delay_months=9, price=1)]))
    assert unmet(settled) == [10] * 6 and found.cost == 0


def test_a_purchase_arrives_after_its_delay():
    _, _, settled = planned(world(levers=[lever("purchase", most=7, delay_months=2, price=3)]))
    assert unmet(settled) == [10, 10, 3, 3, 3, 3]


def test_a_purchase_is_limited_in_all_and_serves_the_sooner_demand():
    _, _, settled = planned(world(levers=[lever("purchase", most=7, quantity=10, delay_months=0)]))
    assert unmet(settled) == [3, 7, 10, 10, 10, 10]


def test_a_purchase_is_available_in_its_months_only():
    rows = [lever("purchase", most=10, **{"from": "2024-03", "to": "2024-04"})]
    assert unmet(planned(world(levers=rows))[2]) == [10, 10, 0, 0, 10, 10]


def test_a_shift_adds_its_share_no_faster_than_people_are_hired():
    rows = [lever("shift", share=0.75, step=0.25)]
    _, _, settled = planned(world(lines=LINE, levers=rows))
    assert unmet(settled) == [5, 4, 3, 3, 3, 3]


def test_an_expansion_is_ready_after_building_and_shifts_work_it_too():
    rows = [lever("expansion", most=2, delay_months=3, to="2024-01"), lever("shift", share=0.5)]
    _, _, settled = planned(world(lines=LINE, levers=rows))
    assert unmet(settled) == [4, 4, 4, 1, 1, 1]


def test_an_expansion_climbs_along_its_ramp():
    rows = [lever("expansion", most=4, delay_months=1, ramp_months=2, to="2024-01")]
    _, _, settled = planned(world(lines=LINE, levers=rows))
    # The mean of 3u² − 2u³ over the first and the second half is 3/16 and 13/16 (rule P2).
    assert unmet(settled) == [6, 6 - 4 * 3 / 16, 6 - 4 * 13 / 16, 2, 2, 2]


def test_a_plant_is_built_as_a_whole_or_not_at_all():
    rows = [lever("plant", most=6, delay_months=2, cost=100, payer="C")]
    poor = world(lines=LINE, levers=rows, budgets=[{"amount": 99}])
    rich = world(lines=LINE, levers=rows, budgets=[{"amount": 100}])
    assert unmet(planned(poor)[2]) == [6] * 6
    assert unmet(planned(rich)[2]) == [6, 6, 0, 0, 0, 0]


def test_a_plant_has_a_least_size():
    rows = [lever("plant", least=4, most=6, delay_months=2, cost=10, price=10, payer="C")]
    cases = {49: [6] * 6, 50: [6, 6, 2, 2, 2, 2], 60: [6, 6, 1, 1, 1, 1]}
    for money, expected in cases.items():
        scenario = world(lines=LINE, levers=rows, budgets=[{"amount": money}])
        assert unmet(planned(scenario)[2]) == expected


def test_a_licence_waits_for_its_agreement():
    rows = [lever("licence", most=6, delay_months=1)]
    permission = [{"decided_from": "2024-03"}]
    _, _, settled = planned(world(lines=LINE, levers=rows, permissions=permission))
    assert unmet(settled) == [6, 6, 6, 0, 0, 0]


def test_a_permission_must_be_asked_for_and_takes_its_time():
    rows = [
        lever("donation", most=10, permission="permissions-1"),
        lever("permission", cost=5, **{"from": "2024-02"}),
    ]
    tables = {"stocks": [{"holder": "B", "opening": 100}], "permissions": [{"delay_months": 1}]}
    _, found, settled = planned(world(levers=rows, **tables))
    assert unmet(settled) == [10, 10, 10, 0, 0, 0]
    assert found.cost == pytest.approx(5 * 1.03 ** (-1 / 12))


def test_a_refused_permission_opens_nothing():
    rows = [lever("donation", permission="permissions-1"), lever("permission")]
    tables = {"stocks": [{"holder": "B", "opening": 100}], "permissions": [{"probability": 0}]}
    assert unmet(planned(world(levers=rows, **tables))[2]) == [10] * 6


def test_a_donor_keeps_its_floor_and_serves_itself_first():
    stocks = [{"holder": "B", "opening": 30, "floor": 12}]
    demands = [{"rate": 10}, {"holder": "B", "rate": 1}]
    rows = [lever("donation", most=8)]
    f, _, settled = planned(world(stocks=stocks, demands=demands, levers=rows))
    giver = f.given.account("B", ITEM)
    assert unmet(settled, giver) == [0] * 6
    assert settled.stock[0, giver].min() >= 12 - 1e-6
    assert sum(unmet(settled)) == pytest.approx(60 - 12)  # 30 less its own 6 less the floor


def test_a_swap_is_paid_back_in_time():
    stocks = [{"holder": "B", "opening": 100}]
    rows = [lever("swap", most=10, back_item=OTHER, back_share=0.5, back_months=2)]
    back = lever("purchase", item=OTHER, receiver="B", most=2, price=1)
    scenario = world(items=ITEMS, stocks=stocks, levers=[*rows, back])
    _, _, settled = planned(scenario)
    given = settled.flows["swap"][0, 0].cumsum()
    bought = settled.flows["purchase"][0, 0].cumsum()
    for month in range(6):
        assert bought[min(month + 2, 5)] >= 0.5 * given[month] - 1e-6
    assert given[-1] == pytest.approx(24 - 0)  # 2 a month for six months pay back 12 halves


def test_repair_turns_damaged_into_sound():
    stocks = [{"holder": "B", "item": OTHER, "opening": 9}]
    rows = [lever("repair", most=4, delay_months=2)]
    needs = [{"lever": "levers-1", "holder": "B", "item": OTHER}]
    _, _, settled = planned(world(items=ITEMS, stocks=stocks, levers=rows, needs=needs))
    assert unmet(settled) == [10, 10, 6, 6, 9, 10]


def test_kits_are_as_many_as_the_scarcest_part():
    items = [{"id": ITEM}, {"id": "radar"}, {"id": "missile"}]
    stocks = [
        {"holder": "B", "item": "radar", "opening": 5},
        {"holder": "C", "item": "missile", "opening": 12},
    ]
    needs = [
        {"lever": "levers-1", "holder": "B", "item": "radar", "amount": 1},
        {"lever": "levers-1", "holder": "C", "item": "missile", "amount": 4},
    ]
    scenario = world(items=items, stocks=stocks, levers=[lever("kit", most=10)], needs=needs)
    assert sum(unmet(planned(scenario)[2])) == pytest.approx(60 - 3)


def test_what_is_made_uses_up_its_inputs():
    stocks = [{"holder": "B", "item": OTHER, "opening": 8}]
    rows = [lever("make"), lever("shift", share=1)]
    needs = [{"lever": "levers-1", "holder": "B", "item": OTHER, "amount": 2}]
    tables = {"items": ITEMS, "stocks": stocks, "levers": rows, "needs": needs, "lines": LINE}
    assert sum(unmet(planned(world(**tables))[2])) == pytest.approx(60 - 24 - 4)


def test_a_mixed_line_makes_what_is_missing():
    lines = [{"actor": "B", "holder": "A", "rate_start": 12}]
    demands = [{"rate": 10}, {"item": OTHER, "rate": 4}]
    rows = [lever("mix"), lever("mix", item=OTHER, use=0.5)]
    _, _, settled = planned(world(items=ITEMS, demands=demands, lines=lines, levers=rows))
    assert settled.unmet.sum() == pytest.approx(0, abs=1e-6)


def test_an_expansion_waits_for_a_contract_that_is_paid_even_if_not_taken():
    rows = [
        lever("expansion", most=4, delay_months=2, to="2024-01", after="levers-2"),
        lever("contract", least=5, last_months=3, price=7, payer="C"),
    ]
    _, found, settled = planned(world(lines=LINE, levers=rows))
    assert unmet(settled) == [6, 6, 2, 2, 2, 2]
    money = found.values[found.formulation.blocks["contract"].ids] * 7
    assert money.round(6).tolist() == [[[35, 35, 7, 0, 0, 0]]]  # 5, 5 and the 1 not taken


def test_budgets_bind_by_payer_and_year():
    settings = {"start": "2024-10", "as_of": "2024-10", "end": "2025-03"}
    rows = [lever("purchase", most=10, price=10, payer="C")]
    budgets = [{"amount": 50}, {"year": 2025, "amount": 100}]
    demands = [{"rate": 10, "from": "2024-10"}]
    scenario = world(settings=settings, demands=demands, levers=rows, budgets=budgets)
    _, _, settled = planned(scenario)
    assert sum(unmet(settled)[:3]) == pytest.approx(25) and sum(
        unmet(settled)[3:]
    ) == pytest.approx(20)


def test_a_payer_without_a_budget_in_a_year_pays_nothing_then():
    rows = [lever("purchase", most=10, price=10, payer="C")]
    scenario = world(levers=rows, budgets=[{"year": 2023, "amount": 1e6}])
    assert unmet(planned(scenario)[2]) == [10] * 6


def test_people_bind_by_country():
    actors = [{"id": "A"}, {"id": "B", "country": "DE"}, {"id": "C"}]
    rows = [lever("shift", share=1, people=2)]
    tables = {"actors": actors, "lines": LINE, "levers": rows, "workforce": [{"people": 6}]}
    assert unmet(planned(world(**tables))[2]) == [3] * 6


def test_the_scenarios_own_transfers_keep_rate_quantity_and_money():
    stocks = [{"holder": "B", "opening": 100}]
    transfers = [
        {"rate": 3, "quantity": 8},
        {"rate": 5, "fund": "funds-1", "price": 10, "currency": "EUR"},
    ]
    funds = [{"amount": 70}]
    rows = [lever("purchase", most=1)]
    _, _, settled = planned(world(stocks=stocks, transfers=transfers, funds=funds, levers=rows))
    sent = settled.flows["transfer"][0].sum(axis=1)
    assert sent.tolist() == pytest.approx([8, 7])


def test_weights_say_who_goes_first():
    demands = [{"rate": 10}, {"holder": "B", "rate": 10}]
    rows = [
        lever("purchase", most=60, quantity=60, id="a"),
        lever("purchase", receiver="B", most=60, id="b"),
    ]
    rows = [
        lever("donation", giver="C", most=10),
        lever("donation", giver="C", receiver="B", most=10),
    ]
    stocks = [{"holder": "C", "opening": 50}]
    weights = [{"item": ITEM, "holder": "B", "weight": 3}]
    f, _, settled = planned(world(demands=demands, stocks=stocks, levers=rows, weights=weights))
    # Five months can be served, as a donation travels for one.
    assert unmet(settled, f.given.account("B", ITEM)) == [10, 0, 0, 0, 0, 0]
    assert unmet(settled) == [10] * 6


def test_money_comes_second():
    rows = [
        lever("purchase", most=10, price=9, id="dear"),
        lever("purchase", most=10, price=2, id="cheap"),
    ]
    _, _, settled = planned(world(levers=rows))
    assert unmet(settled) == [0] * 6
    assert settled.flows["purchase"][0].sum(axis=1).tolist() == pytest.approx([0, 60])


def test_a_callers_own_constraint_is_a_function_that_adds_rows():
    def at_most_twelve(f):
        flow = next(flow for flow in f.flows if flow.kind == "purchase")
        row = f.model.rows("my own", [Axis(name="future", size=f.futures)], unit="piece", high=12.0)
        f.model.add(row.ids[:, None, None], flow.block.ids, 1.0)

    scenario = world(levers=[lever("purchase", most=10)])
    _, _, settled = planned(scenario, extra=(at_most_twelve,))
    assert sum(unmet(settled)) == pytest.approx(48)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"kind": "shift", "line": "lines-1"}, "share is blank; a shift needs it"),
        (lever("shift", most=4), "a shift has no most"),
        (lever("donation", receiver="B"), "giver and receiver are both B"),
        (lever("plant", least=20), "least is above most"),
        (lever("expansion", after="levers-1"), "an? expansion, which is never done as a whole"),
        (lever("purchase", **{"from": "2024-05", "to": "2024-02"}), "is after to 2024-02"),
        (lever("purchase", price=3, currency=""), "currency is blank"),
    ],
)
def test_a_lever_that_makes_no_sense_is_a_finding(row, message):
    with pytest.raises(ScenarioError, match=message):
        small_scenario(lines=[{}], levers=[row])


def test_settled_stocks_are_those_of_the_solver():
    rows = [lever("shift", step=0.1), lever("purchase", most=3, delay_months=1)]
    f, found, settled = planned(world(lines=LINE, stocks=[{"opening": 25}], levers=rows))
    assert np.abs(found.values[f.blocks["stock"].ids] - settled.stock).max() < 1e-6


def test_a_fund_pays_the_workshop_of_a_transfer():
    """Rule T5: 20 of money pay 4 pieces at 5 each; the plan sends no more than come back."""
    scenario = world(
        stocks=[{"holder": "B", "opening": 60}],
        transfers=[
            {
                "rate": 10,
                "refurbish_price": 5,
                "refurbish_fund": "funds-1",
                "refurbish_months": 1,
                "currency": "EUR",
            }
        ],
        funds=[{"amount": 20}],
        levers=[lever("purchase", most=0)],
    )
    _, _, settled = planned(scenario)
    assert settled.flows["transfer"].sum() == pytest.approx(4, abs=1e-4)
    assert settled.unmet[0, 0].sum() == pytest.approx(56, abs=1e-4)
