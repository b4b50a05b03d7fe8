"""A plan in words, for a terminal."""

import textwrap
from collections.abc import Mapping
from typing import Any

from materiel.plan.records import Plan
from materiel.show.plan_charts import spans
from materiel.show.plan_page import cell, headline

MOST = 8  # rows of each part; --out has all of them


def plan_text(plan: Plan) -> str:
    """The headline, what is done when, and what limits it."""
    parts = [plan.scenario_title, textwrap.fill(" ".join(headline(plan)), 96)]
    if plan.shortfall:
        parts.append(_lines("Missing", [str(row["words"]) for row in plan.shortfall]))
    if plan.schedule:
        parts.append(_lines("What is done when", _spans(plan), most=40))
    if plan.prices:
        parts.append(_lines("What limits it", [str(row["words"]) for row in plan.prices]))
    if plan.constraints:
        own = [_constraint(row) for row in plan.constraints]
        parts.append(_lines("The scenario's own constraints", own))
    if plan.worth:
        worth = [
            f"without {row['lever']}: {cell(row['more_unmet'])} pieces more unmet"
            for row in plan.worth
        ]
        parts.append(_lines("What each lever is worth to the focus", worth))
    if plan.frontier:
        parts.append(_lines(f"Money against time [{plan.currency}]", _frontier(plan)))
    if plan.permissions:
        parts.append(_lines("What a permission opens", [_opened(row) for row in plan.permissions]))
    if plan.alternatives:
        near = [
            f"{row['lever']}: {cell(row['plan'])} in the plan, {cell(row['least'])} to {cell(row['most'])} possible; it {row['words']}"
            for row in plan.alternatives
        ]
        parts.append(_lines("What else costs at most 2 % more", near))
    if plan.left_out:
        parts.append(
            _lines("What the program leaves out", [str(row["words"]) for row in plan.left_out])
        )
    return "\n\n".join(parts)


def _lines(heading: str, lines: list[str], most: int = MOST) -> str:
    more = [f"  … {len(lines) - most} more, see --out"] if len(lines) > most else []
    return "\n".join([heading, *(f"  {line}" for line in lines[:most]), *more])


def _spans(plan: Plan) -> list[str]:
    return [
        f"{row['from'][:7]} to {row['to'][:7]}  {row['name']:40s} {cell(row['amount']):>12s}"
        for row in spans(plan)
    ]


def _frontier(plan: Plan) -> list[str]:
    return [
        f"{row['money']:>18,.0f}  unmet {row['unmet']:>12,.0f}  "
        + (f"met from {row['met_from']}" if row["met_from"] else "not met within the horizon")
        for row in plan.frontier
    ]


def _constraint(row: Mapping[str, Any]) -> str:
    sense = str(row["sense"]).replace("_", " ")
    binds = "; it binds" if row["binds"] else ""
    told = f"{cell(row['amount'])} of {sense} {cell(row['bound'])} {row['unit']}"
    return f"{row['name']}, {row['when']}: {told}{binds}"


def _opened(row: Mapping[str, Any]) -> str:
    new = f"; it makes possible {row['becomes_possible']}" if row["becomes_possible"] else ""
    return f"{row['permission']}: {row['met_more']:,.0f} pieces more are met if granted now{new}"
