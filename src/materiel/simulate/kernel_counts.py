"""The compiled part of fans.py: values to bins, bins to quantiles. Arrays come as in kernel.py."""

# numba gives the types.
# mypy: disable-error-code="no-untyped-def,call-overload,no-untyped-call,call-arg,var-annotated,arg-type"

import numpy as np
from llvmlite import ir
from numba import int32, int64, njit, none, uint16, uint32, uint64
from numba.core import cgutils
from numba.extending import intrinsic

from materiel.simulate.fans import BINS, SUBS
from materiel.simulate.kernel_exact import OPTIONS, bits_of, number_of
from materiel.simulate.lanes import LANES

_MOST_CODE = 65535.0
_LARGEST = (1 << 63) - 1


@intrinsic
def _fetch(typing, array, place):
    """Ask for the memory of array[place], which is wanted soon."""

    def build(context, builder, _, given):
        word = ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [given[0].type, word, word, word])
        fetch = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        where = builder.gep(given[0], [given[1]])
        builder.call(fetch, [where, word(0), word(3), word(1)])
        return context.get_dummy_value()

    return none(array, place), build


@njit(inline="always", **OPTIONS)
def _in_order(bits):
    """Bits as a whole number that is larger when the number is; its own inverse."""
    return bits ^ ((bits >> int64(63)) & int64(_LARGEST))


@njit(inline="never", **OPTIONS)
def keep_row(values, at, lanes, series, low, high, at_low, at_high, scale, start, codes, to):
    """A row as numbers of narrow bins, 16 bits each; whether a value lies beyond all of them.

    The ends of the series take in those of the row, and how many values equal them.
    """
    by, first = scale[series], start[series]
    # As whole numbers, whose least the compiler may find lane beside lane.
    least, most = int64(_LARGEST), int64(-_LARGEST)
    for i in range(lanes):
        value = values[at + i]
        order = _in_order(bits_of(value))
        least = order if order < least else least
        most = order if order > most else most
        codes[to + i] = uint16(int32(np.floor(value * by) - first))
    lowest, highest = number_of(_in_order(least)) + 0.0, number_of(_in_order(most)) + 0.0  # no −0.0
    if lowest <= low[series]:
        at_low[series] = at_low[series] if lowest == low[series] else int64(0)
        at_low[series] += _equal(values, at, lanes, lowest)
        low[series] = lowest
    if highest >= high[series]:
        at_high[series] = at_high[series] if highest == high[series] else int64(0)
        at_high[series] += _equal(values, at, lanes, highest)
        high[series] = highest
    inside = np.floor(lowest * by) >= first and np.floor(highest * by) - first <= _MOST_CODE
    return not inside


@njit(inline="always", **OPTIONS)
def _equal(values, at, lanes, end):
    count = uint64(0)
    for i in range(lanes):
        count += uint64(values[at + i] == end)
    return int64(count)


def reach_values(values, low, high, at_low, at_high, scale, start, codes, sizes):
    """Take values into each series' least and most. [any; block, series, lane]

    Args:
        codes: Room for one row; what becomes of it does not matter.
        sizes: Blocks, series, lanes, lanes of the last block that count.
    """
    blocks, series, width, last_lanes = sizes[0], sizes[1], sizes[2], sizes[3]
    for block in range(blocks):
        lanes = uint64(last_lanes if block == blocks - 1 else width)
        for place in range(series):
            at = uint64((block * series + place) * width)
            keep_row(
                values, at, lanes, place, low, high, at_low, at_high, scale, start, codes, uint64(0)
            )
    return 0


def count_values(values, rows, scale, first, counts, sizes):
    """Add values to counts. [any; row, lane]

    Args:
        rows: Which row of [block, series] each is.
        sizes: As for `reach_values`, and how many rows there are.
    """
    blocks, series, width, last_lanes, count = sizes[0], sizes[1], sizes[2], sizes[3], sizes[4]
    for row in range(count):
        place, block = rows[row] % series, rows[row] // series
        by, start, base = scale[place], first[place], uint64(place * BINS)
        at = uint64(row * width)
        for i in range(uint64(last_lanes if block == blocks - 1 else width)):
            bin_ = np.floor(values[at + i] * by) - start
            counts[base + uint64(min(max(bin_, 0.0), BINS - 1.0))] += int32(1)
    return 0


@njit(inline="always", **OPTIONS)
def _count_row(codes, at, lanes, shift, extra, offset, counts):
    whole = lanes // uint64(SUBS)
    for i in range(whole):
        for sub in range(SUBS):
            code = int32(codes[at + i * uint64(SUBS) + uint64(sub)])
            bin_ = uint32(((code + extra) >> shift) + offset) if shift else uint32(code + offset)
            counts[uint64(bin_) + uint64(sub * BINS)] += uint16(1)
    for i in range(whole * uint64(SUBS), lanes):
        counts[uint64(uint32(((int32(codes[at + i]) + extra) >> shift) + offset))] += uint16(1)


def count_codes(codes, kept, shift, extra, offset, low, high, counts, scratch, sizes):
    """Add bin numbers to counts: number n is in bin ((n + extra) >> shift) + offset.

    Args:
        codes: From `keep_row`. [block, series, lane]
        kept: Whether a row is to be counted. [block, series]
        low: The bins of the least and the most value; none lies outside.
        scratch: Room for `SUBS` counts; zeros, and left as zeros.
        sizes: As for `reach_values`.
    """
    blocks, series, last_lanes = sizes[0], sizes[1], sizes[3]
    for place in range(series):
        by, more, plus = int32(shift[place]), int32(extra[place]), int32(offset[place])
        for block in range(blocks):
            row = block * series + place
            at = uint64(row) * uint64(LANES)
            lanes = uint64(last_lanes if block == blocks - 1 else LANES)
            for line in range(0, LANES, 32):  # the same block of the next series
                _fetch(codes, at + uint64(LANES + line))
            if kept[row] != 0 and by == 0:
                _count_row(codes, at, lanes, int32(0), int32(0), plus, scratch)
            elif kept[row] != 0:
                _count_row(codes, at, lanes, by, more, plus, scratch)
        base = uint64(place * BINS)
        for i in range(uint64(low[place]), uint64(high[place] + 1)):
            total = int32(0)
            for sub in range(SUBS):
                total += int32(scratch[i + uint64(sub * BINS)])
                scratch[i + uint64(sub * BINS)] = uint16(0)
            counts[base + i] += total
    return 0


def move_counts(some, shift, extra, offset, counts, scratch, sizes):
    """Move the counts of `sizes[0]` series to wider bins; as for `count_codes`."""
    for number in range(sizes[0]):
        place = some[number]
        by, more, plus = shift[number], extra[number], offset[number]
        for n in range(BINS):
            scratch[n] = counts[place * BINS + n]
            counts[place * BINS + n] = int32(0)
        for n in range(BINS):
            if scratch[n] != 0:
                counts[place * BINS + (((n + more) >> by) + plus)] += scratch[n]
    return 0


def places_at(ranks, counts, found, sizes):
    """In which bin, and how far in it, the values at rising ranks lie. [bin; rank, series]"""
    series, many = sizes[0], sizes[1]
    for place in range(series):
        base, bin_, before = place * BINS, 0, 0
        for number in range(many):
            rank = ranks[number]
            while before + counts[base + bin_] <= rank:
                before += counts[base + bin_]
                bin_ += 1
            inside = (rank - before + 0.5) / counts[base + bin_]
            found[number * series + place] = bin_ + inside
    return 0
