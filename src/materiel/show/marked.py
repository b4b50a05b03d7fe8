"""Untrusted text as HTML: escaped, isolated, and with every quote marked where it stands.

The text content of an element made here is the text itself, character for character, so that a
test in a browser can ask whether a mark says exactly what the claim quotes. Characters that a
reader cannot see, or that would turn the text around them, are shown by their code through CSS
and kept inside an element of their own, where they can turn nothing.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from markupsafe import Markup, escape

from materiel.claims.records import Claim
from materiel.documents.records import Block, Document, Role

CONTEXT_CHARS = 160  # shown on each side of a quote that is repeated
# C0 and C1 controls but tab and line ends, soft hyphen, marks and overrides of direction,
# zero-width characters, line and paragraph separators, byte-order mark, tags.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\ufeff\U000e0000-\U000e007f]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_PARAGRAPH = re.compile(r"(?:\r?\n[^\S\n]*){2,}")


def escape_text(text: str) -> Markup:
    """Text for the body of a page, with unseen characters shown by their code.

    >>> escape_text("<b>") , escape_text("a\\u202eb")
    (Markup('&lt;b&gt;'), Markup('a<span class="unseen" data-code="U+202E">\u202e</span>b'))
    """
    parts: list[str] = []
    done = 0
    text = _SURROGATE.sub("\ufffd", text)
    for found in _UNSEEN.finditer(text):
        parts.append(str(escape(text[done : found.start()])))
        # A page cannot hold NUL at all; U+2400 is its picture.
        char = found.group() if found.group() != "\0" else "\u2400"
        parts.append(f'<span class="unseen" data-code="U+{ord(found.group()):04X}">{char}</span>')
        done = found.end()
    parts.append(str(escape(text[done:])))
    # A browser turns CR LF into LF unless CR is written as a reference.
    return Markup("".join(parts).replace("\r", "&#13;"))


def isolate(text: object) -> Markup:
    """Untrusted text in a `<bdi>`, so that its direction ends with it."""
    return Markup("<bdi>{}</bdi>").format(escape_text(str(text)))


def visible(text: str) -> str:
    """Text for an attribute or a chart label: unseen characters replaced by their code.

    >>> visible("a\\u202eb\\x00")
    'a[U+202E]b[U+0000]'
    """
    return " ".join(visible_lines(text).split())


def visible_lines(text: str) -> str:
    """Text for a terminal: as `visible`, with its lines and spaces as they are.

    What a report says can then neither colour, clear nor rename the terminal that shows it.

    >>> visible_lines("a\\x1b[2J  b")
    'a[U+001B][2J  b'
    """
    text = _SURROGATE.sub("\ufffd", text)
    return _UNSEEN.sub(lambda m: f"[U+{ord(m.group()):04X}]", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A paragraph of a document with its quotes marked; `repeats` hold quotes that cross others."""

    body: Markup
    repeats: tuple[Markup, ...] = ()
    role: Role = "body"  # what all of it is; "body" where parts differ


Back = Callable[[Claim], Markup]


def mark_document(document: Document, claims: Sequence[Claim], back: Back) -> list[Passage]:
    """The document's text in paragraphs, each quote in `<mark id="quote-CLAIMID">`.

    Quotes that stand inside one another become nested marks. A quote that crosses the border of
    another cannot: its words are repeated under the paragraph with the words around them, in a
    mark of its own. `back` gives the link from a quote to its claim; it stands outside all marks.
    """
    ordered = sorted(claims, key=lambda c: (c.start, -c.end, c.id))
    starts = [claim.start for claim in ordered]
    return [
        _passage(
            document,
            start,
            end,
            ordered[bisect_left(starts, start) : bisect_left(starts, end)],
            back,
        )
        for start, end in _paragraphs(document.text, ordered)
    ]


def _paragraphs(text: str, claims: Sequence[Claim]) -> list[tuple[int, int]]:
    """Spans between blank lines; a blank line inside a quote parts nothing. Takes claims by start."""
    spans: list[tuple[int, int]] = []
    starts = [claim.start for claim in claims]
    reached = list(accumulate((claim.end for claim in claims), max))
    start = 0
    for gap in _PARAGRAPH.finditer(text):
        before = bisect_left(starts, gap.end())
        if before and reached[before - 1] > gap.start():
            continue
        if text[start : gap.start()].strip():
            spans.append((start, gap.start()))
        start = gap.end()
    if text[start:].strip():
        spans.append((start, len(text)))
    return spans


def _blocks(document: Document, start: int, end: int) -> Iterator[Block]:
    """The blocks that touch text[start:end]; they are in order and do not overlap."""
    blocks = document.blocks
    for i in range(bisect_right(blocks, start, key=lambda block: block.end), len(blocks)):
        if blocks[i].start >= end:
            return
        yield blocks[i]


def _passage(
    document: Document, start: int, end: int, claims: Sequence[Claim], back: Back
) -> Passage:
    nested, crossing = _part(claims)
    roles = {
        block.role
        for block in _blocks(document, start, end)
        if document.text[max(start, block.start) : min(end, block.end)].strip()
    }
    return Passage(
        body=_nest(document, start, end, nested, back),
        repeats=tuple(
            quote_in_context(document, c, within=(start, end)) + back(c) for c in crossing
        ),
        role=roles.pop() if len(roles) == 1 else "body",
    )


def _part(claims: Sequence[Claim]) -> tuple[list[Claim], list[Claim]]:
    """Claims whose quotes nest, and those that cross one of them. Takes them by start, longest first."""
    nested: list[Claim] = []
    crossing: list[Claim] = []
    open_ends: list[int] = []
    for claim in claims:
        while open_ends and open_ends[-1] <= claim.start:
            open_ends.pop()
        if open_ends and claim.end > open_ends[-1]:
            crossing.append(claim)
        else:
            nested.append(claim)
            open_ends.append(claim.end)
    return nested, crossing


def _nest(document: Document, start: int, end: int, claims: Sequence[Claim], back: Back) -> Markup:
    out: list[Markup] = []
    open_claims: list[Claim] = []
    closed: list[Claim] = []  # their links wait until no mark is open
    place = start

    def write(upto: int) -> None:
        nonlocal place
        out.append(_leaf(document, place, upto))
        place = max(place, upto)

    def close(upto: int) -> None:
        while open_claims and open_claims[-1].end <= upto:
            write(open_claims[-1].end)
            out.append(Markup("</mark>"))
            closed.append(open_claims.pop())
            if not open_claims:
                out.extend(back(c) for c in sorted(closed, key=lambda c: (c.start, -c.end, c.id)))
                closed.clear()

    for claim in claims:
        close(claim.start)
        write(claim.start)
        out.append(_open_mark(claim))
        open_claims.append(claim)
    close(end)
    write(end)
    return Markup("").join(out)


def _open_mark(claim: Claim) -> Markup:
    return Markup('<mark id="quote-{}" tabindex="-1">').format(claim.id)


def _leaf(document: Document, start: int, end: int) -> Markup:
    """text[start:end], with the parts that are furniture in greyed spans."""
    out: list[Markup] = []
    place = start
    for block in _blocks(document, start, end):
        if block.role != "furniture":
            continue
        out.append(escape_text(document.text[place : max(place, block.start)]))
        place = max(place, block.start)
        upto = min(end, block.end)
        out.append(
            Markup('<span class="furniture">{}</span>').format(
                escape_text(document.text[place:upto])
            )
        )
        place = upto
    out.append(escape_text(document.text[place:end]))
    return Markup("").join(out)


def quote_in_context(
    document: Document,
    claim: Claim,
    *,
    context: int = CONTEXT_CHARS,
    within: tuple[int, int] | None = None,
) -> Markup:
    """The claim's quote in a mark, with the words around it, none cut."""
    text = document.text
    begin, end = within or (0, len(text))
    first = max(begin, claim.start - context)
    last = min(end, claim.end + context)
    while begin < first < claim.start and not text[first - 1].isspace():
        first += 1
    while claim.end < last < end and not text[last].isspace():
        last -= 1
    return Markup("{}{}{}{}</mark>{}{}").format(
        "… " if first > begin else "",
        escape_text(text[first : claim.start]),
        _open_mark(claim),
        escape_text(text[claim.start : claim.end]),
        escape_text(text[claim.end : last]),
        " …" if last < end else "",
    )
