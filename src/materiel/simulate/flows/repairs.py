"""Repairs: what is lost and damaged, and what workshops bring back."""

from typing import Any

import numpy as np

from materiel.simulate.arrays import Arrays
from materiel.simulate.compile import Network, whole_months
from materiel.simulate.draw import Draws
from materiel.simulate.state import State
from materiel.simulate.steps import share_of_step
from materiel.simulate.varying import Varying


def shares_of_step(loss: Any, damage: Any, step: str) -> tuple[Any, Any]:
    """What of a stock is lost and damaged in a step, from the shares of a month. [share; run]

    Source: docs/model.md, rule E4: together they are what leaves a stock.

    >>> loss, damage = shares_of_step(np.array([0.3]), np.array([0.1]), "week")
    >>> (loss / damage).round(9), (loss + damage).round(4)
    (array([3.]), array([0.1108]))
    """
    if step == "month":
        return loss, damage
    whole = np.minimum(loss + damage, 1.0)
    part = share_of_step(whole, step) / np.where(whole > 0, whole, 1.0)
    return loss * part, damage * part


class Repairs:
    """Losses, damage, the queue in front of each workshop, and returns to stock."""

    def __init__(self, network: Network, draws: Draws, arrays: Arrays) -> None:
        rows = network.scenario.repairs
        self._rows, self._draws, self._arrays, self._end = rows, draws, arrays, network.months
        self._step = network.scenario.step
        self._account = [network.account(row.holder, row.item) for row in rows]
        self._item = [network.item_of_account[account] for account in self._account]
        names = [row.hub or f"/{row.id}" for row in rows]
        hubs = {name: number for number, name in enumerate(dict.fromkeys(names))}
        self._hub = [hubs[name] for name in names]
        self._rows_of: dict[int, list[int]] = {}
        for number, account in enumerate(self._account):
            self._rows_of.setdefault(account, []).append(number)
        self._window = [(network.month(r.date_from), network.last_month(r.date_to)) for r in rows]
        self._loss, self._damage, self._capacity = (
            Varying(network, draws, arrays, [getattr(row, column) for row in rows])
            for column in ("loss_share", "damage_share", "capacity")
        )
        self._pipeline = [
            arrays.pipeline(whole_months(draws[row.turnaround_months.name]), network.months)
            for row in rows
        ]
        self._pool = arrays.zeros(len(hubs))  # left of the month's capacity [piece; hub, run]
        self.waiting = arrays.zeros(len(rows))  # damaged, not begun [piece; repair, run]
        self.lost = arrays.zeros(len(rows))  # up to now, for good [piece; repair, run]
        self.landed = arrays.zeros(len(rows))  # this month [piece; repair, run]
        self.returned = arrays.zeros(len(rows))  # up to now [piece; repair, run]

    def arrive(self, month: Any, state: State) -> None:
        """Land what workshops have finished (rule H4)."""
        self.landed[:] = 0.0
        for number, account in enumerate(self._account):
            for _ in self._arrays.during(month, max(self._window[number][0], 0) + 1, self._end):
                landed = self._pipeline[number].arrive(month)
                state.arrivals[account] += landed
                state.transit[self._item[number]] -= landed
                self.landed[number] = landed
                self.returned[number] += landed

    def rows_of(self, account: int) -> list[int]:
        """Positions of the rows of an account."""
        return self._rows_of.get(account, [])

    def step(self, month: Any, state: State) -> None:
        """Lose, damage, and begin repairs (rules H1 to H3)."""
        for varying in (self._loss, self._damage, self._capacity):
            varying.step(month)
        for number, (first, last) in enumerate(self._window):
            for _ in self._arrays.during(month, first, last):
                self._wear(number, state)
        self._pool[:] = 0.0
        for number, hub in enumerate(self._hub):
            for _ in self._arrays.during(month, self._window[number][0], self._end):
                self._pool[hub] += self._capacity[number]
        for number, (first, _) in enumerate(self._window):
            for _ in self._arrays.during(month, first, self._end):
                self._begin(number, month, state)

    def _wear(self, number: int, state: State) -> None:
        account, item = self._account[number], self._item[number]
        by_stock = self._rows[number].basis == "stock"
        basis = state.stock[account] if by_stock else state.demand[account]
        loss, damage = self._loss[number], self._damage[number]
        if by_stock:
            loss, damage = shares_of_step(loss, damage, self._step)
        lost = np.minimum(basis * loss, state.stock[account])
        damaged = np.minimum(basis * damage, state.stock[account] - lost)
        state.stock[account] -= lost + damaged
        state.stock[account] = np.maximum(state.stock[account], 0.0)
        state.issued[item] += lost
        self.lost[number] += lost
        state.transit[item] += damaged
        self.waiting[number] += damaged

    def _begin(self, number: int, month: Any, state: State) -> None:
        item, hub = self._item[number], self._hub[number]
        begun = np.minimum(self.waiting[number], self._pool[hub])
        self._pool[hub] -= begun
        self.waiting[number] -= begun
        comes_back = begun * self._draws[self._rows[number].returned_share.name]
        scrapped = begun - comes_back
        state.transit[item] -= scrapped
        state.issued[item] += scrapped
        self.lost[number] += scrapped
        self._pipeline[number].send(month, comes_back)
