"""Which claims speak of the same quantity, and when each of them holds. Rules V1–V3 of docs/model.md."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from materiel.claims.records import Claim
from materiel.claims.wording import format_value
from materiel.core.dates import edtf_bounds
from materiel.core.hashes import canonical_json, sha256
from materiel.core.units import duration_in_months, rate_per_month

GOALS = ("target", "pledged")
DONE = ("actual", "delivered")
DURATIONS = ("day", "week", "month", "year")
ADDED_UP = ("production", "expenditure", "order", "transfer", "funding")  # over time
LEVELS = ("stock", "membership", "industry", "lead_time", "price", "share")  # hold at a moment

Key = tuple[str, tuple[str, ...], tuple[str, ...], str | None, str | None, bool]
When = Literal["same", "part", "apart", "unknown"]

NEWS = timedelta(days=3)  # reports of one news cycle speak of one time
AFTERWARDS = timedelta(days=7)  # a report of something that has just been
MONTH = timedelta(days=31)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A claim, under the names that decisions gave, beside the day on which its document spoke."""

    id: str  # of the claim as it was stated
    claim: Claim
    published: date | None  # last day that the document's date allows
    low: float | None  # in the series' unit: per month for rates, months for durations
    high: float | None
    holds: tuple[date, date] | None  # first and last day that it speaks of, else that of its report
    hedged: bool  # the text hedges the number, or it was brought to another unit with some room

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
    def is_level(self) -> bool:
        """Whether the value holds at a moment, rather than adding up over a period."""
        return self.claim.kind in LEVELS or self.claim.per is not None

    @property
    def due(self) -> date | None:
        """Last day by which a goal is to be reached; of a promise made at a time, none is known."""
        claim = self.claim
        if claim.status == "pledged" and claim.date_from:
            return None
        return edtf_bounds(claim.date_to)[1] if claim.date_to else None

    @property
    def anchor(self) -> float | None:
        """The number that the words name: the lower bound where there are two."""
        return self.low if self.low is not None else self.high

    @property
    def is_point(self) -> bool:
        """Whether one number was named, not a range or an open side."""
        return self.low is not None and self.low == self.high

    @property
    def text(self) -> str:
        """The value with its unit and the document, for an explanation."""
        return f"{format_value(self.claim)} ({self.claim.doc})"


def statement(claim: Claim, published: str | None, *, id: str | None = None) -> Statement:
    """A claim in the unit of its series.

    Args:
        claim: Under the names that decisions gave.
        published: EDTF date of its document, or None.
        id: Of the claim as it was stated, where that is another.
    """
    day = edtf_bounds(published)[1] if published else None
    return Statement(
        id=id or claim.id,
        claim=claim,
        published=day,
        holds=_holds(claim, day),
        low=_in_series_unit(claim, claim.low),
        high=_in_series_unit(claim, claim.high),
        hedged=claim.approx,
    )


def _holds(claim: Claim, published: date | None) -> tuple[date, date] | None:
    start, end = claim.date_from, claim.date_to
    if not (start or end):
        return (published, published) if published else None
    first = edtf_bounds(start or end or "")[0]
    last = edtf_bounds(end)[1] if end else published
    return (first, last) if last else None


def series_key(claim: Claim) -> Key:
    """What makes two claims speak of one quantity (rule V1)."""
    unit = "month" if claim.unit in DURATIONS else claim.unit
    subject, others = tuple(sorted(claim.subject)), tuple(sorted(claim.object))
    return claim.kind, subject, others, claim.item, unit, claim.per is not None


def series_id(key: Key) -> str:
    """Twelve hexadecimal digits that depend only on what is measured, not on who has spoken.

    >>> series_id(("stock", ("FR",), (), "drone", "piece", False))
    '54b4f4acb75d'
    """
    return sha256(canonical_json(list(key)))[:12]


def series(claims: Iterable[Claim], published: Mapping[str, str | None]) -> list[list[Statement]]:
    """Statements with a number, gathered by what they measure. Money is never converted.

    Args:
        claims: Claims of any documents.
        published: Document id → EDTF date of the document, or None.
    """
    gathered: dict[Key, list[Statement]] = defaultdict(list)
    for claim in claims:
        if claim.has_number and claim.subject:
            gathered[series_key(claim)].append(statement(claim, published.get(claim.document)))
    return list(gathered.values())


def _in_series_unit(claim: Claim, value: float | None) -> float | None:
    if value is None:
        return None
    if claim.per:
        return rate_per_month(value, claim.per)
    if claim.unit in DURATIONS:
        return duration_in_months(value, claim.unit)
    return value


def when(left: Statement, right: Statement) -> When:
    """Whether two statements speak of one time, of a period and a part of it, or of two times.

    A statement that names no time speaks of the day of its report, and within one report of the
    time that the report speaks of (rule V3).
    """
    both_dated = left.is_dated and right.is_dated
    if left.claim.document == right.claim.document and not both_dated:
        return "same"
    if left.holds is None or right.holds is None:
        return "unknown"
    if not both_dated:
        return "same" if _one_news(left, right) else "apart"
    (a, b), (c, d) = left.holds, right.holds
    if b < c or d < a:
        return "apart"
    if (a, b) == (c, d) or (left.is_level and right.is_level):
        return "same"
    return "same" if b - a <= MONTH and d - c <= MONTH else "part"


def _one_news(left: Statement, right: Statement) -> bool:
    """Two reports, at least one of which names no time."""
    assert left.holds and right.holds
    gap = NEWS if left.is_level and right.is_level else timedelta(0)
    if left.is_dated or right.is_dated:
        gap = AFTERWARDS
    return left.holds[0] - gap <= right.holds[1] and right.holds[0] - gap <= left.holds[1]
