"""The compiled part of fans.py: values to bins, bins to quantiles. Arrays come as in kernel.py."""

# numba gives the types.
# mypy: disable-error-code="no-untyped-def,call-overload,no-untyped-call,call-arg,var-annotated,arg-type"

import numpy as np
from llvmlite import ir
from numba import float64, int32, int64, njit, types, uint16, uint32, uint64
from numba.core import cgutils

from materiel.simulate.fans import BINS, SUBS
from materiel.simulate.kernel_lanes import (
    CODE,
    INDEX,
    SMALL,
    WHOLE,
    Lanes,
    counted,
    counting,
    folded,
    in_all,
    made_of_vectors,
    over_lanes,
    read,
    write,
)
from materiel.simulate.lanes import LANES

_MOST_CODE = 65535.0
OPTIONS = {"error_model": "numpy", "fastmath": False}


@made_of_vectors()
def _fetch(builder, array, place):
    """Ask for the memory of array[place], which is wanted soon."""
    word = ir.IntType(32)
    kind = ir.FunctionType(ir.VoidType(), [array.type, word, word, word])
    fetch = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
    builder.call(fetch, [builder.gep(array, [place]), word(0), word(3), word(1)])


@made_of_vectors(types.Tuple([float64, float64, int64]))
def code_row(builder, values, at, lanes, by, first, codes, to):
    """A row as numbers of narrow bins; its least and most, and how many lanes have no number."""
    begin = in_all(builder, builder.load(builder.gep(values, [at])))
    by, first, lanes = (in_all(builder, value) for value in (by, first, lanes))
    least, most = (cgutils.alloca_once_value(builder, begin.value) for _ in range(2))
    nothing = cgutils.alloca_once_value(builder, SMALL(None))
    with over_lanes(builder) as (lane, _):
        place = counting(builder, WHOLE) + in_all(builder, lane)
        real = builder.icmp_unsigned("<", place.value, lanes.value)
        value = read(builder, values, at, lane).where(real, begin)
        write(
            ((value * by).rounded("floor") - first).as_whole(SMALL).narrowed(CODE), codes, to, lane
        )
        builder.store(value.least(Lanes(builder, builder.load(least))).value, least)
        builder.store(value.most(Lanes(builder, builder.load(most))).value, most)
        wrong = builder.zext(value.is_not(value), SMALL)
        builder.store(builder.or_(builder.load(nothing), wrong), nothing)
    ends = (
        folded(Lanes(builder, builder.load(least)), Lanes.least),
        folded(Lanes(builder, builder.load(most)), Lanes.most),
    )
    wrong = folded(Lanes(builder, builder.load(nothing)), Lanes.__or__)
    return cgutils.pack_struct(builder, [*ends, builder.zext(wrong, INDEX)])


@made_of_vectors(int64)
def count_equal(builder, values, at, lanes, end):
    """How many of a row's lanes are this number."""
    end, lanes = in_all(builder, end), in_all(builder, lanes)

    def equal(lane):
        place = counting(builder, WHOLE) + in_all(builder, lane)
        real = builder.icmp_unsigned("<", place.value, lanes.value)
        return builder.and_(real, read(builder, values, at, lane).is_("==", end))

    return counted(builder, equal)


@njit(inline="never", **OPTIONS)
def keep_row(values, at, lanes, series, low, high, at_low, at_high, scale, start, codes, to):
    """A row as numbers of narrow bins, 16 bits each; whether a value lies beyond all of them.

    The ends of the series take in those of the row, and how many values equal them.
    """
    by, first = scale[series], start[series]
    least, most, wrong = code_row(values, at, lanes, by, first, codes, to)
    lowest, highest = least + 0.0, most + 0.0  # no −0.0
    if lowest <= low[series]:
        at_low[series] = at_low[series] if lowest == low[series] else int64(0)
        at_low[series] += count_equal(values, at, lanes, lowest)
        low[series] = lowest
    if highest >= high[series]:
        at_high[series] = at_high[series] if highest == high[series] else int64(0)
        at_high[series] += count_equal(values, at, lanes, highest)
        high[series] = highest
    inside = np.floor(lowest * by) >= first and np.floor(highest * by) - first <= _MOST_CODE
    return wrong != 0 or not inside


def reach_values(values, low, high, at_low, at_high, scale, start, codes, sizes):
    """Take values into each series' least and most. [any; block, series, lane]

    Args:
        codes: Room for one row; what becomes of it does not matter.
        sizes: Blocks, series, lanes of the last block that count.
    """
    blocks, series, last_lanes = sizes[0], sizes[1], sizes[2]
    for block in range(blocks):
        lanes = uint64(last_lanes if block == blocks - 1 else LANES)
        for place in range(series):
            at = uint64(block * series + place) * uint64(LANES)
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
    blocks, series, last_lanes, count = sizes[0], sizes[1], sizes[2], sizes[3]
    for row in range(count):
        place, block = rows[row] % series, rows[row] // series
        by, start, base = scale[place], first[place], uint64(place * BINS)
        at = uint64(row) * uint64(LANES)
        for i in range(uint64(last_lanes if block == blocks - 1 else LANES)):
            bin_ = np.floor(values[at + i] * by) - start
            counts[base + uint64(min(max(bin_, 0.0), BINS - 1.0))] += uint16(1)
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
    blocks, series, last_lanes = sizes[0], sizes[1], sizes[2]
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
            total = uint16(0)
            for sub in range(SUBS):
                total += scratch[i + uint64(sub * BINS)]
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
            counts[place * BINS + n] = uint16(0)
        for n in range(BINS):
            if scratch[n] != 0:
                counts[place * BINS + (((n + more) >> by) + plus)] += scratch[n]
                scratch[n] = uint16(0)
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
