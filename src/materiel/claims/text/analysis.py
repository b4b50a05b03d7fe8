"""A document taken apart once: sentences with their clauses, names, items, cues, dates and numbers."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from materiel.claims.gazetteer import Mention
from materiel.claims.scan import DateSpan, Quantity
from materiel.claims.text.sentences import Span
from materiel.claims.tokens import Token
from materiel.claims.words import Lexicon
from materiel.documents import Document


@dataclass(slots=True)
class Sentence:
    """One sentence and everything found in it. Offsets are those of the document's text."""

    index: int
    start: int
    end: int
    role: str
    paragraph: int
    bullet: bool
    tokens: list[Token]
    marks: dict[str, list[int]]  # by reader, the tokens whose words matter to it
    mentions: list[Mention]
    items: list[tuple[int, int, str]]
    cues: list[tuple[int, int, str]]
    dates: list[DateSpan] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    clauses: list[Span] = field(default_factory=list)
    table: bool = False  # a line of a table whose head is another line
    row: bool = False  # an item of a list or a row of a table
    scale: float = 1.0  # what the head of its column says: 1e9 under "EUR bn"
    lead: "Sentence | None" = None  # what a list item or a table row stands under
    heading: "Sentence | None" = None
    said: tuple[int, int] | None = None  # the words that attribute it
    topic: str | None = None  # whom its paragraph is about: "Rheinmetall (Germany). In 2023 ..."
    label: DateSpan | None = None  # when its paragraph is dated: "March 2025: ..."
    speaker: str | None = None
    speaker_state: str | None = None
    _groups: frozenset[str] | None = None  # of the whole, kept when it has been cut and filled in

    def groups(self, start: int, end: int) -> frozenset[str]:
        """The cue groups between two offsets."""
        whole = start == self.start and end == self.end
        if whole and self._groups is not None:
            return self._groups
        found = frozenset([group for a, b, group in self.cues if start <= a and b <= end])
        if whole:
            self._groups = found
        return found

    def clause_at(self, place: int) -> Span:
        """The clause that holds an offset."""
        for clause in self.clauses:
            if clause.start <= place < clause.end:
                return clause
        return Span(self.start, self.end)


class Party(NamedTuple):
    """A mention as a party, and the role its surroundings give it."""

    name: str
    start: int
    end: int
    role: str  # plain, owner, to, by, from, place, with, label
    form: str
    kind: str
    state: str | None


@dataclass(slots=True)
class Analysis:
    """A document's sentences and what they are mostly about."""

    document: Document
    words: Lexicon
    sentences: list[Sentence]
    topic_item: str | None
    topic_state: str | None
    states: Counter[str]
    share: float = 0.0  # of its sentences that speak of materiel
    on_materiel: bool = False  # most of its sentences speak of materiel
    title: Sentence | None = None
    lead_on_materiel: bool = False  # its first sentences speak of materiel
    receivers: Counter[str] | None = None  # who gets, counted when first asked for
    makers: dict[str, str | None] = field(default_factory=dict)  # companies named, and their states
    # Who may be a party, by sentence; looked up when it is known who speaks.
    parties: dict[int, list[Party]] = field(default_factory=dict)

    def before(self, sentence: Sentence) -> Sentence | None:
        """The sentence before, where it belongs to the same or the preceding paragraph."""
        if not sentence.index:
            return None
        other = self.sentences[sentence.index - 1]
        return other if sentence.paragraph - other.paragraph <= 1 else None

    def paragraph_before(self, sentence: Sentence) -> Iterator[Sentence]:
        """The sentences of its paragraph in front of it, the nearest first."""
        for k in range(sentence.index - 1, -1, -1):
            if self.sentences[k].paragraph != sentence.paragraph:
                return
            yield self.sentences[k]
