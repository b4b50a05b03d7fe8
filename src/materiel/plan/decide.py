"""`plan`: a scenario with levers in, a plan out."""

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from materiel import __version__
from materiel.core.progress import Progress, silent
from materiel.plan import answers, explore
from materiel.plan.apply import Settled, apply_plan
from materiel.plan.arrays import Floats, Program
from materiel.plan.formulate import formulate
from materiel.plan.formulation import Formulation, Settings
from materiel.plan.futures import Given, compile_futures, draw_futures
from materiel.plan.optimise import Effort, Optimum, limit_unmet, optimise
from materiel.plan.options import month_within, require_options
from materiel.plan.prices import prices
from materiel.plan.records import Plan
from materiel.plan.settle import settle
from materiel.plan.shortfall import shortfall
from materiel.plan.solve import Gap
from materiel.scenario.records import Scenario

Constraint = Callable[[Formulation], None]


def plan(
    scenario: Scenario,
    *,
    budget: float | None = None,
    until: str | None = None,
    scenarios: int = 10,
    seed: int = 1,
    risk: float = 0.0,
    met_from: str | None = None,
    runs: int = 10_000,
    time_limit_s: float = 300.0,
    gap: float = 1e-2,
    explore_further: bool = True,
    constraints: Sequence[Constraint] = (),
    progress: Progress = silent,
    tell: Gap | None = None,
    interruptible: bool = False,
) -> Plan:
    """Which levers, where and when, leave the least demand unmet, and among those the least cost.

    Args:
        scenario: With rows in levers.csv.
        budget: Of all levers together; None is no limit. [currency]
        until: Last month planned, as EDTF; None is the scenario's end.
        scenarios: Futures looked at together; 1 is the middle of every number.
        seed: Of the futures' draws.
        risk: How much the worst futures count, 0 to 1 (CVaR). [share]
        met_from: Ask that the focus holder goes without nothing from this month on.
        runs: Fresh runs of the simulation in which the plan is replayed; 0 for none.
        time_limit_s: For the plan itself; what else is asked takes as long again at most. [s]
        gap: A search over plants ends within this share of its bound. [share]
        explore_further: Frontier, permissions and alternatives as well.
        constraints: The caller's own, of the form of those in `plan/constraints/`.
        progress: Called with what is done.
        tell: Called with best and bound.
        interruptible: Ctrl-C gives the best so far.

    Returns:
        The plan; one with `feasible` False and a `shortfall` where none can do what was asked.

    Raises:
        InputError: No levers, or an option that cannot be used.
        PlanError: Out of time before any plan was found, or an answer that does not check out.

    Source: docs/model.md, rules Q1 to Q31.

    >>> plan(None, scenarios=0)
    Traceback (most recent call last):
    materiel.core.errors.InputError: 0 scenarios; from 1 to 200 can be looked at
      where: scenarios
      do: Take 10, or 1 for the middle of every number.
    """
    begun = time.perf_counter()
    require_options(scenarios, seed, budget, risk, runs, time_limit_s, scenario)
    progress("formulating", 0, 1)
    settings = Settings(budget=math.inf if budget is None else budget, risk=risk, met_from=met_from)
    draws = draw_futures(scenario, scenarios, seed)
    given = compile_futures(scenario, draws, month_within(until, scenario))
    extra = (*constraints, keep_limits)
    if met_from is not None:
        month_within(met_from, scenario, "met_from")
        effort = Effort(time_limit_s=time_limit_s, gap=gap)
        settings = replace(settings, kept=_kept(given, settings, extra, effort))
    f, program = formulate(given, settings, extra)
    progress("formulating", 1, 1)
    progress("planning", 0, 1)
    effort = Effort(time_limit_s=time_limit_s, gap=gap, interruptible=interruptible, tell=tell)
    found = optimise(f, program, effort)
    progress("planning", 1, 1)
    result = _blank(f, program, seed)
    settled = settle(f, found.values) if found is not None else None
    if found is None or settled is None or _misses(f, settled, met_from):
        missing = shortfall(f, program, result.currency)
        return replace(result, feasible=False, status="infeasible", shortfall=missing)
    result = _told(result, f, found, settled)
    try:
        if explore_further and found.status == "optimal":
            result = _explored(result, f, found, settings, until, time_limit_s, progress)
        if runs:
            result = replace(result, replay=_replayed(f, settled, runs, seed, progress))
    except KeyboardInterrupt:  # the plan itself is there, and is shown without the rest
        if not interruptible:
            raise
    return replace(result, elapsed_s=time.perf_counter() - begun)


def _misses(f: Formulation, settled: Settled, goal: str | None) -> bool:
    """Whether demand is met later than asked for."""
    return goal is not None and (answers.met_from(f, settled.unmet) or "9999") > goal


def _kept(
    given: Given, settings: Settings, extra: Sequence[Constraint], effort: Effort
) -> Floats | None:
    """The focus' stock in the plan without a goal. [piece; future, month]"""
    f, program = formulate(given, replace(settings, met_from=None), extra)
    found = optimise(f, program, effort)
    if found is None:
        return None
    scenario = given.scenario
    focus = given.account(scenario.focus_holder, scenario.focus_item)
    # A millionth of the demand is a rounding of the solver.
    room = 1e-6 * (1.0 + given.demand[:, focus].max())
    return np.asarray(settle(f, found.values).stock[:, focus] + room)


def keep_limits(f: Formulation) -> None:
    """Rows that later questions turn: unmet demand in all, and cost in all."""
    limit_unmet(f)
    at = np.concatenate([np.zeros(0, np.int32), *(spend.ids.ravel() for spend in f.spends)])
    each = [
        np.broadcast_to(_expected(f, spend.price)[..., None] * f.discount, spend.ids.shape).ravel()
        if spend.shared
        else np.broadcast_to(
            spend.price[..., None] * f.discount / f.futures, spend.ids.shape
        ).ravel()
        for spend in f.spends
    ]
    row = f.model.rows("cost limit", [f.model_axis("all", ["all"])], unit="currency")
    f.blocks["cost limit"] = row
    f.model.add(row.ids[0], at, np.concatenate([np.zeros(0), *each]))


def _expected(f: Formulation, price: Floats) -> Floats:
    return np.asarray(price.mean(axis=0))


def _blank(f: Formulation, program: Program, seed: int) -> Plan:
    scenario = f.given.scenario
    money = [row.price or row.cost for row in scenario.levers if row.price or row.cost]
    return Plan(
        scenario_name=scenario.name,
        scenario_title=scenario.title,
        scenario_hash=scenario.hash,
        version=__version__,
        seed=seed,
        futures=f.futures,
        months=scenario.months[: f.months],
        as_of=scenario.as_of,
        focus=(scenario.focus_holder, scenario.focus_item),
        currency=money[0].unit.partition("/")[0] if money and money[0] else "",
        feasible=True,
        status="",
        unmet=0.0,
        unmet_nothing=0.0,
        unmet_gap=0.0,
        cost=0.0,
        cost_gap=0.0,
        met_from=None,
        rates=tuple(
            {
                "currency": rate.currency,
                "to": rate.to,
                "rate": rate.value,
                "day": rate.day.isoformat(),
                "source": rate.source,
            }
            for rate in scenario.rates
        ),
        size={
            "variables": len(program.cost),
            "rows": len(program.low),
            "nonzeros": len(program.values),
        },
    )


def _share(best: float, bound: float) -> float:
    """How far the best may be from the bound, of the best; 1 where nothing is proven."""
    if not math.isfinite(bound):
        return 1.0
    return max(best - bound, 0.0) / max(abs(best), 1.0)


def _told(result: Plan, f: Formulation, found: Optimum, settled: Settled) -> Plan:
    nothing = answers.doing_nothing(f)
    checked = found.certificate
    table = answers.schedule(f, found, settled)
    costs = answers.costs(f, found)
    return replace(
        result,
        status=found.status,
        unmet=float(answers.focus_unmet(f, settled.unmet).mean()),
        unmet_nothing=float(answers.focus_unmet(f, nothing[1]).mean()),
        unmet_gap=_share(found.unmet, found.unmet_bound),
        cost=sum(float(row["cost"]) for row in costs),
        cost_gap=_share(found.cost, found.cost_bound),
        met_from=answers.met_from(f, settled.unmet),
        schedule=table,
        costs=costs,
        stocks=answers.stocks(f, settled, nothing),
        prices=prices(f, found, result.currency),
        constraints=answers.constraints(f, found),
        left_out=answers.left_out(f, settled),
        now=tuple(row for row in table if row["in_all_futures"] and row["month"] <= _soon(f)),
        certificate={
            "row": checked.row,
            "bound": checked.bound,
            "dual": checked.dual,
            "gap": 0.0 if math.isnan(checked.gap) else checked.gap,
        },
    )


def _soon(f: Formulation) -> str:
    """The last of the first twelve months that can be decided."""
    return f.given.scenario.months[min(f.given.first + 11, f.months - 1)]


def _explored(
    result: Plan,
    f: Formulation,
    found: Optimum,
    settings: Settings,
    until: str | None,
    time_limit_s: float,
    progress: Progress,
) -> Plan:
    third = time_limit_s / 3
    progress("exploring", 0, 3)
    near = explore.alternatives(found, time_limit_s=third / 2)
    worth = explore.without(found, time_limit_s=third / 2)
    progress("exploring", 1, 3)
    money = explore.frontier(found, time_limit_s=third)
    progress("exploring", 2, 3)
    opened = explore.permissions(f, settings, until, time_limit_s=third)
    progress("exploring", 3, 3)
    return replace(result, alternatives=near, worth=worth, frontier=money, permissions=opened)


def _replayed(
    f: Formulation, settled: Settled, runs: int, seed: int, progress: Progress
) -> dict[str, float]:
    """The plan in fresh runs of the simulation, beside the scenario as it is."""
    from materiel.simulate import simulate

    idle = answers.focus_unmet(f, answers.doing_nothing(f)[1])
    found: dict[str, float] = {
        "runs": runs,
        "planned_unmet": float(np.median(answers.focus_unmet(f, settled.unmet))),
        "planned_unmet_nothing": float(np.median(idle)),
    }
    for name, scenario in (("unmet", apply_plan(f, settled)), ("unmet_nothing", f.given.scenario)):
        progress("replaying", int(name == "unmet_nothing"), 2)
        outcome: Any = simulate(scenario, runs=runs, seed=seed + 1)
        spread = next(s for label, s in outcome.totals if label.startswith("Unmet"))
        found |= {f"{name}_low": spread.low, name: spread.median, f"{name}_high": spread.high}
    progress("replaying", 2, 2)
    return found
