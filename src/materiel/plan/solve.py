"""The only door to the solver: flat arrays in, numbers out. What comes out is not yet trusted."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import highspy
import numpy as np
from numpy.typing import ArrayLike

from materiel.core.errors import InputError, PlanError
from materiel.plan.arrays import Floats, Ids, Program
from materiel.plan.interrupt import run_watched

Status = Literal["optimal", "infeasible", "unbounded", "cut", "time", "stopped", "failed"]
Gap = Callable[[float, float], None]  # (best found, bound)
ROW_WISE, NO_HESSIAN, MINIMISE = 2, 1, 1
# The solver's own choice; what is faster for an answer that lies near a remembered one; and where
# only costs change, so that the point stays feasible.
FAR = {
    "simplex_strategy": 1,
    "simplex_dual_edge_weight_strategy": -1,
    "dual_simplex_cost_perturbation_multiplier": 1.0,
    "simplex_scale_strategy": 2,
}
NEAR = FAR | {
    "simplex_dual_edge_weight_strategy": 1,
    "dual_simplex_cost_perturbation_multiplier": 0.0,
    "simplex_scale_strategy": 0,
}
COSTS = FAR | {"simplex_strategy": 4}

_SCALES = "Its numbers may be out of scale: see whether a table mixes units."
_Highs: Any = highspy.Highs  # its own annotations are not complete
_STATUS: dict[Any, Status] = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
    highspy.HighsModelStatus.kUnbounded: "unbounded",
    highspy.HighsModelStatus.kObjectiveBound: "cut",
    highspy.HighsModelStatus.kTimeLimit: "time",
    highspy.HighsModelStatus.kInterrupt: "stopped",
    highspy.HighsModelStatus.kModelEmpty: "optimal",
}
# What is believed of a solver that is set for such answers; all else is asked again from nothing.
SURE = (
    highspy.HighsModelStatus.kOptimal,
    highspy.HighsModelStatus.kTimeLimit,
    highspy.HighsModelStatus.kInterrupt,
    highspy.HighsModelStatus.kObjectiveBound,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Solution:
    """What the solver says. `values` is None when it has no point at all."""

    status: Status
    values: Floats | None  # [unit of the variable; variable]
    duals: Floats | None  # of rows, of a linear program solved to the end [cost/unit; row]
    objective: float
    bound: float  # nothing better than this exists, says the solver
    seconds: float


class Solver:
    """One solver object for one program: edit bounds, limits or costs, and solve again warm.

    >>> from materiel.plan.arrays import Axis, Model
    >>> model = Model()
    >>> x = model.variables("x", [Axis(name="n", size=1)], unit="piece", upper=4, cost=-1)
    >>> solver = Solver(model.finish())
    >>> solver.solve().objective
    -4.0
    >>> solver.set_bounds(x.ids, 0, 3)
    >>> solver.solve().objective
    -3.0
    """

    def __init__(self, program: Program, *, relaxed: bool = False) -> None:
        self.program = program
        self.has_whole = bool(program.whole.any()) and not relaxed
        # The numbers as they stand after edits; what is verified is checked against these.
        self.cost, self.lower, self.upper = program.cost, program.lower, program.upper
        self.low, self.high = program.low, program.high
        self._highs: Any = _Highs()
        for name, value in (("output_flag", False), ("threads", 1), ("random_seed", 0)):
            self._highs.setOptionValue(name, value)
        if not self.has_whole:
            self._highs.setOptionValue("solver", "simplex")
        self._stop = threading.Event()
        self._basis: Any = None
        self._near = self._tuned = False
        self._hand_over()

    def _hand_over(self) -> None:
        program, none = self.program, np.zeros(0)
        kinds = program.whole.astype(np.int32) if self.has_whole else np.zeros(0, np.int32)
        status = self._highs.passModel(
            len(program.cost),
            len(program.low),
            len(program.values),
            0,
            ROW_WISE,
            NO_HESSIAN,
            MINIMISE,
            0.0,
            program.cost,
            program.lower,
            program.upper,
            program.low,
            program.high,
            program.starts,
            program.columns,
            program.values,
            np.zeros(1, np.int32),
            np.zeros(0, np.int32),
            none,
            kinds if self.has_whole else np.zeros(len(program.cost), np.int32),
        )
        if status == highspy.HighsStatus.kError:
            raise PlanError("the solver refuses the program", where="plan", way_out=_SCALES)

    def set_bounds(self, ids: ArrayLike, lower: ArrayLike, upper: ArrayLike) -> None:
        """New bounds of variables. [unit of the variable; as `ids`]"""
        at, lower, upper = _edits(ids, lower, upper)
        self.lower = _edited(self.lower, self.program.lower, at, lower)
        self.upper = _edited(self.upper, self.program.upper, at, upper)
        self._highs.changeColsBounds(len(at), at, lower, upper)

    def set_limits(self, ids: ArrayLike, low: ArrayLike, high: ArrayLike) -> None:
        """New limits of rows. [unit of the row; as `ids`]"""
        at, low, high = _edits(ids, low, high)
        self.low = _edited(self.low, self.program.low, at, low)
        self.high = _edited(self.high, self.program.high, at, high)
        self._highs.changeRowsBounds(len(at), at, low, high)

    def set_cost(self, cost: Floats) -> None:
        """New costs of all variables. [cost/unit; variable]"""
        everything = np.arange(len(cost), dtype=np.int32)
        at, cost, _ = _edits(everything, cost, 0.0)
        self.cost = cost
        self._highs.changeColsCost(len(at), at, cost)

    def remember(self) -> None:
        """Keep the basis of the last answer, to go on from it again and again."""
        self._basis = self._highs.getBasis()

    def restore(self) -> None:
        """Go on from the remembered basis: among many small changes it is nearer than the last.

        The solver is set for answers that lie near: exact edge weights, perturbed costs and
        scaling cost more there than they save.
        """
        if self._basis is not None:
            if not self._near:
                self._set(NEAR)
            self._highs.setBasis(self._basis)

    def forget(self) -> None:
        """Begin the next solve from nothing, presolve and scaling as the solver likes them."""
        self._set(FAR)

    def change_costs_only(self) -> None:
        """Go on from the last answer by the primal simplex, until `forget`."""
        basis = self._highs.getBasis()
        self._set(COSTS)
        self._highs.setBasis(basis)

    def basis(self) -> Any:
        """Where the last answer stands, for `go_on_from`."""
        return self._highs.getBasis()

    def go_on_from(self, basis: Any) -> None:
        """Begin the next solve where another answer stood."""
        self._highs.setBasis(basis)

    def _set(self, options: Mapping[str, float]) -> None:
        self._highs.clearSolver()  # options are read when it begins anew
        for name, value in options.items():
            self._highs.setOptionValue(name, value)
        self._near, self._tuned = options is NEAR, options is not FAR

    def solve(
        self,
        *,
        time_limit_s: float = float("inf"),
        gap: float = 1e-6,
        cutoff: float = float("inf"),
        interruptible: bool = False,
        tell: Gap | None = None,
    ) -> Solution:
        """Solve, going on from where the last call ended.

        Args:
            time_limit_s: Wall time; afterwards the best point found is given. [s]
            gap: A search for whole numbers ends within this share of its bound. [share]
            cutoff: A linear program ends as "cut" where its duals show that it comes to no less.
            interruptible: Ctrl-C ends the search and gives the best so far as "stopped".
            tell: Hears of best and bound while whole numbers are searched for.
        """
        begun = time.perf_counter()
        # The solver counts its time from its first call on.
        limit = min(self._highs.getRunTime() + time_limit_s, 1e20)
        self._highs.setOptionValue("time_limit", limit)
        self._highs.setOptionValue("mip_rel_gap", gap)
        self._highs.setOptionValue("objective_bound", cutoff)
        self._run(begun + time_limit_s, interruptible, tell)
        if self._tuned and self._highs.getModelStatus() not in SURE:
            self._set(FAR)
            self._run(begun + time_limit_s, interruptible, tell)
        return self._solution(time.perf_counter() - begun)

    def _run(self, end: float, interruptible: bool, tell: Gap | None) -> None:
        if interruptible:
            self._run_watched(end, tell)
        else:
            self._highs.run()

    def _run_watched(self, end: float, tell: Gap | None) -> None:
        """Run so that Ctrl-C and the clock end it."""

        def look(event: Any) -> None:
            if self._stop.is_set():
                event.interrupt()
            elif tell is not None and self.has_whole:
                tell(event.data_out.mip_primal_bound, event.data_out.mip_dual_bound)

        highs = self._highs
        highs.cbSimplexInterrupt += look
        highs.cbMipInterrupt += look
        try:
            run_watched(highs.run, self._stop, end)
        finally:
            highs.cbSimplexInterrupt -= look
            highs.cbMipInterrupt -= look

    def _solution(self, seconds: float) -> Solution:
        highs = self._highs
        status = _STATUS.get(highs.getModelStatus(), "failed")
        if highs.getModelStatus() == highspy.HighsModelStatus.kUnboundedOrInfeasible:
            status = self._which()
        info, found = highs.getInfo(), highs.getSolution()
        feasible = info.primal_solution_status == 2
        values = _floats(found.col_value) if found.value_valid and feasible else None
        if not len(self.cost) and status == "optimal":
            values = np.zeros(0)
        ended = status in ("optimal", "cut") and found.dual_valid and not self.has_whole
        return Solution(
            status=status,
            values=values,
            duals=_floats(found.row_dual) if ended else None,
            objective=_objective(info, values),
            bound=info.mip_dual_bound if self.has_whole else self._bound(status, info),
            seconds=seconds,
        )

    def _bound(self, status: Status, info: Any) -> float:
        return info.objective_function_value if status == "optimal" else float("-inf")

    def _which(self) -> Status:
        """Presolve may not say whether it is infeasible or unbounded; the simplex does."""
        self._highs.setOptionValue("presolve", "off")
        self._highs.run()
        self._highs.setOptionValue("presolve", "choose")
        return _STATUS.get(self._highs.getModelStatus(), "failed")

    def write(self, path: Path) -> None:
        """Write the program as .mps or .lp, for other solvers.

        Raises:
            InputError: Another suffix.
        """
        if path.suffix not in (".mps", ".lp"):
            way_out = "End the name in .mps or .lp."
            raise InputError("no such form of a program", where=str(path), way_out=way_out)
        self._highs.writeModel(str(path))


def _floats(numbers: list[float]) -> Floats:
    """The solver gives lists; `fromiter` reads them three times as fast as `array`."""
    return np.fromiter(numbers, float, len(numbers))


def _objective(info: Any, values: Floats | None) -> float:
    if values is None:
        return float("inf")
    return float(info.objective_function_value) if len(values) else 0.0


def _edits(ids: ArrayLike, low: ArrayLike, high: ArrayLike) -> tuple[Ids, Floats, Floats]:
    at = np.asarray(ids, dtype=np.int32)
    pair = [np.broadcast_to(np.asarray(v, dtype=float), at.shape).ravel() for v in (low, high)]
    for values in pair:
        if np.isnan(values).any():
            raise PlanError("a limit is not a number (NaN)", where="plan", way_out=_SCALES)
    return at.ravel(), np.ascontiguousarray(pair[0]), np.ascontiguousarray(pair[1])


def _edited(now: Floats, untouched: Floats, at: Ids, new: Floats) -> Floats:
    """The numbers after an edit; those of the program itself are copied once, never changed."""
    fresh = now.copy() if now is untouched else now
    fresh[at] = new
    return fresh
