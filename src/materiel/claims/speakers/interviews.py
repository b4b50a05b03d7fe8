"""Reports that are an interview or a statement: all that nobody else says is of one person."""

from collections.abc import Iterator, Sequence
from functools import cache

from materiel.claims.gazetteer import Name
from materiel.claims.text.analysis import Analysis, Sentence
from materiel.claims.tokens import Token, Words, lows
from materiel.claims.words import Lexicon

_HEAD = 4  # sentences at the head of a report in which it names who speaks
_SHARE = 0.1  # of its sentences, at least so many are in "we"
_MANY = 3  # sentences in "we" that make a report an interview
_ASKED = 2  # paragraphs that ask, and sentences in "we", that do so together


class _Words:
    """The words that tell an interview."""

    def __init__(self, words: Lexicon) -> None:
        table = words["speech"].get("goes_on", {})
        self.first_person = Words(table.get("first_person", ()))
        self.endings = tuple(table.get("first_person_endings", ()))
        self.meeting = Words(table.get("meeting", ()))

    def is_mine(self, tokens: Sequence[Token]) -> bool:
        if self.first_person.any_of(lows(tokens)):
            return True
        return bool(self.endings) and any(low.endswith(self.endings) for low in lows(tokens))


@cache
def _interview_words(words: Lexicon) -> _Words:
    return _Words(words)


def one_voice(analysis: Analysis) -> None:
    """Give what nobody else says to the person whose interview or statement a report is."""
    words = _interview_words(analysis.words)
    mine = [s for s in analysis.sentences if s.speaker is None and words.is_mine(s.tokens)]
    asking = _asking(analysis)
    first = _first_words(analysis, mine, asking, words)
    speaker = _who(analysis, first, words) if first is not None else None
    if first is None or speaker is None:
        return
    for sentence in analysis.sentences[first:]:
        if sentence.speaker is None and sentence.paragraph not in asking:
            sentence.speaker, sentence.speaker_state = speaker.name, speaker.state


def _first_words(
    analysis: Analysis, mine: Sequence[Sentence], asking: set[int], words: _Words
) -> int | None:
    """Where somebody begins to speak throughout, if he does."""
    if len(mine) >= max(_MANY, _SHARE * len(analysis.sentences)):
        return mine[0].index
    if len(asking) < _ASKED or not (len(mine) >= _ASKED or _is_announced(analysis, words)):
        return None
    return next((s.index for s in analysis.sentences if s.paragraph in asking), None)


def _asking(analysis: Analysis) -> set[int]:
    """The paragraphs of the body that end in a question."""
    text = analysis.document.text
    last = {s.paragraph: s for s in analysis.sentences if s.role == "body"}
    return {paragraph for paragraph, s in last.items() if text[s.end - 1] == "?"}


def _is_announced(analysis: Analysis, words: _Words) -> bool:
    head = analysis.sentences[:_HEAD]
    return any(words.meeting.any_of(lows(s.tokens)) for s in head)


def _who(analysis: Analysis, first: int, words: _Words) -> Name | None:
    """The person named at the head, one named behind "interview with" before others."""
    named = list(_people(analysis.sentences[: max(_HEAD, first + 1)]))
    for sentence, name, start in named:
        if words.meeting.any_of(t.low for t in sentence.tokens if t.start < start):
            return name
    return named[0][1] if named else None


def _people(sentences: Sequence[Sentence]) -> Iterator[tuple[Sentence, Name, int]]:
    for sentence in sentences:
        for mention in sentence.mentions:
            if mention.name.role == "person":
                yield sentence, mention.name, mention.start
