"""Whom a sentence attributes its statement to."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from materiel.claims.analysis import Analysis, Sentence
from materiel.claims.names import Mention
from materiel.claims.tokens import Phrases, Token, Words
from materiel.claims.words import Lexicon, Name

_REACH = 12  # tokens between a verb of speech and its subject
_BEFORE_INVERSION = (",", "”", '"', "'", "“", "»", "–", "-", "?", "!")
_OPEN = "“«„"
_CLOSE = "”»"


class SpeechWords:
    """The words of speech of a language, ready to be matched."""

    def __init__(self, words: Lexicon) -> None:
        table = words["speech"]
        weak = set(table["weak"])
        self.verbs: Phrases[bool] = Phrases({v: v not in weak for v in table["verbs"]})
        self.according: Phrases[bool] = Phrases(dict.fromkeys(table["according"], True))
        self.estimates = Words(table["estimates"])
        self.pronouns = Words(table["pronouns"])
        self.that = Words(table["that"])
        self.titles = Words(table["titles"])
        self.articles = frozenset(words["numbers"]["grammar"].get("articles", ()))
        self.unnamed = frozenset(table.get("unnamed", ()))
        self.bodies = Words(table["bodies"])
        self.behind: Phrases[bool] = Phrases(dict.fromkeys(table.get("according_behind", ()), True))
        self.inverted: bool = table.get("inverted", False)  # the subject may follow its verb
        self.opening: str = table.get("opening", _OPEN)
        self.closing: str = table.get("closing", _CLOSE)
        self.english: Phrases[str] = Phrases(table.get("in_english", {}))
        self.strategic: Phrases[bool] = Phrases(dict.fromkeys(table["ministry"], True))


@dataclass(slots=True)
class _Said:
    speaker: Name | None
    label: str
    start: int  # the words of the attribution
    end: int


@cache
def _words_of(words: Lexicon) -> SpeechWords:
    return SpeechWords(words)


def attribute(analysis: Analysis) -> None:
    """Fill in the speaker of every sentence."""
    speech = _words_of(analysis.words)
    last: _Said | None = None
    quoting = False
    paragraph = -1
    for sentence in analysis.sentences:
        said = _said(analysis, sentence, speech, last)
        if said is None and quoting and last is not None and sentence.paragraph == paragraph:
            said = _Said(last.speaker, last.label, sentence.start, sentence.start)
        if said is None and sentence.row and sentence.lead is not None:
            sentence.speaker = sentence.lead.speaker
            sentence.speaker_state = sentence.lead.speaker_state
        if said is not None:
            sentence.speaker = said.label
            sentence.speaker_state = said.speaker.state if said.speaker else None
            sentence.said = (said.start, said.end)
            if said.speaker is None or said.speaker.role in ("person", "state", "source", "body"):
                last = said
        quoting = _still_open(analysis.document.text, sentence, quoting, speech)
        paragraph = sentence.paragraph
    _look_ahead(analysis, speech)


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
    for character in text[sentence.start : sentence.end]:
        if character in speech.opening:
            quoting = True
        elif character in speech.closing:
            quoting = False
    return quoting


def _said(
    analysis: Analysis, sentence: Sentence, speech: SpeechWords, last: _Said | None
) -> _Said | None:
    tokens = sentence.tokens
    for i in range(len(tokens)):
        match = speech.according.at(tokens, i)
        if match:
            found = _behind(analysis, sentence, speech, i, match[1], last)
            if found:
                return found
        if speech.behind.at(tokens, i):  # "Branchenkreisen zufolge"
            found = _in_front(analysis, sentence, speech, i)
            if found:
                return found
    for i in range(len(tokens)):
        match = speech.verbs.at(tokens, i)
        if match is None:
            continue
        strong = match[0] or _opens_report(analysis, tokens, i, match[1], speech)
        found = _subject(analysis, sentence, speech, i, match[1], last)
        # "Jonson announced ... at the works": a person's weak verb is speech, a state's is a deed
        if found and (
            strong or (found.speaker is not None and found.speaker.role in ("person", "source"))
        ):
            return found
    return None


def _opens_report(
    analysis: Analysis, tokens: Sequence[Token], i: int, after: int, speech: SpeechWords
) -> bool:
    """A weak verb of speech with "that", a colon or a quotation behind or before it."""
    near = {token.low for token in tokens[after : after + 3]}
    if speech.that.any_of(near) or ":" in near:
        return True
    # at the sentence's end, after a comma: "..., Der Spiegel reports."
    return after >= len(tokens) - 2 and i >= 3


def _behind(
    analysis: Analysis,
    sentence: Sentence,
    speech: SpeechWords,
    i: int,
    after: int,
    last: _Said | None,
) -> _Said | None:
    """Whom "according to" names."""
    tokens = sentence.tokens
    if after >= len(tokens):
        return None
    start = tokens[i].start
    limit = tokens[min(after + 8, len(tokens)) - 1].end
    comma = next((t.start for t in tokens[after : after + 8] if t.low == ","), limit)
    inside = [
        m
        for m in sentence.mentions
        if tokens[after].start <= m.start < max(comma, tokens[after].end)
    ]
    person = _best_speaker(inside)
    if person:
        return _Said(person.name, _label(analysis, sentence, person, speech), start, person.end)
    low = [t.low for t in tokens[after : after + 4]]
    if last is not None and low[0] in speech.pronouns:
        return _Said(last.speaker, last.label, start, tokens[after].end)
    if last is not None and any(word in speech.titles for word in low):
        return _Said(last.speaker, last.label, start, tokens[after].end)
    if set(low) & speech.unnamed:
        return None
    for k, word in enumerate(low):
        if word in speech.estimates:
            return _counted_by(analysis, sentence, speech, start, after + k + 1, limit)
        if word in speech.bodies:
            label = _unnamed(analysis, tokens, after, after + k, speech)
            return _Said(None, label, start, tokens[after + k].end)
    return None


def _counted_by(
    analysis: Analysis, sentence: Sentence, speech: SpeechWords, start: int, k: int, limit: int
) -> _Said | None:
    """According to a count, data, figures: whose, where somebody is named behind it."""
    tokens = sentence.tokens
    behind = [t for t in tokens[k:] if t.start < limit]
    by = _best_speaker(
        [m for m in sentence.mentions if behind and behind[0].start <= m.start < limit]
    )
    if by is not None and by.name.role != "state":
        return _Said(by.name, by.name.name, start, by.end)
    for i, token in enumerate(behind):
        if i and token.low in speech.bodies:
            label = analysis.document.text[behind[1].start : token.end]
            return _Said(by.name if by else None, label, start, token.end)
    return _Said(by.name, by.name.name, start, by.end) if by else None


def _in_front(analysis: Analysis, sentence: Sentence, speech: SpeechWords, i: int) -> _Said | None:
    """Whom a word behind the name makes a speaker."""
    tokens = sentence.tokens
    floor = tokens[max(0, i - 5)].start
    named = [m for m in sentence.mentions if floor <= m.start and m.end <= tokens[i].start]
    best = _best_speaker(named)
    if best:
        label = _label(analysis, sentence, best, speech)
        return _Said(best.name, label, best.start, tokens[i].end)
    for k in range(i - 1, max(-1, i - 4), -1):
        if tokens[k].low in speech.bodies or tokens[k].low in speech.estimates:
            return _Said(
                None, _unnamed(analysis, tokens, k, k, speech), tokens[k].start, tokens[i].end
            )
    return None


def _unnamed(
    analysis: Analysis, tokens: Sequence[Token], first: int, last: int, speech: SpeechWords
) -> str:
    """A speaker without a name: in English where the lexicon knows the word."""
    for k in range(first, last + 1):
        match = speech.english.at(tokens, k)
        if match:
            return match[0]
    return analysis.document.text[tokens[first].start : tokens[last].end]


def _best_speaker(mentions: Sequence[Mention]) -> Mention | None:
    """A person before a medium before a body before a state."""
    order = {"person": 0, "source": 1, "company": 2, "body": 2, "state": 3, "group": 4}
    ranked = [m for m in mentions if m.name.role in order]
    return min(ranked, key=lambda m: (order[m.name.role], -m.start), default=None)


def _subject(
    analysis: Analysis,
    sentence: Sentence,
    speech: SpeechWords,
    i: int,
    after: int,
    last: _Said | None,
) -> _Said | None:
    """Who stands before the verb, or right behind it: "said Kamyshin"."""
    tokens = sentence.tokens
    if speech.inverted and i and tokens[i - 1].low in _BEFORE_INVERSION:
        found_behind = _inverted(analysis, sentence, speech, i, after, last)
        if found_behind:
            return found_behind
    first = max(0, i - _REACH)
    floor = tokens[first].start
    for k in range(i - 1, first - 1, -1):
        if tokens[k].low in ("”", '"', ";", ":") or (k + 1 < i and tokens[k].low in speech.that):
            floor = tokens[k].end
            break
    nameless = _nameless(analysis, sentence, speech, i, floor)
    if nameless is not None:
        return nameless
    before = [m for m in sentence.mentions if floor <= m.start and m.end <= tokens[i].start]
    found = _best_speaker(before)
    if found and found.name.role == "person":
        return _Said(found.name, found.name.name, found.start, tokens[after - 1].end)
    inverted = [
        m
        for m in sentence.mentions
        if after < len(tokens) and tokens[after].start <= m.start <= tokens[after].end + 24
    ]
    person = next((m for m in inverted if m.name.role in ("person", "source")), None)
    if person and (i == 0 or tokens[i - 1].low in (",", "”", '"', "'")):
        return _Said(person.name, person.name.name, tokens[i].start, person.end)
    words = [t.low for t in tokens[max(first, i - 3) : i] if t.start >= floor]
    if (
        last is not None
        and words
        and (words[-1] in speech.pronouns or speech.pronouns.any_of(words))
    ):
        return _Said(last.speaker, last.label, tokens[i - 1].start, tokens[after - 1].end)
    if i + 1 < len(tokens) and tokens[after - 1].end and last is not None:
        behind = tokens[after].low if after < len(tokens) else ""
        if behind in speech.pronouns:
            return _Said(last.speaker, last.label, tokens[i].start, tokens[after].end)
    if found:
        if (
            last is not None
            and last.speaker is not None
            and _stands_for(sentence, found, last, speech, i)
        ):
            return _Said(last.speaker, last.label, found.start, tokens[after - 1].end)
        return _Said(
            found.name,
            _label(analysis, sentence, found, speech),
            found.start,
            tokens[after - 1].end,
        )
    titled = _titled(analysis, sentence, speech, i, after, last)
    if titled is None and speech.inverted:
        return _inverted(analysis, sentence, speech, i, after, last)
    return titled


def _inverted(
    analysis: Analysis,
    sentence: Sentence,
    speech: SpeechWords,
    i: int,
    after: int,
    last: _Said | None,
) -> _Said | None:
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
    best = _best_speaker(named)
    near = tokens[after : min(limit, after + 3)]
    if best is None or best.name.role in ("state", "group"):
        for token in near:
            if last is not None and token.low in speech.pronouns:
                return _Said(last.speaker, last.label, tokens[i].start, token.end)
            if best is None and token.low in speech.titles and last is not None and last.speaker:
                return _Said(last.speaker, last.label, tokens[i].start, token.end)
            if best is None and token.low in speech.bodies:
                place = tokens.index(token)
                label = _unnamed(analysis, tokens, place, place, speech)
                if last is not None and last.speaker and last.speaker.role in ("body", "company"):
                    return _Said(last.speaker, last.label, tokens[i].start, token.end)
                return _Said(None, label, tokens[i].start, token.end)
    if best is None:
        return None
    return _Said(best.name, _label(analysis, sentence, best, speech), tokens[i].start, edge)


def _nameless(
    analysis: Analysis, sentence: Sentence, speech: SpeechWords, i: int, floor: int
) -> _Said | None:
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
    return _Said(name, label, tokens[first].start, tokens[i].end)


def _stands_for(
    sentence: Sentence, found: Mention, last: _Said, speech: SpeechWords, i: int
) -> bool:
    """ "The Czech minister", "the Spaniard": the last speaker by another name."""
    if found.name.role != "state" or last.speaker is None or last.speaker.role != "person":
        return False
    between = {t.low for t in sentence.tokens[:i] if t.start >= found.end}
    if speech.titles.any_of(between):
        return last.speaker.state in (None, found.name.state)
    return found.name.form == "adjective" and not between


def _titled(
    analysis: Analysis,
    sentence: Sentence,
    speech: SpeechWords,
    i: int,
    after: int,
    last: _Said | None,
) -> _Said | None:
    """ "The minister said" goes on with the last speaker; "the ministry said" names a body."""
    tokens = sentence.tokens
    near = tokens[max(0, i - 4) : i]
    for token in reversed(near):
        if token.low in speech.titles and last is not None and last.speaker is not None:
            return _Said(last.speaker, last.label, token.start, tokens[after - 1].end)
        if token.low in speech.bodies:
            place = tokens.index(token)
            label = _unnamed(analysis, tokens, place, place, speech)
            return _Said(None, label, token.start, tokens[after - 1].end)
    return None


def _label(analysis: Analysis, sentence: Sentence, mention: Mention, speech: SpeechWords) -> str:
    """The speaker's name; for a ministry of a state its own words, for an official what he is."""
    if mention.name.role != "state":
        return mention.name.name
    text, tokens = analysis.document.text, sentence.tokens
    i = next((k for k, t in enumerate(tokens) if t.start >= mention.end), len(tokens))
    for k in range(i, min(i + 4, len(tokens))):
        match = speech.strategic.at(tokens, k)
        if match:
            return text[mention.start : tokens[match[1] - 1].end]
    first = next((k for k, t in enumerate(tokens) if t.end > mention.start), 0)
    for k in range(max(0, first - 6), first):
        match = speech.strategic.at(tokens, k)
        if match:
            return text[tokens[k].start : mention.end]
    return mention.name.name
