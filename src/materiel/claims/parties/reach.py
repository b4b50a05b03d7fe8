"""Which of the parties that a sentence names a claim at one place may have, and who stands for "we"."""

from collections.abc import Sequence
from functools import cache

from materiel.claims.party_words import PartyWords
from materiel.claims.text.analysis import Analysis, Party, Sentence
from materiel.claims.text.sentences import Span
from materiel.claims.tokens import Words, places
from materiel.claims.words import Lexicon

_DOERS = ("plain", "owner")  # who does something else behind a semicolon
_BESIDE = 2  # tokens from a name to the "which" that goes on with it
_OURS = 2  # tokens from "from" to "us"


def in_reach(
    sentence: Sentence,
    everyone: Sequence[Party],
    clause: Span,
    place: int,
    words: PartyWords,
    *,
    alone: bool,
) -> list[Party]:
    """Without those behind a semicolon, or in a relative clause that has ended, where others are nearer.

    Args:
        alone: The claim has a doer and nobody else, so who does something later has no part in it.
    """
    kept = _of_segment(sentence, everyone, place, alone=alone)
    kept = _without_asides(sentence, kept, clause, place, words)
    return _with_antecedent(sentence, kept, clause, place, words)


def _of_segment(
    sentence: Sentence, everyone: Sequence[Party], place: int, *, alone: bool
) -> list[Party]:
    """ "A makes 5; B has orders worth 10": behind the semicolon B stands for all of its kind."""
    marks = [sentence.tokens[k].start for k in places(sentence.tokens, ";".__eq__)]
    if not marks:
        return list(everyone)
    first = max((m for m in marks if m < place), default=sentence.start)
    last = min((m for m in marks if m >= place), default=sentence.end)
    own = {p.kind for p in everyone if first <= p.start < last and p.role != "to"}
    return [
        p
        for p in everyone
        if first <= p.start < last
        or (p.kind not in own and (p.start < first or not alone or p.role not in _DOERS))
    ]


def _without_asides(
    sentence: Sentence, parties: list[Party], clause: Span, place: int, words: PartyWords
) -> list[Party]:
    """ "A, which B bought, makes 5": B stands only in what was put in about A."""
    for aside in sentence.clauses:
        if not aside.end <= clause.start or not _is_relative(sentence, aside, words):
            continue
        others = {p.kind for p in parties if not _within(p, aside) and p.start < place}
        parties = [p for p in parties if not (_within(p, aside) and p.kind in others)]
    return parties


def _with_antecedent(
    sentence: Sentence, parties: list[Party], clause: Span, place: int, words: PartyWords
) -> list[Party]:
    """ "... to A, where 5 were made": whom the relative clause goes on with does it."""
    opening = next((t for t in sentence.tokens if t.start >= clause.start), None)
    if opening is None or opening.low not in words.where or opening.start >= place:
        return parties
    if any(_within(p, clause) and p.role in ("plain", "by") for p in parties):
        return parties
    before = [p for p in parties if p.end <= opening.start]
    if not before:
        return parties
    between = [t for t in sentence.tokens if before[-1].end <= t.start < opening.start]
    if len(between) > _BESIDE:
        return parties
    meant = before[-1]._replace(start=opening.start, end=opening.end, role="plain", form="name")
    return [*parties, meant]


def _is_relative(sentence: Sentence, clause: Span, words: PartyWords) -> bool:
    opening = next((t.low for t in sentence.tokens if t.start >= clause.start), "")
    return opening in words.relatives


def _within(party: Party, clause: Span) -> bool:
    return clause.start <= party.start < clause.end


@cache
def _first_person(words: Lexicon) -> Words:
    return Words(words["speech"].get("goes_on", {}).get("first_person", ()))


def we(analysis: Analysis, sentence: Sentence, clause: Span, words: PartyWords) -> list[Party]:
    """The state or firm of who speaks, where he says "we" in the clause."""
    state = sentence.speaker_state
    if not state:
        return []
    mine = _first_person(analysis.words)
    for k in places(sentence.tokens, mine.__contains__):
        token = sentence.tokens[k]
        if clause.start <= token.start < clause.end:
            before = {t.low for t in sentence.tokens[max(0, k - _OURS) : k]}
            role = next((r for r in ("from", "to", "joint") if before & words.of_us[r]), "plain")
            kind = "company" if state in analysis.makers or len(state) > len("NATO") else "state"
            role = "with" if role == "joint" else role
            return [Party(state, token.start, token.end, role, "name", kind, state)]
    return []
