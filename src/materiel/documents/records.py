"""What the documents stage hands on."""

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal

Role = Literal["header", "headline", "dateline", "body", "caption", "furniture"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A run of a document's text that plays one role. Blocks are in order and do not overlap."""

    start: int  # text[start:end], in characters
    end: int
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One report as it arrived, and what could be read off it without guessing.

    `content` is kept byte for byte. Of plain text, `text` is all of it, decoded and nothing
    removed; of a page or a feed it is the story without its markup, and `offsets` says where each
    run of it stands in `content`. A quote is `text[start:end]`. What is furniture in the text is
    said by `blocks`, not cut away.
    """

    id: str  # SHA-256 of content
    name: str  # file name, or URL where it came from the web
    content: bytes
    encoding: str
    text: str
    blocks: tuple[Block, ...]
    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None  # ISO 639-1
    published: str | None = None  # EDTF level 0
    published_reason: str | None = None  # where the date was read
    # (start, end, first, last): text[start:end] stands at content[first:last]; None for plain text
    offsets: tuple[tuple[int, int, int, int], ...] | None = None

    def byte_span(self, start: int, end: int) -> tuple[int, int]:
        """Where text[start:end] stands in `content`. [bytes]

        In a page the span reaches from the first to the last word; tags between them are inside.
        """
        if self.offsets is not None:
            return self._first_byte(start), self._last_byte(end)
        codec = _BARE.get(self.encoding, self.encoding)
        mark = len(self.content) - len(self.text.encode(codec))
        first = mark + len(self.text[:start].encode(codec))
        return first, first + len(self.text[start:end].encode(codec))

    def _first_byte(self, place: int) -> int:
        """Of the character at `place`, or of the next one that was read and not put in."""
        runs = self.offsets or ()
        at = bisect_right(runs, place, key=lambda run: run[0]) - 1
        if at < 0 or place >= runs[at][1]:
            at += 1
        if at >= len(runs):
            return runs[-1][3] if runs else 0
        return self._inside(runs[at], max(place, runs[at][0]), runs[at][2])

    def _last_byte(self, place: int) -> int:
        """Just behind the character before `place`."""
        runs = self.offsets or ()
        at = bisect_right(runs, place - 1, key=lambda run: run[0]) - 1
        if at < 0:
            return runs[0][2] if runs else 0
        return self._inside(runs[at], min(place, runs[at][1]), runs[at][3])

    def _inside(self, run: tuple[int, int, int, int], place: int, otherwise: int) -> int:
        """The byte of a place in a run whose bytes spell it; `otherwise` in an entity."""
        start, end, first, last = run
        codec = _BARE.get(self.encoding, self.encoding)
        try:
            if len(self.text[start:end].encode(codec)) == last - first:
                return first + len(self.text[start:place].encode(codec))
        except UnicodeEncodeError:
            pass  # an entity for a character that the page's codec does not have
        return otherwise


# Codecs that write a byte-order mark, and their twins that write none.
_BARE = {"utf-8-sig": "utf-8"}
