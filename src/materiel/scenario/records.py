"""What the scenario stage hands on: every number with its unit, its distribution and its source.

docs/scenario.md explains each table and column; the records below have the same names.
"""

from dataclasses import dataclass, fields
from typing import Any

from materiel.core.dates import (
    Step,
    first_step,
    last_step,
    month_number,
    month_text,
    step_text,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """A number or a distribution over numbers, as a cell of a table states it.

    `family` is one of "point", "uniform", "triangular", "pert", "lognormal", "beta", "empirical", or
    "series" for a number that changes from month to month; `parameters` are its numbers in the order
    in which the cell gives them.
    """

    family: str
    parameters: tuple[float, ...]
    text: str  # the cell as written

    @property
    def support(self) -> tuple[float, float]:
        """Smallest and largest value (lognormal: its 10 % and 90 % quantile)."""
        numbers = self.parameters[2:] if self.family == "beta" else self.parameters
        return min(numbers), max(numbers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What stands behind a number: the words of a report, a page, a forecast, or a named assumption."""

    kind: str  # "quote", "page", "forecast" or "assumption"
    document: str | None = None  # file name of the report, for a quote
    words: str | None = None  # words of the report, for a quote
    name: str | None = None  # of an assumption, or of the series of a forecast
    text: str | None = None  # what the assumption or forecast says, or the page in own words
    address: str | None = None  # of a page
    as_of: str | None = None  # of a forecast: nothing stated after that day is used
    month: str | None = None  # of a forecast: which month, or of a wait when the goal is due
    reached: bool = False  # whether a forecast is a wait until a goal is reached
    addresses: tuple[str, ...] = ()  # of the statements that a forecast used


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One number of a scenario."""

    table: str  # "lines"
    row: str  # id of the row
    column: str  # "rate_full"
    value: Distribution
    unit: str  # "piece/month"
    source: Source
    place: str  # "lines.csv:3"
    series: str | None = None  # name in series.csv when the number changes over time

    @property
    def name(self) -> str:
        """The name of its random stream: table/row/column."""
        return f"{self.table}/{self.row}/{self.column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """A parameter and the claims of the ledger that bear it."""

    parameter: Parameter
    claims: tuple[str, ...]  # claim ids; empty for an assumption


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who holds, makes, gives, decides or pays."""

    id: str
    name: str
    kind: str  # state, company, alliance, programme
    country: str | None  # ISO 3166-1 alpha-2
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What is counted; `id` is its path in the item taxonomy."""

    id: str
    name: str
    unit: str  # "piece"
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What a holder has when the scenario starts, and what it will not give away."""

    id: str
    holder: str  # actor id
    item: str
    opening: Parameter  # [piece]
    floor: Parameter  # [piece]
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What a holder uses up in the months `date_from` to `date_to`, both included."""

    id: str
    holder: str
    item: str
    rate: Parameter  # [piece/month]
    noise: Parameter | None  # [factor], drawn anew each month
    date_from: str  # EDTF month
    date_to: str | None  # EDTF month; None = to the end of the scenario
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A production line and its ramp; without a ramp its rate is `rate_start` throughout."""

    id: str
    actor: str
    item: str
    rate_start: Parameter  # [piece/month], in one shift of five days where `shifts` is given
    rate_full: Parameter | None  # [piece/month]
    ramp_start: str | None  # EDTF month
    ramp_months: Parameter | None  # [month]
    ramp_delay_months: Parameter | None  # [month] after `ramp_start`
    ramp_curve: str | None  # "s" (blank) or "logistic"
    pool: str | None  # lines of one pool serve restocks together
    makes: str | None  # "to_stock" (blank) or "to_order"
    shifts: Parameter | None  # [shift], 1 to 3
    weekend: Parameter | None  # [share] of the weekends worked
    shift_return: Parameter | None  # [share] of the shift before that one more adds
    learning: Parameter | None  # [share] of the hours a piece still takes after each doubling
    learned: Parameter | None  # [piece] made before the start
    holder: str  # actor id; output that no order takes lands in this stock
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """What a line uses up for each piece, out of the stock of the line's holder."""

    id: str
    line: str
    item: str
    per_piece: Parameter  # [piece/piece]
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesRow:
    """What a number of a series is from a month on."""

    id: str
    series: str
    month: str  # EDTF month
    value: Parameter  # [as `unit` says]
    unit: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """What adds capacity to a line, once it is decided, paid, permitted and built."""

    id: str
    line: str
    adds: Parameter  # [piece/month]
    kind: str | None  # expansion, new_plant, co_production, licence
    decided: str  # EDTF month
    build_months: Parameter  # [month]
    ramp_months: Parameter  # [month]
    fund: str | None
    cost: Parameter | None  # [currency of the fund]
    permission: str | None  # for co-production and licences: the agreement
    handover_months: Parameter | None  # [month] of technology transfer, before building
    after_orders: Parameter | None  # [piece] ordered of the line before it is decided
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """Pieces that a buyer wants from a line."""

    id: str
    buyer: str
    line: str
    quantity: Parameter  # [piece]
    placed: str  # EDTF month
    priority: int  # 1 is served first
    fund: str | None
    price: Parameter | None  # [currency of the fund/piece]
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Restock:
    """A stock that its holder keeps at a target by orders that follow what is missing."""

    id: str
    buyer: str
    line: str  # any line of the pool that makes it
    target: Parameter  # [piece]
    adjust_months: Parameter  # [month] within which what is missing is ordered
    lead_months: Parameter  # [month] from begin of work to landing
    date_from: str  # EDTF month
    date_to: str | None  # EDTF month; None = to the end of the scenario
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer:
    """Pieces that go from one stock to another."""

    id: str
    giver: str
    receiver: str
    item: str
    quantity: Parameter | None  # [piece]; None = open-ended
    rate: Parameter  # [piece/month], at most
    share: Parameter | None  # [share] of what the giver can spare; those of one stock add up to 1
    pledged: str | None  # EDTF month
    date_from: str  # EDTF month
    contract_months: Parameter | None  # [month] from pledge to contract
    refurbish_months: Parameter | None  # [month]
    refurbish_rate: Parameter | None  # [piece/month] that the workshop begins, at most
    refurbish_fund: str | None
    refurbish_price: Parameter | None  # [currency of that fund/piece]
    delay_months: Parameter  # [month] on the way
    permission: str | None
    fund: str | None
    price: Parameter | None  # [currency of the fund/piece]
    backfills: str | None  # id of the transfer that this one makes good to its giver
    backfill_ratio: Parameter | None  # [piece/piece]
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Permission:
    """A consent that is given with a probability, some time after `decided_from`."""

    id: str
    decider: str
    asked_by: str | None
    probability: Parameter  # [share]
    decided_from: str  # EDTF month
    delay_months: Parameter  # [month]
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Fund:
    """Money that is approved with a probability, some time after `decided_from`."""

    id: str
    payer: str
    amount: Parameter  # [currency]
    currency: str  # ISO 4217
    probability: Parameter  # [share]
    decided_from: str  # EDTF month
    delay_months: Parameter  # [month]
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """One thing that a plan may decide; which fields a kind uses stands in docs/plan.md."""

    id: str
    name: str | None
    kind: str  # one of tables.LEVER_KINDS
    line: str | None
    item: str | None
    giver: str | None  # actor id
    receiver: str | None  # actor id
    most: Parameter | None  # [piece/month]
    least: Parameter | None  # [piece/month], when it is done at all
    quantity: Parameter | None  # [piece] in all
    share: Parameter | None  # [share] of the line's capacity
    step: Parameter | None  # [share] of capacity that a month may add
    date_from: str | None  # EDTF month
    date_to: str | None  # EDTF month
    every: int | None  # months between the months in which it may be decided
    delay_months: Parameter | None  # [month]
    ramp_months: Parameter | None  # [month]
    last_months: int | None  # of a contract
    price: Parameter | None  # [currency/piece], or per piece a month of capacity
    cost: Parameter | None  # [currency], once, when it is decided
    payer: str | None  # actor id
    use: Parameter | None  # [piece of capacity/piece]
    people: Parameter | None  # [person month/piece]
    permission: str | None
    after: str | None  # lever id
    back_item: str | None
    back_share: Parameter | None  # [piece back/piece given]
    back_months: int | None
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """What one piece of a lever uses up."""

    id: str
    lever: str
    holder: str  # actor id
    item: str
    amount: Parameter  # [piece of the item/piece]
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """The most that a payer spends on levers in a calendar year."""

    id: str
    payer: str  # actor id
    year: int
    amount: Parameter  # [currency]
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Workforce:
    """How many people a country has for the levers."""

    id: str
    country: str  # ISO 3166-1 alpha-2
    people: Parameter  # [person]
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What a piece of unmet demand counts; 1 where nothing is said."""

    id: str
    item: str
    holder: str | None  # actor id; None = all
    weight: Parameter  # [factor]
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Who belongs to an alliance, and when."""

    id: str
    alliance: str  # actor id
    member: str  # actor id
    date_from: str | None  # EDTF month; None = always
    date_to: str | None
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """What is lost and damaged of a holder's equipment, and the workshop that brings it back."""

    id: str
    holder: str
    item: str
    basis: str  # "stock": shares of what is held; "demand": of what is asked for
    loss_share: Parameter  # [share] a month
    damage_share: Parameter  # [share] a month
    capacity: Parameter  # [piece/month] that the workshop begins
    turnaround_months: Parameter  # [month]
    returned_share: Parameter  # [share] of what is begun that comes back
    hub: str | None  # actor id; rows of one hub pool their capacities
    date_from: str  # EDTF month
    date_to: str | None
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kit:
    """One part of a system that a holder puts together."""

    id: str
    holder: str
    kit: str  # item
    part: str  # item
    per_kit: Parameter  # [piece/piece]
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Disruption:
    """What stops a line or a transfer for a while."""

    id: str
    kind: str  # strike, accident, ban
    line: str | None
    transfer: str | None
    hazard: Parameter  # [share] chance in each month
    severity: Parameter  # [share] lost
    recover_months: Parameter  # [month]
    date_from: str | None  # EDTF month
    date_to: str | None
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Iteration:
    """The innovation cycle of an item in its holder's use."""

    id: str
    holder: str
    item: str
    cycle_months: Parameter  # [month] between versions, without feedback
    feedback: Parameter  # [share] by which full use in the field shortens it
    gain: Parameter  # [factor] of effect per piece that a version adds
    date_from: str | None  # EDTF month
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """A user's own limit on a plan: what its terms add up to, month by month or in all."""

    id: str
    name: str | None
    sense: str  # "at_most", "at_least" or "equal"
    bound: Parameter  # [own unit]
    unit: str  # of the bound; factors bring terms into it
    each: str | None  # "month" or "year"; None: all months together
    date_from: str | None  # EDTF month
    date_to: str | None
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """What a constraint adds up: everything of one sort that fits all columns that are filled in."""

    id: str
    constraint: str
    of: str  # one of tables.ADDED_UP
    factor: Parameter | None  # [factor]
    side: str | None  # "right" counts on the side of the bound
    lever: str | None
    kind: str | None  # of lever
    line: str | None
    item: str | None
    giver: str | None  # actor ids
    receiver: str | None
    holder: str | None
    payer: str | None
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A whole scenario without error findings. Read it with `load_scenario`."""

    name: str
    title: str
    start: str  # EDTF months
    end: str
    as_of: str  # the month called "now"
    step: Step = "month"  # of a run (docs/model.md, rule E1)
    focus_holder: str  # actor id
    focus_item: str  # item id
    assumptions: tuple[tuple[str, str], ...]  # name and text
    actors: tuple[Actor, ...]
    items: tuple[Item, ...]
    stocks: tuple[Stock, ...]
    demands: tuple[Demand, ...]
    lines: tuple[Line, ...]
    inputs: tuple[Input, ...] = ()
    projects: tuple[Project, ...]
    orders: tuple[Order, ...]
    restocks: tuple[Restock, ...]
    transfers: tuple[Transfer, ...]
    permissions: tuple[Permission, ...]
    funds: tuple[Fund, ...]
    levers: tuple[Lever, ...] = ()
    needs: tuple[Need, ...] = ()
    budgets: tuple[Budget, ...] = ()
    workforce: tuple[Workforce, ...] = ()
    weights: tuple[Weight, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    terms: tuple[Term, ...] = ()
    repairs: tuple[Repair, ...] = ()
    kits: tuple[Kit, ...] = ()
    disruptions: tuple[Disruption, ...] = ()
    iterations: tuple[Iteration, ...] = ()
    members: tuple[Member, ...] = ()
    series: tuple[SeriesRow, ...] = ()
    hash: str  # SHA-256 of the content; column order and spaces make no difference

    @property
    def months(self) -> tuple[str, ...]:
        """The months simulated, first to last, as EDTF."""
        first, last = month_number(self.start), month_number(self.end)
        return tuple(month_text(number) for number in range(first, last + 1))

    @property
    def steps(self) -> tuple[str, ...]:
        """The steps simulated: months, or the first days of weeks, as EDTF (rule E2)."""
        first, last = first_step(self.start, self.step), last_step(self.end, self.step)
        return tuple(step_text(number, self.step) for number in range(first, last + 1))

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """Every number, in the order of the tables; a series counts with its rows."""
        return tuple(
            value
            for row in self.rows
            for value in _values(row)
            if isinstance(value, Parameter) and value.series is None
        )

    @property
    def rows(self) -> tuple[Any, ...]:
        """Every row of every table."""
        return (
            *self.actors,
            *self.items,
            *self.stocks,
            *self.demands,
            *self.lines,
            *self.inputs,
            *self.projects,
            *self.orders,
            *self.restocks,
            *self.transfers,
            *self.permissions,
            *self.funds,
            *self.levers,
            *self.needs,
            *self.budgets,
            *self.workforce,
            *self.weights,
            *self.constraints,
            *self.terms,
            *self.repairs,
            *self.kits,
            *self.disruptions,
            *self.iterations,
            *self.members,
            *self.series,
        )

    def actor_name(self, actor: str) -> str:
        """The name of an actor, or its id where there is none."""
        return next((row.name for row in self.actors if row.id == actor), actor)

    def item_name(self, item: str) -> str:
        """The name of an item, or its id where there is none."""
        return next((row.name for row in self.items if row.id == item), item)


def _values(row: Any) -> tuple[Any, ...]:
    return tuple(getattr(row, field.name) for field in fields(row))
