"""Unmet demand first, then cost: two programs, one after the other, on one solver object."""

import time
from dataclasses import dataclass

import numpy as np

from materiel.core.errors import PlanError
from materiel.plan.arrays import Block, Floats, Program
from materiel.plan.formulation import Formulation
from materiel.plan.solve import Gap, Solver
from materiel.plan.variables import unmet_cost
from materiel.plan.verify import Certificate, certified
from materiel.plan.whole import Search

MOST_FOR_COST = 60  # linear programs; the sites that meet as much are few
SLACK = 1e-7  # of the least unmet demand; the second program may not do worse by more


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How long, how exactly and how watched a plan is searched for."""

    time_limit_s: float = float("inf")  # the best found so far is given afterwards [s]
    gap: float = 1e-3  # between the best found and its bound, for whole decisions [share]
    interruptible: bool = False  # Ctrl-C ends the search and gives the best so far
    tell: Gap | None = None  # hears of best and bound
    most_solves: int = 1_000_000  # linear programs for unmet demand; for cost 60 at most


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
    effort: Effort | None = None,
    *,
    start: list[int | None] | None = None,
    solver: Solver | None = None,
) -> Optimum | None:
    """Minimise unmet demand, then cost; None when no plan satisfies the rows.

    Args:
        f: Formulated with `limit_unmet` as an extra constraint.
        program: Its program.
        effort: For both programs together; None sets no limit of time.
        start: A month for each decision that is done once.
        solver: One that solved this program before, after edits.

    Raises:
        PlanError: Out of time without any plan; unbounded; or an answer that does not check out.

    Source: docs/model.md, rule Q4.
    """
    effort, begun = effort or Effort(), time.perf_counter()
    end = begun + effort.time_limit_s
    solver = solver or Solver(program, relaxed=True)
    first = _unmet_first(f, solver, effort, end, start)
    if first.best is None or first.best.values is None:
        _require_infeasible(first)
        return None
    first.best, certificate = certified(solver, first.best, max(end - time.perf_counter(), 1.0))
    best, duals = first.best, first.best.duals
    second = None if first.stopped else _then_cost(f, solver, effort, end, first)
    if second is not None and second.best is not None and second.best.values is not None:
        best, certificate = certified(solver, second.best, max(end - time.perf_counter(), 1.0))
    assert best.values is not None
    unpriced = padded(unmet_cost(f), program)
    return Optimum(
        formulation=f,
        solver=solver,
        values=best.values,
        duals=duals,
        cost_duals=best.duals if second is not None else None,
        reduced=None if duals is None else unpriced - program.matrix.T @ duals,
        unmet=first.best.objective,
        unmet_bound=first.bound,
        cost=float(program.cost @ best.values),
        cost_bound=second.bound if second is not None else -np.inf,
        state=(second or first).state,
        status=(second or first).stopped or "optimal",
        certificate=certificate,
        seconds=time.perf_counter() - begun,
        solves=first.solves + (second.solves if second else 0),
    )


def _unmet_first(
    f: Formulation, solver: Solver, effort: Effort, end: float, start: list[int | None] | None
) -> Search:
    """The least unmet demand, whatever it costs."""
    solver.set_limits(f.blocks["unmet in all"].ids, -np.inf, np.inf)
    solver.set_cost(padded(unmet_cost(f), solver.program))
    search = _search(f, solver, effort, end)
    search.run(start)
    return search


def _then_cost(f: Formulation, solver: Solver, effort: Effort, end: float, first: Search) -> Search:
    """The least cost at which as much is met."""
    assert first.best is not None
    unmet = first.best.objective
    limit = unmet + SLACK * max(1.0, abs(unmet))
    solver.set_limits(f.blocks["unmet in all"].ids, -np.inf, limit)
    solver.set_cost(solver.program.cost)
    search = _search(f, solver, effort, end)
    search.most_solves = min(effort.most_solves, MOST_FOR_COST)
    search.run(first.state)
    return search


def padded(cost: Floats, program: Program) -> Floats:
    """A cost vector made before the last variables were, as long as the program. [cost/unit; variable]"""
    return np.concatenate([cost, np.zeros(len(program.cost) - len(cost))])


def _search(f: Formulation, solver: Solver, effort: Effort, end: float) -> Search:
    ids, once = np.zeros((0, f.months), np.int32), np.zeros(0, np.int32)
    may: list[list[int]] = []
    if f.levers["once"]:
        ids, once = f.blocks["once"].ids, f.blocks["once rows"].ids
        may = [[int(m) for m in np.flatnonzero(row)] for row in solver.program.upper[ids] > 0]
    return Search(
        solver=solver,
        ids=ids,
        once=once,
        may=may,
        gap=effort.gap,
        end=end,
        interruptible=effort.interruptible,
        tell=effort.tell,
        most_solves=effort.most_solves,
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
