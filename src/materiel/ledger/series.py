"""Which claims speak of the same quantity, and when each of them holds."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from materiel.claims.records import Claim
from materiel.claims.wording import format_value
from materiel.core.dates import edtf_bounds
from materiel.core.units import duration_in_months, rate_per_month

GOALS = ("target", "pledged")
DONE = ("actual", "delivered")
DURATIONS = ("day", "week", "month", "year")

Key = tuple[str, tuple[str, ...], str | None, str | None, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A claim beside the day on which its document spoke."""

    claim: Claim
    published: date | None  # last day that the document's date allows
    low: float | None  # in the series' unit: per month for rates, months for durations
    high: float | None

    @property
    def holds(self) -> tuple[date, date] | None:
        """First and last day that the claim speaks of; the day of the document where it names none."""
        start, end = self.claim.date_from, self.claim.date_to
        if start or end:
            first = edtf_bounds(start)[0] if start else None
            last = edtf_bounds(end)[1] if end else self.published
            if first is None and end:
                first = edtf_bounds(end)[0]
            return (first, last) if first and last else None
        return (self.published, self.published) if self.published else None

    @property
    def is_dated(self) -> bool:
        """Whether the claim itself names a time."""
        return bool(self.claim.date_from or self.claim.date_to)

    @property
    def is_running_total(self) -> bool:
        """A count since some day that still goes on."""
        claim = self.claim
        return claim.date_from is not None and claim.date_to is None and claim.per is None

    @property
    def due(self) -> date | None:
        """Last day by which a goal is to be reached."""
        return edtf_bounds(self.claim.date_to)[1] if self.claim.date_to else None

    @property
    def text(self) -> str:
        """The value with its unit and the document, for an explanation."""
        return f"{format_value(self.claim)} ({self.claim.doc})"


def series(claims: Iterable[Claim], published: Mapping[str, str | None]) -> list[list[Statement]]:
    """Statements with a number, gathered by what they measure.

    Two claims are of one series when kind, subject, item, unit (a rate per month, whatever its
    period) and the kind of number are the same. Money is never converted.

    Args:
        claims: Claims of any documents.
        published: Document id → EDTF date of the document, or None.
    """
    gathered: dict[Key, list[Statement]] = defaultdict(list)
    for claim in claims:
        if claim.has_number and claim.subject:
            gathered[_key(claim)].append(_statement(claim, published.get(claim.document)))
    return [statements for statements in gathered.values() if len(statements) > 1]


def _key(claim: Claim) -> Key:
    unit = "month" if claim.unit in DURATIONS else claim.unit
    return claim.kind, tuple(sorted(claim.subject)), claim.item, unit, claim.per is not None


def _statement(claim: Claim, published: str | None) -> Statement:
    return Statement(
        claim=claim,
        published=edtf_bounds(published)[1] if published else None,
        low=_in_series_unit(claim, claim.low),
        high=_in_series_unit(claim, claim.high),
    )


def _in_series_unit(claim: Claim, value: float | None) -> float | None:
    if value is None:
        return None
    if claim.per:
        return rate_per_month(value, claim.per)
    if claim.unit in DURATIONS:
        return duration_in_months(value, claim.unit)
    return value


def disjoint(left: Statement, right: Statement) -> bool:
    """Whether no number satisfies both, after rounding and hedges are allowed for.

    A hedged value may be off by 10 %, any other by 1 % (docs/model.md, rule C1).
    """
    slack_left = 0.10 if left.claim.approx else 0.01
    slack_right = 0.10 if right.claim.approx else 0.01
    return _above(left, slack_left, right, slack_right) or _above(
        right, slack_right, left, slack_left
    )


def _above(upper: Statement, slack_upper: float, lower: Statement, slack_lower: float) -> bool:
    if upper.low is None or lower.high is None:
        return False
    return upper.low - slack_upper * abs(upper.low) > lower.high + slack_lower * abs(lower.high)
