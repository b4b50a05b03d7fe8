"""Transfers: pieces that leave one stock and land in another, stage by stage."""

from typing import Any

import numpy as np

from materiel.core.dates import is_after
from materiel.scenario.records import Parameter, Scenario, Transfer
from materiel.simulate.arrays import Arrays
from materiel.simulate.compile import Network, whole_months
from materiel.simulate.draw import Draws
from materiel.simulate.flows.disruptions import Disruptions
from materiel.simulate.flows.gates import Gates
from materiel.simulate.flows.payment import affordable, pay
from materiel.simulate.records import FloatArray
from materiel.simulate.state import State
from materiel.simulate.varying import Varying


def pledged_rows(scenario: Scenario) -> list[tuple[int, Parameter]]:
    """Positions and quantities of the transfers that delivered ÷ pledged counts (rule I11)."""
    return [
        (number, row.quantity)
        for number, row in enumerate(scenario.transfers)
        if row.quantity is not None
        and (row.receiver, row.item) == (scenario.focus_holder, scenario.focus_item)
        and not is_after(row.pledged or row.date_from, scenario.end)
    ]


class Transfers:
    """Moves pieces between stocks."""

    def __init__(
        self,
        network: Network,
        draws: Draws,
        gates: Gates,
        disruptions: Disruptions,
        arrays: Arrays,
    ) -> None:
        rows = network.scenario.transfers
        self._rows, self._draws, self._arrays, self._end = rows, draws, arrays, network.months
        self._disruptions, self._network = disruptions, network
        self._giver = [network.account(row.giver, row.item) for row in rows]
        self._receiver = [network.account(row.receiver, row.item) for row in rows]
        self._item = [network.item_of_account[account] for account in self._giver]
        self._rate = Varying(network, draws, arrays, [row.rate for row in rows])
        self._left = [draws[row.quantity.name].copy() if row.quantity else None for row in rows]
        self.opens = [self._contracted(row, network, gates) for row in rows]
        self._first = [max(network.month(row.date_from), 0) for row in rows]
        self._funds = {fund.id: n for n, fund in enumerate(network.scenario.funds)}
        numbers = {row.id: number for number, row in enumerate(rows)}
        self._backfills = [numbers[row.backfills] if row.backfills else None for row in rows]
        shared = [g for g, row in zip(self._giver, rows, strict=True) if row.share]
        self._split = {account: n for n, account in enumerate(dict.fromkeys(shared))}
        self._spare = arrays.zeros(len(self._split))  # before the month's first [piece; ., run]
        self._pipeline = [arrays.pipeline(self._delay(row), network.months) for row in rows]
        self.waiting = arrays.zeros(len(rows))  # left the giver, not begun [piece; transfer, run]
        self.sent = arrays.zeros(len(rows))  # left the giver, up to now [piece; transfer, run]
        self.landed = arrays.zeros(len(rows))  # this month [piece; transfer, run]
        self.received = arrays.zeros(len(rows))  # up to now [piece; transfer, run]

    def _contracted(self, row: Transfer, network: Network, gates: Gates) -> FloatArray:
        """From which month a transfer may leave (rule T4). [month; run]"""
        opens = gates.opens(network.month(row.date_from), row.permission, row.fund)
        if row.contract_months is None:
            return opens
        pledged = network.month(row.pledged or row.date_from)
        contracted = pledged + whole_months(self._draws[row.contract_months.name])
        return np.maximum(opens, contracted)

    def _delay(self, row: Transfer) -> FloatArray:
        """From the workshop's begin to landing (rules T3, T5). [month; run]"""
        delay = whole_months(self._draws[row.delay_months.name])
        if row.refurbish_months is not None:
            delay = delay + whole_months(self._draws[row.refurbish_months.name])
        return delay

    def accounts(self) -> list[tuple[int, int]]:
        """Giver's and receiver's account of each row."""
        return list(zip(self._giver, self._receiver, strict=True))

    def arrive(self, month: Any, state: State) -> None:
        """Land what was sent a delay ago (rule T3)."""
        self.landed[:] = 0.0
        for transfer, first in enumerate(self._first):
            for _ in self._arrays.during(month, first + 1, self._end):
                landed = self._pipeline[transfer].arrive(month)
                self.landed[transfer] = landed
                self.received[transfer] += landed
                state.arrivals[self._receiver[transfer]] += landed
                state.transit[self._item[transfer]] -= landed

    def leave(self, month: Any, state: State) -> None:
        """Send what rate, quantity, floor, gates and money allow, in the order of rows (T1, T2)."""
        self._rate.step(month)
        for account, number in self._split.items():
            self._spare[number] = np.maximum(state.stock[account] - state.floor[account], 0.0)
        for transfer, first in enumerate(self._first):
            for _ in self._arrays.during(month, first, self._end):
                pieces = self._sendable(transfer, month, state)
                self.sent[transfer] += pieces
                state.stock[self._giver[transfer]] -= pieces
                state.transit[self._item[transfer]] += pieces
                self._pipeline[transfer].send(month, self._refurbished(transfer, pieces, state))

    def delivered_share(self) -> FloatArray:
        """Received ÷ pledged at the end, of the focus holder and item. [share; run] (rule I11)"""
        received, pledged = self._arrays.full(0.0), self._arrays.full(0.0)
        for number, quantity in pledged_rows(self._network.scenario):
            received = received + self.received[number]
            pledged = pledged + self._draws[quantity.name]
        share = received / np.where(pledged > 0, pledged, 1.0)
        return np.where(pledged > 0, share, 1.0)

    def _sendable(self, transfer: int, month: Any, state: State) -> FloatArray:
        giver, left = self._giver[transfer], self._left[transfer]
        spare = np.maximum(state.stock[giver] - state.floor[giver], 0.0)
        pieces: FloatArray = np.minimum(self._most(transfer), spare)
        if left is not None:
            pieces = np.minimum(pieces, left)
        pieces = np.where(self.opens[transfer] <= month, pieces, 0.0)
        pieces = self._paid(self._rows[transfer].fund, self._rows[transfer].price, pieces, state)
        if left is not None:
            left -= pieces
        return pieces

    def _most(self, transfer: int) -> FloatArray:
        """Rate, ban, share and backfill (rules T1, T6, T7, X4)."""
        row, draws = self._rows[transfer], self._draws
        most: FloatArray = self._rate[transfer] * self._disruptions.transfer_left[transfer]
        if row.share is not None:
            spare = self._spare[self._split[self._giver[transfer]]]
            most = np.minimum(most, draws[row.share.name] * spare)
        other = self._backfills[transfer]
        if other is not None:
            owed = self.sent[other]
            if row.backfill_ratio is not None:
                owed = owed * draws[row.backfill_ratio.name]
            most = np.minimum(most, np.maximum(owed - self.sent[transfer], 0.0))
        return most

    def _refurbished(self, transfer: int, pieces: FloatArray, state: State) -> FloatArray:
        """What goes on its way: all, or what the workshop begins and its fund pays (rule T5)."""
        row = self._rows[transfer]
        if row.refurbish_rate is None and row.refurbish_price is None:
            return pieces
        self.waiting[transfer] += pieces
        begun: FloatArray = self.waiting[transfer].copy()
        if row.refurbish_rate is not None:
            begun = np.minimum(begun, self._draws[row.refurbish_rate.name])
        begun = self._paid(row.refurbish_fund, row.refurbish_price, begun, state)
        self.waiting[transfer] -= begun
        return begun

    def _paid(self, fund_id: Any, price_of: Any, pieces: FloatArray, state: State) -> FloatArray:
        """As much of it as the fund pays (rule G4). [piece; run]"""
        if fund_id is None or price_of is None:
            return pieces
        fund, price = self._funds[fund_id], self._draws[price_of.name]
        pieces = affordable(pieces, price, state.money[fund])
        state.money[fund] = pay(state.money[fund], pieces * price)
        state.spent[fund] += pieces * price
        return pieces
