"""The process that parses untrusted documents: one after another, and confined.

It reads jobs from standard input and writes what it found to standard output, as a length, JSON, a
length and bytes. Nothing is pickled: what a parser was made to say can be no more than wrong.
"""

import gc
import json
import os
import resource
import signal
import struct
import sys
from dataclasses import fields
from typing import Any, BinaryIO

from materiel.documents.limits import MEMORY, SECONDS

_LENGTHS = struct.Struct(">II")
MAX_JOBS = 2_000  # then the process ends and another takes its place, whatever has leaked
_MAX_RESIDENT = 400_000_000
# What no parser has to do. Native code is not heard here; the limits below hold for it too.
_FORBIDDEN = (
    "socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "os.spawn",
    "os.remove", "os.rename", "os.rmdir", "os.mkdir", "os.truncate", "os.kill", "shutil.", "ftplib.",
    "urllib.", "http.", "pty.", "webbrowser.",
)  # fmt: skip


def write_frame(stream: BinaryIO, head: object, body: bytes) -> None:
    """One message: JSON and bytes."""
    text = json.dumps(head).encode("ascii")
    stream.write(_LENGTHS.pack(len(text), len(body)))
    stream.write(text)
    stream.write(body)
    stream.flush()


def read_frame(stream: BinaryIO, limit: int) -> tuple[Any, bytes] | None:
    """The next message; None at the end of the stream or where one is longer than `limit`."""
    lengths = stream.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    head_size, body_size = _LENGTHS.unpack(lengths)
    if head_size + body_size > limit:
        return None
    head, body = stream.read(head_size), stream.read(body_size)
    if len(head) < head_size or len(body) < body_size:
        return None
    return json.loads(head), body


def main() -> None:
    """Read jobs until there are none."""
    inherited = most_resident()
    jobs, results = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):  # a parser that prints must not write into a message
        os.dup2(nothing, descriptor)
    import fastwarc.warc  # noqa: F401
    import feedparser  # type: ignore[import-untyped]  # noqa: F401
    import trafilatura  # noqa: F401

    from materiel.documents.parse import Job, no_memory, pack, parse

    parse(Job(kind="html", name="warm", content=b"<p>" + b"Made to load what is loaded late. " * 9))
    names = [field.name for field in fields(Job) if field.name != "content"]
    gc.freeze()
    confine()
    write_frame(results, [], b"")
    for _ in range(MAX_JOBS):
        message = read_frame(jobs, 2**32)
        if message is None:
            return
        # Should the parent be gone, nobody else would end a parser that does not return.
        signal.setitimer(signal.ITIMER_REAL, 2 * SECONDS)
        job = Job(content=message[1], **{name: message[0][name] for name in names})
        try:
            found, contents = pack(parse(job))
        except MemoryError:
            found, contents = pack([no_memory(job.name)])
        signal.setitimer(signal.ITIMER_REAL, 0)
        full = most_resident() > max(_MAX_RESIDENT, inherited)
        write_frame(results, {"found": found, "last": full}, contents)
        if full:
            return


def most_resident() -> int:
    """The most memory that this process held. [bytes]

    Linux counts in what the process that started it held then; a large one would end every worker
    after its first job, so what is there at the start is not held against it.
    """
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def confine() -> None:
    """Give up memory past the limit, files, processes and the network."""
    limits = (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    )
    for limit, value in limits:
        try:
            resource.setrlimit(limit, (value, value))
        except (OSError, ValueError):
            continue  # not every system has every limit; the time limit holds everywhere
    sys.addaudithook(_refuse)


def _refuse(event: str, arguments: tuple[Any, ...]) -> None:
    if event.startswith(_FORBIDDEN):
        raise PermissionError(f"a parser tried {event}")
    if event == "open":
        mode, flags = arguments[1], arguments[2]
        writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if writes or (isinstance(mode, str) and set(mode) & set("wax+")):
            raise PermissionError("a parser tried to write a file")
