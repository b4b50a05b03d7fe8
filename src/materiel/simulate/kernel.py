"""The compiled kernel: runs a program on `LANES` runs side by side.

Every operation is one loop over contiguous lanes without a branch, so that the compiler vectorises
it. No `fastmath`: each lane computes what NumPy would, in the same order. Arrays come as the address of
their first number: that compiles in half the time, and needs nothing of numba to run.
"""

# numba gives the types.
# mypy: disable-error-code="no-untyped-def,call-overload,no-untyped-call,call-arg,var-annotated,arg-type"

import numpy as np
from numba import int64, uint8, uint64

from materiel.simulate.draw import MONTHLY, STEPS
from materiel.simulate.kernel_counts import keep_row
from materiel.simulate.kernel_exact import even, exponential, logarithm
from materiel.simulate.lanes import LANES
from materiel.simulate.recording import CODE, WIDTH

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
_STORE, _COUNT = CODE["STORE"], CODE["COUNT"]
_FINAL, _CHECK = CODE["FINAL"], CODE["CHECK"]
_LANES = np.uint64(LANES)  # an index that cannot be negative needs no look at its sign


def run_program(
    steps, numbers, order, bounds, tables, keys, rows, ring, spots, given, given_monthly, monthly, final,
    low, high, at_low, at_high, scale, start, codes, kept, spill, spilled_row,
    told, sizes,
):  # fmt: skip
    """Run blocks of lanes; `told` is how many lanes failed a CHECK, and how many rows were spilled.

    Args:
        steps: `WIDTH` numbers each.
        bounds: Two each.
        rows: Room for the registers. [any; register × lane]
        ring: Room for what is on its way. [piece; row × lane]
        spots: Room for one place a lane: worked out side by side, then read one by one.
        given: Draws handed in, from run 0. [any; block, slot, lane]
        given_monthly: [any; block, month, slot, lane]
        monthly: What STORE hands out. [any; block, month, place, lane]
        final: What FINAL hands out. [any; block, place, lane]
        codes: What COUNT hands out, as numbers of narrow bins. [bin; block, month, place, lane]
        kept: Whether all values of a row have one; if not, the row goes to `spill`.
        spill: The rows `spilled_row`, as long as there is room. [any; row, lane]
        sizes: In the order of `SIZES` in compiled.py; the first run is that of block 0.
    """
    blocks, first_run, phases, ring_rows = sizes[0], sizes[1], sizes[2], sizes[3]
    monthly_rows, final_rows, given_rows, given_monthly_rows = (
        sizes[4],
        sizes[5],
        sizes[6],
        sizes[7],
    )
    counted_rows, room, last_lanes = sizes[8], sizes[9], sizes[10]
    months, failed, spilled = phases - 2, 0, 0
    for block in range(blocks):
        lanes = uint64(last_lanes if block == blocks - 1 else LANES)
        run = uint64(first_run) + uint64(block) * _LANES
        given_block = first_run // LANES + block
        for i in range(ring_rows * LANES):
            ring[i] = 0.0
        for phase in range(phases):
            month = phase - 1
            for position in range(bounds[2 * phase], bounds[2 * phase + 1]):
                step = order[position]
                at = step * WIDTH
                code = steps[at]
                d = uint64(steps[at + 1]) * _LANES
                a = uint64(steps[at + 2]) * _LANES
                b = uint64(steps[at + 3]) * _LANES
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
                    c = uint64(steps[at + 4]) * _LANES
                    for i in range(_LANES):
                        x, y = rows[b + i], rows[c + i]
                        rows[d + i] = x if rows[a + i] != 0.0 else y
                elif code == _LOGISTIC:
                    c, e = uint64(steps[at + 4]) * _LANES, uint64(steps[at + 5]) * _LANES
                    for i in range(_LANES):
                        power = rows[c + i]
                        rows[d + i] = rows[a + i] + rows[b + i] / (1.0 + power)
                        rows[c + i] = power * rows[e + i]
                elif code == _ISSUE:
                    c = uint64(steps[at + 4]) * _LANES
                    for i in range(_LANES):
                        stock, demand = rows[d + i], rows[a + i]
                        least = stock if stock < demand else demand
                        unmet = demand - least
                        rows[d + i] = stock - least
                        rows[b + i] = unmet
                        rows[c + i] += demand - unmet
                elif code == _MISSING:
                    c, e = uint64(steps[at + 4]) * _LANES, uint64(steps[at + 5]) * _LANES
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
                    place = (block * months + month) * monthly_rows + steps[at + 3]
                    base = uint64(place) * _LANES
                    for i in range(_LANES):
                        monthly[base + i] = rows[a + i]
                elif code == _COUNT:
                    place = month * counted_rows + steps[at + 3]
                    row = block * months * counted_rows + place
                    base = uint64(row) * _LANES
                    beyond = keep_row(
                        rows, a, lanes, place, low, high, at_low, at_high, scale, start, codes, base
                    )
                    kept[row] = uint8(0) if beyond else uint8(1)
                    if beyond and spilled < room:
                        spilled_row[spilled] = row
                        for i in range(_LANES):
                            spill[uint64(spilled) * _LANES + i] = rows[a + i]
                    spilled += 1 if beyond else 0
                elif code == _SEND:
                    base = uint64(steps[at + 3] + month % steps[at + 4]) * _LANES
                    for i in range(_LANES):
                        ring[base + i] = rows[a + i]
                elif code == _LAND:
                    base, length = uint64(steps[at + 3]) * _LANES, float(steps[at + 4])
                    now = float(month % steps[at + 4])
                    for i in range(_LANES):
                        sent = now - rows[a + i]
                        sent = sent + length if sent < 0.0 else sent
                        spots[i] = int64(base + uint64(sent) * _LANES + i)
                    for i in range(_LANES):
                        rows[d + i] = ring[spots[i]]
                elif code == _LAND_EVEN:
                    length = steps[at + 3]
                    sent = (month - steps[at + 4] + length) % length
                    base = uint64(steps[at + 2] + sent) * _LANES
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
                    number = tables[uint64(steps[at + 2] + month)]
                    for i in range(_LANES):
                        rows[d + i] = number
                elif code == _DRAW or code == _DRAW_MONTHLY:  # noqa: SIM109
                    base = uint64(steps[at + 2])
                    key = keys[steps[at + 3]]
                    if code == _DRAW_MONTHLY:
                        key += uint64(month + 1) * uint64(MONTHLY)
                    for i in range(_LANES):
                        place = even(key, run + i) * STEPS
                        below = uint64(place)
                        rows[d + i] = place - float(below)
                        spots[i] = int64(base + below)
                    for i in range(_LANES):
                        x, y = tables[spots[i]], tables[spots[i] + 1]
                        rows[d + i] = x + rows[d + i] * (y - x)
                elif code == _PICK or code == _PICK_MONTHLY:  # noqa: SIM109
                    base = uint64(steps[at + 2])
                    key = keys[steps[at + 3]]
                    if code == _PICK_MONTHLY:
                        key += uint64(month + 1) * uint64(MONTHLY)
                    for i in range(_LANES):
                        place = even(key, run + i) * steps[at + 4]
                        rows[d + i] = tables[base + uint64(place)]
                elif code == _FLOOR:
                    for i in range(_LANES):
                        rows[d + i] = np.floor(rows[a + i])
                elif code == _CEIL:
                    for i in range(_LANES):
                        rows[d + i] = np.ceil(rows[a + i])
                elif code == _EXP:
                    for i in range(_LANES):
                        rows[d + i] = exponential(rows[a + i])
                elif code == _LOG:
                    for i in range(_LANES):
                        rows[d + i] = logarithm(rows[a + i])
                elif code == _GIVEN:
                    base = uint64(given_block * given_rows + steps[at + 3]) * _LANES
                    for i in range(_LANES):
                        rows[d + i] = given[base + i]
                elif code == _GIVEN_MONTHLY:
                    place = (given_block * months + month) * given_monthly_rows + steps[at + 3]
                    base = uint64(place) * _LANES
                    for i in range(_LANES):
                        rows[d + i] = given_monthly[base + i]
                elif code == _FINAL:
                    base = uint64(block * final_rows + steps[at + 3]) * _LANES
                    for i in range(_LANES):
                        final[base + i] = rows[a + i]
    told[0], told[1] = failed, spilled
    return 0
