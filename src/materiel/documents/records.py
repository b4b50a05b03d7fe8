"""What the documents stage hands on."""

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

    `content` is kept byte for byte; `text` is all of it, decoded and nothing removed, so that a
    quote is `text[start:end]`. What is furniture is said by `blocks`, not cut away.
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

    def byte_span(self, start: int, end: int) -> tuple[int, int]:
        """Where text[start:end] stands in `content`. [bytes]"""
        codec = _BARE.get(self.encoding, self.encoding)
        mark = len(self.content) - len(self.text.encode(codec))
        first = mark + len(self.text[:start].encode(codec))
        return first, first + len(self.text[start:end].encode(codec))


# Codecs that write a byte-order mark, and their twins that write none.
_BARE = {"utf-8-sig": "utf-8"}
