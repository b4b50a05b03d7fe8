"""A WARC file cut into records, whatever is damaged in it.

Every gzip member is read for itself with a limit, so that no record crosses the border of one. A
record whose length does not lead to the next record is damaged: it is counted, and reading goes on
at the next header. Only headers are looked at here; records are parsed in worker processes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Literal

from materiel.documents.limits import MAX_RECORD, MAX_RECORD_HEAD, Refusal
from materiel.documents.members import read_members

_HEADER = re.compile(rb"WARC/[01]\.\d{1,3}\r?\n(?=[A-Za-z-]{3,40}:)")
_HEADER_SIZE = 64  # bytes that _HEADER looks at, at most
_HEADER_END = re.compile(rb"\r?\n\r?\n")
_FIELD = re.compile(rb"^([A-Za-z-]{3,40}):[ \t]*([^\r\n]*)", re.MULTILINE)
_BETWEEN = re.compile(rb"[\r\n]*")
_COMPACT = 4_000_000


@dataclass(frozen=True, slots=True)
class Record:
    """One record: its bytes from `WARC/1.` to the end of its block."""

    content: bytes
    type: str
    uri: str
    number: int  # in the file, from 1


def read_records(stream: BinaryIO) -> Iterator[Record | Refusal]:
    """The records of a WARC file, plain or gzip, and a refusal for each that is damaged.

    >>> import io
    >>> record = b"WARC/1.0\\r\\nWARC-Type: resource\\r\\nContent-Length: 2\\r\\n\\r\\nhi\\r\\n\\r\\n"
    >>> [found.type for found in read_records(io.BytesIO(record * 2))]
    ['resource', 'resource']
    """
    frames = _Frames()
    for part in read_members(stream):
        if isinstance(part, bytes):
            frames.held += part
            yield from frames.cut(final=False)
        else:
            yield from frames.end(part)


class _Frames:
    """Cuts bytes that come in parts into records."""

    def __init__(self) -> None:
        self.held = bytearray()
        self.at = 0  # where the next record starts in `held`
        self.number = 0
        self.lost = False  # between a damaged record, told of already, and the next header

    def end(self, fault: Refusal | None) -> Iterator[Record | Refusal]:
        """What is held is all there is of this member; `fault` says that it was cut off."""
        whole = True
        for found in self.cut(final=True):
            whole = isinstance(found, Record)
            yield found if whole or fault is None else Refusal(fault.kind, f"{found}; {fault}")
        if fault is not None and whole and not self.lost:
            self.number += 1
            yield fault
        self.held.clear()
        self.at, self.lost = 0, False

    def cut(self, final: bool) -> Iterator[Record | Refusal]:
        """The records that are whole."""
        while True:
            between = _BETWEEN.match(self.held, self.at)
            self.at = between.end() if between else self.at
            if self.at >= len(self.held):
                break
            before = self.at
            found = self._record(final)
            if found is not None:
                yield found
            elif self.at == before:
                break
        if self.at > _COMPACT or self.at == len(self.held):
            del self.held[: self.at]
            self.at = 0

    def _record(self, final: bool) -> Record | Refusal | None:
        """The next record or what is wrong with it; None where more bytes are needed."""
        start, held = self.at, self.held
        if len(held) - start < _HEADER_SIZE and not final:
            return None
        if not _HEADER.match(held, start):
            return self._skip(start, "no record starts here", final)
        head = _HEADER_END.search(held, start, start + MAX_RECORD_HEAD)
        if head is None:
            if len(held) - start < MAX_RECORD_HEAD and not final:
                return None
            return self._skip(start + 5, "a record whose headers do not end", final)
        fields = {k.lower(): v.strip() for k, v in _FIELD.findall(held[start : head.end()])}
        length = fields.get(b"content-length", b"")
        if not length.isdigit() or len(length) > 18:
            return self._skip(start + 5, "a record without a length", final)
        if int(length) > MAX_RECORD:
            what = f"a record of {int(length):,} bytes; at most {MAX_RECORD:,} are read"
            return self._skip(start + 5, what, final, "too large")
        end = head.end() + int(length)
        if len(held) < end + _HEADER_SIZE and not final:
            return None
        if not self._ends_at(head.end(), end):
            return self._skip(start + 5, "a record whose length leads to no other record", final)
        self.at, self.lost = end, False
        self.number += 1
        kind, uri = (fields.get(k, b"").decode("utf-8", "replace") for k in _TOLD)
        return Record(bytes(held[start:end]), kind.lower(), uri.strip("<>"), self.number)

    def _ends_at(self, block: int, end: int) -> bool:
        """Whether two line ends follow, or the end, and no other record starts inside."""
        held = self.held
        if not held.startswith((b"\r\n\r\n", b"\n\n"), end):
            return len(held) >= end and not held[end : end + 9].strip()
        return held.find(b"\r\n\r\nWARC/1.", block, end) < 0

    def _skip(
        self, place: int, what: str, final: bool, kind: Literal["damaged", "too large"] = "damaged"
    ) -> Refusal | None:
        """Go to the next header; what is passed over is told once."""
        following = _HEADER.search(self.held, place)
        if following:
            self.at = following.start()
        else:
            self.at = len(self.held) if final else max(place, len(self.held) - _HEADER_SIZE)
        if self.lost:
            self.lost = following is None
            return None
        self.lost = following is None
        self.number += 1
        return Refusal(kind, f"record {self.number}: {what}")


_TOLD = (b"warc-type", b"warc-target-uri")
