"""The compiled kernel: runs a program on `LANES` runs side by side.

What a step does to rows stands in kernel_rows.py; here is the course of a run. No `fastmath`: each
lane computes what NumPy would, in the same order. Arrays come as the address of their first number:
that compiles in half the time, and needs nothing of numba to run.
"""

# numba gives the types.
# mypy: disable-error-code="no-untyped-def,call-overload,no-untyped-call,call-arg,var-annotated,arg-type"

import numpy as np
from numba import uint8, uint64

from materiel.simulate.draw import MONTHLY
from materiel.simulate.kernel_counts import keep_row
from materiel.simulate.kernel_rows import (
    copy_row,
    count_below,
    draw_row,
    fill_row,
    land_row,
    on_rows,
    pick_row,
)
from materiel.simulate.lanes import LANES
from materiel.simulate.recording import CODE, ON_ROWS, WIDTH

_FILL, _MONTHLY = CODE["FILL"], CODE["MONTHLY"]
_DRAW, _PICK = CODE["DRAW"], CODE["PICK"]
_DRAW_MONTHLY, _PICK_MONTHLY = CODE["DRAW_MONTHLY"], CODE["PICK_MONTHLY"]
_GIVEN, _GIVEN_MONTHLY = CODE["GIVEN"], CODE["GIVEN_MONTHLY"]
_SEND, _LAND, _LAND_EVEN = CODE["SEND"], CODE["LAND"], CODE["LAND_EVEN"]
_STORE, _COUNT = CODE["STORE"], CODE["COUNT"]
_FINAL, _CHECK = CODE["FINAL"], CODE["CHECK"]
_OTHERS = len(ON_ROWS)  # the codes from here on
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
        rows: Room for the registers, and the constants (see program.py). [any; register × lane]
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
                d, a, b = uint64(steps[at + 1]), uint64(steps[at + 2]), uint64(steps[at + 3])
                if code < _OTHERS:
                    on_rows(code, rows, d, a, b, uint64(steps[at + 4]), uint64(steps[at + 5]))
                elif code == _STORE:
                    place = (block * months + month) * monthly_rows + steps[at + 3]
                    copy_row(monthly, uint64(place) * _LANES, rows, a)
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
                        copy_row(spill, uint64(spilled) * _LANES, rows, a)
                    spilled += 1 if beyond else 0
                elif code == _SEND:
                    base = uint64(steps[at + 3] + month % steps[at + 4]) * _LANES
                    copy_row(ring, base, rows, a)
                elif code == _LAND:
                    base, length = uint64(steps[at + 3]) * _LANES, steps[at + 4]
                    land_row(rows, d, a, ring, base, float(month % length), float(length), spots)
                elif code == _LAND_EVEN:
                    length = steps[at + 3]
                    sent = (month - steps[at + 4] + length) % length
                    copy_row(rows, d, ring, uint64(steps[at + 2] + sent) * _LANES)
                elif code == _CHECK:
                    failed += count_below(rows, a, b)
                elif code == _FILL:
                    fill_row(rows, d, numbers[step])
                elif code == _MONTHLY:
                    fill_row(rows, d, tables[uint64(steps[at + 2] + month)])
                elif code == _DRAW or code == _DRAW_MONTHLY:  # noqa: SIM109
                    key = keys[steps[at + 3]]
                    if code == _DRAW_MONTHLY:
                        key += uint64(month + 1) * uint64(MONTHLY)
                    draw_row(rows, d, tables, uint64(steps[at + 2]), key, run, spots)
                elif code == _PICK or code == _PICK_MONTHLY:  # noqa: SIM109
                    key = keys[steps[at + 3]]
                    if code == _PICK_MONTHLY:
                        key += uint64(month + 1) * uint64(MONTHLY)
                    base, many = uint64(steps[at + 2]), float(steps[at + 4])
                    pick_row(rows, d, tables, base, many, key, run, spots)
                elif code == _GIVEN:
                    base = uint64(given_block * given_rows + steps[at + 3]) * _LANES
                    copy_row(rows, d, given, base)
                elif code == _GIVEN_MONTHLY:
                    place = (given_block * months + month) * given_monthly_rows + steps[at + 3]
                    copy_row(rows, d, given_monthly, uint64(place) * _LANES)
                elif code == _FINAL:
                    base = uint64(block * final_rows + steps[at + 3]) * _LANES
                    copy_row(final, base, rows, a)
    told[0], told[1] = failed, spilled
    return 0
