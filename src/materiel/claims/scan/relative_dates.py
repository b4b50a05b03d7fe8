"""Rules for dates counted from the report's: seasons, periods, parts of a year, days of the week."""

from datetime import date, timedelta

from materiel.claims.scan import calendar as cal
from materiel.claims.scan.date_reader import Ends, Found, Reader, both, same, year_behind
from materiel.claims.scan.number_words import DASHES
from materiel.claims.scan.phrase_dates import that_year

_LAST_DAY = 31
_MONTHS = {"decade": 120, "year": 12, "quarter": 3, "month": 1}  # of a unit that months make up


def season(r: Reader, i: int) -> Found | None:
    """By summer, last autumn, the spring of 2024."""
    span = r.words.seasons.get(r.low(i))
    if span is None:
        return None
    k = i - 1
    while r.is_a(k, "the") or r.is_a(k, "early") or r.is_a(k, "late"):
        k -= 1
    year, after = year_behind(r, i + 1)
    if year is None and r.is_a(i + 1, "of"):
        year, after = year_behind(r, i + 2)
    if year is None:
        year, after = that_year(r, i + 1)
    if year is not None:
        return same((cal.month(year, span[0]), cal.month(year, span[1])), after)
    if r.is_a(i + 1, "last_behind") and r.ref is not None:
        past = cal.past_month(span[1] if span[1] <= 12 else 2, r.ref)[0]
        year = past if span[1] <= 12 else past - 1
        return same((cal.month(year, span[0]), cal.month(year, span[1])), i + 2)
    known = any(r.is_a(k, name) for name in ("last", "this", "next", "in"))
    known |= r.is_a(i, "season_adverbs")  # "latem", "влітку"
    if not known and r.words.relations.before(r.tokens, k + 1) is None:
        return None
    if r.ref is None:
        return same((None, None), i + 1)
    return _relative_season(r, i, k, span)


def _relative_season(r: Reader, i: int, k: int, span: list[int]) -> Found:
    assert r.ref is not None
    year = r.ref.year
    ended = span[1] < r.ref.month
    past_year = year if ended or (span[0] <= r.ref.month and not r.is_a(k, "last")) else year - 1
    future_year = year + 1 if ended else year
    if r.is_a(k, "this"):
        past_year = future_year = year
    past = (cal.month(past_year, span[0]), cal.month(past_year, span[1]))
    future = (cal.month(future_year, span[0]), cal.month(future_year, span[0]))
    if r.is_a(k, "last"):
        future = past
    if r.is_a(k, "next"):
        year += span[0] <= r.ref.month
        past = (cal.month(year, span[0]), cal.month(year, span[1]))
        future = (past[0], past[0])
    first = k if r.is_a(k, "last") or r.is_a(k, "this") or r.is_a(k, "next") else i
    return Found(past, future, i + 1, first)


def counted_period(r: Reader, i: int) -> Found | None:
    """In the last 10 months, over the past year, in the next three to four years, this week."""
    for name, sign in (("last", -1), ("next", 1)):
        if not r.is_a(i, name):
            continue
        number, k = _count(r, i + 1)
        unit = _unit(r, k)
        if unit is None or (unit == "day" and number is None):
            return None
        if number is None and r.low(k) in r.words.seasons:
            return None  # "zeszłego lata": a summer
        if number is None and r.is_a(k, "plural"):
            return same((None, None), k + 1, i)  # "in the coming months" is no date
        counted = number is not None or (sign < 0 and _is_stretch(r, i))
        return _period(r, i, k + 1, unit, sign * (number or 1), counted)
    if r.is_a(i, "this"):
        unit = _unit(r, i + 1)
        return _period(r, i, i + 2, unit, 0, False) if unit and unit != "day" else None
    return None


def period_behind(r: Reader, i: int) -> Found | None:
    """La semaine dernière, les deux dernières années: the word for "last" stands behind."""
    if not r.counts:
        return None
    unit = _unit(r, i)
    if unit is not None:  # "mês passado"
        back = r.is_a(i + 1, "last_behind") and unit != "day"
        return _period(r, i, i + 2, unit, -1, False) if back else None
    number, k = _count(r, i)
    unit = _unit(r, k + 1)
    for name, sign in (("last", -1), ("next", 1)):
        if number is not None and unit is not None and r.is_a(k, name):
            return _period(r, i, k + 2, unit, sign * number, True)
    return None


def _count(r: Reader, k: int) -> tuple[int | None, int]:
    """A number, or the higher of "three to four", and the index behind it."""
    number = r.number(k)
    if number is None:
        return None, k
    joined = r.is_a(k + 1, "to") or r.is_a(k + 1, "or") or r.low(k + 1) in DASHES
    higher = r.number(k + 2) if joined else None
    return (higher, k + 3) if higher is not None and higher > number else (number, k + 1)


def _is_stretch(r: Reader, i: int) -> bool:
    """Over the past year, in the past month: a stretch up to now, not the calendar's."""
    return r.is_a(i, "stretch")


def _unit(r: Reader, k: int) -> str | None:
    return r.words.units[r.tokens[k].low] if 0 <= k < len(r.tokens) else None


def _period(r: Reader, first: int, after: int, unit: str, count: int, counted: bool) -> Found:
    if r.ref is None:
        return same((None, None), after, first)
    ref = r.ref
    if unit == "quarter":
        number = ref.year * 4 + (ref.month - 1) // 3 + count
        return same(_quarters(number // 4, number % 4 + 1), after, first)
    if counted:
        return same(_stretch(ref, unit, count), after, first)
    if unit in ("year", "decade"):
        return same(both(cal.year_text(ref.year + count)), after, first)
    if unit == "month":
        return same(both(cal.month_of(ref, count)), after, first)
    week = cal.week_of(ref)
    if count == 0:
        return same(week, after, first)
    monday = date.fromisoformat(week[0]) + timedelta(weeks=count)
    return same((monday.isoformat(), (monday + timedelta(days=6)).isoformat()), after, first)


def _quarters(year: int, number: int) -> Ends:
    return cal.month(year, number * 3 - 2), cal.month(year, number * 3)


def _stretch(ref: date, unit: str, count: int) -> Ends:
    if unit in _MONTHS:
        months = count * _MONTHS[unit]
        if abs(months) > 1200:
            return None, None
        other, own = cal.month_of(ref, months), cal.month_of(ref)
    else:
        days = count * 7 if unit == "week" else count
        if abs(days) > 36500:
            return None, None
        other, own = (ref + timedelta(days=days)).isoformat(), ref.isoformat()
    return (other, own) if count < 0 else (own, other)


def so_long_ago(r: Reader, i: int) -> Found | None:
    """A year ago, about eight months ago, three weeks ago."""
    if not r.counts:
        return None
    opener = r.words.ago_before.at(r.tokens, i)  # "vor drei Jahren", "il y a trois ans"
    k = opener[1] if opener else i
    number: int | None = 1
    if r.is_a(k + 1, "ago") and not opener:
        unit, k = _unit(r, k), k - 1  # "рік тому"
        if unit is None:
            return None
    else:
        unit = _unit(r, k + 1)
        if unit is None or not (opener or r.is_a(k + 2, "ago")):
            return None
        number = 1 if r.low(k) in r.words.numbers.grammar["articles"] else r.number(k)
    if number is None:
        return None
    after = k + 2 if opener else k + 3
    half = unit == "year" and r.is_a(k, "half")  # "пів року тому"
    if r.ref is None:
        return same((None, None), after)
    far = _stretch(r.ref, *(("month", -6) if half else (unit, -number)))[0]
    whole = unit == "decade" or (unit == "year" and number > 1)
    return same(both(far[:4] if far and whole else far), after)


def part_of_year(r: Reader, i: int) -> Found | None:
    """The first half of 2024, the second quarter, Q3 2025, the first seven months of the year."""
    if r.is_a(i, "quarter_letter") and r.low(i + 1) in ("1", "2", "3", "4"):
        year, after = year_behind(r, i + 2)
        return _months_of(r, year, int(r.low(i + 1)) * 3 - 2, 3, after, i)
    if r.is_a(i, "half_letter") and r.low(i + 1) in ("1", "2"):
        year, after = year_behind(r, i + 2)
        return _months_of(r, year, int(r.low(i + 1)) * 6 - 5, 6, after, i)
    ordinal = r.words.ordinals.get(r.low(i), 0)
    if not ordinal:
        return _last_part(r, i)
    if r.is_a(i + 1, "half") and ordinal <= 2:
        year, after = _year_of(r, i + 2)
        return _months_of(r, year, ordinal * 6 - 5, 6, after, i)
    if r.is_a(i + 1, "quarter") and ordinal <= 4:
        year, after = _year_of(r, i + 2)
        return _months_of(r, year, ordinal * 3 - 2, 3, after, i)
    count = r.number(i + 1)
    if ordinal == 1 and count and count <= 12 and r.is_a(i + 2, "month"):
        year, after = _year_of(r, i + 3)
        return _months_of(r, year, 1, count, after, i)
    return None


def _last_part(r: Reader, i: int) -> Found | None:
    """The last quarter of 2023."""
    for name, months in (("half", 6), ("quarter", 3)):
        if r.is_a(i, "last") and r.is_a(i + 1, name):
            year, after = _year_of(r, i + 2)
            return _months_of(r, year, 13 - months, months, after, i) if year else None
    return None


def _year_of(r: Reader, k: int) -> tuple[int | None, int]:
    """A year behind "of": 2024, the year, this year, next year."""
    if not r.is_a(k, "of"):
        return year_behind(r, k)
    year, after = year_behind(r, k + 1)
    if year is not None:
        return year, after
    shift = {"last": -1, "this": 0, "next": 1, "the": 0}
    for name, years in shift.items():
        if r.is_a(k + 1, name) and r.is_a(k + 2, "year"):
            return (r.ref.year + years if r.ref else None), k + 3
    return None, k


def _months_of(
    r: Reader, year: int | None, first: int, count: int, after: int, i: int
) -> Found | None:
    if year is None:
        if r.ref is None:
            return same((None, None), after)
        year, last = r.ref.year, first + count - 1
        past = year - (last > r.ref.month)  # what is told of has ended
        return Found(_part(past, first, last), _part(year, first, last), after, i)
    return same(_part(year, first, first + count - 1), after, i)


def _part(year: int, first: int, last: int) -> Ends:
    return cal.month(year, first), cal.month(year, last)


def day_word(r: Reader, i: int) -> Found | None:
    """Today, yesterday, Tuesday."""
    shift = {"today": 0, "yesterday": -1, "tomorrow": 1}
    for name, days in shift.items():
        if r.is_a(i, name):
            if r.ref is None:
                return same((None, None), i + 1)
            day = (r.ref + timedelta(days=days)).isoformat()
            return same(both(day), i + 1)
    match = r.words.weekdays.at(r.tokens, i)
    if match is None:
        return None
    weekday, after = match[0], _day_behind(r, match[1])
    if r.ref is None:
        return Found((None, None), (None, None), after, weekday=True)
    back = (r.ref.weekday() - weekday) % 7
    past = (r.ref - timedelta(days=back)).isoformat()
    future = (r.ref + timedelta(days=(weekday - r.ref.weekday()) % 7)).isoformat()
    return Found(both(past), both(future), after, weekday=True)


def _day_behind(r: Reader, k: int) -> int:
    """The index behind the day of the month that a weekday may have with it: "segunda-feira (11)"."""
    if r.low(k) == "(" and r.low(k + 2) == ")" and 1 <= (r.number(k + 1) or 0) <= _LAST_DAY:
        return k + 3
    comma = r.low(k) == "," and r.low(k + 2) == ","
    return k + 2 if comma and 1 <= (r.number(k + 1) or 0) <= _LAST_DAY else k
