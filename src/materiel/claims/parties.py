"""Who does it and to whom: the subject and the object of a claim, by kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from materiel.claims.analysis import Analysis, Sentence
from materiel.claims.names import Mention
from materiel.claims.sentences import Span
from materiel.claims.words import Lexicon

_PARTY_ROLES = ("state", "company", "group", "body", "scheme")


@dataclass(frozen=True, slots=True)
class Parties:
    """As a claim names them."""

    subject: tuple[str, ...] = ()
    object: tuple[str, ...] = ()


class PartyWords:
    """The small words that tell who gives and who gets."""

    def __init__(self, words: Lexicon) -> None:
        table = words["parties"]
        self.to = frozenset(table["to"])
        self.by = frozenset(table["by"])
        self.source = frozenset(table["from"])
        self.place = frozenset(table["place"])
        self.joint = frozenset(table["joint"])
        self.getters = frozenset(table["getters"])
        self.fillers = frozenset(table["fillers"])
        self.victims = frozenset(table["victims"])


@cache
def party_words(words: Lexicon) -> PartyWords:
    """The party words of a lexicon, built once."""
    return PartyWords(words)


@dataclass(frozen=True, slots=True)
class _Party:
    """A mention as a party, and the role its surroundings give it."""

    name: str
    start: int
    end: int
    role: str  # subject, to, by, from, place, with, plain
    form: str
    kind: str


def parties_of(
    analysis: Analysis, sentence: Sentence, kind: str, clause: Span, place: int
) -> Parties:
    """Subject and object of a claim of `kind` that stands at `place` in a sentence."""
    words = party_words(analysis.words)
    everyone = _candidates(analysis, sentence, words)
    inside = [p for p in everyone if clause.start <= p.start < clause.end]
    pick = _PICKERS.get(kind, _doer)
    return pick(analysis, sentence, inside, everyone, place)


def _candidates(analysis: Analysis, sentence: Sentence, words: PartyWords) -> list[_Party]:
    found = []
    for mention in sentence.mentions:
        name = mention.name
        if sentence.said and sentence.said[0] <= mention.start < sentence.said[1]:
            if name.role in ("person", "source"):
                continue
        shown = _shown(mention)
        if shown is None:
            continue
        found.append(
            _Party(shown, mention.start, mention.end, _role(sentence, mention, words), name.form, name.role)
        )
    return found


def _shown(mention: Mention) -> str | None:
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
    after = next((t.low for t in sentence.tokens if t.start >= mention.end), "")
    return "owner" if after == "'" else "plain"


def _is_name(sentence: Sentence, place: int) -> bool:
    return any(m.start <= place < m.end for m in sentence.mentions)


def _unique(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _listed(sentence: Sentence, head: _Party, everyone: Sequence[_Party]) -> tuple[str, ...]:
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
            if not between or not set(between) <= {",", "and", "the", "&", "/", "or", "also"}:
                break
            chain.append(other)
            edge = other
            k += step
    chain.sort(key=lambda p: p.start)
    return _unique([p.name for p in chain])


def _first_plain(parties: Sequence[_Party], place: int, roles: Sequence[str]) -> _Party | None:
    """The nearest party before the place that plays one of the roles, else the first after it."""
    fitting = [p for p in parties if p.role in roles]
    before = [p for p in fitting if p.start <= place]
    if before:
        return before[-1]
    return fitting[0] if fitting else None


def _leading(parties: Sequence[_Party], place: int, roles: Sequence[str]) -> _Party | None:
    """The first party before the place: the sentence's grammatical subject, mostly."""
    fitting = [p for p in parties if p.role in roles]
    before = [p for p in fitting if p.start <= place]
    return before[0] if before else (fitting[0] if fitting else None)


def _fallback(analysis: Analysis, sentence: Sentence) -> tuple[str, ...]:
    """The speaker's state, the party of the sentence or heading before, the report's topic."""
    if sentence.speaker_state:
        return (sentence.speaker_state,)
    for other in (sentence.lead, analysis.before(sentence), sentence.heading):
        if other is None:
            continue
        for mention in other.mentions:
            shown = _shown(mention)
            if shown and mention.name.role in ("state", "company"):
                return (shown,)
    return (analysis.topic_state,) if analysis.topic_state else ()


def _doer(
    analysis: Analysis, sentence: Sentence, inside: list[_Party], everyone: list[_Party], place: int
) -> Parties:
    """One party: who makes, uses, holds."""
    for pool in (inside, everyone):
        head = _first_plain(pool, place, ("by",)) if any(p.role == "by" for p in pool) else None
        head = head or _first_plain(pool, place, ("plain", "owner", "place", "from"))
        if head:
            return Parties(_listed(sentence, head, pool))
    return Parties(_fallback(analysis, sentence))


def _giver(
    analysis: Analysis, sentence: Sentence, inside: list[_Party], everyone: list[_Party], place: int
) -> Parties:
    """Giver and receiver."""
    words = party_words(analysis.words)
    getting = any(t.low in words.getters for t in sentence.tokens)
    pool = inside if any(p.role in ("plain", "owner", "by", "from") for p in inside) else everyone
    source = _first_plain(pool, place, ("from", "by"))
    first = _leading(pool, place, ("plain", "owner"))
    to = _first_plain(inside, place, ("to",)) or _first_plain(everyone, place, ("to",))
    if getting and source and first and first.name != source.name:
        return Parties(_listed(sentence, source, pool), (first.name,))
    giver = (source if source and source.role == "by" else None) or first or source
    subject = _listed(sentence, giver, pool) if giver else _fallback(analysis, sentence)
    receiver = to.name if to and to.name not in subject else None
    if receiver is None:
        others = [p.name for p in everyone if p.name not in subject and p.form != "adjective"]
        receiver = _usual_receiver(analysis, subject, others)
    if receiver and receiver in subject:
        subject = tuple(name for name in subject if name != receiver)
    return Parties(subject, (receiver,) if receiver else ())


def _usual_receiver(
    analysis: Analysis, subject: Sequence[str], others: Sequence[str]
) -> str | None:
    """The state that the report says most often things are "to" or "for"."""
    receiver = receiver_of(analysis)
    if receiver and receiver not in subject:
        return receiver
    return None


def receiver_of(analysis: Analysis) -> str | None:
    """Who gets what this report speaks of: named behind "to" and "for" most often."""
    cached = _receivers.get(id(analysis))
    if cached and cached[0] is analysis:
        return cached[1]
    words = party_words(analysis.words)
    counts: dict[str, int] = {}
    for sentence in analysis.sentences:
        for mention in sentence.mentions:
            if mention.name.role == "state" and mention.name.form != "adjective":
                if _role(sentence, mention, words) == "to":
                    counts[mention.name.name] = counts.get(mention.name.name, 0) + 1
    best = max(counts, key=lambda name: (counts[name], name), default=None)
    _receivers.clear()
    _receivers[id(analysis)] = (analysis, best)
    return best


_receivers: dict[int, tuple[Analysis, str | None]] = {}


def _payer(
    analysis: Analysis, sentence: Sentence, inside: list[_Party], everyone: list[_Party], place: int
) -> Parties:
    """Payer and beneficiary."""
    found = _giver(analysis, sentence, inside, everyone, place)
    return found


def _buyer(
    analysis: Analysis, sentence: Sentence, inside: list[_Party], everyone: list[_Party], place: int
) -> Parties:
    """Buyer and supplier: of a company and a state the company supplies."""
    pool = everyone
    makers = [p for p in pool if p.kind == "company"]
    states = [p for p in pool if p.kind in ("state", "group", "body", "scheme")]
    buyer = _first_plain(states, place, ("from", "by")) if makers else None
    buyer = buyer or _leading(states, place, ("plain", "owner", "by", "from", "to"))
    subject = _listed(sentence, buyer, states) if buyer else ()
    if not subject:
        subject = tuple(n for n in _fallback(analysis, sentence))
    return Parties(subject, _unique([m.name for m in makers])[:3])


def _pair(
    analysis: Analysis, sentence: Sentence, inside: list[_Party], everyone: list[_Party], place: int
) -> Parties:
    """Two sides of a deal: first come, the other."""
    pool = inside if len({p.name for p in inside}) > 1 else everyone
    names = _unique([p.name for p in pool if p.role != "place"] + [p.name for p in pool])
    if not names:
        names = _fallback(analysis, sentence)
    if len(names) == 1 and sentence.speaker_state and sentence.speaker_state != names[0]:
        names = (sentence.speaker_state, names[0])
    return Parties(names[:1], names[1:3])


def _decider(
    analysis: Analysis, sentence: Sentence, inside: list[_Party], everyone: list[_Party], place: int
) -> Parties:
    """Who decides, and who asked or would receive."""
    pool = inside or everyone
    first = _leading(pool, place, ("plain", "owner", "by", "from")) or _leading(everyone, place, ("plain", "owner"))
    to = [p for p in everyone if p.role == "to" and (first is None or p.name != first.name)]
    subject = (first.name,) if first else _fallback(analysis, sentence)
    others = [p.name for p in everyone if p.name not in subject and p.role != "place"]
    target = to[0].name if to else (others[0] if others else _usual_receiver(analysis, subject, []))
    return Parties(subject, (target,) if target else ())


def _body(
    analysis: Analysis, sentence: Sentence, inside: list[_Party], everyone: list[_Party], place: int
) -> Parties:
    """The alliance or forum, and those who joined."""
    groups = [p for p in (inside or everyone) if p.kind == "group"] or [p for p in everyone if p.kind == "group"]
    if not groups:
        groups = [p for p in everyone if p.name in ("NATO", "EU")]
    body = groups[0].name if groups else _last_group(analysis, sentence)
    joined = [p.name for p in everyone if p.kind in ("state", "company") and p.name != body]
    companies = [p.name for p in everyone if p.kind == "company" and p.name != body]
    return Parties((body,) if body else (), _unique(companies or [])[:8] if companies or not joined else ())


def _last_group(analysis: Analysis, sentence: Sentence) -> str | None:
    for other in reversed(analysis.sentences[: sentence.index]):
        for mention in reversed(other.mentions):
            if mention.name.role == "group":
                return mention.name.name
    return None


def _victim(
    analysis: Analysis, sentence: Sentence, inside: list[_Party], everyone: list[_Party], place: int
) -> Parties:
    """Whom a disruption hits, and who causes it."""
    words = party_words(analysis.words)
    to = [p for p in everyone if p.role in ("to", "place")]
    doers = [p for p in everyone if p.role in ("plain", "owner", "by", "from")]
    attacked = any(t.low in words.victims for t in sentence.tokens)
    if to and doers and to[0].name != doers[0].name:
        return Parties((to[0].name,), (doers[0].name,))
    if doers:
        usual = None if attacked else None
        rest = [p.name for p in doers[1:] if p.name != doers[0].name]
        return Parties((doers[0].name,), tuple(rest[:1]) if usual is None else (usual,))
    if sentence.lead is not None or not everyone:
        known = _fallback(analysis, sentence)
        receiver = receiver_of(analysis)
        if receiver and known and receiver not in known:
            return Parties((receiver,), known[:1])
        return Parties(known)
    return Parties((everyone[0].name,))


def _builder(
    analysis: Analysis, sentence: Sentence, inside: list[_Party], everyone: list[_Party], place: int
) -> Parties:
    """Who builds, and in which country."""
    where = [p.name for p in everyone if p.role == "place" and p.kind == "state"]
    doers = [p for p in everyone if p.role != "place"]
    companies = [p for p in doers if p.kind == "company"]
    first = companies[0] if companies else _leading(doers, place, ("plain", "owner", "by"))
    subject = (first.name,) if first else _fallback(analysis, sentence)
    country = where[0] if where else None
    if country is None and subject:
        country = subject[0] if len(subject[0]) == 2 else None
    return Parties(subject, (country,) if country else ())


_PICKERS = {
    "production": _doer,
    "growth": _doer,
    "expenditure": _doer,
    "stock": _doer,
    "lead_time": _doer,
    "share": _doer,
    "price": _doer,
    "industry": _doer,
    "transfer": _giver,
    "funding": _payer,
    "order": _buyer,
    "agreement": _pair,
    "permission": _decider,
    "membership": _body,
    "disruption": _victim,
    "investment": _builder,
}
