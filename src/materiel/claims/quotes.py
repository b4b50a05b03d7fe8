"""Which words to quote: the clause that shows the fact, without who said it."""

from materiel.claims.text.analysis import Analysis, Sentence
from materiel.claims.text.sentences import Span

_LONGEST = 220
_TRIM = " \t\r\n\u00a0,;:–—-•*▸>"


def quote_of(
    analysis: Analysis, sentence: Sentence, clause: Span, start: int, end: int
) -> tuple[int, int]:
    """A span of the clause around text[start:end]; the sentence's attribution left out."""
    first, last = clause.start, max(clause.end, end)
    if last - first < 28 and first > sentence.start:
        first = sentence.clause_at(first - 1).start
    if sentence.said is not None:
        said_start, said_end = sentence.said
        if said_end <= start and said_end > first:
            first = said_end
        elif said_start >= end and said_start < last:
            last = said_start
    if last - first > _LONGEST:
        first, last = _window(analysis.document.text, first, last, start, end)
    return _tidy(analysis.document.text, min(first, start), max(last, end), start, end)


def _window(text: str, first: int, last: int, start: int, end: int) -> tuple[int, int]:
    """The part between commas around the number, or a window of whole words."""
    left = text.rfind(",", first, start)
    right = text.find(",", end, last)
    first = left + 1 if left >= 0 and start - left > 30 else first
    last = right if right >= 0 and right - end > 20 else last
    if start - first > _LONGEST // 2:
        first = text.rfind(" ", first, start - _LONGEST // 2 + 40) + 1 or first
    if last - end > _LONGEST // 2:
        last = (
            text.find(" ", end + _LONGEST // 2, last)
            if " " in text[end + _LONGEST // 2 : last]
            else last
        )
    return first, last


def _tidy(text: str, first: int, last: int, start: int, end: int) -> tuple[int, int]:
    """Without blanks, bullets and stops at the edges, and without half a pair of quotation marks."""
    while first < start and text[first] in _TRIM:
        first += 1
    while last > end and (text[last - 1] in _TRIM or text[last - 1] in ".!?"):
        last -= 1
    for opening, closing in (("“", "”"), ("„", "“"), ("«", "»"), ("(", ")")):
        inside = text[first:last]
        if first < start and text[first] == opening and closing not in inside:
            first += 1
        elif last > end and text[last - 1] == closing and opening not in inside:
            last -= 1
    while first < start and text[first] in _TRIM:
        first += 1
    while last > end and (text[last - 1] in _TRIM or text[last - 1] in ".!?"):
        last -= 1
    return first, last
