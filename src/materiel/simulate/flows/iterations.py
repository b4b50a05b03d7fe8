"""Iterations: versions of an item, sooner with feedback from the field, each with more effect."""

from typing import Any

import numpy as np

from materiel.simulate.arrays import Arrays
from materiel.simulate.compile import Network
from materiel.simulate.draw import Draws
from materiel.simulate.exact import exp, log
from materiel.simulate.state import State

MOST_EFFECT = 1e6  # of one piece (rule N4)
ROOM = 1e-9  # a version is not late by a rounding


class Iterations:
    """The effect of a piece in each holder's use."""

    def __init__(self, network: Network, draws: Draws, arrays: Arrays) -> None:
        self._rows, self._draws = network.scenario.iterations, draws
        self._arrays, self._end = arrays, network.months
        self._account = [network.account(row.holder, row.item) for row in self._rows]
        self._first = [network.month(r.date_from) if r.date_from else 0 for r in self._rows]
        self.progress = arrays.zeros(len(self._rows))  # versions finished, and part of the next
        self.effect = arrays.zeros(len(network.accounts))  # of a piece used now [account, run]
        self.effect[:] = 1.0

    def step(self, month: Any, state: State) -> None:
        """This month's effect, then the work on the next version (rules N1 to N4)."""
        for number, first in enumerate(self._first):
            for _ in self._arrays.during(month, first, self._end):
                self._work(number, state)

    def _work(self, number: int, state: State) -> None:
        row, account, draws = self._rows[number], self._account[number], self._draws
        versions = np.floor(self.progress[number] + ROOM)
        growth = versions * log(1 + draws[row.gain.name])
        self.effect[account] = exp(np.minimum(growth, log(MOST_EFFECT)))
        asked, unmet = state.demand[account], state.unmet[account]
        used = np.where(asked > 0, (asked - unmet) / np.where(asked > 0, asked, 1.0), 0.0)
        length = draws[row.cycle_months.name] * (1 - draws[row.feedback.name] * used)
        self.progress[number] += 1 / length
