"""Whom a disruption hits, and who or what causes it."""

from collections.abc import Sequence

from materiel.claims.parties.candidates import candidates, listed
from materiel.claims.parties.usual import usual_party, usual_receiver
from materiel.claims.party_words import PartyWords, party_words
from materiel.claims.text.analysis import Analysis, Party, Sentence

_Pair = tuple[tuple[str, ...], tuple[str, ...]]
_NEAR = 50  # characters between a verb and the one it is done to


def hit_and_cause(
    analysis: Analysis, sentence: Sentence, everyone: Sequence[Party], place: int
) -> _Pair:
    """Subject and object of a disruption.

    "Drones of A hit a plant of B": B, by A. "A holds back deliveries to B": B, by A.
    "Work at A stopped", "A is short of powder": A, by nobody named.
    """
    words = party_words(analysis.words)
    if not everyone:
        return _from_above(analysis, sentence, words)
    groups = sentence.groups(sentence.start, sentence.end)
    doers = [p for p in everyone if p.role in ("plain", "owner", "by", "from")]
    gets = [p for p in everyone if p.role in ("to", "place")]
    if "hit_verb" in groups and "works_noun" in groups:
        return _struck(analysis, sentence, everyone, words)
    agent = next((p for p in everyone if p.role == "by"), None) or _withholder(
        sentence, doers, words
    )
    if agent is not None:
        return _held_up(analysis, sentence, everyone, agent)
    if doers and doers[0].kind == "company":
        return listed(sentence, doers[0], doers, words), ()  # a fire at a maker hits the maker
    if gets and doers and gets[0].name != doers[0].name and gets[0].kind == "state":
        return (gets[0].name,), (doers[0].name,)
    if doers:
        return listed(sentence, doers[0], doers, words), ()
    if gets:
        return (gets[0].name,), ()
    known = usual_party(analysis, sentence)
    return known[:1], ()


def _from_above(analysis: Analysis, sentence: Sentence, words: PartyWords) -> _Pair:
    """For a row that names nobody: the parties of its lead, its heading or the title."""
    for other in (sentence.lead, sentence.heading, analysis.title):
        if other is None or other is sentence:
            continue
        parties = candidates(analysis, other, words)
        if parties and "disrupt" in other.groups(other.start, other.end):
            return hit_and_cause(analysis, other, parties, other.start)
    known = usual_party(analysis, sentence)[:1]
    # A strike or a fire hits the maker itself; a state's holding back hits who waits.
    usual = usual_receiver(analysis, known) if not analysis.makers.keys() & set(known) else None
    return ((usual,), known) if usual and known else (known, ())


def _struck(
    analysis: Analysis, sentence: Sentence, everyone: Sequence[Party], words: PartyWords
) -> _Pair:
    """The attacker stands before the verb or behind "by"; the place hit is the other's."""
    verbs = [a for a, _, group in sentence.cues if group == "hit_verb"]
    by = [p for p in everyone if p.role == "by"]
    before = [p for p in everyone if p.end <= verbs[0] and p.role in ("plain", "owner")]
    behind = [p for p in everyone if p.start > verbs[0] and p.role != "by"]
    attacker = by[0] if by else (before[0] if before and (behind or len(before) == 1) else None)
    if attacker is None or attacker.kind == "company":
        return tuple(p.name for p in (before or behind)[:1]), ()
    hit = [p for p in (before if by else behind) if p.name != attacker.name]
    if hit:
        return (hit[0].name,), (attacker.name,)
    others = [name for name, _ in analysis.states.most_common() if name != attacker.name]
    return tuple(others[:1]), (attacker.name,)


def _withholder(sentence: Sentence, doers: Sequence[Party], words: PartyWords) -> Party | None:
    """Who holds something back: the subject of a verb of withholding, or whose curbs they are."""
    for k, token in enumerate(sentence.tokens):
        if token.low in words.withholding and not _is_passive(sentence, k, words):
            before = [p for p in doers if p.end <= token.start and p.role != "from"]
            return before[-1] if before else None
        if token.low in words.curbs:
            near = [p for p in doers if 0 <= token.start - p.end < _NEAR]
            if near:
                return near[-1]
    return None


def _is_passive(sentence: Sentence, k: int, words: PartyWords) -> bool:
    return any(t.low in words.being for t in sentence.tokens[max(0, k - 2) : k])


def _held_up(
    analysis: Analysis, sentence: Sentence, everyone: Sequence[Party], agent: Party
) -> _Pair:
    """Whom the agent's holding back hits: named with "to", behind the verb, or the usual receiver."""
    rest = [p for p in everyone if p.name != agent.name]
    to = [p for p in rest if p.role == "to"]
    hit = to or [p for p in rest if p.start > agent.start and p.role in ("plain", "owner", "place")]
    if hit:
        return listed(sentence, hit[0], hit, party_words(analysis.words)), (agent.name,)
    usual = usual_receiver(analysis, (agent.name,))
    return ((usual,) if usual else (agent.name,)), ((agent.name,) if usual else ())
