"""Months and days as EDTF, counted from a report's date."""

import calendar
from datetime import date, timedelta

from materiel.core.dates import edtf_bounds, month_number, month_text


def reference(published: str | None) -> date | None:
    """The last day that a report's date may mean: what is said then is already past.

    >>> reference("2024-02")
    datetime.date(2024, 2, 29)
    """
    return edtf_bounds(published)[1] if published else None


def year_text(year: int) -> str:
    """A year as EDTF.

    >>> year_text(2025)
    '2025'
    """
    return f"{year:04d}"


def month_of(day: date, shift: int = 0) -> str:
    """The month of a day, or one so many months on.

    >>> month_of(date(2023, 11, 4), -10)
    '2023-01'
    """
    return month_text(month_number(day.isoformat()) + shift)


def month(year: int, number: int) -> str:
    """A month as EDTF; month 13 is January of the next year.

    >>> month(2024, 14)
    '2025-02'
    """
    return month_text(year * 12 + number - 1)


def day_text(year: int, number: int, day: int) -> str | None:
    """A day as EDTF, or None where the month has no such day.

    >>> day_text(2023, 2, 30) is None
    True
    """
    if not 1 <= year <= 9999 or not 1 <= day <= calendar.monthrange(year, number)[1]:
        return None
    return f"{year:04d}-{number:02d}-{day:02d}"


def week_of(day: date) -> tuple[str, str]:
    """Monday of a day's week, and the day itself: "this week" has not gone on longer.

    >>> week_of(date(2023, 12, 9))
    ('2023-12-04', '2023-12-09')
    """
    return (day - timedelta(days=day.weekday())).isoformat(), day.isoformat()


def past_month(number: int, ref: date) -> tuple[int, int]:
    """Year and month of the latest month of this number that has begun by `ref`.

    >>> past_month(9, date(2023, 12, 16)), past_month(12, date(2024, 1, 3))
    ((2023, 9), (2023, 12))
    """
    return (ref.year if number <= ref.month else ref.year - 1), number


def coming_month(number: int, ref: date) -> tuple[int, int]:
    """Year and month of the first month of this number that has not ended at `ref`.

    >>> coming_month(1, date(2023, 6, 15))
    (2024, 1)
    """
    return (ref.year if number >= ref.month else ref.year + 1), number
