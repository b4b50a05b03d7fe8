"""Whose verb of speech it is: who stands before it or behind it, by name, title or pronoun."""

from collections.abc import Sequence

from materiel.claims.according import beside_title
from materiel.claims.analysis import Analysis, Sentence
from materiel.claims.gazetteer import Mention, Name
from materiel.claims.heard import Heard, Said
from materiel.claims.speech import SpeechWords, best_speaker, label_of, unnamed_label
from materiel.claims.tokens import Token

_BACK = 3  # sentences back in which "they" or "it" has spoken
_REACH = 12  # tokens between a verb of speech and its subject
BEFORE_INVERSION = (",", "”", '"', "'", "“", "»", "–", "-", "?", "!")


def subject_of_verb(
    analysis: Analysis,
    sentence: Sentence,
    speech: SpeechWords,
    i: int,
    after: int,
    heard: Heard,
) -> Said | None:
    """Who stands before the verb, or right behind it: "said Kamyshin"."""
    tokens = sentence.tokens
    front = i - 1
    while front > 0 and tokens[front].low in speech.auxiliaries:
        front -= 1
    if speech.inverted and i and tokens[front].low in BEFORE_INVERSION:
        found_behind = _inverted(analysis, sentence, speech, i, after, heard)
        if found_behind:
            return found_behind
    first = max(0, i - _REACH)
    floor = tokens[first].start
    for k in range(i - 1, first - 1, -1):
        if tokens[k].low in ("”", '"', ";", ":") or (k + 1 < i and tokens[k].low in speech.that):
            floor = tokens[k].end
            break
    opener = _described(sentence, i)
    if opener is not None:
        return Said(opener.name, opener.name.name, opener.start, tokens[after - 1].end)
    nameless = _nameless(analysis, sentence, speech, i, floor)
    if nameless is not None:
        return nameless
    before = [m for m in sentence.mentions if floor <= m.start and m.end <= tokens[i].start]
    found = best_speaker(before)
    if found and found.name.role == "person":
        end = tokens[after - 1].end
        if any(t.low[0].isdigit() for t in tokens[:i] if t.start >= found.end):
            end = found.end  # "hatte Tore Berg für 2025 acht Systeme angekündigt"
        return Said(found.name, found.name.name, found.start, end)
    inverted = [
        m
        for m in sentence.mentions
        if after < len(tokens) and tokens[after].start <= m.start <= tokens[after].end + 24
    ]
    person = next((m for m in inverted if m.name.role in ("person", "source")), None)
    if person and (i == 0 or tokens[i - 1].low in (",", "”", '"', "'")):
        return Said(person.name, person.name.name, tokens[i].start, person.end)
    words = [t.low for t in tokens[max(first, i - 3) : i] if t.start >= floor]
    last = heard.last
    if words and speech.pronouns.any_of(words):
        he = heard.he(sentence)
        if he is not None:
            return Said(*he, tokens[i - 1].start, tokens[after - 1].end)
    by_pronoun = _by_pronoun(sentence, words, heard, speech)
    if by_pronoun is not None:
        return Said(*by_pronoun, tokens[i - 1].start, tokens[after - 1].end)
    if i + 1 < len(tokens) and tokens[after - 1].end and last is not None:
        behind = tokens[after].low if after < len(tokens) else ""
        if behind in speech.subjects:
            return Said(last.speaker, last.label, tokens[i].start, tokens[after].end)
    if found:
        meant = _meant_by(sentence, found, heard, speech, i)
        start = _start_of(tokens, found, i)
        if meant is not None:
            return Said(*meant, start, tokens[after - 1].end)
        return Said(
            found.name,
            label_of(analysis, sentence, found, speech),
            start,
            tokens[after - 1].end,
        )
    titled = _titled(analysis, sentence, speech, i, after, heard)
    if titled is None and speech.inverted:
        return _inverted(analysis, sentence, speech, i, after, heard)
    return titled


def _described(sentence: Sentence, i: int) -> Mention | None:
    """ "Doug Bush, who runs all of acquisition, logistics and technology, said": he who opens it."""
    first = sentence.mentions[0] if sentence.mentions else None
    if first is None or first.start != sentence.start or first.name.role != "person":
        return None
    behind = next((t.low for t in sentence.tokens if t.start >= first.end), "")
    return first if behind == "," and sentence.tokens[i - 1].low == "," else None


def _start_of(tokens: Sequence[Token], found: Mention, i: int) -> int:
    """Where an attribution begins: "Norway buys tanks, its minister said" begins behind the comma."""
    commas = [k for k in range(i) if tokens[k].low == "," and tokens[k].start >= found.end]
    if not commas or commas[-1] + 1 >= i:
        return found.start  # "Norway, its minister, said"
    return tokens[commas[-1] + 1].start


def _by_pronoun(
    sentence: Sentence, words: Sequence[str], heard: Heard, speech: SpeechWords
) -> tuple[Name | None, str] | None:
    """ "It said", "they added": the last speaker where he is no single person, or the firm."""
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


def _inverted(
    analysis: Analysis,
    sentence: Sentence,
    speech: SpeechWords,
    i: int,
    after: int,
    heard: Heard,
) -> Said | None:
    """Who stands behind the verb: "kündigte Vorstandschef Rauch an", "повідомляє відомство"."""
    tokens = sentence.tokens
    limit = after
    while limit < min(len(tokens), after + 14) and tokens[limit].low not in (
        ",",
        ":",
        ";",
        "–",
        "(",
    ):
        limit += 1
    if limit == after:
        return None
    edge = tokens[limit - 1].end
    named = [m for m in sentence.mentions if tokens[after].start <= m.start < edge]
    best = best_speaker(named)
    near = tokens[after : min(limit, after + 3)]
    if best is None or best.name.role in ("state", "group"):
        last = heard.last
        for token in near:
            if last is not None and token.low in speech.subjects:
                return Said(last.speaker, last.label, tokens[i].start, token.end)
            bearer = heard.bearer(sentence, [token.low]) if best is None else None
            if bearer is not None:
                return Said(*bearer, tokens[i].start, token.end)
            if best is None and token.low in speech.bodies:
                place = tokens.index(token)
                label = unnamed_label(analysis, tokens, place, place, speech)
                if last is not None and last.speaker and last.speaker.role in ("body", "company"):
                    return Said(last.speaker, last.label, tokens[i].start, token.end)
                return Said(None, label, tokens[i].start, token.end)
    named_behind = best is None or best.name.role != "person"
    beside = beside_title(sentence, speech, after, edge) if named_behind else None
    if beside is not None:
        return Said(beside.name, beside.name.name, tokens[i].start, beside.end)
    if best is None:
        return None
    return Said(best.name, label_of(analysis, sentence, best, speech), tokens[i].start, edge)


def _nameless(
    analysis: Analysis, sentence: Sentence, speech: SpeechWords, i: int, floor: int
) -> Said | None:
    """ ", a senior NATO official said": a speaker who is new and has no name."""
    tokens = sentence.tokens
    k = i - 1
    while k >= 0 and tokens[k].start >= floor and tokens[k].low not in (",", "”", '"'):
        k -= 1
    opens = k < 0 or tokens[k].start < floor or tokens[k].low in (",", "”", '"')
    first = k + 1
    if not opens or i - first < 2 or i - first > 7 or tokens[first].low not in speech.articles:
        return None
    if tokens[i - 1].low not in speech.titles and tokens[i - 1].low not in speech.bodies:
        return None
    label = analysis.document.text[tokens[first + 1].start : tokens[i - 1].end]
    inside = [m for m in sentence.mentions if tokens[first].start <= m.start < tokens[i].start]
    if any(m.name.role == "person" for m in inside):
        return None
    name = inside[0].name if inside else None
    return Said(name, label, tokens[first].start, tokens[i].end)


def _meant_by(
    sentence: Sentence, found: Mention, heard: Heard, speech: SpeechWords, i: int
) -> tuple[Name, str] | None:
    """ "The Czech minister", "the Spaniard": somebody who was named before."""
    if found.name.role != "state":
        return None
    between = [t.low for t in sentence.tokens[:i] if t.start >= found.end]
    if speech.titles.any_of(between):
        meant = heard.bearer(sentence, between, found.name.state)
        heard.waiting = sentence if meant is None else heard.waiting
        return meant
    last = heard.last.speaker if heard.last else None
    if last is None or last.role != "person" or found.name.form != "adjective" or between:
        return None
    return last, last.name


def _titled(
    analysis: Analysis,
    sentence: Sentence,
    speech: SpeechWords,
    i: int,
    after: int,
    heard: Heard,
) -> Said | None:
    """ "The minister said" goes on with the last speaker; "the ministry said" names a body."""
    tokens = sentence.tokens
    near = tokens[max(0, i - 4) : i]
    for token in reversed(near):
        bearer = heard.bearer(sentence, [token.low])
        if bearer is not None:
            return Said(*bearer, token.start, tokens[after - 1].end)
        if token.low in speech.titles:
            heard.waiting = sentence
        if token.low in speech.bodies:
            place = tokens.index(token)
            label = unnamed_label(analysis, tokens, place, place, speech)
            name = _body_before(sentence, speech, heard, token.low, label)
            shown = (name.label or name.name) if name else label
            return Said(name, shown, token.start, tokens[after - 1].end)
    return None


def _body_before(
    sentence: Sentence, speech: SpeechWords, heard: Heard, word: str, kind: str
) -> Name | None:
    """Whom "the firm" or "the ministry" means: the firm or the body of a state named before."""
    if word in speech.firms:
        return heard.firm_near(sentence)
    return heard.body_near(sentence, kind) if word in speech.offices else None
