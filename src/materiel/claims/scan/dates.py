"""When a sentence speaks of: absolute and relative dates, resolved against the report's date."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from materiel.claims.scan.calendar_dates import (
    day_and_month,
    dotted_day,
    fiscal_year,
    iso_day,
    month,
    opener,
    year,
)
from materiel.claims.scan.date_reader import (
    UNITS,
    DateWords,
    Ends,
    Found,
    Reader,
    Relation,
    date_words,
)
from materiel.claims.scan.phrase_dates import fixed_phrase
from materiel.claims.scan.relative_dates import (
    counted_period,
    day_word,
    part_of_year,
    period_behind,
    season,
    so_long_ago,
)
from materiel.claims.tokens import Remembered, Token, places
from materiel.claims.words import Lexicon


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
    ref: date | None = None  # the day that relative words were counted from


# Tried in this order at every token that may begin an expression of time.
_RULES: tuple[Callable[[Reader, int], Found | None], ...] = (
    fixed_phrase,
    iso_day,
    dotted_day,
    day_and_month,
    month,
    season,
    part_of_year,
    counted_period,
    so_long_ago,
    period_behind,
    fiscal_year,
    year,
    day_word,
)


def _needs_digits(words: DateWords, low: str) -> bool:
    return low[0].isdigit()


def _needs_month(words: DateWords, low: str) -> bool:
    return low[0].isdigit() or low in words.months


def _begins_count(words: DateWords, low: str) -> bool:
    """Whether "three weeks ago" may begin here."""
    articles = words.numbers.grammar["articles"]
    known = low in words.numbers.values or low in articles or low[0].isdigit()
    return known or words.ago_before.may_start(low) or _is_one_of(*UNITS, "half")(words, low)


def _is_one_of(*names: str) -> Callable[[DateWords, str], bool]:
    return lambda words, low: any(words.is_a(low, name) for name in names)


# What the word at hand must be for a rule that looks at it first; other rules are always tried.
_GATES: dict[Callable[[Reader, int], Found | None], Callable[[DateWords, str], bool]] = {
    iso_day: _needs_digits,
    year: _needs_digits,
    day_and_month: _needs_month,
    month: lambda words, low: low in words.months,
    season: lambda words, low: low in words.seasons,
    fiscal_year: _is_one_of("fiscal"),
    fixed_phrase: lambda words, low: words.phrases.may_start(low),
    dotted_day: _needs_digits,
    counted_period: _is_one_of("last", "next", "this"),
    so_long_ago: _begins_count,
    period_behind: _begins_count,
    part_of_year: lambda words, low: (
        low in words.ordinals or _is_one_of("quarter_letter", "half_letter", "last")(words, low)
    ),
    day_word: lambda words, low: (
        words.weekdays.may_start(low) or _is_one_of("today", "yesterday", "tomorrow")(words, low)
    ),
}


@cache
def date_rules(words: DateWords) -> Remembered[tuple[Callable[[Reader, int], Found | None], ...]]:
    """By word the rules that may begin there, in order; for most words none."""

    def fitting(low: str) -> tuple[Callable[[Reader, int], Found | None], ...]:
        if not words.may_start(low):
            return ()
        return tuple(r for r in _RULES if r not in _GATES or _GATES[r](words, low))

    return Remembered(fitting)


def scan_dates(
    tokens: Sequence[Token],
    lexicon: Lexicon,
    ref: date | None = None,
    said: Ends = (None, None),
    starts: Sequence[int] | None = None,
) -> list[DateSpan]:
    """The dates of one sentence, in order.

    Args:
        tokens: The sentence.
        lexicon: Whose words to use.
        ref: The report's date; without one, relative words give no ends.
        said: What "the same period" refers to.
        starts: The tokens that a date may begin with, where they are known.

    >>> from materiel.claims.tokens import tokenize
    >>> from materiel.claims.words import lexicon
    >>> [span] = scan_dates(tokenize("by the end of january"), lexicon("en"), date(2023, 6, 15))
    >>> span.future, span.relation
    ((None, '2024-01'), 'by')
    """
    words = date_words(lexicon)
    rules = date_rules(words)
    starts = places(tokens, rules.__getitem__) if starts is None else starts
    counts = any(words.units[tokens[i].low] for i in starts)  # at units some rule may begin
    r = Reader(tokens, words, ref, said, counts)
    spans: list[DateSpan] = []
    behind = 0
    for i in starts:
        if i < behind:
            continue
        found = _first(rules[tokens[i].low], r, i)
        if found is not None:
            span = _with_relation(r, i, found)
            spans.append(span)
            r = r._replace(said=span.past)
            behind = found.after
    return spans


def _first(
    rules: Sequence[Callable[[Reader, int], Found | None]], r: Reader, i: int
) -> Found | None:
    for rule in rules:
        found = rule(r, i)
        if found is not None:
            return found
    return None


def _with_relation(r: Reader, i: int, found: Found) -> DateSpan:
    """With "since", "by", "before" in front of it."""
    named = i if found.first is None else found.first
    first = opener(r, named)
    relation: Relation = found.relation or "at"
    k = first
    while k and r.is_a(k - 1, "the"):
        k -= 1
    match = r.words.relations.before(r.tokens, k)
    if match and found.relation is None:
        relation, first = _relation(match[0]), match[1]
    past, future = found.past, found.future
    if any(r.is_a(j, "mid") for j in range(first, found.after)):
        past, future = _midst(past), _midst(future)
    if relation == "since" and found.joined:
        relation = "at"  # "from January to March"
    if relation == "since":
        past, future = (past[0], None), (future[0], None)
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
        ref=r.ref,
    )


def _midst(ends: Ends) -> Ends:
    """The middle of a year: June, as in "mid-2025"."""
    year = ends[0]
    whole = year is not None and len(year) == len("2025") and year == ends[1]
    return (f"{year}-06", f"{year}-06") if whole else ends


def _relation(name: str) -> Relation:
    return name if name in ("since", "before", "by", "compare") else "at"  # type: ignore[return-value]


def masked(spans: Sequence[DateSpan]) -> Iterator[int]:
    """The tokens that dates take: their numbers are no quantities."""
    for span in spans:
        yield from range(span.first, span.after)
