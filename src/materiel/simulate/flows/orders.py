"""Orders: what is asked of lines, served by priority, then date; the backlog is what is left."""

from typing import Any

import numpy as np

from materiel.simulate.arrays import Arrays, added_up
from materiel.simulate.compile import Network, rows_of
from materiel.simulate.draw import Draws
from materiel.simulate.flows.gates import Gates
from materiel.simulate.flows.payment import affordable, pay
from materiel.simulate.records import FloatArray
from materiel.simulate.state import State


class Orders:
    """The queue in front of each line."""

    def __init__(self, network: Network, draws: Draws, gates: Gates, arrays: Arrays) -> None:
        self._arrays = arrays
        scenario = network.scenario
        lines = {line.id: number for number, line in enumerate(scenario.lines)}
        # sorted() keeps the order of the file among equals (rule O2).
        rows = sorted(scenario.orders, key=lambda row: (row.priority, network.month(row.placed)))
        self._line = [lines[row.line] for row in rows]
        self._account = [
            network.account(row.buyer, scenario.lines[lines[row.line]].item) for row in rows
        ]
        self._fund = [gates.fund_number(row.fund) if row.fund else None for row in rows]
        self._price = [draws[row.price.name] if row.price else None for row in rows]
        self.opens = [gates.opens(network.month(row.placed), None, row.fund) for row in rows]
        self._first = [max(network.month(row.placed), 0) for row in rows]
        # Without a fund nothing can put off the month.
        self._last = [
            network.months if row.fund else first
            for row, first in zip(rows, self._first, strict=True)
        ]
        self._end = network.months
        self._placed_by_date = [network.month(row.placed) < network.months for row in rows]
        self.wanted = rows_of([row.quantity for row in rows], draws, arrays)
        self.open = arrays.zeros(len(rows))  # placed and not delivered [piece; order, run]
        self.delivered = arrays.zeros(len(rows))  # [piece; order, run]
        self._between: dict[tuple[int, int], list[int]] = {}
        for number, pair in enumerate(zip(self._account, self._line, strict=True)):
            self._between.setdefault(pair, []).append(number)
        self.served = arrays.zeros(len(rows))  # this month [piece; order, run]
        self.firm = arrays.zeros(len(lines))  # ever placed [piece; line, run]

    def place(self, month: Any, state: State) -> None:
        """Place what its month and money allow (rule O1)."""
        for order, first in enumerate(self._first):
            for _ in self._arrays.during(month, first, self._last[order]):
                self._place(order, month, state)

    def serve(self, month: Any, state: State) -> None:
        """Serve placed orders from what the lines made (rules O2, O3)."""
        state.backlog[:] = 0.0
        self.served[:] = 0.0
        for order, first in enumerate(self._first):
            for _ in self._arrays.during(month, first, self._end):
                self._serve(order, state)

    def _place(self, order: int, month: Any, state: State) -> None:
        """Promise the money of a whole order when it is placed; what it cannot pay is not placed."""
        quantity = np.where(self.opens[order] == month, self.wanted[order], 0.0)
        fund, price = self._fund[order], self._price[order]
        if fund is not None and price is not None:
            quantity = affordable(quantity, price, state.money[fund])
            state.money[fund] = pay(state.money[fund], quantity * price)
        self.open[order] += quantity
        self.firm[self._line[order]] += quantity

    def _serve(self, order: int, state: State) -> None:
        line = self._line[order]
        served = np.minimum(self.open[order], state.free[line])
        self.served[order] = served
        self.open[order] -= served
        self.delivered[order] += served
        state.free[line] -= served
        state.backlog[line] += self.open[order]
        state.arrivals[self._account[order]] += served
        fund, price = self._fund[order], self._price[order]
        if fund is not None and price is not None:
            state.spent[fund] += served * price

    def between(self, account: int, line: int) -> list[int]:
        """Positions of the orders of that account with that line."""
        return self._between.get((account, line), [])

    def to(self, account: int) -> list[int]:
        """Positions of the orders that land in that account."""
        return [number for number, other in enumerate(self._account) if other == account]

    def delivered_share(self) -> FloatArray:
        """Delivered ÷ ordered at the end; 1 where nothing was ordered. [share; run] (rule I5)"""
        asked = np.array(self._placed_by_date, dtype=bool)
        wanted = added_up(self.wanted[asked], self._arrays)
        delivered = added_up(self.delivered[asked], self._arrays)
        return np.where(wanted > 0, delivered / np.where(wanted > 0, wanted, 1.0), 1.0)
