"""What a plan says: its schedule, what it costs whom, and what comes of it."""

from typing import Any

import numpy as np

from materiel.plan.apply import Settled
from materiel.plan.arrays import Floats
from materiel.plan.formulation import CAPACITY, Formulation
from materiel.plan.optimise import Optimum
from materiel.plan.past import ANSWERING, answers_to_stocks
from materiel.plan.settle import LEAST
from materiel.scenario.records import Lever
from materiel.simulate.compile import compile_network
from materiel.simulate.run import run_chunk

Row = dict[str, Any]
SAME = 1e-6  # of the largest; decisions closer than this are the same in all futures


def schedule(f: Formulation, optimum: Optimum, settled: Settled) -> tuple[Row, ...]:
    """What each lever does in each month: expected, and from the least to the most of the futures."""
    rows = []
    for lever, amounts, unit, cost in _used(f, optimum, settled):
        mean, low, high = amounts.mean(axis=0), amounts.min(axis=0), amounts.max(axis=0)
        for month in np.flatnonzero(high > LEAST):
            rows.append(
                {
                    "lever": lever.id,
                    "name": lever.name or lever.id,
                    "kind": lever.kind,
                    "where": _where(f, lever),
                    "month": f.given.scenario.months[month],
                    "amount": float(mean[month]),
                    "low": float(low[month]),
                    "high": float(high[month]),
                    "unit": unit,
                    "cost": float(cost[:, month].mean()),
                    "payer": lever.payer or "",
                    "in_all_futures": bool(
                        high[month] - low[month] <= SAME * max(1.0, high[month])
                    ),
                }
            )
    return tuple(rows)


def _where(f: Formulation, lever: Lever) -> str:
    if lever.line:
        return lever.line
    scenario = f.given.scenario
    ends = [scenario.actor_name(a) for a in (lever.giver, lever.receiver) if a]
    return " to ".join(ends) or (lever.permission or "")


def _used(
    f: Formulation, optimum: Optimum, settled: Settled
) -> list[tuple[Lever, Floats, str, Floats]]:
    """Each lever with its amounts, unit and cost. [unit; future, month], [currency; future, month]"""
    found: list[tuple[Lever, Floats, str, Floats]] = []
    costs = spending(f, optimum.values)
    sized = {row.id: n for n, row in enumerate(f.levers["sized"])}
    for row in f.given.scenario.levers:
        cost = costs.get(row.id, np.zeros((f.futures, f.months)))
        if row in f.levers["once"]:
            begun = optimum.values[f.blocks["once"].ids[f.levers["once"].index(row)]]
            amounts = np.where(begun > 0.5, 1.0, 0.0)[None]
            unit = "decision"
            if row.kind in CAPACITY:
                size = float(f.given.value(row.most).mean())
                if row.id in sized:
                    size = optimum.values[f.blocks["sized"].ids[sized[row.id]]]
                amounts, unit = amounts * size, "piece/month"
            found.append((row, amounts, unit, cost))
        elif row.kind == "expansion":
            at = f.levers["grown"].index(row)
            found.append(
                (row, optimum.values[f.blocks["grown"].ids[at]][None], "piece/month", cost)
            )
        elif row.kind == "shift":
            found.append((row, settled.shifts[:, f.levers["shift"].index(row)], "piece", cost))
        else:
            at = f.levers[row.kind].index(row)
            found.append((row, settled.flows[row.kind][:, at], "piece", cost))
    return found


def spending(f: Formulation, values: Floats) -> dict[str, Floats]:
    """What each lever costs. [currency; future, month]"""
    costs: dict[str, Floats] = {}
    for spend in f.spends:
        amounts = values[spend.ids]
        money = (amounts[None] if spend.shared else amounts) * spend.price[..., None]
        for n, lever in enumerate(spend.levers):
            costs[lever] = costs.get(lever, 0.0) + money[:, n]
    return costs


def costs(f: Formulation, optimum: Optimum) -> tuple[Row, ...]:
    """Expected cost by lever, payer and year, undiscounted."""
    years = np.array([int(month[:4]) for month in f.given.scenario.months[: f.months]])
    by_id = {row.id: row for row in f.given.scenario.levers}
    rows = []
    for lever, money in spending(f, optimum.values).items():
        for year in np.unique(years):
            amount = float(money[:, years == year].sum(axis=1).mean())
            if amount > LEAST:
                row = by_id[lever]
                told = {"lever": lever, "name": row.name or lever, "kind": row.kind}
                rows.append({**told, "payer": row.payer or "", "year": int(year), "cost": amount})
    return tuple(rows)


def constraints(f: Formulation, optimum: Optimum) -> tuple[Row, ...]:
    """What the scenario's own constraints come to, and where they bind.

    Source: docs/model.md, rule Q32.
    """
    activity = optimum.solver.program.matrix @ optimum.values
    rows = []
    for constraint in f.given.scenario.constraints:
        block = f.blocks.get(f"own {constraint.id}")
        if block is None:
            continue  # its months are over
        bound = f.given.value(constraint.bound)
        for n, ids in enumerate(block.ids.T):
            off = np.abs(activity[ids] - bound) / np.maximum(1.0, np.abs(bound))
            rows.append(
                {
                    "constraint": constraint.id,
                    "name": constraint.name or constraint.id,
                    "when": block.axes[1].label(n),
                    "sense": constraint.sense,
                    "bound": float(bound.mean()),
                    "amount": float(activity[ids].mean()),
                    "unit": constraint.unit,
                    "binds": bool((off <= SAME).any()),
                    "source": constraint.bound.source.text or constraint.bound.source.words or "",
                }
            )
    return tuple(rows)


def left_out(f: Formulation, settled: Settled) -> tuple[Row, ...]:
    """What answers to stocks by the rules of the simulation, and not in the program that was solved.

    Source: docs/model.md, rule Q26.
    """
    more = "more" if settled.astray > 0 else "fewer"
    told = f"with all such rules {abs(settled.astray):,.0f} pieces {more} (weighted) stay unmet than it reckons"
    if abs(settled.astray) < 0.5:
        told = "here that makes no difference"
    return tuple(
        {
            "table": table,
            "rules": ANSWERING[table][0],
            "pieces": settled.astray,
            "words": (
                f"That {ANSWERING[table][1]} (rules {ANSWERING[table][0]}) is in what is shown and "
                f"not in the program that was solved; {told}"
            ),
        }
        for table in answers_to_stocks(f.given.scenario)
    )


def doing_nothing(f: Formulation) -> tuple[Floats, Floats]:
    """Stock and unmet demand in the simulation of the scenario as it is. [piece; future, account, month]"""
    network = compile_network(f.given.scenario)
    where = np.array([f.given.account(*pair) for pair in network.accounts])
    stock, unmet = np.zeros_like(f.given.demand), np.zeros_like(f.given.demand)

    def watch(month: int, state: Any, flows: Any) -> None:
        if month < f.months:
            stock[:, where, month] = state.stock.T
            unmet[:, where, month] = state.unmet.T

    run_chunk(network, f.given.draws, f.futures, watch)
    return stock, unmet


def stocks(f: Formulation, settled: Settled, nothing: tuple[Floats, Floats]) -> tuple[Row, ...]:
    """Expected stock and unmet demand of every holder and item, with the plan and without.

    Args:
        f: The formulation.
        settled: What follows from the plan.
        nothing: Stock and unmet demand without a lever. [piece; future, account, month]
    """
    rows = []
    planned = (settled.stock.mean(axis=0), settled.unmet.mean(axis=0))
    idle = (nothing[0].mean(axis=0), nothing[1].mean(axis=0))
    for n, (holder, item) in enumerate(f.given.accounts):
        if not any(part[n].any() for part in (*planned, *idle)):
            continue
        for month in range(f.months):
            rows.append(
                {
                    "holder": holder,
                    "item": item,
                    "month": f.given.scenario.months[month],
                    "stock": float(planned[0][n, month]),
                    "unmet": float(planned[1][n, month]),
                    "stock_nothing": float(idle[0][n, month]),
                    "unmet_nothing": float(idle[1][n, month]),
                }
            )
    return tuple(rows)


def focus_unmet(f: Formulation, unmet: Floats) -> Floats:
    """What the focus holder goes without. [piece; future]"""
    scenario = f.given.scenario
    focus = f.given.account(scenario.focus_holder, scenario.focus_item)
    return np.asarray(unmet[:, focus].sum(axis=1))


def met_from(f: Formulation, unmet: Floats) -> str | None:
    """The first month from which the focus goes without nothing, in every future.

    Args:
        f: The formulation.
        unmet: What everybody goes without. [piece; future, account, month]
    """
    scenario = f.given.scenario
    focus = unmet[:, f.given.account(scenario.focus_holder, scenario.focus_item)]
    demand = max(1.0, float(f.given.demand.max(initial=0.0)))
    short = np.flatnonzero((focus > SAME * demand).any(axis=0))
    first = max(int(short[-1]) + 1 if short.size else 0, f.given.first)
    return scenario.months[first] if first < f.months else None
