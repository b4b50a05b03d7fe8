"""What a page says of itself: title, publisher, address, language and day of publication.

Every day comes with where it stands. A day that the page does not call its publication is marked
"inferred from …".
"""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from materiel.core.dates import is_edtf
from materiel.documents.days import find_day
from materiel.documents.head import Head
from materiel.documents.markup import attributes
from materiel.documents.page import Page, text_of

_METAS = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished",
    "date.published", "article.published", "published-date", "published_date", "publication_date",
    "publication-date", "publish-date", "publishdate", "pubdate", "publish_date", "published",
    "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "citation_publication_date",
    "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created", "dc.date",
    "dcterms.date", "date", "og:date", "article:created", "rnews:datepublished",
)  # fmt: skip
_ISO = re.compile(r"(\d{4})-(\d\d)(?:-(\d\d))?(?!\d)")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T|\s|$)")
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/_.-]|$)")
_MARKED = re.compile(
    r"<[^<>]{0,2000}?itemprop=[\"']?datePublished[\"'\s][^<>]{0,2000}>", re.IGNORECASE
)
_SITE = re.compile(r"(?<![ \t])[ \t]+[-|–—·•»][ \t]+[^-|–—·•»\n]{2,40}$")
_MAX_SCRIPT = 1_000_000
_STORY = re.compile("article|posting|report|webpage|creativework|event", re.IGNORECASE)
_LANGUAGE = re.compile(r"([a-zA-Z]{2,3})(?![a-zA-Z])")
_OLDEST = 1990  # there were no pages before


def page_head(page: Page, url: str | None = None) -> Head:
    """What the head of a page tells, before its text is asked.

    >>> from materiel.documents.markup import scan
    >>> head = page_head(scan('<meta property="article:published_time" content="2024-02-06T08:00Z">'))
    >>> head.published, head.published_reason
    ('2024-02-06', 'meta `article:published_time`')
    """
    metas = _metas(page)
    stories = list(_stories(page))
    address = url or _canonical(page, metas)
    published, reason = page_day(page, metas, stories, address)
    return Head(
        title=_title(page, metas, stories),
        publisher=_publisher(metas, stories) or host_of(address),
        url=address,
        language=_language(page, metas),
        published=published,
        published_reason=reason,
    )


def host_of(url: str | None) -> str | None:
    """The host of an address.

    >>> host_of("https://www.news.example/a")
    'news.example'
    """
    try:
        host = urlsplit(url).hostname if url else None
    except ValueError:
        return None
    return host.removeprefix("www.") or None if host else None


def day_of(value: object) -> str | None:
    """The EDTF day or month that a machine-readable date states, as the publisher counts days.

    >>> day_of("2024-02-06T23:30:00-05:00"), day_of("Tue, 06 Feb 2024"), day_of("1970-01-01")
    ('2024-02-06', '2024-02-06', None)
    """
    if not isinstance(value, str) or len(value) > 200:
        return None
    value = value.strip()
    match = _ISO.match(value) or _COMPACT.match(value)
    if match:
        found = "-".join(part for part in match.groups() if part)
    else:
        day = find_day(value)
        found = day.edtf if day else ""
    return found if is_edtf(found) and int(found[:4]) >= _OLDEST else None


def page_day(
    page: Page, metas: dict[str, str], stories: list[dict[str, Any]], url: str | None
) -> tuple[str | None, str | None]:
    """The day of publication and where it stands; the page's own words are asked later."""
    for story in stories:
        if day := day_of(story.get("datePublished")):
            return day, "JSON-LD `datePublished`"
    for name in _METAS:
        if day := day_of(metas.get(name)):
            return day, f"meta `{name}`"
    for match in _MARKED.finditer(page.source):
        values = attributes(match.group())
        if day := day_of(values.get("datetime") or values.get("content")):
            return day, "microdata `datePublished`"
    for value, line in page.times:
        near = page.lines[line] if line < len(page.lines) else None
        if (near is None or not near.aside) and (day := day_of(value)):
            return day, f"time `{value.strip()[:40]}`"
    return _address_day(url)


def _address_day(url: str | None) -> tuple[str | None, str | None]:
    match = _IN_ADDRESS.search(url[:2000]) if url else None
    if match:
        found = f"{match[1]}-{int(match[2]):02d}-{int(match[3]):02d}"
        if is_edtf(found):
            return found, f"inferred from its address `{match.group()}`"
    return None, None


def _metas(page: Page) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in page.metas:
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        name = name or meta.get("http-equiv")
        value = " ".join(meta.get("content", "").split())
        if name and value:
            found.setdefault(name.strip().lower(), value)
    return found


def _stories(page: Page) -> Iterator[dict[str, Any]]:
    """The JSON-LD objects that describe an article."""
    for script in page.scripts:
        if len(script) > _MAX_SCRIPT:
            continue
        try:
            waiting = [json.loads(script.strip(), strict=False)]
        except (ValueError, RecursionError):
            continue
        seen = 0
        while waiting and seen < 1000:
            seen += 1
            value = waiting.pop(0)
            if isinstance(value, list):
                waiting += value[:100]
            elif isinstance(value, dict):
                if _STORY.search(str(value.get("@type", ""))[:200]):
                    yield value
                waiting += [value[key] for key in ("@graph", "mainEntity") if key in value]


def _canonical(page: Page, metas: dict[str, str]) -> str | None:
    for link in page.links:
        if link.get("rel", "").lower() == "canonical" and _is_web(link.get("href", "")):
            return link["href"].strip()
    return metas["og:url"] if _is_web(metas.get("og:url", "")) else None


def _is_web(url: str) -> bool:
    return url.strip().lower().startswith(("http://", "https://")) and len(url) < 2000


def _title(page: Page, metas: dict[str, str], stories: list[dict[str, Any]]) -> str | None:
    headings = [text_of(page, line)[0] for line in page.lines if line.kind == "h1"][:20]
    named = _title_element(page)
    stated = metas.get("og:title") or next((_said(s.get("headline")) for s in stories), None)
    stated = stated or metas.get("twitter:title") or metas.get("dc.title")
    for heading in headings:
        if (named and heading in named) or (stated and (heading in stated or stated in heading)):
            return heading
    if stated or named:
        return _SITE.sub("", stated or named or "") or None
    return headings[0] if len(headings) == 1 else None


def _title_element(page: Page) -> str | None:
    return text_of(page, page.title)[0][:500] or None if page.title else None


def _said(value: object) -> str | None:
    return " ".join(value.split())[:500] or None if isinstance(value, str) else None


def _publisher(metas: dict[str, str], stories: list[dict[str, Any]]) -> str | None:
    if metas.get("og:site_name"):
        return metas["og:site_name"][:200]
    for story in stories:
        maker = story.get("publisher")
        maker = maker[0] if isinstance(maker, list) and maker else maker
        name = maker.get("name") if isinstance(maker, dict) else maker
        if said := _said(name):
            return said[:200]
    return metas.get("dc.publisher") or metas.get("application-name")


def _language(page: Page, metas: dict[str, str]) -> str | None:
    stated = (page.language, metas.get("og:locale"), metas.get("content-language"))
    for value in stated:
        match = _LANGUAGE.match((value or "").strip())
        if match and len(match.group(1)) == 2:
            return match.group(1).lower()
    return None
