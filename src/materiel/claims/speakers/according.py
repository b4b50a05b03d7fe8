"""Who speaks by words that are no verb: "according to", "zufolge"."""

from materiel.claims.gazetteer import Mention
from materiel.claims.speakers.heard import Said
from materiel.claims.speakers.telling import Telling, best_speaker, first_speaker

_OF = ("'", "’", "'s", "’s")
_ARTICLE = 3  # letters of what may stand in front of a name: "the", "los"
_STRANGER = 2  # words of a name that no list has
_REACH = 8  # tokens in which somebody is named


def named_behind(telling: Telling) -> Said | None:
    """Whom "according to" names."""
    tokens, after, speech = telling.tokens, telling.after, telling.speech
    if after >= len(tokens):
        return None
    near = tokens[after : after + _REACH]
    limit = near[-1].end
    comma = next((t.start for t in near if t.low == ","), limit)
    comma = min(comma, _name_ends(telling) or comma)
    inside = telling.named(near[0].start, max(comma, near[0].end))
    stranger = _stranger(telling)
    if stranger is not None and (not inside or inside[0].start >= stranger.end):
        return stranger
    person = beside_title(telling, comma) or first_speaker(inside)
    if person:
        end = comma if speech.inverted and person.end < comma < limit else person.end
        return Said(person.name, telling.label(person), telling.start, end)
    return _meant(telling, limit)


def _meant(telling: Telling, limit: int) -> Said | None:
    """Who is meant by a pronoun, a title, "the ministry" or "an estimate"."""
    tokens, after, speech, heard = telling.tokens, telling.after, telling.speech, telling.heard
    start = telling.start
    low = [t.low for t in tokens[after : after + 4]]
    if heard.last is not None and low[0] in speech.pronouns:
        return Said(heard.last.speaker, heard.last.label, start, tokens[after].end)
    bearer = heard.bearer(telling.sentence, low)
    if bearer is not None:
        return Said(*bearer, start, tokens[after].end)
    if set(low) & speech.unnamed:
        return None
    for k, word in enumerate(low):
        if word in speech.estimates:
            return _counted_by(telling, after + k + 1, limit)
        if word in speech.bodies:
            return _body(telling, after + k)
    return None


def _body(telling: Telling, k: int) -> Said:
    """ "According to the ministry": the one that was named before, where there is one."""
    speech, heard, sentence = telling.speech, telling.heard, telling.sentence
    word = telling.tokens[k]
    name = heard.firm_near(sentence) if word.low in speech.firms else None
    label = telling.unnamed(telling.after, k)
    if word.low in speech.offices:
        name = name or heard.body_near(sentence, label)
    label = (name.label or name.name) if name else label
    return Said(name, label, telling.start, word.end)


def _counted_by(telling: Telling, k: int, limit: int) -> Said | None:
    """According to a count, data, figures: whose, where somebody is named behind it."""
    behind = [t for t in telling.tokens[k:] if t.start < limit]
    by = best_speaker(telling.named(behind[0].start, limit)) if behind else None
    if by is not None and by.name.role != "state":
        return Said(by.name, by.name.name, telling.start, by.end)
    for i, token in enumerate(behind):
        if i and token.low in telling.speech.bodies:
            label = telling.analysis.document.text[behind[1].start : token.end]
            return Said(by.name if by else None, label, telling.start, token.end)
    return Said(by.name, by.name.name, telling.start, by.end) if by else None


def _stranger(telling: Telling) -> Said | None:
    """Somebody whom no list names: two or more capitalised words, "according to Nordvik Watch"."""
    text, tokens, k = telling.analysis.document.text, telling.tokens, telling.after
    speech = telling.speech
    if speech.noun_joints:
        return None  # every noun has a capital
    if len(tokens[k].low) <= _ARTICLE and k + 1 < len(tokens) and text[tokens[k].start].islower():
        k += 1
    first = end = k
    while end < len(tokens) and (text[tokens[end].start].isupper() or tokens[end].low in _OF):
        end += 1
        if tokens[end - 1].low in _OF:  # "the Social Democrats' Peter Hultqvist"
            first = end
    words = [token.low for token in tokens[first:end]]
    if len(words) < _STRANGER or speech.not_names.any_of(words) or speech.titles.any_of(words):
        return None
    ends = tokens[end - 1].end
    return Said(None, text[tokens[first].start : ends], telling.start, ends)


def beside_title(telling: Telling, edge: int) -> Mention | None:
    """The person behind the comma that follows his title: "le PDG d'Eurenco, Thierry Francou"."""
    words = (t.low for t in telling.tokens[telling.after :] if t.start < edge)
    if not telling.speech.titles.any_of(words):
        return None
    beside = next((m for m in telling.sentence.mentions if 0 < m.start - edge <= 2), None)
    return beside if beside is not None and beside.name.role == "person" else None


def _name_ends(telling: Telling) -> int | None:
    """Where nouns have capitals: behind the noun that a word of the clause follows.

    "Laut dem Ministerium in Kiew | hat die Armee"; None where a language has no such capitals.
    """
    joints = telling.speech.noun_joints
    if not joints:
        return None
    seen = joined = False
    for token in telling.tokens[telling.after : telling.after + _REACH]:
        capital = telling.analysis.document.text[token.start].isupper()
        if seen and not capital and not joined and token.low not in joints:
            return token.start
        joined = not capital and token.low in joints if seen else False
        seen = seen or capital
    return None


def named_in_front(telling: Telling) -> Said | None:
    """Whom a word behind the name makes a speaker."""
    tokens, i, speech = telling.tokens, telling.i, telling.speech
    floor = tokens[max(0, i - 5)].start
    named = [m for m in telling.sentence.mentions if floor <= m.start and m.end <= telling.start]
    best = best_speaker(named)
    if best:
        return Said(best.name, telling.label(best), best.start, tokens[i].end)
    for k in range(i - 1, max(-1, i - 4), -1):
        if tokens[k].low in speech.bodies or tokens[k].low in speech.estimates:
            return Said(None, telling.unnamed(k, k), tokens[k].start, tokens[i].end)
    return None
