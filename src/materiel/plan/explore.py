"""What else: the plan again with other money, other permissions, other choices, from where it stands."""

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from materiel.core.errors import PlanError
from materiel.plan.answers import focus_unmet, met_from, spending
from materiel.plan.arrays import Ids
from materiel.plan.formulate import formulate
from materiel.plan.formulation import Formulation, Settings
from materiel.plan.futures import compile_futures
from materiel.plan.optimise import Effort, Optimum, limit_unmet, optimise, padded
from materiel.plan.scope import FutureDraws
from materiel.plan.settle import LEAST, settle
from materiel.plan.solve import Solution, Solver
from materiel.plan.variables import unmet_cost
from materiel.plan.verify import certified
from materiel.simulate.draw import coin_name

Row = dict[str, Any]
MONEY = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9)  # of what the plan costs
MOST_SOLVES = 100  # linear programs for each objective of each question
NEAR = 0.02  # of the cost that an alternative may cost more


def frontier(optimum: Optimum, *, time_limit_s: float) -> tuple[Row, ...]:
    """Money against time: for less and less money, what stays unmet and from when demand is met.

    Source: docs/model.md, rule Q28.
    """
    f, solver = optimum.formulation, optimum.solver
    row = f.blocks["all money"].ids
    high = float(solver.program.high[row[0]])
    most = (
        max(float(sum(m.sum(axis=1) for m in spending(f, optimum.values).values()).max()), 0.0)
        if f.spends
        else 0.0
    )
    rows = [_point(f, optimum, most)]
    end = time.perf_counter() + time_limit_s
    start = optimum.state
    for share in sorted(MONEY, reverse=True):
        left = end - time.perf_counter()
        if left <= 0 or most <= LEAST:
            break
        solver.set_limits(row, -np.inf, share * most)
        try:
            again = optimise(f, solver.program, _effort(left), start=start, solver=solver)
        except PlanError:
            break
        if again is None:
            break
        start = again.state
        rows.append(_point(f, again, share * most))
    solver.set_limits(row, -np.inf, high)
    return tuple(reversed(rows))


def _point(f: Formulation, optimum: Optimum, money: float) -> Row:
    settled = settle(f, optimum.values)
    spent = sum(float(m.sum(axis=1).mean()) for m in spending(f, optimum.values).values())
    return {
        "money": money,
        "cost": spent,
        "unmet": float(focus_unmet(f, settled.unmet).mean()),
        "met_from": met_from(f, settled.unmet),
        "gap": _gap(optimum),
    }


def _effort(time_limit_s: float) -> Effort:
    return Effort(time_limit_s=time_limit_s, gap=1e-2, most_solves=MOST_SOLVES)


def _gap(*optima: Optimum) -> float:
    """How far the worst of some answers may be from the best there is. [share]"""
    if not all(np.isfinite(o.unmet_bound) for o in optima):
        return 1.0
    return max(max(o.unmet - o.unmet_bound, 0.0) / max(abs(o.unmet), 1.0) for o in optima)


def permissions(
    f: Formulation, settings: Settings, until: str | None, *, time_limit_s: float
) -> tuple[Row, ...]:
    """Each permission granted at once against never: what is met more, and what becomes possible."""
    scenario, rows = f.given.scenario, []
    gated: tuple[Any, ...] = (*scenario.levers, *scenario.transfers)
    waiting = {row.permission for row in gated if row.permission}
    end = time.perf_counter() + time_limit_s
    for permission in scenario.permissions:
        if permission.id not in waiting or time.perf_counter() > end:
            continue
        found = []
        for coin, delay in ((-1.0, 0.0), (2.0, 0.0)):
            numbers = {
                coin_name("permissions", permission.id): np.full(f.futures, coin),
                permission.delay_months.name: np.full(f.futures, delay),
            }
            draws = f.given.draws.changed(numbers)
            found.append(_again(f, settings, until, draws, end - time.perf_counter()))
        if found[0] is None or found[1] is None:
            continue
        rows.append(_opened(permission.id, found[0], found[1]))
    return tuple(rows)


def _again(
    f: Formulation,
    settings: Settings,
    until: str | None,
    draws: FutureDraws,
    time_limit_s: float,
) -> Optimum | None:
    given = compile_futures(f.given.scenario, draws, until)
    again, program = formulate(given, replace(settings, met_from=None), (_row,))
    try:
        return optimise(again, program, _effort(max(time_limit_s, 0.1)))
    except PlanError:
        return None


def _row(f: Formulation) -> None:
    limit_unmet(f)


def _opened(permission: str, granted: Optimum, never: Optimum) -> Row:
    first = _first_use(granted)
    without = _first_use(never)
    new = {lever: month for lever, month in first.items() if lever not in without}
    total = [
        float(focus_unmet(o.formulation, settle(o.formulation, o.values).unmet).mean())
        for o in (granted, never)
    ]
    return {
        "permission": permission,
        "unmet_granted": total[0],
        "unmet_never": total[1],
        "met_more": round(total[1] - total[0], 3) + 0.0,
        "gap": _gap(granted, never),
        "becomes_possible": ", ".join(
            f"{lever} from {month}" for lever, month in sorted(new.items())
        ),
    }


def _first_use(optimum: Optimum) -> dict[str, str]:
    """The first month in which each lever and transfer is used in any future."""
    f = optimum.formulation
    months, found = f.given.scenario.months, {}
    blocks = [
        (flow.levers, optimum.values[flow.block.ids]) for flow in f.flows if flow.kind != "output"
    ]
    for name, words in (("once", "once"), ("grown", "grown"), ("shift", "shift")):
        if words in f.blocks:
            ids = tuple(row.id for row in f.levers[name])
            blocks.append((ids, optimum.values[f.blocks[words].ids]))
    for levers, values in blocks:
        amounts = values.reshape(-1, *values.shape[-2:]).max(axis=0)
        amounts[:, : f.given.first] = 0.0
        for n, lever in enumerate(levers):
            used = np.flatnonzero(amounts[n] > 1e-4)
            if used.size:
                found[lever] = months[used[0]]
    return found


def alternatives(optimum: Optimum, *, time_limit_s: float) -> tuple[Row, ...]:
    """How much or little of each lever a plan may use that meets as much and costs 2 % more at most.

    Whole decisions stay as they are.

    Source: docs/model.md, rule Q29.
    """
    f, solver = optimum.formulation, optimum.solver
    program = solver.program
    if "cost limit" not in f.blocks:
        return ()
    end = time.perf_counter() + time_limit_s
    row, basis = f.blocks["cost limit"].ids, solver.basis()
    solver.change_costs_only()
    solver.set_limits(row, -np.inf, optimum.cost + NEAR * abs(optimum.cost) + LEAST)
    rows = []
    for lever, ids in _levers(f):
        among = f.futures if ids.ndim > 1 else 1
        now = float(optimum.values[ids].sum()) / among
        least, most = (_extreme(solver, ids, sign / among, end) for sign in (1.0, -1.0))
        if np.isfinite((least, most)).all() and most > 1e-4:
            told = "could be left out" if least < 1e-3 * most else "is needed"
            least = max(least, 0.0)
            rows.append({"lever": lever, "plan": now, "least": least, "most": most, "words": told})
    solver.set_cost(program.cost)
    solver.set_limits(row, -np.inf, np.inf)
    solver.forget()
    solver.go_on_from(basis)
    return tuple(rows)


def _extreme(solver: Solver, ids: Ids, weight: float, end: float) -> float:
    """The least sum of some variables, or the most where the weight is negative; else NaN."""
    cost = np.zeros(len(solver.program.cost))
    cost[ids.ravel()] = weight
    solver.set_cost(cost)
    found = _sure(solver, end)
    return float(np.sign(weight)) * found.objective if found.status == "optimal" else float("nan")


def _sure(solver: Solver, end: float) -> Solution:
    """What the solver finds, checked without it where it says "optimal"."""
    found = solver.solve(time_limit_s=max(end - time.perf_counter(), 0.01))
    if found.status == "optimal":
        found, _ = certified(solver, found, max(end - time.perf_counter(), 0.01))
    return found


def without(optimum: Optimum, *, time_limit_s: float) -> tuple[Row, ...]:
    """What each lever is worth: how much more stays unmet if it alone is taken away, dearest first.

    Whole decisions stay as they are but for the lever's own.

    Source: docs/model.md, rule Q31.
    """
    f, solver = optimum.formulation, optimum.solver
    program = solver.program
    least = float(focus_unmet(f, settle(f, optimum.values).unmet).mean())
    solver.set_limits(f.blocks["unmet in all"].ids, -np.inf, np.inf)
    solver.set_cost(padded(unmet_cost(f), program))
    end = time.perf_counter() + time_limit_s
    rows = []
    once = [(r.id, f.blocks["once"].ids[n]) for n, r in enumerate(f.levers["once"])]
    for lever, ids in (*_levers(f), *once):
        if time.perf_counter() > end:
            break
        if not (optimum.values[ids] > LEAST).any():
            continue
        low, high = solver.lower[ids].copy(), solver.upper[ids].copy()
        solver.set_bounds(ids, 0.0, 0.0)
        found = _sure(solver, end)
        solver.set_bounds(ids, low, high)
        if found.status != "optimal" or found.values is None:
            continue  # others wait for it
        more = float(focus_unmet(f, settle(f, found.values).unmet).mean()) - least
        more = more if abs(more) > 1e-6 * max(least, 1.0) else 0.0  # the solver's own tolerance
        rows.append({"lever": lever, "more_unmet": more, "share": more / max(least, 1.0)})
    solver.set_cost(program.cost)
    return tuple(sorted(rows, key=lambda row: -row["more_unmet"]))


def _levers(f: Formulation) -> Sequence[tuple[str, Any]]:
    found = []
    for flow in f.flows:
        if flow.kind not in ("transfer", "output"):
            found += [(lever, flow.block.ids[:, n]) for n, lever in enumerate(flow.levers)]
    for name in ("grown", "shift"):
        if name in f.blocks:
            ids = f.blocks[name].ids
            found += [(row.id, ids[..., n, :]) for n, row in enumerate(f.levers[name])]
    return found
