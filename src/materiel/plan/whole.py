"""Whole plants: branch on what the decision is (this site or not), with warm linear programs.

A general search would branch on each of a site's months. Here a site is either never begun or
begun once: a local search tries months for one site after another, and a bound is proven by
cases of "begun" and "never", each a linear program that goes on from the last one.
"""

import heapq
import time
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from materiel.plan.arrays import Floats, Ids
from materiel.plan.cases import Case, Proofs, only, split
from materiel.plan.solve import Gap, Solution, Solver

BETTER = 1e-9  # of the best; less is no improvement
TRIED_FIRST = (0, 1, 2, 4, 8, 12)  # of the months in which something may begin
MOST_ROUNDS = 20
ROOM = 1e-9  # of a cutoff, so that what is cut is closed in spite of roundings


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A case whose linear program was solved."""

    case: Case
    leaning: Floats  # how much of each decision it begins when [share; decision, month]
    basis: Any  # where its parts go on from


@dataclass(slots=True)
class Search:
    """A search over decisions that are done once or never.

    `ids` are the variables of each decision by month, `once` the rows that say "at most once",
    `may` the months in which it may begin. [decision, month]
    """

    solver: Solver  # relaxed
    ids: Ids
    once: Ids
    may: list[list[int]]
    gap: float = 1e-3
    end: float = float("inf")  # time.perf_counter() at which to stop [s]
    interruptible: bool = False
    tell: Gap | None = None
    most_solves: int = 1_000_000  # linear programs; afterwards the best found stands with its bound
    state: list[int | None] = field(default_factory=list)
    best: Solution | None = None
    bound: float = float("-inf")
    solves: int = 0
    _basis: Any = None  # of the best
    _learned: float = float("-inf")  # what the last program proves of its own case
    _seen: set[tuple[int | None, ...]] = field(default_factory=set)
    _proofs: Proofs = field(init=False)
    stopped: str = ""  # "time" or "stopped" when it did not come to its end

    def __post_init__(self) -> None:
        self._proofs = Proofs(self.ids, self.once)

    def run(self, start: list[int | None] | None = None) -> None:
        """Find a good plan and prove how good; `best`, `state` and `bound` hold what was found."""
        self._free_all()
        relaxed = self._solve()
        if relaxed.values is None or relaxed.status != "optimal":
            self.best = relaxed if relaxed.values is not None and not len(self.ids) else None
            self.stopped = self.stopped or relaxed.status
            return
        self.bound = relaxed.objective
        if not len(self.ids):
            self.best = relaxed
            return
        leaning, basis = relaxed.values[self.ids], self.solver.basis()
        self.state = list(start or [None] * len(self.ids))
        try:
            self._settle_start(leaning)
            self._improve(leaning)
            if not self.stopped and not self._proven():
                everything = tuple((False, True, tuple(may)) for may in self.may)
                self._prove(Node(case=everything, leaning=leaning, basis=basis))
        except KeyboardInterrupt:  # between two programs
            if not self.interruptible or self.best is None:
                raise
            self.stopped = "stopped"
        self._settle()

    def _settle_start(self, leaning: Floats) -> None:
        """Begin from the state given; where it is impossible, from the sites the bound leans on."""
        self._fix_all()
        found = self._solve()
        if found.values is None and not self.stopped:
            for k, row in enumerate(leaning):
                self.state[k] = int(row.argmax()) if row.max() > 0.1 else None
            self._fix_all()
            found = self._solve()
        if found.values is not None:
            self.best, self._basis = found, self.solver.basis()

    def _improve(self, leaning: Floats) -> None:
        order = np.argsort([-row.sum() for row in leaning])
        for _ in range(MOST_ROUNDS):
            improved = False
            for k in order:
                for month in self._tries(int(k), leaning[k]):
                    if self.stopped or self._proven() or self.solves >= self.most_solves:
                        self._fix(int(k), self.state[k])
                        return
                    improved |= self._try(int(k), month)
                self._fix(int(k), self.state[k])
            if not improved:
                return

    def _tries(self, k: int, leaning: Floats) -> list[int | None]:
        may, now = self.may[k], self.state[k]
        months = {may[n] for n in TRIED_FIRST if n < len(may)}
        months |= {int(m) for m in np.argsort(-leaning)[:2] if m in may}
        if now is not None and now in may:
            at = may.index(now)
            months |= {may[n] for n in (at - 1, at + 1) if 0 <= n < len(may)}
        tried: list[int | None] = [None] if now is not None else []
        return tried + sorted(months)

    def _try(self, k: int, month: int | None) -> bool:
        state = [*self.state[:k], month, *self.state[k + 1 :]]
        if month == self.state[k] or self._was_tried(state):
            return False
        if self._proofs.least(only(state)) >= self._worse_from():
            return False
        self._fix(k, month)
        return self._take(self._solve(self._worse_from()), state)

    def _was_tried(self, state: list[int | None]) -> bool:
        """Whether a state was tried before; if not, it is from now on."""
        new = tuple(state) not in self._seen
        self._seen.add(tuple(state))
        return not new

    def _take(self, found: Solution, state: list[int | None]) -> bool:
        """Whether it is the best so far; then it is kept."""
        if found.status != "optimal" or found.values is None:
            return False
        if not found.objective < self._worse_from():
            return False
        self.best, self.state, self._basis = found, state, self.solver.basis()
        if self.tell is not None:
            self.tell(found.objective, self.bound)
        return True

    def _worse_from(self) -> float:
        """What costs this much is no improvement."""
        if self.best is None:
            return float("inf")
        return self.best.objective - BETTER * max(1.0, abs(self.best.objective))

    def _proven(self) -> bool:
        if self.best is None:
            return False
        room = self.gap * max(1e-9, abs(self.best.objective))
        return self.best.objective - self.bound <= room + 1e-9

    def _prove(self, root: Node) -> None:
        """Cases of never, or begun within some months: the least promising bound first.

        A case whose relaxation begins everything in one month is a plan; a case whose duals prove
        that it is no better than the best is closed. What remains open gives the bound.
        """
        heap: list[tuple[float, int, Node]] = [(self.bound, 0, root)]
        count = 0
        while heap and not self.stopped and self.solves < self.most_solves:
            self.bound = max(self.bound, heap[0][0])
            if self._proven():
                break
            bound, _, node = heapq.heappop(heap)
            for case in split(node.case, node.leaning):
                value, part = self._look_into(case, node)
                if self.stopped:
                    heapq.heappush(heap, (bound, 0, node))
                    break
                if part is not None and value < self._closed_from():
                    count += 1
                    heapq.heappush(heap, (max(value, bound), count, part))
        if not heap and self.best is not None:
            self.bound = max(self.bound, min(self.best.objective, self._closed_from()))
        for k in range(len(self.ids)):
            self._say(k, 0.0, 1.0)

    def _closed_from(self) -> float:
        """A case with this bound or more need not be looked into."""
        if self.best is None:
            return float("inf")
        return self.best.objective - self.gap * abs(self.best.objective)

    def _look_into(self, case: Case, parent: Node) -> tuple[float, Node | None]:
        """The bound of a case, and the case if it stays open.

        Its point is rounded to a plan where that may be the best.
        """
        known = self._proofs.least(case)
        if known >= self._closed_from():
            return known, None
        for k, (must, may, months) in enumerate(case):
            upper = np.zeros(self.ids.shape[1])
            upper[list(months) if may else []] = 1.0
            self.solver.set_bounds(self.ids[k], 0.0, upper)
            self._say(k, 1.0 if must else 0.0, 1.0 if may else 0.0)
        self.solver.go_on_from(parent.basis)
        found = self._solve(self._closed_from())
        if found.status == "infeasible" or self.stopped:
            return float("inf"), None
        proven = max(known, self._learned)
        if proven >= self._closed_from():
            return proven, None
        if found.status != "optimal" or found.values is None:
            return proven, self._unknown(case, parent)
        node = Node(case=case, leaning=found.values[self.ids], basis=self.solver.basis())
        self._round(node.leaning)
        return proven, node

    def _unknown(self, case: Case, parent: Node) -> Node:
        """A case of which the solver says nothing is cut further."""
        leaning = np.full(self.ids.shape, 0.5 / max(1, self.ids.shape[1]))
        return Node(case=case, leaning=leaning, basis=parent.basis)

    def _round(self, leaning: Floats) -> None:
        """Begin what is mostly begun, in the month that weighs most, and see."""
        rounded = [int(row.argmax()) if row.sum() > 0.5 else None for row in leaning]
        if self._was_tried(rounded) or self._proofs.least(only(rounded)) >= self._worse_from():
            return
        for k in range(len(self.ids)):
            self._say(k, 0.0, 1.0)
            self._fix(k, rounded[k])
        self._take(self._solve(self._worse_from()), rounded)

    def _settle(self) -> None:
        """Leave the program at the best state, solved anew so that its duals are there."""
        if self.best is None:
            return
        self._fix_all()
        self.solver.go_on_from(self._basis)
        found = self.solver.solve(interruptible=False)
        if found.status == "optimal":
            self.best = found

    def _free_all(self) -> None:
        for k in range(len(self.ids)):
            upper = np.zeros(self.ids.shape[1])
            upper[self.may[k]] = 1.0
            self.solver.set_bounds(self.ids[k], 0.0, upper)

    def _fix_all(self) -> None:
        for k, month in enumerate(self.state):
            self._fix(k, month)

    def _fix(self, k: int, month: int | None) -> None:
        at = np.zeros(self.ids.shape[1])
        if month is not None:
            at[month] = 1.0
        self.solver.set_bounds(self.ids[k], at, at)

    def _say(self, k: int, low: float, high: float) -> None:
        self.solver.set_limits(self.once[k : k + 1], low, high)

    def _solve(self, cutoff: float = float("inf")) -> Solution:
        left = self.end - time.perf_counter()
        if left <= 0:
            self.stopped = self.stopped or "time"
            return Solution(
                status="time",
                values=None,
                duals=None,
                objective=float("inf"),
                bound=float("-inf"),
                seconds=0.0,
            )
        self.solves += 1
        cutoff += ROOM * abs(cutoff) if np.isfinite(cutoff) else 0.0
        found = self.solver.solve(
            time_limit_s=left, cutoff=cutoff, interruptible=self.interruptible
        )
        if found.status in ("time", "stopped"):
            self.stopped = found.status
        self._learned = self._proofs.learn(self.solver, found)
        return found
