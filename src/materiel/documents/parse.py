"""One untrusted piece of input → documents and refusals. Runs in a worker process."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, Literal

from materiel.core.errors import InputError
from materiel.documents.feeds import read_feed
from materiel.documents.html import read_page
from materiel.documents.kinds import PEEK, kind_of
from materiel.documents.limits import MEMORY, Kind, Refusal, unpack
from materiel.documents.records import Block, Document
from materiel.documents.text import read_text
from materiel.documents.warc import PassedOver, read_payload

JobKind = Literal["text", "html", "feed", "record", "gzip", "xml"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """What a worker is asked to read."""

    kind: JobKind
    name: str
    content: bytes
    url: str | None = None
    declared: str | None = None  # codec that a server stated
    encoding: str | None = None  # codec that a person stated
    first: int = 1  # number of a feed's first entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A document that was not read, and why."""

    name: str
    kind: Kind
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """A record that is fine and holds no report."""

    name: str
    what: str


Found = Document | Refused | Passed


def parse(job: Job) -> list[Found]:
    """Everything one job holds; no fault of the input gets out of here as an exception.

    >>> [found.kind for found in parse(Job(kind="xml", name="a.xml", content=b"<a/>"))]
    ['not text']
    """
    try:
        return list(_parse(job))
    except PassedOver as error:
        return [Passed(name=job.name, what=str(error))]
    except Refusal as refusal:
        return [_refused(job.name, refusal)]
    except InputError as error:
        return [Refused(name=job.name, kind="not text", message=error.what)]
    except MemoryError:
        return [no_memory(job.name)]
    except PermissionError as error:
        return [Refused(name=job.name, kind="forbidden", message=str(error)[:200])]
    except Exception as error:
        message = f"the parser failed: {type(error).__name__}: {error}"
        return [Refused(name=job.name, kind="crashed", message=message[:300])]


def _parse(job: Job) -> Iterator[Found]:
    if job.kind == "html":
        yield read_page(
            job.content, job.name, url=job.url, declared=job.declared, encoding=job.encoding
        )
    elif job.kind == "feed":
        entries = read_feed(job.content, job.name, encoding=job.encoding, first=job.first)
        for entry in entries:
            yield entry if isinstance(entry, Document) else _refused(*entry)
    elif job.kind == "text":
        yield read_text(job.content, job.name, encoding=job.encoding, url=job.url)
    elif job.kind == "record":
        payload = read_payload(job.content)
        yield from _inside(job, payload.content, payload.media, payload.charset)
    elif job.kind == "gzip":
        yield from _inside(job, unpack(job.content, "gzip"), "", job.declared)
    elif b"<!DOCTYPE" in job.content[:PEEK]:
        raise Refusal("forbidden", "XML with a DOCTYPE, which may hold entities that grow")
    else:
        raise Refusal("not text", "XML that is neither a page nor a feed")


def _inside(job: Job, content: bytes, media: str, charset: str | None) -> Iterator[Found]:
    """What was wrapped; a second wrapping is refused."""
    suffix = "." + job.name.removesuffix(".gz").rpartition(".")[2].lower()
    kind = kind_of(content[:PEEK], suffix, media)
    if kind in ("gzip", "warc"):
        raise Refusal("forbidden", f"{kind} inside {job.kind}; unpack it first")
    if not content:
        raise Refusal("no text", "nothing inside")
    yield from _parse(
        Job(
            kind=kind,  # type: ignore[arg-type]
            name=job.name,
            content=content,
            url=job.url,
            declared=charset,
            encoding=job.encoding,
        )
    )


def no_memory(name: str) -> Refused:
    """The refusal of a document that needs more memory than a worker may have.

    >>> no_memory("a.html").message
    'needs more than 1 GB of memory'
    """
    said = f"needs more than {MEMORY // 10**9} GB of memory"
    return Refused(name=name, kind="too much memory", message=said)


def _refused(name: str, refusal: Refusal) -> Refused:
    return Refused(name=name, kind=refusal.kind, message=str(refusal))


def pack(found: list[Found]) -> tuple[list[dict[str, Any]], bytes]:
    """What was found as JSON values, and the contents of the documents one behind the other."""
    rows: list[dict[str, Any]] = []
    contents: list[bytes] = []
    for one in found:
        if isinstance(one, Document):
            fields = {name: getattr(one, name) for name in _FIELDS}
            fields["blocks"] = [(b.start, b.end, b.role) for b in one.blocks]
            rows.append({"size": len(one.content), **fields})
            contents.append(one.content)
        else:
            rows.append({**asdict(one), "is": type(one).__name__})
    return rows, b"".join(contents)


def unpack_found(rows: list[dict[str, Any]], contents: bytes) -> list[Found]:
    """The reverse of `pack`."""
    found: list[Found] = []
    done = 0
    for row in rows:
        what = row.pop("is", None)
        if what is not None:
            found.append(Refused(**row) if what == "Refused" else Passed(**row))
            continue
        size = row.pop("size")
        blocks = tuple(Block(start=a, end=b, role=role) for a, b, role in row.pop("blocks"))
        runs = row.pop("offsets")
        offsets = None if runs is None else tuple((a, b, c, d) for a, b, c, d in runs)
        content = contents[done : done + size]
        found.append(Document(content=content, blocks=blocks, offsets=offsets, **row))
        done += size
    return found


_FIELDS = (
    "id", "name", "encoding", "text", "title", "publisher", "url", "language", "published",
    "published_reason", "offsets",
)  # fmt: skip
