"""Bytes of a page or a feed → text, by what is declared and not by what it might be.

Bytes that do not fit the codec become lone surrogates, one a byte, so that every character keeps
its place in the bytes; they are shown as U+FFFD.
"""

import codecs
import re

from materiel.documents.limits import Refusal

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_META = re.compile(
    rb"<meta[^<>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})|<\?xml[^<>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_:.-]{2,40})",
    re.IGNORECASE,
)
_DECLARED_IN = 4096  # bytes that are searched for a declaration
# What pages call their encoding, and what browsers read it as. Source: WHATWG Encoding Standard.
_READ_AS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "big5": "big5hkscs",
    "utf-16": "utf-8",  # a page whose declaration can be read as ASCII is not UTF-16
    "utf-16-le": "utf-8",
    "utf-16-be": "utf-8",
}
_MAX_MISFITS = 0.02  # share of bytes that may not fit the codec
_REFUSED = frozenset({"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape"})


def decode_page(
    content: bytes, declared: str | None = None, forced: str | None = None
) -> tuple[str, str, int]:
    """Text, codec and length of the byte-order mark of a page.

    The codec is, in this order: the one the caller names, the byte-order mark's, the one declared
    by the server, the page's own, and UTF-8.

    Raises:
        Refusal: Another codec than the bytes are in, or one that is not known.

    >>> decode_page("<meta charset='windows-1251'>Львів".encode("cp1251"))[1]
    'cp1251'
    """
    for mark, codec in _MARKS:
        if content.startswith(mark) and forced is None:
            return _decoded(content[len(mark) :], codec), codec, len(mark)
    if forced is not None:
        codec = _codec(forced) or _unknown(forced)
    else:
        codec = _codec(declared) or _codec(_own(content)) or "utf-8"
    return _decoded(content, codec), codec, 0


def _own(content: bytes) -> str | None:
    match = _META.search(content, 0, _DECLARED_IN)
    return (match.group(1) or match.group(2)).decode("ascii") if match else None


def _codec(label: str | None) -> str | None:
    """The Python codec of a label; None for one that nobody knows."""
    if not label:
        return None
    try:
        found = codecs.lookup(label.strip().strip("\"'"))
    except (LookupError, ValueError):
        return None
    if not found._is_text_encoding or found.name in _REFUSED:
        return None
    return _READ_AS.get(found.name, found.name)


def _unknown(label: str) -> str:
    raise Refusal("encoding", f"unknown encoding {label[:40]!r}")


def _decoded(content: bytes, codec: str) -> str:
    if codec == "utf-8" and content.count(0) > len(content) // 100 + 1:
        raise Refusal("not text", f"{content.count(0)} NUL bytes in {len(content)}")
    try:
        text = content.decode(codec, "surrogateescape")
        back = text.encode(codec, "surrogateescape")
    except UnicodeError as error:
        raise Refusal("encoding", f"not {codec}: {error}") from None
    if back != content:
        raise Refusal("encoding", f"{codec} does not give these bytes back")
    misfits = sum(1 for _ in re.finditer("[\udc80-\udcff]", text)) if not text.isascii() else 0
    if misfits > _MAX_MISFITS * len(content) + 2:
        raise Refusal(
            "encoding",
            f"{misfits} of {len(content)} bytes are not {codec}; name the codec with --encoding",
        )
    return text
