"""What each future gives before any lever is pulled: output, landings, demand, gates and money."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from materiel.plan.alone import go_on_alone
from materiel.plan.arrays import Floats
from materiel.plan.past import Past, moved
from materiel.plan.scope import Scope
from materiel.scenario.records import Line, Project, Scenario
from materiel.simulate.compile import NEVER, compile_network
from materiel.simulate.draw import coin_name
from materiel.simulate.flows.gates import opening_month
from materiel.simulate.flows.ramp import ramp_share
from materiel.simulate.run import run_chunk

ROUNDING = 1e-12  # of a stock
# Tables whose rows can be followed without the month loop, as nothing in them queues or runs dry.
_STEADY = (
    "actors",
    "items",
    "stocks",
    "demands",
    "lines",
    "projects",
    "transfers",
    "permissions",
    "funds",
    "series",
    "levers",
    "needs",
    "budgets",
    "workforce",
    "weights",
    "constraints",
    "terms",
)
# Columns whose effect `_added_up` knows; a row with another one filled is followed by the simulation.
_SIMPLE = {
    "demands": "id place holder item rate date_from date_to".split(),
    "lines": "id place actor item rate_start rate_full ramp_start ramp_months holder".split(),
    "projects": "id place line adds kind decided build_months ramp_months fund permission".split(),
}


def idle(scope: Scope, past: Past) -> dict[str, Any]:
    """Output, landings, demand, gates and money without any transfer from now on."""
    gates = {"opens": _gates(scope, "permissions"), "fund_opens": _gates(scope, "funds")}
    if _is_steady(scope.scenario):
        return _added_up(scope, gates) | gates
    return _run(scope, past) | gates


def _is_steady(scenario: Scenario) -> bool:
    """Whether nothing queues, learns, breaks or runs dry, so that months need no loop."""
    known = {type(row) for name in _STEADY for row in getattr(scenario, name)}
    return {type(row) for row in scenario.rows} <= known and all(
        getattr(row, field.name) is None or field.name in simple
        for name, simple in _SIMPLE.items()
        for row in getattr(scenario, name)
        for field in fields(row)
    )


def _gates(scope: Scope, table: str) -> dict[str, Floats]:
    """The months from which permissions or funds hold. [month; future]"""
    opens = {}
    for row in getattr(scope.scenario, table):
        first = np.array(float(scope.month(row.decided_from)))
        coin = scope.draws[coin_name(table, row.id)]
        delay, probability = scope.value(row.delay_months), scope.value(row.probability)
        opens[row.id] = np.maximum(opening_month(first, delay, probability, coin), 0.0)
    return opens


def _added_up(scope: Scope, gates: Mapping[str, Mapping[str, Floats]]) -> dict[str, Any]:
    """Rules P1 to P4 for all months at once, where nothing queues."""
    scenario, time = scope.scenario, np.arange(scope.months)
    rate = np.zeros((scope.futures, len(scenario.lines), scope.months))
    number = {line.id: n for n, line in enumerate(scenario.lines)}
    for n, line in enumerate(scenario.lines):
        rate[:, n] = _line_rate(scope, line, time)
    for project in scenario.projects:
        ready = _begins(scope, project, gates) + scope.value(project.build_months)
        ramp = scope.value(project.ramp_months)[:, None]
        share = ramp_share(time[None] - ready[:, None], ramp)
        rate[:, number[project.line]] += scope.value(project.adds)[:, None] * share
    landing = scope.empty()
    for n, line in enumerate(scenario.lines):
        if not _is_mixed(scenario, line.id):
            landing[:, scope.account(line.holder, line.item)] += rate[:, n]
    money = {
        row.id: np.where(gates["fund_opens"][row.id] < NEVER, scope.value(row.amount), 0.0)
        for row in scenario.funds
    }
    return {"rate": rate, "landing": landing, "money": money, "demand": _demand(scope)}


def _line_rate(scope: Scope, line: Line, time: Any) -> Floats:
    """What a line makes without projects (rules P1, P2). [piece/month; future, month]"""
    start = scope.path(line.rate_start)
    if line.rate_full is None or line.ramp_months is None:
        return start
    elapsed = (time - scope.network.month(line.ramp_start))[None]
    share = ramp_share(elapsed.astype(float), scope.value(line.ramp_months)[:, None])
    return start + (scope.value(line.rate_full)[:, None] - start) * share


def _begins(scope: Scope, project: Project, gates: Mapping[str, Mapping[str, Floats]]) -> Floats:
    """The month in which a project begins: decided, permitted and paid for. [month; future]"""
    begins = np.full(scope.futures, float(scope.network.month(project.decided)))
    if project.permission or project.fund:
        begins = np.maximum(begins, 0.0)
    if project.permission:
        begins = np.maximum(begins, gates["opens"][project.permission])
    if project.fund:
        begins = np.maximum(begins, gates["fund_opens"][project.fund])
    return begins


def _demand(scope: Scope) -> Floats:
    demand = scope.empty()
    for row in scope.scenario.demands:
        first = max(scope.network.month(row.date_from), 0)
        last = scope.months if row.date_to is None else scope.network.month(row.date_to) + 1
        rate = scope.path(row.rate)
        demand[:, scope.account(row.holder, row.item), first:last] += rate[:, first:last]
    return demand


def _run(scope: Scope, past: Past) -> dict[str, Any]:
    """The simulation itself, without its transfers from now on: queues, inputs and all else."""
    scenario, months = scope.scenario, scope.months
    alone, known = go_on_alone(scenario, scope.draws, past)
    followed = compile_network(alone)
    where = np.array([scope.accounts_at[pair] for pair in followed.accounts], dtype=np.int64)
    rate = np.zeros((scope.futures, len(scenario.lines), months))
    stock, demand, unmet = (scope.empty() for _ in range(3))

    def watch(month: int, state: Any, flows: Any) -> None:
        if month < months:
            rate[:, :, month] = state.output.T
            stock[:, where, month] = state.stock.T
            demand[:, where, month] = state.demand.T
            unmet[:, where, month] = state.unmet.T

    state, _ = run_chunk(followed, known, scope.futures, watch)
    opening, _ = scope.stocks()
    # Whatever changes a stock besides its demand: orders, losses, parts that go into kits.
    landing = np.diff(stock, axis=2, prepend=opening[..., None]) + demand - unmet
    landing -= moved(scope, past.sent)
    landing[np.abs(landing) < ROUNDING * (1.0 + stock)] = 0.0
    for n, line in enumerate(scenario.lines):
        if _is_mixed(scenario, line.id):
            landing[:, scope.account(line.holder, line.item)] -= rate[:, n]
    money = {row.id: state.money[n].copy() for n, row in enumerate(scenario.funds)}
    return {"rate": rate, "landing": landing, "money": money, "demand": demand}


def _is_mixed(scenario: Scenario, line: str) -> bool:
    """Whether the plan decides all that a line makes."""
    return any(row.kind == "mix" and row.line == line for row in scenario.levers)
