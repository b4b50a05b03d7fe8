"""The charts of a run: fans of its indicators, supply against demand, single runs."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import altair as alt
import numpy as np

from materiel.claims.wording import format_unit
from materiel.core.dates import edtf_bounds, last_step, step_text
from materiel.show.look import (
    BAND_50,
    BAND_80,
    DEMAND,
    INK,
    MEDIAN,
    QUIET,
    TEXT_50,
    TEXT_80,
    WIDE,
    Layout,
    Rows,
    data_of,
    layered,
    moment_of,
    number_labels,
    placed_text,
    source_text,
    time_axis,
)
from materiel.show.marked import visible
from materiel.show.tables import format_date
from materiel.simulate.records import LEVELS, Fan, FloatArray, Outcome

MOST_COVERAGE = 5.0  # where the axis of coverage ends


def stock_fan(outcome: Outcome, layout: Layout = WIDE) -> alt.LayerChart:
    """The stock month by month, with bands and median. The axis starts at zero."""
    return _fan_chart(outcome, outcome.fan("stock"), layout)


def coverage_fan(outcome: Outcome, layout: Layout = WIDE) -> alt.LayerChart:
    """Supply as a share of demand, with the line where both are equal."""
    return _fan_chart(outcome, outcome.fan("coverage"), layout, parity=True)


def supply_and_demand(outcome: Outcome, layout: Layout = WIDE) -> alt.LayerChart:
    """Supply as a fan, and over it demand as a dashed line with its 80 % interval."""
    supply, demand = outcome.fan("supply"), outcome.fan("demand")
    return _fan_chart(outcome, supply, layout, against=demand)


def indicator_fan(outcome: Outcome, fan_id: str, layout: Layout = WIDE) -> alt.LayerChart:
    """Any other indicator with bands and median."""
    return _fan_chart(outcome, outcome.fan(fan_id), layout)


def single_runs(outcome: Outcome, fan_id: str, layout: Layout = WIDE) -> alt.LayerChart:
    """The first runs themselves, one line each: what a band is made of."""
    fan = outcome.fan(fan_id)
    rows = [
        {"run": run, "month": _day(month), "value": _rounded(value)}
        for run, values in enumerate(fan.sample, start=1)
        for month, value in zip(fan.steps, values, strict=True)
    ]
    top = _top([fan.sample])
    if fan_id == "coverage":
        top = _coverage_top(top)
    frame = _Frame(outcome=outcome, fan=fan, layout=layout, top=top)
    lines = (
        _named("runs")
        .mark_line(strokeWidth=1, color=TEXT_50, opacity=0.75, clip=True)
        .encode(x=frame.x, y=frame.y("value"), detail="run:N")
    )
    parity = _parity_line(frame) if fan_id == "coverage" else []
    title = f"{len(fan.sample)} single runs: {fan.label}"
    layers = [lines, *parity, *_now(frame), _source(frame)]
    return layered(layers, title, layout, datasets={"runs": rows})


@dataclass(frozen=True, kw_only=True)  # no slots: `x` is kept
class _Frame:
    """What all layers of one chart share, so that Vega-Lite merges their axes into one."""

    outcome: Outcome
    fan: Fan
    layout: Layout
    top: float  # of the value axis, which starts at zero

    @cached_property
    def x(self) -> alt.X:
        """The month axis, the same for every layer."""
        steps = self.fan.steps
        return alt.X(
            "month:T",
            title=None,
            scale=alt.Scale(type="utc", domain=[moment_of(steps[0]), moment_of(steps[-1])]),
            axis=time_axis(steps, self.layout),
        )

    @property
    def now(self) -> str:
        """The step with which the month called "now" ends."""
        step = self.outcome.step
        return step_text(last_step(self.outcome.as_of, step), step)

    def _unit(self) -> str:
        if self.fan.unit != "share":
            return format_unit(self.fan.unit)
        cut = self.top == MOST_COVERAGE
        return f"% of demand{f', cut at {MOST_COVERAGE:.0%}' if cut else ''}"

    def y(self, field: str) -> alt.Y:
        """The value axis on that column."""
        return alt.Y(
            f"{field}:Q",
            title=self._unit(),
            scale=alt.Scale(domain=[0, self.top], nice=False, zero=True),
            axis=alt.Axis(labelExpr=number_labels(self.fan.unit, self.top), tickCount=5),
        )


def _coverage_top(top: float) -> float:
    """Room for the line at 100 %; a month with hardly any demand must not flatten the rest."""
    return min(max(top, 1.25), MOST_COVERAGE)


def _fan_chart(
    outcome: Outcome,
    fan: Fan,
    layout: Layout,
    *,
    parity: bool = False,
    against: Fan | None = None,
) -> alt.LayerChart:
    top = _top([fan.values, *([against.values] if against else [])])
    frame = _Frame(
        outcome=outcome, fan=fan, layout=layout, top=_coverage_top(top) if parity else top
    )
    rows = _quantile_rows(fan)
    data, x = _named("fan"), frame.x
    layers = [
        data.mark_area(color=BAND_80, clip=True).encode(x=x, y=frame.y("q10"), y2="q90:Q"),
        data.mark_area(color=BAND_50, clip=True).encode(x=x, y=frame.y("q25"), y2="q75:Q"),
        data.mark_line(color=MEDIAN, strokeWidth=2.5, clip=True).encode(x=x, y=frame.y("q50")),
    ]
    labels = _fan_labels(rows[-1], layout, "supply" if against else "median")
    datasets = {"fan": rows}
    if against:
        datasets["against"] = _quantile_rows(against)
        layers += _demand_lines(frame)
        labels.append((datasets["against"][-1]["q50"], "demand", DEMAND, True))
    if parity:
        layers += _parity_line(frame)
    layers += [*_now(frame), *_end_labels(labels, frame), _source(frame)]
    title = f"{fan.label}, against demand" if against else fan.label
    return layered(layers, title, layout, datasets=datasets)


def _quantile_rows(fan: Fan) -> Rows:
    names = [f"q{level * 100:g}" for level in LEVELS]
    return [
        {"month": _day(month)}
        | {name: _rounded(value) for name, value in zip(names, column, strict=True)}
        for month, column in zip(fan.steps, fan.values.T, strict=True)
    ]


def _demand_lines(frame: _Frame) -> list[alt.Chart]:
    data, x = _named("against"), frame.x
    edges = [
        data.mark_line(color=DEMAND, strokeWidth=1, strokeDash=[2, 3]).encode(x=x, y=frame.y(field))
        for field in ("q10", "q90")
    ]
    middle = data.mark_line(color=DEMAND, strokeWidth=2.5, strokeDash=[7, 4])
    return [*edges, middle.encode(x=x, y=frame.y("q50"))]


_Label = tuple[float | None, str, str, bool]  # value, words, colour, bold


def _fan_labels(last: dict[str, Any], layout: Layout, middle: str) -> list[_Label]:
    of_runs = "" if layout.narrow else " of runs"
    return [
        (last["q90"], f"10–90 %{of_runs}", TEXT_80, False),
        (last["q75"], f"25–75 %{of_runs}", TEXT_50, False),
        (last["q50"], middle, MEDIAN, True),
    ]


def _end_labels(labels: Sequence[_Label], frame: _Frame) -> list[alt.Chart]:
    """Labels right of the last month, moved apart where their values are close."""
    layout = frame.layout
    shown = [label for label in reversed(labels) if label[0] is not None]
    shown.sort(key=lambda label: label[0] or 0.0)
    gap = 13.0 if layout.narrow else 16.0
    heights = [min(float(label[0] or 0.0) / frame.top, 1.0) * layout.height for label in shown]
    for i in range(1, len(heights)):
        heights[i] = max(heights[i], heights[i - 1] + gap)
    # What was pushed over the top comes down again, from the top.
    limit = float(layout.height)
    for i in reversed(range(len(heights))):
        heights[i] = min(heights[i], limit)
        limit = heights[i] - gap
    return [
        placed_text(
            words,
            x=layout.width + 8,
            y=round(layout.height - height, 1),
            baseline="middle",
            color=color,
            fontSize=11 if layout.narrow else 12.5,
            fontWeight="bold" if bold else "normal",
        )
        for (_, words, color, bold), height in zip(shown, heights, strict=True)
    ]


def _parity_line(frame: _Frame) -> list[alt.Chart]:
    data = data_of([{"parity": 1.0}])
    small = frame.layout.narrow
    steps = frame.fan.steps
    now = steps.index(frame.now) if frame.now in steps else 0
    share = now / max(1, len(steps) - 1)
    right_of_now = share * frame.layout.width if share < 0.4 else 0.0
    return [
        data.mark_rule(color=INK, strokeWidth=1.2, strokeDash=[5, 4]).encode(y=frame.y("parity")),
        data.mark_text(
            text="100 %: supply = demand",
            x=round(right_of_now) + 6,
            align="left",
            baseline="bottom",
            dy=-4,
            color=INK,
            fontSize=11 if small else 12,
        ).encode(y=frame.y("parity")),
    ]


def _now(frame: _Frame) -> list[alt.Chart]:
    """The last reported month: left of it the record speaks, right of it the simulation."""
    steps = frame.fan.steps
    if frame.now not in steps:
        return []
    data = data_of([{"month": _day(frame.now)}])
    late = steps.index(frame.now) > len(steps) / 2
    return [
        data.mark_rule(color=QUIET, strokeWidth=1).encode(x=frame.x),
        data.mark_text(
            text=f"now, {format_date(frame.outcome.as_of)}",
            y=-4,
            align="right" if late else "left",
            baseline="bottom",
            color=QUIET,
            fontSize=11,
        ).encode(x=frame.x),
    ]


def provenance(outcome: Outcome) -> tuple[str, str]:
    """Where a figure comes from, in two short lines."""
    name = visible(outcome.scenario_name)
    return (
        f"{outcome.runs:,} runs, seed {outcome.seed}, materiel {outcome.version}",
        f"scenario {name} ({outcome.scenario_hash[:12]})",
    )


def _source(frame: _Frame) -> alt.Chart:
    lines = provenance(frame.outcome)
    return source_text(lines if frame.layout.narrow else (" · ".join(lines),), frame.layout)


def _day(month: str) -> str:
    return edtf_bounds(month)[0].isoformat()


def _rounded(value: float) -> float | None:
    """Four digits are finer than a pixel; none where the number is not finite."""
    if not math.isfinite(value):
        return None
    return float(f"{value:.4g}")


def _top(arrays: Iterable[FloatArray]) -> float:
    """A round number above everything that the chart shows."""
    peak = max((float(a[np.isfinite(a)].max(initial=0.0)) for a in arrays), default=0.0)
    if peak <= 0:
        return 1.0
    size = 10.0 ** math.floor(math.log10(peak))
    return next(k * size for k in (1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10) if k * size >= peak)


def _named(name: str) -> alt.Chart:
    """A chart on a data set of the whole figure, so that layers share one copy of the rows."""
    return alt.Chart(alt.NamedData(name=name))
