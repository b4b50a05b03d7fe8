"""A forecast in a paragraph: what it rests on, what moved it, and what it borrowed."""

from collections.abc import Sequence

from materiel.claims.wording import format_number
from materiel.core.dates import month_text
from materiel.forecast.live import Known
from materiel.forecast.model import RECORD_WEIGHT, Model
from materiel.forecast.outlook import LEVELS, NEVER, GoalForecast
from materiel.forecast.pace import Pace
from materiel.forecast.periods import PER_YEAR
from materiel.forecast.records import Statement

FEW_GOALS = 3  # own goals that came due, below which the reference class speaks almost alone


def borrowed_from(known: Known, model: Model, pace: Pace, *, milestone: bool) -> str:
    """Which reference class the spread comes from."""
    if milestone:
        return f"spread borrowed from {pace.n_milestones} milestones of other series"
    own = max((goal.features.record_n for goal in known.goals), default=0)
    if not known.goals:
        return "spread borrowed from how reported output of other series drifted"
    base = f"{model.n_goals} goals of {model.n_series} other series that came due"
    share = round(100 * own / (own + RECORD_WEIGHT))
    if own < FEW_GOALS:
        return f"spread borrowed from {base}; own record: {own} ({share} % of the weight)"
    return f"own record of {own} goals ({share} % of the weight), beside {base}"


def explain(
    name: str,
    known: Known,
    goals: Sequence[GoalForecast],
    model: Model,
    pace: Pace,
    *,
    milestone: bool,
) -> str:
    """A paragraph for a reader who knows no statistics."""
    parts = [_start(known.last), *(_goal_words(goal) for goal in goals[:3])]
    if len(goals) > 3:
        parts.append(f"{len(goals) - 3} further goals are in the table.")
    if goals and not milestone:
        parts.append(_reasons(goals[0]))
    if not goals and known.last is not None:
        parts.append(
            "No dated goal is ahead, so the last report is carried on with the drift of other "
            f"series, {pace.drift:+.0%} a year give or take {pace.drift_sd:.0%}."
        )
    borrowed = borrowed_from(known, model, pace, milestone=milestone)
    return " ".join([*filter(None, parts), borrowed[0].upper() + borrowed[1:] + "."])


def _start(last: Statement | None) -> str:
    if last is None:
        return "Nothing was ever reported of this series."
    return (
        f"Last reported: {_value(last)} for {last.valid_for} ({last.speaker or 'speaker unknown'})."
    )


def _value(statement: Statement) -> str:
    factor = PER_YEAR.get(statement.per, 1.0)
    number = format_number(float(f"{statement.mid / factor:.6g}"))
    period = "in all" if statement.basis == "total" else f"a {statement.per}"
    return f"{number} {statement.unit} {period}"


def _goal_words(goal: GoalForecast) -> str:
    words = f"The goal of {_value(goal.goal)} by {goal.goal.valid_for}, stated {goal.goal.said}, "
    words += f"is reached by its date with {goal.probability:.0%}"
    later = [f"{p:.0%} by {month_text(goal.due + m)}" for m, p in goal.reached_by if m in (12, 24)]
    words += f" ({', '.join(later)})"
    if goal.ratio:
        low, middle, high = (goal.ratio[LEVELS.index(level)] for level in (0.1, 0.5, 0.9))
        words += f"; at that date {low:.0%} to {high:.0%} of it will be there, the middle future {middle:.0%}"
    delay = goal.delay_months[LEVELS.index(0.5)]
    late = f"not within {NEVER / 12:.0f} years" if delay > NEVER else f"{delay:.0f} months late"
    return f"{words}. The middle of its futures is {'on time' if delay == 0 else late}."


def _reasons(goal: GoalForecast) -> str:
    moved = [(name, size) for name, size in goal.moved_by if abs(size) >= 0.1][:4]
    if not moved:
        return ""
    up = [name for name, size in moved if size > 0]
    down = [name for name, size in moved if size < 0]
    parts = []
    if up:
        parts.append("speaks for it: " + ", ".join(up))
    if down:
        parts.append("speaks against it: " + ", ".join(down))
    text = "; ".join(parts)
    return f"For the first of them, {text}."
