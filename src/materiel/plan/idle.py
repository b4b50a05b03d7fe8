"""What each future gives before any lever is pulled: output, landings, demand, gates and money."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import numpy as np

from materiel.core.dates import month_number
from materiel.plan.alone import go_on_alone
from materiel.plan.arrays import Floats
from materiel.plan.past import Past, moved
from materiel.scenario.records import Parameter, Scenario
from materiel.simulate.compile import NEVER, Network, compile_network
from materiel.simulate.draw import Draws, coin_name
from materiel.simulate.flows.gates import opening_month
from materiel.simulate.flows.ramp import ramp_share
from materiel.simulate.run import run_chunk

# Tables whose rows can be followed without the month loop, as nothing in them queues or runs dry.
ROUNDING = 1e-12  # of a stock
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


# Columns whose effect `_add_up` knows; a row with another one filled is followed by the simulation.
_SIMPLE = {
    "demands": "id place holder item rate date_from date_to".split(),
    "lines": "id place actor item rate_start rate_full ramp_start ramp_months holder".split(),
    "projects": "id place line adds kind decided build_months ramp_months fund permission".split(),
}


def stocks_of(
    scenario: Scenario, draws: Draws, futures: int, at: Mapping[tuple[str, str], int]
) -> tuple[Floats, Floats]:
    opening, floor = np.zeros((futures, len(at))), np.zeros((futures, len(at)))
    for row in scenario.stocks:
        opening[:, at[row.holder, row.item]] = draws[row.opening.name]
        floor[:, at[row.holder, row.item]] = draws[row.floor.name]
    return opening, floor


def path(parameter: Parameter, network: Network, draws: Draws, futures: int, months: int) -> Floats:
    """A number month by month: a series, or the same throughout. [unit; future, month]"""
    if parameter.series is None:
        return np.broadcast_to(draws[parameter.name][:, None], (futures, months))
    spells = network.spells(parameter)
    values = np.array([draws[name] for name, _, _ in spells]).T
    return np.repeat(values, [last - first + 1 for _, first, last in spells], axis=1)[:, :months]


def _demand(
    scenario: Scenario,
    network: Network,
    draws: Draws,
    futures: int,
    months: int,
    at: Mapping[tuple[str, str], int],
) -> Floats:
    demand = np.zeros((futures, len(at), months))
    for row in scenario.demands:
        first = max(network.month(row.date_from), 0)
        last = months if row.date_to is None else network.month(row.date_to) + 1
        rate = path(row.rate, network, draws, futures, months)
        demand[:, at[row.holder, row.item], first:last] += rate[:, first:last]
    return demand


def _gates(scenario: Scenario, draws: Draws, table: str) -> dict[str, Floats]:
    start = month_number(scenario.start)
    opens = {}
    for row in getattr(scenario, table):
        first = np.array(float(month_number(row.decided_from) - start))
        coin = draws[coin_name(table, row.id)]
        delay, probability = draws[row.delay_months.name], draws[row.probability.name]
        opens[row.id] = np.maximum(opening_month(first, delay, probability, coin), 0.0)
    return opens


def _is_steady(scenario: Scenario) -> bool:
    """Whether nothing queues, learns, breaks or runs dry, so that months need no loop."""
    known = {type(row) for name in _STEADY for row in getattr(scenario, name)}
    return {type(row) for row in scenario.rows} <= known and all(
        getattr(row, field.name) is None or field.name in simple
        for name, simple in _SIMPLE.items()
        for row in getattr(scenario, name)
        for field in fields(row)
    )


def idle(
    scenario: Scenario,
    network: Network,
    draws: Draws,
    futures: int,
    months: int,
    at: Mapping[tuple[str, str], int],
    past: Past,
) -> dict[str, Any]:
    """Output, landings, gates and money without any transfer from now on."""
    opens = _gates(scenario, draws, "permissions")
    fund_opens = _gates(scenario, draws, "funds")
    follow = _add_up if _is_steady(scenario) else _run
    gates = {"opens": opens, "fund_opens": fund_opens}
    return follow(scenario, network, draws, futures, months, at, gates, past) | gates


def _add_up(
    scenario: Scenario,
    network: Network,
    draws: Any,
    futures: int,
    months: int,
    at: Mapping[tuple[str, str], int],
    gates: Mapping[str, Mapping[str, Floats]],
    past: Past,
) -> dict[str, Any]:
    """Rules P1 to P4 for all months at once, where nothing queues."""
    time = np.arange(months)
    rate = np.zeros((futures, len(scenario.lines), months))
    landing = np.zeros((futures, len(at), months))
    number = {line.id: n for n, line in enumerate(scenario.lines)}
    for n, line in enumerate(scenario.lines):
        start = path(line.rate_start, network, draws, futures, months)
        rate[:, n] = start
        if line.rate_full is not None and line.ramp_months is not None:
            elapsed = (time - network.month(line.ramp_start))[None]
            share = ramp_share(elapsed.astype(float), draws[line.ramp_months.name][:, None])
            rate[:, n] += (draws[line.rate_full.name][:, None] - start) * share
    for project in scenario.projects:
        begins = np.full(futures, float(network.month(project.decided)))
        if project.permission or project.fund:
            begins = np.maximum(begins, 0.0)
        if project.permission:
            begins = np.maximum(begins, gates["opens"][project.permission])
        if project.fund:
            begins = np.maximum(begins, gates["fund_opens"][project.fund])
        ready = begins + draws[project.build_months.name]
        share = ramp_share(time[None] - ready[:, None], draws[project.ramp_months.name][:, None])
        rate[:, number[project.line]] += draws[project.adds.name][:, None] * share
    for n, line in enumerate(scenario.lines):
        if not _is_mixed(scenario, line.id):
            landing[:, at[line.holder, line.item]] += rate[:, n]
    money = {
        row.id: np.where(gates["fund_opens"][row.id] < NEVER, draws[row.amount.name], 0.0)
        for row in scenario.funds
    }
    demand = _demand(scenario, network, draws, futures, months, at)
    return {"rate": rate, "landing": landing, "money": money, "demand": demand}


def _run(
    scenario: Scenario,
    network: Network,
    draws: Any,
    futures: int,
    months: int,
    at: Mapping[tuple[str, str], int],
    gates: Mapping[str, Mapping[str, Floats]],
    past: Past,
) -> dict[str, Any]:
    """The simulation itself, without its transfers from now on: queues, inputs and all else."""
    alone, known = go_on_alone(scenario, draws, past)
    followed = compile_network(alone)
    where = np.array([at[pair] for pair in followed.accounts], dtype=np.int64)
    rate = np.zeros((futures, len(scenario.lines), months))
    stock, demand, unmet = (np.zeros((futures, len(at), months)) for _ in range(3))

    def watch(month: int, state: Any, flows: Any) -> None:
        if month < months:
            rate[:, :, month] = state.output.T
            stock[:, where, month] = state.stock.T
            demand[:, where, month] = state.demand.T
            unmet[:, where, month] = state.unmet.T

    state, _ = run_chunk(followed, known, futures, watch)
    opening, _ = stocks_of(scenario, draws, futures, at)
    # Whatever changes a stock besides its demand: orders, losses, parts that go into kits.
    landing = np.diff(stock, axis=2, prepend=opening[..., None]) + demand - unmet
    landing -= moved(scenario, draws, past.sent, landing.shape, at)
    landing[np.abs(landing) < ROUNDING * (1.0 + stock)] = 0.0
    for n, line in enumerate(scenario.lines):
        if _is_mixed(scenario, line.id):
            landing[:, at[line.holder, line.item]] -= rate[:, n]
    money = {row.id: state.money[n].copy() for n, row in enumerate(scenario.funds)}
    return {"rate": rate, "landing": landing, "money": money, "demand": demand}


def _is_mixed(scenario: Scenario, line: str) -> bool:
    """Whether the plan decides all that a line makes."""
    return any(row.kind == "mix" and row.line == line for row in scenario.levers)
