"""The futures that a plan looks at, and what each of them gives before any lever is pulled."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np

from materiel.core.dates import month_number
from materiel.plan.arrays import Floats
from materiel.plan.idle import idle
from materiel.plan.past import Past, answers_to_stocks, moved, past_of, stated
from materiel.plan.scope import FutureDraws, Scope
from materiel.scenario.records import Distribution, Scenario
from materiel.simulate.compile import compile_network
from materiel.simulate.draw import COINED, Drawer, coin_name


@dataclass(frozen=True, slots=True, kw_only=True)
class Given(Scope):
    """What a plan takes as given, future by future. Arrays are [future, row, month]."""

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
    lines_at: Mapping[str, int]

    def line(self, line: str) -> int:
        """Position of a line."""
        return self.lines_at[line]


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
    network = compile_network(scenario)
    accounts = tuple(dict.fromkeys((*network.accounts, *_named_by_levers(scenario))))
    scope = Scope(
        scenario=scenario,
        network=network,
        draws=draws,
        futures=len(next(iter(draws.values()))) if draws else 1,
        months=months,
        first=month_number(scenario.as_of) - month_number(scenario.start),
        accounts_at={pair: number for number, pair in enumerate(accounts)},
    )
    past = past_of(scope)
    followed = idle(scope, past)
    opening, floor = scope.stocks()
    _go_on(scope, opening, past, followed)
    return Given(
        **{each.name: getattr(scope, each.name) for each in fields(scope)},
        accounts=accounts,
        opening=opening,
        floor=floor,
        past=past,
        lines_at={line.id: number for number, line in enumerate(scenario.lines)},
        **followed,
    )


def _go_on(scope: Scope, opening: Floats, past: Past, followed: Mapping[str, Any]) -> None:
    """Where stocks are answered to, the past is what happened, and what is to come of it comes."""
    scenario, first = scope.scenario, scope.first
    if not answers_to_stocks(scenario):
        return
    landing, demand = followed["landing"], followed["demand"][..., :first]
    grown = np.diff(past.stock, axis=2, prepend=opening[..., None])
    landing[..., :first] = grown + demand - past.unmet
    landing[..., :first] -= moved(scope, past.sent)[..., :first]
    repairs, _ = stated(scenario)
    for n, row in enumerate(scenario.repairs):
        if row in repairs:
            landing[:, scope.account(row.holder, row.item), first:] += past.coming[:, n, first:]


def _named_by_levers(scenario: Scenario) -> list[tuple[str, str]]:
    pairs = []
    for row in scenario.levers:
        pairs += [(row.giver, row.item), (row.receiver, row.item), (row.giver, row.back_item)]
    named = [(holder, item) for holder, item in pairs if holder and item]
    return [*named, *((row.holder, row.item) for row in scenario.needs)]
