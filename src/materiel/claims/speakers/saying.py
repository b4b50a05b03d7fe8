"""Whose verb of speech it is: who stands before it or behind it, by name, title or pronoun."""

from collections.abc import Sequence

from materiel.claims.gazetteer import Mention, Name
from materiel.claims.speakers.according import beside_title
from materiel.claims.speakers.heard import Said
from materiel.claims.speakers.telling import Telling, best_speaker

_BACK = 3  # sentences back in which "they" or "it" has spoken
_REACH = 12  # tokens between a verb of speech and its subject
_BEHIND = 14  # tokens behind it in which an inverted subject ends
BEFORE_INVERSION = (",", "”", '"', "'", "“", "»", "–", "-", "?", "!")
_SUBJECT_ENDS = (",", ":", ";", "–", "(")


def subject_of_verb(verb: Telling) -> Said | None:
    """Who stands before the verb, or right behind it: "said Kamyshin"."""
    floor = _floor(verb)
    before = [m for m in verb.sentence.mentions if floor <= m.start and m.end <= verb.start]
    found = best_speaker(before)
    return (
        (_inverted(verb) if _may_be_inverted(verb) else None)
        or _described(verb)
        or _nameless(verb, floor)
        or _person(verb, found)
        or _right_behind(verb)
        or _by_pronoun(verb, floor)
        or _pronoun_behind(verb)
        or _body_or_state(verb, found)
        or _titled(verb)
        or (_inverted(verb) if verb.speech.inverted else None)
    )


def _may_be_inverted(verb: Telling) -> bool:
    """Whether a quotation or a comma stands in front of the verb, where subjects may follow it."""
    front = verb.i - 1
    while front > 0 and verb.tokens[front].low in verb.speech.auxiliaries:
        front -= 1
    return verb.speech.inverted and verb.i > 0 and verb.tokens[front].low in BEFORE_INVERSION


def _floor(verb: Telling) -> int:
    """The offset from which on the verb's subject may stand in front of it."""
    tokens, i = verb.tokens, verb.i
    first = max(0, i - _REACH)
    for k in range(i - 1, first - 1, -1):
        if tokens[k].low in ("”", '"', ";", ":") or (
            k + 1 < i and tokens[k].low in verb.speech.that
        ):
            return tokens[k].end
    return tokens[first].start


def _described(verb: Telling) -> Said | None:
    """ "Doug Bush, who runs all of acquisition, logistics and technology, said": he who opens it."""
    sentence = verb.sentence
    first = sentence.mentions[0] if sentence.mentions else None
    if first is None or first.start != sentence.start or first.name.role != "person":
        return None
    behind = next((t.low for t in sentence.tokens if t.start >= first.end), "")
    if behind != "," or sentence.tokens[verb.i - 1].low != ",":
        return None
    return Said(first.name, first.name.name, first.start, verb.end)


def _nameless(verb: Telling, floor: int) -> Said | None:
    """ ", a senior NATO official said": a speaker who is new and has no name."""
    tokens, i, speech = verb.tokens, verb.i, verb.speech
    k = i - 1
    while k >= 0 and tokens[k].start >= floor and tokens[k].low not in (",", "”", '"'):
        k -= 1
    opens = k < 0 or tokens[k].start < floor or tokens[k].low in (",", "”", '"')
    first = k + 1
    if not opens or i - first < 2 or i - first > 7 or tokens[first].low not in speech.articles:
        return None
    if tokens[i - 1].low not in speech.titles and tokens[i - 1].low not in speech.bodies:
        return None
    label = verb.analysis.document.text[tokens[first + 1].start : tokens[i - 1].end]
    inside = verb.named(tokens[first].start, verb.start)
    if any(m.name.role == "person" for m in inside):
        return None
    return Said(inside[0].name if inside else None, label, tokens[first].start, tokens[i].end)


def _person(verb: Telling, found: Mention | None) -> Said | None:
    """A person in front of the verb."""
    if found is None or found.name.role != "person":
        return None
    end = verb.end
    if any(t.low[0].isdigit() for t in verb.tokens[: verb.i] if t.start >= found.end):
        end = found.end  # "hatte Tore Berg für 2025 acht Systeme angekündigt"
    return Said(found.name, found.name.name, found.start, end)


def _right_behind(verb: Telling) -> Said | None:
    """ "..., said Kamyshin": a person or a medium right behind the verb."""
    tokens, i, after = verb.tokens, verb.i, verb.after
    if after >= len(tokens) or (i and tokens[i - 1].low not in (",", "”", '"', "'")):
        return None
    behind = verb.named(tokens[after].start, tokens[after].end + 25)
    person = next((m for m in behind if m.name.role in ("person", "source")), None)
    return Said(person.name, person.name.name, verb.start, person.end) if person else None


def _by_pronoun(verb: Telling, floor: int) -> Said | None:
    """ "He said", "it said", "they added"."""
    i = verb.i
    near = verb.tokens[max(0, i - 3) : i]
    words = [t.low for t in near if t.start >= floor]
    he = verb.heard.he(verb.sentence) if verb.speech.pronouns.any_of(words) else None
    meant = he or _it_or_they(verb, words)
    return Said(*meant, verb.tokens[i - 1].start, verb.end) if meant else None


def _it_or_they(verb: Telling, words: Sequence[str]) -> tuple[Name | None, str] | None:
    """The last speaker where he is no single person, or the firm."""
    speech, heard, sentence = verb.speech, verb.heard, verb.sentence
    if not words or not (words[-1] in speech.thing_pronouns or words[-1] in speech.plural_pronouns):
        return None
    last = heard.last
    if last is not None and (last.speaker is None or last.speaker.role != "person"):
        several = last.label.rpartition(" ")[2].lower() in speech.people
        many = words[-1] in speech.plural_pronouns and last.label[-1:] == "s"
        if several == many and sentence.index - heard.told <= _BACK:
            return last.speaker, last.label
    firm = heard.firm_near(sentence) if words[-1] in speech.thing_pronouns else None
    return (firm, firm.name) if firm else None


def _pronoun_behind(verb: Telling) -> Said | None:
    """ "Said he": the last speaker."""
    last, tokens, after = verb.heard.last, verb.tokens, verb.after
    if last is None or after >= len(tokens) or tokens[after].low not in verb.speech.subjects:
        return None
    return Said(last.speaker, last.label, verb.start, tokens[after].end)


def _body_or_state(verb: Telling, found: Mention | None) -> Said | None:
    """Who is named in front of the verb and no person, or the person whom the words mean."""
    if found is None:
        return None
    meant = _meant_by(verb, found)
    start = _start_of(verb, found)
    if meant is not None:
        return Said(*meant, start, verb.end)
    return Said(found.name, verb.label(found), start, verb.end)


def _meant_by(verb: Telling, found: Mention) -> tuple[Name, str] | None:
    """ "The Czech minister", "the Spaniard": somebody who was named before."""
    heard = verb.heard
    if found.name.role != "state":
        return None
    between = [t.low for t in verb.tokens[: verb.i] if t.start >= found.end]
    if verb.speech.titles.any_of(between):
        meant = heard.bearer(verb.sentence, between, found.name.state)
        heard.waiting = verb.sentence if meant is None else heard.waiting
        return meant
    last = heard.last.speaker if heard.last else None
    if last is None or last.role != "person" or found.name.form != "adjective" or between:
        return None
    return last, last.name


def _start_of(verb: Telling, found: Mention) -> int:
    """Where an attribution begins: "Norway buys tanks, its minister said" begins behind the comma."""
    tokens, i = verb.tokens, verb.i
    commas = [k for k in range(i) if tokens[k].low == "," and tokens[k].start >= found.end]
    if not commas or commas[-1] + 1 >= i:
        return found.start  # "Norway, its minister, said"
    return tokens[commas[-1] + 1].start


def _titled(verb: Telling) -> Said | None:
    """ "The minister said" goes on with the last speaker; "the ministry said" names a body."""
    tokens, speech, heard = verb.tokens, verb.speech, verb.heard
    for token in reversed(tokens[max(0, verb.i - 4) : verb.i]):
        bearer = heard.bearer(verb.sentence, [token.low])
        if bearer is not None:
            return Said(*bearer, token.start, verb.end)
        if token.low in speech.titles:
            heard.waiting = verb.sentence
        if token.low in speech.bodies:
            place = tokens.index(token)
            label = verb.unnamed(place, place)
            name = _body_before(verb, token.low, label)
            shown = (name.label or name.name) if name else label
            return Said(name, shown, token.start, verb.end)
    return None


def _body_before(verb: Telling, word: str, kind: str) -> Name | None:
    """Whom "the firm" or "the ministry" means: the firm or the body of a state named before."""
    if word in verb.speech.firms:
        return verb.heard.firm_near(verb.sentence)
    return verb.heard.body_near(verb.sentence, kind) if word in verb.speech.offices else None


def _inverted(verb: Telling) -> Said | None:
    """Who stands behind the verb: "kündigte Vorstandschef Rauch an", "повідомляє відомство"."""
    tokens, after = verb.tokens, verb.after
    limit = after
    while limit < min(len(tokens), after + _BEHIND) and tokens[limit].low not in _SUBJECT_ENDS:
        limit += 1
    if limit == after:
        return None
    edge = tokens[limit - 1].end
    best = best_speaker(verb.named(tokens[after].start, edge))
    if best is None or best.name.role in ("state", "group"):
        meant = _meant_behind(verb, best, min(limit, after + 3))
        if meant is not None:
            return meant
    is_person = best is not None and best.name.role == "person"
    beside = None if is_person else beside_title(verb, edge)
    if beside is not None:
        return Said(beside.name, beside.name.name, verb.start, beside.end)
    return Said(best.name, verb.label(best), verb.start, edge) if best else None


def _meant_behind(verb: Telling, best: Mention | None, limit: int) -> Said | None:
    """Whom a pronoun, a title or "the ministry" right behind the verb means."""
    tokens, speech, last = verb.tokens, verb.speech, verb.heard.last
    for token in tokens[verb.after : limit]:
        if last is not None and token.low in speech.subjects:
            return Said(last.speaker, last.label, verb.start, token.end)
        if best is not None:
            continue
        bearer = verb.heard.bearer(verb.sentence, [token.low])
        if bearer is not None:
            return Said(*bearer, verb.start, token.end)
        if token.low in speech.bodies:
            if last is not None and last.speaker and last.speaker.role in ("body", "company"):
                return Said(last.speaker, last.label, verb.start, token.end)
            place = tokens.index(token)
            return Said(None, verb.unnamed(place, place), verb.start, token.end)
    return None
