"""Crafted bad models: never a wrong plan, the right message each time, the time limit kept."""

import _thread
import threading
import time

import numpy as np
import pytest
from plan_builder import lever, world

from materiel.core.errors import InputError, PlanError
from materiel.plan.arrays import Axis, Model
from materiel.plan.decide import plan
from materiel.plan.solve import Solver
from materiel.plan.verify import certify

INF, NAN = np.inf, np.nan


def model(*, cost=1.0, lower=0.0, upper=9.0, low=3.0, high=INF, value=1.0, scale=1.0, size=3):
    """Three variables, each with a row; the numbers of the first can be made bad."""
    made = Model()
    axis = Axis(name="month", size=size, labels=["May", "June", "July"][:size])

    def first(bad, good):
        return np.array([bad] + [good] * (size - 1))[:size] * 1.0

    x = made.variables(
        "output",
        [axis],
        unit="piece",
        lower=first(lower, 0),
        upper=first(upper, 9 * scale),
        cost=first(cost, 1),
    )
    row = made.rows("need", [axis], unit="piece", low=first(low, 3 * scale), high=first(high, INF))
    made.add(row.ids, x.ids, first(value, 1))
    return made


NOT_NUMBERS = [
    ({"cost": NAN}, "cost of output, May is nan"),
    ({"lower": NAN}, "lower bound of output, May is nan"),
    ({"upper": NAN}, "upper bound of output, May is nan"),
    ({"low": NAN}, "lower limit of need, May is nan"),
    ({"high": NAN}, "upper limit of need, May is nan"),
    ({"value": NAN}, "coefficient of output, May in need, May is nan"),
    ({"cost": INF}, "cost of output, May is inf"),
    ({"cost": -INF}, "cost of output, May is -inf"),
    ({"lower": INF}, "lower bound of output, May is inf"),
    ({"upper": -INF}, "upper bound of output, May is -inf"),
    ({"low": INF}, "lower limit of need, May is inf"),
    ({"high": -INF}, "upper limit of need, May is -inf"),
    ({"value": INF}, "coefficient of output, May in need, May is inf"),
    ({"value": -INF}, "coefficient of output, May in need, May is -inf"),
    ({"lower": 5.0, "upper": 4.0}, "output, May must be at least 5 and at most 4"),
    ({"low": 5.0, "high": 4.0}, "need, May must be at least 5 and at most 4"),
]


@pytest.mark.parametrize(("bad", "message"), NOT_NUMBERS)
def test_what_is_no_number_is_refused_before_the_solver(bad, message):
    with pytest.raises(PlanError, match=message):
        model(**bad).finish()


@pytest.mark.parametrize("edit", ["bounds", "limits", "cost"])
def test_a_nan_in_an_edit_is_refused(edit):
    solver = Solver(model().finish())
    with pytest.raises(PlanError, match="not a number"):
        if edit == "bounds":
            solver.set_bounds([0], NAN, 1)
        elif edit == "limits":
            solver.set_limits([0], 0, NAN)
        else:
            solver.set_cost(np.array([NAN, 1, 1]))


@pytest.mark.parametrize(
    ("bad", "status"),
    [
        ({"low": 10.0}, "infeasible"),
        ({"high": -1.0, "low": -INF}, "infeasible"),
        ({"value": 0.0}, "infeasible"),
        ({"upper": 0.0}, "infeasible"),
        ({"cost": -1.0, "upper": INF}, "unbounded"),
        ({"lower": -INF, "value": 0.0, "low": 0.0}, "unbounded"),
    ],
)
def test_what_has_no_optimum_gives_no_plan(bad, status):
    solver = Solver(model(**bad).finish())
    found = solver.solve()
    assert found.status == status
    with pytest.raises(PlanError, match=f"refused: the solver calls it {status}"):
        certify(solver, found)


def test_nothing_at_all_is_an_empty_plan():
    solver = Solver(Model().finish())
    assert certify(solver, solver.solve()).objective == 0.0


def test_rows_without_entries_and_variables_without_rows():
    made = model()
    made.rows("idle", [Axis(name="n", size=2)], unit="piece", low=-1, high=1)
    made.variables("idle", [Axis(name="n", size=2)], unit="piece", upper=1, cost=-2)
    solver = Solver(made.finish())
    assert certify(solver, solver.solve()).objective == pytest.approx(9 - 4)


@pytest.mark.parametrize("exponent", [-12, -9, -6, 6, 9, 12])
def test_at_any_scale_a_plan_is_right_or_refused(exponent):
    scale = 10.0**exponent
    made = model(low=3 * scale, upper=9 * scale, scale=scale)
    solver = Solver(made.finish())
    found = solver.solve()
    try:
        checked = certify(solver, found)
    except PlanError:
        return
    # What is below the solver's tolerance of 1e-7 may be cut to nothing; it never exceeds that.
    assert checked.objective == pytest.approx(9 * scale, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("ratio", [1e-12, 1e12])
def test_coefficients_far_apart_are_right_or_refused(ratio):
    solver = Solver(model(value=ratio, low=min(3.0, 3 * ratio), upper=1e13).finish())
    found = solver.solve()
    try:
        checked = certify(solver, found)
    except PlanError:
        return
    assert checked.objective >= 6 - 1e-6


def market_split(rows=4, columns=34):
    """Equalities over 0/1 that no search gets through in a second; `slack` makes it easy to begin."""
    rng = np.random.default_rng(1)
    made = Model()
    weight = rng.integers(0, 100, (rows, columns)).astype(float)
    x = made.variables("site", [Axis(name="site", size=columns)], unit="site", upper=1, whole=True)
    half = np.floor(weight.sum(axis=1) / 2)
    row = made.rows("split", [Axis(name="split", size=rows)], unit="site", low=half, high=half)
    made.add(row.ids[:, None], x.ids[None], weight)
    return made, row


@pytest.mark.parametrize("slack", [False, True], ids=["without a plan", "with a plan"])
def test_the_time_limit_is_kept_within_a_second(slack):
    made, row = market_split()
    if slack:
        for sign in (1.0, -1.0):
            more = made.variables("slack", [Axis(name="split", size=4)], unit="site", cost=1)
            made.add(row.ids, more.ids, sign)
    solver = Solver(made.finish())
    begun = time.perf_counter()
    found = solver.solve(time_limit_s=1.0, interruptible=True)
    assert time.perf_counter() - begun < 2.0
    assert found.status in ("time", "stopped") and (found.values is not None) == slack
    if slack:
        assert certify(solver, found).objective >= found.bound - 1e-6


def test_ctrl_c_gives_the_best_so_far():
    made, row = market_split()
    for sign in (1.0, -1.0):
        more = made.variables("slack", [Axis(name="split", size=4)], unit="site", cost=1)
        made.add(row.ids, more.ids, sign)
    solver = Solver(made.finish())
    threading.Timer(0.7, _thread.interrupt_main).start()
    found = solver.solve(time_limit_s=20.0, interruptible=True)
    assert found.status == "stopped" and found.seconds < 3
    assert certify(solver, found).objective >= found.bound - 1e-6


def test_ctrl_c_between_two_programs_keeps_the_best(monkeypatch):
    """The search has a plan when it is stopped; it is given with that label and its bound."""
    from materiel.plan.whole import Search

    solve, calls = Search._solve, []

    def stopping(self, *cutoff):
        calls.append(1)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return solve(self, *cutoff)

    monkeypatch.setattr(Search, "_solve", stopping)
    rows = [lever("plant", most=6, delay_months=d, cost=40) for d in (1, 2)]
    scenario = world(lines=[{"actor": "B", "holder": "A", "rate_start": 2}], levers=rows)
    made = plan(scenario, scenarios=1, runs=0, interruptible=True)
    assert made.status == "stopped" and made.feasible and made.schedule is not None


def test_out_of_time_without_a_plan_is_said():
    with pytest.raises(PlanError, match="out of time before any plan"):
        plan(world(levers=[lever("purchase")]), scenarios=1, runs=0, time_limit_s=1e-9)


def test_a_scenario_without_levers_is_said():
    with pytest.raises(InputError, match="no levers"):
        plan(world(), scenarios=1)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"budget": NAN}, "budget"),
        ({"budget": -1.0}, "budget"),
        ({"budget": INF}, "budget"),
        ({"risk": 2.0}, "risk"),
        ({"scenarios": 0}, "scenarios"),
        ({"time_limit_s": 0.0}, "time_limit_s"),
        ({"time_limit_s": NAN}, "time_limit_s"),
        ({"until": "2023-01"}, "until"),
        ({"met_from": "2030-01"}, "met_from"),
        ({"runs": -1}, "runs"),
    ],
)
def test_options_that_cannot_be_used_are_named(wrong, where):
    with pytest.raises(InputError) as told:
        plan(world(levers=[lever("purchase")]), **({"scenarios": 1, "runs": 0} | wrong))
    assert told.value.where == where


def test_what_is_missing_is_told_with_the_smallest_change():
    scenario = world(
        levers=[lever("purchase", most=10, price=5, payer="C")], budgets=[{"amount": 200}]
    )
    made = plan(scenario, scenarios=1, runs=0, met_from="2024-02", explore_further=False)
    assert not made.feasible
    short = [row for row in made.shortfall if row["what"] == "unmet demand"]
    assert sum(row["amount"] for row in short) == pytest.approx(10)
    change = [row for row in made.shortfall if row["what"] == "smallest change"]
    assert [row["amount"] for row in change] == [pytest.approx(50)]
    assert "2024" in change[0]["name"] and "EUR more" in change[0]["words"]
