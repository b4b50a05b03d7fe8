"""Cases of whole decisions: each is never begun, or begun once within some months."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from materiel.plan.arrays import Floats, Ids
from materiel.plan.solve import Solution, Solver
from materiel.plan.verify import least_cost

WHOLE = 1e-6  # a share closer than this to 0 or 1 is decided
# For each decision: whether it must begin, whether it may, and in which months.
Case = tuple[tuple[bool, bool, tuple[int, ...]], ...]


@dataclass(slots=True)
class Proofs:
    """What the duals of programs that were solved prove about others that were not.

    The duals of one case price every decision; at these prices any other case costs no less than
    the rest of the program and its own decisions (Benders).
    """

    ids: Ids  # [decision, month]
    once: Ids  # rows [decision]
    _rest: list[float] = field(default_factory=list)  # [cost; proof]
    _price: list[Floats] = field(default_factory=list)  # [cost; decision, month] each

    def learn(self, solver: Solver, solution: Solution) -> float:
        """Keep what a solution's duals prove; the bound of its own case is given. [cost]"""
        bound, reduced = least_cost(solver, solution)
        if np.isfinite(bound) and solution.duals is not None:
            price, dual = reduced[self.ids], solution.duals[self.once]
            own = _least_of(price, solver.lower[self.ids], solver.upper[self.ids])
            limit = _least_of(dual, solver.low[self.once], solver.high[self.once])
            self._rest.append(bound - own - limit)
            self._price.append(price + dual[:, None])
        return bound

    def least(self, case: Case) -> float:
        """No plan of a case costs less. [cost]"""
        if not self._rest:
            return float("-inf")
        prices, total = np.array(self._price), np.array(self._rest)
        for k, (must, may, months) in enumerate(case):
            if may and months:
                cheapest = prices[:, k, list(months)].min(axis=1)
                total += cheapest if must else np.minimum(cheapest, 0.0)
        return float(total.max())


def only(state: Sequence[int | None]) -> Case:
    """The case of one plan: each decision in its month, or never.

    >>> only([3, None])
    ((True, True, (3,)), (False, False, ()))
    """
    return tuple((m is not None, m is not None, () if m is None else (m,)) for m in state)


def _least_of(price: Floats, low: Floats, high: Floats) -> float:
    """The least that something between two limits can cost; duals lean on no infinite limit."""
    dear, cheap = price > 0, price < 0
    return float(price[dear] @ low[dear] + price[cheap] @ high[cheap])


def split(case: Case, leaning: Floats) -> list[Case]:
    """Two cases that together are this one, cut where its relaxation is least decided.

    Args:
        case: To be cut.
        leaning: How much of each decision its relaxation begins when. [share; decision, month]

    Returns:
        Nothing where everything is begun in one month: then the relaxation was a plan itself.

    >>> undecided = ((False, True, (0, 1)),)
    >>> split(undecided, np.array([[0.3, 0.1]]))
    [((True, True, (0, 1)),), ((False, False, ()),)]
    """
    sums = leaning.sum(axis=1)
    open_ones = [k for k, (must, may, _) in enumerate(case) if may and not must]
    halves = [abs(sums[k] - 0.5) for k in open_ones]
    if open_ones and min(halves) < 0.5 - WHOLE:
        k = open_ones[int(np.argmin(halves))]
        return [_with(case, k, (True, True, case[k][2])), _with(case, k, (False, False, ()))]
    spread = [_spread(leaning[k], case[k][2]) for k in range(len(case))]
    k = int(np.argmax(spread))
    return _by_months(case, k, leaning[k]) if spread[k] > WHOLE else []


def _by_months(case: Case, k: int, leaning: Floats) -> list[Case]:
    """Sooner or later, cut at the mean month."""
    must, may, months = case[k]
    middle = float(np.dot(leaning[list(months)], months)) / float(leaning.sum())
    cut = min(max(1, sum(month <= middle for month in months)), len(months) - 1)
    return [_with(case, k, (must, may, months[:cut])), _with(case, k, (must, may, months[cut:]))]


def _spread(leaning: Floats, months: tuple[int, ...]) -> float:
    """How far from a single month a decision is begun."""
    return float(leaning.sum() - leaning.max()) if len(months) > 1 else 0.0


def _with(case: Case, at: int, part: tuple[bool, bool, tuple[int, ...]]) -> Case:
    return (*case[:at], part, *case[at + 1 :])
