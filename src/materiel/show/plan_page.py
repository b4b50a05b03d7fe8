"""A plan as one HTML page without scripts, network or other files."""

from collections.abc import Callable
from typing import Any

from markupsafe import Markup

from materiel.plan.records import Plan
from materiel.show import plan_charts
from materiel.show.look import NARROW, WIDE, Layout
from materiel.show.pages import page, stylesheet
from materiel.show.render import inline_svg, to_svg

_Chart = Callable[[Plan, Layout], Any]

# The tables of the page: heading, field of the plan, columns.
PARTS = (
    ("What limits it", "prices", ("words",)),
    (
        "The scenario's own constraints",
        "constraints",
        ("name", "when", "amount", "sense", "bound", "unit", "binds"),
    ),
    ("What each lever is worth to the focus", "worth", ("lever", "more_unmet", "share")),
    ("Cost by lever, payer and year", "costs", ("name", "payer", "year", "cost")),
    ("Money against time", "frontier", ("money", "cost", "unmet", "met_from")),
    ("What a permission opens", "permissions", ("permission", "met_more", "becomes_possible")),
    (
        "What else costs at most 2 % more",
        "alternatives",
        ("lever", "plan", "least", "most", "words"),
    ),
    ("Do these now: the same in all futures", "now", ("name", "where", "month", "amount", "unit")),
    ("What is missing", "shortfall", ("words",)),
    ("What the program leaves out", "left_out", ("words",)),
    ("Schedule", "schedule", ("name", "where", "month", "amount", "low", "high", "unit", "cost")),
)


def render_plan(plan: Plan) -> str:
    """The page; the same plan gives the same bytes."""
    charts: list[tuple[str, str, _Chart]] = []
    if plan.schedule:
        charts.append(("gantt", "What is done when", plan_charts.gantt))
    if len(plan.frontier) > 1:
        charts.append(("frontier", "What more money does", plan_charts.frontier))
        charts.append(("parity", "Money against the month of parity", plan_charts.parity))
    if plan.stocks:
        charts.append(("unmet", "Unmet demand with the plan and without", plan_charts.unmet))
    figures = [
        {
            "wide": _element(chart(plan, WIDE), f"{name}-wide", label),
            "narrow": _element(chart(plan, NARROW), f"{name}-narrow", label),
        }
        for name, label, chart in charts
    ]
    view: dict[str, Any] = {
        "plan": plan,
        "figures": figures,
        "parts": [_part(plan, *part) for part in PARTS if getattr(plan, part[1])],
        "lead": headline(plan),
    }
    return page("plan.html.j2", view, style=stylesheet())


def _element(chart: Any, name: str, label: str) -> Markup:
    # inline_svg lets through shapes, text and links inside the page, nothing else.
    return Markup(inline_svg(to_svg(chart.to_dict(validate=False)), name, label))


def _part(plan: Plan, heading: str, field: str, columns: tuple[str, ...]) -> dict[str, Any]:
    found = getattr(plan, field)
    heads = [
        {
            "name": _head(column, plan.currency),
            "is_number": any(isinstance(row[column], float) for row in found),
        }
        for column in columns
    ]
    rows = [[cell(row[column]) for column in columns] for row in found]
    return {"heading": heading, "heads": heads, "rows": rows, "id": field}


def _head(column: str, currency: str) -> str:
    """A column as it is headed; money says in which currency.

    >>> _head("met_from", "EUR"), _head("cost", "EUR"), _head("words", "EUR")
    ('met from', 'cost [EUR]', 'in words')
    """
    if column in ("cost", "money"):
        return f"{column} [{currency}]"
    return "in words" if column == "words" else column.replace("_", " ")


def cell(value: object) -> str:
    """A number with thousands, anything else as it is.

    >>> cell(1234567.8), cell(0.25), cell(2024), cell(None)
    ('1,234,568', '0.25', '2024', '')
    """
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 10 else f"{value:.3g}"
    return str(value)


def headline(plan: Plan) -> list[str]:
    """The plan in a few sentences."""
    if not plan.feasible:
        return ["No plan can do what was asked for. The tables say what is missing."]
    sentences = []
    if plan.status != "optimal":
        why = {"time": "when time ran out", "stopped": "when it was stopped"}[plan.status]
        sentences.append(f"This is the best plan found {why}; a better one may exist.")
    sentences.append(
        f"Unmet demand of the focus: {plan.unmet:,.0f} pieces in all, against "
        f"{plan.unmet_nothing:,.0f} if no lever is used (expected over {plan.futures} "
        f"future{'s' * (plan.futures > 1)})."
    )
    sentences.append(
        f"Cost: {plan.cost:,.0f} {plan.currency}. "
        + (
            f"Demand is met in every future from {plan.met_from}."
            if plan.met_from
            else "Some future has unmet demand to the end."
        )
    )
    sentences.append(
        f"Proven: no plan leaves less than {1 - plan.unmet_gap:.1%} of its weighted unmet demand, and "
        f"with that none costs less than {1 - plan.cost_gap:.1%}."
    )
    sentences += [
        f"{row['currency']} is counted at {row['rate']:.4g} {row['to']}, the rate of {row['day']} "
        f"({row['source']})."
        for row in plan.rates
    ]
    if plan.replay:
        told = plan.replay
        sentences.append(
            f"Replayed in {told['runs']:,.0f} fresh runs of the simulation, the focus is short of "
            f"{told['unmet']:,.0f} pieces ({told['unmet_low']:,.0f} to {told['unmet_high']:,.0f}), "
            f"without levers of {told['unmet_nothing']:,.0f}; in the plan's own futures of "
            f"{told['planned_unmet']:,.0f} and {told['planned_unmet_nothing']:,.0f} (medians)."
        )
    return sentences
