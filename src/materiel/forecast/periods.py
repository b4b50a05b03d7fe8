"""When a figure holds, and rates on one footing."""

import re

from materiel.core.dates import edtf_bounds

# A rate is brought to one year; a week and a day are shares of a year of 365 days (rule F1).
PER_YEAR = {"day": 365.0, "week": 365.0 / 7, "month": 12.0, "quarter": 4.0, "year": 1.0}
TOTAL = "total"
_FISCAL = re.compile(r"FY\s?(\d{4})", re.IGNORECASE)
_QUARTER = re.compile(r"(\d{4})-?Q([1-4])", re.IGNORECASE)
_HALF = re.compile(r"(\d{4})-?H([12])", re.IGNORECASE)


def month_span(text: str) -> tuple[int, int] | None:
    """First and last month that a due date or period means, or None where it names none.

    FY2025 is the fiscal year of the United States, October 2024 to September 2025.

    Raises:
        ValueError: Neither EDTF level 0 nor FY, quarter or half of a year.

    >>> month_span("FY2025") == (2024 * 12 + 9, 2025 * 12 + 8)
    True
    >>> month_span("2024-03-31"), month_span("")
    ((24290, 24290), None)
    """
    text = text.strip()
    if not text:
        return None
    if match := _FISCAL.fullmatch(text):
        year = int(match[1])
        return (year - 1) * 12 + 9, year * 12 + 8
    for pattern, length in ((_QUARTER, 3), (_HALF, 6)):
        if match := pattern.fullmatch(text):
            first = int(match[1]) * 12 + (int(match[2]) - 1) * length
            return first, first + length - 1
    start, end = edtf_bounds(text)
    return start.year * 12 + start.month - 1, end.year * 12 + end.month - 1


def day_span(text: str) -> tuple[int, int] | None:
    """First and last day (ordinals) on which something may have been stated.

    Raises:
        ValueError: Not EDTF level 0.

    >>> first, last = day_span("2024-02")
    >>> last - first
    28
    """
    if not text.strip():
        return None
    start, end = edtf_bounds(text.strip())
    return start.toordinal(), end.toordinal()


def basis_of(per: str) -> tuple[float, str] | None:
    """Factor to a year and the basis of a period, or None where it is none we know.

    >>> basis_of("month"), basis_of("total"), basis_of("sprint")
    ((12.0, 'rate'), (1.0, 'total'), None)
    """
    if per == TOTAL:
        return 1.0, "total"
    if per in PER_YEAR:
        return PER_YEAR[per], "rate"
    return None
