"""How far along a fact is, and when: from modality and dates."""

from collections.abc import Sequence
from datetime import date
from functools import cache

from materiel.claims.analysis import Analysis, Sentence
from materiel.claims.party_words import party_words
from materiel.claims.records import Status
from materiel.claims.scan import DateSpan
from materiel.claims.scan.calendar import reference
from materiel.claims.sentences import Span
from materiel.claims.when import says_now
from materiel.claims.words import Lexicon
from materiel.core.dates import edtf_bounds

_AHEAD = ("target", "pledged", "proposed", "capacity", "rumoured")
_ASKING = ("urge", "proposed")  # "Zelensky urged ..." attributes, and asks
_POINTED = ("target", "rumoured", "proposed")
_PAST = "date_past"  # what is dated so is no longer under way, whatever it stands under
_HEARSAY = "hearsay"  # the group of words that tell of nameless sources
_REACH = 90  # characters between a number and a date outside its clause
_SAID_TIME = 12  # characters behind "said" within which a time is that of the saying
_SAID_DAY = 40  # and a day of the week: "told reporters in Oslo on Monday"
_OPENING = 6  # characters in front of a date that opens a sentence


_Rule = tuple[Status, frozenset[str], frozenset[str]]


@cache
def _rules(words: Lexicon) -> dict[str, list[_Rule]]:
    return {
        kind: [(row[0], frozenset(row[1]), frozenset(row[2])) for row in rows]
        for kind, rows in words["status"]["kinds"].items()
    }


def status_of(
    analysis: Analysis, sentence: Sentence, kind: str, clause: Span, extra: set[str]
) -> Status:
    """The status of a claim of `kind`.

    Args:
        clause: Where its modality is looked for.
        extra: More groups that hold, such as "date_ahead" and "per".
    """
    groups = sentence.groups(clause.start, clause.end) | extra
    if sentence.said is not None:
        inside = [
            group
            for start, end, group in sentence.cues
            if clause.start <= start < clause.end
            and (group in _ASKING or not sentence.said[0] <= start < sentence.said[1])
        ]
        groups = set(inside) | extra
    if _HEARSAY in {group for _, _, group in sentence.cues}:
        return "rumoured"
    rules = _rules(analysis.words)[kind]
    status = _first_fit(rules, groups)
    if status != rules[-1][0] or groups & _settled(analysis.words):
        return status
    for other in () if _PAST in extra else _above(analysis, sentence):
        found = _first_fit(rules, {group for _, _, group in other.cues} | extra)
        if found != rules[-1][0]:
            return found
    return status


def _above(analysis: Analysis, sentence: Sentence) -> list[Sentence]:
    """What a row stands under: its lead, the row before, its heading, the title."""
    heading, lead = sentence.heading, sentence.lead
    # What stands above the heading is no longer told of.
    above = [None if heading and lead and lead.index < heading.index else lead]
    if sentence.row:
        above += [analysis.before(sentence), sentence.heading, analysis.title]
    return [other for other in above if other is not None]


def _first_fit(rules: list[_Rule], groups: set[str]) -> Status:
    for status, any_of, none_of in rules:
        if (not any_of or groups & any_of) and not groups & none_of:
            return status
    return rules[-1][0]


@cache
def _settled(words: Lexicon) -> frozenset[str]:
    """Groups that settle a status by themselves, so that no lead is asked."""
    return frozenset(words["status"]["settled"])


def date_of(
    analysis: Analysis, sentence: Sentence, territory: Span, clause: Span, place: int
) -> DateSpan | None:
    """The date that a fact at `place` speaks of: in its territory, its clause, or close by."""
    dates = [d for d in sentence.dates if _tells(analysis, d, sentence)]
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
    near = [d for d in dates if 0 < place - d.start <= _REACH]
    return near[-1] if near else None


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
    if span.start - sentence.start <= _OPENING and 0 <= said[0] - span.end <= 4:
        return False
    tokens = sentence.tokens
    if not span.weekday and any(t.low == "," for t in tokens if said[1] <= t.start < span.start):
        return True  # "according to Kyiv, in 2023 ..."
    reach = _SAID_DAY if span.weekday else _SAID_TIME
    behind = 0 <= span.start - said[1] <= reach
    return not behind or _names_doer(analysis, sentence, said[1], span.start)


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


def is_behind(span: DateSpan | None, analysis: Analysis) -> bool:
    """Whether a date lies in a year before the report's."""
    ref = reference(analysis.document.published)
    end = span.past[1] if span else None
    return bool(ref and end and edtf_bounds(end)[1].year < ref.year)


def _first_day(edtf: str) -> date:
    return edtf_bounds(edtf)[0]


def ends_of(
    span: DateSpan | None, status: Status, analysis: Analysis, kind: str
) -> tuple[str | None, str | None]:
    """`from` and `to` of a claim by rule 11 of docs/claims.md."""
    if span is None:
        return None, None
    ends = span.future if status in _AHEAD else span.past
    if span.relation == "since":
        # "from 2026 they shall make ten a year": a target's date stands in `to`
        return (
            (None, ends[0]) if status == "target" and is_ahead(span, analysis) else (ends[0], None)
        )
    if span.relation in ("before", "by"):
        return None, ends[1]
    if ends[0] != ends[1] and None not in ends:
        return ends
    if status == "rumoured" and not is_ahead(span, analysis):
        return span.past
    if status in _POINTED:
        return None, ends[1]
    if status in ("pledged", "capacity"):
        return (None, span.future[1]) if _goes_on(span, analysis) else span.past
    if status in ("contracted", "granted"):
        return (None, span.future[1]) if is_ahead(span, analysis) else span.past
    return ends


def _goes_on(span: DateSpan, analysis: Analysis) -> bool:
    """Whether a date lies ahead or has not ended: "this year"."""
    ref = reference(analysis.document.published)
    end = span.past[1]
    return ref is not None and end is not None and edtf_bounds(end)[1] > ref
