"""EDTF level 0 dates (year, month or day) and month numbers."""

import calendar
import re
from datetime import date
from functools import lru_cache

_EDTF = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@lru_cache(maxsize=8192)  # a ledger asks for the same few thousand days, pair by pair
def edtf_bounds(text: str) -> tuple[date, date]:
    """First and last day that an EDTF level 0 date may mean.

    Raises:
        ValueError: Not a year, month or day, or a day that does not exist.

    Source: EDTF level 0, ISO 8601-2:2019.

    >>> edtf_bounds("2023-02")
    (datetime.date(2023, 2, 1), datetime.date(2023, 2, 28))
    """
    match = _EDTF.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not an EDTF level 0 date; write 2023, 2023-11 or 2023-11-04")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    if year == 0 or (month is not None and not 1 <= month <= 12):
        raise ValueError(f"{text!r} names no year or month that exists")
    if month is None:
        return date(year, 1, 1), date(year, 12, 31)
    if day is None:
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return date(year, month, day), date(year, month, day)


def is_edtf(text: str) -> bool:
    """Whether `text` is an EDTF level 0 date that exists.

    >>> is_edtf("2023-11"), is_edtf("2023-02-30")
    (True, False)
    """
    try:
        edtf_bounds(text)
    except ValueError:
        return False
    return True


@lru_cache(4096)
def month_number(text: str) -> int:
    """Months since year 0 of an EDTF date's first month, so that months can be subtracted.

    >>> month_number("2024-02") - month_number("2023-12")
    2
    """
    first = edtf_bounds(text)[0]
    return first.year * 12 + first.month - 1


def month_text(number: int) -> str:
    """The EDTF month of a month number.

    >>> month_text(month_number("2024-02") + 11)
    '2025-01'
    """
    return f"{number // 12:04d}-{number % 12 + 1:02d}"
