"""Permissions and funds: what is decided at an uncertain date, or never."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from materiel.scenario.records import Fund, Permission
from materiel.simulate.arrays import Arrays
from materiel.simulate.compile import NEVER, Network, rows_of
from materiel.simulate.draw import Draws, coin_name
from materiel.simulate.records import FloatArray
from materiel.simulate.state import State


def opening_month(
    first: FloatArray, delay: FloatArray, probability: FloatArray, coin: FloatArray
) -> FloatArray:
    """The first whole month after the decision, or NEVER.

    Args:
        first: Earliest month of the decision, from the scenario's first month. [month; any]
        delay: How much later it falls. [month; any]
        probability: That it is a yes. [share; any]
        coin: Uniform draws from 0 to 1. [share; any]

    Returns:
        Month numbers. [month; any]

    Source: docs/model.md, rules G1 and G2.

    >>> opening_month(np.array([2.0, 2.0]), np.array([1.5, 0.0]), np.array([0.7, 0.7]), np.array([0.6, 0.9]))
    array([4.e+00, 1.e+06])
    """
    return np.where(coin < probability, np.ceil(first + delay), float(NEVER))


class Gates:
    """When each permission and fund opens, in each run."""

    def __init__(self, network: Network, draws: Draws, arrays: Arrays) -> None:
        scenario = network.scenario
        self._arrays, self._end, self._rows = arrays, network.months, scenario.funds
        self.permission = self._opens(network, "permissions", scenario.permissions, draws)
        self.fund = self._opens(network, "funds", scenario.funds, draws)
        self._permissions = {row.id: n for n, row in enumerate(scenario.permissions)}
        self._funds = {row.id: n for n, row in enumerate(scenario.funds)}
        self._amount = rows_of([row.amount for row in scenario.funds], draws, arrays)

    def _opens(
        self, network: Network, table: str, rows: Sequence[Permission | Fund], draws: Draws
    ) -> FloatArray:
        opens = self._arrays.zeros(len(rows))
        for number, row in enumerate(rows):
            opens[number] = opening_month(
                np.array(float(network.month(row.decided_from))),
                draws[row.delay_months.name],
                draws[row.probability.name],
                draws[coin_name(table, row.id)],
            )
        return opens

    def opens(self, first: int, permission: str | None, fund: str | None) -> FloatArray:
        """The month from which a row may act: its own and those of its gates. [month; run]

        Source: docs/model.md, rule G3.
        """
        month = self._arrays.full(max(first, 0))
        if permission is not None:
            month = np.maximum(month, self.permission[self._permissions[permission]])
        if fund is not None:
            month = np.maximum(month, self.fund[self._funds[fund]])
        return month

    def fund_number(self, fund: str) -> int:
        """Position of a fund."""
        return self._funds[fund]

    def spent_shares(self, state: State) -> list[FloatArray]:
        """Spent ÷ approved of each currency at the end; 1 where nothing was approved (rule I11). [share; run]"""
        found = []
        currencies = [row.currency for row in self._rows]
        for currency in dict.fromkeys(currencies):
            spent, approved = self._arrays.full(0.0), self._arrays.full(0.0)
            for number, of in enumerate(currencies):
                if of == currency:
                    spent = spent + state.spent[number]
                    here = np.where(self.fund[number] < self._end, self._amount[number], 0.0)
                    approved = approved + here
            share = spent / np.where(approved > 0, approved, 1.0)
            found.append(np.where(approved > 0, share, 1.0))
        return found

    def step(self, month: Any, state: State) -> None:
        """Put the money of the funds that open this month at hand (rule G4)."""
        for number, opens in enumerate(self.fund):
            opening = np.maximum(opens, 0.0) == month
            state.money[number] += np.where(opening, self._amount[number], 0.0)
