"""How far along a fact is, and when: from modality and dates."""

from collections.abc import Set
from functools import cache

from materiel.claims.records import Status
from materiel.claims.scan import DateSpan
from materiel.claims.text.analysis import Analysis, Sentence
from materiel.claims.text.sentences import Span
from materiel.claims.when.before_after import day_of, is_ahead
from materiel.claims.words import Lexicon
from materiel.core.dates import edtf_bounds

_AHEAD = ("target", "pledged", "proposed", "capacity", "rumoured")
_EXPECTING = ("future", "firm_future")
_ASKING = ("urge", "proposed")  # "Zelensky urged ..." attributes, and asks
POINTED = ("target", "rumoured", "proposed")
_PAST = "date_past"  # what is dated so is no longer under way, whatever it stands under
_SHORT_ROW = 60  # characters; a longer row is a sentence of its own
_MOST_HEADINGS = 4
_HEARSAY = "hearsay"  # the group of words that tell of nameless sources


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
        groups = _beside_said(sentence, sentence.said, clause) | extra
    if _HEARSAY in {group for _, _, group in sentence.cues}:
        return "rumoured"
    rules = _rules(analysis.words)[kind]
    status = _first_fit(rules, groups)
    if kind == "permission" and status == "proposed":
        return _answer(sentence)
    if status != rules[-1][0] or groups & _settled(analysis.words):
        return status
    for other in _above(analysis, sentence, rules):
        found = _first_fit(rules, {group for _, _, group in other.cues} | extra)
        if found != rules[-1][0] and not (_PAST in extra and found in _AHEAD):
            return found
    return status


def _answer(sentence: Sentence) -> Status:
    """ "It asked twice and was twice turned down": the answer stands in a clause behind the asking."""
    asked = [sentence.clause_at(start).end for start, _, group in sentence.cues if group in _ASKING]
    refused = [start for start, _, group in sentence.cues if group == "forbid"]
    return "denied" if asked and refused and max(refused) >= min(asked) else "proposed"


def _beside_said(sentence: Sentence, said: tuple[int, int], clause: Span) -> frozenset[str]:
    """The groups of a clause without those of the words that attribute it, but for what asks or expects."""
    found = set()
    for start, end, group in sentence.cues:
        if not said[0] <= start < said[1] or group in _ASKING:
            if clause.start <= start < clause.end:
                found.add(group)
        elif group in _EXPECTING and end == said[1] <= clause.end:
            found.add(group)  # "officials expect that 40 can be made"
    return frozenset(found)


def _above(analysis: Analysis, sentence: Sentence, rules: list[_Rule]) -> list[Sentence]:
    """What a row stands under: its lead, the row before, its heading, the title."""
    heading, lead = sentence.heading, sentence.lead
    # What stands above the heading is no longer told of.
    above = [None if heading and lead and lead.index < heading.index else lead]
    if sentence.row:
        before = analysis.before(sentence) if sentence.end - sentence.start < _SHORT_ROW else None
        if before is not None and before.paragraph == sentence.paragraph:
            before = None  # "Output is to triple. 700 work there."
        if sentence.table:
            before = None  # the head of its table
        above += [before, *_headings(sentence, rules), analysis.title]
    return [other for other in above if other is not None]


def _headings(sentence: Sentence, rules: list[_Rule]) -> list[Sentence]:
    """Its heading, and those above where it only names a part: "Allocated", "New in January"."""
    asked = frozenset().union(*(any_of for _, any_of, _ in rules))
    found: list[Sentence] = []
    heading = sentence.heading
    while heading is not None and len(found) < _MOST_HEADINGS:
        found.append(heading)
        told = any(group in asked for _, _, group in heading.cues)
        heading = None if told else heading.heading
    return found


def _first_fit(rules: list[_Rule], groups: Set[str]) -> Status:
    for status, any_of, none_of in rules:
        if (not any_of or groups & any_of) and not groups & none_of:
            return status
    return rules[-1][0]


@cache
def _settled(words: Lexicon) -> frozenset[str]:
    """Groups that settle a status by themselves, so that no lead is asked."""
    return frozenset(words["status"]["settled"])


def ends_of(
    span: DateSpan | None, status: Status, analysis: Analysis, kind: str
) -> tuple[str | None, str | None]:
    """`from` and `to` of a claim by rule 11 of docs/claims.md."""
    if span is None:
        return None, None
    if status in ("actual", "delivered", "proposed") and _misses(span, status, analysis):
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
    if status in POINTED:
        return None, ends[1]
    if status in ("pledged", "capacity"):
        return (None, span.future[1]) if _goes_on(span, analysis) else span.past
    if status in ("contracted", "granted"):
        return (None, span.future[1]) if is_ahead(span, analysis) else span.past
    return ends


def _misses(span: DateSpan, status: Status, analysis: Analysis) -> bool:
    """Whether a date cannot be the fact's: what is so lies not ahead, what awaits a decision not behind."""
    if status == "proposed":
        return (
            span.relation == "at" and not is_ahead(span, analysis) and not _goes_on(span, analysis)
        )
    return is_ahead(span, analysis)


def _goes_on(span: DateSpan, analysis: Analysis) -> bool:
    """Whether a date lies ahead or has not ended: "this year"."""
    ref, end = day_of(span, analysis), span.past[1]
    return ref is not None and end is not None and edtf_bounds(end)[1] > ref
