"""Files, standard input and addresses of the web → what they hold, in the order given.

Plain text is read here, by our own linear code. Pages, feeds and archives go to the worker
processes, a few ahead; the pool is started when the first of them comes.
"""

import io
import sys
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from materiel.core.errors import InputError
from materiel.documents.feeds import split_feed
from materiel.documents.framing import Record, read_records
from materiel.documents.kinds import PEEK, kind_of
from materiel.documents.limits import MAX_FEED, MAX_RAW, Refusal
from materiel.documents.members import read_members
from materiel.documents.parse import Found, Job, Passed, Refused
from materiel.documents.pool import Pool
from materiel.documents.text import read_text
from materiel.documents.warc import is_read

_BATCH = 50  # entries of a feed that one job reads
STANDARD_INPUT = "standard input"


@dataclass(frozen=True, slots=True)
class Input:
    """One thing to read: a file, standard input, or an address."""

    where: str  # for messages
    name: str  # what its document is called
    path: Path | None = None
    url: str | None = None
    in_folder: bool = False


Outcome = Found | InputError | None  # None: nothing more comes from this input
_Waiting = tuple[Input, "Future[list[Found]] | list[Any]"]


@dataclass(frozen=True, slots=True)
class _Opened:
    stream: BinaryIO
    suffix: str
    url: str | None = None
    media: str = ""
    charset: str | None = None
    size: int = 0


def read_inputs(
    inputs: Iterable[Input], *, encoding: str | None = None
) -> Iterator[tuple[Input, Outcome]]:
    """What each input holds; None behind the last of an input, an InputError where it fails whole.

    Args:
        inputs: What to read; addresses are fetched, so the caller has been asked.
        encoding: Codec of all of them, where it is not said or not UTF-8.
    """
    pool: Pool | None = None
    waiting: deque[_Waiting] = deque()
    try:
        for wanted in inputs:
            for task in _tasks(wanted, encoding):
                if isinstance(task, Job):
                    pool = pool or Pool()
                    waiting.append((wanted, pool.submit(task)))
                else:
                    waiting.append((wanted, [task]))
                while waiting and (_is_ready(waiting[0]) or len(waiting) > 4 * _ahead(pool)):
                    yield from _results(waiting.popleft())
        while waiting:
            yield from _results(waiting.popleft())
    finally:
        if pool:
            pool.close()


def _ahead(pool: Pool | None) -> int:
    return pool.workers if pool else 1


def _is_ready(waiting: _Waiting) -> bool:
    return isinstance(waiting[1], list) or waiting[1].done()


def _results(waiting: _Waiting) -> Iterator[tuple[Input, Outcome]]:
    wanted, found = waiting
    for one in found if isinstance(found, list) else found.result():
        yield wanted, one


def _tasks(wanted: Input, encoding: str | None) -> Iterator[Job | Outcome]:
    """Jobs for the pool and what needs none; None at the end."""
    try:
        opened = _open(wanted)
        with opened.stream as stream:
            yield from _tasks_of(wanted, opened, stream, encoding)
    except InputError as error:
        yield error
    except Refusal as refusal:
        yield input_error(wanted, refusal.kind, str(refusal))
    except (OSError, ValueError) as error:
        yield unreadable(wanted.where, error)
    yield None


def _tasks_of(
    wanted: Input, opened: _Opened, stream: BinaryIO, encoding: str | None
) -> Iterator[Job | Outcome]:
    start = stream.peek(PEEK) if isinstance(stream, io.BufferedReader) else stream.read(PEEK)
    if not isinstance(stream, io.BufferedReader):
        stream.seek(0)
    kind = kind_of(start[:PEEK], opened.suffix, opened.media)
    if kind == "warc" or (kind == "gzip" and _holds_warc(start)):
        yield from _records(wanted, stream, encoding)
        return
    content = stream.read(MAX_RAW + 1) if opened.size <= MAX_RAW else b""
    if len(content) > MAX_RAW or opened.size > MAX_RAW:
        size = max(opened.size, len(content))
        raise Refusal("too large", f"{size:,} bytes; a report may have {MAX_RAW:,}")
    if kind == "text":
        codec = encoding or opened.charset
        yield read_text(content, wanted.name, where=wanted.where, encoding=codec, url=opened.url)
        return
    if kind == "feed":
        yield from _feed(wanted, content, encoding)
        return
    yield Job(
        kind=kind,
        name=wanted.name,
        content=content,
        url=opened.url,
        declared=opened.charset,
        encoding=encoding,
    )


def _open(wanted: Input) -> _Opened:
    if wanted.url is not None:
        from materiel.documents.fetch import fetch

        found = fetch(wanted.url)
        stream = io.BytesIO(found.content)
        return _Opened(stream, "", found.url, found.media, found.charset)
    if wanted.path is None:
        return _Opened(_standard_input(), "")
    if not wanted.path.is_file():
        raise InputError(
            "neither a file nor a folder", where=wanted.where, way_out="Name a regular file."
        )
    size = wanted.path.stat().st_size
    return _Opened(wanted.path.open("rb"), wanted.path.suffix.lower(), size=size)


def _standard_input() -> BinaryIO:
    """Standard input; a copy of the descriptor, so that closing it leaves the original open."""
    try:
        return open(sys.stdin.fileno(), "rb", buffering=1 << 16, closefd=False)
    except (OSError, ValueError, AttributeError):  # replaced by an object that is no file
        return io.BytesIO(sys.stdin.buffer.read())


def _holds_warc(start: bytes) -> bool:
    part = next(iter(read_members(io.BytesIO(start))), None)
    return isinstance(part, bytes) and part.startswith(b"WARC/")


def _records(wanted: Input, stream: BinaryIO, encoding: str | None) -> Iterator[Job | Outcome]:
    for record in read_records(stream):
        if isinstance(record, Refusal):
            yield Refused(name=wanted.name, kind=record.kind, message=str(record))
        elif not is_read(record):
            yield Passed(name=wanted.name, what=f"type {record.type or 'unknown'}")
        else:
            yield _record_job(wanted, record, encoding)


def _record_job(wanted: Input, record: Record, encoding: str | None) -> Job:
    is_web = record.uri.lower().startswith(("http://", "https://"))
    return Job(
        kind="record",
        name=record.uri[:500] if is_web else f"{wanted.name}#{record.number}",
        content=record.content,
        url=record.uri[:2000] if is_web else None,
        encoding=encoding,
    )


def _feed(wanted: Input, content: bytes, encoding: str | None) -> Iterator[Job | Outcome]:
    """A feed in jobs of some entries each, so that one bad entry takes few with it."""
    if len(content) > MAX_FEED:
        raise Refusal("too large", f"a feed of {len(content):,} bytes; at most {MAX_FEED:,}")
    feed = split_feed(content, encoding)
    for first in range(0, len(feed.entries), _BATCH):
        spans = feed.entries[first : first + _BATCH]
        entries = "".join(feed.source[start:end] for start, end in spans)
        yield Job(
            kind="feed",
            name=wanted.name,
            content=(feed.head + entries).encode(feed.codec, "surrogateescape"),
            encoding=feed.codec,
            first=first + 1,
        )


def unreadable(where: str, error: OSError | ValueError) -> InputError:
    """The error of a file or folder that the system does not let us read."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    return InputError(
        f"cannot be read: {reason}",
        where=where,
        way_out="Check the permissions of the file and of the folders above it.",
    )


def input_error(wanted: Input, kind: str, message: str) -> InputError:
    """The error of an input that is no document at all."""
    way_out = {
        "too large": "Split it into one file a report.",
        "encoding": "Convert it to UTF-8, or name its codec with --encoding.",
        "no text": "Leave it out, or save the story as plain text.",
    }.get(kind, "Leave it out, or save the report as plain text (UTF-8).")
    return InputError(message, where=wanted.where, way_out=way_out)
