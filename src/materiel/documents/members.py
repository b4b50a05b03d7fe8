"""The members of a gzip file one by one, with limits, going on behind what is damaged."""

import zlib
from collections.abc import Generator, Iterator
from typing import BinaryIO

from materiel.documents.limits import MAX_RATIO, RATIO_FROM, Refusal

GZIP = b"\x1f\x8b\x08"
_STEP = 65_536
_OUT = 1_048_576
_KEPT = 50_000_000  # packed bytes of one member that are kept, to start anew inside it
_MAX_RESTARTS = 10_000
_PEEK = 512

Part = bytes | Refusal | None  # bytes; a member that ended early; the end of a member


def read_members(stream: BinaryIO) -> Iterator[Part]:
    """What a file of gzip members holds: bytes, None behind each member, a refusal instead where
    the member is damaged. A file that is not gzip is one member.

    >>> import gzip, io
    >>> list(read_members(io.BytesIO(gzip.compress(b"a") + b"?" + gzip.compress(b"WARC/"))))
    [b'a', None, b'WARC/', None]
    """
    source = _Source(stream)
    if not (source.fill(len(GZIP)) and source.held.startswith(GZIP)):
        yield from _plain(source)
        return
    for _ in range(_MAX_RESTARTS):
        while source.fill(1) and source.held.startswith(GZIP):
            fault = yield from _member(source)
            yield fault
            if fault is not None:
                source.drop(1)
                break
        if not _restart(source):
            return
    yield Refusal("damaged", f"{_MAX_RESTARTS:,} damaged places; the rest is not read")


class _Source:
    """A stream with what was read and may be needed again."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.held = bytearray()

    def fill(self, size: int) -> bool:
        """Hold at least `size` bytes; False where the stream ends before."""
        while len(self.held) < size:
            part = self.stream.read(_STEP)
            if not part:
                return False
            self.held += part
        return True

    def drop(self, size: int) -> None:
        """Forget the first bytes."""
        del self.held[:size]


def _plain(source: _Source) -> Iterator[Part]:
    while source.fill(1):
        part = bytes(source.held)
        source.drop(len(part))
        yield part
    yield None


def _member(source: _Source) -> Generator[Part, None, Refusal | None]:
    """One member; what is wrong with it is returned, and the source then stays at its start."""
    unpacker = zlib.decompressobj(wbits=31)
    place = begun = out = 0
    while not unpacker.eof:
        if not source.fill(place + 1) and not unpacker.unconsumed_tail:
            return Refusal("damaged", "a gzip member that ends early")
        packed = bytes(source.held[place : place + _STEP])
        try:
            part = unpacker.decompress(packed, _OUT)
        except zlib.error as error:
            return Refusal("damaged", f"a gzip member: {error}")
        place += len(packed) - len(unpacker.unconsumed_tail) - len(unpacker.unused_data)
        out += len(part)
        if out > RATIO_FROM and out > MAX_RATIO * (begun + place):
            return Refusal("too large", f"a gzip member of over {MAX_RATIO} times its packed size")
        if part:
            yield part
        if place > _KEPT:
            source.drop(place)
            begun, place = begun + place, 0
    source.drop(place)
    return None


def _restart(source: _Source) -> bool:
    """Go to the next place where a gzip member with a WARC record starts."""
    place = 0
    while True:
        found = source.held.find(GZIP, place)
        if found >= 0:
            source.fill(found + _PEEK)
            if _starts_record(bytes(source.held[found : found + _PEEK])):
                source.drop(found)
                return True
            place = found + 1
            continue
        place = 0
        source.drop(max(0, len(source.held) - len(GZIP) + 1))
        if not source.fill(len(source.held) + 1):
            return False


def _starts_record(packed: bytes) -> bool:
    try:
        return zlib.decompressobj(wbits=31).decompress(packed, 8).startswith(b"WARC/")
    except zlib.error:
        return False
