"""A page → a document: its story as text with roles, every run of it with its place in the bytes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from materiel.core.hashes import sha256
from materiel.documents.charset import decode_page
from materiel.documents.clean import clean
from materiel.documents.head import Head, read_head
from materiel.documents.limits import Refusal
from materiel.documents.markup import scan
from materiel.documents.page import Line, Page, squeeze, text_of
from materiel.documents.pagehead import page_head
from materiel.documents.records import Block, Document, Role
from materiel.documents.story import story_lines
from materiel.documents.trace import Run, in_bytes, shifted
from materiel.documents.words import guess_language

_CELL = 60  # characters; longer cells of a table are paragraphs
_PARAGRAPH = 120
_HEADINGS = ("title", "h1", "h2", "h3", "h4", "h5", "h6")
_TIGHT = ("li", "dt", "dd", "pre")
_FROM_CLEAN: tuple[Role, ...] = ("header", "dateline", "caption", "furniture")


@dataclass(slots=True)
class Text:
    """A text that grows line by line, with the runs and the tags it came from."""

    parts: list[str] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    lines: list[tuple[int, int, str]] = field(default_factory=list)  # start, end, kind
    size: int = 0

    def add(self, said: str, runs: Sequence[Run], kind: str, between: str) -> None:
        """Append one line behind `between`."""
        if self.size:
            self.parts.append(between)
            self.size += len(between)
        self.runs += shifted(runs, self.size)
        self.lines.append((self.size, self.size + len(said), kind))
        self.parts.append(said)
        self.size += len(said)

    def whole(self) -> str:
        """All of it."""
        return "".join(self.parts)


def read_page(
    content: bytes,
    name: str,
    *,
    url: str | None = None,
    declared: str | None = None,
    encoding: str | None = None,
) -> Document:
    """The document of an HTML page.

    Args:
        content: The page as it arrived, without content coding.
        name: What the document is called.
        url: Where it came from, when that is known.
        declared: Codec that a server stated.
        encoding: Codec that a person stated; it goes before all others.

    Raises:
        Refusal: The page holds no text, or is in an encoding that cannot be known.

    >>> page = b"<html lang=en><title>News</title><h1>News</h1><p>A plant opened in Lviv on Monday."
    >>> document = read_page(page, "news.html")
    >>> start = document.text.index("Lviv")
    >>> first, last = document.byte_span(start, start + 4)
    >>> page[first:last], document.title, document.language
    (b'Lviv', 'News', 'en')
    """
    source, codec, mark = decode_page(content, declared, encoding)
    page = scan(source)
    head = page_head(page, url)
    text = _assemble(page, story_lines(page), head.title)
    if not any(kind not in _HEADINGS for _, _, kind in text.lines):
        raise Refusal("no text", "a page without a story in it")
    return make_document(
        content, name, text, in_bytes(text.runs, source, codec, mark), codec, head, page
    )


def make_document(
    content: bytes,
    name: str,
    text: Text,
    offsets: Sequence[Run],
    codec: str,
    head: Head,
    page: Page | None = None,
) -> Document:
    """The document of a text with runs; what the head does not tell is read off the text."""
    whole = text.whole()
    blocks = tuple(_blocks(whole, text.lines))
    told = read_head(whole, blocks)
    published, reason = _day(head, told)
    return Document(
        id=sha256(content),
        name=name,
        content=content,
        encoding=codec,
        text=whole,
        blocks=blocks,
        title=head.title or told.title,
        publisher=head.publisher,
        url=head.url,
        language=head.language or guess_language(whole),
        published=published,
        published_reason=reason,
        offsets=tuple(offsets),
    )


def _day(head: Head, told: Head) -> tuple[str | None, str | None]:
    """What the page states, then what its text shows, then what can be inferred."""
    stated = head.published and not (head.published_reason or "").startswith("inferred")
    chosen = head if stated or told.published is None else told
    return chosen.published, chosen.published_reason


def _assemble(page: Page, lines: Sequence[Line], title: str | None) -> Text:
    text = Text()
    key = squeeze(title or "")
    told = [line for line in lines if line.kind == "h1"]
    if key and not told:
        heading = _heading(page, key)
        if heading is not None:
            said, runs = text_of(page, heading)
            text.add(*_only(said, runs, title or said), "title", "\n\n")
    last: Line | None = None
    for line in _with_captions(page, lines):
        said, runs = text_of(page, line)
        if said and (line.kind == "h1" or squeeze(said) != key):
            text.add(said, runs, line.kind, _between(last, line, said))
            last = line
    return text


def _only(said: str, runs: list[Run], title: str) -> tuple[str, list[Run]]:
    """A title without the name of the site behind it."""
    size = len(title) if said.startswith(title) else len(said)
    kept = [run for run in runs if run[0] < size]
    if kept and kept[-1][1] > size:
        start, end, first, final = kept[-1]
        exact = end - start == final - first
        kept[-1] = (start, size, first, final - (end - size) if exact else final)
    return said[:size], kept


def _heading(page: Page, key: str) -> Line | None:
    """The <h1> that is the title, else the <title> that holds it."""
    for line in page.lines:
        if line.kind == "h1" and squeeze(text_of(page, line)[0]) == key:
            return line
    if page.title is not None and squeeze(text_of(page, page.title)[0]).startswith(key):
        return page.title
    return None


def _with_captions(page: Page, lines: Sequence[Line]) -> Iterator[Line]:
    """The lines, and the captions that stand among them."""
    places = [line.pieces[0][0] for line in lines]
    if not places:
        return
    kept = set(places)
    for line in page.lines:
        place = line.pieces[0][0]
        if place in kept or (
            line.kind == "caption" and not line.aside and places[0] < place < places[-1]
        ):
            yield line


def _between(last: Line | None, line: Line, said: str) -> str:
    """What is put between two lines: a tab in a table row, an empty line around a paragraph."""
    if last is None:
        return "\n\n"
    if line.row and last.row == line.row and len(said) <= _CELL:
        return "\t"
    close = last.broken or (line.kind == last.kind and line.kind in _TIGHT)
    return "\n" if close or (line.row and last.row) else "\n\n"


def _blocks(whole: str, lines: Sequence[tuple[int, int, str]]) -> Iterator[Block]:
    """The roles that the tags tell; what clean.py knows to be furniture by its words goes before."""
    at = 0
    for block in clean(whole, of_page=True):
        while at + 1 < len(lines) and lines[at + 1][0] <= block.start:
            at += 1
        kind = lines[at][2]
        role = block.role
        if kind in _HEADINGS and role in ("body", "headline", "header"):
            role = "headline"
        elif kind == "caption" and role != "furniture":
            role = "caption"
        elif role not in _FROM_CLEAN or _is_paragraph(whole, block, kind):
            role = "body"
        yield Block(start=block.start, end=block.end, role=role)


def _is_paragraph(whole: str, block: Block, kind: str) -> bool:
    """A sentence of some length in a <p> is no header, whatever it begins with."""
    if block.role != "header" or kind != "p":
        return False
    return whole[block.end - 1] in '.!?”"' or block.end - block.start >= _PARAGRAPH
