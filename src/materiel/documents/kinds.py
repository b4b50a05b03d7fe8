"""What kind of document bytes are, by how they begin; a suffix may say anything."""

import re
from typing import Literal

Kind = Literal["text", "html", "feed", "warc", "gzip", "xml"]
PEEK = 4096  # bytes that are enough to tell

_GZIP = b"\x1f\x8b\x08"
_WARC = re.compile(rb"\s{0,8}WARC/[01]\.\d")
_BEFORE = re.compile(rb"\s+|<\?[^<>]*>|<!DOCTYPE\s[^<>]*>", re.I)
_FEED = re.compile(rb"<(?:[a-z]{1,10}:)?(?:rss|feed|rdf)(?=[\s>])", re.I)
_PAGE = re.compile(rb"<!doctype\s+html|<(?:html|head|body|article|main|meta|title)(?=[\s>/])", re.I)
_ROOT = re.compile(rb"<!doctype\s+html|<(?:html|head|body)(?=[\s>/])", re.I)
_MARKUP = re.compile(
    rb"<(?:p|div|br|h[1-6]|a|span|table|ul|section|script|meta|b|i)(?=[\s>/])", re.I
)
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
PAGE_SUFFIXES = (".html", ".htm", ".xhtml")
FEED_SUFFIXES = (".xml", ".rss", ".atom")


def kind_of(start: bytes, suffix: str = "", media: str = "") -> Kind:
    """The kind of a document that starts with these bytes.

    Args:
        start: The first bytes.
        suffix: Of the file name; decides only between a page without a head and text.
        media: Media type that a server stated; like the suffix.

    >>> kind_of(b"<!DOCTYPE html><p>Shells."), kind_of(b"Shells."), kind_of(b"WARC/1.0\\r\\n")
    ('html', 'text', 'warc')
    >>> kind_of(b'<?xml version="1.0"?><rss version="2.0">', ".txt")
    'feed'
    """
    if start.startswith(_GZIP):
        return "gzip"
    if _WARC.match(start):
        return "warc"
    start = _plain(start[:PEEK])
    lead, rest = _lead(start)
    if _FEED.match(rest):
        return "feed"
    if _PAGE.match(rest) or _PAGE.search(lead):
        return "html"
    says_page = suffix in PAGE_SUFFIXES or "html" in media
    if (says_page and _MARKUP.search(start)) or (rest.startswith(b"<") and _ROOT.search(rest)):
        return "html"
    if start.startswith(b"<?xml") or (rest.startswith(b"<") and suffix in FEED_SUFFIXES):
        return "xml"
    return "html" if says_page and _PAGE.search(start) else "text"


def _lead(start: bytes) -> tuple[bytes, bytes]:
    """What stands before the root (blanks, comments, declarations), and the rest.

    A loop, since a repeated group of possessive parts is misread by Python before 3.11.5.
    """
    end = 0
    while True:
        if start.startswith(b"<!--", end):
            after = start.find(b"-->", end + 4) + 3
        else:
            piece = _BEFORE.match(start, end)
            after = piece.end() if piece else 0
        if after <= end:
            return start[:end], start[end:]
        end = after


def _plain(start: bytes) -> bytes:
    """Without a byte-order mark, and UTF-16 as the ASCII in it."""
    for mark in _MARKS:
        if start.startswith(mark):
            return start[len(mark) :].replace(b"\0", b"")
    return start


_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]{1,20}):(//?)(?=[^/])")


def is_url(text: str) -> bool:
    """Whether a path names something on the web.

    >>> is_url("https://news.example/a"), is_url("reports/a.html")
    (True, False)
    """
    return _URL.match(text) is not None


def whole_url(text: str) -> str:
    """An address that went through a Path has lost a slash.

    >>> whole_url("https:/news.example/a")
    'https://news.example/a'
    """
    return _URL.sub(r"\1://", text, count=1)
