"""Events that happen or not, scored by whether they came on time and by months (rule F15)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from materiel.core.dates import month_text
from materiel.forecast.pace import Delay, Pace, delays, fit_pace
from materiel.forecast.paths import milestone_delays
from materiel.forecast.records import Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneRow:
    """One milestone that came due."""

    series: str
    due: str
    delay_months: int  # at least so many, where `reached` is false
    reached: bool
    on_time: float  # forecast probability
    middle_delay_months: float | None  # forecast; None = not within ten years


@dataclass(frozen=True, slots=True, kw_only=True)
class MilestoneScore:
    """All milestones that came due."""

    rows: tuple[MilestoneRow, ...]

    def numbers(self) -> dict[str, Any]:
        """How many, how many on time, Brier scores of ours and of the share on time."""
        on_time = [float(row.reached and row.delay_months == 0) for row in self.rows]
        if not on_time:
            return {"pairs": 0, "on_time": 0, "brier": None, "brier_base": None}
        missed = [(row.on_time - hit) ** 2 for row, hit in zip(self.rows, on_time, strict=True)]
        rate = float(np.mean(on_time))
        return {
            "pairs": len(self.rows),
            "on_time": int(sum(on_time)),
            "brier": round(float(np.mean(missed)), 4),
            "brier_base": round(rate * (1 - rate), 4),
            "rows": [asdict(row) for row in self.rows],
        }


def score_milestones(
    statements: Sequence[Statement], reference: Sequence[Statement]
) -> MilestoneScore:
    """Milestones of a file, forecast from those of other series of the reference."""
    due = [delay for delay in delays(statements) if delay.goal.statement.is_milestone]
    mine = {s.series for s in reference}
    paces: dict[str | None, Pace] = {}
    rows = []
    for delay in due:
        series = delay.goal.statement.series
        key = series if series in mine else None  # who is not in the reference shares one fit
        if key not in paces:
            paces[key] = fit_pace([s for s in reference if s.series != key])
        rows.append(_row(delay, paces[key]))
    return MilestoneScore(rows=tuple(rows))


def _row(delay: Delay, pace: Pace) -> MilestoneRow:
    goal = delay.goal
    series, said = goal.statement.series, goal.statement.said_month
    assert said is not None
    futures = milestone_delays(goal, pace, said)
    middle = float(np.quantile(futures, 0.5, method="inverted_cdf"))
    return MilestoneRow(
        series=series,
        due=month_text(goal.due),
        delay_months=delay.months,
        reached=delay.reached,
        on_time=float((futures <= 0).mean()),
        middle_delay_months=None if np.isinf(middle) else middle,
    )
