"""From goals to months: a fixed grid of futures, each a path through the goals (rules F13 to F16).

There is no chance in it: the futures are evenly spaced quantiles, so that the same statements give
the same forecast to the digit. A future that does badly at one goal does badly at the next.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from materiel.forecast.join import REACHED
from materiel.forecast.live import is_met
from materiel.forecast.mixture import FloatArray
from materiel.forecast.model import Model
from materiel.forecast.outlook import NEVER
from materiel.forecast.pace import SHORTEST_LEAD, Pace
from materiel.forecast.records import Goal, Statement

N_FUTURES = 500
_RANKS = (np.arange(N_FUTURES) + 0.5) / N_FUTURES
# A second, unrelated ordering of the same futures: multiples of the golden ratio, modulo 1.
_SPEED_SCORES = ndtri((np.arange(N_FUTURES) * 0.6180339887498949 + 0.5 / N_FUTURES) % 1.0)


@dataclass(frozen=True, slots=True)
class GoalFutures:
    """What the futures bring for one goal."""

    goal: Goal
    at: int  # month that the value belongs to; the middle of a year for a whole year's output
    value: FloatArray  # [unit/year or unit; future]
    delay: FloatArray  # months after the due date; 0 = on time, inf = never; axes (future,)


def goal_futures(goals: Sequence[Goal], model: Model, pace: Pace, now: int) -> list[GoalFutures]:
    """Each goal's values at its date, and delays."""
    if not goals:
        return []
    ratios = model.predict([goal.features for goal in goals]).quantile(_RANKS)
    return [_futures(goal, ratios[i], pace, now) for i, goal in enumerate(goals)]


def _futures(goal: Goal, log_ratios: FloatArray, pace: Pace, now: int) -> GoalFutures:
    s = goal.statement
    value = s.mid * np.exp(log_ratios)
    if goal.last_reported is not None and s.basis == "total":
        value = np.maximum(value, goal.last_reported.mid)  # a running total does not shrink
    missing = np.maximum(np.log(s.mid / np.maximum(value, s.mid * 1e-6)), 0.0)
    speed = pace.speed.quantile(_SPEED_SCORES)
    delay = np.where(value >= REACHED * s.low, 0.0, missing / speed)
    delay = np.where(delay > NEVER, np.inf, np.ceil(delay))
    if is_met(goal):
        delay = np.zeros_like(delay)
    elif goal.due <= now:  # overdue: whatever was on time would have been told
        delay = np.maximum(delay, now - goal.due + 1)
    middle = goal.due - 5 if s.is_whole_year and goal.due - 5 > now else goal.due
    return GoalFutures(goal, middle, value, delay)


def milestone_delays(goal: Goal, pace: Pace, now: int) -> FloatArray:
    """Delays of an event that happens or not. [months after the due date; future]

    Source: docs/model.md, rule F15: on time with the share of the reference, else late by a
    log-normal share of its lead time. Of an overdue one only the longer delays remain.
    """
    late = pace.overrun.quantile(ndtri(_RANKS)) * max(goal.features.lead_months, SHORTEST_LEAD)
    overdue = now - goal.due
    n_on_time = 0 if overdue >= 0 else round(pace.on_time * N_FUTURES)
    if overdue >= 0:
        longer = late[late > overdue]
        late = longer if len(longer) else np.array([overdue + 1.0])
    picked = np.interp(np.linspace(0, 1, N_FUTURES - n_on_time), np.linspace(0, 1, len(late)), late)
    delays = np.concatenate([np.zeros(n_on_time), np.ceil(picked)])
    return np.where(delays > NEVER, np.inf, delays)


def month_paths(
    futures: Sequence[GoalFutures],
    last: Statement | None,
    pace: Pace,
    *,
    now: int,
    months: int,
    total: bool,
) -> tuple[int, FloatArray]:
    """First month, and values of the futures month by month. [unit/year or unit; future, month]

    Without a report there is nothing to start from: the months begin at the first goal's date.
    """
    ahead = [f for f in futures if f.at > now and not is_met(f.goal)]
    knots: list[tuple[int, FloatArray]] = []
    if last is not None and last.last is not None:
        knots.append((min(_moment(last), now), np.full(N_FUTURES, last.mid)))
    knots += _one_per_month(ahead)
    if not knots:
        return now + 1, np.empty((N_FUTURES, 0))
    first = max(now + 1, knots[0][0])
    grid = list(range(first, now + months + 1))
    if not grid:
        return first, np.empty((N_FUTURES, 0))
    values = np.stack([_value(knots, month, total=total) for month in grid], axis=1)
    return first, _after(
        values, np.array(grid, dtype=np.float64), knots[-1][0], ahead, pace, total=total
    )


def _moment(statement: Statement) -> int:
    assert statement.last is not None
    return statement.last - 5 if statement.is_whole_year else statement.last


def _one_per_month(futures: Sequence[GoalFutures]) -> list[tuple[int, FloatArray]]:
    """Goals of one month count together: the mean of what they lead to."""
    found: dict[int, list[FloatArray]] = {}
    for future in futures:
        found.setdefault(future.at, []).append(future.value)
    return [(month, np.mean(values, axis=0)) for month, values in sorted(found.items())]


def _value(knots: Sequence[tuple[int, FloatArray]], month: int, *, total: bool) -> FloatArray:
    """Between two knots: a straight line for totals, a steady rate of growth for rates."""
    for (a, x), (b, y) in itertools.pairwise(knots):
        if a <= month <= b and b > a:
            share = (month - a) / (b - a)
            if total or not (x.min() > 0 and y.min() > 0):
                return x + (y - x) * share
            grown: FloatArray = np.exp(np.log(x) + (np.log(y) - np.log(x)) * share)
            return grown
    return knots[-1][1] if month >= knots[-1][0] else knots[0][1]


def _after(
    values: FloatArray,
    grid: FloatArray,
    end: int,
    ahead: Sequence[GoalFutures],
    pace: Pace,
    *,
    total: bool,
) -> FloatArray:
    """Beyond the last goal: what is short catches up; without a goal ahead, output drifts."""
    beyond = np.maximum(grid - end, 0.0)[None, :]
    if ahead:
        goal = ahead[-1].goal.statement.mid
        speed = pace.speed.quantile(_SPEED_SCORES)[:, None]
        caught_up = np.minimum(values * np.exp(speed * beyond), np.maximum(values, goal))
        values = np.where(beyond > 0, caught_up, values)
    elif not total:
        years = beyond / 12
        score = ndtri(_RANKS)[:, None]
        values = values * np.exp(pace.drift * years + pace.drift_sd * np.sqrt(years) * score)
    return np.maximum.accumulate(values, axis=1) if total else values
