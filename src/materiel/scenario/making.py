"""What is made: lines, what they need, what adds to them, and what is ordered of them."""

from dataclasses import dataclass
from typing import Annotated

from materiel.scenario.columns import Row, choice, integer, month, number, reference, text
from materiel.scenario.parameters import Parameter


@dataclass(frozen=True, slots=True, kw_only=True)
class Line(Row):
    """A production line and its ramp; without a ramp its rate is `rate_start` throughout."""

    actor: Annotated[str, reference("actors")]
    item: Annotated[str, reference("items")]
    # In one shift of five days where `shifts` is given.
    rate_start: Annotated[Parameter, number("piece/month", varies=True)]
    rate_full: Annotated[Parameter | None, number("piece/month")]
    ramp_start: Annotated[str | None, month()]
    ramp_months: Annotated[Parameter | None, number("month")]
    ramp_delay_months: Annotated[Parameter | None, number("month")]  # after `ramp_start`
    ramp_curve: Annotated[str | None, choice("s", "logistic")]
    pool: Annotated[str | None, text()]  # lines of one pool serve restocks together
    makes: Annotated[str | None, choice("to_stock", "to_order")]
    shifts: Annotated[Parameter | None, number("shift", varies=True)]  # 1 to 3
    weekend: Annotated[Parameter | None, number("share", varies=True)]  # of the weekends worked
    # Of the shift before that one more adds.
    shift_return: Annotated[Parameter | None, number("share")]
    # Of the hours a piece still takes after each doubling.
    learning: Annotated[Parameter | None, number("share")]
    learned: Annotated[Parameter | None, number("piece")]  # made before the start
    holder: Annotated[str, reference("actors")]  # output that no order takes lands in this stock


@dataclass(frozen=True, slots=True, kw_only=True)
class Input(Row):
    """What a line uses up for each piece, out of the stock of the line's holder."""

    line: Annotated[str, reference("lines")]
    item: Annotated[str, reference("items")]
    per_piece: Annotated[Parameter, number("piece/piece")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Project(Row):
    """What adds capacity to a line, once it is decided, paid, permitted and built."""

    line: Annotated[str, reference("lines")]
    adds: Annotated[Parameter, number("piece/month")]
    kind: Annotated[str | None, choice("expansion", "new_plant", "co_production", "licence")]
    decided: Annotated[str, month()]
    build_months: Annotated[Parameter, number("month")]
    ramp_months: Annotated[Parameter, number("month")]
    fund: Annotated[str | None, reference("funds")]
    cost: Annotated[Parameter | None, number("money")]
    # For co-production and licences: the agreement.
    permission: Annotated[str | None, reference("permissions")]
    # Of technology transfer, before building.
    handover_months: Annotated[Parameter | None, number("month")]
    # Ordered of the line before it is decided.
    after_orders: Annotated[Parameter | None, number("piece")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order(Row):
    """Pieces that a buyer wants from a line."""

    buyer: Annotated[str, reference("actors")]
    line: Annotated[str, reference("lines")]
    quantity: Annotated[Parameter, number("piece")]
    placed: Annotated[str, month()]
    priority: Annotated[int, integer()]  # 1 is served first
    fund: Annotated[str | None, reference("funds")]
    price: Annotated[Parameter | None, number("price")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restock(Row):
    """A stock that its holder keeps at a target by orders that follow what is missing."""

    buyer: Annotated[str, reference("actors")]
    line: Annotated[str, reference("lines")]  # any line of the pool that makes it
    target: Annotated[Parameter, number("piece")]
    adjust_months: Annotated[Parameter, number("month")]  # within which what is missing is ordered
    lead_months: Annotated[Parameter, number("month")]  # from begin of work to landing
    date_from: Annotated[str, month("from")]
    date_to: Annotated[str | None, month("to")]  # blank: to the end of the scenario


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesRow(Row):
    """What a number of a series is from a month on."""

    series: Annotated[str, text()]
    month: Annotated[str, month()]
    value: Annotated[Parameter, number("series")]
    unit: Annotated[str, choice("piece/month", "shift", "share")]
