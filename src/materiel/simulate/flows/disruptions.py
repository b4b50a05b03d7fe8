"""Disruptions: strikes and accidents at lines, bans on transfers."""

from typing import Any

import numpy as np

from materiel.simulate.arrays import Arrays
from materiel.simulate.compile import NEVER, Network
from materiel.simulate.draw import Draws, coin_name
from materiel.simulate.flows.coin import MonthlyCoin
from materiel.simulate.state import State
from materiel.simulate.steps import share_of_step


class Disruptions:
    """What is left of each line's output and of each transfer's rate."""

    def __init__(self, network: Network, draws: Draws, arrays: Arrays) -> None:
        scenario = network.scenario
        self._arrays, self._end, self._draws = arrays, network.months, draws
        self._rows, self._step = scenario.disruptions, scenario.step
        lines = {row.id: number for number, row in enumerate(scenario.lines)}
        transfers = {row.id: number for number, row in enumerate(scenario.transfers)}
        self._line = [lines[row.line] if row.line else None for row in self._rows]
        self._transfer = [transfers[r.transfer] if r.transfer else None for r in self._rows]
        self._coin = [
            MonthlyCoin(draws[coin_name("disruptions", row.id)], arrays, network.months)
            for row in self._rows
        ]
        self._window = [
            (
                network.month(row.date_from) if row.date_from else 0,
                network.last_month(row.date_to),
            )
            for row in self._rows
        ]
        self._begun = arrays.zeros(len(self._rows))  # [month; disruption, run]
        for number in range(len(self._rows)):
            self._begun[number] = arrays.full(-NEVER)
        self.events = arrays.zeros(len(self._rows))  # up to now [disruption, run]
        self.line_left = arrays.zeros(len(scenario.lines))  # [share; line, run]
        self.transfer_left = arrays.zeros(len(scenario.transfers))  # [share; transfer, run]
        self.line_left[:] = 1.0
        self.transfer_left[:] = 1.0

    def step(self, month: Any, state: State) -> None:
        """Begin new ones, and tell what is left (rules X1 to X4)."""
        self.line_left[:] = 1.0
        self.transfer_left[:] = 1.0
        for number, (first, last) in enumerate(self._window):
            for _ in self._arrays.during(month, first, last):
                self._begin(number, month)
            for _ in self._arrays.during(month, first, self._end):
                self._lose(number, month)

    def _begin(self, number: int, month: Any) -> None:
        row = self._rows[number]
        age = month - self._begun[number]
        hazard = share_of_step(self._draws[row.hazard.name], self._step)
        hit = self._coin[number].at(month) < hazard
        over = age >= np.maximum(self._draws[row.recover_months.name], 1.0)
        begins = np.where(over, hit, False)
        self._begun[number] = np.where(begins, month, self._begun[number])
        self.events[number] += np.where(begins, 1.0, 0.0)

    def _lose(self, number: int, month: Any) -> None:
        row = self._rows[number]
        age = month - self._begun[number]
        recover = np.maximum(self._draws[row.recover_months.name], 1.0)
        severity = self._draws[row.severity.name]
        line, transfer = self._line[number], self._transfer[number]
        if line is not None:  # it comes back along a straight line
            self.line_left[line] *= 1 - severity * np.maximum(1 - age / recover, 0.0)
        if transfer is not None:  # a ban holds until it is lifted
            self.transfer_left[transfer] *= np.where(age < recover, 1 - severity, 1.0)
