"""Projects: capacity that is added once it is ordered, decided, paid, permitted and built."""

from typing import Any

import numpy as np

from materiel.simulate.arrays import Arrays
from materiel.simulate.compile import NEVER, Network, rows_of
from materiel.simulate.draw import Draws
from materiel.simulate.flows.gates import Gates
from materiel.simulate.flows.orders import Orders
from materiel.simulate.flows.payment import pay
from materiel.simulate.flows.ramp import ramp_share
from materiel.simulate.state import State


class Projects:
    """Adds capacity to lines after building."""

    def __init__(self, network: Network, draws: Draws, gates: Gates, arrays: Arrays) -> None:
        rows = network.scenario.projects
        lines = {line.id: number for number, line in enumerate(network.scenario.lines)}
        self._line = [lines[row.line] for row in rows]
        self._adds = rows_of([row.adds for row in rows], draws, arrays)
        self._ramp = rows_of([row.ramp_months for row in rows], draws, arrays)
        self._lead = rows_of([row.build_months for row in rows], draws, arrays)
        self._fund = [gates.fund_number(row.fund) if row.fund else None for row in rows]
        self._cost = [draws[row.cost.name] if row.cost else None for row in rows]
        self._after = [draws[row.after_orders.name] if row.after_orders else None for row in rows]
        self._opens = [gates.opens(network.month(r.decided), r.permission, r.fund) for r in rows]
        self.begins = arrays.zeros(len(rows))  # [month; project, run]
        self._waiting = []
        for number, row in enumerate(rows):
            if row.handover_months:
                self._lead[number] += draws[row.handover_months.name]
            waits = bool(row.permission or row.fund or row.after_orders)
            # Decided before the scenario starts and free of conditions, it has been building since.
            self.begins[number] = arrays.full(NEVER if waits else network.month(row.decided))
            self._waiting += [number] if waits else []

    def begin(self, month: Any, state: State, orders: Orders) -> None:
        """Begin what its month, gates, orders and money allow (rules P3, P5)."""
        for number in self._waiting:
            may = np.where(self._opens[number] <= month, self.begins[number], 0.0) == NEVER
            after, cost, fund = self._after[number], self._cost[number], self._fund[number]
            if after is not None:
                may = np.where(orders.firm[self._line[number]] >= after, may, False)
            if cost is not None and fund is not None:
                may = np.where(cost <= state.money[fund], may, False)
                paid = np.where(may, cost, 0.0)
                state.money[fund] = pay(state.money[fund], paid)
                state.spent[fund] += paid
            self.begins[number] = np.where(may, month, self.begins[number])

    def step(self, month: Any, state: State) -> None:
        """Add the capacity of finished projects to this month's output (rule P3)."""
        for number, line in enumerate(self._line):
            ready = self.begins[number] + self._lead[number]
            state.output[line] += self._adds[number] * ramp_share(month - ready, self._ramp[number])
