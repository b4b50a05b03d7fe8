"""Lines: what they make in a month, by ramp, projects, shifts, learning and inputs."""

from typing import Any

from materiel.simulate.arrays import Arrays
from materiel.simulate.compile import Network
from materiel.simulate.draw import Draws
from materiel.simulate.flows.disruptions import Disruptions
from materiel.simulate.flows.inputs import Inputs
from materiel.simulate.flows.learning import learning_factor
from materiel.simulate.flows.projects import Projects
from materiel.simulate.flows.ramp import ramp_share
from materiel.simulate.flows.shifts import shift_factor
from materiel.simulate.state import State
from materiel.simulate.varying import Varying


class Production:
    """What every line makes."""

    def __init__(
        self,
        network: Network,
        draws: Draws,
        projects: Projects,
        disruptions: Disruptions,
        arrays: Arrays,
    ) -> None:
        self._lines, self._draws = network.scenario.lines, draws
        self._from = [
            network.month(row.ramp_start or network.scenario.start) for row in self._lines
        ]
        self._start, self._shifts, self._weekend = (
            Varying(network, draws, arrays, [getattr(row, column) for row in self._lines])
            for column in ("rate_start", "shifts", "weekend")
        )
        self._account = [network.account(row.holder, row.item) for row in self._lines]
        self._item = network.item_of_line
        self._projects, self._disruptions = projects, disruptions
        self._disrupted = {row.line for row in network.scenario.disruptions}
        self._inputs = Inputs(network, draws)
        self.made = arrays.zeros(len(self._lines))  # since the start [piece; line, run]

    def step(self, month: Any, state: State) -> None:
        """Make the month's output; none of it is taken yet (rules P1 to P8)."""
        for varying in (self._start, self._shifts, self._weekend):
            varying.step(month)
        for line in range(len(self._lines)):
            self._ramp(line, month, state)
        self._projects.step(month, state)
        for line in range(len(self._lines)):
            self._work(line, state)
        self._inputs.limit(state)
        state.free[:] = state.output
        self.made += state.output
        for line, item in enumerate(self._item):
            state.entered[item] += state.output[line]

    def _ramp(self, line: int, month: Any, state: State) -> None:
        """Rules P1, P2."""
        row, start = self._lines[line], self._start[line]
        state.output[line] = start
        if row.rate_full is not None and row.ramp_months is not None:
            share = ramp_share(month - self._from[line], self._draws[row.ramp_months.name])
            state.output[line] += (self._draws[row.rate_full.name] - start) * share

    def _work(self, line: int, state: State) -> None:
        """Hours, learning and disruptions (rules P6, P7, X3)."""
        row = self._lines[line]
        if row.shifts is not None and row.shift_return is not None:
            returns = self._draws[row.shift_return.name]
            state.output[line] *= shift_factor(self._shifts[line], self._weekend[line], returns)
        if row.learning is not None and row.learned is not None:
            learned, learning = self._draws[row.learned.name], self._draws[row.learning.name]
            state.output[line] *= learning_factor(self.made[line], learned, learning)
        if row.id in self._disrupted:
            state.output[line] *= self._disruptions.line_left[line]

    def deliver_free(self, state: State) -> None:
        """Land what no order took in the stock of the line's holder (rule P4)."""
        for line, account in enumerate(self._account):
            state.arrivals[account] += state.free[line]
