"""Lines: what they make in a month, by ramp, projects, shifts, learning and inputs."""

from typing import Any

from materiel.scenario.records import Line
from materiel.simulate.arrays import Arrays
from materiel.simulate.compile import Network
from materiel.simulate.draw import Draws
from materiel.simulate.flows.disruptions import Disruptions
from materiel.simulate.flows.inputs import Inputs
from materiel.simulate.flows.learning import learning_factor
from materiel.simulate.flows.projects import Projects
from materiel.simulate.flows.ramp import LogisticRamp, ramp_share
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
        self._from = [self._ramp_begins(row, network) for row in self._lines]
        self._logistic = {
            line: LogisticRamp(
                arrays.full(0.0) + self._from[line],
                draws[row.ramp_months.name],
                arrays,
                network.months,
            )
            for line, row in enumerate(self._lines)
            if row.ramp_curve == "logistic" and row.ramp_months is not None
        }
        self._start, self._shifts, self._weekend = (
            Varying(network, draws, arrays, [getattr(row, column) for row in self._lines])
            for column in ("rate_start", "shifts", "weekend")
        )
        self._account = [network.account(row.holder, row.item) for row in self._lines]
        self._item = network.item_of_line
        self._projects, self._disruptions = projects, disruptions
        self._disrupted = {row.line for row in network.scenario.disruptions}
        self._inputs = Inputs(network, draws)
        self._to_order = [n for n, row in enumerate(self._lines) if row.makes == "to_order"]
        self._ordered = {row.line for row in network.scenario.orders}
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
        for line, item in enumerate(self._item):
            if self._lines[line].makes != "to_order":
                state.entered[item] += state.output[line]

    def _ramp_begins(self, row: Line, network: Network) -> Any:
        """The start of a ramp, or the middle of a logistic one (rules P2, P9). [month; run]"""
        begins = network.month(row.ramp_start or network.scenario.start)
        delay = row.ramp_delay_months
        return begins if delay is None else begins + self._draws[delay.name]

    def _ramp(self, line: int, month: Any, state: State) -> None:
        """Rules P1, P2, P9."""
        row, start = self._lines[line], self._start[line]
        state.output[line] = start
        if row.rate_full is not None and row.ramp_months is not None:
            rise = self._draws[row.rate_full.name] - start
            if line in self._logistic:
                state.output[line] += self._logistic[line].part(rise, month)
            else:
                elapsed = month - self._from[line]
                share = ramp_share(elapsed, self._draws[row.ramp_months.name])
                state.output[line] += rise * share

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

    def count_ordered(self, state: State) -> None:
        """What lines that make to order made for orders (rule P10)."""
        for line in self._to_order:
            if self._lines[line].id in self._ordered:
                made = state.output[line] - state.free[line]
                state.entered[self._item[line]] += made

    def deliver_free(self, state: State) -> None:
        """Land what nobody ordered with the line's holder (P4); to order it is not made (P10)."""
        for line in self._to_order:
            unused = state.free[line]
            self._inputs.give_back(line, unused, state)
            state.output[line] -= unused
            unused[:] = 0.0
        self.made += state.output
        for line, account in enumerate(self._account):
            if line not in self._to_order:
                state.arrivals[account] += state.free[line]
