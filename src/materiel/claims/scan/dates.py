"""When a sentence speaks of: absolute and relative dates, resolved against the report's date."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Literal

from materiel.claims.scan import calendar as cal
from materiel.claims.scan.numbers import DASHES, number_words, plain_value
from materiel.claims.tokens import Phrases, Token
from materiel.claims.words import Lexicon

Relation = Literal["at", "since", "before", "by"]
Ends = tuple[str | None, str | None]
_YEARS = range(1990, 2061)


@dataclass(frozen=True, slots=True)
class DateSpan:
    """One expression of time.

    A month without a year is the last one for what has happened and the next one for what will:
    `past` and `future` differ then.
    """

    start: int  # offsets in the text
    end: int
    past: Ends
    future: Ends
    relation: Relation = "at"
    weekday: bool = False  # when something was said, more often than when it is so
    first: int = 0  # tokens[first:after]
    after: int = 0


class DateWords:
    """The words for time of a language."""

    def __init__(self, lexicon: Lexicon) -> None:
        table = lexicon["dates"]
        self.months = {n: int(key) for key, names in table["months"].items() for n in names}
        self.weekdays = {n: int(key) for key, names in table["weekdays"].items() for n in names}
        self.seasons: dict[str, list[int]] = table["seasons"]
        self.words: dict[str, list[str]] = table["words"]
        self.relations: Phrases[str] = Phrases(
            {text: name for name, texts in table["relations"].items() for text in texts}
        )
        self.phrases: Phrases[str] = Phrases(table["phrases"])
        self.invasion: str = table["events"]["invasion"]
        self.numbers = number_words(lexicon)

    def is_a(self, word: str, name: str) -> bool:
        """Whether a word is listed under a name."""
        return word in self.words[name]


@cache
def date_words(lexicon: Lexicon) -> DateWords:
    """The words for time of a lexicon, built once."""
    return DateWords(lexicon)


@dataclass(frozen=True, slots=True)
class _Reader:
    tokens: Sequence[Token]
    words: DateWords
    ref: date | None
    said: Ends  # the last year or period named before

    def low(self, i: int) -> str:
        return self.tokens[i].low if 0 <= i < len(self.tokens) else ""

    def is_a(self, i: int, name: str) -> bool:
        return self.words.is_a(self.low(i), name)

    def number(self, i: int) -> int | None:
        """A whole number in digits or in one word."""
        low = self.low(i)
        value = plain_value(low) if low[:1].isdigit() else self.words.numbers.values.get(low)
        return int(value) if value is not None and value == int(value) and value < 10**6 else None


@dataclass(frozen=True, slots=True)
class _Found:
    """What a reading rule saw: the ends, and the index behind."""

    past: Ends
    future: Ends
    after: int
    first: int | None = None
    relation: Relation | None = None
    weekday: bool = False


def scan_dates(
    tokens: Sequence[Token],
    lexicon: Lexicon,
    ref: date | None = None,
    said: Ends = (None, None),
) -> list[DateSpan]:
    """The dates of one sentence, in order.

    Args:
        tokens: The sentence.
        lexicon: Whose words to use.
        ref: The report's date; without one, relative words give no ends.
        said: What "the same period" refers to.

    >>> from materiel.claims.tokens import tokenize
    >>> from materiel.claims.words import lexicon
    >>> [span] = scan_dates(tokenize("by the end of january"), lexicon("en"), date(2023, 6, 15))
    >>> span.future, span.relation
    ((None, '2024-01'), 'by')
    """
    r = _Reader(tokens, date_words(lexicon), ref, said)
    spans: list[DateSpan] = []
    i = 0
    while i < len(tokens):
        found = next(filter(None, (rule(r, i) for rule in _RULES)), None)
        if found is None:
            i += 1
            continue
        span = _with_relation(r, i, found)
        spans.append(span)
        r = replace(r, said=span.past)
        i = max(found.after, i + 1)
    return spans


def _with_relation(r: _Reader, i: int, found: _Found) -> DateSpan:
    """With "since", "by", "before" in front of it."""
    first = i if found.first is None else found.first
    relation: Relation = found.relation or "at"
    k = first
    while k and r.is_a(k - 1, "the"):
        k -= 1
    match = r.words.relations.before(r.tokens, k)
    if match and found.relation is None:
        relation, first = _relation(match[0]), match[1]
    past, future = found.past, found.future
    if relation == "since":
        past = future = (past[0], None)
    elif relation == "before":
        past = future = (None, past[0])
    elif relation == "by":
        past, future = (None, past[1]), (None, future[1])
    return DateSpan(
        start=r.tokens[first].start,
        end=r.tokens[found.after - 1].end,
        past=past,
        future=future,
        relation=relation,
        weekday=found.weekday,
        first=first,
        after=found.after,
    )


def _relation(name: str) -> Relation:
    return name if name in ("since", "before", "by") else "at"  # type: ignore[return-value]


def _same(ends: Ends, after: int, first: int | None = None) -> _Found:
    return _Found(ends, ends, after, first)


def _both(text: str | None) -> Ends:
    return text, text


# Rules, tried in this order at every token ------------------------------------------------------


def _phrase(r: _Reader, i: int) -> _Found | None:
    """The year's end, before the invasion, the same period."""
    match = r.words.phrases.at(r.tokens, i)
    if match is None:
        return None
    name, after = match
    if name == "since_invasion":
        return _Found((r.words.invasion, None), (r.words.invasion, None), after, i, "since")
    if name == "before_invasion":
        return _Found((r.words.invasion, None), (r.words.invasion, None), after, i, "before")
    if name.startswith("said"):
        return _same(r.said, after)
    if r.ref is None:
        return _same((None, None), after)
    ends = _named_ends(r.ref)[name]
    return _Found(ends, ends, after, i, "by" if name.startswith("end") else None)


def _named_ends(ref: date) -> dict[str, Ends]:
    return {
        "end_of_year": _both(cal.year_text(ref.year)),
        "this_year": _both(cal.year_text(ref.year)),
        "end_of_next_year": _both(cal.year_text(ref.year + 1)),
        "end_of_decade": _both(cal.year_text(ref.year // 10 * 10 + 9)),
        "end_of_month": _both(cal.month_of(ref)),
    }


def _iso_day(r: _Reader, i: int) -> _Found | None:
    """2024-02-06."""
    if r.low(i + 1) != "-" or r.low(i + 3) != "-" or len(r.low(i)) != 4:
        return None
    numbers = [r.number(i), r.number(i + 2), r.number(i + 4)]
    if None in numbers or numbers[0] not in _YEARS or not 1 <= (numbers[1] or 0) <= 12:
        return None
    year, month, day = (n or 0 for n in numbers)
    return _same(_both(cal.day_text(year, month, day)), i + 5)


def _day_and_month(r: _Reader, i: int) -> _Found | None:
    """December 6-7; 26 August 2024; August 26, 2024; the sixteenth is left alone."""
    month = r.words.months.get(r.low(i))
    if month is not None:
        return _month_first(r, i, month)
    if not r.low(i)[:1].isdigit():
        return None
    days, k = _days(r, i)
    month = r.words.months.get(r.low(k)) if days else None
    if not month:
        return None
    k += 1
    year, k = _year_behind(r, k)
    return _days_of(r, month, days, year, k)


def _month_first(r: _Reader, i: int, month: int) -> _Found | None:
    days, k = _days(r, i + 1)
    if not days or not r.low(i + 1)[:1].isdigit():
        return None
    year, after = _year_behind(r, k)
    return _days_of(r, month, days, year, after)


def _days(r: _Reader, i: int) -> tuple[list[int], int]:
    """One day or two of a span, and the index behind."""
    day = r.number(i)
    if day is None or not 1 <= day <= 31 or "." in r.low(i) or "," in r.low(i):
        return [], i
    k = i + 1
    if r.low(k) in ("st", "nd", "rd", "th") and r.tokens[k].start == r.tokens[i].end:
        k += 1
    second = r.number(k + 1) if r.low(k) in DASHES or r.is_a(k, "to") else None
    if second is not None and day < second <= 31 and r.low(k + 1).isdigit():
        return [day, second], k + 2
    return [day], k


def _year_behind(r: _Reader, k: int) -> tuple[int | None, int]:
    after = k + 1 if r.low(k) == "," else k
    year = r.number(after)
    if year in _YEARS and len(r.low(after)) == 4:
        return year, after + 1
    return None, k


def _days_of(r: _Reader, month: int, days: list[int], year: int | None, after: int) -> _Found | None:
    if year is not None:
        ends = (cal.day_text(year, month, days[0]), cal.day_text(year, month, days[-1]))
        return _same(ends, after) if ends[0] and ends[1] else None
    if r.ref is None:
        return _same((None, None), after)
    past_year, future_year = cal.past_month(month, r.ref)[0], cal.coming_month(month, r.ref)[0]
    past = (cal.day_text(past_year, month, days[0]), cal.day_text(past_year, month, days[-1]))
    future = (cal.day_text(future_year, month, days[0]), cal.day_text(future_year, month, days[-1]))
    return _Found(past, future, after) if past[0] and future[0] else None


def _opener(r: _Reader, i: int) -> tuple[int, bool]:
    """Where "early", "the end of", "mid-" in front of a period begins, and whether it is an end."""
    k, is_end = i, False
    while k > 0:
        if r.is_a(k - 1, "the") or r.is_a(k - 1, "of") or r.low(k - 1) == "-":
            k -= 1
        elif r.is_a(k - 1, "end"):
            k, is_end = k - 1, True
        elif r.is_a(k - 1, "early") or r.is_a(k - 1, "late") or r.is_a(k - 1, "mid"):
            k -= 1
        else:
            break
    # Blanks such as "of the" alone are no opener.
    plain = all(r.is_a(j, "the") or r.is_a(j, "of") or r.low(j) == "-" for j in range(k, i))
    return (i if plain else k), is_end


def _month(r: _Reader, i: int) -> _Found | None:
    """In September, by the end of January, this October, September 2024, in July and August."""
    number = r.words.months.get(r.low(i))
    if number is None:
        return None
    year, after = _year_behind(r, i + 1)
    if year is None and r.is_a(i + 1, "of"):
        year, behind = _year_behind(r, i + 2)
        after = behind if year else after
    if year is None and not _is_month_word(r, i):
        return None
    first, is_end = _opener(r, i)
    relation: Relation | None = "by" if is_end and _by_in_front(r, first) else None
    if year is not None:
        return _Found(*(2 * (_both(cal.month(year, number)),)), after, first, relation)
    last = r.words.months.get(r.low(i + 2)) if r.is_a(i + 1, "and") or r.is_a(i + 1, "to") else None
    if last:
        year, after = _year_behind(r, i + 3)
    if year is not None and last:
        return _same((cal.month(year, number), cal.month(year, last)), after, first)
    if r.ref is None:
        return _same((None, None), after if not last else i + 3, first)
    return _relative_month(r, i, number, last, after if not last else i + 3, first, relation)


def _by_in_front(r: _Reader, first: int) -> bool:
    k = first
    while k and r.is_a(k - 1, "the"):
        k -= 1
    match = r.words.relations.before(r.tokens, k)
    return False if match is None else match[0] == "by"


def _is_month_word(r: _Reader, i: int) -> bool:
    table = r.words.words
    if r.low(i) not in table["ambiguous_months"]:
        return True
    return r.low(i - 1) in table["month_openers"]


def _relative_month(
    r: _Reader,
    i: int,
    number: int,
    last: int | None,
    after: int,
    first: int,
    relation: Relation | None,
) -> _Found:
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
    # "in November last year"
    if r.is_a(after, "last") and r.is_a(after + 1, "year"):
        past_year = future_year = r.ref.year - 1
        after += 2
    elif r.is_a(after, "this") and r.is_a(after + 1, "year"):
        past_year = future_year = r.ref.year
        after += 2
    elif r.is_a(after, "next") and r.is_a(after + 1, "year"):
        past_year = future_year = r.ref.year + 1
        after += 2
    end = last or number
    past = (cal.month(past_year, number), cal.month(past_year, end))
    future = (cal.month(future_year, number), cal.month(future_year, end))
    if first == i and (r.is_a(i - 1, "last") or r.is_a(i - 1, "this") or r.is_a(i - 1, "next")):
        first = i - 1
    return _Found(past, future, after, first, relation)


def _season(r: _Reader, i: int) -> _Found | None:
    """By summer, last autumn, the spring of 2024."""
    span = r.words.seasons.get(r.low(i))
    if span is None:
        return None
    k = i - 1
    while r.is_a(k, "the") or r.is_a(k, "early") or r.is_a(k, "late"):
        k -= 1
    year, after = _year_behind(r, i + 1)
    if year is None and r.is_a(i + 1, "of"):
        year, after = _year_behind(r, i + 2)
    if year is not None:
        return _same((cal.month(year, span[0]), cal.month(year, span[1])), after)
    known = r.is_a(k, "last") or r.is_a(k, "this") or r.is_a(k, "next") or r.is_a(k, "in")
    if not known and r.words.relations.before(r.tokens, k + 1) is None:
        return None
    if r.ref is None:
        return _same((None, None), i + 1)
    return _relative_season(r, i, k, span)


def _relative_season(r: _Reader, i: int, k: int, span: list[int]) -> _Found:
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
    first = k if r.is_a(k, "last") or r.is_a(k, "this") or r.is_a(k, "next") else i
    return _Found(past, future, i + 1, first)


def _counted(r: _Reader, i: int) -> _Found | None:
    """In the last 10 months, over the past year, in the next 12 months, the first seven months."""
    for name, sign in (("last", -1), ("next", 1)):
        if not r.is_a(i, name):
            continue
        number = r.number(i + 1)
        k = i + 2 if number is not None else i + 1
        unit = _unit(r, k)
        if unit is None or unit == "day" and number is None:
            return None
        counted = number is not None or (sign < 0 and _is_stretch(r, i))
        return _period(r, i, k + 1, unit, sign * (number or 1), counted)
    if r.is_a(i, "this"):
        unit = _unit(r, i + 1)
        return _period(r, i, i + 2, unit, 0, False) if unit and unit != "day" else None
    return None


def _is_stretch(r: _Reader, i: int) -> bool:
    """Over the past year, in the past month: a stretch up to now, not the calendar's."""
    return r.low(i) == r.words.words["last"][-1]


def _unit(r: _Reader, k: int) -> str | None:
    return next((u for u in ("year", "month", "week", "day") if r.is_a(k, u)), None)


def _period(r: _Reader, first: int, after: int, unit: str, count: int, counted: bool) -> _Found:
    if r.ref is None:
        return _same((None, None), after, first)
    ref = r.ref
    if counted:
        return _same(_stretch(ref, unit, count), after, first)
    if unit == "year":
        return _same(_both(cal.year_text(ref.year + count)), after, first)
    if unit == "month":
        return _same(_both(cal.month_of(ref, count)), after, first)
    week = cal.week_of(ref)
    if count == 0:
        return _same(week, after, first)
    monday = date.fromisoformat(week[0]) + timedelta(weeks=count)
    return _same((monday.isoformat(), (monday + timedelta(days=6)).isoformat()), after, first)


def _stretch(ref: date, unit: str, count: int) -> Ends:
    if unit in ("year", "month"):
        months = count * 12 if unit == "year" else count
        if abs(months) > 1200:
            return None, None
        other, own = cal.month_of(ref, months), cal.month_of(ref)
    else:
        days = count * 7 if unit == "week" else count
        if abs(days) > 36500:
            return None, None
        other, own = (ref + timedelta(days=days)).isoformat(), ref.isoformat()
    return (other, own) if count < 0 else (own, other)


def _ago(r: _Reader, i: int) -> _Found | None:
    """A year ago, about eight months ago, three weeks ago."""
    number = 1 if r.low(i) in r.words.numbers.grammar["articles"] else r.number(i)
    unit = _unit(r, i + 1)
    if number is None or unit is None or not r.is_a(i + 2, "ago"):
        return None
    if r.ref is None:
        return _same((None, None), i + 3)
    far = _stretch(r.ref, unit, -number)[0]
    text = far[:4] if far and unit == "year" and number > 1 else far
    return _same(_both(text), i + 3)


def _part_of_year(r: _Reader, i: int) -> _Found | None:
    """The first half of 2024, the second quarter, Q3 2025, the first seven months of the year."""
    if r.low(i)[:1] == "q" and len(r.low(i)) == 1 and r.low(i + 1) in ("1", "2", "3", "4"):
        year, after = _year_behind(r, i + 2)
        return _months_of(r, year, int(r.low(i + 1)) * 3 - 2, 3, after, i)
    ordinal = r.words.words["ordinals"].index(r.low(i)) + 1 if r.is_a(i, "ordinals") else 0
    if not ordinal:
        return None
    if r.is_a(i + 1, "half") and ordinal <= 2:
        year, after = _year_of(r, i + 2)
        return _months_of(r, year, ordinal * 6 - 5, 6, after, i) if after > i + 2 else None
    if r.is_a(i + 1, "quarter") and ordinal <= 4:
        year, after = _year_of(r, i + 2)
        return _months_of(r, year, ordinal * 3 - 2, 3, after, i) if after > i + 2 else None
    count = r.number(i + 1)
    if ordinal == 1 and count and count <= 12 and r.is_a(i + 2, "month"):
        year, after = _year_of(r, i + 3)
        return _months_of(r, year, 1, count, after, i) if after > i + 3 else None
    return None


def _year_of(r: _Reader, k: int) -> tuple[int | None, int]:
    """A year behind "of": 2024, the year, this year, next year."""
    if not r.is_a(k, "of"):
        return _year_behind(r, k)
    year, after = _year_behind(r, k + 1)
    if year is not None:
        return year, after
    shift = {"last": -1, "this": 0, "next": 1, "the": 0}
    for name, years in shift.items():
        if r.is_a(k + 1, name) and r.is_a(k + 2, "year"):
            return (r.ref.year + years if r.ref else None), k + 3
    return None, k


def _months_of(
    r: _Reader, year: int | None, first: int, count: int, after: int, i: int
) -> _Found | None:
    if year is None:
        if r.ref is None:
            return _same((None, None), after)
        year = r.ref.year
    return _same((cal.month(year, first), cal.month(year, first + count - 1)), after, i)


def _year(r: _Reader, i: int) -> _Found | None:
    """In 2024, by late 2025, mid-2025, the end of 2024, 2023 to 2027, fiscal 2026."""
    low = r.low(i)
    if len(low) != 4 or not low.isdigit() or (r.number(i) or 0) not in _YEARS:
        return None
    if not _is_year_word(r, i):
        return None
    first, is_end = _opener(r, i)
    year = int(low)
    after = i + 1
    second = r.number(i + 2) if r.low(i + 1) in DASHES or r.is_a(i + 1, "to") else None
    if second in _YEARS and second is not None and second > year:
        return _same((cal.year_text(year), cal.year_text(second)), i + 3, first)
    text = cal.year_text(year)
    if any(r.is_a(k, "mid") for k in range(first, i)):
        text = cal.month(year, 6)
    relation: Relation | None = "by" if is_end and _by_in_front(r, first) else None
    return _Found(_both(text), _both(text), after, first, relation)


def _is_year_word(r: _Reader, i: int) -> bool:
    """A year has an opener, or stands alone: "2024:", "(2023)", "a 2016 pact"."""
    if r.tokens[i].start and i and r.tokens[i - 1].end == r.tokens[i].start:
        if r.low(i - 1).isalpha() or r.low(i - 1) in ("$", "€", "£", ".", ","):
            return False
    if r.low(i + 1) == "%" or r.low(i + 1) in r.words.numbers.scales:
        return False
    return r.low(i - 1) in r.words.words["year_openers"] or i == 0 or not r.low(i - 1).isalnum()


def _day_word(r: _Reader, i: int) -> _Found | None:
    """Today, yesterday, Tuesday."""
    shift = {"today": 0, "yesterday": -1, "tomorrow": 1}
    for name, days in shift.items():
        if r.is_a(i, name):
            if r.ref is None:
                return _same((None, None), i + 1)
            day = (r.ref + timedelta(days=days)).isoformat()
            return _same(_both(day), i + 1)
    weekday = r.words.weekdays.get(r.low(i))
    if weekday is None:
        return None
    if r.ref is None:
        return _Found((None, None), (None, None), i + 1, weekday=True)
    back = (r.ref.weekday() - weekday) % 7
    past = (r.ref - timedelta(days=back)).isoformat()
    future = (r.ref + timedelta(days=(weekday - r.ref.weekday()) % 7)).isoformat()
    return _Found(_both(past), _both(future), i + 1, weekday=True)


_RULES: tuple[Callable[[_Reader, int], _Found | None], ...] = (
    _phrase,
    _iso_day,
    _day_and_month,
    _month,
    _season,
    _part_of_year,
    _counted,
    _ago,
    _year,
    _day_word,
)


def masked(spans: Sequence[DateSpan]) -> Iterator[int]:
    """The tokens that dates take: their numbers are no quantities."""
    for span in spans:
        yield from range(span.first, span.after)
