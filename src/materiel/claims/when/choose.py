"""Which of the dates around a fact is its own."""

from collections.abc import Sequence
from dataclasses import replace

from materiel.claims.scan import DateSpan
from materiel.claims.text.analysis import Analysis, Sentence
from materiel.claims.text.sentences import Span, tense_places
from materiel.claims.tokens import Token, between, first_from, lows
from materiel.claims.when.asides import DATED, may_be_own, says_now
from materiel.claims.when.before_after import is_ahead, is_over
from materiel.claims.when.when_words import WhenWords, when_words

_TOTALS = ("transfer", "funding", "share")  # what adds up until a date
_REACH = 140  # characters between a number and a date outside its clause
_MONTH = 7  # characters of 2024-03
_OPENS = 12  # characters in front of a date that opens a clause
_FUTURE = frozenset(("future", "firm_future"))


def adjoins(analysis: Analysis, sentence: Sentence, clause: Span) -> bool:
    """ "As well as a contract with ...": the clause has its verb from the one before."""
    tokens = sentence.tokens
    first = first_from(tokens, clause.start)
    if not 0 < first < len(tokens):
        return False
    words = when_words(analysis.words)
    return words.adjoined.at(tokens, first) is not None or _is_infinitive(tokens, clause, words)


def _is_infinitive(tokens: Sequence[Token], clause: Span, words: WhenWords) -> bool:
    """ "Plant, 40 Panzer zu kaufen": a clause that ends in an infinitive with its mark."""
    if not words.infinitive:
        return False
    inside = [t.low for t in between(tokens, clause.start, clause.end) if t.low[0].isalnum()]
    return len(inside) > 1 and inside[-2] in words.infinitive


def at_the_time(analysis: Analysis, sentence: Sentence, clause: Span) -> DateSpan | None:
    """ "None since 9 January, when it put up 480 million": the clause is of that very day."""
    when = when_words(analysis.words).when
    first = first_from(sentence.tokens, clause.start)
    if first == len(sentence.tokens) or sentence.tokens[first].low not in when:
        return None
    for day in sentence.dates:
        if 0 <= clause.start - day.end <= 2 and day.past[0] is not None:
            return replace(day, relation="at", past=(day.past[0], day.past[0]))
    return None


def is_total(analysis: Analysis, sentence: Sentence, clause: Span, kind: str) -> bool:
    """ "By mid-November 300,000 had come", "at that time France had given 36": a sum until then."""
    if kind not in _TOTALS:
        return False
    words = when_words(analysis.words)
    tenses = tense_places(sentence.tokens, words.clauses, sentence.marks["auxiliary"])
    return any(
        token.low in words.pluperfect
        for token in between(sentence.tokens, clause.start, clause.end)
        if (not words.clauses.auxiliaries or (token.start, token.end) in tenses)
    )


def _in(date: DateSpan, span: Span) -> bool:
    return span.start <= date.start < span.end


def date_of(
    analysis: Analysis, sentence: Sentence, territory: Span, clause: Span, place: int, kind: str
) -> DateSpan | None:
    """The date that a fact at `place` speaks of: in its territory, its clause, or close by."""
    if not sentence.dates:
        return None
    dates = [d for d in sentence.dates if may_be_own(analysis, sentence, d, kind)]
    if sentence.table:  # what another column is dated is not this
        label = sentence.clauses[0]
        written = [d for d in dates if d.start < d.end]
        dates = [d for d in dates if _in(d, clause) or _in(d, label)]
        if not dates and len(written) == 1:
            return written[0]  # "Poland | 250 | April 2022": a column of dates
    own = _before_each_number(sentence, dates, place)
    if own is not None:
        return own
    for span in (territory, clause):
        inside = [d for d in dates if span.start <= d.start < span.end]
        inside = [d for d in inside if not _is_of_another(sentence, d, place)]
        if inside:
            return min(inside, key=lambda d: (d.start < place, abs(d.start - place)))
        if says_now(analysis, sentence, span):
            dates = [d for d in dates if is_ahead(d, analysis)]
    return _from_before(analysis, sentence, dates, clause, place)


def _from_before(
    analysis: Analysis, sentence: Sentence, dates: Sequence[DateSpan], clause: Span, place: int
) -> DateSpan | None:
    """The last date in front of a fact's clause that holds for it too."""
    near = [d for d in dates if d.start < place and _reaches(sentence, d, place)]
    if near and _goes_on(analysis, sentence, clause):
        near = [d for d in near if d.start - sentence.clause_at(d.start).start <= _OPENS]
    if near and sentence.groups(clause.start, clause.end) & _FUTURE:
        near = [d for d in near if not is_over(d, analysis)]
    return near[-1] if near else None


def _goes_on(analysis: Analysis, sentence: Sentence, clause: Span) -> bool:
    """ "It opened in 2023 and makes 40 a month": the second verb has not the time of the first."""
    words = when_words(analysis.words).clauses
    k = first_from(sentence.tokens, clause.start)
    first = [t.low for t in sentence.tokens[k : k + 2]]
    return len(first) == 2 and first[0] in words.conjunctions and first[1] in words.second_verbs


def _reaches(sentence: Sentence, date: DateSpan, place: int) -> bool:
    """Whether a date holds for a fact behind it in another clause."""
    if date.relation == "before":
        return False
    if ";" in lows(between(sentence.tokens, date.end, place)):
        return False
    return place - date.start <= _REACH


def _before_each_number(
    sentence: Sentence, dates: Sequence[DateSpan], place: int
) -> DateSpan | None:
    """ "In 2022 it was 1,000 and in 2023 it was 2,000": each number has the date before it."""
    starts = [q.start for q in sentence.quantities]
    if len(dates) != len(starts) or len(dates) < 2 or place not in starts:
        return None
    order = [spot for pair in zip((d.start for d in dates), starts, strict=True) for spot in pair]
    return dates[starts.index(place)] if order == sorted(order) else None


def _is_of_another(sentence: Sentence, date: DateSpan, place: int) -> bool:
    """ "80,000 a year, 120,000 from 2026": behind a number without a noun stands its own date."""
    between = [q for q in sentence.quantities if place < q.start < date.start]
    return any(q.bare and not q.changed for q in between) and date.start > place


def date_above(analysis: Analysis, sentence: Sentence, kind: str) -> DateSpan | None:
    """The date that a paragraph opens with, else that a row stands under: in its lead, or its heading."""
    if sentence.label is not None:
        return sentence.label if kind in DATED else None
    lead, heading = sentence.lead, sentence.heading
    opens = lead is not None and analysis.sentences[lead.index + 1].row
    if lead is not None and lead.dates and lead.role != "headline" and opens:
        return date_of(analysis, lead, _whole(lead), _whole(lead), lead.start, kind)
    if not sentence.row or heading is None or not heading.dates:
        return None
    span = date_of(analysis, heading, _whole(heading), _whole(heading), heading.start, kind)
    by_day = span is None or any(end and len(end) > _MONTH for end in span.past)
    return None if by_day else span  # a day in a heading is that of the report


def _whole(sentence: Sentence) -> Span:
    return Span(sentence.start, sentence.end)
