"""Title, publisher, address, language and day of publication, where the report tells them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from materiel.core.dates import is_edtf
from materiel.documents.days import find_day
from materiel.documents.records import Block
from materiel.documents.words import guess_language, header_fields

_KEYED = re.compile(r"(?:[#>]{1,6}[ \t]*)?([^\W\d_]{3,14})[ \t]*:[ \t]*([^\r\n]*)")
_LINK = re.compile(r"\[([^\[\]\n]*)\]\(([^()\s]*)\)")
_PREFIX = re.compile(r"date[ \t]+(\d{4}(?:-\d\d){0,2})(?![-\d])")
_HEAD_LINES = 14  # a date further down dates an event, not the report


@dataclass(frozen=True, slots=True)
class Head:
    """What could be read off, and why."""

    title: str | None
    publisher: str | None
    url: str | None
    language: str | None
    published: str | None
    published_reason: str | None


def read_head(text: str, blocks: Sequence[Block]) -> Head:
    """Headers first; then the shape of the first lines; nothing where neither tells.

    >>> from materiel.documents.clean import clean
    >>> text = "New shell plant\\nDate: 2024-02-06\\nSource: The Bulletin\\n\\nA plant opened."
    >>> head = read_head(text, clean(text))
    >>> head.title, head.publisher, head.published, head.published_reason
    ('New shell plant', 'The Bulletin', '2024-02-06', 'header `Date:`')
    """
    headers = _headers(text, blocks)
    published, reason = _published(text, blocks, headers)
    publisher, publisher_url = _publisher(headers)
    url = headers.get("url", ("", None))[1] or publisher_url
    body = "\n".join(text[b.start : b.end] for b in blocks if b.role in ("body", "headline"))
    language = headers.get("language", ("", None))[1]
    if language and len(language) > 3:
        language = None
    return Head(
        title=_title(text, blocks),
        publisher=publisher or _host(url),
        url=url,
        language=(language or guess_language(body) or guess_language(text) or "").lower()[:2]
        or None,
        published=published,
        published_reason=reason,
    )


def _headers(text: str, blocks: Sequence[Block]) -> dict[str, tuple[str, str]]:
    """Header values by field, each with its key as it stands."""
    found: dict[str, tuple[str, str]] = {}
    for block in blocks:
        if block.role != "header":
            continue
        line = text[block.start : block.end]
        match = _KEYED.match(line)
        if match is None:
            continue
        field = header_fields().get(match.group(1).lower())
        value = match.group(2).strip()
        if field and value and field not in found:
            mark = ">" if line.lstrip().startswith(">") else ""
            found[field] = (f"{mark}{match.group(1)}:", value)
    return found


def _title(text: str, blocks: Sequence[Block]) -> str | None:
    for block in blocks:
        if block.role == "headline":
            return text[block.start : block.end].strip() or None
        if block.role == "body":
            return None
    return None


def _publisher(headers: dict[str, tuple[str, str]]) -> tuple[str | None, str | None]:
    if "publisher" not in headers:
        return None, None
    value = headers["publisher"][1]
    link = _LINK.search(value)
    return (link.group(1) or None, link.group(2) or None) if link else (value, None)


def _host(url: str | None) -> str | None:
    if not url:
        return None
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _published(
    text: str, blocks: Sequence[Block], headers: dict[str, tuple[str, str]]
) -> tuple[str | None, str | None]:
    if "published" in headers:
        key, value = headers["published"]
        day = find_day(value)
        stated = day.edtf if day else value.strip()
        if is_edtf(stated):  # a day, or a month or year alone
            return stated, f"header `{key}`"
    prefix = _PREFIX.search(text[:60])
    if prefix and is_edtf(prefix.group(1)):
        return prefix.group(1), f"prefix `{prefix.group()}`"
    for block in blocks:
        if block.role == "dateline":
            line = text[block.start : block.end]
            day = find_day(line)
            if day:
                return day.edtf, f"date line `{line[:80]}`"
    return _first_lines(text, blocks)


_TAIL = 24  # characters at the end of a longer line in which a day still dates the report


def _first_lines(text: str, blocks: Sequence[Block]) -> tuple[str | None, str | None]:
    """A day in one of the first short lines, such as a masthead or a menu."""
    for block in blocks[:_HEAD_LINES]:
        line = text[block.start : block.end]
        long = block.role == "body" and len(line) > 110
        day = find_day(line[-_TAIL:] if long else line)  # "An interview with ... 18 May 2024"
        if long and day is None:
            break
        if day and len(line) <= 160:
            return day.edtf, f"line `{line[:80]}`"
    return None, None
