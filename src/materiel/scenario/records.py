"""What the scenario stage hands on: every number with its unit, its distribution and its source.

docs/scenario.md explains each table and column; the records have the same names.
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
from materiel.ledger.money import Rate
from materiel.scenario.deciding import Budget, Constraint, Lever, Need, Term, Weight, Workforce
from materiel.scenario.holding import Actor, Demand, Item, Member, Stock
from materiel.scenario.making import Input, Line, Order, Project, Restock, SeriesRow
from materiel.scenario.moving import Disruption, Fund, Iteration, Kit, Permission, Repair, Transfer
from materiel.scenario.parameters import Distribution, Parameter, Source, Support
from materiel.scenario.tables import TABLES

__all__ = [
    "Actor",
    "Budget",
    "Constraint",
    "Demand",
    "Disruption",
    "Distribution",
    "Fund",
    "Input",
    "Item",
    "Iteration",
    "Kit",
    "Lever",
    "Line",
    "Member",
    "Need",
    "Order",
    "Parameter",
    "Permission",
    "Project",
    "Repair",
    "Restock",
    "Scenario",
    "SeriesRow",
    "Source",
    "Stock",
    "Support",
    "Term",
    "Transfer",
    "Weight",
    "Workforce",
]


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
    rates: tuple[Rate, ...] = ()  # at which money of levers and budgets was brought to one currency
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
            for value in (getattr(row, field.name) for field in fields(row))
            if isinstance(value, Parameter) and value.series is None
        )

    @property
    def rows(self) -> tuple[Any, ...]:
        """Every row of every table."""
        return tuple(row for table in TABLES for row in getattr(self, table.name))

    def actor_name(self, actor: str) -> str:
        """The name of an actor, or its id where there is none."""
        return next((row.name for row in self.actors if row.id == actor), actor)

    def item_name(self, item: str) -> str:
        """The name of an item, or its id where there is none."""
        return next((row.name for row in self.items if row.id == item), item)
