"""Which tables a scenario may have. docs/scenario.md tells them in words."""

from dataclasses import dataclass
from functools import cached_property

from materiel.scenario.columns import Column, Row, columns_of
from materiel.scenario.deciding import Budget, Constraint, Lever, Need, Term, Weight, Workforce
from materiel.scenario.holding import Actor, Demand, Item, Member, Stock
from materiel.scenario.making import Input, Line, Order, Project, Restock, SeriesRow
from materiel.scenario.moving import Disruption, Fund, Iteration, Kit, Permission, Repair, Transfer


@dataclass(frozen=True, kw_only=True)  # no slots: `columns` is kept
class Table:
    """One table: its columns, and the unit that its `unit` column has to name."""

    name: str
    row: type[Row]
    required: bool = False
    unit: str | None = None
    currency: bool | None = None  # None: no such column; False: only with a price
    sourced: bool = True

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns of its own, id first."""
        return columns_of(self.row)

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


TABLES: tuple[Table, ...] = (
    Table(name="actors", row=Actor, required=True, sourced=False),
    Table(name="items", row=Item, required=True, unit="piece", sourced=False),
    Table(name="stocks", row=Stock, unit="piece"),
    Table(name="demands", row=Demand, unit="piece/month"),
    Table(name="lines", row=Line, unit="piece/month"),
    Table(name="inputs", row=Input, unit="piece/piece"),
    Table(name="projects", row=Project, unit="piece/month", currency=False),
    Table(name="orders", row=Order, unit="piece", currency=False),
    Table(name="restocks", row=Restock, unit="piece"),
    Table(name="transfers", row=Transfer, unit="piece", currency=False),
    Table(name="permissions", row=Permission),
    Table(name="funds", row=Fund, currency=True),
    Table(name="repairs", row=Repair, unit="piece/month"),
    Table(name="kits", row=Kit, unit="piece/piece"),
    Table(name="disruptions", row=Disruption),
    Table(name="iterations", row=Iteration),
    Table(name="members", row=Member, sourced=False),
    Table(name="series", row=SeriesRow),
    Table(name="levers", row=Lever, unit="piece/month", currency=False),
    Table(name="needs", row=Need),
    Table(name="budgets", row=Budget, currency=True),
    Table(name="workforce", row=Workforce),
    Table(name="weights", row=Weight),
    Table(name="constraints", row=Constraint),
    Table(name="terms", row=Term),
)

TABLE = {table.name: table for table in TABLES}
