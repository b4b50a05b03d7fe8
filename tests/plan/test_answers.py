"""What a plan says besides its schedule."""

import pytest
from plan_builder import lever, world

from materiel.plan import plan

LINE = [{"actor": "B", "holder": "A", "rate_start": 4}]


@pytest.fixture(scope="module")
def made():
    """A plan with a purchase under a budget, a shift, and a gift that waits for a permission."""
    scenario = world(
        lines=LINE,
        stocks=[{"holder": "B", "opening": 12}],
        permissions=[{"probability": 0.4}],
        levers=[
            lever("shift", id="shift", share=0.25, price=1, payer="C"),
            lever("purchase", id="buy", most=4, price=5, payer="C"),
            lever("purchase", id="dear", most=1, price=6, payer="C"),
            lever("donation", id="gift", most=3, permission="permissions-1"),
        ],
        budgets=[{"amount": 86}],
    )
    return plan(scenario, scenarios=1, runs=50)


def test_the_headline_adds_up(made):
    """Without levers 6 a month are missing; 6 come from the shift and 16 for 80 of the money."""
    assert made.unmet_nothing == pytest.approx(36)
    assert made.unmet == pytest.approx(36 - 6 - 16)
    assert made.cost == pytest.approx(86) and made.met_from is None


def test_costs_are_those_of_the_schedule(made):
    assert sum(row["cost"] for row in made.schedule) == pytest.approx(made.cost)
    assert {row["lever"] for row in made.costs} == {"shift", "buy"}


def test_the_price_of_money_is_what_it_buys(made):
    """Five more buy one more piece."""
    told = next(row for row in made.prices if row["limit"] == "budget")
    assert told["worth"] / told["step"] == pytest.approx(1 / 5, rel=0.1)


def test_the_frontier_falls_with_money(made):
    unmet = [row["unmet"] for row in made.frontier]
    assert unmet == sorted(unmet, reverse=True) and unmet[0] == pytest.approx(36)
    assert all(row["cost"] <= row["money"] * (1 + 1e-6) + 1e-6 for row in made.frontier)


def test_a_permission_tells_what_it_opens(made):
    """12 pieces lie with B; all can come within the months."""
    (row,) = made.permissions
    assert row["met_more"] == pytest.approx(12) and row["becomes_possible"] == "gift from 2024-01"


def test_alternatives_contain_the_plan(made):
    for row in made.alternatives:
        assert row["least"] - 1e-6 <= row["plan"] <= row["most"] + 1e-6


def test_what_a_lever_is_worth(made):
    """Without the shift its 6 of money buy one dear piece less than they made: 6 − 6/5 by purchase."""
    worth = {row["lever"]: row["more_unmet"] for row in made.worth}
    assert worth["shift"] == pytest.approx(6 - 6 / 5, abs=1e-3)
    # Without the cheap purchase the dear one takes its place, one a month.
    assert worth["buy"] == pytest.approx(16 - 6, abs=1e-3)


def test_a_replay_stands_beside_the_plan(made):
    assert made.replay["runs"] == 50
    assert made.replay["planned_unmet_nothing"] == pytest.approx(36)


def test_a_plan_shows_itself(made):
    assert "unmet 14 of 36" in repr(made)
    shown = made._repr_html_()
    assert "<table>" in shown and "<script" not in shown and ">None<" not in shown
    assert len(shown) < 50_000
    assert made.numbers()["frontier"][0]["money"] == 0.0
