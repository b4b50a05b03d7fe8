"""Numbers that change from month to month."""

from collections.abc import Sequence
from typing import Any

from materiel.scenario.records import Parameter
from materiel.simulate.arrays import Arrays
from materiel.simulate.compile import Network
from materiel.simulate.draw import Draws
from materiel.simulate.records import FloatArray


class Varying:
    """The month's values of one column; some of its rows may be series (rule D4)."""

    def __init__(
        self,
        network: Network,
        draws: Draws,
        arrays: Arrays,
        column: Sequence[Parameter | None],
    ) -> None:
        self._arrays = arrays
        self._spells = [
            [
                draws[name]
                for name, first, last in network.spells(parameter)
                for _ in range(first, last + 1)
            ]
            if parameter is not None and parameter.series is not None
            else []
            for parameter in column
        ]
        # [unit of the column; row, run]; set anew in each month before it is read
        self._now: list[Any] = [
            arrays.full(0.0) if parameter is None or parameter.series else draws[parameter.name]
            for parameter in column
        ]

    def step(self, month: Any) -> None:
        """Turn to the month's values."""
        for number, spells in enumerate(self._spells):
            if spells:
                self._now[number] = self._arrays.series(spells, month)

    def __getitem__(self, number: int) -> FloatArray:
        """The month's value of a row, 0 for a blank cell. [unit of the column; run]"""
        now: FloatArray = self._now[number]
        return now
