"""The futures that a plan looks at, and what each of them gives before any lever is pulled."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from materiel.core.dates import month_number
from materiel.plan.arrays import Floats
from materiel.plan.idle import idle, path, stocks_of
from materiel.plan.past import Past, answers_to_stocks, moved, past_of, stated
from materiel.scenario.records import Distribution, Parameter, Scenario
from materiel.simulate.compile import Network, compile_network
from materiel.simulate.draw import COINED, Drawer, Draws, coin_name


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
    past: Past
    network: Network
    _at: dict[tuple[str, str], int] = field(default_factory=dict)
    _line: dict[str, int] = field(default_factory=dict)

    def account(self, holder: str, item: str) -> int:
        """Position of the account of a holder and item."""
        return self._at[holder, item]

    @property
    def accounts_at(self) -> Mapping[tuple[str, str], int]:
        """Positions of all accounts."""
        return self._at

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
    return path(parameter, given.network, given.draws, given.futures, given.months)


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
    opening, floor = stocks_of(scenario, draws, futures, at)
    past = past_of(scenario, network, draws, futures, first, months, at)
    followed = idle(scenario, network, draws, futures, months, at, past)
    _go_on(scenario, draws, opening, past, followed, at)
    return Given(
        scenario=scenario,
        draws=draws,
        futures=futures,
        months=months,
        first=first,
        accounts=accounts,
        opening=opening,
        floor=floor,
        past=past,
        network=network,
        _at=at,
        _line={line.id: number for number, line in enumerate(scenario.lines)},
        **followed,
    )


def _go_on(
    scenario: Scenario,
    draws: Draws,
    opening: Floats,
    past: Past,
    followed: Mapping[str, Any],
    at: Mapping[tuple[str, str], int],
) -> None:
    """Where stocks are answered to, the past is what happened, and what is to come of it comes."""
    if not answers_to_stocks(scenario):
        return
    first, landing = past.stock.shape[2], followed["landing"]
    demand = followed["demand"][..., :first]
    grown = np.diff(past.stock, axis=2, prepend=opening[..., None])
    landing[..., :first] = grown + demand - past.unmet
    landing[..., :first] -= moved(scenario, draws, past.sent, landing.shape, at)[..., :first]
    repairs, _ = stated(scenario)
    for n, row in enumerate(scenario.repairs):
        if row in repairs:
            landing[:, at[row.holder, row.item], first:] += past.coming[:, n, first:]


def _named_by_levers(scenario: Scenario) -> list[tuple[str, str]]:
    pairs = []
    for row in scenario.levers:
        pairs += [(row.giver, row.item), (row.receiver, row.item), (row.giver, row.back_item)]
    named = [(holder, item) for holder, item in pairs if holder and item]
    return [*named, *((row.holder, row.item) for row in scenario.needs)]
