"""Rules for dates that name a day, a month or a year."""

from materiel.claims.scan import calendar as cal
from materiel.claims.scan.date_reader import (
    YEARS,
    Found,
    Reader,
    both,
    same,
    year_behind,
)
from materiel.claims.scan.number_words import DASHES
from materiel.claims.scan.phrase_dates import said_year, that_year
from materiel.claims.scan.units import unit_words

_OPENERS = frozenset(("early", "mid", "late", "end"))
_BLANKS = frozenset(("the", "of"))
_LONGEST_OPENER = 8  # words
_SHORT_MONTH = 4  # letters of a month's name that is cut short
_BARE = range(2010, 2041)  # years that need no word in front where a language leaves it out


def iso_day(r: Reader, i: int) -> Found | None:
    """2024-02-06."""
    if r.low(i + 1) != "-" or r.low(i + 3) != "-" or len(r.low(i)) != 4:
        return None
    numbers = [r.number(i), r.number(i + 2), r.number(i + 4)]
    if None in numbers or numbers[0] not in YEARS or not 1 <= (numbers[1] or 0) <= 12:
        return None
    year, month, day = (n or 0 for n in numbers)
    return same(both(cal.day_text(year, month, day)), i + 5)


def dotted_day(r: Reader, i: int) -> Found | None:
    """06.11.2025, 24. 1. 2023."""
    parts = r.low(i).split(".")
    if r.low(i + 1) == r.low(i + 3) == "." and r.words.ordinal_dot:
        parts = [r.low(i), r.low(i + 2), r.low(i + 4)]
    after = i + 5 if len(parts) == 3 and parts[0] == r.low(i) else i + 1
    if len(parts) != 3 or len(parts[2]) != 4 or not all(p.isdigit() for p in parts):
        return None
    day, number, year = (int(p) for p in parts)
    text = cal.day_text(year, number, day) if year in YEARS and 1 <= number <= 12 else None
    return same(both(text), after) if text else None


def day_and_month(r: Reader, i: int) -> Found | None:
    """December 6-7; 26 August 2024; August 26, 2024; the sixteenth is left alone."""
    month = r.words.months.get(r.low(i))
    if month is not None:
        return _month_first(r, i, month) if r.words.month_first else None
    if not r.low(i)[:1].isdigit():
        return None
    days, k = _days(r, i)
    if r.is_a(k, "of"):
        k += 1  # "6 de dezembro"
    month = r.words.months.get(r.low(k)) if days else None
    if not month:
        return None
    k = _behind_month(r, k)
    year, after = year_behind(r, k + 1 if r.is_a(k, "of") else k)
    k = after if year else k
    return _days_of(r, month, days, year, k)


def _behind_month(r: Reader, i: int) -> int:
    """The index behind a month's name, and behind its stop where it is cut short: "Sept. 28"."""
    short = len(r.low(i)) <= _SHORT_MONTH and r.low(i + 1) == "." and r.low(i + 2)[:1].isdigit()
    return i + 2 if short and r.tokens[i + 1].start == r.tokens[i].end else i + 1


def _month_first(r: Reader, i: int, month: int) -> Found | None:
    first = _behind_month(r, i)
    days, k = _days(r, first)
    if not days or not r.low(first)[:1].isdigit():
        return None
    year, after = year_behind(r, k)
    return _days_of(r, month, days, year, after)


def _days(r: Reader, i: int) -> tuple[list[int], int]:
    """One day or two of a span, and the index behind."""
    day = r.number(i)
    if day is None or not 1 <= day <= 31 or "." in r.low(i) or "," in r.low(i):
        return [], i
    k = i + 1
    if r.is_a(k, "ordinal_endings") and r.tokens[k].start == r.tokens[i].end:
        k += 1
    second = r.number(k + 1) if r.low(k) in DASHES or r.is_a(k, "to") else None
    if second is not None and day < second <= 31 and r.low(k + 1).isdigit():
        return [day, second], k + 2
    return [day], k


def _days_of(r: Reader, month: int, days: list[int], year: int | None, after: int) -> Found | None:
    if year is not None:
        ends = (cal.day_text(year, month, days[0]), cal.day_text(year, month, days[-1]))
        return same(ends, after) if ends[0] and ends[1] else None
    named, after = that_year(r, after)
    if named is None and r.ref is None:
        named = said_year(r, to_the_month=True)  # "January 2025 ... since 9 January"
    if named is not None:
        return _days_of(r, month, days, named, after)
    if r.ref is None:
        return same((None, None), after)
    past_year, future_year = cal.past_month(month, r.ref)[0], cal.coming_month(month, r.ref)[0]
    past = (cal.day_text(past_year, month, days[0]), cal.day_text(past_year, month, days[-1]))
    future = (cal.day_text(future_year, month, days[0]), cal.day_text(future_year, month, days[-1]))
    return Found(past, future, after) if past[0] and future[0] else None


def opener(r: Reader, i: int) -> int:
    """Where "early", "the end of", "mid-" in front of a period begins."""
    k, first = i, i
    while k > max(0, i - _LONGEST_OPENER):
        lists = r.lists(k - 1)
        if not _BLANKS.isdisjoint(lists) or r.low(k - 1) == "-":
            k -= 1
        elif not _OPENERS.isdisjoint(lists):
            k -= 1
            first = k
        else:
            break
    while first < i and r.is_a(first - 1, "the"):
        first -= 1
    return first  # blanks such as "of the" alone are no opener


def month(r: Reader, i: int) -> Found | None:
    """In September, by the end of January, this October, September 2024, in July and August."""
    number = r.words.months.get(r.low(i))
    if number is None:
        return None
    year, after = year_behind(r, _behind_month(r, i))
    if year is None:
        after = i + 1
    if year is None and r.is_a(i + 1, "of"):
        year, behind = year_behind(r, i + 2)
        after = behind if year else after
    if year is None and r.is_a(i + 1, "last_behind"):
        return _month_behind(r, i, number)
    if year is None and not _is_month_word(r, i):
        return None
    first = opener(r, i)
    if year is not None:
        return same(both(cal.month(year, number)), after, first)
    after, last = _second_month(r, i)
    year, behind = year_behind(r, after)
    if year is None:
        year, behind = that_year(r, after)
    if year is None and r.ref is None:
        year, behind = said_year(r, to_the_month=True), after
    if year is not None:
        text, end = cal.month(year, number), cal.month(year, last or number)
        return Found((text, end), (text, end), behind, first, joined=bool(last))
    if r.ref is None:
        return same((None, None), after, first)
    return _relative_month(r, i, number, last, after, first)


def _second_month(r: Reader, i: int) -> tuple[int, int | None]:
    """The index behind "March" or "March to May", and the second month."""
    joined = r.is_a(i + 1, "and") or r.is_a(i + 1, "to") or r.low(i + 1) in DASHES
    last = r.words.months.get(r.low(i + 2)) if joined else None
    return (i + 3, last) if last else (i + 1, None)


def _month_behind(r: Reader, i: int, number: int) -> Found:
    """Septembre dernier: the last one that has ended."""
    if r.ref is None:
        return same((None, None), i + 2)
    year, _ = cal.past_month(number, r.ref)
    return same(both(cal.month(year - (number == r.ref.month), number)), i + 2)


def _is_month_word(r: Reader, i: int) -> bool:
    table = r.words.words
    if r.low(i) not in table.get("ambiguous_months", ()):
        return True
    return r.low(i - 1) in table["month_openers"]


def _relative_month(
    r: Reader, i: int, number: int, last: int | None, after: int, first: int
) -> Found:
    assert r.ref is not None
    past_year, _ = cal.past_month(number, r.ref)
    future_year, _ = cal.coming_month(number, r.ref)
    if r.is_a(i - 1, "last") and past_year == r.ref.year and number == r.ref.month:
        past_year -= 1
    if r.is_a(i - 1, "this"):
        past_year = future_year = r.ref.year
    if r.is_a(i - 1, "next"):
        past_year = future_year
    if r.is_a(i - 1, "last"):
        future_year = past_year
    end = last or number
    over = end < number  # "from November to February"
    if over and end > r.ref.month:
        past_year -= 1
    past = (cal.month(past_year, number), cal.month(past_year + over, end))
    future = (cal.month(future_year, number), cal.month(future_year + over, end))
    if first == i and (r.is_a(i - 1, "last") or r.is_a(i - 1, "this") or r.is_a(i - 1, "next")):
        first = i - 1
    return Found(past, future, after, first, joined=last is not None)


def fiscal_year(r: Reader, i: int) -> Found | None:
    """FY26, fiscal 26, FY2026."""
    value = r.number(i + 1)
    if not r.is_a(i, "fiscal") or value is None:
        return None
    if len(r.low(i + 1)) == 2:
        return same(both(cal.year_text(2000 + value)), i + 2)
    glued = r.tokens[i].end == r.tokens[i + 1].start
    return same(both(cal.year_text(value)), i + 2) if glued and value in YEARS else None


def year(r: Reader, i: int) -> Found | None:
    """In 2024, by late 2025, mid-2025, the end of 2024, 2023 to 2027, fiscal 2026."""
    low = r.low(i)
    if len(low) != 4 or not low.isdigit() or (r.number(i) or 0) not in YEARS:
        return None
    if not _is_year_word(r, i):
        return None
    if r.low(i + 1) == "s" and r.tokens[i].end == r.tokens[i + 1].start:
        return same((None, None), i + 2)  # "the 2000s"
    first, year = opener(r, i), int(low)
    joined = r.low(i + 1) in DASHES or any(r.is_a(i + 1, name) for name in ("to", "and", "or"))
    second = r.number(i + 2) if joined else None
    if second is None or len(r.low(i + 2)) == 2:
        second = _short_year(r, i, year)
    if second in YEARS and second is not None and second > year and len(r.low(i + 2)) in (2, 4):
        ends = (cal.year_text(year), cal.year_text(second))
        return Found(ends, ends, i + 3, first, joined=True)
    return same(both(cal.year_text(year)), i + 1, first)


def _short_year(r: Reader, i: int, year: int) -> int | None:
    """The second year of "2027–28" or "2024/25"."""
    sign, second = r.low(i + 1), r.low(i + 2)
    glued = i + 2 < len(r.tokens) and r.tokens[i].end + 1 == r.tokens[i + 2].start
    if not glued or sign not in (*DASHES, "/") or len(second) != 2 or not second.isdigit():
        return None
    return year - year % 100 + int(second)


def _counts(r: Reader, i: int) -> bool:
    """Whether a noun stands behind: 2000 soldiers."""
    return unit_words(r.words.lexicon).nouns.at(r.tokens, i + 1) is not None


def _is_year_word(r: Reader, i: int) -> bool:
    """A year has an opener, or stands alone: "2024:", "(2023)", "a 2016 pact"."""
    glued = i > 0 and r.tokens[i - 1].end == r.tokens[i].start
    if glued and (r.low(i - 1).isalpha() or r.low(i - 1) in ("$", "€", "£", ".", ",")):
        return False
    if r.low(i + 1) == "%" or r.low(i + 1) in r.words.numbers.scales:
        return False
    known = (r.number(i) or 0) in _BARE and not _counts(r, i)
    if known and (r.words.bare_years or r.is_a(i - 1, "whose")):
        return True  # "the 2024 total", "its 2024 output"
    if r.is_a(i + 1, "behind_year"):
        return True  # "2024 року"
    return r.low(i - 1) in r.words.words["year_openers"] or i == 0 or not r.low(i - 1).isalnum()
