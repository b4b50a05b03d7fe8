"""Kits: systems that a holder puts together from parts; the scarcest part limits them."""

from typing import Any

import numpy as np

from materiel.simulate.arrays import Arrays
from materiel.simulate.compile import Network
from materiel.simulate.draw import Draws
from materiel.simulate.flows.inputs import UNLIMITED
from materiel.simulate.records import FloatArray
from materiel.simulate.state import State

# A whole kit is not lost to a rounding in its parts (rule J2).
ROOM = 1e-9


class Kits:
    """Parts to whole kits, in the stock of the same holder."""

    def __init__(self, network: Network, draws: Draws, arrays: Arrays) -> None:
        self._arrays, self._item = arrays, network.item_of_account
        self._kits: dict[int, list[tuple[int, FloatArray]]] = {}  # account → parts
        for row in network.scenario.kits:
            part = (network.account(row.holder, row.part), draws[row.per_kit.name])
            self._kits.setdefault(network.account(row.holder, row.kit), []).append(part)

    def step(self, month: Any, state: State) -> None:
        """Put together what the scarcest part is enough for (rules J1 to J3)."""
        for account, parts in self._kits.items():
            complete = self._arrays.full(UNLIMITED)
            for part, per_kit in parts:
                complete = np.minimum(complete, np.floor(state.stock[part] / per_kit + ROOM))
            for part, per_kit in parts:
                used = np.minimum(complete * per_kit, state.stock[part])
                state.stock[part] -= used
                state.issued[self._item[part]] += used
            state.stock[account] += complete
            state.arrivals[account] += complete
            state.entered[self._item[account]] += complete
