"""Who of those a sentence names may be a party of its claims, and in which part."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from materiel.claims.analysis import Analysis, Sentence
from materiel.claims.names import Mention
from materiel.claims.tokens import Words
from materiel.claims.words import Lexicon

_PARTY_ROLES = ("state", "company", "group", "body", "scheme")


class PartyWords:
    """The small words that tell who gives and who gets."""

    def __init__(self, words: Lexicon) -> None:
        table = words["parties"]
        self.to = Words(table["to"])
        self.by = Words(table["by"])
        self.source = Words(table["from"])
        self.place = Words(table["place"])
        self.joint = Words(table["joint"])
        self.getters = Words(table["getters"])
        self.fillers = Words(table["fillers"])
        self.joints = Words(table["joints"])
        self.joining = Words(table["joining"])
        self.asking = Words(table["asking"])
        self.asker_between: bool = table.get("asker_between", False)
        self.usual_receivers: list[str] = table["usual_receivers"]


@cache
def party_words(words: Lexicon) -> PartyWords:
    """The party words of a lexicon, built once."""
    return PartyWords(words)


@dataclass(frozen=True, slots=True)
class Party:
    """A mention as a party, and the role its surroundings give it."""

    name: str
    start: int
    end: int
    role: str  # subject, to, by, from, place, with, plain
    form: str
    kind: str
    state: str | None


def candidates(analysis: Analysis, sentence: Sentence, words: PartyWords) -> list[Party]:
    found = []
    for mention in sentence.mentions:
        name = mention.name
        saying = sentence.said and sentence.said[0] <= mention.start < sentence.said[1]
        if saying and (name.role in ("person", "source") or name.form == "seat"):
            continue
        shown = party_name(mention)
        if shown is None:
            continue
        found.append(
            Party(
                shown,
                mention.start,
                mention.end,
                _role(sentence, mention, words),
                name.form,
                name.role,
                name.state,
            )
        )
    return found


def party_name(mention: Mention) -> str | None:
    """How a party is named: a person as his state, a programme as its payer."""
    name = mention.name
    if name.role == "person":
        return name.state
    if name.role == "scheme":
        return name.state
    return name.name if name.role in _PARTY_ROLES else None


def _role(sentence: Sentence, mention: Mention, words: PartyWords) -> str:
    """Read off the words in front: "to Ukraine", "by the US", "in Poland"."""
    i = next((k for k, t in enumerate(sentence.tokens) if t.start >= mention.start), 0)
    k = i - 1
    steps = 0
    while k >= 0 and steps < 5:
        low = sentence.tokens[k].low
        if low in words.to:
            return "to"
        if low in words.by:
            return "by"
        if low in words.source:
            return "from"
        if low in words.place:
            return "place"
        if low in words.joint:
            return "with"
        if low not in words.fillers and not _is_name(sentence, sentence.tokens[k].start):
            break
        k -= 1
        steps += 1
    if mention.name.form in ("to", "by", "from"):
        return mention.name.form  # a case tells the part: "Україні", "Німеччиною"
    after = next((t.low for t in sentence.tokens if t.start >= mention.end), "")
    return "owner" if after == "'" else "plain"


def _is_name(sentence: Sentence, place: int) -> bool:
    return any(m.start <= place < m.end for m in sentence.mentions)


def unique(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def listed(
    sentence: Sentence, head: Party, everyone: Sequence[Party], words: PartyWords
) -> tuple[str, ...]:
    """The head and those listed with it: "Germany, Denmark and the Netherlands"."""
    ordered = sorted(everyone, key=lambda p: p.start)
    at = ordered.index(head)
    chain = [head]
    for step in (-1, 1):
        k, edge = at + step, head
        while 0 <= k < len(ordered):
            other = ordered[k]
            between = [
                t.low
                for t in sentence.tokens
                if min(edge.end, other.end) <= t.start < max(edge.start, other.start)
            ]
            if not between or not all(word in words.joints for word in between):
                break
            chain.append(other)
            edge = other
            k += step
    chain.sort(key=lambda p: p.start)
    return unique([p.name for p in chain])


def nearest(parties: Sequence[Party], place: int, roles: Sequence[str]) -> Party | None:
    """The nearest party before the place that plays one of the roles, else the first after it."""
    fitting = [p for p in parties if p.role in roles]
    before = [p for p in fitting if p.start <= place]
    if before:
        return before[-1]
    return fitting[0] if fitting else None


def leading(parties: Sequence[Party], place: int, roles: Sequence[str]) -> Party | None:
    """The first party before the place: the sentence's grammatical subject, mostly."""
    fitting = [p for p in parties if p.role in roles]
    before = [p for p in fitting if p.start <= place]
    return before[0] if before else (fitting[0] if fitting else None)


def usual_party(analysis: Analysis, sentence: Sentence) -> tuple[str, ...]:
    """The paragraph's topic, the speaker's state, the party of the sentence or heading before."""
    if sentence.topic:
        return (sentence.topic,)
    if sentence.speaker_state:
        return (sentence.speaker_state,)
    for other in (sentence.lead, analysis.before(sentence), sentence.heading):
        if other is None:
            continue
        for mention in other.mentions:
            shown = party_name(mention)
            if shown and mention.name.role in ("state", "company"):
                return (shown,)
    return (analysis.topic_state,) if analysis.topic_state else ()


def usual_receiver(analysis: Analysis, subject: Sequence[str], others: Sequence[str]) -> str | None:
    """The state that the report says most often things are "to" or "for"."""
    receiver = receiver_of(analysis)
    if receiver and receiver not in subject:
        return receiver
    return None


def receiver_of(analysis: Analysis) -> str | None:
    """Who gets what this report speaks of: the usual receiver it names, or whom "to" names most."""
    words = party_words(analysis.words)
    for name in words.usual_receivers:
        if analysis.states[name] >= 1:
            return name
    return None


def subject_before(analysis: Analysis, sentence: Sentence) -> tuple[str, ...]:
    """The first party of the sentence before: "it" goes on with its subject."""
    before = analysis.before(sentence)
    for mention in before.mentions if before else []:
        shown = party_name(mention)
        if shown and mention.name.role == "state":
            return (shown,)
    return usual_party(analysis, sentence)
