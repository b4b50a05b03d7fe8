"""Who speaks by words that are no verb: "according to", "zufolge"."""

from collections.abc import Sequence

from materiel.claims.analysis import Analysis, Sentence
from materiel.claims.gazetteer import Mention
from materiel.claims.heard import Heard, Said
from materiel.claims.speech import (
    SpeechWords,
    best_speaker,
    first_speaker,
    label_of,
    unnamed_label,
)
from materiel.claims.tokens import Token

_OF = ("'", "’", "'s", "’s")
_ARTICLE = 3  # letters of what may stand in front of a name: "the", "los"
_STRANGER = 2  # words of a name that no list has


def named_behind(
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
    stranger = _stranger(analysis, tokens, after, speech)
    if stranger is not None and (not inside or inside[0].start >= stranger[1]):
        return Said(None, stranger[0], start, stranger[1])
    person = beside_title(sentence, speech, after, comma) or first_speaker(inside)
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
            name = heard.firm_near(sentence) if word in speech.firms else None
            label = unnamed_label(analysis, tokens, after, after + k, speech)
            if word in speech.offices:
                name = name or heard.body_near(sentence, label)
            label = (name.label or name.name) if name else label
            return Said(name, label, start, tokens[after + k].end)
    return None


def _stranger(
    analysis: Analysis, tokens: Sequence[Token], k: int, speech: SpeechWords
) -> tuple[str, int] | None:
    """Somebody whom no list names: two or more capitalised words, "according to Nordvik Watch"."""
    text = analysis.document.text
    if speech.noun_joints:
        return None  # every noun has a capital
    if len(tokens[k].low) <= _ARTICLE and k + 1 < len(tokens) and text[tokens[k].start].islower():
        k += 1
    first = end = k
    while end < len(tokens) and (text[tokens[end].start].isupper() or tokens[end].low in _OF):
        end += 1
        if tokens[end - 1].low in _OF:  # "the Social Democrats' Peter Hultqvist"
            first = end
    k = first
    words = [token.low for token in tokens[k:end]]
    if len(words) < _STRANGER or speech.not_names.any_of(words) or speech.titles.any_of(words):
        return None
    return text[tokens[k].start : tokens[end - 1].end], tokens[end - 1].end


def beside_title(sentence: Sentence, speech: SpeechWords, k: int, edge: int) -> Mention | None:
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


def named_in_front(
    analysis: Analysis, sentence: Sentence, speech: SpeechWords, i: int
) -> Said | None:
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
