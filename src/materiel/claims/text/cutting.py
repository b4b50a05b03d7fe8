"""A document cut into sentences: what stands over each, its label, its dates and its numbers."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cache

from materiel.claims.automaton import Finds
from materiel.claims.gazetteer import Mention
from materiel.claims.scan import DateSpan, scan_dates, scan_quantities
from materiel.claims.scan.calendar import reference
from materiel.claims.scan.date_reader import Ends
from materiel.claims.text.analysis import Sentence
from materiel.claims.text.columns import Columns
from materiel.claims.text.lines import (
    TELLING,
    cell_spans,
    is_bullet,
    is_dashed,
    is_entry,
    is_figure,
    is_row,
    is_table_row,
    joined,
    opens_table,
)
from materiel.claims.text.marks import marks_of
from materiel.claims.text.sentences import (
    Span,
    clause_spans,
    clause_words,
    sentence_spans,
    tense_places,
)
from materiel.claims.text.tables import Table
from materiel.claims.tokens import item_tokens, tokenize, tokens_of
from materiel.claims.words import Lexicon
from materiel.documents import Block, Document

_LABEL = 40  # characters in front of the date of a label: "(6) Scranton, 15 April 2024."


def cut_sentences(
    document: Document, folded: str, finds: Finds, mentions: list[Mention], words: Lexicon
) -> list[Sentence]:
    """The sentences of a document in order, each with what was found in it."""
    cutter = _Cutter(document, folded, _Shares(finds, mentions, folded, words), words)
    for paragraph, block in enumerate(joined(document)):
        cutter.read(paragraph, block)
    return cutter.sentences


class _Cutter:
    """Reads block after block and remembers what stands over the next."""

    def __init__(self, document: Document, folded: str, shares: "_Shares", words: Lexicon) -> None:
        self.sentences: list[Sentence] = []
        self._document, self._folded, self._shares, self._words = document, folded, shares, words
        self._ref = reference(document.published)
        self._now = self._ref
        self._said: Ends = (None, None)
        self._heading: Sentence | None = None
        self._lead: Sentence | None = None
        self._opener: Sentence | None = (
            None  # the last sentence before a list, if it tells of something
        )
        self._seen_body = False
        self._topic: str | None = None
        self._section: str | None = None  # whom the heading names, and nothing else
        self._label: DateSpan | None = None
        self._columns = Columns(words)
        self._table = Table(document.text, self._columns)

    def read(self, paragraph: int, block: Block) -> None:
        """Cut a block; one that tells nothing may still be a date line."""
        text = self._document.text
        goes_on = block.end < len(text) and text[block.end] not in "\r\n"
        if block.role == "dateline" and (self._seen_body or goes_on):
            self._now = _section_date(self._folded, block, self._words, self._ref) or self._now
        if block.role not in TELLING:
            return
        self._seen_body |= block.role == "body"
        bullet = is_bullet(self._document.text, block)
        for span in sentence_spans(self._document.text, block.start, block.end, self._words):
            self._add(span, block, paragraph, bullet)
        self._columns.read(self._document.text[block.start : block.end], self.sentences)
        if self.sentences and not bullet:
            self._stand_over(block)

    def _add(self, span: Span, block: Block, paragraph: int, bullet: bool) -> None:
        text = self._document.text
        sentence = self._shares.sentence(len(self.sentences), span, block.role, paragraph, bullet)
        self._said = _scan(sentence, self._words, self._now, self._said)
        sentence.heading = self._heading
        if span.start == block.start:
            self._topic = _label_of(text, sentence)
            self._label = _label_date(self._document, sentence)
            day = _dateline(text, sentence, self._label)
            if day is not None:
                self._now = day
                sentence.dates = scan_dates(sentence.tokens, self._words, day, self._said)[1:]
        sentence.topic, sentence.label = self._topic or self._section, self._label
        sentence.row = bullet or is_row(text[span.start : span.end])
        sentence.lead = self._lead if sentence.row or block.role == "headline" else None
        named = self._lead is not None and _tells(self._lead, self._words)
        if sentence.row and self._opener and not named:
            sentence.lead = self._opener  # "Air defence" only names some rows of a longer list
        if is_table_row(text[span.start : span.end]):
            _scan_cells(sentence, self._words, self._now, text[span.start : span.end])
        self._table.read(sentence)
        if sentence.table:
            sentence.lead = self._table.title or self._heading
        elif sentence.row:
            dashed = is_dashed(text[span.start : span.end])
            self._columns.fill(sentence, dashed=dashed)
            if dashed and sentence.table:
                sentence.lead, sentence.clauses = self._heading, [Span(span.start, span.end)]
        self.sentences.append(sentence)

    def _stand_over(self, block: Block) -> None:
        """Take the last sentence for the heading or the lead of what follows."""
        line, last = self._document.text[block.start : block.end], self.sentences[-1]
        if is_entry(line):
            return
        if block.role == "headline":
            self._heading = last
            self._section = _headed_by(self._document.text, last)
        if is_figure(line):
            return
        opens = line.rstrip().endswith(":")
        heads = last.start == block.start and opens_table(self._document.text, block)
        self._lead = last if opens or heads or block.role == "headline" else None
        if block.role == "body" and not last.row and len(line) > _LABEL:
            self._opener = last if _tells(last, self._words) else None


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
        opens = not any(c.isalnum() for c in text[sentence.start : mention.start])
        if opens and (behind[:2] in (" (", " —", " –") or behind[:1] in (".", ":", "–")):
            return mention.name.name if mention.name.role in ("state", "company") else None
    return None


def _headed_by(text: str, sentence: Sentence) -> str | None:
    """The name that a heading consists of: "Lithuania", "3. Nammo", "17:10 Chile"."""
    named = [m for m in sentence.mentions if m.name.role in ("state", "company")]
    if len(named) != 1 or len(sentence.mentions) != 1:
        return None
    rest = text[sentence.start : named[0].start] + text[named[0].end : sentence.end]
    return None if any(c.isalpha() for c in rest) else named[0].name.name


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


def _dateline(text: str, sentence: Sentence, label: DateSpan | None) -> date | None:
    """The day on which an item of a digest was written: "Tue, 09 Sep 2025 — ..."."""
    if label is None or label.past[0] != label.past[1]:
        return None
    before = text[sentence.start : label.start].strip()
    is_weekday = before.endswith(",") and before[:-1].isalpha()
    return reference(label.past[1]) if is_weekday else None


def _scan_cells(sentence: Sentence, words: Lexicon, ref: date | None, line: str) -> None:
    """Read each cell of a row for itself: "620", "–", "4.1" is no range, "2024  2025" two years."""
    ends, _ = item_tokens(sentence.tokens, sentence.items)
    sentence.quantities, sentence.dates = [], []
    for start, end in cell_spans(line):
        first, after = tokens_of(sentence.tokens, sentence.start + start, sentence.start + end)
        cell = sentence.tokens[first:after]
        dates = scan_dates(cell, words, ref)
        taken = frozenset(k for span in dates for k in range(span.first, span.after))
        own = {a - first: b - first for a, b in ends.items() if first <= a and b <= after}
        found = scan_quantities(cell, words, item_ends=own, masked=taken)
        of_all = len(found) == 2 and {t.low for t in cell} & set(
            words["numbers"]["grammar"].get("part_of", ())
        )
        sentence.quantities += found[:1] if of_all else found  # "9 of 24"
        sentence.dates += [replace(d, first=d.first + first, after=d.after + first) for d in dates]


class _Shares:
    """Hands each sentence its share of what was found; every list is in text order."""

    def __init__(self, finds: Finds, mentions: list[Mention], folded: str, words: Lexicon) -> None:
        self.finds = finds
        self.marks = marks_of(words)
        self.mentions = mentions
        self.folded = folded
        self.cue_starts = [cue[0] for cue in finds.cues]
        self.item_starts = [item[0] for item in finds.items]
        self.mention_starts = [mention.start for mention in mentions]

    def sentence(self, index: int, span: Span, role: str, paragraph: int, bullet: bool) -> Sentence:
        tokens = tokenize(self.folded, span.start, span.end)
        return Sentence(
            index=index,
            start=span.start,
            end=span.end,
            role=role,
            paragraph=paragraph,
            bullet=bullet,
            tokens=tokens,
            marks=self.marks.places(tokens),
            mentions=self.mentions[slice(*_within(self.mention_starts, span))],
            items=self.finds.items[slice(*_within(self.item_starts, span))],
            cues=self.finds.cues[slice(*_within(self.cue_starts, span))],
        )


def _within(starts: Sequence[int], span: Span) -> tuple[int, int]:
    return bisect_left(starts, span.start), bisect_left(starts, span.end)


def _scan(sentence: Sentence, words: Lexicon, ref: date | None, said: Ends) -> Ends:
    """Fill in dates, quantities and clauses; gives the last period named."""
    tokens, marks = sentence.tokens, sentence.marks
    sentence.dates = scan_dates(tokens, words, ref, said, marks["date"])
    item_ends, mask = item_tokens(tokens, sentence.items)
    for mention in sentence.mentions:
        first, after = tokens_of(tokens, mention.start, mention.end)
        if after - first > 1:
            mask.update(range(first, after))
    for span in sentence.dates:
        mask.update(range(span.first, span.after))
    sentence.quantities = scan_quantities(
        tokens, words, item_ends=item_ends, masked=frozenset(mask), starts=marks["number"]
    )
    clauses = clause_words(words)
    sentence.clauses = clause_spans(tokens, clauses, marks["clause"])
    tenses = tense_places(tokens, clauses, marks["auxiliary"])
    if tenses:
        sentence.cues = [cue for cue in sentence.cues if cue[:2] not in tenses]
    named = [span for span in sentence.dates if span.past != (None, None) and not span.weekday]
    return named[-1].past if named else said
