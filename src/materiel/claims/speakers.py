"""Whom a sentence attributes its statement to."""

from collections.abc import Sequence

from materiel.claims.analysis import Analysis, Sentence
from materiel.claims.candidates import party_words
from materiel.claims.carried import carry_on
from materiel.claims.heard import Heard, Said
from materiel.claims.names import Mention
from materiel.claims.speech import (
    SpeechWords,
    best_speaker,
    first_speaker,
    label_of,
    speech_words,
    unnamed_label,
)
from materiel.claims.tokens import Token
from materiel.claims.words import Name

_BACK = 3  # sentences back in which "they" or "it" has spoken
_REACH = 12  # tokens between a verb of speech and its subject
_TAIL = 6  # tokens behind the name of who speaks: "am Montag in Berlin"
_BEFORE_INVERSION = (",", "”", '"', "'", "“", "»", "–", "-", "?", "!")


def attribute(analysis: Analysis) -> None:
    """Fill in the speaker of every sentence."""
    speech = speech_words(analysis.words)
    heard = Heard(speech.titles, speech.parts_of_titles)
    quoting = False
    paragraph = -1
    voice: Said | None = None
    for sentence in analysis.sentences:
        voice = _labelled(analysis, sentence, voice if sentence.paragraph == paragraph else None)
        said = _said(analysis, sentence, speech, heard) or voice
        last = heard.last
        if said is None and quoting and last is not None and sentence.paragraph == paragraph:
            said = Said(last.speaker, last.label, sentence.start, sentence.start)
        if said is None and sentence.row and sentence.lead is not None:
            sentence.speaker = sentence.lead.speaker
            sentence.speaker_state = sentence.lead.speaker_state
        if said is not None:
            sentence.speaker = said.label
            sentence.speaker_state = said.speaker.state if said.speaker else None
            sentence.said = (said.start, said.end)
            if said.speaker is None or said.speaker.role in ("person", "state", "source", "body"):
                heard.last, heard.told = said, sentence.index
        heard.note(sentence)
        if said is not None and heard.waiting is not sentence:
            heard.answer(sentence, said)
        quoting = _still_open(analysis.document.text, sentence, quoting, speech)
        paragraph = sentence.paragraph
    _look_ahead(analysis, speech)
    carry_on(analysis)


def _labelled(analysis: Analysis, sentence: Sentence, voice: Said | None) -> Said | None:
    """ "Rutte: We make ...": who is named in front of a colon speaks to the end of the paragraph."""
    first = sentence.mentions[0] if sentence.mentions else None
    if first is not None and first.start == sentence.start:
        colon = analysis.document.text[first.end : first.end + 1] == ":"
        if colon and first.name.role in ("person", "source"):
            return Said(first.name, first.name.name, first.start, first.end + 1)
    return Said(voice.speaker, voice.label, sentence.start, sentence.start) if voice else None


def _look_ahead(analysis: Analysis, speech: SpeechWords) -> None:
    """A quotation's first sentences have the speaker that its last sentence names."""
    for sentence, following in zip(
        reversed(analysis.sentences[:-1]), reversed(analysis.sentences[1:]), strict=True
    ):
        text = analysis.document.text[sentence.start : sentence.end]
        first, last = speech.opening[0], speech.closing[0]
        opened = text.count(first) > text.count(last) or (
            text.startswith('"') and text.count('"') == 1
        )
        if sentence.speaker is None and opened and following.paragraph == sentence.paragraph:
            sentence.speaker = following.speaker
            sentence.speaker_state = following.speaker_state


def _still_open(text: str, sentence: Sentence, quoting: bool, speech: SpeechWords) -> bool:
    opened = max(text.rfind(sign, sentence.start, sentence.end) for sign in speech.opening)
    closed = max(text.rfind(sign, sentence.start, sentence.end) for sign in speech.closing)
    return quoting if opened < 0 and closed < 0 else opened >= closed


def _said(analysis: Analysis, sentence: Sentence, speech: SpeechWords, heard: Heard) -> Said | None:
    tokens = sentence.tokens
    for i in range(len(tokens)):
        attributing = speech.attributing.at(tokens, i)
        if attributing is not None:
            found = _attributed(analysis, sentence, speech, i, attributing, heard)
            if found:
                return found
    for i in range(len(tokens)):
        match = speech.verbs.at(tokens, i)
        if match is None or speech.not_speech.at(tokens, i):
            continue
        strong = match[0] or _opens_report(analysis, tokens, i, match[1], speech)
        found = _subject(analysis, sentence, speech, i, match[1], heard)
        strong = strong or (found is not None and _closes(sentence, speech, i, found))
        if found and _is_one_of_many(analysis, sentence, found):
            return None
        # "Jonson announced ... at the works": a person's weak verb is speech, a state's is a deed
        if found and (strong or _is_voice(found, speech)):
            return found
    return None


def _is_one_of_many(analysis: Analysis, sentence: Sentence, said: Said) -> bool:
    """ "Denmark, Germany and the Netherlands say": what several states say together, they do."""
    if said.speaker is None or said.speaker.role != "state" or said.label != said.speaker.name:
        return False
    joints = party_words(analysis.words).joints
    others = [m for m in sentence.mentions if m.name.role == "state" and m.end < said.start]
    between = [t.low for t in sentence.tokens if others and others[-1].end <= t.start < said.start]
    return bool(between) and all(word in joints for word in between)


def _is_voice(said: Said, speech: SpeechWords) -> bool:
    """Whether somebody speaks rather than acts: a person, a medium, "officials"."""
    if said.speaker is not None and said.speaker.role in ("person", "source"):
        return True
    return said.label.rpartition(" ")[2].lower() in speech.people


def _attributed(
    analysis: Analysis,
    sentence: Sentence,
    speech: SpeechWords,
    i: int,
    found: tuple[str, int],
    heard: Heard,
) -> Said | None:
    """Whom "according to", "zufolge" or "by his account" make a speaker."""
    how, after = found
    if how == "according":
        return _behind(analysis, sentence, speech, i, after, heard)
    if how == "behind":  # "Branchenkreisen zufolge"
        return _in_front(analysis, sentence, speech, i)
    if heard.last is None:
        return None
    start, end = sentence.tokens[i].start, sentence.tokens[after - 1].end
    return Said(heard.last.speaker, heard.last.label, start, end)


def _opens_report(
    analysis: Analysis, tokens: Sequence[Token], i: int, after: int, speech: SpeechWords
) -> bool:
    """A weak verb of speech with "that", a colon or a quotation behind or before it."""
    near = {token.low for token in tokens[after : after + 3]}
    if speech.that.any_of(near) or ":" in near:
        return True
    # at the sentence's end, after a comma: "..., Der Spiegel reports."
    return after >= len(tokens) - 2 and i >= 3


def _closes(sentence: Sentence, speech: SpeechWords, i: int, said: Said) -> bool:
    """ "..., schätzt das Ministerium.", "... – szacuje NATO": nothing but who speaks stands behind the verb."""
    tokens = sentence.tokens
    k = i - 1
    while k > 0 and i - k <= 3 and tokens[k].low in speech.auxiliaries:
        k -= 1
    if not speech.inverted or k < 3 or tokens[k].low not in _BEFORE_INVERSION:
        return False
    if said.start < tokens[i].start:
        return False
    behind = [t for t in tokens[i + 1 :] if t.start >= said.end]
    return len(behind) <= _TAIL and not any(t.low[0].isdigit() for t in tokens[i + 1 :])


def _behind(
    analysis: Analysis,
    sentence: Sentence,
    speech: SpeechWords,
    i: int,
    after: int,
    heard: Heard,
) -> Said | None:
    """Whom "according to" names."""
    tokens = sentence.tokens
    if after >= len(tokens):
        return None
    start = tokens[i].start
    limit = tokens[min(after + 8, len(tokens)) - 1].end
    comma = next((t.start for t in tokens[after : after + 8] if t.low == ","), limit)
    comma = min(comma, _name_ends(analysis, tokens, after, speech) or comma)
    inside = [
        m
        for m in sentence.mentions
        if tokens[after].start <= m.start < max(comma, tokens[after].end)
    ]
    person = _beside_title(sentence, speech, after, comma) or first_speaker(inside)
    if person:
        end = comma if speech.inverted and person.end < comma < limit else person.end
        return Said(person.name, label_of(analysis, sentence, person, speech), start, end)
    low = [t.low for t in tokens[after : after + 4]]
    last = heard.last
    if last is not None and low[0] in speech.pronouns:
        return Said(last.speaker, last.label, start, tokens[after].end)
    bearer = heard.bearer(sentence, low)
    if bearer is not None:
        return Said(*bearer, start, tokens[after].end)
    if set(low) & speech.unnamed:
        return None
    for k, word in enumerate(low):
        if word in speech.estimates:
            return _counted_by(analysis, sentence, speech, start, after + k + 1, limit)
        if word in speech.bodies:
            firm = heard.firm_near(sentence) if word in speech.firms else None
            label = firm.name if firm else unnamed_label(analysis, tokens, after, after + k, speech)
            return Said(firm, label, start, tokens[after + k].end)
    return None


def _beside_title(sentence: Sentence, speech: SpeechWords, k: int, edge: int) -> Mention | None:
    """The person behind the comma that follows his title: "le PDG d'Eurenco, Thierry Francou"."""
    if not speech.titles.any_of(t.low for t in sentence.tokens[k:] if t.start < edge):
        return None
    beside = next((m for m in sentence.mentions if 0 < m.start - edge <= 2), None)
    return beside if beside is not None and beside.name.role == "person" else None


def _name_ends(
    analysis: Analysis, tokens: Sequence[Token], k: int, speech: SpeechWords
) -> int | None:
    """Where nouns have capitals: behind the noun that a word of the clause follows.

    "Laut dem Ministerium in Kiew | hat die Armee"; None where a language has no such capitals.
    """
    if not speech.noun_joints:
        return None
    seen = joined = False
    for token in tokens[k : k + 8]:
        capital = analysis.document.text[token.start].isupper()
        if seen and not capital and not joined and token.low not in speech.noun_joints:
            return token.start
        joined = not capital and token.low in speech.noun_joints if seen else False
        seen = seen or capital
    return None


def _counted_by(
    analysis: Analysis, sentence: Sentence, speech: SpeechWords, start: int, k: int, limit: int
) -> Said | None:
    """According to a count, data, figures: whose, where somebody is named behind it."""
    tokens = sentence.tokens
    behind = [t for t in tokens[k:] if t.start < limit]
    by = best_speaker(
        [m for m in sentence.mentions if behind and behind[0].start <= m.start < limit]
    )
    if by is not None and by.name.role != "state":
        return Said(by.name, by.name.name, start, by.end)
    for i, token in enumerate(behind):
        if i and token.low in speech.bodies:
            label = analysis.document.text[behind[1].start : token.end]
            return Said(by.name if by else None, label, start, token.end)
    return Said(by.name, by.name.name, start, by.end) if by else None


def _in_front(analysis: Analysis, sentence: Sentence, speech: SpeechWords, i: int) -> Said | None:
    """Whom a word behind the name makes a speaker."""
    tokens = sentence.tokens
    floor = tokens[max(0, i - 5)].start
    named = [m for m in sentence.mentions if floor <= m.start and m.end <= tokens[i].start]
    best = best_speaker(named)
    if best:
        label = label_of(analysis, sentence, best, speech)
        return Said(best.name, label, best.start, tokens[i].end)
    for k in range(i - 1, max(-1, i - 4), -1):
        if tokens[k].low in speech.bodies or tokens[k].low in speech.estimates:
            return Said(
                None,
                unnamed_label(analysis, tokens, k, k, speech),
                tokens[k].start,
                tokens[i].end,
            )
    return None


def _subject(
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
    if speech.inverted and i and tokens[front].low in _BEFORE_INVERSION:
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
        return Said(found.name, found.name.name, found.start, tokens[after - 1].end)
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
    if (
        last is not None
        and words
        and (words[-1] in speech.pronouns or speech.pronouns.any_of(words))
    ):
        return Said(last.speaker, last.label, tokens[i - 1].start, tokens[after - 1].end)
    by_pronoun = _by_pronoun(sentence, words, heard, speech)
    if by_pronoun is not None:
        return Said(*by_pronoun, tokens[i - 1].start, tokens[after - 1].end)
    if i + 1 < len(tokens) and tokens[after - 1].end and last is not None:
        behind = tokens[after].low if after < len(tokens) else ""
        if behind in speech.pronouns:
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
            if last is not None and token.low in speech.pronouns:
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
    beside = _beside_title(sentence, speech, after, edge) if named_behind else None
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
            firm = heard.firm_near(sentence) if token.low in speech.firms else None
            place = tokens.index(token)
            label = firm.name if firm else unnamed_label(analysis, tokens, place, place, speech)
            return Said(firm, label, token.start, tokens[after - 1].end)
    return None
