"""Quantiles of many series at once, from counts instead of from all the values.

Every series has `BINS` bins. A bin's edges are whole multiples of its width, and the width is a power
of two, the same for all bins of a series; if a value lies outside, pairs of bins are joined until it
fits. So the counts depend on the values alone, not on their order or on how they were cut.
"""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from materiel.simulate.compiled import side_by_side
from materiel.simulate.kernel_cache import kernel, loaded, seal
from materiel.simulate.records import FloatArray

# At least (2,304 − 128) ÷ 2 bins lie in the range, so that a bin is at most 1/1087 of it, and a
# quantile is out by less than 1e-3 of it.
BINS = 2304
GRID = 128  # the first bin is a multiple of it, so that counts seldom have to move
NARROWEST = -900  # a width of 2^-900: series whose range is nothing


class Histograms:
    """Counts of `count` series: month by month, place by place.

    >>> fans = Histograms(1)
    >>> fans.add(np.array([[[[1.0, 2.0, 3.0]]]]), 3)
    >>> [round(float(number), 2) for number in fans.quantiles((0.0, 0.5, 1.0))[:, 0]]
    [1.0, 2.0, 3.0]
    """

    def __init__(self, count: int) -> None:
        self.low, self.high = np.full(count, np.inf), np.full(count, -np.inf)
        self.at_low, self.at_high = np.zeros(count, np.int64), np.zeros(count, np.int64)
        self.power = np.full(count, NARROWEST, np.int64)  # a bin is 2^power wide
        self.first = np.zeros(count)  # number of the first bin: its edge ÷ width
        self.counts = np.zeros((count, BINS), np.int32)
        self.runs = 0

    def add(self, blocks: FloatArray, runs: int) -> None:
        """Count the values of some more runs, in blocks of lanes. [any; block, month, place, lane]

        The kernel counts once it is loaded; until then NumPy does, to the same counts.
        """
        if not loaded():
            self._add_in_numpy(blocks, runs)
            return
        lanes = runs - (len(blocks) - 1) * blocks.shape[3]
        kernel().count_values(
            blocks, lanes, self.low, self.high, self.at_low, self.at_high,
            self.power, self.first, self.counts,
        )  # fmt: skip
        seal()
        self.runs += runs

    def _add_in_numpy(self, blocks: FloatArray, runs: int) -> None:
        table = side_by_side(blocks, runs)
        for series, row in enumerate(table.reshape(len(self.low), runs)):
            least, most = float(row.min()), float(row.max())
            if least < self.low[series] or most > self.high[series]:
                self.at_low[series] = 0 if least < self.low[series] else self.at_low[series]
                self.at_high[series] = 0 if most > self.high[series] else self.at_high[series]
                self.low[series] = min(least, self.low[series])
                self.high[series] = max(most, self.high[series])
                self._widen(series)
            scale = math.ldexp(1.0, -int(self.power[series]))
            bins = (np.floor(row * scale) - self.first[series]).astype(np.int64)
            self.counts[series] += np.bincount(bins, minlength=BINS).astype(np.int32)
            self.at_low[series] += np.count_nonzero(row == self.low[series])
            self.at_high[series] += np.count_nonzero(row == self.high[series])
        self.runs += runs

    def _widen(self, series: int) -> None:
        """The narrowest bins that hold the least and the most, as `_widen` of kernel.py."""
        least, most = float(self.low[series]), float(self.high[series])
        before, wide = int(self.power[series]), int(self.power[series])
        largest = max(abs(least), abs(most))
        if largest > 0:
            wide = max(wide, math.frexp(largest)[1] - 50)
        if most > least:
            wide = max(wide, math.frexp(most - least)[1] - 2 - math.frexp(float(BINS))[1])
        start = float(np.floor(math.ldexp(least, -wide) / GRID) * GRID)
        while math.floor(math.ldexp(most, -wide)) - start >= BINS:
            wide += 1
            start = float(np.floor(math.ldexp(least, -wide) / GRID) * GRID)
        used = np.flatnonzero(self.counts[series])
        moved = np.floor(np.ldexp(self.first[series] + used, before - wide)) - start
        counts = np.zeros(BINS, np.int32)
        np.add.at(counts, moved.astype(np.int64), self.counts[series, used])
        self.counts[series], self.power[series], self.first[series] = counts, wide, start

    def quantiles(self, levels: Sequence[float]) -> FloatArray:
        """Quantiles, straight between two runs as NumPy's. [any; level, series]

        The smallest and the largest value are exact, and so is any that equals them; the others are
        within 1e-3 of the range (docs/model.md, rule I7).
        """
        places = np.asarray(levels) * (self.runs - 1)
        below = np.floor(places).astype(np.int64)
        above = np.minimum(below + 1, self.runs - 1)
        ranks = np.unique(np.concatenate([below, above]))
        values = self._at(ranks)
        low, high = values[np.searchsorted(ranks, below)], values[np.searchsorted(ranks, above)]
        found: FloatArray = low + (places - below)[:, None] * (high - low)
        return found

    def _at(self, ranks: NDArray[np.int64]) -> FloatArray:
        if not loaded():
            return self._at_in_numpy(ranks)
        found = np.empty((len(ranks), len(self.low)))
        kernel().values_at(
            ranks, self.low, self.high, self.at_low, self.at_high,
            self.power, self.first, self.counts, self.runs, found,
        )  # fmt: skip
        return found

    def _at_in_numpy(self, ranks: NDArray[np.int64]) -> FloatArray:
        found = np.empty((len(ranks), len(self.low)))
        for series, count in enumerate(self.counts):
            up_to = np.cumsum(count)
            place = np.searchsorted(up_to, ranks, side="right")
            before = up_to[place] - count[place]
            inside = place + (ranks - before + 0.5) / count[place]
            values = np.ldexp(self.first[series] + inside, int(self.power[series]))
            values = np.minimum(np.maximum(values, self.low[series]), self.high[series])
            values[ranks < self.at_low[series]] = self.low[series]
            values[ranks >= self.runs - self.at_high[series]] = self.high[series]
            found[:, series] = values
        return found
