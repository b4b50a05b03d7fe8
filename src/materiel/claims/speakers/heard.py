"""What a report has told so far of those who speak: the last speaker, who bears which title, the last firm."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from materiel.claims.gazetteer import Mention, Name
from materiel.claims.text.analysis import Sentence
from materiel.claims.tokens import Token, Words, first_from, first_past

_TITLE_BEFORE = 5  # tokens in front of a name in which its title stands
_TITLE_BEHIND = 7  # and behind it: "Doug Bush, the assistant Army secretary"
_NAMED_BEHIND = 2  # sentences on in which a speaker with a title is named
_PERSON_BACK = 12  # sentences back in which "he" was named
_KIND_BACK = 15  # sentences back in which "the agency" was named
_BODY_BACK = 3  # and in which "the ministry" was
_FIRM_BACK = 2  # sentences in which "the company" was named


@dataclass(frozen=True, slots=True)
class Said:
    """An attribution: who speaks, as a claim names him, and the words that say so."""

    speaker: Name | None
    label: str
    start: int
    end: int


@dataclass(slots=True)
class Heard:
    """Who may be meant by "he", "the minister" and "the company"."""

    titles: Words
    parts: frozenset[str]  # "prime" makes another title of "minister"
    last: Said | None = None
    told: int = 0  # the sentence in which he spoke
    waiting: Sentence | None = None  # its speaker has a title, and is named behind it
    person: tuple[int, Name] | None = None  # named last, speaker or not, with the sentence
    firm: tuple[Sentence, Name] | None = None
    body: tuple[int, Name] | None = None  # the body of a state that was named last
    bearers: dict[str, Name] = field(default_factory=dict)  # title: who bore it last
    titled: set[str] = field(default_factory=set)  # the names whose titles are known

    def note(self, sentence: Sentence) -> None:
        """Remember whom a sentence names, and by which title."""
        for mention in sentence.mentions:
            if mention.name.role == "company":
                self.firm = sentence, mention.name
            if mention.name.label is not None:
                self.body = sentence.index, mention.name
            if mention.name.role == "person":
                self.person = sentence.index, mention.name
                for title in self._titles(_beside(sentence.tokens, mention)):
                    self.bearers[title] = mention.name
                    self.titled.add(mention.name.name)

    def bearer(
        self, sentence: Sentence, words: Iterable[str], state: str | None = None
    ) -> tuple[Name, str] | None:
        """Who is meant by a title, and his label: the last speaker, unless it is known to be another's."""
        title = next(iter(self._titles(words)), None)
        if title is None:
            return None
        known = self.bearers.get(title)
        last = self.last.speaker if self.last else None
        if last is not None and last.role != "person":
            if self.last and title in self.last.label.lower().split():
                return last, self.last.label  # "a NATO official said ... The official added"
            last = None
        speaker = (
            known if known is not None and (last is None or last.name in self.titled) else last
        )
        if not _fits(speaker, state):
            speaker = known if _fits(known, state) else self._just_named(sentence, state)
        if speaker is None:
            return None
        self.bearers[title] = speaker
        self.titled.add(speaker.name)
        return speaker, speaker.name

    def answer(self, sentence: Sentence, said: Said) -> None:
        """ "Its chief buyer told reporters ... Doug Bush, the assistant secretary, said": one man."""
        waiting, name = self.waiting, said.speaker
        if waiting is None or name is None or name.role != "person":
            return
        self.waiting = None
        fits = waiting.speaker is None or _fits(name, waiting.speaker_state)
        if sentence.index - waiting.index <= _NAMED_BEHIND and name.name in self.titled and fits:
            waiting.speaker, waiting.speaker_state = said.label, name.state

    def _just_named(self, sentence: Sentence, state: str | None) -> Name | None:
        """The person whom the sentence before names without letting him speak."""
        if self.person is None or sentence.index - self.person[0] > 1:
            return None
        return self.person[1] if _fits(self.person[1], state) else None

    def _titles(self, words: Iterable[str]) -> Iterable[str]:
        """The titles among some words, with what makes another title of them."""
        before = ""
        for word in words:
            if word in self.titles:
                yield f"{before} {word}" if before in self.parts else word
            before = word

    def firm_near(self, sentence: Sentence) -> Name | None:
        """The company that was named in one of the last sentences, or in this one."""
        if self.firm is None:
            return None
        told, name = self.firm
        near = sentence.index - told.index <= _FIRM_BACK or sentence.paragraph == told.paragraph
        return name if near else None

    def he(self, sentence: Sentence) -> tuple[Name | None, str] | None:
        """Who is meant by "he": the last speaker if he is one person, else the person named last."""
        if self.last is not None and (
            self.last.speaker is None or self.last.speaker.role == "person"
        ):
            return self.last.speaker, self.last.label
        if self.person is not None and sentence.index - self.person[0] <= _PERSON_BACK:
            return self.person[1], self.person[1].name
        return (self.last.speaker, self.last.label) if self.last else None

    def body_near(self, sentence: Sentence, kind: str) -> Name | None:
        """The ministry, agency or army that was named in the last sentences, one of its kind further back."""
        if self.body is None:
            return None
        told, name = self.body
        alike = kind.lower() in (name.label or "").lower()
        return name if sentence.index - told <= (_KIND_BACK if alike else _BODY_BACK) else None


def _beside(tokens: list[Token], mention: Mention) -> list[str]:
    """The words in which a title may stand: in front of a name, or behind it after a comma."""
    first, after = first_past(tokens, mention.start), first_from(tokens, mention.end)
    words = [t.low for t in tokens[max(0, first - _TITLE_BEFORE) : first]]
    if after < len(tokens) and tokens[after].low == ",":
        behind = [t.low for t in tokens[after + 1 : after + _TITLE_BEHIND]]
        words += behind[: behind.index(",")] if "," in behind else behind
    return words


def _fits(name: Name | None, state: str | None) -> bool:
    """Whether somebody may be of a state; of those no list names nobody knows."""
    return name is not None and (state is None or name.state in (None, state))
