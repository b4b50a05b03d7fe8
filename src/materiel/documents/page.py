"""What a page holds: lines of text with their places in the source, and what its head tells."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape

from materiel.documents.trace import Run

# An entity, white space, or words with single spaces between them. Nothing behind a repeated part
# can fail, so none is tried again.
_PIECE = re.compile(
    r"&(?:#\d+|#[xX][0-9a-fA-F]+|[a-zA-Z][a-zA-Z0-9]*);?|[ \t\n\r\f]+"
    r"|[^& \t\n\r\f]+(?: [^& \t\n\r\f]+)*|&"
)
_BLANK = " \t\n\r\f"
_UNSAID = re.compile("[\0\ud800-\udfff]")
_UNSEEN = re.compile("[\\s|\u00ad\u200b-\u200f\u2060\ufeff\0\ufffd\ud800-\udfff]+")


@dataclass(slots=True)
class Line:
    """Text between two breaks, in pieces of the source."""

    pieces: list[tuple[int, int]]
    kind: str  # h1 … h6, caption, title, or the innermost element around it
    broken: bool  # by a <br>, not by the end of its element
    row: int  # number of the table row; 0 outside tables
    aside: bool  # in a menu, header, footer or aside
    article: bool  # in an <article>
    linked: int = 0  # characters of it inside links


@dataclass(slots=True)
class Page:
    """What a page holds."""

    source: str
    lines: list[Line] = field(default_factory=list)
    title: Line | None = None
    metas: list[dict[str, str]] = field(default_factory=list)
    links: list[dict[str, str]] = field(default_factory=list)
    times: list[tuple[str, int]] = field(default_factory=list)  # datetime, number of its line
    scripts: list[str] = field(default_factory=list)  # JSON-LD
    language: str | None = None
    depth: int = 0
    oversized: list[tuple[int, int, str]] = field(default_factory=list)  # tags past the limits

    def tidied(self) -> str:
        """The source with bare names in place of tags past the limits, for the parsers."""
        parts, done = [], 0
        for start, end, name in self.oversized:
            parts += [self.source[done:start], f"<{name}>"]
            done = end
        return _UNSAID.sub("\ufffd", "".join(parts) + self.source[done:])


def text_of(page: Page, line: Line) -> tuple[str, list[Run]]:
    """A line as it is read, white space folded and entities resolved, with its runs.

    >>> from materiel.documents.markup import scan
    >>> page = scan("<p>a &amp;\\n  b")
    >>> text_of(page, page.lines[0])
    ('a & b', [(0, 2, 3, 5), (2, 3, 5, 10), (3, 4, 10, 13), (4, 5, 13, 14)])
    """
    parts: list[str] = []
    runs: list[Run] = []
    size, literal = 0, False
    for match in _said(page.source, line):
        said = match.group()
        first, last = match.span()
        if said[0] in _BLANK:
            if not parts or parts[-1] == " ":
                continue
            said = " "
        elif said[0] == "&" and len(said) > 1:
            said = unescape(said)
        said = _UNSAID.sub("\ufffd", said)
        was, literal = literal, said == page.source[first:last]
        if literal and was and runs[-1][3] == first:
            runs[-1] = (runs[-1][0], size + len(said), runs[-1][2], last)
        elif said:
            runs.append((size, size + len(said), first, last))
        parts.append(said)
        size += len(said)
    if parts and parts[-1] == " ":
        parts.pop()
        _drop_blank(runs)
    return "".join(parts), runs


def _said(source: str, line: Line) -> Iterator[re.Match[str]]:
    for start, end in line.pieces:
        yield from _PIECE.finditer(source, start, end)


def _drop_blank(runs: list[Run]) -> None:
    """Take the last character, a space, off the runs."""
    start, end, first, last = runs.pop()
    if end - start > 1:
        runs.append((start, end - 1, first, last - 1))


def squeezed(page: Page, line: Line) -> str:
    """A line without white space and unseen characters, to be compared with an extractor's.

    >>> from materiel.documents.markup import scan
    >>> page = scan("<p>a &amp;\\n  b")
    >>> squeezed(page, page.lines[0])
    'a&b'
    """
    raw = "".join(page.source[start:end] for start, end in line.pieces)
    return squeeze(unescape(raw) if "&" in raw else raw)


def squeeze(text: str) -> str:
    """Text without white space, bars and characters that are not printed, as trafilatura drops them.

    >>> squeeze("a | b\\u200b c")
    'abc'
    """
    text = _UNSEEN.sub("", text)
    return text if text.isprintable() else "".join(filter(str.isprintable, text))
