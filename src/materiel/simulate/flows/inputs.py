"""Inputs: what a line uses up for each piece, and how they limit it."""

import numpy as np

from materiel.simulate.compile import Network
from materiel.simulate.draw import Draws
from materiel.simulate.records import FloatArray
from materiel.simulate.state import State

UNLIMITED = 1e300  # pieces


def pieces_from(stock: FloatArray, per_piece: FloatArray) -> FloatArray:
    """How many pieces an input is enough for; no limit where none is needed.

    >>> pieces_from(np.array([6.0, 6.0]), np.array([2.0, 0.0]))
    array([3.e+000, 1.e+300])
    """
    needed = per_piece > 0
    return np.where(needed, stock / np.where(needed, per_piece, 1.0), UNLIMITED)


class Inputs:
    """The inputs of each line, out of the stock of the line's holder."""

    def __init__(self, network: Network, draws: Draws) -> None:
        scenario = network.scenario
        lines = {line.id: number for number, line in enumerate(scenario.lines)}
        self._of_line: dict[int, list[tuple[int, FloatArray]]] = {}
        for row in scenario.inputs:
            line = lines[row.line]
            account = network.account(scenario.lines[line].holder, row.item)
            self._of_line.setdefault(line, []).append((account, draws[row.per_piece.name]))
        self._item = network.item_of_account

    def limit(self, state: State) -> None:
        """Cut each line's output to what its inputs are enough for, and use them up (rule P8)."""
        for line in sorted(self._of_line):
            for account, per_piece in self._of_line[line]:
                enough = pieces_from(state.stock[account], per_piece)
                state.output[line] = np.minimum(state.output[line], enough)
            for account, per_piece in self._of_line[line]:
                # The quotient was rounded: what is used is never more than there is.
                used = np.minimum(state.output[line] * per_piece, state.stock[account])
                state.stock[account] -= used
                state.issued[self._item[account]] += used

    def give_back(self, line: int, unused: FloatArray, state: State) -> None:
        """Put back what was taken for pieces that nobody ordered (rule P10). [piece; run]"""
        for account, per_piece in self._of_line.get(line, ()):
            back = unused * per_piece
            state.stock[account] += back
            state.issued[self._item[account]] -= back
