"""Words that tell of speech, at their place in a sentence, and how a claim names who speaks."""

from collections.abc import Sequence
from dataclasses import dataclass

from materiel.claims.gazetteer import Mention
from materiel.claims.names.offices import adjectives, in_english
from materiel.claims.speakers.heard import Heard
from materiel.claims.speech_words import SpeechWords
from materiel.claims.text.analysis import Analysis, Sentence
from materiel.claims.tokens import Token

_RANKS = {"person": 0, "source": 1, "company": 2, "body": 2, "state": 3, "group": 4}


@dataclass(frozen=True, slots=True)
class Telling:
    """A verb of speech or "according to": tokens[i:after] of a sentence."""

    analysis: Analysis
    sentence: Sentence
    speech: SpeechWords
    heard: Heard
    i: int
    after: int

    @property
    def tokens(self) -> list[Token]:
        """The tokens of the sentence."""
        return self.sentence.tokens

    @property
    def start(self) -> int:
        """Where the words begin in the text."""
        return self.tokens[self.i].start

    @property
    def end(self) -> int:
        """Where they end."""
        return self.tokens[self.after - 1].end

    def named(self, start: int, end: int) -> list[Mention]:
        """Who is named from one offset on, and begins before another."""
        return [m for m in self.sentence.mentions if start <= m.start < end]

    def unnamed(self, first: int, last: int) -> str:
        """The label of a speaker without a name: in English where the lexicon knows the word."""
        for k in range(first, last + 1):
            match = self.speech.english.at(self.tokens, k)
            if match:
                return match[0]
        return self.analysis.document.text[self.tokens[first].start : self.tokens[last].end]

    def label(self, mention: Mention) -> str:
        """The speaker's name; for a ministry of a state its own words, for an official what he is."""
        if mention.name.role not in ("state", "group"):
            return mention.name.name
        if mention.name.label:
            return mention.name.label
        return self._body_behind(mention) or self._body_in_front(mention) or mention.name.name

    def _body_behind(self, mention: Mention) -> str | None:
        """ "Russia's Defense Ministry", "NATO sources"."""
        text, tokens = self.analysis.document.text, self.tokens
        i = next((k for k, t in enumerate(tokens) if t.start >= mention.end), len(tokens))
        for k in range(i, min(i + 4, len(tokens))):
            match = self.speech.strategic.at(tokens, k)
            english = self.speech.english.at(tokens, k) if match else None
            if english:
                return in_english(mention.name.name, english[0])
            if match:
                body = text[tokens[k].start : tokens[match[1] - 1].end]
                return _of_state(self.analysis, mention, body)
            if k <= i + 2 and tokens[k].low in self.speech.people:
                return text[mention.start : tokens[k].end]
        return None

    def _body_in_front(self, mention: Mention) -> str | None:
        """ "The Defense Ministry of Russia"."""
        tokens = self.tokens
        first = next((k for k, t in enumerate(tokens) if t.end > mention.start), 0)
        for k in range(max(0, first - 6), first):
            match = self.speech.strategic.at(tokens, k)
            english = self.speech.english.at(tokens, k) if match else None
            if english:
                return in_english(mention.name.name, english[0])
            if match:
                return self.analysis.document.text[tokens[k].start : mention.end]
        return None


def _of_state(analysis: Analysis, mention: Mention, body: str) -> str:
    """ "Russia's Defense Ministry" is the Russian Defense Ministry."""
    written = analysis.document.text[mention.start : mention.end]
    if mention.name.form == "adjective":
        return f"{written} {body}"
    return f"{adjectives(analysis.words).get(mention.name.name, written)} {body}"


def best_speaker(mentions: Sequence[Mention]) -> Mention | None:
    """A person before a medium before a body before a state."""
    ranked = [m for m in mentions if m.name.role in _RANKS]
    return min(ranked, key=lambda m: (_RANKS[m.name.role], -m.start), default=None)


def first_speaker(mentions: Sequence[Mention]) -> Mention | None:
    """As `best_speaker`; of a state and an alliance the one that is named first."""
    ranked = [m for m in mentions if m.name.role in _RANKS]
    return min(ranked, key=lambda m: (min(_RANKS[m.name.role], 3), m.start), default=None)
