"""A network recorded: its flows run once, on rows that note what is done to them."""

from typing import Any, Protocol

import numpy as np

from materiel.simulate.compile import Network
from materiel.simulate.compiled import Given
from materiel.simulate.draw import Drawer
from materiel.simulate.program import Program, make_program
from materiel.simulate.records import FloatArray
from materiel.simulate.rows import Row
from materiel.simulate.run import Flows, begin_flows, step_month
from materiel.simulate.state import ROUNDING, State
from materiel.simulate.tape import Tape, TapeDraws

MOST_REMEMBERED = 100
_changing: dict[Any, frozenset[int]] = {}


class Looker(Protocol):
    """Says what is kept of each month and of the end."""

    def monthly(self, network: Network, state: State, flows: Flows) -> tuple[FloatArray, ...]:
        """Rows that are kept of each month. [any; run]"""

    def counted(self, network: Network, state: State, flows: Flows) -> tuple[FloatArray, ...]:
        """Rows of each month that are only counted. [any; run]"""

    def final(self, network: Network, state: State, flows: Flows) -> tuple[FloatArray, ...]:
        """Rows that are kept of the end. [any; run]"""


def record(network: Network, drawer: Drawer, looker: Looker, given: Given | None = None) -> Program:
    """The program of a network, for the kernel.

    Raises:
        NotRecordedError: A flow cannot be recorded; NumPy runs the network.
    """
    given = given or Given()
    name = (network.scenario.hash, network.months, type(looker).__name__, given.once_names)
    # What an earlier recording found; too much of it only leaves a little unfolded.
    changing = _changing.get(name, frozenset())
    while True:
        tape = Tape(network.months, changing)
        _record_run(tape, network, drawer, looker, given)
        if tape.found <= changing:
            _changing[name] = changing
            if len(_changing) > MOST_REMEMBERED:
                _changing.pop(next(iter(_changing)))
            return make_program(tape.recording, network.months)
        changing |= tape.found


def _record_run(tape: Tape, network: Network, drawer: Drawer, looker: Looker, given: Given) -> None:
    slots = {name: slot for slot, name in enumerate(given.once_names)}

    def make(name: str) -> Row:
        if name in slots:
            return tape.given(slots[name], float(given.once[:, slots[name]].max()))
        return tape.draw(drawer, name)

    monthly_slots = {name: slot for slot, name in enumerate(given.monthly_names)}

    def make_monthly(name: str) -> Row:
        if name in monthly_slots:
            return tape.fresh("GIVEN_MONTHLY", (monthly_slots[name],))
        return tape.monthly_draw(drawer, name)

    draws: Any = TapeDraws(make, make_monthly)
    arrays: Any = tape  # answers to what `Arrays` asks
    flows, state = begin_flows(network, draws, arrays)
    # What a stock may be below zero by rounding (rule S1); what came in later only widens it.
    room = [ROUNDING * (1.0 + entered) for entered in state.entered]
    month = tape.begin_months()
    step_month(month, state, flows)
    for account, item in enumerate(network.item_of_account):
        tape.check(state.stock[account], room[item])
    for place, row in enumerate(looker.monthly(network, state, flows)):
        tape.store("STORE", place, row)
    for place, row in enumerate(looker.counted(network, state, flows)):
        tape.store("COUNT", place, row)
    tape.end_months()
    _check_conservation(tape, network, state)
    for place, row in enumerate(looker.final(network, state, flows)):
        tape.store("FINAL", place, row)


def _check_conservation(tape: Tape, network: Network, state: State) -> None:
    """Rule S5, at the end: what appeared or vanished in any month is missing there."""
    for item in range(len(network.items)):
        lost: Any = state.entered[item] - state.transit[item] - state.issued[item]
        for account in np.flatnonzero(network.item_of_account == item):
            lost = lost - state.stock[int(account)]
        tape.check(np.minimum(lost, -lost), ROUNDING * (1.0 + state.entered[item]))
