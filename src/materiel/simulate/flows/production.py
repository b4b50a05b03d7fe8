"""Lines: what they make in a month, along their ramp."""

from typing import Any

import numpy as np

from materiel.simulate.arrays import Arrays
from materiel.simulate.compile import Network, rows_of
from materiel.simulate.draw import Draws
from materiel.simulate.flows.projects import Projects
from materiel.simulate.flows.ramp import ramp_share
from materiel.simulate.state import State


class Production:
    """What every line makes: its own rate along its ramp, and what projects add."""

    def __init__(self, network: Network, draws: Draws, projects: Projects, arrays: Arrays) -> None:
        lines = network.scenario.lines
        self._start = rows_of([row.rate_start for row in lines], draws, arrays)
        self._rise, self._ramp = arrays.zeros(len(lines)), arrays.zeros(len(lines))
        self._from = np.zeros((len(lines), 1))
        for number, row in enumerate(lines):
            if row.rate_full is not None and row.ramp_months is not None:
                self._rise[number] = draws[row.rate_full.name] - self._start[number]
                self._ramp[number] = draws[row.ramp_months.name]
                self._from[number] = network.month(row.ramp_start)
        self._account = [network.account(row.holder, row.item) for row in lines]
        self._item = network.item_of_line
        self._projects = projects

    def step(self, month: Any, state: State) -> None:
        """Make the month's output; none of it is taken yet (rules P1 to P4)."""
        share = ramp_share(month - self._from, self._ramp)
        np.multiply(self._rise, share, out=state.output)
        state.output += self._start
        self._projects.step(month, state)
        state.free[:] = state.output
        for line, item in enumerate(self._item):
            state.entered[item] += state.output[line]

    def deliver_free(self, state: State) -> None:
        """Land what no order took in the stock of the line's holder (rule P4)."""
        for line, account in enumerate(self._account):
            state.arrivals[account] += state.free[line]
