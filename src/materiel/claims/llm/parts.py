"""A document in parts that a model can take: whole paragraphs, the last ones told again for context."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from materiel.claims.text.sentences import Span
from materiel.documents import Document

TELLING = ("body", "headline", "caption")  # the roles that may hold claims
_SENT = (*TELLING, "header", "dateline")
MOST = 6000  # characters of a part, without its context
CONTEXT = 800  # characters of the part before that are told again


@dataclass(frozen=True, slots=True)
class Part:
    """A run of paragraphs; `spans` are theirs in the document, furniture left out."""

    number: int
    of: int
    spans: tuple[Span, ...]
    own: int  # where it begins to tell what no part before has told
    text: str

    @property
    def start(self) -> int:
        """Offset of its first paragraph in the document."""
        return self.spans[0].start

    @property
    def end(self) -> int:
        """Offset behind its last paragraph."""
        return self.spans[-1].end


def parts_of(document: Document, most: int = MOST, context: int = CONTEXT) -> list[Part]:
    """The parts in order; none where the document holds furniture only.

    Args:
        most: Characters of a part, context aside.
        context: Characters of whole paragraphs of the part before that a part begins with.

    >>> from materiel.documents import Block
    >>> text = "One gun.\\nTwo guns.\\nSix guns."
    >>> blocks = tuple(Block(start=k, end=k + 9 - (k == 0), role="body") for k in (0, 9, 19))
    >>> report = Document(id="0" * 64, name="a", content=b"", encoding="utf-8", text=text, blocks=blocks)
    >>> [part.text for part in parts_of(report, most=12, context=10)]
    ['One gun.', 'One gun.\\nTwo guns.', 'Two guns.\\nSix guns.']
    """
    groups = _groups(list(_paragraphs(document, most)), most)
    parts: list[Part] = []
    for number, group in enumerate(groups, start=1):
        before = _last(groups[number - 2], context) if number > 1 else []
        spans = (*before, *group)
        text = _text(document.text, spans)
        parts.append(Part(number, len(groups), spans, group[0].start, text))
    return parts


def _paragraphs(document: Document, most: int) -> Iterator[Span]:
    """The paragraphs that are sent; one that is too long in pieces."""
    for block in document.blocks:
        if block.role in _SENT and document.text[block.start : block.end].strip():
            start = block.start
            while block.end - start > most:
                cut = _cut(document.text, start, start + most)
                yield Span(start, cut)
                start = cut
            yield Span(start, block.end)


def _cut(text: str, start: int, end: int) -> int:
    """The last end of a line, a sentence or a word in the second half of text[start:end]."""
    middle = start + (end - start) // 2
    for sign in ("\n", ". ", " "):
        place = text.rfind(sign, middle, end)
        if place >= 0:
            return place + len(sign)
    return end


def _groups(paragraphs: Sequence[Span], most: int) -> list[list[Span]]:
    groups: list[list[Span]] = []
    size = 0
    for paragraph in paragraphs:
        length = paragraph.end - paragraph.start
        if not groups or size + length > most:
            groups.append([])
            size = 0
        groups[-1].append(paragraph)
        size += length
    return groups


def _last(group: Sequence[Span], context: int) -> list[Span]:
    """The last whole paragraphs of a part that fit into the context."""
    kept: list[Span] = []
    for paragraph in reversed(group):
        context -= paragraph.end - paragraph.start
        if context < 0:
            break
        kept.insert(0, paragraph)
    return kept


def _text(text: str, spans: Sequence[Span]) -> str:
    """The paragraphs with the blanks between them as they are; an empty line for what is left out."""
    told = [text[spans[0].start : spans[0].end]]
    for before, span in pairwise(spans):
        gap = text[before.end : span.start]
        told += [gap if not gap.strip() else "\n\n", text[span.start : span.end]]
    return "".join(told)
