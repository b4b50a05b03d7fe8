"""How every chart looks: its sizes, colours, axes and words, and its Vega-Lite specification.

`specification` is the one door: page, notebook and export draw the same. The specification holds
its data and names no address. Labels stand on the chart, beside what they name, so that no legend
and no colour alone has to be read.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt

from materiel.core.dates import edtf_bounds, is_day, month_number, month_text
from materiel.show.marked import visible

Chart = alt.LayerChart | alt.VConcatChart
Rows = list[dict[str, Any]]

# Solid tints, not translucent ones: these print and convert exactly. The blues differ in
# lightness and demand's orange in hue and dash, so that colour-blind readers see four things.
BAND_80, BAND_50, MEDIAN = "#cfe1f2", "#8db9dc", "#0b4a7f"
TEXT_80, TEXT_50 = "#4a7599", "#2c6394"
DEMAND, INK, QUIET, GRID = "#b3440b", "#1b2733", "#56636f", "#e7ebef"
FONT = "Arial, Helvetica, Liberation Sans, sans-serif"


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Where a chart will be read: on a desk or in a hand."""

    width: int  # of the plot, labels outside [px]
    height: int
    narrow: bool


WIDE = Layout(width=640, height=300, narrow=False)
NARROW = Layout(width=170, height=210, narrow=True)


def layered(
    layers: Sequence[alt.Chart],
    title: str,
    layout: Layout,
    *,
    datasets: dict[str, Rows] | None = None,
    height: int | None = None,
) -> alt.LayerChart:
    """Layers as one chart under a title of at most three lines; rows that they share are `datasets`."""
    # All at once: every later .properties() or .configure() copies the whole chart.
    lines = textwrap.wrap(visible(title), 40 if layout.narrow else 88)[:3]
    return alt.LayerChart(
        layer=list(layers),
        datasets=datasets or alt.Undefined,
        width=layout.width,
        height=height or layout.height,
        title=alt.TitleParams(text=lines or [""]),
        config=chart_config(layout),
    )


def chart_config(layout: Layout, *, title_gap: int = 22) -> alt.Config:
    """The look of every chart; `title_gap` lies between the value axis and its title. [px]"""
    small = layout.narrow
    return alt.Config(
        background="#ffffff",
        font=FONT,
        padding=4 if small else 14,
        view=alt.ViewConfig(stroke=None),
        title=alt.TitleConfig(
            anchor="start",
            frame="group",
            color=INK,
            fontSize=13 if small else 15,
            fontWeight="bold",
            offset=14,
        ),
        axis=alt.AxisConfig(
            labelColor=QUIET,
            labelFontSize=11 if small else 12,
            titleColor=QUIET,
            titleFontSize=11 if small else 12,
            titleFontWeight="normal",
            domainColor="#b5bec7",
            tickColor="#b5bec7",
            gridColor=GRID,
        ),
        axisY=alt.AxisConfig(
            domain=False,
            ticks=False,
            labelPadding=6,
            titleAngle=0,
            titleAlign="left",
            titleAnchor="end",
            titleBaseline="bottom",
            titleX=0,
            titleY=-title_gap,
        ),
    )


def specification(chart: Chart) -> dict[str, Any]:
    """The Vega-Lite specification of a chart; the tests hold it against the schema."""
    return chart.to_dict(validate=False)


def source_text(lines: Sequence[str], layout: Layout) -> alt.Chart:
    """Small lines under the axis."""
    return placed_text(
        list(lines) if len(lines) > 1 else lines[0],
        x=0,
        y=layout.height + 30,
        baseline="top",
        color=QUIET,
        fontSize=10 if layout.narrow else 11,
        lineHeight=14,
    )


def placed_text(text: str | list[str], *, x: float, y: float, **look: Any) -> alt.Chart:
    """Words at a place of the plot. [px]"""
    one: alt.Chart = data_of([{}]).mark_text(text=text, x=x, y=y, align="left", **look)
    return one


def time_axis(steps: Sequence[str], layout: Layout) -> alt.Axis:
    """Ticks that a reader can name: whole quarters, half years or years."""
    first = month_number(steps[0]) + (is_day(steps[0]) and not steps[0].endswith("-01"))
    months = [month_text(n) for n in range(first, month_number(steps[-1]) + 1)]
    wanted = 4 if layout.narrow else 8
    for step in (1, 3, 6, 12, 24, 60, 120, 240):
        ticks = [m for m in months if month_number(m) % step == 0]
        if len(ticks) <= wanted:
            break
    return alt.Axis(
        values=[moment_of(m) for m in ticks],
        format="%Y" if step >= 12 else "%b %Y",
        grid=False,
        labelFlush=False,
        labelOverlap=False,
    )


def number_labels(unit: str, top: float) -> str:
    """A Vega expression that writes axis numbers as the text does."""
    if unit == "share":
        return "format(datum.value * 100, ',.0f') + ' %'"
    plain = "format(datum.value, ',~r')" if top < 10 else "format(datum.value, ',.0f')"
    words = ""
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if top >= size:
            words += f"datum.value >= {size:.0f} ? format(datum.value / {size:.0f}, ',~r') + ' {word}' : "
    return words + plain


def moment(day: date) -> dict[str, Any]:
    """A day on a time axis, as Vega-Lite takes it."""
    return {"year": day.year, "month": day.month, "date": day.day, "utc": True}


def data_of(rows: Rows) -> alt.Chart:
    """A chart on rows of its own."""
    return alt.Chart(alt.InlineData(values=rows))


def moment_of(month: str) -> dict[str, Any]:
    """The first day of a step on a time axis."""
    return moment(edtf_bounds(month)[0])
