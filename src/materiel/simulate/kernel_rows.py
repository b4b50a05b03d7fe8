"""What the kernel's steps do to rows. One that only reads and writes rows is a line in `_GIVES`."""

# numba has no types for this.
# mypy: disable-error-code="no-untyped-def,no-untyped-call"

import inspect
from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import int64

from materiel.simulate.draw import STEPS
from materiel.simulate.kernel_exact import even, exponential, logarithm
from materiel.simulate.kernel_lanes import (
    INDEX,
    SMALL,
    Lanes,
    counted,
    counting,
    in_all,
    made_of_vectors,
    over_lanes,
    place_in,
    read,
    write,
)
from materiel.simulate.lanes import LANES
from materiel.simulate.recording import CODE, ON_ROWS

Told = Lanes | dict[str, Lanes]
_AT_ONCE = 8  # look-ups that are written out one after the other


def _logistic(a: Lanes, b: Lanes, c: Lanes, e: Lanes) -> Told:
    return {"d": a + b / (c + 1.0), "c": c * e}


def _issue(d: Lanes, a: Lanes, c: Lanes) -> Told:
    least = d.least(a)
    unmet = a - least
    return {"d": d - least, "b": unmet, "c": c + (a - unmet)}


# By the letters of the rows that an operation reads; what it gives goes to row d, if it does not say.
_GIVES: dict[str, Callable[..., Told]] = {
    "COPY": lambda a: a,
    "ADD": lambda a, b: a + b,
    "SUB": lambda a, b: a - b,
    "MUL": lambda a, b: a * b,
    "DIV": lambda a, b: a / b,
    "MIN": lambda a, b: a.least(b),
    "MAX": lambda a, b: a.most(b),
    "ADD=": lambda d, a: d + a,
    "SUB=": lambda d, a: d - a,
    "MUL=": lambda d, a: d * a,
    "DIV=": lambda d, a: d / a,
    "MIN=": lambda d, a: d.least(a),
    "MAX=": lambda d, a: d.most(a),
    "LT": lambda a, b: a.truth(a.is_("<", b)),
    "LE": lambda a, b: a.truth(a.is_("<=", b)),
    "EQ": lambda a, b: a.truth(a.is_("==", b)),
    "WHERE": lambda a, b, c: b.where(a.is_not(0.0), c),
    "FLOOR": lambda a: a.rounded("floor"),
    "CEIL": lambda a: a.rounded("ceil"),
    "EXP": lambda a: exponential(a),
    "LOG": lambda a: logarithm(a),
    "LOGISTIC": _logistic,
    "ISSUE": _issue,
    "MISSING": lambda d, a, b, c, e: d + (a - b - d - c).most(0.0) * e,
    "ADD=ADD=": lambda d, a, b: {"d": d + a, "b": b + a},
    "ADD=SUB=": lambda d, a, b: {"d": d + a, "b": b - a},
    "SUB=SUB=": lambda d, a, b: {"d": d - a, "b": b - a},
    "MAX_MIN": lambda a, b, c: c.least(a.most(b)),
    "WHERE_LE": lambda a, b, c, e: c.where(a.is_("<=", b), e),
}


@made_of_vectors()
def on_rows(builder, code, rows, d, a, b, c, e):
    """Do the operation of `ON_ROWS` that has this code, if one has; rows by their addresses."""
    places = dict(zip("dabce", (d, a, b, c, e), strict=True))
    after = builder.append_basic_block("after")
    choice = builder.switch(code, after)
    for name in ON_ROWS:
        block = builder.append_basic_block(name)
        choice.add_case(ir.Constant(code.type, CODE[name]), block)
        builder.position_at_end(block)
        _done(builder, rows, places, _GIVES[name])
        builder.branch(after)
    builder.position_at_end(after)


def _done(builder: Any, rows: Any, places: dict[str, Any], does: Callable[..., Told]) -> None:
    sources = [_source(builder, places[name]) for name in inspect.signature(does).parameters]
    with over_lanes(builder) as (lane, _):
        told = does(*(read(builder, rows, at, builder.and_(lane, all_)) for at, all_ in sources))
        for letter, lanes in (told if isinstance(told, dict) else {"d": told}).items():
            write(lanes, rows, places[letter], lane)


def _source(builder: Any, address: Any) -> tuple[Any, Any]:
    """Where a row begins, and which bits of a lane's number count: none of a constant's."""
    constant = builder.and_(address, INDEX(1))
    return builder.sub(address, constant), builder.sub(constant, INDEX(1))


@made_of_vectors()
def copy_row(builder, target, to, source, at):
    """Copy a row from one array to another."""
    with over_lanes(builder) as (lane, _):
        write(read(builder, source, at, lane), target, to, lane)


@made_of_vectors()
def fill_row(builder, rows, to, number):
    """Put one number in all lanes."""
    with over_lanes(builder) as (lane, _):
        write(in_all(builder, number), rows, to, lane)


@made_of_vectors(int64)
def count_below(builder, rows, a, b):
    """How many lanes have a + b below zero, or no number."""
    return counted(
        builder,
        lambda lane: builder.not_(
            (read(builder, rows, a, lane) + read(builder, rows, b, lane)).is_(">=", 0.0)
        ),
    )


@made_of_vectors()
def land_row(builder, rows, to, delay, ring, base, month, length, spots):
    """What was sent a lane's delay ago; the ring has rows for the last `length` months."""
    with over_lanes(builder) as (lane, _):
        sent = in_all(builder, month) - read(builder, rows, delay, lane)
        sent = (sent + in_all(builder, length)).where(sent.is_("<", 0.0), sent)
        first = in_all(builder, builder.trunc(lane, SMALL.element)) + counting(builder, SMALL)
        write(sent.as_whole(SMALL) * LANES + first, spots, lane)
    _look_up(builder, rows, to, ring, base, spots)


@made_of_vectors()
def pick_row(builder, rows, to, tables, base, many, key, run, spots):
    """One of a table's numbers, each as likely as the next (rule D3)."""
    with over_lanes(builder) as (lane, _):
        place = even(builder, key, builder.add(run, lane)) * in_all(builder, many)
        write(place.as_whole(SMALL), spots, lane)
    _look_up(builder, rows, to, tables, base, spots)


def _look_up(builder: Any, rows: Any, to: Any, table: Any, base: Any, spots: Any) -> None:
    """Numbers of a table; copied as bits, which leaves the work to other parts of the processor."""
    with over_lanes(builder, step=_AT_ONCE) as (first, _):
        for lane in (builder.add(first, INDEX(more)) for more in range(_AT_ONCE)):
            found = builder.load(place_in(builder, table, INDEX, base, _spot(builder, spots, lane)))
            builder.store(found, place_in(builder, rows, INDEX, to, lane))


@made_of_vectors()
def draw_row(builder, rows, to, tables, base, key, run, spots):
    """Straight between two quantiles of a table (rule D2)."""
    with over_lanes(builder) as (lane, _):
        place = even(builder, key, builder.add(run, lane)) * float(STEPS)
        below = place.as_whole(SMALL)
        write(place - below.as_number(), rows, to, lane)
        write(below, spots, lane)
    with over_lanes(builder, step=_AT_ONCE) as (first, _):
        for lane in (builder.add(first, INDEX(more)) for more in range(_AT_ONCE)):
            spot = builder.gep(tables, [builder.add(base, _spot(builder, spots, lane))])
            x, y = builder.load(spot), builder.load(builder.gep(spot, [INDEX(1)]))
            where = builder.gep(rows, [builder.add(to, lane)])
            rise = builder.fmul(builder.load(where), builder.fsub(y, x))
            builder.store(builder.fadd(x, rise), where)


def _spot(builder: Any, spots: Any, lane: Any) -> Any:
    return builder.zext(builder.load(builder.gep(spots, [lane])), INDEX)
