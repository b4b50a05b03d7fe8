"""RSS and Atom: each entry a document whose bytes are the entry's own.

The text of an entry is read here, so that every word keeps its place in the bytes. feedparser reads
the rest (title, date, address, identifier), from a copy of the feed without the texts.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from time import struct_time
from typing import Any

from materiel.core.dates import is_edtf
from materiel.documents.charset import decode_page
from materiel.documents.head import Head
from materiel.documents.html import Text, make_document
from materiel.documents.limits import MAX_ENTRIES, MAX_FEED, Refusal, require_size
from materiel.documents.markup import scan
from materiel.documents.page import text_of
from materiel.documents.pagehead import day_of, host_of
from materiel.documents.records import Document
from materiel.documents.trace import Run, compose, in_bytes

_DOCTYPE = re.compile(r"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_ROOT = re.compile(r"<(?:[A-Za-z]{1,10}:)?(?:rss|feed|RDF)(?=[\s>])[^<>]*>", re.IGNORECASE)
_BORDER = re.compile(r"<!\[CDATA\[|<!--|<(/?)((?:[A-Za-z]{1,10}:)?(?:item|entry))(?=[\s>])[^<>]*>")
_TELLING = ("content:encoded", "content", "atom:content", "description", "summary", "atom:summary")
_TITLES = ("title", "atom:title")
_DATED = ("pubDate", "published", "dc:date", "atom:published", "issued")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});|<!\[CDATA\[")
_NUMBER = re.compile(r"&#([xX][0-9a-fA-F]{1,9}|\d{1,9});?")
_TAG = re.compile(r"<[a-zA-Z/]")
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u2000-\u200f\u2028-\u202f\u2060-\u2069\ufeff]+")


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed and where its entries stand."""

    source: str
    codec: str
    head: str  # what stands before the first entry, from the root element on
    entries: list[tuple[int, int]]


def split_feed(content: bytes, encoding: str | None = None) -> Feed:
    """Find the entries of a feed, without reading them.

    Raises:
        Refusal: Too large, with a DOCTYPE, or not a feed.

    >>> split_feed(b"<rss><channel><item><title>A</title></item></channel></rss>").entries
    [(14, 43)]
    """
    require_size(len(content), MAX_FEED, "a feed")
    source, codec, _ = decode_page(content, forced=encoding)
    root = _ROOT.search(source)
    if root is None:
        raise Refusal("damaged", "no feed: neither <rss>, <feed> nor <rdf:RDF> in it")
    if _DOCTYPE.search(source, 0, root.start()):
        raise Refusal("forbidden", "a feed with a DOCTYPE, which may hold entities that grow")
    entries = list(_entries(source, root.end()))
    if len(entries) > MAX_ENTRIES:
        raise Refusal("too large", f"{len(entries):,} entries; at most {MAX_ENTRIES:,} are read")
    head_end = entries[0][0] if entries else root.end()
    return Feed(source, codec, source[root.start() : head_end][:20_000], entries)


def read_feed(
    content: bytes, name: str, *, encoding: str | None = None, first: int = 1
) -> Iterator[Document | tuple[str, Refusal]]:
    """The entries of a feed as documents, or their names with the reason why they are none.

    Args:
        content: The feed as it arrived.
        name: What the feed is called; entries are `name#guid`.
        encoding: Codec that a person stated.
        first: Number of its first entry.

    Raises:
        Refusal: The feed as a whole is not read.
    """
    feed = split_feed(content, encoding)
    told = _told(feed)
    for number, (place, entry) in enumerate(zip(feed.entries, told["entries"], strict=True)):
        title = f"{name}#{_label(entry) or first + number}"
        try:
            yield _document(feed, place, title, entry, told["feed"])
        except Refusal as refusal:
            yield title, refusal


def _entries(source: str, place: int) -> Iterator[tuple[int, int]]:
    """Spans of the outermost <item> and <entry> elements, comments and CDATA passed over."""
    start, depth = -1, 0
    while match := _BORDER.search(source, place):
        place = match.end()
        if match.group(2) is None:
            close = source.find("]]>" if match.group().startswith("<![") else "-->", place)
            if close < 0:
                return
            place = close + 3
        elif match.group(1):
            depth -= depth > 0
            if depth == 0 and start >= 0:
                yield start, place
                start = -1
        elif not match.group().endswith("/>"):
            start = match.start() if depth == 0 else start
            depth += 1


def _told(feed: Feed) -> dict[str, Any]:
    """What feedparser reads in the feed, an entry for an entry of ours."""
    import feedparser  # type: ignore[import-untyped]

    bare = [_without_texts(feed.source[start:end]) for start, end in feed.entries]
    whole = feedparser.parse(_wrapped(feed.head, "".join(bare)), sanitize_html=False)
    if len(whole.entries) == len(bare):
        return {"feed": whole.feed, "entries": whole.entries}
    one = [feedparser.parse(_wrapped(feed.head, entry), sanitize_html=False) for entry in bare]
    return {"feed": whole.feed, "entries": [e.entries[0] if e.entries else {} for e in one]}


def _wrapped(head: str, entries: str) -> bytes:
    root = re.match(r"<([^\s>]+)", head)
    tail = (
        f"</channel></{root[1]}>"
        if root and "<channel" in head
        else f"</{root[1] if root else ''}>"
    )
    text = f'<?xml version="1.0" encoding="utf-8"?>{head}{entries}{tail}'
    return _NUMBER.sub(_possible, text).encode("utf-8", "replace")


def _possible(match: re.Match[str]) -> str:
    """A reference to a character, U+FFFD where there is none of that number."""
    digits = match.group(1)
    number = int(digits[1:], 16) if digits[0] in "xX" else int(digits)
    is_none = number < 9 or 0xD800 <= number <= 0xDFFF or number > 0x10FFFF
    return "\ufffd" if is_none else match.group()


def _without_texts(entry: str) -> str:
    parts, done = [], 0
    for start, end in sorted(span for name in _TELLING for span in _elements(entry, name)):
        if start >= done:
            parts.append(entry[done:start])
            done = end
    return "".join(parts) + entry[done:]


def _elements(entry: str, name: str) -> Iterator[tuple[int, int]]:
    """The insides of all elements of a name."""
    place = 0
    opening = re.compile(rf"<{name}(?:\s[^<>]*)?(?<!/)>")
    while match := opening.search(entry, place):
        place = end = match.end()
        while entry.startswith("<![CDATA[", _skip_blank(entry, end)):
            close = entry.find("]]>", end)
            if close < 0:
                return
            end = close + 3
        end = entry.find(f"</{name}", end)
        if end < 0:
            return
        yield place, end
        place = end


def _skip_blank(entry: str, place: int) -> int:
    while place < len(entry) and entry[place].isspace():
        place += 1
    return place


def _document(feed: Feed, place: tuple[int, int], name: str, entry: Any, channel: Any) -> Document:
    xml = feed.source[place[0] : place[1]]
    text = Text()
    title = next((span for t in _TITLES for span in _elements(xml, t)), None)
    if title:
        _add_lines(text, xml, title, "h1")
    spans = [span for element in _TELLING for span in _elements(xml, element)]
    if spans:
        _add_lines(text, xml, max(spans, key=lambda span: span[1] - span[0]), None)
    if not text.lines:
        raise Refusal("no text", "an entry with neither title nor text")
    return make_document(
        content=xml.encode(feed.codec, "surrogateescape"),
        name=name,
        text=text,
        offsets=in_bytes(text.runs, xml, feed.codec, 0),
        codec=feed.codec,
        head=_head(entry, channel, xml, text.whole()[slice(*text.lines[0][:2])] if title else None),
    )


def _add_lines(text: Text, xml: str, span: tuple[int, int], kind: str | None) -> None:
    """Add the lines of HTML that an element holds, escaped, in CDATA or as it is."""
    inner, below = _unescaped(xml, *span)
    page = scan(inner)
    for line in page.lines:
        said, runs = text_of(page, line)
        if said:
            close = line.broken or line.kind == "li"
            text.add(said, compose(runs, below), kind or line.kind, "\n" if close else "\n\n")


def _unescaped(xml: str, start: int, end: int) -> tuple[str, list[Run]]:
    """The HTML in an element, and where its characters stand in the entry."""
    raw = xml[start:end]
    if _TAG.search(raw) and "<![CDATA[" not in raw:
        return raw, [(0, len(raw), start, end)]
    parts: list[str] = []
    runs: list[Run] = []
    size = 0
    for said, first, last in _said(xml, start, end):
        parts.append(said)
        runs.append((size, size + len(said), first, last))
        size += len(said)
    return "".join(parts), runs


def _said(xml: str, place: int, end: int) -> Iterator[tuple[str, int, int]]:
    """Text, entities and CDATA of an element, each with its span, none empty."""
    while place < end:
        match = _ENTITY.search(xml, place, end)
        stop = match.start() if match else end
        if stop > place:
            yield xml[place:stop], place, stop
        if match is None:
            return
        place = match.end()
        if match.group() != "<![CDATA[":
            yield unescape(match.group()), stop, place
            continue
        close = xml.find("]]>", place, end)
        stop = close if close >= 0 else end
        if stop > place:
            yield xml[place:stop], place, stop
        place = stop + 3


def _head(entry: Any, channel: Any, xml: str, title: str | None) -> Head:
    published, reason = _published(entry, xml)
    link = str(entry.get("link") or "")
    url = link if link.lower().startswith(("http://", "https://")) and len(link) < 2000 else None
    publisher = (entry.get("source") or {}).get("title") or channel.get("title")
    language = str(channel.get("language") or "")[:2].lower()
    return Head(
        title=title,
        publisher=" ".join(str(publisher).split())[:200] if publisher else host_of(url),
        url=url,
        language=language if language.isalpha() and len(language) == 2 else None,
        published=published,
        published_reason=reason,
    )


def _published(entry: Any, xml: str) -> tuple[str | None, str | None]:
    """The entry's own day, as its publisher counts days; `updated` only as an inference."""
    name = next((n for n in _DATED if f"<{n}" in xml), "published")
    if day := day_of(entry.get("published")) or _utc_day(entry.get("published_parsed")):
        return day, f"feed `{name}`"
    # Not `entry.get`: feedparser then takes `published` for `updated`.
    updated, parsed = dict.get(entry, "updated"), dict.get(entry, "updated_parsed")
    if day := day_of(updated) or _utc_day(parsed):
        known = name == "dc:date" or "<updated" not in xml
        return day, f"feed `{name}`" if known else "inferred from feed `updated`"
    return None, None


def _utc_day(parsed: struct_time | None) -> str | None:
    if parsed is None:
        return None
    day = f"{parsed.tm_year:04d}-{parsed.tm_mon:02d}-{parsed.tm_mday:02d}"
    return day if is_edtf(day) else None


def _label(entry: Any) -> str:
    """The entry's identifier, without what cannot be seen."""
    return _UNSEEN.sub(" ", str(entry.get("id") or ""))[:200].strip()
