"""Where stated figures stand on a chart: their points in time and value, in panels that share a scale."""

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import altair as alt

from materiel.claims.records import Claim
from materiel.claims.wording import format_unit
from materiel.core.dates import edtf_bounds
from materiel.show.look import Layout, moment, number_labels

MAX_PANELS = 4
MAX_SPAN_YEARS = 15  # older and later statements stand in the table


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """A claim at its place: the time it speaks of and its value."""

    claim: Claim
    first: date
    last: date

    @property
    def middle(self) -> date:
        """The day in the middle of its time."""
        return self.first + (self.last - self.first) / 2

    @property
    def value(self) -> float:
        """Where the point stands: the bound that is stated, or the middle of two."""
        known = [x for x in (self.claim.low, self.claim.high) if x is not None]
        return sum(known) / len(known)


def panels_of(claims: Iterable[Claim]) -> list[list[Point]]:
    """Points that can be compared: one kind, one unit, one period. The fullest panels first."""
    groups: dict[tuple[str, str, str | None], list[Point]] = defaultdict(list)
    for claim in claims:
        point = _point(claim)
        if point and claim.unit:
            groups[claim.kind, claim.unit, claim.per].append(point)
    several = [_near(points) for points in groups.values()]
    several = [points for points in several if len({(p.middle, p.value) for p in points}) > 1]
    several.sort(key=lambda points: -len(points))
    return several[:MAX_PANELS]


def _point(claim: Claim) -> Point | None:
    ends = [text for text in (claim.date_from, claim.date_to) if text]
    if not claim.has_number or not ends:
        return None
    first, last = edtf_bounds(ends[0])[0], edtf_bounds(ends[-1])[1]
    return Point(claim=claim, first=first, last=last) if first <= last else None


def _near(points: Sequence[Point]) -> list[Point]:
    """Points within the latest MAX_SPAN_YEARS, so that one old date does not squeeze the rest."""
    latest = max(p.middle.year for p in points)
    return [p for p in points if latest - p.first.year <= MAX_SPAN_YEARS]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scales:
    """Where a value and a day stand. [px]"""

    layout: Layout
    first: date
    last: date
    low: float
    high: float
    log: bool

    def x(self, day: date) -> float:
        """Where a day stands. [px]"""
        return (day - self.first).days / max(1, (self.last - self.first).days) * self.layout.width

    def y(self, value: float) -> float:
        """Where a value stands, from the top. [px]"""
        if self.log:
            share = math.log(max(value, self.low) / self.low) / math.log(self.high / self.low)
        else:
            share = (value - self.low) / (self.high - self.low)
        return (1 - share) * self.layout.height

    def x_axis(self, field: str) -> alt.X:
        """The axis of time on that column."""
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
        """The axis of values on that column, with the unit of a claim."""
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


def scales_of(points: Sequence[Point], layout: Layout) -> Scales:
    """The scales that hold all points; logarithmic where values span more than thirty times."""
    values = [x for p in points for x in (p.claim.low, p.claim.high) if x is not None]
    low, high = min(values), max(values)
    log = low > 0 and high / low > 30
    if log:
        low, high = 10.0 ** math.floor(math.log10(low)), 10.0 ** math.ceil(math.log10(high) + 0.05)
    else:
        low, high = min(low * 1.15, 0.0), max(high * 1.15, 0.0)
        high = high if high > low else low + 1.0
    return Scales(
        layout=layout,
        first=date(min(p.first for p in points).year, 1, 1),
        last=date(min(max(p.last for p in points).year, 9998) + 1, 1, 1),
        low=low,
        high=high,
        log=log,
    )
