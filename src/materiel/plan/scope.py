"""Which futures of which scenario are looked at, and how far."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from materiel.core.dates import month_number
from materiel.plan.arrays import Floats
from materiel.scenario.records import Parameter, Scenario
from materiel.simulate.compile import Network
from materiel.simulate.draw import Draws


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
class Scope:
    """The scenario with its network and draws, and the sizes of all arrays over its futures."""

    scenario: Scenario
    network: Network
    draws: FutureDraws
    futures: int
    months: int
    first: int  # the month "now"; nothing before it can be decided
    accounts_at: Mapping[tuple[str, str], int]  # positions by holder and item

    def account(self, holder: str, item: str) -> int:
        """Position of the account of a holder and item."""
        return self.accounts_at[holder, item]

    def month(self, text: str) -> int:
        """Months from the scenario's first month to `text`."""
        return month_number(text) - month_number(self.scenario.start)

    def value(self, parameter: Parameter | None, otherwise: float = 0.0) -> Floats:
        """A number in each future. [unit of the parameter; future]"""
        if parameter is None:
            return np.full(self.futures, otherwise)
        return self.draws[parameter.name]

    def path(self, parameter: Parameter) -> Floats:
        """A number month by month: a series, or the same throughout. [unit; future, month]"""
        if parameter.series is None:
            return np.broadcast_to(self.value(parameter)[:, None], (self.futures, self.months))
        spells = self.network.spells(parameter)
        values = np.array([self.draws[name] for name, _, _ in spells]).T
        lengths = [last - first + 1 for _, first, last in spells]
        return np.repeat(values, lengths, axis=1)[:, : self.months]

    def empty(self, months: int | None = None) -> Floats:
        """Nothing in any account, in all months or so many. [piece; future, account, month]"""
        months = self.months if months is None else months
        return np.zeros((self.futures, len(self.accounts_at), months))

    def stocks(self) -> tuple[Floats, Floats]:
        """Opening and floor. [piece; future, account]"""
        opening, floor = (np.zeros((self.futures, len(self.accounts_at))) for _ in range(2))
        for row in self.scenario.stocks:
            at = self.account(row.holder, row.item)
            opening[:, at], floor[:, at] = self.value(row.opening), self.value(row.floor)
        return opening, floor
