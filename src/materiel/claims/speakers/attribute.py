"""Whom a sentence attributes its statement to."""

from materiel.claims.party_words import party_words
from materiel.claims.speakers.according import named_behind, named_in_front
from materiel.claims.speakers.carried import carry_on
from materiel.claims.speakers.heard import Heard, Said
from materiel.claims.speakers.saying import BEFORE_INVERSION, subject_of_verb
from materiel.claims.speakers.telling import Telling
from materiel.claims.speakers.voices import Voices
from materiel.claims.speech_words import SpeechWords, speech_words
from materiel.claims.text.analysis import Analysis, Sentence
from materiel.claims.tokens import Token

_COMPLETED = 10  # tokens from "put" to "at"
_TAIL = 6  # tokens behind the name of who speaks: "am Montag in Berlin"


def attribute(analysis: Analysis) -> None:
    """Fill in the speaker of every sentence."""
    speech = speech_words(analysis.words)
    heard = Heard(speech.titles, speech.parts_of_titles)
    quoting = False
    paragraph = -1
    voices = Voices(analysis)
    for sentence in analysis.sentences:
        voice = voices.of(sentence, quoting=quoting)
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
        if said is not None and analysis.document.text[sentence.end - 1] == ":":
            voices.voice = said  # "Healey told reporters:", and the quotation in the next paragraph
        heard.note(sentence)
        if said is not None and heard.waiting is not sentence:
            heard.answer(sentence, said)
        quoting = _still_open(analysis.document.text, sentence, quoting, speech)
        paragraph = sentence.paragraph
    _look_ahead(analysis, speech)
    carry_on(analysis)


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
    if opened < 0 and closed < 0 and text.count('"', sentence.start, sentence.end) % 2:
        return not quoting
    return quoting if opened < 0 and closed < 0 else opened >= closed


def _said(analysis: Analysis, sentence: Sentence, speech: SpeechWords, heard: Heard) -> Said | None:
    tokens = sentence.tokens
    cited: Said | None = None
    for i in sentence.marks["attribution"]:
        match = speech.attributing.at(tokens, i)
        if match is not None:
            how, after = match
            found = _attributed(how, Telling(analysis, sentence, speech, heard, i, after))
            if found and how != "second":
                return found
            cited = cited or found
    return _said_by_verb(analysis, sentence, speech, heard) or cited


def _said_by_verb(
    analysis: Analysis, sentence: Sentence, speech: SpeechWords, heard: Heard
) -> Said | None:
    """Whom the first verb of speech that has somebody as its subject makes a speaker."""
    tokens, being = sentence.tokens, party_words(analysis.words).being
    for i in sentence.marks["speech"]:
        match = speech.verbs.at(tokens, i)
        if match is None or speech.not_speech.at(tokens, i) or _is_named(sentence, tokens[i]):
            continue
        if i and tokens[i - 1].low in being:
            continue  # "is said to build": he says nothing
        wanted = speech.completed.get(tokens[i].low)
        if wanted and all(t.low != wanted for t in tokens[i + 1 : i + _COMPLETED]):
            continue
        verb = Telling(analysis, sentence, speech, heard, i, match[1])
        found = subject_of_verb(verb)
        if found and _is_one_of_many(analysis, sentence, found):
            return None
        # "Jonson announced ... at the works": a person's weak verb is speech, a state's is a deed
        strong = match[0] or _opens_report(verb)
        if found and (strong or _closes(verb, found) or _is_voice(found, speech)):
            return found
    return None


def _is_named(sentence: Sentence, token: Token) -> bool:
    """Whether a word is part of a name: the "states" of the United States say nothing."""
    return any(m.start <= token.start < m.end for m in sentence.mentions)


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


def _attributed(how: str, telling: Telling) -> Said | None:
    """Whom "according to", "zufolge" or "by his account" make a speaker."""
    tokens, last = telling.tokens, telling.heard.last
    if how == "as":
        verbs = telling.speech.verbs
        tells = any(verbs.at(tokens, k) for k in range(telling.after, len(tokens)))
        return named_behind(telling) if tells else None
    if how in ("according", "second"):
        return named_behind(telling)
    if how == "behind":  # "Branchenkreisen zufolge"
        return named_in_front(telling)
    return Said(last.speaker, last.label, telling.start, telling.end) if last else None


def _opens_report(verb: Telling) -> bool:
    """A weak verb of speech with "that", a colon or a quotation behind or before it."""
    near = {token.low for token in verb.tokens[verb.after : verb.after + 3]}
    if verb.speech.that.any_of(near) or ":" in near:
        return True
    # at the sentence's end, after a comma: "..., Der Spiegel reports."
    return verb.after >= len(verb.tokens) - 2 and verb.i >= 3


def _closes(verb: Telling, said: Said) -> bool:
    """ "..., schätzt das Ministerium.", "... – szacuje NATO": nothing but who speaks stands behind the verb."""
    tokens, i, speech = verb.tokens, verb.i, verb.speech
    k = i - 1
    while k > 0 and i - k <= 3 and tokens[k].low in speech.auxiliaries:
        k -= 1
    if not speech.inverted or k < 3 or tokens[k].low not in BEFORE_INVERSION:
        return False
    if said.start < verb.start:
        return False
    behind = [t for t in tokens[i + 1 :] if t.start >= said.end]
    return len(behind) <= _TAIL and not any(t.low[0].isdigit() for t in tokens[i + 1 :])
