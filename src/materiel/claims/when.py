"""Which of the dates around a fact is its own."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from materiel.claims.analysis import Analysis, Sentence
from materiel.claims.party_words import party_words
from materiel.claims.scan import DateSpan
from materiel.claims.scan.calendar import reference
from materiel.claims.sentences import ClauseWords, Span, tense_places
from materiel.claims.tokens import Phrases, Token, between, first_from, lows
from materiel.claims.words import Lexicon
from materiel.core.dates import edtf_bounds

# What happens on a day; what is made or held is not dated by a label.
DATED = ("order", "transfer", "funding", "disruption", "agreement", "permission", "investment")
_TOTALS = ("transfer", "funding", "share")  # what adds up until a date
_REACH = 140  # characters between a number and a date outside its clause
_SAID_TIME = 12  # characters behind "said" within which a time is that of the saying
_SAID_DAY = 40  # and a day of the week: "told reporters in Oslo on Monday"
_PAPER = 14  # characters between a paper and its date: "an accord reached in March"
_ORDERED = 4  # and between an order and its date: "ordered in 2021"
_MONTH = 7  # characters of 2024-03
_DELIVERY = 40  # characters in front of a date in which "delivered" stands
_OPENS = 12  # characters in front of a date that opens a clause
_FUTURE = frozenset(("future", "firm_future"))
_OPENING = 6  # characters in front of a date that opens a sentence


class WhenWords:
    """The words that tell how a date holds for what is said."""

    def __init__(self, words: Lexicon) -> None:
        table = words["dates"].get("clauses", {})
        self.clauses = ClauseWords(words)
        self.now = frozenset(table.get("now", ()))
        self.adjoined: Phrases[bool] = Phrases(
            dict.fromkeys(words["clauses"].get("adjoined", ()), True)
        )
        self.when = frozenset(table.get("when", ()))
        self.infinitive = frozenset(words["clauses"].get("infinitive_marks", ()))
        self.pluperfect = frozenset(table.get("pluperfect", ()))


@cache
def when_words(words: Lexicon) -> WhenWords:
    """The words of a lexicon, built once."""
    return WhenWords(words)


def says_now(analysis: Analysis, sentence: Sentence, span: Span) -> bool:
    """ "Six today": what is so now has not the date of what was so before."""
    now = when_words(analysis.words).now
    return not now.isdisjoint(lows(between(sentence.tokens, span.start, span.end)))


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
    tenses = tense_places(sentence.tokens, words.clauses)
    return any(
        token.low in words.pluperfect
        for token in between(sentence.tokens, clause.start, clause.end)
        if (not words.clauses.auxiliaries or (token.start, token.end) in tenses)
    )


def date_of(
    analysis: Analysis, sentence: Sentence, territory: Span, clause: Span, place: int, kind: str
) -> DateSpan | None:
    """The date that a fact at `place` speaks of: in its territory, its clause, or close by."""
    dates = [d for d in sentence.dates if _tells(analysis, d, sentence)]
    if kind == "order":
        dates = [d for d in dates if not _is_delivery(sentence, d)]
    elif kind != "agreement":
        dates = [d for d in dates if not _is_of_paper(sentence, d)]
    if kind not in DATED:
        dates = [d for d in dates if not says_now(analysis, sentence, Span(d.start, d.end))]
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
    goes_on = _goes_on(analysis, sentence, clause)
    future = not sentence.groups(clause.start, clause.end).isdisjoint(_FUTURE)
    near = [
        d
        for d in dates
        if d.start < place
        and _reaches(sentence, d, place)
        and not (goes_on and d.start - sentence.clause_at(d.start).start > _OPENS)
        and not (future and is_over(d, analysis))
    ]
    return near[-1] if near else None


def _goes_on(analysis: Analysis, sentence: Sentence, clause: Span) -> bool:
    """ "It opened in 2023 and makes 40 a month": the second verb has not the time of the first."""
    words = when_words(analysis.words).clauses
    first = [t.low for t in sentence.tokens if t.start >= clause.start][:2]
    return len(first) == 2 and first[0] in words.conjunctions and first[1] in words.second_verbs


def _reaches(sentence: Sentence, date: DateSpan, place: int) -> bool:
    """Whether a date holds for a fact behind it in another clause."""
    if date.relation == "before":
        return False
    if any(t.low == ";" for t in sentence.tokens if date.end <= t.start < place):
        return False
    return place - date.start <= _REACH


def _is_of_paper(sentence: Sentence, date: DateSpan) -> bool:
    """ "Under the accord of May 2024", "half of those ordered in 2021": a date of paper or order."""
    for _, end, group in sentence.cues:
        reach = {"deal_paper": _PAPER, "signed": _ORDERED}.get(group, -1)
        if 0 <= date.start - end <= reach:
            return True
    return False


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


def _tells(analysis: Analysis, span: DateSpan, sentence: Sentence) -> bool:
    """Whether a date may be that of a fact: not the day it was said on, nor one compared with."""
    if span.relation == "compare" or span.past == (None, None):
        return False
    said = sentence.said
    if said is None or span.relation != "at":
        return True
    if said[0] <= span.start < said[1]:
        return False  # "the minister in June told"
    if span.start - sentence.start <= _OPENING and 0 <= said[0] - span.end <= 4:
        return not span.weekday and (is_ahead(span, analysis) or _put_in(sentence, said))
    tokens = sentence.tokens
    if not span.weekday and any(t.low == "," for t in tokens if said[1] <= t.start < span.start):
        return True  # "according to Kyiv, in 2023 ..."
    reach = _SAID_DAY if span.weekday else _SAID_TIME
    behind = 0 <= span.start - said[1] <= reach
    return not behind or _names_doer(analysis, sentence, said[1], span.start)


def _put_in(sentence: Sentence, said: tuple[int, int]) -> bool:
    """ "Last year, he said, they made 40": between commas, what is said has the time before it."""
    before = [t.low for t in sentence.tokens if t.end <= said[0]]
    behind = [t.low for t in sentence.tokens if t.start >= said[1]]
    return bool(before and behind) and before[-1] == behind[0] == ","


def _names_doer(analysis: Analysis, sentence: Sentence, start: int, end: int) -> bool:
    """ "said Kyiv this week also hosted": the time is no longer that of the saying, as in "said in Kyiv"."""
    places = party_words(analysis.words).place
    for mention in sentence.mentions:
        if start <= mention.start < end:
            before = [t.low for t in sentence.tokens if t.end <= mention.start]
            if not before or before[-1] not in places:
                return True
    return False


def is_ahead(span: DateSpan | None, analysis: Analysis) -> bool:
    """Whether a date lies wholly after the report's."""
    ref = reference(analysis.document.published)
    end = (span.past[1] or span.past[0]) if span else None
    if span is None or ref is None or end is None:
        return False
    return _first_day(end) > ref


def is_over(span: DateSpan, analysis: Analysis) -> bool:
    """Whether a date that can be read in one way only lies wholly before the report's."""
    ref = reference(analysis.document.published)
    end = span.past[1] or span.past[0]
    return ref is not None and span.past == span.future and _last_day(end) < ref


def is_behind(span: DateSpan | None, analysis: Analysis) -> bool:
    """Whether a date lies in a year before the report's."""
    ref = reference(analysis.document.published)
    end = span.past[1] if span else None
    return bool(ref and end and edtf_bounds(end)[1].year < ref.year)


def _first_day(edtf: str) -> date:
    return edtf_bounds(edtf)[0]


def _last_day(edtf: str | None) -> date:
    return edtf_bounds(edtf)[1] if edtf else date.max


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


def _is_delivery(sentence: Sentence, span: DateSpan) -> bool:
    """Whether a date is the one by which an order is delivered, not that of the order."""
    return "handover" in sentence.groups(span.start - _DELIVERY, span.start)


def _whole(sentence: Sentence) -> Span:
    return Span(sentence.start, sentence.end)
