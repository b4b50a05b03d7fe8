"""Charts of a plan as Vega-Lite specifications: the Gantt, money against time, unmet demand."""

from itertools import groupby

import altair as alt

from materiel.core.dates import edtf_bounds, month_number, month_text
from materiel.plan.records import Plan
from materiel.show.look import (
    BAND_50,
    DEMAND,
    MEDIAN,
    QUIET,
    WIDE,
    Layout,
    Rows,
    layered,
    number_labels,
)
from materiel.show.marked import visible

ROW_HEIGHT = 22  # of a lever in the Gantt [px]
_WITH_AND_WITHOUT = ("with the plan", "without levers")


def spans(plan: Plan) -> Rows:
    """Each lever's runs of months in which it is used, one row a run."""
    rows = []
    for (lever, name, kind), group in groupby(
        plan.schedule, key=lambda row: (row["lever"], row["name"], row["kind"])
    ):
        used = [(month_number(row["month"]), row["amount"]) for row in group]
        begin = before = used[0][0]
        total = 0.0
        for month, amount in [*used, (10**9, 0.0)]:
            if month > before + 1:
                end = edtf_bounds(month_text(before))[1].isoformat()
                first = edtf_bounds(month_text(begin))[0].isoformat()
                what = {"lever": lever, "name": visible(name)[:40], "kind": kind}
                rows.append({**what, "from": first, "to": end, "amount": round(total, 2)})
                begin, total = month, 0.0
            before, total = month, total + amount
    return rows


def gantt(plan: Plan, layout: Layout = WIDE) -> alt.LayerChart:
    """Which lever is used from when to when."""
    rows = spans(plan)
    names = list(dict.fromkeys(row["name"] for row in rows))
    bars = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_bar(color=BAND_50, stroke=MEDIAN, strokeWidth=0.5, height=12)
        .encode(
            x=alt.X(
                "from:T", title=None, scale=alt.Scale(type="utc"), axis=alt.Axis(format="%b %Y")
            ),
            x2="to:T",
            y=alt.Y("name:N", title=None, sort=names, axis=alt.Axis(labelLimit=260, titleAngle=0)),
        )
    )
    return layered([bars], "What is done when", layout, height=max(1, len(names)) * ROW_HEIGHT)


def frontier(plan: Plan, layout: Layout = WIDE) -> alt.LayerChart:
    """Money on one axis, unmet demand on the other; where the month of parity moves, it is told."""
    rows, before = [], None
    for row in plan.frontier:
        met = f"met from {row['met_from']}" if row["met_from"] else "not met"
        rows.append(
            {"money": row["money"], "unmet": row["unmet"], "met": met if met != before else ""}
        )
        before = met
    money = max((row["money"] for row in rows), default=1.0) or 1.0
    unmet = max((row["unmet"] for row in rows), default=1.0) or 1.0
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=_money_axis(plan, money),
        y=alt.Y(
            "unmet:Q",
            title="unmet demand [piece]",
            scale=alt.Scale(domain=[0, unmet * 1.1]),
            axis=alt.Axis(labelExpr=number_labels("piece", unmet), tickCount=5),
        ),
    )
    layers = [
        base.mark_line(color=MEDIAN),
        base.mark_circle(color=MEDIAN, size=50, opacity=1),
        base.mark_text(align="left", dx=6, dy=-8, color=QUIET).encode(text="met:N"),
    ]
    return layered(layers, "What more money does", layout)


def parity(plan: Plan, layout: Layout = WIDE) -> alt.LayerChart:
    """Money on one axis, on the other the month from which demand is met; hollow where it never is."""
    end = edtf_bounds(plan.months[-1])[1].isoformat()
    rows = [
        {
            "money": row["money"],
            "month": edtf_bounds(row["met_from"])[0].isoformat() if row["met_from"] else end,
            "met": bool(row["met_from"]),
            "words": "" if row["met_from"] or number else "not within the horizon",
        }
        for number, row in enumerate(plan.frontier)
    ]
    money = max((row["money"] for row in rows), default=1.0) or 1.0
    first = edtf_bounds(plan.months[0])[0].isoformat()
    base = alt.Chart(alt.InlineData(values=rows)).encode(
        x=_money_axis(plan, money),
        y=alt.Y(
            "month:T",
            title="demand met from",
            scale=alt.Scale(type="utc", domain=[first, end]),
            axis=alt.Axis(format="%b %Y", tickCount=6),
        ),
    )
    layers = [
        base.mark_line(color=MEDIAN, interpolate="step-after").transform_filter("datum.met"),
        base.mark_circle(color=MEDIAN, size=50, opacity=1).transform_filter("datum.met"),
        base.mark_point(color=DEMAND, size=50, filled=False).transform_filter("!datum.met"),
        base.mark_text(align="left", dx=8, dy=12, color=QUIET).encode(text="words:N"),
    ]
    return layered(layers, "Money against the month of parity", layout, height=layout.height // 2)


def _money_axis(plan: Plan, most: float) -> alt.X:
    return alt.X(
        "money:Q",
        title=f"money for levers [{plan.currency}]",
        scale=alt.Scale(domain=[0, most * 1.15]),
        axis=alt.Axis(labelExpr=number_labels("piece", most), tickCount=5),
    )


def unmet(plan: Plan, layout: Layout = WIDE) -> alt.LayerChart:
    """Unmet demand of the focus month by month, with the plan and without."""
    rows = _unmet_rows(plan)
    top = max((row["unmet"] for row in rows), default=1.0) or 1.0
    both = list(_WITH_AND_WITHOUT)
    legend = alt.Legend(orient="bottom")
    lines = (
        alt.Chart(alt.InlineData(values=rows))
        .mark_line()
        .encode(
            x=alt.X(
                "month:T", title=None, scale=alt.Scale(type="utc"), axis=alt.Axis(format="%b %Y")
            ),
            y=alt.Y(
                "unmet:Q",
                title="unmet demand a month [piece]",
                axis=alt.Axis(labelExpr=number_labels("piece", top), tickCount=5),
            ),
            color=alt.Color(
                "what:N",
                title=None,
                scale=alt.Scale(domain=both, range=[MEDIAN, DEMAND]),
                legend=legend,
            ),
            strokeDash=alt.StrokeDash(
                "what:N", title=None, scale=alt.Scale(domain=both), legend=legend
            ),
        )
    )
    return layered([lines], "Unmet demand, expected", layout)


def _unmet_rows(plan: Plan) -> Rows:
    """What the focus goes without, by month, with the plan and without."""
    months = {month: [0.0, 0.0] for month in plan.months}
    for row in plan.stocks:
        if (row["holder"], row["item"]) == plan.focus:
            both = months.setdefault(row["month"], [0.0, 0.0])
            both[0] += row["unmet"]
            both[1] += row["unmet_nothing"]
    return [
        {"month": edtf_bounds(month)[0].isoformat(), "unmet": value, "what": what}
        for month, values in months.items()
        for what, value in zip(_WITH_AND_WITHOUT, values, strict=True)
    ]
