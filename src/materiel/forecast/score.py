"""Forecasts of goals that came due, made with what was known when they were stated, and scored."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from materiel.core.findings import Finding
from materiel.forecast.join import REACHED, by_measure, dated_goals, log_ratio
from materiel.forecast.milestones import MilestoneScore, score_milestones
from materiel.forecast.mixture import FloatArray, Mixture
from materiel.forecast.model import Model, fit, is_reached, outcome_ratio
from materiel.forecast.records import OUTCOMES, Goal, Statement, Table

BASELINES = ("face_value", "last_actual", "straight_line")
Group = Callable[[Goal], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One goal that came due, its forecast, and what each way of forecasting missed by."""

    goal: Goal
    ratio: float  # log(outcome ÷ goal)
    reached: bool
    forecast: Mixture  # a single one
    probability: float  # forecast of being reached by its date
    rank: float  # P(ratio ≤ the outcome's), 0 to 1
    base_rate: float  # share reached among the goals that the model was fitted to
    crps: dict[str, float]  # by way of forecasting


@dataclass(frozen=True, slots=True, kw_only=True)
class Hindcast:
    """All scored goals of a file."""

    name: str
    left_out: str  # what was left out of each fit
    scored: tuple[Scored, ...]
    milestones: MilestoneScore  # scored apart, in months
    excluded: dict[str, int]  # why goals have no score → how many
    findings: tuple[Finding, ...]

    def numbers(self) -> dict[str, Any]:
        """The figures: keys of docs/forecast.md, and again with each series counted once."""
        once = series_weights(self.scored)
        return {
            **figures(self.scored, np.ones(len(self.scored))),
            "one_per_series": figures(self.scored, once),
            "milestones": self.milestones.numbers(),
            "excluded": self.excluded,
            "left_out": self.left_out,
        }


def ranks(result: Hindcast) -> list[float]:
    """Where the outcomes lie in their forecasts, 0 to 1."""
    return [one.rank for one in result.scored]


def by_series(goal: Goal) -> str:
    """The series of a goal."""
    return goal.statement.series


def by_producer(goal: Goal) -> str:
    """The producer of a goal."""
    return goal.statement.producer


def by_item(goal: Goal) -> str:
    """The class of item of a goal."""
    return goal.features.item_class


def due_goals(statements: Sequence[Statement], *, low: bool = False) -> list[Goal]:
    """Goals with an outcome that can be scored as a ratio."""
    return [
        goal
        for goal in dated_goals(statements, low=low)
        if goal.outcome is not None and not goal.statement.is_milestone
    ]


def hindcast(table: Table, reference: Table, *, name: str, group: Group = by_series) -> Hindcast:
    """Score every goal of a file that came due.

    Args:
        table: The statements to score.
        reference: What the model is fitted to; of it, whatever belongs to the same group or series
            as a scored goal is left out of that goal's fit.
        name: How the file is called.
        group: What is left out together.
    """
    goals = dated_goals(table.statements)
    due = [goal for goal in goals if goal.outcome is not None and not goal.statement.is_milestone]
    learned = due_goals(reference.statements, low=True)
    scored: list[Scored] = []
    fitted: dict[frozenset[int], Model] = {}
    for key in dict.fromkeys(group(goal) for goal in due):
        mine = [goal for goal in due if group(goal) == key]
        series = {by_series(goal) for goal in mine}
        rest = [g for g in learned if group(g) != key and by_series(g) not in series]
        known = frozenset(id(goal) for goal in rest)
        model = fitted.setdefault(known, fitted.get(known) or fit(rest))
        scored += scored_by(mine, model)
    return Hindcast(
        name=name,
        left_out=group.__name__.removeprefix("by_"),
        scored=tuple(scored),
        milestones=score_milestones(table.statements, reference.statements),
        excluded=_excluded(table, goals),
        findings=(*table.findings, *_late_reports(table, goals)),
    )


def _late_reports(table: Table, goals: Sequence[Goal]) -> list[Finding]:
    """Goals of which nothing was reported near the date, but something later."""
    groups = by_measure(table.statements)
    found = []
    for goal in goals:
        s = goal.statement
        actuals = [a for a in groups[s.series, s.unit, s.basis] if a.kind in OUTCOMES]
        later = [a for a in actuals if a.last is not None and a.last > goal.due]
        if goal.outcome is None and later and not s.is_milestone:
            first = min(later, key=lambda a: a.last or 0)
            message = f"no report near its date {s.valid_for}, the next is of {first.valid_for} ({first.place}): not scored"
            found.append(Finding(source=s.place, message=message, severity="note"))
    return found


def scored_by(goals: Sequence[Goal], model: Model) -> list[Scored]:
    """Forecasts of goals by one model, beside their outcomes."""
    mixture = model.predict([goal.features for goal in goals])
    ratios = np.array([outcome_ratio(goal) for goal in goals])
    crps, rank = mixture.crps(ratios), mixture.cdf(ratios)
    limits = np.array([log_ratio(REACHED * g.statement.low, g.statement.mid) for g in goals])
    chance = 1 - mixture.cdf(limits)
    return [
        Scored(
            goal=goal,
            ratio=float(ratios[i]),
            reached=is_reached(goal),
            forecast=mixture.at(i),
            probability=float(chance[i]),
            rank=float(rank[i]),
            base_rate=model.share_reached,
            crps={"ours": float(crps[i]), **_baselines(goal)},
        )
        for i, goal in enumerate(goals)
    ]


def _baselines(goal: Goal) -> dict[str, float]:
    """Absolute errors of the log ratio of three plain guesses (rule F12)."""
    ratio, last = outcome_ratio(goal), goal.last_reported
    persists, line = 0.0, 0.0  # where nothing was reported, both fall back on the goal
    if last is not None:
        persists = log_ratio(last.mid, goal.statement.mid)
        line = log_ratio(_line(goal, last), goal.statement.mid)
    return {
        "face_value": abs(ratio),
        "last_actual": abs(ratio - persists),
        "straight_line": abs(ratio - line),
    }


def _line(goal: Goal, last: Statement) -> float:
    """The straight line from the last report to the goal, at the outcome's month."""
    assert goal.outcome is not None and last.last is not None and goal.outcome.last is not None
    if goal.due <= last.last:
        return goal.statement.mid
    share = (goal.outcome.last - last.last) / (goal.due - last.last)
    return last.mid + (goal.statement.mid - last.mid) * min(max(share, 0.0), 1.0)


def _excluded(table: Table, goals: Sequence[Goal]) -> dict[str, int]:
    stated = [s for s in table.statements if s.is_goal]
    reasons = Counter({"goals without a date": sum(s.last is None for s in stated)})
    reasons["goals of 0"] = sum(not s.mid for s in stated)
    reasons["milestones, scored in months"] = sum(g.statement.is_milestone for g in goals)
    reasons["no outcome reported for the date"] = sum(
        g.outcome is None and not g.statement.is_milestone for g in goals
    )
    dated = sum(s.last is not None and bool(s.mid) for s in stated)
    reasons["stated in or after the due month, undated, or of low confidence"] = dated - len(goals)
    return {reason: n for reason, n in reasons.items() if n}


def series_weights(scored: Sequence[Scored]) -> FloatArray:
    """How much each goal counts where each series counts once. [share; goal]"""
    size = Counter(by_series(one.goal) for one in scored)
    return np.array([1 / size[by_series(one.goal)] for one in scored])


def figures(scored: Sequence[Scored], weight: FloatArray) -> dict[str, Any]:
    """Mean scores of forecasts. The weights are per goal and need no sum. [share; goal]"""
    series = len({by_series(one.goal) for one in scored})
    if not scored:
        nothing = dict.fromkeys(("skill", "cover80", "cover50", "brier", "brier_base"))
        return {"pairs": 0, "series": 0, "crps": dict.fromkeys(("ours", *BASELINES)), **nothing}

    def mean(values: Sequence[float]) -> float:
        return float(np.average(np.array(values, dtype=np.float64), weights=weight))

    crps = {way: mean([one.crps[way] for one in scored]) for way in ("ours", *BASELINES)}
    best = min(crps[way] for way in BASELINES)
    rate = mean([one.reached for one in scored])
    return {
        "pairs": len(scored),
        "series": series,
        "crps": {way: round(value, 4) for way, value in crps.items()},
        "skill": round(1 - crps["ours"] / best, 4) if best else None,
        "cover80": round(mean([0.1 <= one.rank <= 0.9 for one in scored]), 4),
        "cover50": round(mean([0.25 <= one.rank <= 0.75 for one in scored]), 4),
        "brier": round(mean([(one.probability - one.reached) ** 2 for one in scored]), 4),
        "brier_base": round(rate * (1 - rate), 4),
        "brier_base_known": round(mean([(one.base_rate - one.reached) ** 2 for one in scored]), 4),
    }


def recounted(result: Hindcast, least_ratio: float) -> dict[str, Any]:
    """The figures if outcomes below a tenth of a goal counted as this share of it instead."""
    again = []
    for one in result.scored:
        outcome, goal = one.goal.outcome, one.goal.statement
        assert outcome is not None
        ratio = float(np.log(max(outcome.mid / goal.mid, least_ratio)))
        if ratio < one.ratio:
            crps = {way: missed + one.ratio - ratio for way, missed in one.crps.items()}
            crps["ours"] = float(one.forecast.crps(np.array([ratio]))[0])
            one = replace(one, ratio=ratio, crps=crps)
        again.append(one)
    return {
        **figures(again, np.ones(len(again))),
        "one_per_series": figures(again, series_weights(again)),
    }


def without(result: Hindcast, least_ratio: float) -> dict[str, Any]:
    """The figures over goals whose outcome was at least this share of the goal."""
    kept = [one for one in result.scored if one.ratio >= np.log(least_ratio) - 1e-9]
    return {
        **figures(kept, np.ones(len(kept))),
        "one_per_series": figures(kept, series_weights(kept)),
    }


GROUPS: dict[str, Group] = {"series": by_series, "producer": by_producer, "item": by_item}
