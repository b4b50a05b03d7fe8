"""Projects: capacity that is added once it is decided, paid, permitted and built."""

from typing import Any

from materiel.simulate.arrays import Arrays
from materiel.simulate.compile import Network, rows_of
from materiel.simulate.draw import Draws
from materiel.simulate.flows.gates import Gates
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
        self._ready = rows_of([row.build_months for row in rows], draws, arrays)
        for number, row in enumerate(rows):
            decided = network.month(row.decided)
            opens = gates.opens(decided, row.permission, row.fund)
            # A project decided before the scenario starts has been building since then.
            begins = opens if row.permission or row.fund else float(decided)
            self._ready[number] += begins

    def step(self, month: Any, state: State) -> None:
        """Add the capacity of finished projects to this month's output (rule P3)."""
        for number, line in enumerate(self._line):
            share = ramp_share(month - self._ready[number], self._ramp[number])
            state.output[line] += self._adds[number] * share
