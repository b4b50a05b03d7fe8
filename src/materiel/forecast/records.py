"""What the forecast stage hands on: statements, goals with their outcomes, and forecasts.

Months are month numbers (year × 12 + month − 1), as in `core.dates`.
"""

from dataclasses import dataclass, field

from materiel.core.findings import Finding

GOALS = ("target", "pledge")
OUTCOMES = ("actual", "delivery_cumulative")
CEILINGS = ("capacity", "estimate")  # say something about output, but are not output
CONTRACTS = ("order", "contract")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One figure that somebody stated about one series.

    `low` and `high` are per year for rates and as stated for totals, so that two statements of
    one `basis` can be compared.
    """

    series: str
    kind: str  # one of GOALS, OUTCOMES, CEILINGS, CONTRACTS, or another word, kept as context
    said_first: int | None  # first and last day on which it may have been stated (ordinals)
    said_last: int | None
    said: str  # the date as written
    low: float
    high: float
    unit: str
    per: str  # "day", "week", "month", "quarter", "year" or "total", as written
    basis: str  # "rate" or "total"
    first: int | None  # months that the figure speaks of; None = it names none
    last: int | None
    valid_for: str  # the same as written
    producer: str = ""
    item: str = ""
    speaker: str = ""
    publisher: str = ""
    url: str = ""
    note: str = ""
    confidence: str = ""
    place: str = ""  # "statements.csv:12"

    @property
    def mid(self) -> float:
        """The middle of what was stated. [unit/year, or unit]"""
        return (self.low + self.high) / 2

    @property
    def is_goal(self) -> bool:
        """Whether it says what shall be."""
        return self.kind in GOALS

    @property
    def is_milestone(self) -> bool:
        """Whether it is an event that happens or not: scored as a delay, never as a ratio (F3)."""
        return self.series.startswith("milestone.") or self.unit in MILESTONE_UNITS

    @property
    def is_whole_year(self) -> bool:
        """Whether it is the output of one whole year, not a rate reached at some moment in it."""
        whole = self.first is not None and self.last is not None and self.last - self.first == 11
        return whole and self.per == "year"

    @property
    def said_month(self) -> int | None:
        """The first month in which it may have been stated."""
        return None if self.said_first is None else _month_of(self.said_first)


MILESTONE_UNITS = ("plant_operational", "operational", "boolean", "milestone")


def _month_of(ordinal: int) -> int:
    from datetime import date

    day = date.fromordinal(ordinal)
    return day.year * 12 + day.month - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Features:
    """What was known of a goal when it was stated (rule F6)."""

    lead_months: float  # from statement to due date
    log_jump: float | None  # log(goal ÷ last reported); None = nothing was reported yet
    baseline_age: float | None  # months between the last report's month and the statement
    basis: str
    whole_year: bool
    item_class: str
    speaker_class: str
    contracted: bool
    confidence: str
    record: float  # mean log(outcome ÷ goal) of the series' own earlier goals, 0 without any
    record_n: int  # how many those are
    moved: int  # how often the series moved the date of this figure before
    lowered: bool  # whether more had been promised by that date, or for that year
    log_pace: float | None  # log(pace needed ÷ pace so far) of a running total


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """A dated goal with what was known when it was stated, and its outcome where one was reported."""

    statement: Statement
    known: tuple[Statement, ...]  # of the same series and basis, known on that day
    last_reported: Statement | None  # newest actual among `known`
    features: Features
    outcome: Statement | None = None

    @property
    def due(self) -> int:
        """Last month of the due date."""
        assert self.statement.last is not None
        return self.statement.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The statements of a file, and what a person should know of them."""

    statements: tuple[Statement, ...]
    findings: tuple[Finding, ...] = field(default=())
