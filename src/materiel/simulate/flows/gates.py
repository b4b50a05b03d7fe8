"""Permissions and funds: what is decided at an uncertain date, or never."""

from collections.abc import Sequence

import numpy as np

from materiel.scenario.records import Fund, Permission
from materiel.simulate.compile import NEVER, IntArray, Network, rows_of
from materiel.simulate.draw import Draws, coin_name
from materiel.simulate.records import FloatArray
from materiel.simulate.state import State


def opening_month(
    first: FloatArray, delay: FloatArray, probability: FloatArray, coin: FloatArray
) -> IntArray:
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
    array([      4, 1000000])
    """
    month = np.ceil(first + delay).astype(np.int64)
    return np.where(coin < probability, month, NEVER)


class Gates:
    """When each permission and fund opens, in each run."""

    def __init__(self, network: Network, draws: Draws, runs: int) -> None:
        scenario = network.scenario
        self.runs = runs
        self.permission = self._opens(network, "permissions", scenario.permissions, draws)
        self.fund = self._opens(network, "funds", scenario.funds, draws)
        self._permissions = {row.id: n for n, row in enumerate(scenario.permissions)}
        self._funds = {row.id: n for n, row in enumerate(scenario.funds)}
        self._amount = rows_of([row.amount for row in scenario.funds], draws, runs)

    def _opens(
        self, network: Network, table: str, rows: Sequence[Permission | Fund], draws: Draws
    ) -> IntArray:
        opens = np.empty((len(rows), self.runs), dtype=np.int64)
        for number, row in enumerate(rows):
            opens[number] = opening_month(
                np.array(float(network.month(row.decided_from))),
                draws[row.delay_months.name],
                draws[row.probability.name],
                draws[coin_name(table, row.id)],
            )
        return opens

    def opens(self, first: int, permission: str | None, fund: str | None) -> IntArray:
        """The month from which a row may act: its own and those of its gates. [month; run]

        Source: docs/model.md, rule G3.
        """
        month = np.full(self.runs, max(first, 0), dtype=np.int64)
        if permission is not None:
            month = np.maximum(month, self.permission[self._permissions[permission]])
        if fund is not None:
            month = np.maximum(month, self.fund[self._funds[fund]])
        return month

    def fund_number(self, fund: str) -> int:
        """Position of a fund."""
        return self._funds[fund]

    def step(self, month: int, state: State) -> None:
        """Put the money of the funds that open this month at hand (rule G4)."""
        for number, opens in enumerate(self.fund):
            opening = opens == month if month else opens <= 0
            if opening.any():
                state.money[number] += np.where(opening, self._amount[number], 0.0)
