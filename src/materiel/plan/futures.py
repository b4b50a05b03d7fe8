"""The futures that a plan looks at, and what each of them gives before any lever is pulled."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np

from materiel.core.dates import month_number
from materiel.plan.arrays import Floats
from materiel.scenario.records import Distribution, Parameter, Scenario
from materiel.simulate.compile import NEVER, Network, compile_network
from materiel.simulate.draw import COINED, Drawer, Draws, coin_name
from materiel.simulate.flows.gates import opening_month
from materiel.simulate.flows.ramp import ramp_share
from materiel.simulate.run import run_chunk

# Tables whose rows can be followed without the month loop, as nothing in them queues or runs dry.
ROUNDING = 1e-12  # of a stock
AFTER_ALL = "2999-01"
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


class FutureDraws(dict[str, Floats]):
    """Every parameter in each future; what is drawn anew each month comes from the same streams."""

    def __init__(self, numbers: Mapping[str, Floats], monthly: Draws | None = None) -> None:
        super().__init__(numbers)
        self.months = monthly

    def monthly(self, name: str, month: Any) -> Floats:
        """A number drawn anew each month; in the middle future its middle. [unit; future]"""
        return self[name] if self.months is None else self.months.monthly(name, month)

    def changed(self, numbers: Mapping[str, Floats]) -> "FutureDraws":
        """The same draws but for some. [unit of the parameter; future]"""
        return FutureDraws({**self, **numbers}, self.months)


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a plan takes as given, future by future. Arrays are [future, row, month]."""

    scenario: Scenario
    draws: FutureDraws
    futures: int
    months: int
    first: int  # the month "now"; nothing before it can be decided
    accounts: tuple[tuple[str, str], ...]  # holder and item
    opening: Floats  # [piece; future, account]
    floor: Floats  # [piece; future, account]
    demand: Floats  # [piece; future, account, month]
    landing: Floats  # output and orders, without transfers [piece; future, account, month]
    rate: Floats  # of lines [piece; future, line, month]
    opens: Mapping[str, Floats]  # permissions [month; future]
    fund_opens: Mapping[str, Floats]  # [month; future]
    money: Mapping[str, Floats]  # left for transfers [currency; future]
    sent: Floats  # by transfers before `first` [piece; future, transfer, month]
    network: Network
    _at: dict[tuple[str, str], int] = field(default_factory=dict)
    _line: dict[str, int] = field(default_factory=dict)

    def account(self, holder: str, item: str) -> int:
        """Position of the account of a holder and item."""
        return self._at[holder, item]

    def line(self, line: str) -> int:
        """Position of a line."""
        return self._line[line]

    def month(self, text: str) -> int:
        """Months from the scenario's first month to `text`."""
        return month_number(text) - month_number(self.scenario.start)

    def value(self, parameter: Parameter | None, otherwise: float = 0.0) -> Floats:
        """A number in each future. [unit of the parameter; future]"""
        if parameter is None:
            return np.full(self.futures, otherwise)
        return self.draws[parameter.name]


def draw_futures(scenario: Scenario, futures: int, seed: int) -> FutureDraws:
    """Every parameter in each future; a single future has the middle of everything.

    Args:
        scenario: Whose parameters.
        futures: How many; the same streams as those of a run (rule D1).
        seed: 0 or more.

    Returns:
        By parameter name. [unit of the parameter; future]

    Source: docs/model.md, rule Q2.
    """
    if futures > 1:
        draws = Drawer(seed, scenario.parameters).take(futures)
        return FutureDraws(draws, draws)
    middle = {p.name: np.array([_middle(p.value)]) for p in scenario.parameters}
    coins = {
        coin_name(p.table, p.row): np.array([0.5])
        for p in scenario.parameters
        if p.column in COINED
    }
    return FutureDraws(middle | coins)


def _middle(value: Distribution) -> float:
    numbers = value.parameters
    if value.family == "pert":
        return (numbers[0] + 4 * numbers[1] + numbers[2]) / 6
    if value.family == "lognormal":
        return float(np.sqrt(numbers[0] * numbers[1]))
    if value.family == "beta":
        return numbers[2] + (numbers[3] - numbers[2]) * numbers[0] / (numbers[0] + numbers[1])
    return float(np.mean(numbers))


def path_of(given: Given, parameter: Parameter) -> Floats:
    """A number month by month, where it may be a series. [unit; future, month]"""
    return _path(parameter, given.network, given.draws, given.futures, given.months)


def compile_futures(scenario: Scenario, draws: FutureDraws, until: str | None = None) -> Given:
    """The scenario's tables as arrays over futures, the same network that a run follows.

    Args:
        scenario: With or without levers.
        draws: From `draw_futures`, or any other. [unit of the parameter; future]
        until: Last month looked at, as EDTF; None is the scenario's end.

    Source: docs/model.md, rules Q1 and Q3.
    """
    months = len(scenario.months)
    if until is not None:
        months = month_number(until) - month_number(scenario.start) + 1
    futures = len(next(iter(draws.values()))) if draws else 1
    network = compile_network(scenario)
    accounts = tuple(dict.fromkeys((*network.accounts, *_named_by_levers(scenario))))
    at = {pair: number for number, pair in enumerate(accounts)}
    first = month_number(scenario.as_of) - month_number(scenario.start)
    opening, floor = _stocks(scenario, draws, futures, at)
    followed = _follow(scenario, network, draws, futures, months, at)
    return Given(
        scenario=scenario,
        draws=draws,
        futures=futures,
        months=months,
        first=first,
        accounts=accounts,
        opening=opening,
        floor=floor,
        sent=_sent_before(scenario, network, draws, futures, first),
        network=network,
        _at=at,
        _line={line.id: number for number, line in enumerate(scenario.lines)},
        **followed,
    )


def _named_by_levers(scenario: Scenario) -> list[tuple[str, str]]:
    pairs = []
    for row in scenario.levers:
        pairs += [(row.giver, row.item), (row.receiver, row.item), (row.giver, row.back_item)]
    named = [(holder, item) for holder, item in pairs if holder and item]
    return [*named, *((row.holder, row.item) for row in scenario.needs)]


def _stocks(
    scenario: Scenario, draws: Draws, futures: int, at: Mapping[tuple[str, str], int]
) -> tuple[Floats, Floats]:
    opening, floor = np.zeros((futures, len(at))), np.zeros((futures, len(at)))
    for row in scenario.stocks:
        opening[:, at[row.holder, row.item]] = draws[row.opening.name]
        floor[:, at[row.holder, row.item]] = draws[row.floor.name]
    return opening, floor


def _path(
    parameter: Parameter, network: Network, draws: Draws, futures: int, months: int
) -> Floats:
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
        path = _path(row.rate, network, draws, futures, months)
        demand[:, at[row.holder, row.item], first:last] += path[:, first:last]
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


def _follow(
    scenario: Scenario,
    network: Network,
    draws: Draws,
    futures: int,
    months: int,
    at: Mapping[tuple[str, str], int],
) -> dict[str, Any]:
    """Output, landings, gates and money without any transfer."""
    opens = _gates(scenario, draws, "permissions")
    fund_opens = _gates(scenario, draws, "funds")
    follow = _add_up if _is_steady(scenario) else _run
    gates = {"opens": opens, "fund_opens": fund_opens}
    return follow(scenario, network, draws, futures, months, at, gates) | gates


def _add_up(
    scenario: Scenario,
    network: Network,
    draws: Draws,
    futures: int,
    months: int,
    at: Mapping[tuple[str, str], int],
    gates: Mapping[str, Mapping[str, Floats]],
) -> dict[str, Any]:
    """Rules P1 to P4 for all months at once, where nothing queues."""
    time = np.arange(months)
    rate = np.zeros((futures, len(scenario.lines), months))
    landing = np.zeros((futures, len(at), months))
    number = {line.id: n for n, line in enumerate(scenario.lines)}
    for n, line in enumerate(scenario.lines):
        start = _path(line.rate_start, network, draws, futures, months)
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
    draws: Draws,
    futures: int,
    months: int,
    at: Mapping[tuple[str, str], int],
    gates: Mapping[str, Mapping[str, Floats]],
) -> dict[str, Any]:
    """The simulation itself, without its transfers: queues, inputs, learning and all else."""
    # They are kept, for others name them, and begin after every horizon.
    later = tuple(replace(row, date_from=AFTER_ALL) for row in scenario.transfers)
    alone = replace(scenario, transfers=later)
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

    state, _ = run_chunk(followed, draws, futures, watch)
    opening, _ = _stocks(scenario, draws, futures, at)
    # Whatever changes a stock besides its demand: orders, losses, parts that go into kits.
    landing = np.diff(stock, axis=2, prepend=opening[..., None]) + demand - unmet
    landing[np.abs(landing) < ROUNDING * (1.0 + stock)] = 0.0
    for n, line in enumerate(scenario.lines):
        if _is_mixed(scenario, line.id):
            landing[:, at[line.holder, line.item]] -= rate[:, n]
    money = {row.id: state.money[n].copy() for n, row in enumerate(scenario.funds)}
    return {"rate": rate, "landing": landing, "money": money, "demand": demand}


def _is_mixed(scenario: Scenario, line: str) -> bool:
    """Whether the plan decides all that a line makes."""
    return any(row.kind == "mix" and row.line == line for row in scenario.levers)


def _sent_before(
    scenario: Scenario, network: Network, draws: Draws, futures: int, first: int
) -> Floats:
    """What transfers sent before `first`: the past is as the simulation has it."""
    sent = np.zeros((futures, len(scenario.transfers), first))
    if first == 0 or not scenario.transfers:
        return sent

    def watch(month: int, state: Any, flows: Any) -> None:
        if month < first:
            sent[:, :, month] = flows.transfers.sent.T

    run_chunk(network, draws, futures, watch)
    sent[:, :, 1:] = np.diff(sent, axis=2)
    return sent
