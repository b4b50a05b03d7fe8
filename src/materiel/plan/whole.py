"""Whole plants: branch on what the decision is (this site or not), with warm linear programs.

A general search would branch on each of a site's months. Here a site is either never begun or
begun once: a local search tries months for one site after another, and a bound is proven by
cases of "begun" and "never", each a linear program that goes on from the last one.
"""

import heapq
import time
from dataclasses import dataclass, field

import numpy as np

from materiel.plan.arrays import Floats, Ids
from materiel.plan.solve import Gap, Solution, Solver

BETTER = 1e-9  # of the best; less is no improvement
TRIED_FIRST = (0, 1, 2, 4, 8, 12)  # of the months in which something may begin
MOST_ROUNDS = 20
WHOLE = 1e-6  # a share closer than this to 0 or 1 is decided
# For each decision: whether it must begin, whether it may, and in which months.
Case = tuple[tuple[bool, bool, tuple[int, ...]], ...]


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
    _leaning: dict[Case, Floats] = field(default_factory=dict)
    _seen: set[tuple[int | None, ...]] = field(default_factory=set)
    stopped: str = ""  # "time" or "stopped" when it did not come to its end

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
        leaning = relaxed.values[self.ids]
        self.state = list(start or [None] * len(self.ids))
        try:
            self._settle_start(leaning)
            self._improve(leaning)
            if not self.stopped and not self._proven():
                self._prove()
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
            self.best = found

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
        if month == self.state[k]:
            return False
        self._fix(k, month)
        found = self._solve()
        if found.status != "optimal" or found.values is None:
            return False
        if self.best is not None and not found.objective < self._better_than():
            return False
        self.best, self.state[k] = found, month
        if self.tell is not None:
            self.tell(found.objective, self.bound)
        return True

    def _better_than(self) -> float:
        assert self.best is not None
        return self.best.objective - BETTER * max(1.0, abs(self.best.objective))

    def _proven(self) -> bool:
        if self.best is None:
            return False
        room = self.gap * max(1e-9, abs(self.best.objective))
        return self.best.objective - self.bound <= room + 1e-9

    def _prove(self) -> None:
        """Cases of never, or begun within some months: the least promising bound first.

        A case whose relaxation begins everything in one month is a plan; a case whose bound is no
        better than the best is closed. What remains open gives the bound.
        """
        everything: Case = tuple((False, True, tuple(may)) for may in self.may)
        heap: list[tuple[float, int, Case]] = [(self.bound, 0, everything)]
        count = 0
        while heap and not self.stopped and self.solves < self.most_solves:
            lowest = heap[0][0]
            self.bound = max(self.bound, lowest)
            if self._proven():
                break
            bound, _, case = heapq.heappop(heap)
            for part in self._split(case):
                value = self._value(part)
                if self.stopped:
                    heapq.heappush(heap, (bound, 0, case))
                    break
                if value < self._closed_from():
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

    def _value(self, case: Case) -> float:
        """The bound of a case; its point is rounded to a plan where that may be the best."""
        for k, (must, may, months) in enumerate(case):
            upper = np.zeros(self.ids.shape[1])
            upper[list(months) if may else []] = 1.0
            self.solver.set_bounds(self.ids[k], 0.0, upper)
            self._say(k, 1.0 if must else 0.0, 1.0 if may else 0.0)
        found = self._solve()
        if found.status == "infeasible":
            return float("inf")
        if found.status != "optimal" or found.values is None:
            return self.bound
        self._leaning[case] = found.values[self.ids]
        if found.objective < self._closed_from():
            self._round(found.values[self.ids])
        return found.objective

    def _round(self, leaning: Floats) -> None:
        """Begin what is mostly begun, in the month that weighs most, and see."""
        rounded = [int(row.argmax()) if row.sum() > 0.5 else None for row in leaning]
        if tuple(rounded) in self._seen:
            return
        self._seen.add(tuple(rounded))
        for k in range(len(self.ids)):
            self._say(k, 0.0, 1.0)
            self._fix(k, rounded[k])
        found = self._solve()
        if found.status != "optimal" or found.values is None:
            return
        if self.best is None or found.objective < self._better_than():
            self.best, self.state = found, rounded
            if self.tell is not None:
                self.tell(found.objective, self.bound)

    def _split(self, case: Case) -> list[Case]:
        """Two cases that together are this one, cut where its relaxation is least decided."""
        leaning = self._leaning.pop(case, None)
        if leaning is None:
            leaning = np.full(self.ids.shape, 0.5 / max(1, self.ids.shape[1]))
        sums = leaning.sum(axis=1)
        open_ones = [k for k, (must, may, _) in enumerate(case) if may and not must]
        halves = [abs(sums[k] - 0.5) for k in open_ones]
        if open_ones and min(halves) < 0.5 - WHOLE:
            k = open_ones[int(np.argmin(halves))]
            return [_with(case, k, (True, True, case[k][2])), _with(case, k, (False, False, ()))]
        spread = [self._spread(leaning[k], case[k][2]) for k in range(len(case))]
        k = int(np.argmax(spread))
        if spread[k] <= WHOLE:
            return []  # it begins everything in one month: its rounding was the plan itself
        months = case[k][2]
        middle = float(np.dot(leaning[k][list(months)], months)) / float(sums[k])
        cut = max(1, sum(month <= middle for month in months))
        cut = min(cut, len(months) - 1)
        must, may, _ = case[k]
        first, second = months[:cut], months[cut:]
        return [_with(case, k, (must, may, first)), _with(case, k, (must, may, second))]

    def _spread(self, leaning: Floats, months: tuple[int, ...]) -> float:
        """How far from a single month a decision is begun."""
        return float(leaning.sum() - leaning.max()) if len(months) > 1 else 0.0

    def _settle(self) -> None:
        """Leave the program at the best state, solved anew so that its duals are there."""
        if self.best is None:
            return
        self._fix_all()
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

    def _solve(self) -> Solution:
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
        found = self.solver.solve(time_limit_s=left, interruptible=self.interruptible)
        if found.status in ("time", "stopped"):
            self.stopped = found.status
        return found


def _with(case: Case, at: int, part: tuple[bool, bool, tuple[int, ...]]) -> Case:
    return (*case[:at], part, *case[at + 1 :])
