"""What a forecast is: quantiles by month, chances by date, and everything it rests on."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from materiel.core.dates import month_number, month_text
from materiel.core.findings import Finding
from materiel.forecast.mixture import FloatArray
from materiel.forecast.records import Statement

LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
LATER_MONTHS = (0, 6, 12, 24, 36)  # after the due date, for the chance of being reached
N_KEPT = 100  # futures kept of each month and goal: their evenly spaced quantiles
NEVER = 120.0  # months; a longer delay counts as never
LONGEST_DELAY = 60  # months; a mean counts longer delays as this long


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthForecast:
    """One month of a series."""

    month: int
    quantiles: tuple[float, ...]  # at LEVELS, in the unit and period of the forecast
    futures: tuple[float, ...]  # N_KEPT of them, smallest first, each as likely


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalForecast:
    """One goal: what will be there at its date, and when it will be reached."""

    goal: Statement
    due: int  # month
    ratio: tuple[float, ...]  # outcome ÷ goal at the due date, at LEVELS; empty for a milestone
    reached_by: tuple[tuple[int, float], ...]  # months after the due date → probability
    delay_months: tuple[float, ...]  # at LEVELS; infinite where it is not reached in ten years
    delays: tuple[float, ...]  # N_KEPT of them, smallest first, each as likely
    expected_delay_months: float  # mean, longer ones counted as LONGEST_DELAY
    moved_by: tuple[tuple[str, float], ...]  # what moved the log odds of being reached on time

    @property
    def probability(self) -> float:
        """Of being reached by its date."""
        return self.reached_by[0][1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """One statement of the series and what the forecast made of it."""

    statement: Statement
    role: str  # "goal", "last report", "record", "context" or "not used: …"


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What will really be made of one series, as known at a date."""

    series: str
    as_of: str  # EDTF
    unit: str
    per: str
    months: tuple[MonthForecast, ...]
    goals: tuple[GoalForecast, ...]
    used: tuple[Used, ...]
    borrowed: str  # which reference class the spread comes from
    explanation: str
    findings: tuple[Finding, ...]

    @property
    def sources(self) -> tuple[str, ...]:
        """Addresses of the statements that were used."""
        used = [u.statement.url for u in self.used if not u.role.startswith("not used")]
        return tuple(dict.fromkeys(filter(None, used)))

    @property
    def source_text(self) -> str:
        """In words: of what, as known when, and from how many statements."""
        n = sum(not u.role.startswith("not used") for u in self.used)
        words = f"forecast: {self.series} as of {self.as_of}, from {n} statements; {self.borrowed}"
        return f"{words}; {self.sources[-1]}" if self.sources else words

    def at(self, month: str | int) -> MonthForecast:
        """The forecast of one month.

        Raises:
            KeyError: A month outside the forecast.
        """
        for found in self.months:
            if month in (found.month, month_text(found.month)):
                return found
        raise KeyError(month)

    def cell(self, month: str | int) -> str:
        """A month as a cell of a scenario's table: pieces per month, or pieces for a total.

        The 10 % and 90 % quantiles of the cell are those of the forecast.
        """
        quantiles = self.at(month).quantiles
        per_month = {"year": 1 / 12, "quarter": 1 / 3, "week": 365 / 84, "day": 365 / 12}
        factor = per_month.get(self.per, 1.0)
        low, high = (quantiles[LEVELS.index(level)] * factor for level in (0.1, 0.9))
        return lognormal_cell(low, high)

    def waits(self, goal: GoalForecast) -> tuple[float, ...]:
        """Months from `as_of` until a goal is reached: N_KEPT futures, each as likely.

        What never comes counts as NEVER months after the due date.
        """
        ahead = goal.due - month_number(self.as_of)
        return tuple(max(ahead + min(delay, NEVER), 0.0) for delay in goal.delays)

    def wait_cell(self, goal: GoalForecast) -> str:
        """Months from `as_of` until a goal is reached, as a cell: for a project's build time.

        The 10 % and 90 % quantiles are those of the forecast; what never comes counts as 120 months
        after the due date.
        """
        now = month_number(self.as_of)
        low, high = (
            max(goal.due - now + min(goal.delay_months[LEVELS.index(level)], NEVER), 0.0)
            for level in (0.1, 0.9)
        )
        return lognormal_cell(low, high)

    def numbers(self) -> dict[str, Any]:
        """All of it as plain values, for JSON."""
        return {
            "series": self.series,
            "as_of": self.as_of,
            "unit": self.unit,
            "per": self.per,
            "levels": LEVELS,
            "months": [
                {
                    "month": month_text(m.month),
                    "quantiles": [_round(q) for q in m.quantiles],
                    "cell": self.cell(m.month),
                }
                for m in self.months
            ],
            "goals": [
                {**_goal_numbers(goal), "wait_cell": self.wait_cell(goal)} for goal in self.goals
            ],
            "borrowed": self.borrowed,
            "explanation": self.explanation,
            "source": self.source_text,
            "used": [_used_numbers(used) for used in self.used],
            "findings": [asdict(finding) for finding in self.findings],
        }


def kept_futures(values: FloatArray) -> tuple[float, ...]:
    """N_KEPT evenly spaced quantiles of futures, each a future that is there. [as `values`]

    >>> len(kept_futures(np.arange(500.0)))
    100
    """
    ranks = (np.arange(N_KEPT) + 0.5) / N_KEPT
    return tuple(map(float, np.quantile(values, ranks, method="inverted_cdf")))


def lognormal_cell(low: float, high: float) -> str:
    """A log-normal cell with these 10 % and 90 % quantiles, or a number where they are one.

    >>> lognormal_cell(31000, 62000.04), lognormal_cell(7, 7), lognormal_cell(0, 12)
    ('lognormal(31000, 62000)', '7', 'lognormal(0.12, 12)')
    """
    high = float(f"{high:.4g}")
    low = float(f"{max(low, high / 100):.4g}")  # a log-normal has no zero
    if low >= high:
        return f"{high:.10g}"
    return f"lognormal({low:.10g}, {high:.10g})"


def _round(value: float) -> float | None:
    return float(f"{value:.5g}") if value < float("inf") else None


def _goal_numbers(goal: GoalForecast) -> dict[str, Any]:
    return {
        "stated": goal.goal.said,
        "due": goal.goal.valid_for,
        "speaker": goal.goal.speaker,
        "ratio": [_round(value) for value in goal.ratio],
        "reached_by": [
            {"month": month_text(goal.due + months), "probability": round(p, 4)}
            for months, p in goal.reached_by
        ],
        "delay_months": [_round(value) for value in goal.delay_months],
        "expected_delay_months": _round(goal.expected_delay_months),
        "moved_by": [{"what": name, "log_odds": round(size, 3)} for name, size in goal.moved_by],
    }


def _used_numbers(used: Used) -> dict[str, Any]:
    s = used.statement
    keys = (
        "kind",
        "said",
        "valid_for",
        "unit",
        "per",
        "speaker",
        "publisher",
        "url",
        "note",
        "place",
    )
    return {"role": used.role} | {key: getattr(s, key) for key in keys}
