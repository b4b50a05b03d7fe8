"""Claims without a number: agreements, permissions, disruptions, memberships and low stocks that a clause states.

A statement needs its trigger (a word of the kind), its support (what the kind is about) and a party or
an item; lexicon/<language>/statements.toml lists the groups. Where a clause has given a claim of the
kind with a number already, it gives no second one.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from materiel.claims.items import GENERAL, item_around, item_in, precise
from materiel.claims.locate import make_claim
from materiel.claims.parties.choose import parties_of
from materiel.claims.parties.fact import Parties
from materiel.claims.parties.holders import holder_of
from materiel.claims.quotes import quote_of
from materiel.claims.records import Claim, Kind
from materiel.claims.status import ends_of, status_of
from materiel.claims.text.analysis import Analysis, Sentence
from materiel.claims.text.sentences import Span
from materiel.claims.tokens import between
from materiel.claims.when.before_after import is_ahead
from materiel.claims.when.choose import date_of
from materiel.claims.words import Lexicon
from materiel.core.errors import ClaimError

_MOST_ITEMS = 5
_NONE: dict[str, Any] = {"low": 0.0, "high": 0.0, "unit": "piece"}
_NOISE = 60  # characters from the trigger within which a word such as "votes" bars a statement
_REACH = 30  # characters from a disruption to the list of what it hits


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: Kind
    trigger: frozenset[str]
    near: tuple[frozenset[str], ...]  # of each of these groups one in the clause
    bar: frozenset[str]
    parties: int  # how many must be named in the sentence
    materiel: bool  # an item or a word of materiel in the sentence
    listed: bool  # one claim an item of a list
    yields: frozenset[str]  # kinds that say it better
    zero: bool  # the claim counts none


@cache
def _rules(words: Lexicon) -> tuple[_Rule, ...]:
    return tuple(
        _Rule(
            kind=row["kind"],
            trigger=frozenset(row["trigger"]),
            near=tuple(frozenset(groups) for groups in row.get("near", [])),
            bar=frozenset(row.get("bar", [])),
            parties=row.get("parties", 0),
            materiel=row.get("materiel", True),
            listed=row.get("listed", False),
            yields=frozenset(row.get("yields", [])),
            zero=row.get("zero", False),
        )
        for row in words["statements"]["rule"]
    )


def claims_without_numbers(analysis: Analysis, counted: Sequence[Claim]) -> Iterator[Claim]:
    """The statements of a document, in text order.

    Args:
        counted: The claims with a number, which say the same with more.
    """
    starts = [claim.start for claim in counted]
    rules = _rules(analysis.words)
    triggers = frozenset(group for rule in rules for group in rule.trigger)
    for sentence in analysis.sentences:
        if triggers.isdisjoint([group for _, _, group in sentence.cues]):
            continue
        near = counted[bisect_left(starts, sentence.start) : bisect_left(starts, sentence.end)]
        done: list[tuple[str, Span]] = []
        for clause in _wide_clauses(sentence):
            first, last = clause.start, clause.end
            cues = [cue for cue in sentence.cues if first <= cue[0] < last]
            if sentence.said is not None:
                first, last = sentence.said
                cues = [cue for cue in cues if not first <= cue[0] < last]
            groups = {group for _, _, group in cues}
            for rule in rules:
                if rule.trigger.isdisjoint(groups):
                    continue
                said = {rule.kind, *rule.yields}
                if any(kind in said and _touch(clause, span) for kind, span in done):
                    continue
                place = _place(analysis, sentence, cues, groups, rule)
                if place is None or _counted(said, clause, near):
                    continue
                made = list(_claims(analysis, sentence, clause, rule, place))
                if made:
                    done.append((rule.kind, clause))
                yield from made


def _wide_clauses(sentence: Sentence) -> list[Span]:
    """Clauses, a short one joined to the one before: "..., Italian support"."""
    spans: list[Span] = []
    for clause in sentence.clauses:
        if spans and (clause.end - clause.start < 35 or spans[-1].end - spans[-1].start < 20):
            spans[-1] = Span(spans[-1].start, clause.end)
        else:
            spans.append(clause)
    return spans


def _touch(a: Span, b: Span) -> bool:
    return a.start < b.end and b.start < a.end


def _counted(kinds: set[str], clause: Span, counted: Sequence[Claim]) -> bool:
    return any(c.kind in kinds and c.start < clause.end and clause.start < c.end for c in counted)


def _place(
    analysis: Analysis,
    sentence: Sentence,
    cues: Sequence[tuple[int, int, str]],
    groups: set[str],
    rule: _Rule,
) -> int | None:
    """Where the trigger stands, when all that the rule asks for is there."""
    places = [start for start, _, group in cues if group in rule.trigger]
    if rule.kind == "disruption":  # "the plants are not standing still"
        denied = {end for _, end, group in cues if group == "negate"}
        places = [p for p in places if p - 1 not in denied]
    if not places:
        return None
    if rule.kind == "agreement" and "sign_verb" not in groups:
        # "this agreement is a milestone" talks about a deal and states none
        pointing = analysis.words["statements"].get("pointing", ())
        if any(_word_before(sentence, p) in pointing for p in places):
            return None
    if any(
        group in rule.bar and (group != "noise" or abs(start - places[0]) < _NOISE)
        for start, _, group in cues
    ):
        return None
    if not all(groups & near for near in rule.near):
        return None
    if rule.near and not _apart(cues, rule):
        return None
    if len(_named(sentence) or _named(analysis.before(sentence))) < rule.parties:
        return None
    if rule.materiel and not _about_materiel(analysis, sentence):
        return None
    return places[0]


def _word_before(sentence: Sentence, place: int) -> str:
    return next((t.low for t in reversed(sentence.tokens) if t.end <= place), "")


def _named(sentence: Sentence | None) -> set[str]:
    """The parties that a sentence names."""
    if sentence is None:
        return set()
    roles = ("state", "company", "group", "body", "person")
    return {m.name.state or m.name.name for m in sentence.mentions if m.name.role in roles}


def _apart(cues: Sequence[tuple[int, int, str]], rule: _Rule) -> bool:
    """Whether trigger and support are different words."""
    triggers = {(a, b) for a, b, group in cues if group in rule.trigger}
    for near in rule.near:
        support = {(a, b) for a, b, group in cues if group in near}
        if not any(not (a < d and c < b) for a, b in triggers for c, d in support):
            return False
    return True


def _about_materiel(analysis: Analysis, sentence: Sentence) -> bool:
    groups = sentence.groups(sentence.start, sentence.end)
    makers = any(mention.name.role == "company" for mention in sentence.mentions)
    return bool(sentence.items) or makers or "weapon" in groups or analysis.on_materiel


def _claims(
    analysis: Analysis, sentence: Sentence, clause: Span, rule: _Rule, place: int
) -> Iterator[Claim]:
    kind = rule.kind
    if kind == "stock":
        clause = sentence.clause_at(place)  # a short clause beside it speaks of something else
    span = date_of(analysis, sentence, clause, clause, place, kind) or sentence.label
    extra = {"date_ahead"} if is_ahead(span, analysis) else set()
    # What is planned behind the word for a low stock is planned for something else.
    modal = Span(clause.start, place) if kind == "stock" else clause
    status = status_of(analysis, sentence, kind, modal, extra)
    date_from, date_to = ends_of(span, status, analysis, kind)
    parties = _parties(analysis, sentence, clause, kind, place)
    if parties is None or (rule.zero and not _on_subject(analysis, sentence)):
        return
    for item, end in _items(analysis, sentence, clause, kind, place, rule.listed):
        first, last = quote_of(analysis, sentence, clause, place, end)
        try:
            yield make_claim(
                analysis.document,
                first,
                last,
                kind=kind,
                status=status,
                subject=parties.subject,
                object=parties.object,
                item=item,
                date_from=date_from,
                date_to=date_to,
                speaker=sentence.speaker,
                **(_NONE if rule.zero else {}),
            )
        except ClaimError:
            continue


def _on_subject(analysis: Analysis, sentence: Sentence) -> bool:
    before = analysis.before(sentence)
    return bool(sentence.items or (before and before.items) or analysis.topic_item)


def _parties(
    analysis: Analysis, sentence: Sentence, clause: Span, kind: Kind, place: int
) -> Parties | None:
    """Who does it and to whom; None where nobody is named, so that there is nothing to tell."""
    if kind == "stock":
        return holder_of(analysis, sentence, clause, place)
    parties = parties_of(analysis, sentence, kind, clause, place)
    return parties if parties.subject or parties.object else None


def _items(
    analysis: Analysis, sentence: Sentence, clause: Span, kind: Kind, place: int, listed: bool
) -> list[tuple[str | None, int]]:
    """The item of the statement, or each item of its list, with the end of its words."""
    if kind == "membership":
        return [(None, place + 1)]
    reach = _REACH if kind == "disruption" else None
    run = _run(analysis, sentence, clause, place, reach) if listed else []
    if len(run) > 1:
        return [(path, end) for path, end in run[:_MOST_ITEMS]]
    item = item_in(analysis, sentence, clause, place)
    if kind in ("production", "disruption"):
        item = item or item_around(analysis, sentence)  # "has never made this calibre"
    return [(item or GENERAL, place + 1)]


def _run(
    analysis: Analysis, sentence: Sentence, clause: Span, place: int, reach: int | None
) -> list[tuple[str, int]]:
    """The items listed behind a place, parted by commas and "and" only."""
    words = analysis.words["statements"]
    joints = set(words["list_joints"])
    run: list[tuple[str, int]] = []
    edge = place
    for start, end, path in sentence.items:
        if start < place or start >= clause.end:
            continue
        words_between = {t.low for t in between(sentence.tokens, edge, start)}
        if run and not words_between <= joints:
            break
        if not run and reach is not None and start - place > reach:
            break
        if run and words_between <= {"-"}:  # "155 mm" and "shells" are one item
            run[-1] = (max(run[-1][0], path, key=len), end)
        elif path not in [p for p, _ in run]:
            run.append((precise(analysis, sentence, path), end))
        edge = end
    return run
