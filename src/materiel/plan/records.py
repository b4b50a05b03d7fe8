"""What the plan hands on: tables of plain rows, and what they rest on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

Rows = tuple[Mapping[str, Any], ...]
TABLES = (
    "schedule",
    "costs",
    "stocks",
    "frontier",
    "prices",
    "constraints",
    "permissions",
    "now",
    "alternatives",
    "worth",
    "shortfall",
    "left_out",
    "rates",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan: its tables, how good it is proven to be, and how it fared in fresh runs.

    Each table is a tuple of rows with the same keys; docs/plan.md explains them. `feasible` is False
    where no plan satisfies what was asked for; then `shortfall` says what is missing.
    """

    scenario_name: str
    scenario_title: str
    scenario_hash: str
    version: str
    seed: int
    futures: int
    months: tuple[str, ...]
    as_of: str
    focus: tuple[str, str]  # holder and item
    currency: str
    feasible: bool
    status: str  # "optimal", "time" (best found when time ran out) or "stopped" (by Ctrl-C)
    unmet: float  # expected, of the focus holder and item [piece]
    unmet_nothing: float  # without any lever [piece]
    unmet_gap: float  # of weighted unmet demand, between plan and bound [share]
    cost: float  # expected, undiscounted [currency]
    cost_gap: float  # [share]
    met_from: str | None  # first month from which the focus goes without nothing in any future
    schedule: Rows = ()
    costs: Rows = ()
    stocks: Rows = ()
    frontier: Rows = ()
    prices: Rows = ()
    constraints: Rows = ()
    permissions: Rows = ()
    now: Rows = ()
    alternatives: Rows = ()
    worth: Rows = ()
    shortfall: Rows = ()
    left_out: Rows = ()
    rates: Rows = ()
    replay: Mapping[str, float] = field(default_factory=dict)
    certificate: Mapping[str, float] = field(default_factory=dict)
    size: Mapping[str, int] = field(default_factory=dict)
    elapsed_s: float = 0.0

    def numbers(self) -> dict[str, Any]:
        """All of it as plain values for JSON; the same seed gives the same bytes."""
        plain = {
            name: getattr(self, name)
            for name in self.__slots__
            if name not in (*TABLES, "elapsed_s", "months")
        }
        tables = {name: [dict(row) for row in getattr(self, name)] for name in TABLES}
        return {**{k: dict(v) if isinstance(v, Mapping) else v for k, v in plain.items()}, **tables}

    def __repr__(self) -> str:
        """A few lines for the terminal."""
        if not self.feasible:
            return f"Plan({self.scenario_name}: not possible; see .shortfall)"
        told = "proven" if self.status == "optimal" else "best so far"
        met = self.met_from or "not within the horizon"
        return (
            f"Plan({self.scenario_name}, {self.futures} futures, {told}: "
            f"unmet {self.unmet:,.0f} of {self.unmet_nothing:,.0f} without levers, "
            f"cost {self.cost:,.0f} {self.currency}, demand met from {met})"
        )

    def _repr_html_(self) -> str:
        """The schedule as a table, for notebooks."""
        if not self.schedule:
            return f"<p>{escape(repr(self))}</p>"
        columns = list(self.schedule[0])
        head = "".join(f"<th>{escape(name)}</th>" for name in columns)
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(_told(row[name]))}</td>" for name in columns) + "</tr>"
            for row in self.schedule[:200]
        )
        return f"<p>{escape(repr(self))}</p><table><tr>{head}</tr>{rows}</table>"


def _told(value: object) -> str:
    """A cell for reading: whole where it is large, nothing for None."""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 10 else f"{value:.3g}"
    return "" if value is None else str(value)
