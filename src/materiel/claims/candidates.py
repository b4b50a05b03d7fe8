"""Who of those a sentence names may be a party of its claims, and in which part."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from materiel.claims.analysis import Analysis, Sentence
from materiel.claims.names import Mention
from materiel.claims.speech import speech_words
from materiel.claims.tokens import Words
from materiel.claims.words import Lexicon

_PARTY_ROLES = ("state", "company", "group", "body", "scheme")

_GIVING = frozenset(("give", "pledge", "aid", "money"))
_GETS, _FOUGHT, _GIVES, _NAMED = (
    12,
    8,
    3,
    1,
)  # points for the one who gets; found on labelled reports
_UNIONS = ("EU", "NATO", "Europe")  # they give, and get for their members
_ENOUGH = 2  # points below which nobody is known to get
_LIST = 8  # tokens from a name back to the word that tells its part, over a list
_CASES = ("to", "by", "from")  # forms of a name that tell its part
_NEXT = 30  # characters between who gets and the verb


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
        self.fought = frozenset(table.get("fought", ()))
        self.helping = frozenset(table.get("helping", ()))
        self.requests = frozenset(table.get("requests", ()))
        self.refused = frozenset(table.get("refused", ()))
        self.leaves = frozenset(table.get("leaves", ()))
        self.being = frozenset(table.get("being", ()))
        self.withholding = frozenset(table.get("withholding", ()))
        self.curbs = frozenset(table.get("curbs", ()))
        self.friends = frozenset(table.get("friends", ()))
        self.according = frozenset(table.get("according", ()))
        self.owned = frozenset(table.get("owned", ()))
        self.epithets = frozenset(table.get("epithets", ()))
        self.behalf = frozenset(table.get("behalf", ()))
        self.aid_nouns = frozenset(table.get("aid_nouns", ()))
        self.asking = Words(table["asking"])
        self.asker_between: bool = table.get("asker_between", False)
        self.free_order: bool = table.get("free_order", False)  # a subject may follow its verb


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
    aside = _says_aside(analysis, sentence)
    for mention in sentence.mentions:
        name = mention.name
        saying = sentence.said and sentence.said[0] <= mention.start < sentence.said[1]
        unheard = aside and name.role != "company"
        if saying and (unheard or name.role in ("person", "source") or name.form == "seat"):
            continue
        shown = party_name(mention)
        if shown is None or _is_epithet(sentence, mention, words):
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


def _says_aside(analysis: Analysis, sentence: Sentence) -> bool:
    """Whether who speaks stands in a phrase of its own: "according to the Ukrainian staff, Moscow ..."."""
    if sentence.said is None or not party_words(analysis.words).free_order:
        return False
    at = next((k for k, t in enumerate(sentence.tokens) if t.start >= sentence.said[0]), 0)
    return speech_words(analysis.words).attributing.at(sentence.tokens, at) is not None


def _is_epithet(sentence: Sentence, mention: Mention, words: PartyWords) -> bool:
    """ "The Eastern European country": another name of a state, no party of its own."""
    if mention.name.form != "adjective" and mention.name.role != "company":
        return False
    behind = next((t.low for t in sentence.tokens if t.start >= mention.end), "")
    if mention.name.role == "company":  # "Nitrochemie, a Rheinmetall company"
        before = [t.low for t in sentence.tokens if t.end <= mention.start][-2:]
        return behind in words.owned and before[:1] == [","]
    return behind in words.epithets


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
    cased = mention.name.form in _CASES
    while k >= 0 and steps < _LIST:
        low = sentence.tokens[k].low
        if cased and _is_name(sentence, sentence.tokens[k].start):
            break  # "pela Alemanha à Ucrânia": the word before another name is the other's
        if k and sentence.tokens[k - 1].low in words.according:
            break  # "according to Norway" gives nothing to Norway
        if low in words.to or (low in words.helping and mention.name.form != "adjective"):
            return "to"  # "to Ukraine", and "lend Ukraine"
        if low in words.by or (k and sentence.tokens[k - 1].low in words.behalf):
            return "by"  # "by Norway", "on behalf of Norway"
        if low in words.source:
            return "from"
        if low in words.place:
            return "place"
        if low in words.joint:
            return "with"
        if (
            low not in words.fillers
            and not low[0].isdigit()
            and not _is_name(sentence, sentence.tokens[k].start)
        ):
            break
        k -= 1
        steps += 1
    if cased:
        return mention.name.form  # a case tells the part: "Україні", "Німеччиною"
    behind = [t.low for t in sentence.tokens if t.start >= mention.end][:4]
    if behind[:1] != ["'"]:
        return "plain"
    return "to" if words.friends & set(behind) else "owner"


def _is_name(sentence: Sentence, place: int) -> bool:
    return any(m.start <= place < m.end for m in sentence.mentions)


def unique(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def listed(
    sentence: Sentence, head: Party, everyone: Sequence[Party], words: PartyWords
) -> tuple[str, ...]:
    """The head and those listed with it: "Germany, Denmark and the Netherlands"."""
    ordered = sorted(everyone, key=lambda p: p.start)
    alike = ("state", "group") if head.kind in ("state", "group") else (head.kind,)
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
            if (
                not between
                or not all(word in words.joints for word in between)
                or other.kind not in alike
            ):
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


def right_before(sentence: Sentence, parties: Sequence[Party], place: int) -> Party | None:
    """The party that stands right in front of a number: ", the Netherlands 400 million"."""
    fitting = [p for p in parties if p.end <= place and p.role == "plain" and p.form != "adjective"]
    if not fitting or any(fitting[-1].end <= t.start < place for t in sentence.tokens):
        return None
    return fitting[-1]


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


def maker_before(analysis: Analysis, sentence: Sentence) -> tuple[str, ...]:
    """The company that the paragraph spoke of last, for a sentence that names nobody."""
    if sentence.topic or sentence.speaker_state:
        return ()
    for other in analysis.paragraph_before(sentence):
        makers = [m.name.name for m in other.mentions if m.name.role == "company"]
        if makers:
            return (makers[0],)
    return ()


def usual_receiver(analysis: Analysis, givers: Sequence[str]) -> str | None:
    """The state that the report most often speaks of as the one who gets, givers aside."""
    if analysis.receivers is None:
        analysis.receivers = _receivers(analysis)
    ranked = analysis.receivers.most_common()
    return next((name for name, n in ranked if name not in givers and n >= _ENOUGH), None)


def _receivers(analysis: Analysis) -> Counter[str]:
    """Points for each state: things go to it, it is helped, it is fought over, it is named."""
    words = party_words(analysis.words)
    points: Counter[str] = Counter()
    for sentence in analysis.sentences:
        giving = any(group in _GIVING for _, _, group in sentence.cues)
        giving = giving or (sentence.role == "headline" and bool(sentence.cues))
        getters = [t.start for t in sentence.tokens if t.low in words.getters]
        for mention in sentence.mentions:
            name = mention.name.name
            if mention.name.role != "state":
                points[_state_of_group(analysis, mention)] += 2 * _GETS
                continue
            points[name] += _NAMED
            gets = any(0 <= at - mention.end < _NEXT for at in getters)
            before = _words_before(sentence, mention, 3)
            if giving and (gets or _role(sentence, mention, words) == "to"):
                points[name] += _GETS
            elif giving and _leads_to_giving(sentence, mention):
                points[name] -= _GIVES
            if set(_words_behind(sentence, mention, 1)) & words.aid_nouns:
                points[name] += _GETS
            if set(before) & words.fought or set(before[:2]) & words.helping:
                points[name] += _FOUGHT
    return Counter({name: n for name, n in points.items() if name not in ("", *_UNIONS)})


def _state_of_group(analysis: Analysis, mention: Mention) -> str:
    """The state that a contact group or a fund has in its name, or nothing."""
    if mention.name.role not in ("group", "scheme", "body", "source"):
        return ""
    first = analysis.document.text[mention.start : mention.end].split()[0]
    return _state_names(analysis.words).get(first, "")


@cache
def _state_names(words: Lexicon) -> dict[str, str]:
    return {a: n.name for a, n in words.names if n.role == "state" and n.form == "name"}


def _leads_to_giving(sentence: Sentence, mention: Mention) -> bool:
    return any(g in _GIVING and 0 <= start - mention.end < _NEXT for start, _, g in sentence.cues)


def _words_behind(sentence: Sentence, mention: Mention, count: int) -> list[str]:
    return [t.low for t in sentence.tokens if t.start >= mention.end][:count]


def _words_before(sentence: Sentence, mention: Mention, count: int) -> list[str]:
    """The words in front of a mention, nearest first."""
    k = next((k for k, t in enumerate(sentence.tokens) if t.start >= mention.start), 0)
    return [t.low for t in reversed(sentence.tokens[max(0, k - count) : k])]


def subject_before(analysis: Analysis, sentence: Sentence) -> tuple[str, ...]:
    """The first party of the sentence before: "it" goes on with its subject."""
    before = analysis.before(sentence)
    for mention in before.mentions if before else []:
        shown = party_name(mention)
        if shown and mention.name.role == "state":
            return (shown,)
    return usual_party(analysis, sentence)
