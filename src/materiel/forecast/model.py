"""The model: how outcomes lie around goals, fitted to goals that came due (rules F8 to F11).

A goal's outcome is one of four: on plan (a narrow bell at the goal), above it, short of it, or far
off. The log odds of the first two follow REACH. How short depends on the jump: part of the gap
between last report and goal is closed. Every weight has a prior that pulls it to common sense.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit

from materiel.forecast.design import REACH, Design, design_of
from materiel.forecast.join import log_ratio
from materiel.forecast.mixture import FloatArray, Mixture
from materiel.forecast.records import Features, Goal

# Name, prior mean, prior spread of what shapes the components.
SHAPE: tuple[tuple[str, float, float], ...] = (
    ("log odds of above rather than on plan", 0.0, 0.5),
    ("middle of above", 0.2, 0.1),
    ("log spread of above", float(np.log(0.2)), 0.3),
    ("log odds of the share of the gap left open", 0.0, 0.5),
    ("log spread of short, per unit of jump", float(np.log(0.25)), 0.25),
    ("log depth of short, nothing reported before", float(np.log(0.4)), 0.3),
    ("the same, per time to the date", 0.15, 0.15),
    ("the same, for a whole year's output", -0.4, 0.3),
    ("log of spread ÷ depth, nothing reported before", float(np.log(0.6)), 0.25),
)
ON_PLAN, ON_PLAN_SD = 0.01, 0.025  # reported round figures: a goal met is met within a few percent
# Any size of surprise, mostly downwards: one goal in 25, one in eight where nothing was made before.
FAR, FAR_UNREPORTED, FAR_MEAN, FAR_SD = 0.04, 0.12, -1.0, 1.0
RECORD_WEIGHT = 8.0  # own earlier goals at which a series' own record weighs as much as all else
RECORD_SD = 0.25
SERIES_WEIGHT = 0.75  # n goals of one series count together as n ** 0.25 goals
# Series share years, suppliers and reporters, so that a goal tells half of what one of its own would.
COMMON_CAUSE_WEIGHT = 0.5
LOW_CONFIDENCE_WEIGHT = 0.5
STEP = 1e-6  # of a weight, for the slope of the loss by differences


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Weights fitted to goals that came due."""

    reach: tuple[float, ...]  # of REACH
    shape: tuple[float, ...]  # of SHAPE
    n_goals: int  # fitted to
    n_series: int
    share_reached: float  # of those goals, each series counted alike

    def predict(self, features: Sequence[Features]) -> Mixture:
        """The log ratio outcome ÷ goal of each goal at its due date."""
        return mixture_of(np.array([*self.reach, *self.shape]), design_of(features))

    def terms(self, features: Features) -> list[tuple[str, float]]:
        """What moved the log odds of being reached, the largest first; for the explanation."""
        row = design_of([features]).reach[0]
        parts = [
            (name, float(weight * value))
            for (name, _, _), weight, value in zip(REACH, self.reach, row, strict=True)
            if value and name != "any goal"
        ]
        return sorted(parts, key=lambda part: -abs(part[1]))


def mixture_of(weights: FloatArray, design: Design) -> Mixture:
    """The mixtures that weights give for goals.

    Args:
        weights: Those of `reach`, then those of `shape`. [log odds, log ratio; term, or trial and term]
        design: Of the goals.

    Returns:
        Mixtures of log ratios, by goal, or by trial and goal.

    Source: docs/model.md, rules F8 to F11.
    """
    reach = weights[..., : len(REACH)]
    shape = np.moveaxis(weights[..., len(REACH) :], -1, 0)[..., None]
    reached = expit(reach @ design.reach.T)
    above = expit(shape[0])
    deep = np.exp(shape[5] + shape[6] * design.lead + shape[7] * design.whole_year)
    depth = np.where(design.unreported > 0, deep, 0.04 + expit(shape[3]) * design.jump)
    unknown_sd = 0.05 + np.exp(shape[8]) * deep
    short_sd = np.where(design.unreported > 0, unknown_sd, 0.05 + np.exp(shape[4]) * design.jump)
    far = np.where(design.unreported > 0, FAR_UNREPORTED, FAR)
    own = design.record_n / (design.record_n + RECORD_WEIGHT) * (1 - far)
    rest = 1 - far - own
    weight = [rest * reached * (1 - above), rest * reached * above, rest * (1 - reached), own, far]
    mean = [np.array(ON_PLAN), shape[1], -depth, design.record, np.array(FAR_MEAN)]
    sd = [np.array(v) for v in (ON_PLAN_SD, np.exp(shape[2]), short_sd, RECORD_SD, FAR_SD)]
    axes = reached.shape
    return Mixture(*(_stacked(parts, axes) for parts in (weight, mean, sd)))


def _stacked(parts: Sequence[FloatArray], axes: tuple[int, ...]) -> FloatArray:
    return np.stack([np.broadcast_to(part, axes) for part in parts], axis=-1)


def outcome_ratio(goal: Goal) -> float:
    """log(outcome ÷ goal) of a goal that came due. [log ratio]"""
    assert goal.outcome is not None
    return log_ratio(goal.outcome.mid, goal.statement.mid)


def is_reached(goal: Goal) -> bool:
    """Whether the outcome reached the lower end of the goal, within 2 %."""
    assert goal.outcome is not None
    return goal.outcome.mid >= 0.98 * goal.statement.low


def fit(goals: Sequence[Goal]) -> Model:
    """The weights that are likeliest, given goals that came due and the priors.

    Without goals the priors alone speak. The search starts at the priors and has no chance in it.
    """
    prior = np.array([term[1] for term in (*REACH, *SHAPE)])
    spread = np.array([term[2] for term in (*REACH, *SHAPE)])
    weights = prior
    if goals:
        design = design_of([goal.features for goal in goals])
        ratios = np.array([outcome_ratio(goal) for goal in goals])
        counts = goal_weights(goals)

        def loss(at: FloatArray) -> FloatArray:
            """Of one trial, or of several at once."""
            misfit = -(counts * mixture_of(at, design).log_density(ratios)).sum(-1)
            total: FloatArray = misfit + (((at - prior) / spread) ** 2).sum(-1) / 2
            return total

        def slope(at: FloatArray) -> FloatArray:
            slopes: FloatArray = (loss(at + steps) - loss(at - steps)) / (2 * STEP)
            return slopes

        steps = STEP * np.eye(len(prior))
        weights = minimize(loss, prior, jac=slope, method="BFGS").x
    cut = len(REACH)
    return Model(
        reach=tuple(map(float, weights[:cut])),
        shape=tuple(map(float, weights[cut:])),
        n_goals=len(goals),
        n_series=len({goal.statement.series for goal in goals}),
        share_reached=share_reached(goals),
    )


def goal_weights(goals: Sequence[Goal]) -> FloatArray:
    """How much each goal counts in a fit, so that one programme does not speak for all. [weight; goal]"""
    size = Counter(goal.statement.series for goal in goals)
    return np.array(
        [
            COMMON_CAUSE_WEIGHT
            * size[goal.statement.series] ** -SERIES_WEIGHT
            * (LOW_CONFIDENCE_WEIGHT if goal.statement.confidence == "low" else 1.0)
            for goal in goals
        ]
    )


def share_reached(goals: Sequence[Goal]) -> float:
    """The base rate: the share of goals reached by their date. One half without any goal."""
    return float(np.mean([is_reached(goal) for goal in goals])) if goals else 0.5
