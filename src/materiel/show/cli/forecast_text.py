"""Forecasts and hindcasts in words, for a terminal."""

import textwrap
from typing import Any

from materiel.claims.wording import format_number
from materiel.core.dates import month_text
from materiel.forecast import LEVELS, Forecast, GoalForecast, Hindcast, MonthForecast
from materiel.forecast.score import BASELINES

SHOWN_LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)
MOST_MONTHS = 13  # rows of months; of a longer horizon every second, third … is shown


def forecast_text(result: Forecast) -> str:
    """A forecast for a terminal."""
    period = "in all" if result.per == "total" else f"a {result.per}"
    parts = [
        f"{result.series}, as of {result.as_of} [{result.unit} {period}]",
        textwrap.fill(result.explanation, 96),
    ]
    if result.goals:
        parts.append("\n".join(_goal_lines(result.goals)))
    if result.months:
        parts.append("\n".join(_month_lines(result)))
    parts.append("\n".join(_used_lines(result)))
    return "\n\n".join(parts)


def _goal_lines(goals: tuple[GoalForecast, ...]) -> list[str]:
    lines = [
        f"{'goal by':>10s} {'of outcome, 10–50–90 %':>24s} {'on time':>8s} {'+12':>5s} {'+24':>5s} {'delay':>9s}"
    ]
    for goal in goals:
        chances = dict(goal.reached_by)
        ratio = "-"
        if goal.ratio:
            ratio = "–".join(f"{goal.ratio[LEVELS.index(level)]:.0%}" for level in (0.1, 0.5, 0.9))
        lines.append(
            f"{goal.goal.valid_for:>10s} {ratio:>24s} {goal.probability:8.0%} {chances[12]:5.0%}"
            f" {chances[24]:5.0%} {goal.expected_delay_months:5.0f} mo"
        )
    return lines


def _month_lines(result: Forecast) -> list[str]:
    lines = ["  month " + "".join(f"{level:>12.0%}" for level in SHOWN_LEVELS) + "   cell"]
    step = -(-len(result.months) // MOST_MONTHS)
    for month in result.months[::step]:
        cells = "".join(f"{_value(month, level):>12s}" for level in SHOWN_LEVELS)
        lines.append(f"{month_text(month.month)} {cells}   {result.cell(month.month)}")
    return lines


def _value(month: MonthForecast, level: float) -> str:
    return format_number(float(f"{month.quantiles[LEVELS.index(level)]:.3g}"))


def _used_lines(result: Forecast) -> list[str]:
    lines = [f"source text: {result.source_text}"]
    for used in result.used:
        s = used.statement
        value = format_number(float(f"{s.mid / _per_year(s.per):.6g}"))
        lines.append(f"- {used.role}: {s.said} {s.kind} {value} for {s.valid_for or 'no date'}")
        lines.append(f"    {s.speaker}: {s.note} <{s.url}>")
    return lines


def _per_year(per: str) -> float:
    from materiel.forecast.periods import PER_YEAR

    return PER_YEAR.get(per, 1.0)


def hindcast_text(result: Hindcast) -> str:
    """The scores of a hindcast as a small table."""
    numbers = result.numbers()
    both = (numbers, numbers["one_per_series"])
    lines = [
        f"{numbers['pairs']} goals of {numbers['series']} series came due; "
        f"left out of each fit: the {result.left_out}",
    ]
    if not result.scored:
        return "\n".join([*lines, "nothing to score: no dated goal has a reported outcome"])
    lines.append(f"{'':40s}{'each goal':>12s}{'each series':>13s}")
    for way in ("ours", *BASELINES):
        lines.append(_line(f"CRPS, {way.replace('_', ' ')}", [n["crps"][way] for n in both]))
    names = {
        "skill": "skill against the best of the three",
        "cover80": "inside the 80 % interval",
        "cover50": "inside the 50 % interval",
        "brier": "Brier score, reached by its date",
        "brier_base": "Brier score of the share reached",
    }
    lines += [_line(words, [n[key] for n in both]) for key, words in names.items()]
    lines += [f"not scored: {n} {reason}" for reason, n in numbers["excluded"].items()]
    return "\n".join(lines)


def _line(words: str, values: list[Any]) -> str:
    cells = ["-" if value is None else f"{value:.3f}" for value in values]
    return f"{words:40s}{cells[0]:>12s}{cells[1]:>13s}"
