"""A document taken apart once: sentences with their clauses, names, items, cues, dates and numbers."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from materiel.claims.columns import Columns
from materiel.claims.lines import TELLING, is_bullet, is_figure, is_row, joined, opens_table
from materiel.claims.names import Mention, find_mentions
from materiel.claims.scan import DateSpan, Quantity, scan_dates, scan_quantities
from materiel.claims.scan.calendar import reference
from materiel.claims.scan.date_reader import Ends
from materiel.claims.sentences import (
    ClauseWords,
    Span,
    clause_spans,
    sentence_spans,
    tense_places,
)
from materiel.claims.tables import Table
from materiel.claims.tokens import Token, fold, item_tokens, tokenize, tokens_of
from materiel.claims.words import Finds, Lexicon
from materiel.documents import Block, Document

_TITLE_WEIGHT = 3
_OPAQUE = ("scheme", "company", "source")  # names whose words tell nothing
_BARS = frozenset(("noise", "combat", "politics"))  # groups that make a number no claim
_SUBJECT = ("company", "scheme", "group")  # who names them speaks of materiel
_LEAD = 2  # sentences at the top of a report
_IDLE = "idle"  # the group of set phrases
_LABEL = 40  # characters in front of the date of a label: "(6) Scranton, 15 April 2024."
_DENSE = 0.4  # share of sentences that speak of materiel in a report that is on it


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

    def groups(self, start: int, end: int) -> set[str]:
        """The cue groups between two offsets."""
        return {group for a, b, group in self.cues if start <= a and b <= end}

    def clause_at(self, place: int) -> Span:
        """The clause that holds an offset."""
        for clause in self.clauses:
            if clause.start <= place < clause.end:
                return clause
        return Span(self.start, self.end)


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


@cache
def _clause_words(words: Lexicon) -> ClauseWords:
    return ClauseWords(words)


def analyse(document: Document, words: Lexicon) -> Analysis:
    """Take a document apart; its language must be that of `words`."""
    folded = fold(document.text)
    finds = words.find(document.text, folded)
    spans = [(b.start, b.end) for b in document.blocks if b.role in TELLING]
    mentions = find_mentions(document.text, finds.names, words, spans)
    finds.items = _unless_named(finds.items, mentions)
    finds.cues = _unless_named(finds.cues, [m for m in mentions if m.name.role in _OPAQUE])
    finds.cues = _unless_idle(finds.cues)
    sentences = _sentences(document, folded, finds, mentions, words)
    states = _states(sentences)
    return Analysis(
        document=document,
        words=words,
        sentences=sentences,
        topic_item=_topic_item(sentences),
        topic_state=states.most_common(1)[0][0] if states else None,
        states=states,
        share=_share(sentences),
        on_materiel=_share(sentences) > _DENSE,
        lead_on_materiel=any(_on_materiel(s) for s in sentences[:_LEAD]),
        makers={m.name.name: m.name.state for m in mentions if m.name.role == "company"},
        title=next((s for s in sentences[:3] if s.role == "headline"), None),
    )


def _unless_named(
    found: list[tuple[int, int, str]], mentions: Sequence[Mention]
) -> list[tuple[int, int, str]]:
    """Without what stands inside a name: the ammunition of "Ammunition Support Partnership"."""
    starts = [m.start for m in mentions]
    kept = []
    for one in found:
        k = bisect_right(starts, one[0]) - 1
        if k < 0 or one[1] > mentions[k].end:
            kept.append(one)
    return kept


def _unless_idle(cues: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Without what is part of a set phrase that tells nothing: the order of "in order to"."""
    idle = [(start, end) for start, end, group in cues if group == _IDLE]
    starts = [start for start, _ in idle]
    kept = []
    for cue in cues:
        k = bisect_right(starts, cue[0]) - 1
        same = k >= 0 and idle[k] == cue[:2]
        if k < 0 or cue[1] > idle[k][1] or cue[2] in _BARS or (same and cue[2] != _IDLE):
            kept.append(cue)
    return kept


def _sentences(
    document: Document, folded: str, finds: Finds, mentions: list[Mention], words: Lexicon
) -> list[Sentence]:
    cut = _Cut(finds, mentions)
    sentences: list[Sentence] = []
    ref = reference(document.published)
    now = ref
    said: Ends = (None, None)
    heading: Sentence | None = None
    lead: Sentence | None = None
    opener: Sentence | None = None  # the last sentence before a list, where it tells of something
    seen_body = False
    topic: str | None = None
    label: DateSpan | None = None
    columns = Columns(words)
    table = Table(document.text, columns)
    for paragraph, block in enumerate(joined(document)):
        if block.role == "dateline" and seen_body:
            now = _section_date(folded, block, words, ref) or now
        if block.role not in TELLING:
            continue
        seen_body |= block.role == "body"
        bullet = is_bullet(document.text, block)
        for span in sentence_spans(document.text, block.start, block.end, words):
            sentence = cut.sentence(len(sentences), span, block.role, paragraph, bullet, folded)
            said = _scan(sentence, words, now, said)
            sentence.heading = heading
            if span.start == block.start:
                topic = _label_of(document.text, sentence)
                label = _label_date(document, sentence)
            sentence.topic, sentence.label = topic, label
            line = document.text[span.start : span.end]
            sentence.row = bullet or is_row(line)
            row = sentence.row or block.role == "headline"
            sentence.lead = lead if row else None
            if sentence.row and opener and not (lead and _tells(lead, words)):
                sentence.lead = opener  # "Air defence" only names some rows of a longer list
            table.read(sentence)
            if sentence.row:
                columns.fill(sentence)
            sentences.append(sentence)
        columns.read(document.text[block.start : block.end], sentences)
        if sentences and block.role == "headline" and not bullet:
            heading = sentences[-1]
        figure = is_figure(document.text[block.start : block.end])
        if sentences and not bullet and not figure:
            opens = document.text[block.start : block.end].rstrip().endswith(":")
            heads = sentences[-1].start == block.start and opens_table(document.text, block)
            telling = _tells(sentences[-1], words)
            lead = sentences[-1] if opens or heads or block.role == "headline" else None
            if block.role == "body" and not sentences[-1].row and block.end - block.start > _LABEL:
                opener = sentences[-1] if telling else None
    return sentences


def _tells(sentence: Sentence, words: Lexicon) -> bool:
    """Whether a sentence has a word that some kind asks for."""
    return not _asked_for(words).isdisjoint(group for _, _, group in sentence.cues)


@cache
def _asked_for(words: Lexicon) -> frozenset[str]:
    needs = words["kinds"]["needs"].values()
    return frozenset(part for groups in needs for group in groups for part in group.split("+"))


def _label_of(text: str, sentence: Sentence) -> str | None:
    """The name that a paragraph opens with as its label: "Baykar (Türkiye).", "Denmark:"."""
    for mention in sentence.mentions[:1]:
        behind = text[mention.end : mention.end + 2]
        if mention.start == sentence.start and (
            behind[:2] == " (" or behind[:1] in (".", ":", "–")
        ):
            return mention.name.name if mention.name.role in ("state", "company") else None
    return None


def _section_date(folded: str, block: Block, words: Lexicon, ref: date | None) -> date | None:
    """A date line amid the text dates what stands under it."""
    for span in scan_dates(tokenize(folded[block.start : block.end]), words, ref):
        return reference(span.past[1])
    return None


def _label_date(document: Document, sentence: Sentence) -> DateSpan | None:
    """The date that a paragraph opens with as its label: "March 2025: ...", "(6) Lima, 3 May 2024."."""
    text = document.text
    for day in sentence.dates[:1]:
        before = text[sentence.start : day.start]
        ends = text[day.end : day.end + 2].strip()[:1]
        if (
            day.past[1] == document.published
            or len(before) > _LABEL
            or ends not in (":", ".", "–", "—", ")")
        ):
            return None
        words = [word for word in before.split() if word[:1].isalpha()]
        return day if all(word[0].isupper() for word in words) else None
    return None


class _Cut:
    """Hands each sentence its share of what was found; every list is in text order."""

    def __init__(self, finds: Finds, mentions: list[Mention]) -> None:
        self.finds = finds
        self.mentions = mentions
        self.cue_starts = [cue[0] for cue in finds.cues]
        self.item_starts = [item[0] for item in finds.items]
        self.mention_starts = [mention.start for mention in mentions]

    def sentence(
        self, index: int, span: Span, role: str, paragraph: int, bullet: bool, folded: str
    ) -> Sentence:
        tokens = tokenize(folded, span.start, span.end)
        return Sentence(
            index=index,
            start=span.start,
            end=span.end,
            role=role,
            paragraph=paragraph,
            bullet=bullet,
            tokens=tokens,
            mentions=self.mentions[slice(*_within(self.mention_starts, span))],
            items=self.finds.items[slice(*_within(self.item_starts, span))],
            cues=self.finds.cues[slice(*_within(self.cue_starts, span))],
        )


def _within(starts: Sequence[int], span: Span) -> tuple[int, int]:
    return bisect_left(starts, span.start), bisect_left(starts, span.end)


def _scan(sentence: Sentence, words: Lexicon, ref: date | None, said: Ends) -> Ends:
    """Fill in dates, quantities and clauses; gives the last period named."""
    tokens = sentence.tokens
    sentence.dates = scan_dates(tokens, words, ref, said)
    item_ends, mask = item_tokens(tokens, sentence.items)
    for mention in sentence.mentions:
        first, after = tokens_of(tokens, mention.start, mention.end)
        if after - first > 1:
            mask.update(range(first, after))
    for span in sentence.dates:
        mask.update(range(span.first, span.after))
    sentence.quantities = scan_quantities(
        tokens, words, item_ends=item_ends, masked=frozenset(mask)
    )
    clause_words = _clause_words(words)
    sentence.clauses = clause_spans(tokens, clause_words)
    tenses = tense_places(tokens, clause_words)
    sentence.cues = [cue for cue in sentence.cues if (cue[0], cue[1]) not in tenses]
    named = [span for span in sentence.dates if span.past != (None, None) and not span.weekday]
    return named[-1].past if named else said


def _share(sentences: Sequence[Sentence]) -> float:
    telling = [any(g == "weapon" for _, _, g in s.cues) or bool(s.items) for s in sentences]
    return sum(telling) / len(telling) if telling else 0.0


def _on_materiel(sentence: Sentence) -> bool:
    return bool(sentence.items) or any(m.name.role in _SUBJECT for m in sentence.mentions)


def _states(sentences: Sequence[Sentence]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for sentence in sentences:
        weight = _TITLE_WEIGHT if sentence.role == "headline" else 1
        for mention in sentence.mentions:
            if mention.name.state and mention.name.role in ("state", "company"):
                counts[mention.name.state] += weight
    return counts


def _topic_item(sentences: Sequence[Sentence]) -> str | None:
    """The item that most mentions name or are part of."""
    counts: Counter[str] = Counter()
    for sentence in sentences:
        weight = _TITLE_WEIGHT if sentence.role == "headline" else 1
        for _, _, path in sentence.items:
            counts[path] += weight
    specific = {path: _with_ancestors(path, counts) for path in counts if path != "general"}
    if not specific:
        return None
    best = max(specific, key=lambda path: (specific[path], len(path), path))
    return best if counts[best] >= 2 else None


def _with_ancestors(path: str, counts: Counter[str]) -> float:
    total = float(counts[path])
    for ancestor in ancestors(path):
        total += 0.4 * counts[ancestor]
    return total


def ancestors(path: str) -> Iterator[str]:
    """The items that a path is part of, nearest first.

    >>> list(ancestors("ammunition.artillery.155mm"))
    ['ammunition.artillery', 'ammunition']
    """
    while "." in path:
        path = path.rpartition(".")[0]
        yield path
