"""Restocks: a stock that is kept at a target by orders that follow what is missing."""

from typing import Any

import numpy as np

from materiel.simulate.arrays import Arrays, added_up
from materiel.simulate.compile import Network, pool_of, whole_months
from materiel.simulate.draw import Draws
from materiel.simulate.flows.orders import Orders
from materiel.simulate.records import FloatArray
from materiel.simulate.state import State


class Restocks:
    """What is missing, what of it lines have begun, and what is in work."""

    def __init__(self, network: Network, draws: Draws, orders: Orders, arrays: Arrays) -> None:
        scenario = network.scenario
        self._rows, self._draws, self._arrays = scenario.restocks, draws, arrays
        self._orders = orders
        self._end = network.months
        lines = {line.id: line for line in scenario.lines}
        self._account = [network.account(r.buyer, lines[r.line].item) for r in self._rows]
        self._item = [network.item_of_account[account] for account in self._account]
        self._window = [
            (network.month(r.date_from), network.last_month(r.date_to)) for r in self._rows
        ]
        pools = [pool_of(line) for line in scenario.lines]
        self._pool = [pool_of(lines[row.line]) for row in self._rows]
        # Lines of each pool that a restock asks, in the order of rows.
        self._lines = {
            pool: [number for number, name in enumerate(pools) if name == pool]
            for pool in dict.fromkeys(self._pool)
        }
        self._to_order = {pool_of(row) for row in scenario.lines if row.makes == "to_order"}
        self._pipeline = [
            arrays.pipeline(whole_months(draws[row.lead_months.name]), network.months)
            for row in self._rows
        ]
        self.open = arrays.zeros(len(self._rows))  # asked, not begun [piece; restock, run]
        self.landed = arrays.zeros(len(self._rows))  # this month [piece; restock, run]
        self.in_work = arrays.zeros(len(self._rows))  # begun, not landed [piece; restock, run]

    def place(self, month: Any, state: State) -> None:
        """Ask for what is missing, a part of it each month (rule O4)."""
        for number, (first, last) in enumerate(self._window):
            for _ in self._arrays.during(month, first, last):
                missing = np.maximum(self._missing(number, state), 0.0)
                adjust = self._draws[self._rows[number].adjust_months.name]
                self.open[number] += missing * (1.0 / adjust)

    def _missing(self, number: int, state: State) -> FloatArray:
        """Target − stock − all that is asked for that stock and has not landed. [piece; run]"""
        account, target = self._account[number], self._draws[self._rows[number].target.name]
        missing: FloatArray = (
            target - state.stock[account] - self.open[number] - self.in_work[number]
        )
        for other, same in enumerate(self._account):
            if same == account and other != number:
                missing = missing - self.open[other] - self.in_work[other]
        for order in self._orders.to(account):
            missing = missing - self._orders.open[order]
        return missing

    def arrive(self, month: Any, state: State) -> None:
        """Land what was begun a lead time ago (rule O5)."""
        self.landed[:] = 0.0
        for number, account in enumerate(self._account):
            for _ in self._arrays.during(month, self._window[number][0] + 1, self._end):
                landed = self._pipeline[number].arrive(month)
                self.landed[number] = landed
                self.in_work[number] -= landed
                state.arrivals[account] += landed
                state.transit[self._item[number]] -= landed

    def serve(self, month: Any, state: State) -> None:
        """Begin what orders left of the output of each pool (rule O5)."""
        for pool, lines in self._lines.items():
            free = added_up([state.free[line] for line in lines], self._arrays)
            total = free.copy()
            for number, name in enumerate(self._pool):
                if name == pool:
                    for _ in self._arrays.during(month, self._window[number][0], self._end):
                        self._begin(number, lines[0], free, month, state)
            taken = total - free
            for line in lines:
                part = np.minimum(state.free[line], taken)
                state.free[line] -= part
                taken -= part

    def _begin(self, number: int, line: int, free: Any, month: Any, state: State) -> None:
        begun = np.minimum(self.open[number], free)
        free -= begun
        self.open[number] -= begun
        self.in_work[number] += begun
        self._pipeline[number].send(month, begun)
        state.transit[self._item[number]] += begun
        state.backlog[line] += self.open[number]
        if self._pool[number] in self._to_order:  # else it entered when it was made
            state.entered[self._item[number]] += begun
