"""Blocks become programs, edits go on warm, and what does not check out is refused."""

import dataclasses

import numpy as np
import pytest
from scipy.optimize import linprog

from materiel.core.errors import InputError, PlanError
from materiel.plan.arrays import Axis, Model
from materiel.plan.solve import Solver
from materiel.plan.verify import certify

MONTHS = Axis(name="month", size=3, labels=["May", "June", "July"])
SITES = Axis(name="site", size=2, labels=lambda n: "AB"[n])


def small():
    """Two sites, three months: meet a need at least cost."""
    model = Model()
    make = model.variables(
        "output", [SITES, MONTHS], unit="piece", upper=[[5], [4]], cost=[[1], [2]]
    )
    need = model.rows("need", [MONTHS], unit="piece", low=[3, 6, 8])
    model.add(need.ids[None], make.ids, 1.0)
    return model, make, need


def test_words_are_made_from_labels():
    model, make, need = small()
    program = model.finish()
    assert program.variable_words(int(make.ids[1, 2])) == "output, B, July"
    assert program.row_words(int(need.ids[1])) == "need, June"


def test_equal_places_add_up():
    model, make, need = small()
    model.add(need.ids[0], make.ids[0, 0], 2.0)
    assert model.finish().matrix[0, 0] == 3.0


def test_a_program_is_solved_to_its_optimum_and_certified():
    model, _, _ = small()
    solver = Solver(model.finish())
    found = solver.solve()
    checked = certify(solver, found)
    assert found.status == "optimal" and checked.optimal
    assert checked.objective == pytest.approx(3 + 5 + 2 + 5 + 6)


def test_edits_are_solved_on_and_certified():
    model, make, need = small()
    solver = Solver(model.finish())
    solver.solve()
    solver.set_limits(need.ids, [4, 4, 4], np.inf)
    solver.set_bounds(make.ids[0], 0, 3)
    cost = solver.program.cost.copy()
    cost[make.ids[1]] = 5.0
    solver.set_cost(cost)
    assert certify(solver, solver.solve()).objective == pytest.approx(3 * (3 + 5))


def test_a_remembered_basis_gives_the_same_answers():
    model, _, need = small()
    solver = Solver(model.finish())
    solver.solve()
    solver.remember()
    for low in (1.0, 5.0, 2.0, 8.0):
        solver.set_limits(need.ids, low, np.inf)
        solver.restore()
        again, fresh = solver.solve(), Solver(small()[0].finish())
        fresh.set_limits(need.ids, low, np.inf)
        assert certify(solver, again).objective == pytest.approx(fresh.solve().objective)


def test_random_programs_agree_with_another_solver():
    rng = np.random.default_rng(3)
    for _ in range(20):
        matrix, point = rng.normal(size=(6, 8)), rng.uniform(0, 1, 8)
        cost, high = rng.normal(size=8), matrix @ point + rng.uniform(0, 1, 6)
        model = Model()
        x = model.variables("x", [Axis(name="n", size=8)], unit="piece", upper=2, cost=cost)
        row = model.rows("r", [Axis(name="m", size=6)], unit="piece", high=high)
        model.add(row.ids[:, None], x.ids[None], matrix)
        solver = Solver(model.finish())
        # scipy carries HiGHS too; the interior point method and its own presolve are another road.
        other = linprog(cost, matrix, high, bounds=(0, 2), method="highs-ipm")
        assert certify(solver, solver.solve()).objective == pytest.approx(other.fun, abs=1e-6)


@pytest.mark.parametrize("change", ["values", "duals", "objective"])
def test_a_wrong_answer_is_refused(change):
    model, _, _ = small()
    solver = Solver(model.finish())
    found = solver.solve()
    wrong = {
        "values": found.values * 0.99,
        "duals": found.duals * 1.01,
        "objective": found.objective - 0.1,
    }[change]
    with pytest.raises(PlanError, match="refused"):
        certify(solver, dataclasses.replace(found, **{change: wrong}))


def test_a_stale_answer_is_refused():
    """A warm start that did not notice an edit would look like this."""
    model, _, need = small()
    solver = Solver(model.finish())
    found = solver.solve()
    solver.set_limits(need.ids, [4, 6, 8], np.inf)
    with pytest.raises(PlanError, match="need, May is broken"):
        certify(solver, found)


def test_whole_numbers_are_whole_and_bounded():
    model = Model()
    site = model.variables("site", [SITES], unit="site", upper=1, cost=[-3, -2], whole=True)
    room = model.rows("room", [Axis(name="all", size=1)], unit="site", high=1.5)
    model.add(room.ids, site.ids, 1.0)
    solver = Solver(model.finish())
    found = solver.solve()
    assert certify(solver, found).objective == -3 and found.bound == pytest.approx(-3)
    relaxed = Solver(solver.program, relaxed=True)
    assert relaxed.solve().objective == pytest.approx(-4)


@pytest.mark.parametrize("suffix", [".mps", ".lp"])
def test_programs_are_written_for_other_solvers(suffix, tmp_path):
    model, _, _ = small()
    Solver(model.finish()).write(tmp_path / f"plan{suffix}")
    assert (tmp_path / f"plan{suffix}").stat().st_size > 100
    with pytest.raises(InputError, match="no such form"):
        Solver(small()[0].finish()).write(tmp_path / "plan.txt")


def test_other_costs_go_on_by_the_primal_simplex():
    model, _, need = small()
    solver, fresh = Solver(model.finish()), Solver(small()[0].finish())
    for each in (solver, fresh):
        each.set_limits(need.ids, 4, np.inf)
    solver.solve()
    solver.change_costs_only()
    rng = np.random.default_rng(1)
    for _ in range(5):
        cost = rng.uniform(1, 9, len(solver.program.cost))
        for each in (solver, fresh):
            each.set_cost(cost)
        again = certify(solver, solver.solve()).objective
        assert again == pytest.approx(fresh.solve().objective)
    solver.forget()
    assert certify(solver, solver.solve()).objective == pytest.approx(again)
