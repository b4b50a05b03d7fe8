"""EDTF level 0 dates (year, month or day), and the steps of a run: months or weeks, numbered."""

import calendar
import re
from datetime import date
from functools import lru_cache
from typing import Literal

Step = Literal["month", "week"]

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


def first_step(text: str, step: Step) -> int:
    """The number of the step with which a month, or a day, begins.

    Source: docs/model.md, rule E2: a week belongs to the month of its Thursday.

    >>> step_text(first_step("2024-09", "week"), "week"), step_text(first_step("2024-09-01", "week"), "week")
    ('2024-09-02', '2024-08-26')
    """
    if step == "month":
        return month_number(text)
    day = edtf_bounds(text)[0].toordinal()  # the first of all days was a Monday
    return (day - 1) // 7 if is_day(text) else (day + 2) // 7


def last_step(text: str, step: Step) -> int:
    """The number of the step with which a month, or a day, ends.

    >>> step_text(last_step("2024-08", "week"), "week")
    '2024-08-26'
    """
    if step == "month" or is_day(text):
        return first_step(text, step)
    return (edtf_bounds(text)[1].toordinal() + 3) // 7 - 1


def step_text(number: int, step: Step) -> str:
    """A step by its name: the EDTF month, or the first day of the week.

    >>> step_text(24289, "month"), step_text(105637, "week")
    ('2024-02', '2025-07-28')
    """
    return month_text(number) if step == "month" else date.fromordinal(7 * number + 1).isoformat()


def month_of_step(number: int, step: Step) -> int:
    """The number of the month to which a step belongs.

    >>> month_text(month_of_step(first_step("2024-09-01", "week"), "week"))
    '2024-08'
    """
    if step == "month":
        return number
    thursday = date.fromordinal(7 * number + 4)
    return thursday.year * 12 + thursday.month - 1


def is_day(text: str) -> bool:
    """Whether an EDTF date names a day.

    >>> is_day("2024-07-15"), is_day("2024-07")
    (True, False)
    """
    return len(text) == 10


def is_after(one: str, other: str) -> bool:
    """Whether one EDTF date begins after another has ended.

    >>> is_after("2024-08", "2024-07"), is_after("2024-07-15", "2024-07")
    (True, False)
    """
    return edtf_bounds(one)[0] > edtf_bounds(other)[1]


def shares_step(begin: str, end: str) -> bool:
    """Whether what begins with `begin` begins no later than the step with which `end` ends.

    >>> shares_step("2024-08", "2024-07"), shares_step("2024-07-18", "2024-07-17")
    (False, True)
    """
    step: Step = "week" if is_day(begin) or is_day(end) else "month"
    return first_step(begin, step) <= last_step(end, step)
