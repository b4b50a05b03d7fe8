"""Which tables a scenario may have, and what each column holds. docs/scenario.md tells it in words."""

from dataclasses import dataclass
from typing import Literal

ColumnKind = Literal["id", "text", "choice", "country", "month", "number", "integer", "reference"]

# Largest value that a cell may hold, by unit. Above it a typing error is likelier than a fact.
LARGEST = {
    "piece": 1e12,
    "piece/month": 1e12,
    "piece/piece": 1e9,
    "month": 1200.0,
    "share": 1.0,
    "shift": 3.0,
    "money": 1e15,
    "factor": 1e9,
    "person": 1e10,
    "own": 1e15,  # the row's own unit
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: what its cells hold and whether a cell may be blank."""

    name: str
    kind: ColumnKind
    required: bool = True
    unit: str = ""  # of a number: a key of LARGEST, or "price"
    table: str = ""  # of a reference: the table it points into
    choices: tuple[str, ...] = ()
    varies: bool = False  # whether a cell may name a series


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table: its columns, and the unit that its `unit` column has to name."""

    name: str
    columns: tuple[Column, ...]
    required: bool = False
    unit: str | None = None
    currency: bool | None = None  # None: no such column; False: only with a price
    sourced: bool = True

    @property
    def file(self) -> str:
        """File name inside the scenario folder."""
        return f"{self.name}.csv"

    @property
    def numbers(self) -> tuple[Column, ...]:
        """The columns that hold numbers with a source."""
        return tuple(column for column in self.columns if column.kind == "number")

    @property
    def allowed(self) -> tuple[str, ...]:
        """Every column name that the file may have."""
        names = [column.name for column in self.columns]
        names += ["unit"] if self.unit else []
        names += ["currency"] if self.currency is not None else []
        if self.sourced:
            names += ["source", *(f"{column.name}_source" for column in self.numbers)]
        return tuple(names)

    @property
    def needed(self) -> tuple[str, ...]:
        """Every column name that the file must have."""
        names = [column.name for column in self.columns if column.required]
        names += ["unit"] if self.unit else []
        names += ["currency"] if self.currency else []
        return (*names, "source") if self.sourced else tuple(names)


_ID = Column(name="id", kind="id")


def _text(name: str) -> Column:
    return Column(name=name, kind="text")


def _number(name: str, unit: str, *, required: bool = True, varies: bool = False) -> Column:
    return Column(name=name, kind="number", unit=unit, required=required, varies=varies)


def _month(name: str, *, required: bool = True) -> Column:
    return Column(name=name, kind="month", required=required)


def _reference(name: str, table: str, *, required: bool = True) -> Column:
    return Column(name=name, kind="reference", table=table, required=required)


KINDS_OF_PROJECT = ("expansion", "new_plant", "co_production", "licence")
RAMP_CURVES = ("s", "logistic")
KINDS_OF_ACTOR = ("state", "company", "alliance", "programme")

TABLES: tuple[Table, ...] = (
    Table(
        name="actors",
        required=True,
        sourced=False,
        columns=(
            _ID,
            _text("name"),
            Column(name="kind", kind="choice", choices=KINDS_OF_ACTOR),
            Column(name="country", kind="country", required=False),
        ),
    ),
    Table(
        name="items",
        required=True,
        sourced=False,
        unit="piece",
        columns=(_ID, _text("name")),
    ),
    Table(
        name="stocks",
        unit="piece",
        columns=(
            _ID,
            _reference("holder", "actors"),
            _reference("item", "items"),
            _number("opening", "piece"),
            _number("floor", "piece"),
        ),
    ),
    Table(
        name="demands",
        unit="piece/month",
        columns=(
            _ID,
            _reference("holder", "actors"),
            _reference("item", "items"),
            _number("rate", "piece/month", varies=True),
            _number("noise", "factor", required=False),
            _month("from"),
            _month("to", required=False),
        ),
    ),
    Table(
        name="lines",
        unit="piece/month",
        columns=(
            _ID,
            _reference("actor", "actors"),
            _reference("item", "items"),
            _number("rate_start", "piece/month", varies=True),
            _number("rate_full", "piece/month", required=False),
            _month("ramp_start", required=False),
            _number("ramp_months", "month", required=False),
            _number("ramp_delay_months", "month", required=False),
            Column(name="ramp_curve", kind="choice", choices=RAMP_CURVES, required=False),
            Column(name="pool", kind="text", required=False),
            Column(name="makes", kind="choice", choices=("to_stock", "to_order"), required=False),
            _number("shifts", "shift", required=False, varies=True),
            _number("weekend", "share", required=False, varies=True),
            _number("shift_return", "share", required=False),
            _number("learning", "share", required=False),
            _number("learned", "piece", required=False),
            _reference("holder", "actors"),
        ),
    ),
    Table(
        name="inputs",
        unit="piece/piece",
        columns=(
            _ID,
            _reference("line", "lines"),
            _reference("item", "items"),
            _number("per_piece", "piece/piece"),
        ),
    ),
    Table(
        name="projects",
        unit="piece/month",
        currency=False,
        columns=(
            _ID,
            _reference("line", "lines"),
            _number("adds", "piece/month"),
            Column(name="kind", kind="choice", choices=KINDS_OF_PROJECT, required=False),
            _month("decided"),
            _number("build_months", "month"),
            _number("ramp_months", "month"),
            _reference("fund", "funds", required=False),
            _number("cost", "money", required=False),
            _reference("permission", "permissions", required=False),
            _number("handover_months", "month", required=False),
            _number("after_orders", "piece", required=False),
        ),
    ),
    Table(
        name="orders",
        unit="piece",
        currency=False,
        columns=(
            _ID,
            _reference("buyer", "actors"),
            _reference("line", "lines"),
            _number("quantity", "piece"),
            _month("placed"),
            Column(name="priority", kind="integer"),
            _reference("fund", "funds", required=False),
            _number("price", "price", required=False),
        ),
    ),
    Table(
        name="restocks",
        unit="piece",
        columns=(
            _ID,
            _reference("buyer", "actors"),
            _reference("line", "lines"),
            _number("target", "piece"),
            _number("adjust_months", "month"),
            _number("lead_months", "month"),
            _month("from"),
            _month("to", required=False),
        ),
    ),
    Table(
        name="transfers",
        unit="piece",
        currency=False,
        columns=(
            _ID,
            _reference("giver", "actors"),
            _reference("receiver", "actors"),
            _reference("item", "items"),
            _number("quantity", "piece", required=False),
            _number("rate", "piece/month", varies=True),
            _number("share", "share", required=False),
            _month("pledged", required=False),
            _month("from"),
            _number("contract_months", "month", required=False),
            _number("refurbish_months", "month", required=False),
            _number("refurbish_rate", "piece/month", required=False),
            _reference("refurbish_fund", "funds", required=False),
            _number("refurbish_price", "price", required=False),
            _number("delay_months", "month"),
            _reference("permission", "permissions", required=False),
            _reference("fund", "funds", required=False),
            _number("price", "price", required=False),
            _reference("backfills", "transfers", required=False),
            _number("backfill_ratio", "piece/piece", required=False),
        ),
    ),
    Table(
        name="permissions",
        columns=(
            _ID,
            _reference("decider", "actors"),
            _reference("asked_by", "actors", required=False),
            _number("probability", "share"),
            _month("decided_from"),
            _number("delay_months", "month"),
        ),
    ),
    Table(
        name="funds",
        currency=True,
        columns=(
            _ID,
            _reference("payer", "actors"),
            _number("amount", "money"),
            _number("probability", "share"),
            _month("decided_from"),
            _number("delay_months", "month"),
        ),
    ),
    Table(
        name="repairs",
        unit="piece/month",
        columns=(
            _ID,
            _reference("holder", "actors"),
            _reference("item", "items"),
            Column(name="basis", kind="choice", choices=("stock", "demand")),
            _number("loss_share", "share", varies=True),
            _number("damage_share", "share", varies=True),
            _number("capacity", "piece/month", varies=True),
            _number("turnaround_months", "month"),
            _number("returned_share", "share"),
            _reference("hub", "actors", required=False),
            _month("from"),
            _month("to", required=False),
        ),
    ),
    Table(
        name="kits",
        unit="piece/piece",
        columns=(
            _ID,
            _reference("holder", "actors"),
            _reference("kit", "items"),
            _reference("part", "items"),
            _number("per_kit", "piece/piece"),
        ),
    ),
    Table(
        name="disruptions",
        columns=(
            _ID,
            Column(name="kind", kind="choice", choices=("strike", "accident", "ban")),
            _reference("line", "lines", required=False),
            _reference("transfer", "transfers", required=False),
            _number("hazard", "share"),
            _number("severity", "share"),
            _number("recover_months", "month"),
            _month("from", required=False),
            _month("to", required=False),
        ),
    ),
    Table(
        name="iterations",
        columns=(
            _ID,
            _reference("holder", "actors"),
            _reference("item", "items"),
            _number("cycle_months", "month"),
            _number("feedback", "share"),
            _number("gain", "factor"),
            _month("from", required=False),
        ),
    ),
    Table(
        name="members",
        sourced=False,
        columns=(
            _ID,
            _reference("alliance", "actors"),
            _reference("member", "actors"),
            _month("from", required=False),
            _month("to", required=False),
        ),
    ),
    Table(
        name="series",
        columns=(
            _ID,
            _text("series"),
            _month("month"),
            _number("value", "series"),
            Column(name="unit", kind="choice", choices=("piece/month", "shift", "share")),
        ),
    ),
)

# What a plan may decide, and within which limits (docs/plan.md). A run does not read them.
ADDED_UP = ("used", "made", "sent", "begun", "added", "stock", "unmet", "cost")
LEVER_KINDS = (
    "shift",
    "expansion",
    "plant",
    "licence",
    "mix",
    "make",
    "purchase",
    "donation",
    "swap",
    "repair",
    "kit",
    "permission",
    "contract",
)

TABLES += (
    Table(
        name="levers",
        unit="piece/month",
        currency=False,
        columns=(
            _ID,
            Column(name="name", kind="text", required=False),
            Column(name="kind", kind="choice", choices=LEVER_KINDS),
            _reference("line", "lines", required=False),
            _reference("item", "items", required=False),
            _reference("giver", "actors", required=False),
            _reference("receiver", "actors", required=False),
            _number("most", "piece/month", required=False),
            _number("least", "piece/month", required=False),
            _number("quantity", "piece", required=False),
            _number("share", "share", required=False),
            _number("step", "share", required=False),
            _month("from", required=False),
            _month("to", required=False),
            Column(name="every", kind="integer", required=False),
            _number("delay_months", "month", required=False),
            _number("ramp_months", "month", required=False),
            Column(name="last_months", kind="integer", required=False),
            _number("price", "price", required=False),
            _number("cost", "money", required=False),
            _reference("payer", "actors", required=False),
            _number("use", "factor", required=False),
            _number("people", "factor", required=False),
            _reference("permission", "permissions", required=False),
            _reference("after", "levers", required=False),
            _reference("back_item", "items", required=False),
            _number("back_share", "factor", required=False),
            Column(name="back_months", kind="integer", required=False),
        ),
    ),
    Table(
        name="needs",
        columns=(
            _ID,
            _reference("lever", "levers"),
            _reference("holder", "actors"),
            _reference("item", "items"),
            _number("amount", "factor"),
        ),
    ),
    Table(
        name="budgets",
        currency=True,
        columns=(
            _ID,
            _reference("payer", "actors"),
            Column(name="year", kind="integer"),
            _number("amount", "money"),
        ),
    ),
    Table(
        name="workforce",
        columns=(_ID, Column(name="country", kind="country"), _number("people", "person")),
    ),
    Table(
        name="weights",
        columns=(
            _ID,
            _reference("item", "items"),
            _reference("holder", "actors", required=False),
            _number("weight", "factor"),
        ),
    ),
    Table(
        name="constraints",
        columns=(
            _ID,
            Column(name="name", kind="text", required=False),
            Column(name="sense", kind="choice", choices=("at_most", "at_least", "equal")),
            _number("bound", "own"),
            _text("unit"),
            Column(name="each", kind="choice", required=False, choices=("month", "year")),
            _month("from", required=False),
            _month("to", required=False),
        ),
    ),
    Table(
        name="terms",
        columns=(
            _ID,
            _reference("constraint", "constraints"),
            Column(name="of", kind="choice", choices=ADDED_UP),
            _number("factor", "factor", required=False),
            Column(name="side", kind="choice", required=False, choices=("left", "right")),
            _reference("lever", "levers", required=False),
            Column(name="kind", kind="choice", required=False, choices=LEVER_KINDS),
            _reference("line", "lines", required=False),
            _reference("item", "items", required=False),
            _reference("giver", "actors", required=False),
            _reference("receiver", "actors", required=False),
            _reference("holder", "actors", required=False),
            _reference("payer", "actors", required=False),
        ),
    ),
)

TABLE = {table.name: table for table in TABLES}
