"""Whose words a sentence goes on with that names no speaker: only where a sure sign says so.

A speaker is not carried on blindly: of the claims in sentences that merely follow an attributed one,
most are the report's own. The signs: the same speaker before and behind; an opening that takes a
part of what was said ("of them"); the line under a table that names its source; a report that
opens with whose figures it tells; a mood of reported speech; a list under the heading of a speech.
"""

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from materiel.claims.gazetteer import Mention, Name
from materiel.claims.speakers.interviews import one_voice
from materiel.claims.text.analysis import Analysis, Sentence
from materiel.claims.tokens import Phrases, Words, lows
from materiel.claims.words import Lexicon

_BETWEEN = 3  # sentences without a speaker between two of the same
_OPENING = 3  # sentences of a report in which it tells whose figures it gives
_SOURCES = ("source", "body", "company")


class CarryWords:
    """The words that tell that a speaker's words go on."""

    def __init__(self, words: Lexicon) -> None:
        table = words["speech"].get("goes_on", {})
        self.parts: Phrases[bool] = Phrases(dict.fromkeys(table.get("parts", ()), True))
        self.source: Phrases[bool] = Phrases(dict.fromkeys(table.get("source", ()), True))
        self.about_this: Phrases[bool] = Phrases(dict.fromkeys(table.get("about_this", ()), True))
        self.reported = frozenset(table.get("reported", ()))
        self.speeches = Words(table.get("speeches", ()))
        self.published = frozenset(table.get("published", ()))
        self.figures = frozenset(table.get("figures", ()))


@cache
def _carry_words(words: Lexicon) -> CarryWords:
    return CarryWords(words)


def carry_on(analysis: Analysis) -> None:
    """Give their speaker to the sentences that surely go on with somebody's words."""
    words = _carry_words(analysis.words)
    _parts(analysis.sentences, words)
    _reported(analysis.sentences, words)
    _lists(analysis, words)
    _between(analysis.sentences)
    _about_this(analysis.sentences, words)
    _under_tables(analysis.sentences, words)
    _whose_figures(analysis, words)
    one_voice(analysis)


def _take(sentence: Sentence, other: Sentence) -> None:
    sentence.speaker, sentence.speaker_state = other.speaker, other.speaker_state


def _parts(sentences: Sequence[Sentence], words: CarryWords) -> None:
    """ "Of them, 70 are ...": a part of what was said just before."""
    for before, sentence in pairwise(sentences):
        near = sentence.speaker is None and sentence.paragraph == before.paragraph
        if near and words.parts.at(sentence.tokens, 0):
            _take(sentence, before)


def _reported(sentences: Sequence[Sentence], words: CarryWords) -> None:
    """ "Das Werk sei ausgelastet": a mood in which German goes on with what somebody has said."""
    for before, sentence in pairwise(sentences):
        near = before.speaker is not None and sentence.paragraph - before.paragraph <= 1
        near = near and sentence.speaker is None
        if near and not words.reported.isdisjoint(lows(sentence.tokens)):
            _take(sentence, before)


def _lists(analysis: Analysis, words: CarryWords) -> None:
    """ "The main points of Rutte's briefing:": what the list under it tells he has said."""
    for sentence in analysis.sentences:
        lead = sentence.lead
        if sentence.speaker is not None or lead is None or lead.speaker is not None:
            continue
        if not words.speeches.any_of(lows(lead.tokens)):
            continue
        people = [m.name for m in lead.mentions if m.name.role == "person"]
        if people:
            sentence.speaker, sentence.speaker_state = people[0].name, people[0].state


def _between(sentences: Sequence[Sentence]) -> None:
    """What stands between two sentences of one speaker is his, also where he goes on amid the next paragraph."""
    last: Sentence | None = None
    for sentence in sentences:
        if sentence.speaker is None:
            continue
        if (
            last is not None
            and last.speaker == sentence.speaker
            and sentence.index - last.index <= _BETWEEN + 1
        ):
            between = sentences[last.index + 1 : sentence.index]
            one = last.paragraph == sentence.paragraph
            opens = sentence.paragraph - last.paragraph == 1 and any(
                other.paragraph == sentence.paragraph for other in between
            )
            # who is named anew amid a paragraph did not open it: "... . Healey said that"
            anew = any(m.name.role == "person" for m in sentence.mentions)
            for other in between if one or (opens and not anew) else ():
                _take(other, last)
        last = sentence


def _about_this(sentences: Sequence[Sentence], words: CarryWords) -> None:
    """ "Про це повідомив ...", "das teilte ... mit": it was he who told what stands in front."""
    for before, sentence in pairwise(sentences):
        if sentence.speaker is None or not words.about_this.at(sentence.tokens, 0):
            continue
        k = before.index
        while (
            k >= 0 and sentences[k].paragraph == before.paragraph and sentences[k].speaker is None
        ):
            _take(sentences[k], sentence)
            k -= 1


def _under_tables(sentences: Sequence[Sentence], words: CarryWords) -> None:
    """ "Source: IISS" under the rows of a table."""
    for sentence in sentences:
        k = 1 if sentence.tokens[:1] and sentence.tokens[0].low in ("(", "[", "*") else 0
        if not words.source.at(sentence.tokens, k):
            continue
        source = _source_in(sentence.mentions)
        if source is None:
            continue
        k = sentence.index - 1
        while k >= 0 and sentences[k].row:
            sentences[k].speaker = sentences[k].speaker or source.name
            k -= 1


def _whose_figures(analysis: Analysis, words: CarryWords) -> None:
    """ "The Institute published its figures on Monday": all that nobody else says is the Institute's."""
    source = None
    body = [s for s in analysis.sentences if s.role == "body"][:_OPENING]
    for sentence in body:
        low = {token.low for token in sentence.tokens}
        if low & words.published and low & words.figures:
            source = source or _source_in(sentence.mentions)
    if source is None:
        return
    for sentence in analysis.sentences:
        if sentence.speaker is None:
            sentence.speaker, sentence.speaker_state = source.name, source.state


def _source_in(mentions: Sequence[Mention]) -> Name | None:
    """The first medium, body or company that is named."""
    return next((m.name for m in mentions if m.name.role in _SOURCES), None)
