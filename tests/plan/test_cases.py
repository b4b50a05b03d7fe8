"""Whole decisions: what duals prove holds for every plan, and the search finds the best."""

from itertools import product

import numpy as np
import pytest

from materiel.plan.arrays import Axis, Model
from materiel.plan.cases import Proofs, only, split
from materiel.plan.solve import Solver
from materiel.plan.verify import least_cost
from materiel.plan.whole import Search

DECISIONS, MONTHS = 3, 4
STATES = list(product([None, *range(MONTHS)], repeat=DECISIONS))


def random_program(seed):
    """Decisions with a cost each month, that help to meet a demand which is dear to leave unmet."""
    rng = np.random.default_rng(seed)
    model, month = Model(), Axis(name="month", size=MONTHS)
    site = Axis(name="site", size=DECISIONS)
    price = rng.integers(1, 30, (DECISIONS, MONTHS))
    begun = model.variables("begun", [site, month], unit="decision", upper=1, cost=price)
    unmet = model.variables("unmet", [month], unit="piece", cost=rng.integers(1, 9, MONTHS))
    once = model.rows("once", [site], unit="decision", high=1)
    model.add(once.ids[:, None], begun.ids, 1.0)
    need = model.rows("need", [month], unit="piece", low=rng.integers(0, 12, MONTHS))
    model.add(need.ids, unmet.ids, 1.0)
    for k, m in np.ndindex(DECISIONS, MONTHS):
        model.add(need.ids[m:], begun.ids[k, m], float(rng.integers(0, 6)))
    return model.finish(), begun.ids, once.ids


def fixed(solver, ids, state):
    for k, month in enumerate(state):
        at = np.arange(MONTHS) == month
        solver.set_bounds(ids[k], at * 1.0, at * 1.0)
    return solver.solve()


@pytest.mark.parametrize("seed", range(8))
def test_search_and_proofs_against_every_plan(seed):
    program, ids, once = random_program(seed)
    solver, proofs = Solver(program, relaxed=True), Proofs(ids, once)
    values = {}
    for state in STATES:
        found = fixed(solver, ids, state)
        values[state] = found.objective
        if len(values) % 9 == 0:
            assert proofs.learn(solver, found) == pytest.approx(found.objective)
    for state, value in values.items():
        assert proofs.least(only(state)) <= value + 1e-6
    anything = ((False, True, tuple(range(MONTHS))),) * DECISIONS
    assert proofs.least(anything) <= min(values.values()) + 1e-6
    may = [list(range(MONTHS))] * DECISIONS
    search = Search(solver=Solver(program, relaxed=True), ids=ids, once=once, may=may, gap=1e-9)
    search.run()
    assert search.best.objective == pytest.approx(min(values.values()))
    assert search.bound == pytest.approx(min(values.values()), rel=1e-6)
    assert values[tuple(search.state)] == pytest.approx(min(values.values()))


def test_what_is_cut_is_proven_by_its_duals():
    """Small programs may end before they are cut; either way the duals prove enough."""
    rng, ends = np.random.default_rng(2), []
    for _ in range(6):
        matrix, demand = rng.uniform(0, 1, (40, 60)), rng.uniform(5, 9, 40)
        model = Model()
        x = model.variables(
            "x", [Axis(name="n", size=60)], unit="piece", cost=rng.uniform(1, 9, 60)
        )
        row = model.rows("r", [Axis(name="m", size=40)], unit="piece", low=demand)
        model.add(row.ids[:, None], x.ids[None], matrix)
        solver = Solver(model.finish())
        free = solver.solve().objective
        solver.set_limits(row.ids, demand * rng.uniform(1, 9, 40), np.inf)
        found = solver.solve(cutoff=1.2 * free)
        assert least_cost(solver, found)[0] >= 1.2 * free
        assert found.status == "optimal" or found.objective == np.inf
        ends.append(found.status)
    assert "cut" in ends


def test_a_case_is_cut_by_months_once_it_must_begin():
    case = ((True, True, (0, 1, 2, 3)),)
    early, late = split(case, np.array([[0.5, 0.0, 0.0, 0.5]]))
    assert early == ((True, True, (0, 1)),) and late == ((True, True, (2, 3)),)
    assert split(case, np.array([[0.0, 1.0, 0.0, 0.0]])) == []
