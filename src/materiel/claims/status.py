"""How far along a fact is, and when: from modality and dates."""

from datetime import date
from functools import cache

from materiel.claims.analysis import Analysis, Sentence
from materiel.claims.records import Status
from materiel.claims.scan import DateSpan
from materiel.claims.scan.calendar import reference
from materiel.claims.sentences import Span
from materiel.claims.words import Lexicon

_AHEAD = ("target", "pledged", "proposed", "capacity", "rumoured")
_POINTED = ("target", "rumoured", "proposed")
_REACH = 90  # characters between a number and a date outside its clause


@cache
def _rules(words: Lexicon) -> dict[str, list[tuple[Status, frozenset[str], frozenset[str]]]]:
    return {
        kind: [(row[0], frozenset(row[1]), frozenset(row[2])) for row in rows]
        for kind, rows in words["status"].items()
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
            and not sentence.said[0] <= start < sentence.said[1]
        ]
        groups = set(inside) | extra
    for status, any_of, none_of in _rules(analysis.words)[kind]:
        if (not any_of or groups & any_of) and not groups & none_of:
            return status
    return "actual"


def date_of(sentence: Sentence, territory: Span, clause: Span, place: int) -> DateSpan | None:
    """The date that a fact at `place` speaks of: in its territory, its clause, or close by."""
    dates = [d for d in sentence.dates if not d.weekday and (d.past != (None, None))]
    if sentence.said is not None:
        dates = [d for d in dates if not 0 <= d.start - sentence.said[1] <= 12]
    for span in (territory, clause):
        inside = [d for d in dates if span.start <= d.start < span.end]
        if inside:
            return min(inside, key=lambda d: (d.start < place, abs(d.start - place)))
    near = [d for d in dates if abs(d.start - place) <= _REACH]
    near = [d for d in near if d.start < place]
    return near[-1] if near else None


def is_ahead(span: DateSpan | None, analysis: Analysis) -> bool:
    """Whether a date lies wholly after the report's."""
    ref = reference(analysis.document.published)
    end = span.past[1] if span else None
    if span is None or ref is None or end is None:
        return False
    return _first_day(end) > ref


def _first_day(edtf: str) -> date:
    from materiel.core.dates import edtf_bounds

    return edtf_bounds(edtf)[0]


def ends_of(span: DateSpan | None, status: Status, analysis: Analysis, kind: str) -> tuple[str | None, str | None]:
    """`from` and `to` of a claim by rule 11 of docs/claims.md."""
    if span is None:
        return None, None
    ends = span.future if status in _AHEAD else span.past
    if span.relation == "since":
        return ends[0], None
    if span.relation in ("before", "by"):
        return None, ends[1]
    if status in _POINTED:
        return (ends if ends[0] != ends[1] and status != "target" else (None, ends[1]))
    if status in ("pledged", "capacity", "contracted", "granted"):
        ahead = is_ahead(span, analysis)
        return (None, span.future[1]) if ahead else span.past
    return ends
