"""Where a model's words stand in the document: exactly, as whole words, outside furniture."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from itertools import islice

from materiel.claims.llm.answer import Pointer, RefusedError
from materiel.claims.llm.parts import TELLING, Part
from materiel.claims.text.sentences import Span
from materiel.documents import Document

_MOST_PLACES = 10_000  # of one run of words that are looked at
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


class Places:
    """Finds words in one document, and remembers which places an answer has used."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._used: set[tuple[int, Pointer, int]] = set()
        self._starts = [block.start for block in document.blocks]
        self._masked: str | None = None

    def of_quote(self, pointer: Pointer, part: Part) -> Span:
        """The first place of a quote that the same item of this part's answer has not used.

        Places within the part come first. An item that is repeated more often than its quote stands
        in the text points at the first place again, and makes the same claim.

        Raises:
            RefusedError: The quote does not stand in the document, or only where no claim may.
        """
        found = list(islice(occurrences(self.document.text, pointer.quote), _MOST_PLACES))
        if not found:
            raise RefusedError(self._why_not(pointer.quote))
        telling = [span for span in found if self._role_outside(span, TELLING) is None]
        if not telling:
            role = self._role_outside(found[0], TELLING)
            raise RefusedError(f"the quote stands in the {role}, which holds no claims")
        inside = [s for s in telling if part.start <= s.start and s.end <= part.end]
        ordered = inside + [span for span in telling if span not in inside]
        free = (s for s in ordered if (part.number, pointer, s.start) not in self._used)
        span = next(free, ordered[0])
        self._used.add((part.number, pointer, span.start))
        return span

    def near(self, words: str, quote: Span) -> Span | None:
        """The place of some words that is nearest to a quote, in it before around it; not furniture."""
        spans = [
            span
            for span in islice(occurrences(self.document.text, words), _MOST_PLACES)
            if self._role_outside(span, (*TELLING, "header", "dateline")) is None
        ]
        return min(spans, key=lambda span: _gap(span, quote), default=None)

    def _role_outside(self, span: Span, roles: tuple[str, ...]) -> str | None:
        """The role of the first block, or "space between paragraphs", that is none of `roles`."""
        text, blocks = self.document.text, self.document.blocks
        k = max(0, bisect_right(self._starts, span.start) - 1)
        place = span.start
        while place < span.end:
            while k < len(blocks) and blocks[k].end <= place:
                k += 1
            start = blocks[k].start if k < len(blocks) else span.end
            if text[place : min(start, span.end)].strip():
                return "space between paragraphs"
            if start >= span.end:
                return None
            if blocks[k].role not in roles:
                return blocks[k].role
            place = blocks[k].end
        return None

    def _why_not(self, quote: str) -> str:
        """Digits that were altered are told apart: that is what a reader must hear of."""
        if self._masked is None:
            self._masked = _without_digits(self.document.text)
        if _NUMBER.search(quote) and _without_digits(quote) in self._masked:
            return "the digits of the quote differ from the document's"
        return "the quote is not in the document"


def occurrences(text: str, words: str) -> Iterator[Span]:
    """Where words stand as whole words; exactly, or else with other blanks between them.

    A model tends to write a line break as a blank. Such a quote is taken back to the document's own
    characters; any other difference, a letter, a digit, a sign, is none of the document's words.

    >>> [span.start for span in occurrences("155 shells, 55 shells", "55 shells")]
    [12]
    >>> list(occurrences("40\\nguns", "40 guns"))
    [Span(start=0, end=7)]
    """
    if not words.strip():
        return
    exact = list(_matches(text, re.escape(words)))
    yield from exact or _matches(text, r"\s++".join(re.escape(word) for word in words.split()))


def _matches(text: str, pattern: str) -> Iterator[Span]:
    for match in re.finditer(pattern, text):
        span = Span(match.start(), match.end())
        if not _cuts(text, span.start) and not _cuts(text, span.end):
            yield span


def _cuts(text: str, place: int) -> bool:
    """Whether a place is inside a word or a number: 1|55, 10|,000, 2.|5."""
    if not 0 < place < len(text):
        return False
    before, behind = text[place - 1], text[place]
    if before.isalnum() and behind.isalnum():
        return True
    if behind in ".,":
        return before.isdigit() and text[place + 1 : place + 2].isdigit()
    return before in ".," and behind.isdigit() and text[max(0, place - 2) : place - 1].isdigit()


def _gap(span: Span, quote: Span) -> tuple[int, int]:
    """Distance from a quote, what stands before it first."""
    if quote.start <= span.start and span.end <= quote.end:
        return 0, span.start
    if span.start < quote.start:
        return 1 + max(0, quote.start - span.end), 0
    return 1 + max(0, span.start - quote.end), 1


def _without_digits(text: str) -> str:
    return " ".join(_NUMBER.sub("0", text).split())
