"""Transfers: pieces that leave one stock and land in another some months later."""

from typing import Any

import numpy as np

from materiel.simulate.arrays import Arrays
from materiel.simulate.compile import Network, whole_months
from materiel.simulate.draw import Draws
from materiel.simulate.flows.gates import Gates
from materiel.simulate.flows.payment import affordable, pay
from materiel.simulate.records import FloatArray
from materiel.simulate.state import State


class Transfers:
    """Moves pieces between stocks."""

    def __init__(self, network: Network, draws: Draws, gates: Gates, arrays: Arrays) -> None:
        self._arrays, self._end = arrays, network.months
        rows = network.scenario.transfers
        self._giver = [network.account(row.giver, row.item) for row in rows]
        self._receiver = [network.account(row.receiver, row.item) for row in rows]
        self._item = [network.item_of_account[network.account(row.giver, row.item)] for row in rows]
        self._rate = [draws[row.rate.name] for row in rows]
        self._left = [draws[row.quantity.name].copy() if row.quantity else None for row in rows]
        self._opens = [
            gates.opens(network.month(row.date_from), row.permission, row.fund) for row in rows
        ]
        self._first = [max(network.month(row.date_from), 0) for row in rows]
        self._fund = [gates.fund_number(row.fund) if row.fund else None for row in rows]
        self._price = [draws[row.price.name] if row.price else None for row in rows]
        self._pipeline = [
            arrays.pipeline(whole_months(draws[row.delay_months.name]), network.months)
            for row in rows
        ]
        self.sent = arrays.zeros(len(rows))  # up to now [piece; transfer, run]

    def arrive(self, month: Any, state: State) -> None:
        """Land what was sent a delay ago (rule T3)."""
        for transfer, first in enumerate(self._first):
            for _ in self._arrays.during(month, first + 1, self._end):
                landed = self._pipeline[transfer].arrive(month)
                state.arrivals[self._receiver[transfer]] += landed
                state.transit[self._item[transfer]] -= landed

    def leave(self, month: Any, state: State) -> None:
        """Send what rate, quantity, floor, gates and money allow, in the order of rows (T1, T2)."""
        for transfer, first in enumerate(self._first):
            for _ in self._arrays.during(month, first, self._end):
                pieces = self._sendable(transfer, month, state)
                self._pipeline[transfer].send(month, pieces)
                self.sent[transfer] += pieces
                state.stock[self._giver[transfer]] -= pieces
                state.transit[self._item[transfer]] += pieces

    def _sendable(self, transfer: int, month: Any, state: State) -> FloatArray:
        giver = self._giver[transfer]
        spare = np.maximum(state.stock[giver] - state.floor[giver], 0.0)
        pieces: FloatArray = np.minimum(self._rate[transfer], spare)
        left = self._left[transfer]
        if left is not None:
            pieces = np.minimum(pieces, left)
        pieces = np.where(self._opens[transfer] <= month, pieces, 0.0)
        fund, price = self._fund[transfer], self._price[transfer]
        if fund is not None and price is not None:
            pieces = affordable(pieces, price, state.money[fund])
            state.money[fund] = pay(state.money[fund], pieces * price)
            state.spent[fund] += pieces * price
        if left is not None:
            left -= pieces
        return pieces
