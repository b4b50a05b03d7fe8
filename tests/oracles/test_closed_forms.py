"""Closed forms: what a pencil gives for networks of one or two rows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario_builder import small_scenario

from materiel.core.streams import stream_key
from materiel.scenario.cells import read_distribution
from materiel.simulate import simulate
from materiel.simulate.draw import draw
from materiel.simulate.flows.ramp import ramp_share


def series(name, **parts):
    """One indicator of the only run."""
    return simulate(small_scenario(**parts), runs=1).fan(name).sample[0]


def test_a_constant_line_against_a_constant_demand():
    """Stock(t) = opening + (made − used) t until it is used up; then unmet = used − made."""
    parts = {
        "stocks": [{"opening": 100}],
        "lines": [{"rate_start": 7}],
        "demands": [{"rate": 10}],
    }

    months = np.arange(1, 25)
    assert (series("stock", **parts) == np.maximum(100 - 3 * months, 0)).all()
    assert series("unmet", **parts).sum() == max(0, 3 * 24 - 100)
    assert (series("coverage", **parts) == 0.7).all()


def test_unmet_demand_begins_the_month_that_stock_runs_out():
    """10 pieces short of 3 a month last three months and a third."""
    unmet = series("unmet", stocks=[{"opening": 10}], lines=[{"rate_start": 7}], demands=[{}])

    assert unmet.tolist() == [0, 0, 0, 2] + [3] * 20


@pytest.mark.parametrize(("quantity", "rate"), [(100, 10), (105, 10), (7, 7), (230, 11)])
def test_an_order_is_finished_after_quantity_over_rate_months(quantity, rate):
    """O3; and Little's law (Operations Research 9, 1961, pp. 383-387): backlog = rate × waiting time, in
    every month of the queue."""
    parts = {"lines": [{"rate_start": rate}], "orders": [{"quantity": quantity}]}
    backlog, wait = series("backlog", **parts), series("lead_time", **parts)

    assert int((backlog > 0).sum()) + 1 == -(-quantity // rate)
    np.testing.assert_allclose(backlog, rate * wait, rtol=1e-12)
    assert backlog[0] == quantity - rate


def test_priority_goes_before_date_and_date_before_row():
    """O2: with one piece a month the orders are finished in the order of the rule."""
    orders = [
        {"buyer": "B", "quantity": 3, "priority": 2, "placed": "2024-01"},
        {"buyer": "A", "quantity": 2, "priority": 1, "placed": "2024-03"},
        {"buyer": "C", "quantity": 2, "priority": 1, "placed": "2024-02"},
    ]
    supply = series("supply", lines=[{"rate_start": 1, "holder": "B"}], orders=orders)

    # January to B; February and March to C; April and May to A.
    assert np.flatnonzero(supply).tolist() == [3, 4]


@given(
    start=st.floats(-5, 5),
    length=st.floats(0, 12),
)
@settings(max_examples=100, deadline=None)
def test_the_area_of_a_ramp_is_that_of_its_curve(start, length):
    """P2: over the whole ramp the S-curve makes half of what full capacity would."""
    months = np.arange(-6.0, 20.0)
    share = ramp_share(months - start, np.full_like(months, length))

    assert share.sum() == pytest.approx(20 - start - length / 2, abs=1e-9)
    assert ((share >= 0) & (share <= 1)).all()
    assert (np.diff(share) >= -1e-12).all()


def test_a_new_plant_makes_nothing_before_it_is_built():
    """P3: decided in March, built for ten months, full from January; a step without a ramp."""
    output = series(
        "production",
        lines=[{"rate_start": 0}],
        projects=[{"adds": 5, "decided": "2024-03", "build_months": 10}],
    )

    assert output.tolist() == [0] * 12 + [5] * 12


def test_a_transfer_lands_after_its_delay_and_keeps_the_floor():
    """T1, T3: 10 a month from 95 pieces with a floor of 60: 10, 10, 10, 5; two months later."""
    supply = series(
        "supply",
        stocks=[{"holder": "B", "opening": 95, "floor": 60}],
        transfers=[{"delay_months": 2}],
    )

    assert supply.tolist() == [0, 0, 10, 10, 10, 5] + [0] * 18


def test_a_transfer_ends_with_its_quantity_and_takes_a_month_at_least():
    """T2, T3: 25 pieces at 10 a month without a delay are used from the next month on."""
    supply = series(
        "supply",
        stocks=[{"holder": "B", "opening": 95}],
        transfers=[{"delay_months": 0, "quantity": 25}],
    )

    assert supply.tolist() == [0, 10, 10, 5] + [0] * 20


def test_a_decision_in_the_middle_of_a_month_counts_from_the_next():
    """G2: decided from March, half a month later: the first pieces leave in April."""
    supply = series(
        "supply",
        stocks=[{"holder": "B", "opening": 20}],
        transfers=[{"permission": "permissions-1"}],
        permissions=[{"decided_from": "2024-03", "delay_months": 0.5}],
    )

    assert np.flatnonzero(supply).tolist() == [4, 5]


def test_a_project_decided_before_the_start_has_been_building_since():
    """P3: decided in January 2023, built for 14 months: full from March 2024."""
    output = series(
        "production",
        lines=[{"rate_start": 0}],
        projects=[{"adds": 5, "decided": "2023-01", "build_months": 14}],
    )

    assert output.tolist() == [0, 0] + [5] * 22


def test_an_order_placed_before_the_start_is_open_from_the_first_month():
    """O1."""
    backlog = series(
        "backlog", lines=[{"rate_start": 10}], orders=[{"quantity": 25, "placed": "2023-01"}]
    )

    assert backlog.tolist() == [15, 5] + [0] * 22


def test_a_delay_is_rounded_to_whole_months():
    """T3: delays are rounded to whole months, halves upwards."""
    for delay, first in ((1.4, 1), (1.5, 2), (2.49, 2)):
        supply = series(
            "supply",
            stocks=[{"holder": "B", "opening": 20}],
            transfers=[{"delay_months": delay}],
        )
        assert np.flatnonzero(supply)[0] == first


def test_a_fund_pays_as_many_pieces_as_it_can():
    """G4: 1000 at 30 a piece pays 33 and a third."""
    outcome = simulate(
        small_scenario(
            stocks=[{"holder": "B", "opening": 500}],
            transfers=[{"fund": "funds-1", "price": 30, "currency": "EUR"}],
            funds=[{"amount": 1000}],
        ),
        runs=3,
    )

    assert outcome.fan("supply").sample[0].sum() == pytest.approx(1000 / 30, rel=1e-12)
    assert dict(outcome.totals)["Spent of funds-1"].high == pytest.approx(1000, rel=1e-12)


def test_a_gate_opens_in_its_share_of_runs():
    """G1: with p = 0.3 the share over 20,000 runs lies within five standard errors."""
    outcome = simulate(
        small_scenario(permissions=[{"probability": 0.3}], demands=[{}]), runs=20_000
    )

    share = dict(outcome.totals)["Runs with permissions-1 granted"].median
    assert share == pytest.approx(0.3, abs=5 * (0.3 * 0.7 / 20_000) ** 0.5)


@pytest.mark.parametrize(
    ("cell", "mean", "deviation"),
    [
        ("uniform(2, 8)", 5, 6 / 12**0.5),
        ("triangular(0, 3, 6)", 3, (54 / 36 - 0) ** 0.5 * 1.0),
        ("pert(0, 3, 6)", 3, (9 / 7) ** 0.5),
        ("pert(24, 30, 48)", 32, None),
    ],
)
def test_draws_have_the_mean_and_deviation_of_the_textbook(cell, mean, deviation):
    """D2; Vose, Risk Analysis (2008), appendix III: PERT's mean is (low + 4 mode + high) / 6."""
    values = draw(read_distribution(cell), stream_key(1, cell), 0, 200_000)

    assert values.mean() == pytest.approx(mean, abs=0.03)
    if deviation is not None:
        assert values.std() == pytest.approx(deviation, rel=0.01)


def test_a_lognormal_has_its_two_quantiles():
    """D3: p10 and p90 are what the cell says."""
    values = draw(read_distribution("lognormal(5, 50)"), stream_key(1, "x"), 0, 200_000)

    low, high = np.quantile(values, (0.1, 0.9))
    assert low == pytest.approx(5, rel=0.02)
    assert high == pytest.approx(50, rel=0.02)


def test_round_the_clock_is_four_point_two_times_one_shift_of_five_days():
    """P6: 21 shifts a week instead of 5, each as good as the first."""
    line = {"rate_start": 10, "shifts": 3, "weekend": 1, "shift_return": 1}

    assert series("production", lines=[line]) == pytest.approx(42)


@pytest.mark.parametrize(("shifts", "factor"), [(1, 1.0), (1.5, 1.4), (2, 1.8), (3, 1.8 + 0.64)])
def test_each_shift_adds_its_share_of_the_one_before(shifts, factor):
    """P6: the sum of a geometric series, a part of a shift counting as that part."""
    line = {"rate_start": 10, "shifts": shifts, "shift_return": 0.8}

    assert series("production", lines=[line]) == pytest.approx(10 * factor)


def test_hours_fall_to_the_learning_share_with_each_doubling():
    """P7, Wright's law (Journal of the Aeronautical Sciences 3, 1936, pp. 122-128): after 100, 200, 400 pieces on top of 100 the same hours make 1/0.8 of it
    for each doubling; the sum over the run is the pencil's."""
    line = {"rate_start": 10, "learning": 0.8, "learned": 100}
    output = series("production", lines=[line])

    made = 0.0
    for month in output:
        assert month == pytest.approx(10 * 0.8 ** -np.log2(1 + made / 100))
        made += month
    assert output[0] == 10 and output[-1] > 15


def test_a_line_makes_what_its_scarcest_input_is_enough_for():
    """P8: 2 of powder and 1 of fuzes for each; 50 of powder and 10 of fuzes arrive in no month."""
    found = simulate(
        small_scenario(
            items=[{"id": "ammunition.shell"}, {"id": "propellant"}, {"id": "ammunition.fuze"}],
            stocks=[
                {"item": "propellant", "opening": 50},
                {"item": "ammunition.fuze", "opening": 22},
            ],
            lines=[{"rate_start": 10}],
            inputs=[{"item": "propellant", "per_piece": 2}, {"item": "ammunition.fuze"}],
        ),
        runs=1,
    )

    assert found.fan("production").sample[0].tolist() == [10, 10, 2] + [0] * 21


def test_an_input_that_is_made_limits_the_steady_state():
    """P8: 12 of powder a month, 3 a shell: 4 shells a month from the second month on."""
    output = series(
        "production",
        items=[{"id": "ammunition.shell"}, {"id": "propellant"}],
        lines=[{"rate_start": 10}, {"item": "propellant", "rate_start": 12}],
        inputs=[{"item": "propellant", "per_piece": 3}],
    )

    assert output.tolist() == [0] + [4] * 23


def test_a_project_waits_for_firm_orders_and_for_money():
    """P5: 60 pieces on order are reached with the second order in March; 100 of money pay the first
    project whole and the second never."""
    parts = {
        "lines": [{"rate_start": 1}],
        "orders": [{"quantity": 40}, {"quantity": 30, "placed": "2024-03"}],
        "funds": [{"amount": 100}],
    }
    project = {"adds": 5, "build_months": 4, "handover_months": 2, "after_orders": 60}
    paid = {"fund": "funds-1", "cost": 70, "currency": "EUR"}

    for rows in ([project], [project | paid, project | paid]):
        output = series("production", projects=rows, **parts)
        assert output.tolist() == [1] * 8 + [6] * 16


def test_a_series_holds_until_its_next_month():
    """D4: the first value also stands before its month."""
    rows = [
        {"series": "use", "month": month, "value": value}
        for month, value in (("2024-03", 5), ("2024-06", 9))
    ]

    demand = series("demand", series=rows, demands=[{"rate": "series: use"}])

    assert demand.tolist() == [5] * 5 + [9] * 19
