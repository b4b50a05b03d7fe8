"""Unmet demand first, then cost: two programs, one after the other, on one solver object."""

import time
from dataclasses import dataclass

import numpy as np

from materiel.core.errors import PlanError
from materiel.plan.arrays import Block, Floats, Program
from materiel.plan.formulate import Formulation
from materiel.plan.solve import Gap, Solver
from materiel.plan.variables import unmet_cost
from materiel.plan.verify import Certificate, certified
from materiel.plan.whole import Search

MOST_FOR_COST = 60  # linear programs; the sites that meet as much are few
SLACK = 1e-7  # of the least unmet demand; the second program may not do worse by more


@dataclass(slots=True, kw_only=True)
class Optimum:
    """What was found, and the solver that goes on from it."""

    formulation: Formulation
    solver: Solver
    values: Floats  # [unit of the variable; variable]
    duals: Floats | None  # of the first objective [weighted piece/unit of the row; row]
    cost_duals: Floats | None  # of the second [currency/unit of the row; row]
    reduced: Floats | None  # of variables, first objective
    unmet: float  # weighted and discounted [piece]
    unmet_bound: float
    cost: float  # expected and discounted [currency]
    cost_bound: float
    state: list[int | None]  # month of each decision that is done once
    status: str  # "optimal", "time" or "stopped"
    certificate: Certificate
    seconds: float
    solves: int


def limit_unmet(f: Formulation) -> Block:
    """The row that holds the first objective while the second is minimised (rule Q4)."""
    cost = unmet_cost(f)
    at = np.flatnonzero(cost)
    row = f.model.rows("unmet demand in all", [f.model_axis("all", ["all"])], unit="piece")
    f.blocks["unmet in all"] = row
    f.model.add(row.ids, at, cost[at])
    return row


def optimise(
    f: Formulation,
    program: Program,
    *,
    time_limit_s: float = float("inf"),
    gap: float = 1e-3,
    interruptible: bool = False,
    tell: Gap | None = None,
    start: list[int | None] | None = None,
    solver: Solver | None = None,
    most_solves: int = 1_000_000,
) -> Optimum | None:
    """Minimise unmet demand, then cost; None when no plan satisfies the rows.

    Args:
        f: Formulated with `limit_unmet` as an extra constraint.
        program: Its program.
        time_limit_s: For everything; the best found so far is given afterwards. [s]
        gap: Between the best found and its bound, for whole decisions. [share]
        interruptible: Ctrl-C ends the search and gives the best so far.
        tell: Hears of best and bound.
        start: A month for each decision that is done once.
        solver: One that solved this program before, after edits.
        most_solves: Linear programs for each objective; the second never takes more than 60.

    Raises:
        PlanError: Out of time without any plan; unbounded; or an answer that does not check out.

    Source: docs/model.md, rule Q4.
    """
    begun = time.perf_counter()
    end = begun + time_limit_s
    solver = solver or Solver(program, relaxed=True)
    row = f.blocks["unmet in all"].ids
    solver.set_limits(row, -np.inf, np.inf)
    solver.set_cost(padded(unmet_cost(f), program))
    first = _search(f, solver, gap, end, interruptible, tell)
    first.most_solves = most_solves
    first.run(start)
    if first.best is None or first.best.values is None:
        _require_infeasible(first)
        return None
    first.best, certificate = certified(solver, first.best, max(end - time.perf_counter(), 1.0))
    unmet = first.best.objective
    best, status = first.best, first.stopped
    bound = -np.inf
    second = None
    if not first.stopped:
        solver.set_limits(row, -np.inf, unmet + SLACK * max(1.0, abs(unmet)))
        solver.set_cost(program.cost)
        second = _search(f, solver, gap, end, interruptible, tell)
        second.most_solves = min(most_solves, MOST_FOR_COST)
        second.run(first.state)
        status = second.stopped
        if second.best is not None and second.best.values is not None:
            best, certificate = certified(solver, second.best, max(end - time.perf_counter(), 1.0))
        bound = second.bound
    assert best.values is not None
    duals = first.best.duals
    return Optimum(
        formulation=f,
        solver=solver,
        values=best.values,
        duals=duals,
        cost_duals=best.duals if second is not None else None,
        reduced=None
        if duals is None
        else padded(unmet_cost(f), program) - program.matrix.T @ duals,
        unmet=unmet,
        unmet_bound=first.bound,
        cost=float(program.cost @ best.values),
        cost_bound=float(bound),
        state=(second or first).state,
        status=status or "optimal",
        certificate=certificate,
        seconds=time.perf_counter() - begun,
        solves=first.solves + (second.solves if second else 0),
    )


def padded(cost: Floats, program: Program) -> Floats:
    """A cost vector made before the last variables were, as long as the program."""
    return np.concatenate([cost, np.zeros(len(program.cost) - len(cost))])


def _search(
    f: Formulation,
    solver: Solver,
    gap: float,
    end: float,
    interruptible: bool,
    tell: Gap | None,
) -> Search:
    if not f.levers["once"]:
        ids, once = np.zeros((0, f.months), np.int32), np.zeros(0, np.int32)
        may: list[list[int]] = []
    else:
        ids, once = f.blocks["once"].ids, f.blocks["once rows"].ids
        may = [[int(m) for m in np.flatnonzero(row)] for row in solver.program.upper[ids] > 0]
    return Search(
        solver=solver,
        ids=ids,
        once=once,
        may=may,
        gap=gap,
        end=end,
        interruptible=interruptible,
        tell=tell,
    )


def _require_infeasible(search: Search) -> None:
    """No plan: fine where none can exist, an error where it was not found out."""
    if search.stopped == "infeasible":
        return
    if search.stopped == "unbounded":
        way_out = "A lever gives money back for nothing: see whether a price is missing."
        raise PlanError("there is no least cost", where="plan", way_out=way_out)
    if search.stopped == "stopped":
        raise KeyboardInterrupt
    if search.stopped == "time":
        way_out = "Give more time with --time-limit, fewer --scenarios, or an earlier --until."
        raise PlanError("out of time before any plan was found", where="plan", way_out=way_out)
    raise PlanError(
        f"the solver gives up ({search.stopped or 'no plan found'})",
        where="plan",
        way_out="Its numbers may be out of scale: see whether a table mixes units.",
    )
