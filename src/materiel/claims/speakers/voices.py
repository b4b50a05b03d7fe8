"""Whose words a paragraph holds by what stands in front of them: a name and a colon, a line that hands over."""

import re

from materiel.claims.names.mentions import UPPER
from materiel.claims.speakers.heard import Said
from materiel.claims.speech_words import SpeechWords, speech_words
from materiel.claims.text.analysis import Analysis, Sentence
from materiel.claims.tokens import fold

_NAME = 40  # characters in front of a name that its title may have
_QUOTES = "\"“„«»—–-'"  # what opens a quotation
_TURNS = 2  # labels in capitals that make a report a transcript
# "MR. ALDEN (Labour):", "THE MINISTER:" at the beginning of a line
_TURN = re.compile(
    rf"^(?:{UPPER}{{2,}}[.'’]{{0,2}}(?: |(?=[:(]))){{1,5}}(?:\([^()\n]{{1,40}}\))?:(?= )",
    re.MULTILINE,
)


class Voices:
    """Who speaks from a label to the end of its paragraph, in a transcript to the next label."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self.voice: Said | None = None
        self._before: Sentence | None = None
        self._handed = False
        self._speech = speech_words(analysis.words)
        text = analysis.document.text
        turns = {match.start(): match.end() for match in _TURN.finditer(text)}
        self._turns = turns if len(turns) >= _TURNS else {}

    def of(self, sentence: Sentence, *, quoting: bool) -> Said | None:
        """The voice that a sentence is in, None where it is the report's own."""
        before, self._before = self._before, sentence
        if before is None or sentence.paragraph != before.paragraph:
            self._handed = before is not None and self._hands_over(before, sentence)
            self.voice = self.voice if self._handed or self._turns else None
        elif self._handed and not quoting:
            self.voice = None  # the quotation has ended
        label = self._label(sentence)
        if label is not None or sentence.start in self._turns:
            self.voice = label
        elif self.voice is not None:
            voice = self.voice
            self.voice = Said(voice.speaker, voice.label, sentence.start, sentence.start)
        return self.voice

    def _label(self, sentence: Sentence) -> Said | None:
        """ "Rutte: We make ...": who is named in front of a colon speaks."""
        text = self.analysis.document.text
        for mention in sentence.mentions:
            if mention.start - sentence.start > _NAME:
                break
            if text[mention.end : mention.end + 1] != ":":
                continue
            own = mention.name.role in ("person", "source")
            if own and _is_one_name(text[sentence.start : mention.start], self._speech):
                return Said(mention.name, mention.name.name, sentence.start, mention.end + 1)
        return self._turn(sentence)

    def _turn(self, sentence: Sentence) -> Said | None:
        """Who has the floor in a transcript; nobody of a title is who asks: "HOST:", "Q:"."""
        end = self._turns.get(sentence.start)
        if end is None:
            return None
        written = self.analysis.document.text[sentence.start : end - 1].partition("(")[0]
        words = [word.strip(".'’") for word in written.split()]
        named = [m.name for m in sentence.mentions if m.end <= end and m.name.role == "person"]
        if named:
            return Said(named[0], named[0].name, sentence.start, end)
        if not self._speech.titles.any_of(fold(word) for word in words):
            return None
        own = [w for w in words if fold(w) not in self._speech.not_names]
        names = [word for word in own if fold(word) not in self._speech.titles]
        shown = " ".join(names).title() or " ".join(own).lower()
        return Said(None, shown, sentence.start, end)

    def _hands_over(self, sentence: Sentence, following: Sentence) -> bool:
        """Whether a line ends in a colon behind which a quotation stands in the next paragraph."""
        text = self.analysis.document.text
        if following.paragraph - sentence.paragraph != 1 or text[sentence.end - 1] != ":":
            return False
        return text[following.start] in _QUOTES


def _is_one_name(before: str, speech: SpeechWords) -> bool:
    """Whether words in front of a name are its title, its first name or a time: "17:10 minister Anna"."""
    return all(not w[0].islower() or w in speech.titles for w in before.split())
