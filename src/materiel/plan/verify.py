"""A certificate without the solver: every row, bound, dual sign and the gap, recomputed in NumPy.

A solver may call a wrong point optimal. What exceeds 1e-6 of its scale is refused, whatever the
solver said.
"""

from dataclasses import dataclass

import numpy as np

from materiel.core.errors import PlanError
from materiel.plan.arrays import Floats, Program
from materiel.plan.solve import Solution, Solver

ROOM = 1e-6  # of the scale of what is compared


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """How far a solution is from what it claims, each as a share of its scale."""

    row: float  # the worst row
    bound: float  # the worst bound
    whole: float  # the worst distance from a whole number
    dual: float  # the worst sign of a dual; 0 where whole numbers leave no duals
    gap: float  # between objective and what the duals prove; nan where there are none
    objective: float  # recomputed

    @property
    def optimal(self) -> bool:
        """Whether the duals prove that nothing is better."""
        return self.dual <= ROOM and abs(self.gap) <= ROOM


def certify(solver: Solver, solution: Solution) -> Certificate:
    """Check a solution against the program as it stands after all edits.

    Raises:
        PlanError: No point, a NaN, or a row, bound, whole number, dual or gap beyond 1e-6 of scale.

    Source: docs/model.md, rule Q30.
    """
    program, values = solver.program, solution.values
    if solution.status not in ("optimal", "time", "stopped"):
        raise _refused(f"the solver calls it {solution.status}")
    if values is None or len(values) != len(program.cost):
        raise _refused("the solver gives no point")
    if not np.isfinite(values).all():
        at = int((~np.isfinite(values)).argmax())
        raise _refused(f"{program.variable_words(at)} is {values[at]}")
    activity, scale = _activity(program, values)
    row, at = _worst(activity, solver.low, solver.high, scale)
    if row > ROOM:
        raise _refused(f"{program.row_words(at)} is broken by {row:.2g} of its scale")
    bound, at = _worst(values, solver.lower, solver.upper, np.maximum(1.0, np.abs(values)))
    if bound > ROOM:
        raise _refused(f"the bound of {program.variable_words(at)} is broken by {bound:.2g}")
    whole = _whole(solver, values)
    objective = float(solver.cost @ values)
    told = solution.objective
    if not abs(objective - told) <= ROOM * max(1.0, abs(objective)):
        raise _refused(f"the objective is {objective:.9g}, and the solver says {told:.9g}")
    dual, gap = _dual(solver, solution, objective)
    return Certificate(row=row, bound=bound, whole=whole, dual=dual, gap=gap, objective=objective)


def certified(
    solver: Solver, solution: Solution, time_limit_s: float = float("inf")
) -> tuple[Solution, Certificate]:
    """The solution with its certificate; what is refused is solved once more from nothing.

    Raises:
        PlanError: The second answer is refused as well.

    Source: docs/model.md, rule Q30.
    """
    try:
        return solution, certify(solver, solution)
    except PlanError:
        solver.forget()
        again = solver.solve(time_limit_s=time_limit_s)
        return again, certify(solver, again)


def least_cost(solver: Solver, solution: Solution) -> tuple[float, Floats]:
    """What the duals prove: the program as it stands costs no less.

    Args:
        solver: Whose bounds and limits are held against the duals.
        solution: Need not be feasible; without duals nothing is proven, which is minus infinity.

    Returns:
        bound: [cost]
        reduced: What each variable costs at these duals. [cost/unit; variable]

    Source: docs/model.md, rule Q30.
    """
    if solution.duals is None or not np.isfinite(solution.duals).all():
        return float("-inf"), solver.cost
    reduced = solver.cost - solver.program.matrix.T @ solution.duals
    rows, wrong = _proven(solution.duals, solver.low, solver.high)
    bounds, also = _proven(reduced, solver.lower, solver.upper)
    scale = max(1.0, float(np.abs(solver.cost).max(initial=0.0)))
    return rows + bounds if max(wrong, also) <= ROOM * scale else float("-inf"), reduced


def _activity(program: Program, values: Floats) -> tuple[Floats, Floats]:
    """A x, and for each row the largest of its parts, the scale its fault is held against."""
    matrix = program.matrix
    activity = matrix @ values
    parts = np.abs(program.values * values[program.columns])
    scale = np.ones(len(program.low))
    filled = np.flatnonzero(np.diff(program.starts) > 0)
    if filled.size:
        scale[filled] = np.maximum(1.0, np.maximum.reduceat(parts, program.starts[filled]))
    return activity, scale


def _worst(values: Floats, low: Floats, high: Floats, scale: Floats) -> tuple[float, int]:
    if not len(values):
        return 0.0, 0
    with np.errstate(invalid="ignore"):
        fault = np.maximum(np.maximum(low - values, values - high), 0.0) / scale
    at = int(fault.argmax())
    return float(fault[at]), at


def _whole(solver: Solver, values: Floats) -> float:
    if not solver.has_whole:
        return 0.0
    wanted = np.flatnonzero(solver.program.whole)
    off = np.abs(values[wanted] - np.round(values[wanted]))
    worst = float(off.max(initial=0.0))
    if worst > ROOM:
        words = solver.program.variable_words(int(wanted[off.argmax()]))
        raise _refused(f"{words} is {values[wanted[off.argmax()]]:.6g}, not a whole number")
    return worst


def _dual(solver: Solver, solution: Solution, objective: float) -> tuple[float, float]:
    """The worst dual sign, and the gap between the objective and what the duals prove."""
    if solution.duals is None:
        return 0.0, float("nan")
    duals = solution.duals
    if not np.isfinite(duals).all():
        raise _refused("a dual is not a number")
    reduced = solver.cost - solver.program.matrix.T @ duals
    proven, wrong = _proven(duals, solver.low, solver.high)
    more, also = _proven(reduced, solver.lower, solver.upper)
    scale = max(1.0, float(np.abs(solver.cost).max(initial=0.0)))
    dual = max(wrong, also) / scale
    gap = (objective - proven - more) / max(1.0, abs(objective))
    if dual > ROOM:
        raise _refused(f"a dual has the wrong sign by {dual:.2g} of the costs")
    if not abs(gap) <= ROOM:
        raise _refused(f"its duals prove less than it claims: a gap of {gap:.2g}")
    return dual, gap


def _proven(duals: Floats, low: Floats, high: Floats) -> tuple[float, float]:
    """What duals prove with finite limits, and the largest that leans on an infinite one."""
    up, down = np.maximum(duals, 0.0), np.minimum(duals, 0.0)
    has_low, has_high = np.isfinite(low), np.isfinite(high)
    proven = up[has_low] @ low[has_low] + down[has_high] @ high[has_high]
    wrong = max(
        float(up[~has_low].max(initial=0.0)),
        float(-down[~has_high].min(initial=0.0)),
    )
    return float(proven), wrong


def _refused(what: str) -> PlanError:
    return PlanError(
        f"the solver's answer is refused: {what}",
        where="plan",
        way_out="Report it with the scenario; no plan is shown that does not check out.",
    )
