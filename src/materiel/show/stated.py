"""The chart of stated figures: what was said, over the time that it speaks of."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Literal

import altair as alt

from materiel.claims.records import STATUSES, Claim
from materiel.claims.wording import format_bounds
from materiel.show.look import (
    INK,
    WIDE,
    Layout,
    Rows,
    chart_config,
    source_text,
)
from materiel.show.marked import visible
from materiel.show.stated_points import Point, Scales, panels_of, scales_of

MAX_POINTS = 60  # of a panel that can be told apart; the latest are shown, the table holds them all
# Colours of Okabe and Ito, darkened for small marks; each status has a shape of its own too.
_LOOK = {
    "actual": ("#0b4a7f", "circle"),
    "target": ("#b3440b", "triangle-up"),
    "capacity": ("#00785a", "square"),
    "pledged": ("#a3578a", "diamond"),
    "contracted": ("#8a6d00", "cross"),
    "delivered": ("#2f86c1", "triangle-right"),
    "proposed": ("#56636f", "triangle-down"),
    "granted": ("#3f8f3f", "triangle-left"),
    "denied": ("#1b2733", "wedge"),
    "rumoured": ("#7d8892", "arrow"),
}
_CHAR = 6.1  # a label's mean width [px]


def stated_figures(claims: Iterable[Claim], layout: Layout = WIDE) -> alt.VConcatChart | None:
    """Stated quantities as points and intervals over time, a panel for each kind and unit.

    Panels hold claims that can be compared: one kind, one unit, one period. None when there are
    not two dated numbers of any kind.
    """
    panels = panels_of(claims)
    if not panels:
        return None
    count = sum(len(points) for points in panels)
    panels = [sorted(points, key=lambda p: p.last)[-MAX_POINTS:] for points in panels]
    left = sum(len(points) for points in panels)
    told = (
        f"{count:,} dated figures"
        if left == count
        else f"the latest {left:,} of {count:,} dated figures"
    )
    shown = sorted({p.claim.status for points in panels for p in points}, key=STATUSES.index)
    charts = [
        _panel(points, shown, _wider(layout), last=i == len(panels) - 1)
        for i, points in enumerate(panels)
    ]
    return alt.vconcat(
        *charts,
        spacing=26,
        title=alt.TitleParams(text=f"What was said: {told}"),
        config=chart_config(layout, title_gap=8),
        resolve=alt.Resolve(scale=alt.ScaleResolveMap(color="shared", shape="shared")),
    )


def _wider(layout: Layout) -> Layout:
    """These panels need no room for labels on the right."""
    width = 235 if layout.narrow else 760
    return Layout(width=width, height=190, narrow=layout.narrow)


def _panel(
    points: Sequence[Point], statuses: Sequence[str], layout: Layout, *, last: bool
) -> alt.LayerChart:
    scales = scales_of(points, layout)
    data = alt.Chart(alt.InlineData(values=[_row(point) for point in points]))
    colour = alt.Color("status:N", title=None, scale=_look(statuses, 0), legend=_legend(layout))
    shape = alt.Shape("status:N", title=None, scale=_look(statuses, 1))
    middle, value = scales.x_axis("middle"), scales.y_axis("value", points[0].claim)
    low = scales.y_axis("low", points[0].claim)
    layers = [
        data.mark_rule(strokeWidth=1.5, opacity=0.45).encode(
            x=scales.x_axis("first"), x2="last:T", y=value, color=colour
        ),
        data.mark_rule(strokeWidth=2).encode(x=middle, y=low, y2="high:Q", color=colour),
        data.mark_point(filled=True, size=75, opacity=1).encode(
            x=middle,
            y=value,
            color=colour,
            shape=shape,
            href="href:N",
            description="said:N",
        ),
        *_labels(points, scales),
    ]
    if last:
        layers.append(source_text(("Each mark leads to the words that state it.",), layout))
    return alt.LayerChart(layer=layers, width=layout.width, height=layout.height)


def _row(point: Point) -> dict[str, Any]:
    claim = point.claim
    return {
        "first": point.first.isoformat(),
        "middle": point.middle.isoformat(),
        "last": point.last.isoformat(),
        "value": point.value,
        "low": point.value if claim.low is None else claim.low,
        "high": point.value if claim.high is None else claim.high,
        "status": claim.status,
        "href": f"#quote-{claim.id}",
        "said": f"{_words(claim)}, {claim.status}",
    }


def _look(statuses: Sequence[str], part: int) -> alt.Scale:
    return alt.Scale(domain=list(statuses), range=[_LOOK[s][part] for s in statuses])


def _legend(layout: Layout) -> alt.Legend:
    return alt.Legend(
        orient="top",
        direction="horizontal",
        columns=3 if layout.narrow else 10,
        labelFontSize=12,
        labelColor=INK,
        symbolSize=80,
        symbolOpacity=1,
    )


_Box = tuple[float, float, float, float]  # left, top, right, bottom [px]
_Place = tuple[int, int, Literal["left", "right", "center"]]  # from its point [px], and alignment
_PLACES: tuple[_Place, ...] = (
    (6, -11, "left"),
    (6, 11, "left"),
    (-6, -11, "right"),
    (-6, 11, "right"),
    (0, -15, "center"),
    (0, 15, "center"),
)


def _labels(points: Sequence[Point], scales: Scales) -> list[alt.Chart]:
    """Values beside their points, where there is room. The table holds them all."""
    taken = [box for point in points for box in _marks_of(point, scales)]
    placed: dict[_Place, Rows] = defaultdict(list)
    for point in sorted(points, key=lambda p: -p.value):
        claim = point.claim
        words = _words(claim)
        for place in _PLACES:
            box = _box(point, place, len(words) * _CHAR, scales)
            if _fits(box, scales.layout) and not any(_overlap(box, other) for other in taken):
                taken.append(box)
                placed[place].append(_row(point) | {"label": words})
                break
    return [
        alt.Chart(alt.InlineData(values=rows))
        .mark_text(dx=dx, dy=dy, align=align, baseline="middle", fontSize=11, color=INK)
        .encode(
            x=scales.x_axis("middle"),
            y=scales.y_axis("value", points[0].claim),
            text="label:N",
        )
        for (dx, dy, align), rows in placed.items()
    ]


def _marks_of(point: Point, scales: Scales) -> list[_Box]:
    """Where a point stands, and the line of the time that it speaks of."""
    x, y = scales.x(point.middle), scales.y(point.value)
    line = (scales.x(point.first), y - 2, scales.x(point.last), y + 2)
    return [(x - 5, y - 5, x + 5, y + 5), line]


def _words(claim: Claim) -> str:
    value = format_bounds(claim.low, claim.high, approx=claim.approx)
    return " ".join(f"{_who_and_what(claim)} {value}".split())


def _who_and_what(claim: Claim) -> str:
    item = (claim.item or "").rpartition(".")[2]
    return visible(f"{', '.join(claim.subject)[:18]} {item[:14]}")


def _box(point: Point, place: _Place, width: float, scales: Scales) -> _Box:
    dx, dy, align = place
    left = scales.x(point.middle) + dx - {"left": 0.0, "center": width / 2, "right": width}[align]
    middle = scales.y(point.value) + dy
    return left, middle - 6, left + width, middle + 6


def _fits(box: _Box, layout: Layout) -> bool:
    left, top, right, bottom = box
    overhang = 0 if layout.narrow else 40
    return left >= 0 and right <= layout.width + overhang and top >= -4 and bottom <= layout.height


def _overlap(a: _Box, b: _Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
