"""Dates that a fixed phrase tells, and the year that words point back to: "that year", "of last year"."""

from datetime import date

from materiel.claims.scan import calendar as cal
from materiel.claims.scan.date_reader import Ends, Found, Reader, both, same, year_behind

_MONTH = 7  # characters of 2024-03
_YEARS_AWAY = {"last_year": -1, "this_year": 0, "next_year": 1}


def fixed_phrase(r: Reader, i: int) -> Found | None:
    """The year's end, before the invasion, the same period."""
    match = r.words.phrases.at(r.tokens, i)
    if match is None:
        return None
    name, after = match
    if name == "at_invasion":
        return same(both(r.words.invasion), after)
    if name in ("since_invasion", "before_invasion"):
        ends: Ends = (r.words.invasion, None)
        return Found(ends, ends, after, i, "since" if name == "since_invasion" else "before")
    if name.startswith(("said", "by_said", "before_said", "since_said", "year_")):
        return _said(r, name, i, after)
    if r.ref is None:
        return same((None, None), after)
    if name == "since_new_year":
        ends = (cal.month(r.ref.year, 1), None)
        return Found(ends, ends, after, i, "since")
    ends = _named_ends(r.ref)[name]
    return Found(ends, ends, after, i, "by" if name.startswith("end") else None)


def _said(r: Reader, name: str, i: int, after: int) -> Found:
    """What is counted from the time named last."""
    first, last = r.said
    if name == "by_said":
        return Found((None, last or first), (None, last or first), after, i, "by")
    if name == "before_said":
        return Found((None, first or last), (None, first or last), after, i, "by")
    year = said_year(r)
    if name == "since_said_year":  # "in May ... since the start of that year"
        ends: Ends = (cal.month(year, 1) if year else None, last)
        return Found(ends, ends, after, i, "at")
    if name == "said_year":
        return same(both(cal.year_text(year) if year else None), after)
    if name == "year_before":
        year = year or (r.ref.year if r.ref else None)
        return same(both(cal.year_text(year - 1) if year else None), after)
    if name == "year_after_said":
        return same(both(cal.year_text(year + 1) if year else None), after)
    return _period_of(r, after) or same(r.said, after)


def _period_of(r: Reader, k: int) -> Found | None:
    """The same period of 2023, of last year: no more than the year is known."""
    year, after = year_behind(r, k + 1 if r.is_a(k, "of") or r.is_a(k, "in") else k)
    if year is None:
        year, after = that_year(r, k)
    return None if year is None else same(both(cal.year_text(year)), after)


def said_year(r: Reader, *, to_the_month: bool = False) -> int | None:
    """The year named last; where asked for, only one that was named with a month."""
    text = r.said[1] or r.said[0]
    known = text is not None and (not to_the_month or len(text) >= _MONTH)
    return int(text[:4]) if text is not None and known else None


def that_year(r: Reader, k: int) -> tuple[int | None, int]:
    """The year behind "in May": of last year, this year, of that year; and the index behind it."""
    first = k
    while r.is_a(k, "of") or r.is_a(k, "the"):
        k += 1
    for name, years in (("last", -1), ("this", 0), ("next", 1)):
        if r.is_a(k, name) and r.is_a(k + 1, "year") and r.ref is not None:
            return r.ref.year + years, k + 2
    for start in range(first, k + 1):  # the article may belong to the phrase: "l'an dernier"
        match = r.words.phrases.at(r.tokens, start)
        if match is not None and match[0] in _YEARS_AWAY and r.ref is not None:
            return r.ref.year + _YEARS_AWAY[match[0]], match[1]
        if match is not None and match[0] == "said_year":
            year = said_year(r)
            return (year, match[1]) if year else (None, first)
    return None, first


def _named_ends(ref: date) -> dict[str, Ends]:
    return {
        "none": (None, None),
        "last_year": both(cal.year_text(ref.year - 1)),
        "next_year": both(cal.year_text(ref.year + 1)),
        "this_and_next_year": (cal.year_text(ref.year), cal.year_text(ref.year + 1)),
        "last_and_this_year": (cal.year_text(ref.year - 1), cal.year_text(ref.year)),
        "last_month": both(cal.month_of(ref, -1)),
        "this_month": both(cal.month_of(ref)),
        "next_month": both(cal.month_of(ref, 1)),
        "end_of_year": both(cal.year_text(ref.year)),
        "this_year": both(cal.year_text(ref.year)),
        "end_of_next_year": both(cal.year_text(ref.year + 1)),
        "end_of_decade": both(cal.year_text(ref.year // 10 * 10 + 9)),
        "end_of_month": both(cal.month_of(ref)),
    }
