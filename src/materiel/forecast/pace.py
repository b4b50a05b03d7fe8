"""How fast a missed goal is made up, how late a plant opens, how output drifts (rules F14 to F16)."""

import itertools
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import log_ndtr

from materiel.forecast.join import LOWEST_RATIO, REACHED, by_measure, dated_goals, is_known_at
from materiel.forecast.mixture import FloatArray
from materiel.forecast.records import OUTCOMES, Goal, Statement

# Priors of log-normal quantities: median and spread of the median, then spread of the logarithm.
SPEED_PRIOR = (0.03, 0.7, 1.0)  # of catching up [log ratio/month]: a gap of a half in two years
OVERRUN_PRIOR = (0.4, 0.7, 1.0)  # of milestones that are late [delay ÷ lead]
SHORTEST_LEAD = 6.0  # months; an overrun is never a share of less
DRIFT_PRIOR = (
    0.1,
    0.15,
    0.4,
)  # yearly growth of output without a goal, its spread, spread of years


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """When a missed goal was reached, or until when it surely was not."""

    goal: Goal
    months: int  # after the due date
    reached: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LogNormal:
    """A positive quantity."""

    log_median: float
    log_sd: float
    n_events: int = 0  # seen in full
    n_open: int = 0  # known only as a bound

    def quantile(self, z: FloatArray) -> FloatArray:
        """Values at these standard normal scores. [unit of the durations; as `z`]"""
        return np.exp(self.log_median + self.log_sd * z)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """What the reference tells of time after a due date and of output without goals."""

    speed: LogNormal  # [log ratio/month]
    overrun: LogNormal  # late milestones [delay ÷ lead]
    on_time: float  # share of milestones reached by their date
    n_milestones: int
    drift: float  # yearly growth of output [log ratio]
    drift_sd: float  # spread of one year's growth [log ratio]


def delays(statements: Iterable[Statement]) -> list[Delay]:
    """For every dated goal, how late it was reached, or how long it surely was not."""
    found = []
    groups = by_measure(statements)
    for goal in dated_goals(statements):
        s = goal.statement
        delay = delay_of(goal, groups[s.series, s.unit, s.basis])
        if delay is not None:
            found.append(delay)
    return found


def delay_of(goal: Goal, group: Sequence[Statement]) -> Delay | None:
    """The delay of one goal among the statements of its measure; None where nothing tells."""
    s = goal.statement
    said = s.said_month
    assert said is not None
    later = [
        a
        for a in group
        if a.kind in OUTCOMES and a.last is not None and a.last >= said and a.confidence != "low"
    ]
    later = [a for a in later if not is_known_at(a, s)]
    hits = [a.last for a in later if a.last is not None and a.mid >= REACHED * s.low]
    if hits:
        return Delay(goal=goal, months=max(min(hits) - goal.due, 0), reached=True)
    newest = max((a.last for a in later if a.last is not None), default=goal.due)
    return Delay(goal=goal, months=newest - goal.due, reached=False) if newest > goal.due else None


def fit_pace(statements: Sequence[Statement]) -> Pace:
    """Speeds, overruns and drift of all series, each with a prior."""
    late = [d for d in delays(statements) if d.months > 0]
    milestones = [d for d in delays(statements) if d.goal.statement.is_milestone]
    met = sum(d.reached and d.months == 0 for d in milestones)
    speed_events, speed_open = _speeds([d for d in late if not d.goal.statement.is_milestone])
    drift, drift_sd = _drift(statements)
    return Pace(
        speed=_fit_lognormal(speed_events, [], speed_open, SPEED_PRIOR),
        overrun=_fit_lognormal(*_overruns(milestones), [], OVERRUN_PRIOR),
        on_time=(met + 1.5) / (len(milestones) + 3),
        n_milestones=len(milestones),
        drift=drift,
        drift_sd=drift_sd,
    )


Weighted = list[tuple[float, float]]  # value, weight


def _speeds(late: Sequence[Delay]) -> tuple[Weighted, Weighted]:
    """Speeds seen, and speeds that were surely not exceeded."""
    size = Counter(d.goal.statement.series for d in late)
    events: Weighted = []
    bounds: Weighted = []
    for d in late:
        gap = _gap(d.goal)
        if gap is not None:
            weight = size[d.goal.statement.series] ** -0.75
            (events if d.reached else bounds).append((gap / d.months, weight))
    return events, bounds


def _gap(goal: Goal) -> float | None:
    """How far the outcome stayed below the goal. [log ratio]"""
    if goal.outcome is None or goal.outcome.mid >= REACHED * goal.statement.low:
        return None
    return -math.log(max(goal.outcome.mid / goal.statement.mid, LOWEST_RATIO))


def _overruns(milestones: Sequence[Delay]) -> tuple[Weighted, Weighted]:
    events: Weighted = []
    bounds: Weighted = []
    for d in milestones:
        if d.months > 0:
            lead = max(d.goal.features.lead_months, SHORTEST_LEAD)
            (events if d.reached else bounds).append((d.months / lead, 1.0))
    return events, bounds


def _fit_lognormal(
    events: Weighted, above: Weighted, below: Weighted, prior: tuple[float, float, float]
) -> LogNormal:
    """Median and spread from values seen, lower bounds (`above`) and upper bounds (`below`)."""
    middle, middle_sd, spread = math.log(prior[0]), prior[1], math.log(prior[2])

    def loss(at: FloatArray) -> float:
        sd = math.exp(at[1])
        total = ((at[0] - middle) / middle_sd) ** 2 / 2 + ((at[1] - spread) / 0.3) ** 2 / 2
        for value, weight in events:
            total += weight * (((math.log(value) - at[0]) / sd) ** 2 / 2 + at[1])
        for value, weight in above:
            total -= weight * float(log_ndtr((at[0] - math.log(value)) / sd))
        for value, weight in below:
            total -= weight * float(log_ndtr((math.log(value) - at[0]) / sd))
        return float(total)

    best = minimize(loss, np.array([middle, spread]), method="BFGS").x
    return LogNormal(
        log_median=float(best[0]),
        log_sd=float(math.exp(best[1])),
        n_events=len(events),
        n_open=len(above) + len(below),
    )


def _drift(statements: Sequence[Statement]) -> tuple[float, float]:
    """Mean and spread of a year's log growth of reported rates; each series counts once."""
    means, squares, n = [], [], 0
    prior_mean, prior_sd, prior_spread = DRIFT_PRIOR
    for group in by_measure(statements).values():
        steps = _growth([s for s in group if s.kind in OUTCOMES and s.basis == "rate"])
        if steps:
            n += 1
            means.append(float(np.median(steps)))
            squares.append(float(np.median((np.array(steps) - prior_mean) ** 2)))
    pull = (prior_spread / prior_sd) ** 2
    drift = (sum(np.clip(means, -1, 1)) + pull * prior_mean) / (n + pull) if n else prior_mean
    spread = (sum(np.clip(squares, 0, 1)) + 4 * prior_spread**2) / (n + 4)
    return float(drift), float(math.sqrt(spread))


def _growth(actuals: Sequence[Statement]) -> list[float]:
    """Log growth per year between reports at least three months apart."""
    points = sorted({(s.last, s.mid) for s in actuals if s.last is not None and s.mid > 0})
    steps = []
    for (a, x), (b, y) in itertools.pairwise(points):
        if b - a >= 3:
            steps.append(math.log(y / x) * 12 / (b - a))
    return steps
