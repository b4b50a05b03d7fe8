"""The chart of stated figures: what was said, over the time that it speaks of."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import altair as alt

from materiel.claims.records import STATUSES, Claim
from materiel.claims.wording import format_bounds, format_unit
from materiel.core.dates import edtf_bounds
from materiel.show.look import (
    INK,
    WIDE,
    Layout,
    Rows,
    chart_config,
    moment,
    number_labels,
    source_text,
)
from materiel.show.marked import visible

MAX_PANELS = 4
MAX_POINTS = 60  # of a panel that can be told apart; the latest are shown, the table holds them all
MAX_SPAN_YEARS = 15  # older and later statements stand in the table
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


@dataclass(frozen=True, slots=True, kw_only=True)
class _Point:
    claim: Claim
    first: date
    last: date

    @property
    def middle(self) -> date:
        return self.first + (self.last - self.first) / 2

    @property
    def value(self) -> float:
        """Where the point stands: the bound that is stated, or the middle of two."""
        known = [x for x in (self.claim.low, self.claim.high) if x is not None]
        return sum(known) / len(known)


def stated_figures(claims: Iterable[Claim], layout: Layout = WIDE) -> alt.VConcatChart | None:
    """Stated quantities as points and intervals over time, a panel for each kind and unit.

    Panels hold claims that can be compared: one kind, one unit, one period. None when there are
    not two dated numbers of any kind.
    """
    panels = _panels(claims)
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


def _panels(claims: Iterable[Claim]) -> list[list[_Point]]:
    groups: dict[tuple[str, str, str | None], list[_Point]] = defaultdict(list)
    for claim in claims:
        point = _point(claim)
        if point and claim.unit:
            groups[claim.kind, claim.unit, claim.per].append(point)
    several = [_near(points) for points in groups.values()]
    several = [points for points in several if len({(p.middle, p.value) for p in points}) > 1]
    several.sort(key=lambda points: -len(points))
    return several[:MAX_PANELS]


def _point(claim: Claim) -> _Point | None:
    ends = [text for text in (claim.date_from, claim.date_to) if text]
    if not claim.has_number or not ends:
        return None
    first, last = edtf_bounds(ends[0])[0], edtf_bounds(ends[-1])[1]
    return _Point(claim=claim, first=first, last=last) if first <= last else None


def _near(points: Sequence[_Point]) -> list[_Point]:
    """Points within the latest MAX_SPAN_YEARS, so that one old date does not squeeze the rest."""
    latest = max(p.middle.year for p in points)
    return [p for p in points if latest - p.first.year <= MAX_SPAN_YEARS]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scales:
    """Where a value and a day stand. [px]"""

    layout: Layout
    first: date
    last: date
    low: float
    high: float
    log: bool

    def x(self, day: date) -> float:
        return (day - self.first).days / max(1, (self.last - self.first).days) * self.layout.width

    def y(self, value: float) -> float:
        if self.log:
            share = math.log(max(value, self.low) / self.low) / math.log(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return (1 - share) * self.layout.height

    def x_axis(self, field: str) -> alt.X:
        years = range(self.first.year, self.last.year + 1)
        step = math.ceil(len(years) / (5 if self.layout.narrow else 12))
        return alt.X(
            f"{field}:T",
            title=None,
            scale=alt.Scale(type="utc", domain=[moment(self.first), moment(self.last)]),
            axis=alt.Axis(
                format="%Y", values=[moment(date(y, 1, 1)) for y in years if y % step == 0]
            ),
        )

    def y_axis(self, field: str, claim: Claim) -> alt.Y:
        kind, unit = claim.kind.replace("_", " "), format_unit(claim.unit, claim.per)
        title = unit if unit.startswith(kind) else f"{kind}, {unit}"
        ticks: list[float] = []
        if self.log:
            title += " (each line is ten times the one below)"
            ends = round(math.log10(self.low)), round(math.log10(self.high))
            ticks = [10.0**e for e in range(ends[0], ends[1] + 1)]
        return alt.Y(
            f"{field}:Q",
            title=title,
            scale=alt.Scale(
                type="log" if self.log else "linear", domain=[self.low, self.high], nice=False
            ),
            axis=alt.Axis(
                labelExpr=number_labels(claim.unit or "", self.high),
                tickCount=4,
                labelOverlap=False,
                values=ticks or alt.Undefined,
            ),
        )


def _scales(points: Sequence[_Point], layout: Layout) -> _Scales:
    values = [x for p in points for x in (p.claim.low, p.claim.high) if x is not None]
    low, high = min(values), max(values)
    log = low > 0 and high / low > 30
    if log:
        low, high = 10.0 ** math.floor(math.log10(low)), 10.0 ** math.ceil(math.log10(high) + 0.05)
    else:
        low, high = min(low * 1.15, 0.0), max(high * 1.15, 0.0)
        high = high if high > low else low + 1.0
    return _Scales(
        layout=layout,
        first=date(min(p.first for p in points).year, 1, 1),
        last=date(min(max(p.last for p in points).year, 9998) + 1, 1, 1),
        low=low,
        high=high,
        log=log,
    )


def _panel(
    points: Sequence[_Point], statuses: Sequence[str], layout: Layout, *, last: bool
) -> alt.LayerChart:
    scales = _scales(points, layout)
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


def _row(point: _Point) -> dict[str, Any]:
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


def _labels(points: Sequence[_Point], scales: _Scales) -> list[alt.Chart]:
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


def _marks_of(point: _Point, scales: _Scales) -> list[_Box]:
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


def _box(point: _Point, place: _Place, width: float, scales: _Scales) -> _Box:
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
