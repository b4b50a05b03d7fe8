"""How much of an untrusted document is read, and the refusal of what is past it.

Sizes are in bytes, times in seconds. docs/documents.md gives the reason of each.
"""

import zlib
from collections.abc import Iterator
from typing import Literal

import brotli  # type: ignore[import-untyped]

MAX_RAW = 10_000_000  # a document as it arrives
MAX_UNPACKED = 50_000_000  # the same without its compression
MAX_RATIO = 100  # unpacked to packed, once more than a megabyte came out
RATIO_FROM = 1_000_000
MAX_TAG = 65_536
MAX_ATTRIBUTES = 1_000  # of one tag
MAX_DEPTH = 1_000  # of elements in elements
MAX_PARAGRAPHS = 8_000  # more are not given to trafilatura
MAX_FEED = 5_000_000
MAX_ENTRIES = 5_000
MAX_RECORD = 10_000_000  # a WARC record without its headers
MAX_RECORD_HEAD = 65_536
SECONDS = 5.0  # to parse one document; then its process is killed
MEMORY = 1_000_000_000  # address space of a process that parses

Kind = Literal[
    "too large", "too slow", "too much memory", "crashed", "damaged", "not text", "no text",
    "encoding", "forbidden",
]  # fmt: skip

_STEP = 65_536


class Refusal(Exception):  # noqa: N818 - handed on as a value as well
    """An untrusted document that is not read: what kind of fault it has, and what exactly.

    >>> refusal = Refusal("too large", "a feed of 6,000,000 bytes; at most 5,000,000 are read")
    >>> refusal.kind, str(refusal)
    ('too large', 'a feed of 6,000,000 bytes; at most 5,000,000 are read')
    """

    def __init__(self, kind: Kind, message: str) -> None:
        self.kind: Kind = kind
        super().__init__(" ".join(message.split()))


def require_size(size: int, limit: int, what: str) -> None:
    """Refuse what is larger than its limit.

    >>> require_size(5, 10, "a document")
    """
    if size > limit:
        raise Refusal("too large", f"{what} of {size:,} bytes; at most {limit:,} are read")


def unpack(content: bytes, coding: str, limit: int = MAX_UNPACKED) -> bytes:
    """What a content coding (gzip, deflate, br) holds, with a limit on size and on ratio.

    Raises:
        Refusal: More comes out than the limits allow, or the bytes are damaged.

    >>> import gzip
    >>> unpack(gzip.compress(b"shells"), "gzip")
    b'shells'
    """
    for name in reversed([part.strip().lower() for part in coding.split(",")]):
        if name in ("gzip", "x-gzip"):
            content = _joined(_gunzip(content), len(content), limit)
        elif name == "deflate":
            content = _joined(_inflate(content), len(content), limit)
        elif name == "br":
            content = _joined(_unbrotli(content), len(content), limit)
        elif name not in ("", "identity"):
            raise Refusal("encoding", f"the content coding {name[:40]!r} is not known")
    return content


def _joined(parts: Iterator[bytes], packed: int, limit: int) -> bytes:
    whole: list[bytes] = []
    size = 0
    try:
        for part in parts:
            size += len(part)
            if size > limit:
                raise Refusal("too large", f"more than {limit:,} bytes come out of {packed:,}")
            if size > RATIO_FROM and size > MAX_RATIO * packed:
                raise Refusal(
                    "too large", f"more than {MAX_RATIO} times the {packed:,} packed bytes come out"
                )
            whole.append(part)
    except (zlib.error, brotli.error, EOFError) as error:
        raise Refusal("damaged", f"compressed bytes are damaged: {error}") from None
    return b"".join(whole)


def _gunzip(content: bytes) -> Iterator[bytes]:
    """All members of a gzip file, a piece at a time; zeros may follow the last."""
    rest = content
    while rest.strip(b"\0"):
        stream = zlib.decompressobj(wbits=31)
        yield from _pieces(stream, rest)
        rest = stream.unused_data


def _inflate(content: bytes) -> Iterator[bytes]:
    """zlib as the standard says, or raw deflate as some servers send it."""
    zlib_head = len(content) > 1 and content[0] & 0x0F == 8 and content[:2] != b"\x08\x00"
    wrapped = zlib_head and int.from_bytes(content[:2], "big") % 31 == 0
    yield from _pieces(zlib.decompressobj(wbits=15 if wrapped else -15), content)


def _pieces(stream: "zlib._Decompress", content: bytes) -> Iterator[bytes]:
    part = stream.decompress(content, _STEP)
    while part or stream.unconsumed_tail:
        yield part
        part = stream.decompress(stream.unconsumed_tail, _STEP)
    if not stream.eof:
        raise EOFError("they end early")


def _unbrotli(content: bytes) -> Iterator[bytes]:
    stream = brotli.Decompressor()
    part = stream.process(content, output_buffer_limit=_STEP)
    while part or not stream.can_accept_more_data():
        yield part
        part = stream.process(b"", output_buffer_limit=_STEP)
    if not stream.is_finished():
        raise EOFError("they end early")
