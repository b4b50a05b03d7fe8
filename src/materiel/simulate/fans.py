"""Quantiles of many series at once, from counts instead of from all the values.

Every series has `BINS` bins. A bin's edges are whole multiples of its width, and the width is a power
of two, the same for all bins of a series; if a value lies outside, pairs of bins are joined until it
fits. So the counts depend on the values alone, not on their order or on how they were cut.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from materiel.simulate.kernel_cache import loaded
from materiel.simulate.kernel_file import Kernel, array
from materiel.simulate.lanes import LANES, on_lines, side_by_side
from materiel.simulate.records import FloatArray

# At least (2,304 − 128) ÷ 2 bins lie in the range, so that a bin is at most 1/1087 of it, and a
# quantile is out by less than 1e-3 of it.
BINS = 2304
GRID = 128  # the first bin is a multiple of it, so that counts seldom have to move
NARROWEST = -900  # a width of 2^-900: series whose range is nothing
CODES = 1 << 16  # bins that a chunk of the kernel tells apart: far more than there are
SUBS = 4  # counts side by side: equal values that follow each other need not wait for each other
MOST_AT_ONCE = (1 << 16) - LANES  # runs, whole blocks: counts have 16 bits
WIDEST = 17  # a bin of 2^17 of the bins before it: all codes lie in one or two

IntArray = NDArray[np.int64]


class Coded:
    """What the kernel counts of one chunk: bin numbers, and rows of values where they are beyond."""

    def __init__(self, blocks: int, series: int) -> None:
        self.low, self.high = np.empty(series), np.empty(series)
        self.at_low, self.at_high = np.empty(series, np.int64), np.empty(series, np.int64)
        self.scale, self.start = np.empty(series), np.empty(series)
        self.power = np.empty(series, np.int64)
        self.codes = on_lines(blocks, series, LANES, kind=np.uint16)
        self.kept = np.empty((blocks, series), np.uint8)
        self.spill = on_lines(series, LANES)  # a block has room, whatever its values
        self.spilled_row = np.empty(series, np.int64)
        self.blocks, self.runs, self.spilled = 0, 0, 0

    def begin(self, fans: "Histograms") -> None:
        """Get ready for a chunk, with the bins of `fans` in the middle of the codes."""
        assert len(self.low) == len(fans.low), "as many series as are counted"
        if len(self.low):
            self.low[:], self.high[:] = fans.low, fans.high
            self.at_low[:], self.at_high[:] = 0, 0
            self.power[:] = fans.power
            self.scale[:] = np.ldexp(1.0, -fans.power)
            self.start[:] = fans.first + (BINS - CODES) // 2

    def is_whole(self) -> bool:
        """Whether there was room for all rows beyond the codes."""
        return self.spilled <= len(self.spill)

    def arrays(self) -> tuple[Any, ...]:
        """In the order in which the kernel takes them."""
        return (
            self.low, self.high, self.at_low, self.at_high,
            self.scale, self.start, self.codes, self.kept, self.spill, self.spilled_row,
        )  # fmt: skip


class Histograms:
    """Counts of `count` series: month by month, place by place.

    >>> from materiel.simulate.lanes import in_blocks
    >>> fans = Histograms(1)
    >>> fans.add(in_blocks(np.array([[[1.0, 2.0, 3.0]]])), 3)
    >>> [round(float(number), 2) for number in fans.quantiles((0.0, 0.5, 1.0))[:, 0]]
    [1.0, 2.0, 3.0]
    """

    def __init__(self, count: int) -> None:
        self.low, self.high = np.full(count, np.inf), np.full(count, -np.inf)
        self.at_low, self.at_high = np.zeros(count, np.int64), np.zeros(count, np.int64)
        self.power = np.full(count, NARROWEST, np.int64)  # a bin is 2^power wide
        self.first = np.zeros(count)  # number of the first bin: its edge ÷ width
        self.runs = 0
        # Counts have 16 bits, so that less passes through the cache, and are handed on before that is
        # too few. The kernel's first block, which shows how wide the bins must be, waits for the next.
        self._counts = np.zeros((count, BINS), np.uint16)
        self._older: NDArray[np.int32] | None = None
        self._counted = 0  # runs in `_counts`
        self._waiting: Coded | None = None
        self._scratch = np.zeros(SUBS * BINS, np.uint16)

    @property
    def counts(self) -> NDArray[np.int32]:
        """How many values each bin has. [any; series, bin]"""
        self._count_waiting()
        counts = self._counts.astype(np.int32)
        return counts if self._older is None else counts + self._older

    def add(self, blocks: FloatArray, runs: int) -> None:
        """Count the values of some more runs, in blocks of lanes. [any; block, month, place, lane]"""
        self._count_waiting()
        self._make_room(runs)
        kernel = loaded()
        if kernel is None:
            self._add_in_numpy(side_by_side(blocks, runs).reshape(len(self.low), runs) + 0.0)
        else:
            count, series = len(blocks), len(self.low)
            ends = (self.low.copy(), self.high.copy(),
                    np.zeros(series, np.int64), np.zeros(series, np.int64))  # fmt: skip
            sizes = array(count, series, runs - (count - 1) * LANES, count * series)
            codes = np.empty(LANES, np.uint16)
            kernel.call("reach_values", blocks, *ends, np.zeros(series), np.zeros(series), codes, sizes)  # fmt: skip
            self._reach(*ends)
            self._count_values(blocks, np.arange(count * series), sizes)
        self.runs += runs

    def _add_in_numpy(self, table: FloatArray) -> None:
        low, high = table.min(axis=1), table.max(axis=1)  # of 0.0 and −0.0 it is chance which
        lows, highs = table == low[:, None], table == high[:, None]
        self._reach(low, high, np.count_nonzero(lows, 1), np.count_nonzero(highs, 1))
        scale = np.ldexp(1.0, -self.power)
        for series, row in enumerate(table):
            bins = (np.floor(row * scale[series]) - self.first[series]).astype(np.int64)
            self._counts[series] += np.bincount(bins, minlength=BINS).astype(np.uint16)

    def _make_room(self, runs: int) -> None:
        """For the counts of some more runs."""
        assert runs <= MOST_AT_ONCE, "counts have 16 bits"
        if self._counted + runs > MOST_AT_ONCE:
            self._older, self._counted = self.counts, 0
            self._counts[:] = 0
        self._counted += runs

    def _count_values(self, values: FloatArray, rows: IntArray, sizes: IntArray) -> None:
        scale = np.ldexp(1.0, -self.power)
        _kernel().call("count_values", values, rows, scale, self.first, self._counts, sizes)

    def add_coded(self, part: Coded) -> None:
        """Count what the kernel ran: the same counts as of the values themselves.

        The first part is kept and counted with the next, so that it must not be used again.
        """
        if len(self.low):
            self._reach(part.low, part.high, part.at_low, part.at_high)
            if self.runs == 0:
                self._waiting = part
            else:
                self._count_waiting()
                self._count_coded(part)
        self.runs += part.runs

    def _count_waiting(self) -> None:
        part, self._waiting = self._waiting, None
        if part is not None:
            self._count_coded(part)

    def _count_coded(self, part: Coded) -> None:
        self._make_room(part.runs)
        moved = _moved(part.start, self.power - part.power, self.first)
        last = part.runs - (part.blocks - 1) * LANES
        sizes = array(part.blocks, len(self.low), last, part.spilled)
        ends = (self._bins(self.low), self._bins(self.high))
        _kernel().call("count_codes", part.codes, part.kept, *moved, *ends, self._counts, self._scratch, sizes)  # fmt: skip
        self._count_values(part.spill, part.spilled_row, sizes)

    def _bins(self, values: FloatArray) -> IntArray:
        """The bin of one value of each series."""
        found = np.floor(np.ldexp(values, -self.power)) - self.first
        return found.astype(np.int64)

    def _reach(
        self, low: FloatArray, high: FloatArray, at_low: IntArray, at_high: IntArray
    ) -> None:
        """Take in the least and the most of some more runs, and how many equal them."""
        lower, higher = low < self.low, high > self.high
        self.at_low = np.where(lower, 0, self.at_low) + np.where(low <= self.low, at_low, 0)
        self.at_high = np.where(higher, 0, self.at_high) + np.where(high >= self.high, at_high, 0)
        self.low, self.high = np.minimum(low, self.low), np.maximum(high, self.high)
        self._widen(np.flatnonzero(lower | higher))

    def _widen(self, some: IntArray) -> None:
        """The narrowest bins that hold the least and the most; counts move to them."""
        low, high, wide = self.low[some], self.high[some], self.power[some]
        largest = np.maximum(np.abs(low), np.abs(high))
        wide = np.where(largest > 0, np.maximum(wide, np.frexp(largest)[1] - 50), wide)
        needed = np.frexp(high - low)[1] - 2 - np.frexp(float(BINS))[1]
        wide = np.where(high > low, np.maximum(wide, needed), wide)
        while True:
            start = np.floor(np.ldexp(low, -wide) / GRID) * GRID
            over = np.floor(np.ldexp(high, -wide)) - start >= BINS
            if not over.any():
                break
            wide = wide + over
        if self._counted or self._older is not None:
            other = (wide != self.power[some]) | (start != self.first[some])
            old = self.first[some]
            moved = _moved(old[other], (wide - self.power[some])[other], start[other])
            self._move(some[other], *moved)
        self.power[some], self.first[some] = wide, start

    def _move(self, some: IntArray, shift: IntArray, extra: IntArray, offset: IntArray) -> None:
        kernel = loaded()
        tables: list[Any] = [self._counts] if self._older is None else [self._counts, self._older]
        if kernel is not None:
            sizes = array(len(some))
            kernel.call("move_counts", some, shift, extra, offset, self._counts, self._scratch, sizes)  # fmt: skip
            tables = tables[1:]
        for number, series in enumerate(some):
            for table in tables:
                used = np.flatnonzero(table[series])
                bins = ((used + extra[number]) >> shift[number]) + offset[number]
                table[series] = np.bincount(bins, table[series, used], BINS).astype(table.dtype)

    def quantiles(self, levels: Sequence[float]) -> FloatArray:
        """Quantiles, straight between two runs as NumPy's. [any; level, series]

        The smallest and the largest value are exact, and so is any that equals them; the others are
        within 1e-3 of the range (docs/model.md, rule I7).
        """
        self._count_waiting()
        places = np.asarray(levels) * (self.runs - 1)
        below = np.floor(places).astype(np.int64)
        above = np.minimum(below + 1, self.runs - 1)
        ranks = np.unique(np.concatenate([below, above]))
        values = self._at(ranks)
        low, high = values[np.searchsorted(ranks, below)], values[np.searchsorted(ranks, above)]
        found: FloatArray = low + (places - below)[:, None] * (high - low)
        return found

    def _at(self, ranks: IntArray) -> FloatArray:
        """The values at some ranks, which rise. [any; rank, series]"""
        found = np.ldexp(self.first + self._places(ranks), self.power)
        found = np.minimum(np.maximum(found, self.low), self.high)
        found = np.where(ranks[:, None] < self.at_low, self.low, found)
        return np.where(ranks[:, None] >= self.runs - self.at_high, self.high, found)

    def _places(self, ranks: IntArray) -> FloatArray:
        """In which bin, and how far in it, the values at some ranks lie. [bin; rank, series]"""
        found = np.empty((len(ranks), len(self.low)))
        kernel = loaded()
        if kernel is not None and self._older is None:
            sizes = array(len(self.low), len(ranks))
            kernel.call("places_at", ranks, self._counts, found, sizes)
            return found
        for series, count in enumerate(self.counts):
            up_to = np.cumsum(count)
            place = np.searchsorted(up_to, ranks, side="right")
            before = up_to[place] - count[place]
            found[:, series] = place + (ranks - before + 0.5) / count[place]
        return found


def _moved(
    start: FloatArray, wider: IntArray, first: FloatArray
) -> tuple[IntArray, IntArray, IntArray]:
    """How bin numbers move to wider bins: number n to ((n + extra) >> shift) + offset.

    Args:
        start: Which bin number 0 is, counted from the number zero. [bin; series]
        wider: A new bin is 2^wider old ones. [any; series]
        first: The first new bin, counted from the number zero. [new bin; series]

    >>> _moved(np.array([-5.0]), np.array([2]), np.array([-4.0]))
    (array([2]), array([3]), array([2]))
    """
    bin_ = np.floor(np.ldexp(start, -wider))  # the new bin of number 0
    # Up to the next edge, at most; then how far number 0 is in its new bin.
    edge = np.minimum(np.ldexp(bin_ + 1.0, np.minimum(wider, 900)) - start, 2.0**WIDEST)
    shift = np.minimum(wider, WIDEST)
    extra = np.ldexp(1.0, shift) - np.minimum(edge, np.ldexp(1.0, shift))
    return shift, extra.astype(np.int64), (bin_ - first).astype(np.int64)


def _kernel() -> Kernel:
    kernel = loaded()
    assert kernel is not None, "what was coded was coded by the kernel"
    return kernel
