"""Shadow prices in words: what one more of each limit is worth in pieces of demand met."""

from typing import Any

import numpy as np

from materiel.plan.arrays import Block, Floats
from materiel.plan.formulation import OWN, Formulation
from materiel.plan.optimise import Optimum

Row = dict[str, Any]
MOST_ROWS = 20
UNDATED = "{what} ({name}): another {step:,.0f} {unit} is worth {worth:,.0f} pieces"
# How many units "another" is, by unit; what a person would ask for.
STEP = {"currency": 1e6, "piece": 1000.0, "piece/month": 100.0, "person": 100.0}
TOLD = {
    "budget": "another {step:,.0f} {unit} in the budget of {name} is worth {worth:,.0f} pieces",
    "money in all": "another {step:,.0f} {unit} in all is worth {worth:,.0f} pieces",
    "people": "another {step:,.0f} people in {name} in each month of {year} are worth {worth:,.0f} pieces",
    "floor": "a floor lower by {step:,.0f} ({name}) in {year} is worth {worth:,.0f} pieces",
    "stock balance": "another {step:,.0f} a month with {name} in {year} are worth {worth:,.0f} pieces",
    "fund": "another {step:,.0f} in the fund {name} is worth {worth:,.0f} pieces",
}
OTHER = "{what} ({name}): another {step:,.0f} {unit} a month in {year} is worth {worth:,.0f} pieces"


def prices(f: Formulation, optimum: Optimum, currency: str) -> tuple[Row, ...]:
    """The limits that bind, dearest first.

    The worth is that of the last unit: it holds for small changes, with the plants of this plan.

    Source: docs/model.md, rule Q27.
    """
    if optimum.duals is None or optimum.reduced is None:
        return ()
    found: list[Row] = []
    program = optimum.solver.program
    for block in program.rows:
        if block.name.startswith(OWN):
            found += _own(f, block, optimum)
        elif block.name not in (
            "capacity",
            "done once",
            "unmet demand in all",
            "waits for another",
        ):
            found += _rows(f, block, optimum.duals, currency)
    for block in program.variables:
        if block.name not in ("decision to begin", "stock", "unmet demand", "added capacity"):
            found += _most(f, block, optimum)
    found.sort(key=lambda row: -row["worth"])
    return tuple(found[:MOST_ROWS])


def _own(f: Formulation, block: Block, optimum: Optimum) -> list[Row]:
    """A user's own constraint: what it is worth to loosen it by a tenth."""
    assert optimum.duals is not None
    high, low = optimum.solver.high[block.ids], optimum.solver.low[block.ids]
    bound = np.abs(np.where(np.isfinite(high), high, low)).mean(axis=0)
    worth = np.abs(optimum.duals[block.ids]).sum(axis=0)
    rows = []
    for n, (limit, each) in enumerate(zip(bound, worth, strict=True)):
        step = float(limit) / 10 or 1.0
        if each * step > 0.5:
            name, when = block.name.removeprefix(OWN), block.axes[1].label(n)
            words = (
                f"{name} ({when}): looser by {step:,.3g} {block.unit} it is worth "
                f"{each * step:,.0f} pieces"
            )
            told = {"limit": "constraint", "name": name, "year": None, "step": step}
            rows.append({**told, "unit": block.unit, "worth": float(each * step), "words": words})
    return rows


def _rows(f: Formulation, block: Block, duals: Floats, currency: str) -> list[Row]:
    worth = -duals[block.ids]
    if block.name == "stock balance":
        worth = np.abs(worth) * _asked(f)
    return _told(f, block, np.maximum(worth, 0.0), block.name, currency)


def _asked(f: Formulation) -> Floats:
    """Balances of what is used up by levers: input items, parts, damaged pieces."""
    wanted = {(need.holder, need.item) for need in f.given.scenario.needs}
    return np.array([pair in wanted for pair in f.given.accounts], dtype=float)[:, None]


def _most(f: Formulation, block: Block, optimum: Optimum) -> list[Row]:
    """The worth of a lever's own most."""
    assert optimum.reduced is not None
    upper = optimum.solver.program.upper[block.ids]
    bound = np.isfinite(upper) & (upper > 0)
    worth = np.where(bound, np.maximum(-optimum.reduced[block.ids], 0.0), 0.0)
    return _told(f, block, worth, f"the most of {block.name}", "")


def _told(f: Formulation, block: Block, worth: Floats, what: str, currency: str) -> list[Row]:
    """One row for each thing and year in which it binds."""
    names = [axis.name for axis in block.axes]
    if "future" in names:  # an offer that stands in every future
        worth = worth.sum(axis=names.index("future"))
    axes = [axis for axis in block.axes if axis.name != "future"]
    dated = bool(axes) and axes[-1].name == "month"
    worth = worth.reshape(-1, axes[-1].size if dated else 1).copy()
    years = [int(m[:4]) for m in f.given.scenario.months[: f.months]] if dated else [0]
    if dated:
        worth[:, : f.given.first] = 0.0  # the past has no price
    thing = axes[0] if axes and axes[0].name != "month" else None
    rows = []
    for n, line in enumerate(worth):
        for year in sorted(set(years)):
            each = float(sum(w for w, y in zip(line, years, strict=True) if y == year))
            step = STEP.get(block.unit, 1.0)
            if each * step > 0.5:
                name = thing.label(n) if thing is not None else ""
                told = TOLD.get(what, OTHER if dated else UNDATED)
                unit = currency if block.unit == "currency" else block.unit.partition("/")[0] + "s"
                words = told.format(
                    what=what, step=step, unit=unit, name=name, year=year, worth=each * step
                )
                row = {"limit": what, "name": name, "year": year or None, "step": step}
                rows.append({**row, "unit": unit, "worth": each * step, "words": words})
    return rows
