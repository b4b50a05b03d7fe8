"""Days written out in full, as report heads write them in seven languages."""

import re
from dataclasses import dataclass
from datetime import date

from materiel.documents.words import month_numbers

_ISO = re.compile(r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([./])(\d{1,2})\2(\d{4})(?!\d)")
_DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|\.|º|er)?(?: de)? ([^\W\d_]{3,10})\.?,?(?: de)? (\d{4})(?!\d)"
)
_MONTH_FIRST = re.compile(
    r"(?<![^\W_])([^\W\d_]{3,10})\.? (\d{1,2})(?:st|nd|rd|th)?, ?(\d{4})(?!\d)"
)


@dataclass(frozen=True, slots=True)
class Day:
    """A day and where it stands in the line."""

    start: int
    end: int
    edtf: str


def find_day(line: str) -> Day | None:
    """The first full day (year, month and day) in a line.

    09/05/2024 is read day first, as the press outside the United States writes it; 05/13/2024 can
    only be month first.

    >>> find_day("Updated 26 August 2024").edtf
    '2024-08-26'
    >>> find_day("BRUSSELS, February 13") is None
    True
    """
    found = [day for day in (_iso(line), _numeric(line), *_named(line)) if day is not None]
    return min(found, key=lambda day: day.start) if found else None


def _iso(line: str) -> Day | None:
    for match in _ISO.finditer(line):
        edtf = _edtf(match.group(1), match.group(2), match.group(3))
        if edtf:
            return Day(match.start(), match.end(), edtf)
    return None


def _numeric(line: str) -> Day | None:
    for match in _NUMERIC.finditer(line):
        first, _, second, year = match.groups()
        edtf = _edtf(year, second, first) or _edtf(year, first, second)
        if edtf:
            return Day(match.start(), match.end(), edtf)
    return None


def _named(line: str) -> list[Day]:
    days = []
    for pattern, order in ((_DAY_FIRST, (1, 0)), (_MONTH_FIRST, (0, 1))):
        for match in pattern.finditer(line):
            parts = match.groups()
            month = month_numbers().get(parts[order[0]].lower())
            edtf = _edtf(parts[2], str(month), parts[order[1]]) if month else None
            if edtf:
                days.append(Day(match.start(), match.end(), edtf))
                break
    return days


def _edtf(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
