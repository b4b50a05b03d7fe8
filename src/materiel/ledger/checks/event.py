"""An event dated otherwise than the reference facts date it (docs/model.md, rule C14)."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from materiel.claims.scan import scan_dates
from materiel.claims.scan.calendar import reference as day_of
from materiel.claims.text.sentences import sentence_spans
from materiel.claims.tokens import fold, tokenize
from materiel.claims.words import lexicon
from materiel.core.dates import edtf_bounds
from materiel.documents.records import Document
from materiel.ledger.records import Mark, mark_at
from materiel.ledger.reference import Event, Reference

_READ = ("headline", "body", "caption")
_WORD = re.compile(r"[\w']+|-")
_MOST_WORDS = 6  # between an event and its date


def find(documents: Sequence[Document], facts: Reference) -> list[Mark]:
    """Passages that give an event a date on which it was not."""
    found: list[Mark] = []
    for document in documents:
        language = document.language or ""
        pattern = _pattern(tuple(w for e in facts.events for w in e.words.get(language, ())))
        if pattern is not None:
            found += _in_document(document, facts, pattern)
    return found


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str] | None:
    folded = sorted({fold(word) for word in words}, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, folded))})\b") if folded else None


def _in_document(document: Document, facts: Reference, pattern: re.Pattern[str]) -> Iterator[Mark]:
    words = lexicon(document.language) if document.language else None
    if words is None:
        return
    for block in document.blocks:
        if block.role not in _READ or not pattern.search(
            fold(document.text[block.start : block.end])
        ):
            continue
        for span in sentence_spans(document.text, block.start, block.end, words):
            folded = fold(document.text[span.start : span.end])
            dates = None
            for match in pattern.finditer(folded):
                if dates is None:
                    dates = scan_dates(tokenize(folded), words, day_of(document.published))
                for first, last, ends in _dated(folded, match, dates, facts, document.language):
                    event = _event(facts, match.group(), document.language)
                    if event and not _fits(event, ends):
                        yield _mark(document, span.start + first, span.start + last, event, ends)


def _dated(  # type: ignore[no-untyped-def]
    folded: str, match: re.Match[str], dates, facts: Reference, language: str | None
) -> Iterator[tuple[int, int, tuple[str, str]]]:
    """Dates that nothing but linking words parts from the event."""
    links = facts.links.get(language or "", frozenset())
    for span in dates:
        start, end = span.past
        if span.weekday or span.relation not in ("at", "since") or not start:
            continue
        if not any(c.isdigit() for c in folded[span.start : span.end]):
            continue  # "last year" is no date that one could get wrong in this way
        between = folded[match.end() : span.start]
        before = folded[span.end : match.start()]
        if span.start >= match.end() and _linked(between, links):
            yield match.start(), span.end, (start, end or start)
        elif span.end <= match.start() and before.strip() in (",", ""):
            yield span.start, match.end(), (start, end or start)


def _linked(between: str, links: frozenset[str]) -> bool:
    if any(sign in between for sign in ",;:.("):
        return False
    words = _WORD.findall(between)
    return len(words) <= _MOST_WORDS and all(word in links for word in words)


def _event(facts: Reference, words: str, language: str | None) -> Event | None:
    """The event whose words these are; the longest words win."""
    fitting = [
        event
        for event in facts.events
        if any(fold(one) == words for one in event.words.get(language or "", ()))
    ]
    return fitting[0] if fitting else None


def _fits(event: Event, ends: tuple[str, str]) -> bool:
    first, last = edtf_bounds(ends[0])[0], edtf_bounds(ends[1])[1]
    return any(
        edtf_bounds(day)[0] <= last and first <= edtf_bounds(day)[1]
        for day in (event.date, *event.also)
    )


def _mark(document: Document, start: int, end: int, event: Event, ends: tuple[str, str]) -> Mark:
    text = f"{event.name} was {event.date}, not {ends[0]}; kept as stated."
    at = (document, start, end)
    return mark_at(*at, rule="event", relation="contradiction", text=text, source=event.source)
