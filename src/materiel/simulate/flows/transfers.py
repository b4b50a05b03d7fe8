"""Transfers: pieces that leave one stock and land in another some months later."""

import numpy as np

from materiel.simulate.compile import IntArray, Network, whole_months
from materiel.simulate.draw import Draws
from materiel.simulate.flows.gates import Gates
from materiel.simulate.flows.payment import affordable, pay
from materiel.simulate.records import FloatArray
from materiel.simulate.state import State


class Pipeline:
    """What is on its way: the last months' departures, read again after each run's own delay.

    >>> pipeline = Pipeline(np.array([1, 2]), months=12)
    >>> pipeline.send(0, np.array([5.0, 7.0]))
    >>> pipeline.arrive(1), pipeline.arrive(2)
    (array([5., 0.]), array([0., 7.]))
    """

    def __init__(self, delay: IntArray, months: int) -> None:
        # Longer than the horizon is never; one month is the shortest (rule T3).
        self._delay = np.clip(delay, 1, months)
        self._length = int(self._delay.max(initial=1)) + 1
        self._sent = np.zeros((self._length, len(delay)))  # [month modulo length, run]
        self._runs = np.arange(len(delay))

    def send(self, month: int, pieces: FloatArray) -> None:
        """Put the month's departures on their way. [piece; run]"""
        self._sent[month % self._length] = pieces

    def arrive(self, month: int) -> FloatArray:
        """What lands in `month`. [piece; run]"""
        landed: FloatArray = self._sent[(month - self._delay) % self._length, self._runs]
        return landed


class Transfers:
    """Moves pieces between stocks."""

    def __init__(self, network: Network, draws: Draws, gates: Gates, runs: int) -> None:
        rows = network.scenario.transfers
        self._giver = [network.account(row.giver, row.item) for row in rows]
        self._receiver = [network.account(row.receiver, row.item) for row in rows]
        self._item = [network.item_of_account[network.account(row.giver, row.item)] for row in rows]
        self._rate = [draws[row.rate.name] for row in rows]
        self._left = [draws[row.quantity.name].copy() if row.quantity else None for row in rows]
        self._opens = [
            gates.opens(network.month(row.date_from), row.permission, row.fund) for row in rows
        ]
        self._first = [int(opens.min()) for opens in self._opens]
        self._fund = [gates.fund_number(row.fund) if row.fund else None for row in rows]
        self._price = [draws[row.price.name] if row.price else None for row in rows]
        self._pipeline = [
            Pipeline(whole_months(draws[row.delay_months.name]), network.months) for row in rows
        ]
        self.sent = np.zeros((len(rows), runs))  # up to now [piece; transfer, run]

    def arrive(self, month: int, state: State) -> None:
        """Land what was sent a delay ago (rule T3)."""
        for transfer, first in enumerate(self._first):
            if first < month:
                landed = self._pipeline[transfer].arrive(month)
                state.arrivals[self._receiver[transfer]] += landed
                state.transit[self._item[transfer]] -= landed

    def leave(self, month: int, state: State) -> None:
        """Send what rate, quantity, floor, gates and money allow, in the order of rows (T1, T2)."""
        for transfer, first in enumerate(self._first):
            if first <= month:
                pieces = self._sendable(transfer, month, state)
                self._pipeline[transfer].send(month, pieces)
                self.sent[transfer] += pieces
                state.stock[self._giver[transfer]] -= pieces
                state.transit[self._item[transfer]] += pieces

    def _sendable(self, transfer: int, month: int, state: State) -> FloatArray:
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
