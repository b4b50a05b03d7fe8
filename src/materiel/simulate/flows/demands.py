"""Demands: what is used up, and what cannot be met."""

from typing import Any

import numpy as np

from materiel.simulate.arrays import Arrays
from materiel.simulate.compile import Network
from materiel.simulate.draw import Draws
from materiel.simulate.records import FloatArray
from materiel.simulate.state import State
from materiel.simulate.varying import Varying


def issue(stock: FloatArray, demand: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Issue what is asked for, but no more than is on hand.

    Args:
        stock: On hand, the month's arrivals included. [piece; any]
        demand: Asked for during the month. [piece; any]

    Returns:
        closing: What stays, never negative. [piece; any]
        unmet: Demand left unserved. [piece; any]

    Source: docs/model.md, rule S3.

    >>> issue(np.array([7.0]), np.array([10.0]))
    (array([0.]), array([3.]))
    """
    issued = np.minimum(stock, demand)
    return stock - issued, demand - issued


class Demands:
    """Each account's demand month by month."""

    def __init__(self, network: Network, draws: Draws, arrays: Arrays) -> None:
        self._arrays = arrays
        self._rows = [
            (
                network.account(row.holder, row.item),
                network.month(row.date_from),
                network.last_month(row.date_to),
                number,
            )
            for number, row in enumerate(network.scenario.demands)
        ]
        rates = [row.rate for row in network.scenario.demands]
        self._rate = Varying(network, draws, arrays, rates)
        self._noise = [row.noise for row in network.scenario.demands]
        self._draws = draws
        self._accounts = sorted({row[0] for row in self._rows})
        self._item = network.item_of_account

    def step(self, month: Any, state: State) -> None:
        """Serve every account's own demand from its stock (rules S2, S3)."""
        state.demand[:] = 0.0
        self._rate.step(month)
        for account, first, last, number in self._rows:
            for _ in self._arrays.during(month, first, last):
                rate, noise = self._rate[number], self._noise[number]
                if noise is not None:
                    rate = rate * self._draws.monthly(noise.name, month)
                state.demand[account] += rate
        for account in self._accounts:
            demand = state.demand[account]
            closing, unmet = issue(state.stock[account], demand)
            state.issued[self._item[account]] += demand - unmet
            state.stock[account], state.unmet[account] = closing, unmet
