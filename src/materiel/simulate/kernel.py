"""The compiled kernel: runs a program on `LANES` runs side by side.

Every operation is one loop over contiguous lanes without a branch, so that the compiler vectorises
it. No `fastmath`: each lane computes what NumPy would, in the same order.
"""

# numba gives the types.
# mypy: disable-error-code="no-untyped-def,call-overload,no-untyped-call"

import math

import numpy as np
from numba import njit, uint64

from materiel.simulate import kernel_cache
from materiel.simulate.draw import GOLDEN, MIX_1, MIX_2, MONTHLY, STEPS, UNIT
from materiel.simulate.exact import (
    FACTORIALS,
    HALF_ROOT,
    LARGEST,
    LN2_HIGH,
    LN2_LOW,
    LOG2_E,
    ODDS,
    SMALLEST,
)
from materiel.simulate.fans import GRID
from materiel.simulate.lanes import LANES
from materiel.simulate.program import CODE

_FILL, _COPY = CODE["FILL"], CODE["COPY"]
_ADD, _SUB, _MUL, _DIV = CODE["ADD"], CODE["SUB"], CODE["MUL"], CODE["DIV"]
_MIN, _MAX = CODE["MIN"], CODE["MAX"]
_ADD_TO, _SUB_TO, _MUL_TO, _DIV_TO = CODE["ADD="], CODE["SUB="], CODE["MUL="], CODE["DIV="]
_MIN_TO, _MAX_TO = CODE["MIN="], CODE["MAX="]
_LT, _LE, _EQ, _WHERE = CODE["LT"], CODE["LE"], CODE["EQ"], CODE["WHERE"]
_FLOOR, _CEIL, _EXP, _LOG = CODE["FLOOR"], CODE["CEIL"], CODE["EXP"], CODE["LOG"]
_MONTHLY, _DRAW, _PICK = CODE["MONTHLY"], CODE["DRAW"], CODE["PICK"]
_DRAW_MONTHLY, _PICK_MONTHLY = CODE["DRAW_MONTHLY"], CODE["PICK_MONTHLY"]
_GIVEN, _GIVEN_MONTHLY = CODE["GIVEN"], CODE["GIVEN_MONTHLY"]
_SEND, _LAND, _LAND_EVEN = CODE["SEND"], CODE["LAND"], CODE["LAND_EVEN"]
_LOGISTIC, _ADD_ADD = CODE["LOGISTIC"], CODE["ADD=ADD="]
_ADD_SUB, _SUB_SUB = CODE["ADD=SUB="], CODE["SUB=SUB="]
_ISSUE, _MISSING = CODE["ISSUE"], CODE["MISSING"]
_STORE, _FINAL, _CHECK = CODE["STORE"], CODE["FINAL"], CODE["CHECK"]
_LANES = np.uint64(LANES)  # an index that cannot be negative needs no look at its sign
_F13, _F12, _F11, _F10, _F9, _F8, _F7, _F6, _F5, _F4, _F3, _F2, _F1, _F0 = FACTORIALS
# Only what is called from outside is kept; the rest is compiled into it.
_ENTRY = {"cache": kernel_cache.folder is not None}
_OPTIONS = {"nogil": True, "error_model": "numpy", "fastmath": False}


@njit(inline="always", **_OPTIONS)
def _even(key, run):
    bits = key + run * uint64(GOLDEN)
    bits = (bits ^ (bits >> uint64(30))) * uint64(MIX_1)
    bits = (bits ^ (bits >> uint64(27))) * uint64(MIX_2)
    bits ^= bits >> uint64(31)
    return float(bits >> uint64(11)) * UNIT


_POWERS = np.ldexp(1.0, np.arange(-1011, 1012))  # of 2; exp() stays between them


@njit(inline="always", **_OPTIONS)
def _exp(value):
    bounded = value if value > SMALLEST else SMALLEST
    bounded = bounded if bounded < LARGEST else LARGEST
    power = np.floor(bounded * LOG2_E + 0.5)
    rest = (bounded - power * LN2_HIGH) - power * LN2_LOW
    total = _F13
    for factor in (_F12, _F11, _F10, _F9, _F8, _F7, _F6, _F5, _F4, _F3, _F2, _F1, _F0):
        total = total * rest + factor
    return total * _POWERS[uint64(power + 1011.0)]


@njit(inline="never", **_OPTIONS)
def _log(value):
    part, power = math.frexp(value)
    whole = float(power)
    if part < HALF_ROOT:
        part, whole = part * 2.0, whole - 1.0
    slope = (part - 1.0) / (part + 1.0)
    square = slope * slope
    total = ODDS[0]
    for place in range(1, len(ODDS)):
        total = total * square + ODDS[place]
    return whole * LN2_HIGH + (2.0 * slope * total + whole * LN2_LOW)


@njit(**_ENTRY, **_OPTIONS)
def run_program(
    steps, numbers, order, bounds, tables, keys, rows, ring, given, given_monthly, monthly, final,
    first_block, blocks, first_run
):  # fmt: skip
    """Run the blocks `first_block` to `first_block + blocks − 1`; how many lanes failed a CHECK.

    Args:
        rows: Room for the registers. [any; register × lane]
        ring: Room for what is on its way. [piece; row × lane]
        given: Draws handed in, from run 0. [any; block, slot, lane]
        given_monthly: [any; block, month, slot, lane]
        monthly: What STORE hands out. [any; block, month, place, lane]
        final: What FINAL hands out. [any; block, place, lane]
        first_run: The number of the first run of block 0.
    """
    failed = 0
    for block in range(first_block, first_block + blocks):
        run = uint64(first_run) + uint64(block) * _LANES
        given_block = first_run // LANES + block
        ring[:] = 0.0
        for phase in range(bounds.shape[0]):
            month = phase - 1
            for position in range(bounds[phase, 0], bounds[phase, 1]):
                step = order[position]
                code = steps[step, 0]
                d = uint64(steps[step, 1]) * _LANES
                a = uint64(steps[step, 2]) * _LANES
                b = uint64(steps[step, 3]) * _LANES
                if code == _ADD:
                    for i in range(_LANES):
                        rows[d + i] = rows[a + i] + rows[b + i]
                elif code == _SUB:
                    for i in range(_LANES):
                        rows[d + i] = rows[a + i] - rows[b + i]
                elif code == _MUL:
                    for i in range(_LANES):
                        rows[d + i] = rows[a + i] * rows[b + i]
                elif code == _DIV:
                    for i in range(_LANES):
                        rows[d + i] = rows[a + i] / rows[b + i]
                elif code == _MIN:
                    for i in range(_LANES):
                        x, y = rows[a + i], rows[b + i]
                        rows[d + i] = x if x < y else y
                elif code == _MAX:
                    for i in range(_LANES):
                        x, y = rows[a + i], rows[b + i]
                        rows[d + i] = x if x > y else y
                elif code == _ADD_TO:
                    for i in range(_LANES):
                        rows[d + i] += rows[a + i]
                elif code == _SUB_TO:
                    for i in range(_LANES):
                        rows[d + i] -= rows[a + i]
                elif code == _MUL_TO:
                    for i in range(_LANES):
                        rows[d + i] *= rows[a + i]
                elif code == _DIV_TO:
                    for i in range(_LANES):
                        rows[d + i] /= rows[a + i]
                elif code == _MIN_TO:
                    for i in range(_LANES):
                        x, y = rows[d + i], rows[a + i]
                        rows[d + i] = x if x < y else y
                elif code == _MAX_TO:
                    for i in range(_LANES):
                        x, y = rows[d + i], rows[a + i]
                        rows[d + i] = x if x > y else y
                elif code == _COPY:
                    for i in range(_LANES):
                        rows[d + i] = rows[a + i]
                elif code == _LT:
                    for i in range(_LANES):
                        rows[d + i] = 1.0 if rows[a + i] < rows[b + i] else 0.0
                elif code == _LE:
                    for i in range(_LANES):
                        rows[d + i] = 1.0 if rows[a + i] <= rows[b + i] else 0.0
                elif code == _EQ:
                    for i in range(_LANES):
                        rows[d + i] = 1.0 if rows[a + i] == rows[b + i] else 0.0
                elif code == _WHERE:
                    c = uint64(steps[step, 4]) * _LANES
                    for i in range(_LANES):
                        x, y = rows[b + i], rows[c + i]
                        rows[d + i] = x if rows[a + i] != 0.0 else y
                elif code == _LOGISTIC:
                    c, e = uint64(steps[step, 4]) * _LANES, uint64(steps[step, 5]) * _LANES
                    for i in range(_LANES):
                        power = rows[c + i]
                        rows[d + i] = rows[a + i] + rows[b + i] / (1.0 + power)
                        rows[c + i] = power * rows[e + i]
                elif code == _ISSUE:
                    c = uint64(steps[step, 4]) * _LANES
                    for i in range(_LANES):
                        stock, demand = rows[d + i], rows[a + i]
                        least = stock if stock < demand else demand
                        unmet = demand - least
                        rows[d + i] = stock - least
                        rows[b + i] = unmet
                        rows[c + i] += demand - unmet
                elif code == _MISSING:
                    c, e = uint64(steps[step, 4]) * _LANES, uint64(steps[step, 5]) * _LANES
                    for i in range(_LANES):
                        missing = rows[a + i] - rows[b + i] - rows[d + i] - rows[c + i]
                        missing = missing if missing > 0.0 else 0.0
                        rows[d + i] += missing * rows[e + i]
                elif code == _ADD_ADD:
                    for i in range(_LANES):
                        x = rows[a + i]
                        rows[d + i] += x
                        rows[b + i] += x
                elif code == _ADD_SUB:
                    for i in range(_LANES):
                        x = rows[a + i]
                        rows[d + i] += x
                        rows[b + i] -= x
                elif code == _SUB_SUB:
                    for i in range(_LANES):
                        x = rows[a + i]
                        rows[d + i] -= x
                        rows[b + i] -= x
                elif code == _STORE:
                    place = steps[step, 3]
                    for i in range(_LANES):
                        monthly[block, month, place, i] = rows[a + i]
                elif code == _SEND:
                    base = uint64(steps[step, 3] + month % steps[step, 4]) * _LANES
                    for i in range(_LANES):
                        ring[base + i] = rows[a + i]
                elif code == _LAND:
                    base, length = uint64(steps[step, 3]) * _LANES, float(steps[step, 4])
                    now = float(month % steps[step, 4])
                    for i in range(_LANES):
                        sent = now - rows[a + i]
                        sent = sent + length if sent < 0.0 else sent
                        rows[d + i] = ring[base + uint64(sent) * _LANES + i]
                elif code == _LAND_EVEN:
                    length = steps[step, 3]
                    sent = (month - steps[step, 4] + length) % length
                    base = uint64(steps[step, 2] + sent) * _LANES
                    for i in range(_LANES):
                        rows[d + i] = ring[base + i]
                elif code == _CHECK:
                    wrong = 0
                    for i in range(_LANES):
                        wrong += 0 if rows[a + i] + rows[b + i] >= 0.0 else 1
                    failed += wrong
                elif code == _FILL:
                    number = numbers[step]
                    for i in range(_LANES):
                        rows[d + i] = number
                elif code == _MONTHLY:
                    number = tables[uint64(steps[step, 2] + month)]
                    for i in range(_LANES):
                        rows[d + i] = number
                elif code == _DRAW or code == _DRAW_MONTHLY:  # noqa: SIM109
                    base = uint64(steps[step, 2])
                    key = keys[steps[step, 3]]
                    if code == _DRAW_MONTHLY:
                        key += uint64(month + 1) * uint64(MONTHLY)
                    for i in range(_LANES):
                        place = _even(key, run + i) * STEPS
                        below = uint64(place)
                        x = tables[base + below]
                        y = tables[base + below + uint64(1)]
                        rows[d + i] = x + (place - float(below)) * (y - x)
                elif code == _PICK or code == _PICK_MONTHLY:  # noqa: SIM109
                    base = uint64(steps[step, 2])
                    key = keys[steps[step, 3]]
                    if code == _PICK_MONTHLY:
                        key += uint64(month + 1) * uint64(MONTHLY)
                    for i in range(_LANES):
                        place = _even(key, run + i) * steps[step, 4]
                        rows[d + i] = tables[base + uint64(place)]
                elif code == _FLOOR:
                    for i in range(_LANES):
                        rows[d + i] = np.floor(rows[a + i])
                elif code == _CEIL:
                    for i in range(_LANES):
                        rows[d + i] = np.ceil(rows[a + i])
                elif code == _EXP:
                    for i in range(_LANES):
                        rows[d + i] = _exp(rows[a + i])
                elif code == _LOG:
                    for i in range(_LANES):
                        rows[d + i] = _log(rows[a + i])
                elif code == _GIVEN:
                    place = steps[step, 3]
                    for i in range(_LANES):
                        rows[d + i] = given[given_block, place, i]
                elif code == _GIVEN_MONTHLY:
                    place = steps[step, 3]
                    for i in range(_LANES):
                        rows[d + i] = given_monthly[given_block, month, place, i]
                elif code == _FINAL:
                    place = steps[step, 3]
                    for i in range(_LANES):
                        final[block, place, i] = rows[a + i]
    return failed


@njit(**_ENTRY, **_OPTIONS)
def count_values(values, last_lanes, low, high, at_low, at_high, power, first, counts):
    """Add values to the counts of each series; see fans.py. [any; block, month, place, lane]

    `last_lanes` of the last block count.
    """
    bins = np.empty(values.shape[3], np.int32)
    blocks, places = values.shape[0], values.shape[2]
    for part in range(values.shape[1] * blocks):  # rows in the order in which they lie
        month, block = part // blocks, part % blocks
        for place in range(places):
            series, row = month * places + place, values[block, month, place]
            lanes = uint64(last_lanes if block == blocks - 1 else values.shape[3])
            least, most = low[series], high[series]
            lows, highs, beyond = uint64(0), uint64(0), uint64(0)
            # Whole numbers are added: the compiler may take lanes side by side, unlike a least one.
            for lane in range(lanes):
                value = row[lane]
                lows += uint64(value == least)
                highs += uint64(value == most)
                beyond += uint64(value < least) + uint64(value > most)
            if beyond:
                lows, highs = _reach(row[:lanes], series, low, high, at_low, at_high)
                _widen(series, low[series], high[series], power, first, counts[series])
            scale, start = math.ldexp(1.0, -power[series]), first[series]
            at_low[series] += lows
            at_high[series] += highs
            if lows == lanes or highs == lanes:
                end = low[series] if lows == lanes else high[series]
                counts[series, uint64(np.floor(end * scale) - start)] += lanes
                continue
            for lane in range(lanes):
                bins[lane] = np.int32(np.floor(row[lane] * scale) - start)
            count = counts[series]
            for lane in range(lanes):
                count[np.uint32(bins[lane])] += np.int32(1)


@njit(inline="never", **_OPTIONS)
def _reach(row, series, low, high, at_low, at_high):
    """Make room for a row's least and most value; how many of the row equal the new ends."""
    least, most = row.min(), row.max()
    at_low[series] = 0 if least < low[series] else at_low[series]
    at_high[series] = 0 if most > high[series] else at_high[series]
    low[series] = min(least, low[series])
    high[series] = max(most, high[series])
    lows, highs = 0, 0
    for value in row:
        lows += 1 if value == low[series] else 0
        highs += 1 if value == high[series] else 0
    return lows, highs


@njit(inline="never", **_OPTIONS)
def _widen(series, least, most, power, first, count):
    """The narrowest bins that hold the least and the most; counts move to them."""
    bins = len(count)
    largest = max(abs(least), abs(most))
    wide = max(power[series], math.frexp(largest)[1] - 50) if largest > 0.0 else power[series]
    if most > least:
        wide = max(wide, math.frexp(most - least)[1] - 2 - math.frexp(float(bins))[1])
    start = np.floor(math.ldexp(least, -wide) / GRID) * GRID
    while np.floor(math.ldexp(most, -wide)) - start >= bins:
        wide += 1
        start = np.floor(math.ldexp(least, -wide) / GRID) * GRID
    if wide == power[series] and start == first[series]:
        return
    before = count.copy()
    count[:] = 0
    for place in range(bins):
        if before[place]:
            moved = np.floor(math.ldexp(first[series] + place, power[series] - wide))
            count[int(moved - start)] += before[place]
    power[series], first[series] = wide, start


@njit(**_ENTRY, **_OPTIONS)
def values_at(ranks, low, high, at_low, at_high, power, first, counts, runs, found):
    """The values at some ranks, from 0 and rising. [any; rank, series]"""
    for series in range(counts.shape[0]):
        count, place, before = counts[series], 0, 0
        for number in range(len(ranks)):
            rank = ranks[number]
            while before + count[place] <= rank:
                before += count[place]
                place += 1
            inside = place + (rank - before + 0.5) / count[place]
            value = math.ldexp(first[series] + inside, power[series])
            value = min(max(value, low[series]), high[series])
            value = low[series] if rank < at_low[series] else value
            found[number, series] = high[series] if rank >= runs - at_high[series] else value
