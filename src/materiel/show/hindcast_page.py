"""docs/hindcast.md and its picture: how good the forecasts of goals that came due would have been."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import altair as alt
import numpy as np

from materiel.core.files import replace_file
from materiel.forecast import Hindcast, hindcast
from materiel.forecast.records import Table
from materiel.forecast.resample import halves, series_resampled
from materiel.forecast.score import BASELINES, GROUPS, Scored, recounted, without
from materiel.show.look import BAND_80, FONT, GRID, INK, MEDIAN, QUIET
from materiel.show.render import to_svg

_SIDE = 260  # of each panel [px]
_LEVELS = tuple(float(level) for level in np.arange(0.1, 0.95, 0.1))
_KEYS = {
    "skill": "skill: 1 − ours ÷ best of the three",
    "cover80": "inside the 80 % interval",
    "cover50": "inside the 50 % interval",
    "brier": "Brier score, “reached by its date”",
    "brier_base": "Brier score of the share reached, known in hindsight",
    "brier_base_known": "Brier score of the share reached among the other goals",
}


def write_docs(result: Hindcast, table: Table, reference: Table, folder: Path) -> None:
    """Write hindcast.md and pictures/hindcast.svg; other ways of leaving out are scored beside."""
    others = {
        name: hindcast(table, reference, name=result.name, group=group)
        for name, group in GROUPS.items()
        if name != result.left_out
    }
    (folder / "pictures").mkdir(parents=True, exist_ok=True)
    picture = to_svg(calibration(result).to_dict())
    replace_file(folder / "pictures" / "hindcast.svg", picture.encode("utf-8"))
    replace_file(folder / "hindcast.md", page(result, others, reference).encode("utf-8"))


def calibration(result: Hindcast) -> alt.HConcatChart:
    """Left: share of outcomes inside each interval. Right: share reached by forecast probability."""
    left = _panel(
        _interval_rows(result.scored),
        "forecast interval",
        "share of outcomes inside it",
        "Intervals",
    )
    right = _panel(
        _probability_rows(result.scored),
        "forecast probability",
        "share of goals reached",
        "Reached by its date",
    )
    both = alt.hconcat(left, right, spacing=40, background="white")
    chart: alt.HConcatChart = both.configure(font=FONT).configure_view(stroke=None)
    return chart


Chart = alt.LayerChart | alt.FacetChart


def _panel(rows: list[dict[str, Any]], x_title: str, y_title: str, title: str) -> Chart:
    scale = alt.Scale(domain=[0, 1], nice=False)
    axis = alt.Axis(
        format="%", tickCount=5, gridColor=GRID, labelColor=QUIET, titleColor=INK, domain=False
    )
    x = alt.X("forecast:Q", title=x_title, scale=scale, axis=axis)
    y = alt.Y("seen:Q", title=y_title, scale=scale, axis=axis)
    data = alt.InlineData(values=rows)
    ideal = alt.InlineData(values=[{"forecast": v, "seen": v} for v in (0, 1)])
    line = alt.Chart(ideal).mark_line(color=QUIET, strokeDash=[4, 4], strokeWidth=1)
    span = (
        alt.Chart(data).mark_rule(color=BAND_80, strokeWidth=5).encode(x=x, y="low:Q", y2="high:Q")
    )
    points = alt.Chart(data).mark_circle(color=MEDIAN, size=60, opacity=1).encode(x=x, y=y)
    words = alt.Chart(data).mark_text(dx=9, dy=9, align="left", color=QUIET, fontSize=10)
    named = words.encode(x=x, y=y, text="n:N")
    layers = alt.layer(line.encode(x=x, y=y), span, points, named)
    panel = layers.properties(width=_SIDE, height=_SIDE, title=title)
    return panel


def _interval_rows(scored: Sequence[Scored]) -> list[dict[str, Any]]:
    rows = []
    for level in _LEVELS:
        inside = [abs(2 * one.rank - 1) <= level for one in scored]
        rows.append(_row(level, inside, ""))
    return rows


def _probability_rows(scored: Sequence[Scored]) -> list[dict[str, Any]]:
    ordered = sorted(scored, key=lambda one: one.probability)
    rows = []
    for part in np.array_split(np.arange(len(ordered)), 5 if len(ordered) >= 25 else 2):
        if len(part):
            some = [ordered[i] for i in part]
            mean = float(np.mean([one.probability for one in some]))
            rows.append(_row(mean, [one.reached for one in some], f"{len(some)} goals"))
    return rows


def _row(forecast: float, hits: list[bool], words: str) -> dict[str, Any]:
    """A point with its 80 % sampling interval (Wilson), as if the goals were independent."""
    n, z = max(len(hits), 1), 1.2816
    seen = sum(hits) / n
    middle = (seen + z * z / (2 * n)) / (1 + z * z / n)
    half = z * float(np.sqrt(seen * (1 - seen) / n + z * z / (4 * n * n))) / (1 + z * z / n)
    values = {"forecast": forecast, "seen": seen, "low": middle - half, "high": middle + half}
    return {key: round(value, 4) for key, value in values.items()} | {"n": words}


def page(result: Hindcast, others: dict[str, Hindcast], reference: Table) -> str:
    """The page as Markdown."""
    numbers = result.numbers()
    parts = [
        "# Hindcast: how good the forecasts would have been",
        "Made by `materiel hindcast --docs docs`; not written by hand. What is scored and how: "
        "[forecast.md](forecast.md), rules F1 to F18 of [model.md](model.md).",
        f"Of {result.name}, {numbers['pairs']} goals of {numbers['series']} series came due and had "
        "an outcome reported. Each was forecast with what was known on the day it was stated, by a "
        f"model that had not seen its {result.left_out}.",
        _scores(numbers),
        "![Calibration: intervals and probabilities against what happened](pictures/hindcast.svg)",
        "Points on the dashed line are perfect. Bars are 80 % sampling intervals as if goals were "
        "independent; goals of one series are not, so the true ones are wider.",
        "## How much of it is chance",
        _chance(result, reference),
        "## Leaving out more",
        _others({result.left_out: result, **others}),
        "## Goals of which nothing came",
        _zeros(result),
        "## The five worst misses",
        _misses(result.scored),
        "## Series by series",
        _series(result.scored),
        "## Milestones",
        _milestones(numbers["milestones"]),
        "## Not scored",
        "\n".join(f"- {n}: {reason}" for reason, n in numbers["excluded"].items()),
    ]
    return "\n\n".join(parts) + "\n"


def _scores(numbers: dict[str, Any]) -> str:
    both = (numbers, numbers["one_per_series"])
    lines = ["| | each goal counts once | each series counts once |", "| --- | --- | --- |"]
    for way in ("ours", *BASELINES):
        name = f"CRPS of the log ratio, {way.replace('_', ' ')}"
        lines.append(f"| {name} | " + " | ".join(_number(n["crps"][way]) for n in both) + " |")
    for key, name in _KEYS.items():
        lines.append(f"| {name} | " + " | ".join(_number(n[key]) for n in both) + " |")
    return "\n".join(lines)


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _chance(result: Hindcast, reference: Table) -> str:
    """What other series would show: half of them left out, and the same ones drawn again."""
    split, spread = halves(reference), series_resampled(result)
    names = {
        "skill": "skill",
        "brier_gain": "1 − Brier ÷ Brier of the share reached",
        "cover80": "inside the 80 % interval",
        "cover50": "inside the 50 % interval",
    }
    lines = ["| | 10 to 90 % | halves | halves, series |", "| --- | --- | --- | --- |"]
    for key, name in names.items():
        low, high = spread[key]
        cells = (f"{low:.3f} to {high:.3f}", _number(split["pairs"][key]))
        lines.append(f"| {name} | {' | '.join(cells)} | {_number(split['series'][key])} |")
    words = (
        "First column: the scores above if the series were drawn again, with replacement, 500 times. "
        "The others: a model fitted to half of the series of the reference, scored on the other half; "
        "the mean of ten splits, both ways round."
    )
    return f"{words}\n\n" + "\n".join(lines)


def _others(results: dict[str, Hindcast]) -> str:
    return _short_table("left out", {name: result.numbers() for name, result in results.items()})


def _zeros(result: Hindcast) -> str:
    words = (
        "An outcome below a tenth of its goal counts as a tenth (F5): zero has no logarithm, and press "
        "figures do not tell a thirtieth from nothing. Such misses weigh heavily, so here are the "
        "figures for other conventions."
    )
    rows = {
        "counted as a tenth": result.numbers(),
        "counted as a twentieth": recounted(result, 0.05),
        "counted as a hundredth": recounted(result, 0.01),
        "left out": without(result, 0.1001),
    }
    return f"{words}\n\n" + _short_table("outcomes below a tenth", rows)


def _short_table(first: str, rows: dict[str, dict[str, Any]]) -> str:
    lines = [
        f"| {first} | goals | skill | 80 % | 50 % | Brier | skill, series | 80 %, series |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, n in rows.items():
        once = n["one_per_series"]
        values = (
            n["skill"],
            n["cover80"],
            n["cover50"],
            n["brier"],
            once["skill"],
            once["cover80"],
        )
        cells = [str(n["pairs"]), *(_number(value) for value in values)]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _misses(scored: Sequence[Scored]) -> str:
    worst = sorted(scored, key=lambda one: -one.crps["ours"])[:5]
    lines = [
        "| series | stated | for | forecast of outcome ÷ goal, 10–50–90 % | was | CRPS | note of the outcome |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for one in worst:
        s, outcome = one.goal.statement, one.goal.outcome
        assert outcome is not None
        spread = np.exp(one.forecast.quantile(np.array([0.1, 0.5, 0.9])))[0]
        cells = [s.series, s.said, s.valid_for, "–".join(f"{q:.2f}" for q in spread)]
        cells += [f"{outcome.mid / s.mid:.2f}", f"{one.crps['ours']:.2f}", f"“{outcome.note}”"]
        lines.append("| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |")
    return "\n".join(lines)


def _series(scored: Sequence[Scored]) -> str:
    by: dict[str, list[Scored]] = defaultdict(list)
    for one in scored:
        by[one.goal.statement.series].append(one)
    lines = ["| series | goals | outcome ÷ goal | CRPS, ours | face value | last actual |"]
    lines.append("| --- | --- | --- | --- | --- | --- |")
    for name, ones in sorted(by.items()):
        ratios = ", ".join(f"{np.exp(one.ratio):.2f}" for one in ones)
        cells = [_mean(ones, way) for way in ("ours", "face_value", "last_actual")]
        lines.append(f"| {name} | {len(ones)} | {ratios} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _mean(ones: Sequence[Scored], way: str) -> str:
    return _number(float(np.mean([one.crps[way] for one in ones])))


def _milestones(numbers: dict[str, Any]) -> str:
    if not numbers["pairs"]:
        return "None came due."
    lines = [
        f"{numbers['pairs']} came due, {numbers['on_time']} of them on time. Too few to trust a score: "
        f"Brier {numbers['brier']:.3f}, that of their share on time {numbers['brier_base']:.3f}.",
        "",
        "| milestone | due | late by, months | forecast: on time | middle delay, months |",
        "| --- | --- | --- | --- | --- |",
    ]
    for row in numbers["rows"]:
        late = f"{row['delay_months']}" if row["reached"] else f"over {row['delay_months']}"
        middle = row["middle_delay_months"]
        delay = "over 120" if middle is None else f"{middle:.0f}"
        lines.append(
            f"| {row['series']} | {row['due']} | {late} | {row['on_time']:.0%} | {delay} |"
        )
    return "\n".join(lines)
