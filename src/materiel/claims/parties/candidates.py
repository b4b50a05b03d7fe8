"""Who of those a sentence names may be a party of its claims, and in which part."""

from collections.abc import Sequence

from materiel.claims.gazetteer import Mention
from materiel.claims.party_words import PartyWords, party_words
from materiel.claims.speech_words import speech_words
from materiel.claims.text.analysis import Analysis, Party, Sentence
from materiel.claims.tokens import between, first_from, first_past

_PARTY_ROLES = ("state", "company", "group", "body", "scheme")

_DOERS = ("plain", "owner", "by", "from")
_TAIL = 40  # characters behind "said" that a sentence may end with
_TOGETHER = 4  # tokens from "together" to a name
_OWNER = 8  # tokens between a firm and its owner: "Nexter, filiale de KNDS"
_LIST = 8  # tokens from a name back to the word that tells its part, over a list
_CASES = ("to", "by", "from")  # forms of a name that tell its part


def candidates(analysis: Analysis, sentence: Sentence, words: PartyWords) -> list[Party]:
    """Who may be a party of the claims of a sentence; looked for once, when its speaker is known."""
    known = analysis.parties.get(sentence.index)
    if known is None:
        known = analysis.parties[sentence.index] = _candidates(analysis, sentence, words)
    return list(known)


def _candidates(analysis: Analysis, sentence: Sentence, words: PartyWords) -> list[Party]:
    found: list[Party] = []
    aside = _says_aside(analysis, sentence)
    last = _says_last(sentence)
    label = _label_at(analysis, sentence)
    for mention in sentence.mentions:
        name = mention.name
        saying = sentence.said and sentence.said[0] <= mention.start < sentence.said[1]
        unheard = aside and name.role != "company"
        if saying and (unheard or name.role in ("person", "source") or name.form == "seat"):
            continue
        if saying and last and any(p.role in _DOERS for p in found):
            continue  # "Chad got 5 from Fiji, Cuban officials said": who says so has no part in it
        shown = party_name(mention)
        if shown is None or _is_epithet(sentence, mention, words):
            continue
        found.append(
            Party(
                shown,
                mention.start,
                mention.end,
                "label" if mention.start == label else role_of(sentence, mention, words),
                name.form,
                name.role,
                name.state,
            )
        )
    return found


def _label_at(analysis: Analysis, sentence: Sentence) -> int | None:
    """Where the name stands that labels a sentence: "Chile: 40 tanks". It is who its paragraph is on."""
    first = sentence.mentions[0] if sentence.mentions else None
    if first is None or first.name.name != sentence.topic:
        return None
    text = analysis.document.text
    before, behind = text[sentence.start : first.start], text[first.end : first.end + 2]
    marked = behind[:1] == ":" or behind in (" —", " –")
    return first.start if marked and not any(c.isalnum() for c in before) else None


def _says_last(sentence: Sentence) -> bool:
    """Whether who speaks stands behind a comma at the end: "..., US officials said"."""
    if sentence.said is None or sentence.end - sentence.said[1] > _TAIL:
        return False
    before = [t.low for t in sentence.tokens if t.end <= sentence.said[0]]
    return len(before) > _TOGETHER and before[-1] in (",", "–", "—", "-", "”", '"', "»", "“")


def _says_aside(analysis: Analysis, sentence: Sentence) -> bool:
    """Whether who speaks stands in a phrase of its own: "according to the Ukrainian staff, Moscow ..."."""
    if sentence.said is None or not party_words(analysis.words).free_order:
        return False
    at = first_from(sentence.tokens, sentence.said[0])
    return speech_words(analysis.words).attributing.at(sentence.tokens, at) is not None


def _is_epithet(sentence: Sentence, mention: Mention, words: PartyWords) -> bool:
    """ "The Eastern European country": another name of a state, no party of its own."""
    if mention.name.form != "adjective" and mention.name.role != "company":
        return False
    tokens = sentence.tokens
    k = first_from(tokens, mention.end)
    behind = tokens[k].low if k < len(tokens) else ""
    if mention.name.role == "company":
        last = first_past(tokens, mention.start)
        near = [t.low for t in tokens[max(0, last - _OWNER) : last]]
        if behind in words.owned and near[-2:-1] == [","]:
            return True  # "Nitrochemie, a Rheinmetall company"
        return "," in near and not words.owned.isdisjoint(near[near.index(",") :])
    return behind in words.epithets


def party_name(mention: Mention) -> str | None:
    """How a party is named: a person as his state, a programme as its payer."""
    name = mention.name
    if name.role == "person":
        return name.state
    if name.role == "scheme":
        return name.state
    return name.name if name.role in _PARTY_ROLES else None


def role_of(sentence: Sentence, mention: Mention, words: PartyWords) -> str:
    """Read off the words in front: "to Ukraine", "by the US", "in Poland"."""
    tokens = sentence.tokens
    first = first_from(tokens, mention.start)
    cased = mention.name.form in _CASES
    last = first - 1 if first < len(tokens) else -1
    for k in range(last, max(-1, last - _LIST), -1):
        low = tokens[k].low
        if (cased or k == last) and _is_name(sentence, tokens[k].start, cased=cased):
            break  # "pela Alemanha à Ucrânia": the word before another name is the other's
        if k and tokens[k - 1].low in words.according:
            break  # "according to Norway" gives nothing to Norway
        role = _role_by(low, tokens[k - 1].low if k else "", mention, words)
        if role:
            return role
        fills = low in words.fillers or low[0].isdigit()
        if not fills and not _is_name(sentence, tokens[k].start):
            break
    if cased:
        return mention.name.form  # a case tells the part: "Україні", "Німеччиною"
    k = first_from(tokens, mention.end)
    behind = [t.low for t in tokens[k : k + 4]]
    if behind[:1] != ["'"]:
        return "plain"
    return "to" if words.friends & set(behind) else "owner"


def _role_by(low: str, before: str, mention: Mention, words: PartyWords) -> str | None:
    """The part that a word in front of a name gives it; None where it gives none."""
    if low in words.to or (low in words.helping and mention.name.form != "adjective"):
        return "to"  # "to Ukraine", and "lend Ukraine"
    if low in words.by or before in words.behalf:
        return "by"  # "by Norway", "on behalf of Norway"
    if low in words.source:
        return "from"
    if low in words.place:
        return "place"
    return "with" if low in words.joint else None


def _is_name(sentence: Sentence, place: int, *, cased: bool = True) -> bool:
    """Whether a name stands at a place, an adjective only where `cased`: "in Chile Patria makes"."""
    return any(
        m.start <= place < m.end and (cased or m.name.form != "adjective")
        for m in sentence.mentions
    )


def unique(names: Sequence[str]) -> tuple[str, ...]:
    """Each name once, in the order given."""
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
            if other.kind not in alike:
                break
            first, last = min(edge.end, other.end), max(edge.start, other.start)
            joints = between(sentence.tokens, first, last)
            if not joints or not all(token.low in words.joints for token in joints):
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


def right_before(
    sentence: Sentence, parties: Sequence[Party], place: int, words: PartyWords
) -> Party | None:
    """The party of a list that stands right in front of its number: ", the Netherlands 400 million"."""
    fitting = [p for p in parties if p.end <= place and p.role == "plain" and p.form != "adjective"]
    if not fitting or between(sentence.tokens, fitting[-1].end, place):
        return None
    before = [t.low for t in sentence.tokens if t.end <= fitting[-1].start]
    listed = not before or before[-1] in words.joints or not before[-1][0].isalnum()
    return fitting[-1] if listed else None  # in "gave Litauen 15" it is who gets


def beside(sentence: Sentence, parties: Sequence[Party], words: PartyWords) -> tuple[str, ...]:
    """Who does it with the others: "together with Germany", "jointly with Denmark and Norway"."""
    found: list[str] = []
    for party in parties:
        before = [t.low for t in sentence.tokens if t.end <= party.start][-_TOGETHER:]
        if party.role == "with" and not words.together.isdisjoint(before):
            found += listed(sentence, party, parties, words)
    return unique(found)


def leading(parties: Sequence[Party], place: int, roles: Sequence[str]) -> Party | None:
    """The first party before the place: the sentence's grammatical subject, mostly."""
    fitting = [p for p in parties if p.role in roles]
    before = [p for p in fitting if p.start <= place]
    return before[0] if before else (fitting[0] if fitting else None)
