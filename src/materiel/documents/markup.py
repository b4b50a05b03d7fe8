"""HTML taken apart in one pass.

This is no tree. It is linear in the size of the page whatever the page holds, because it reads
pages that were made to hold a parser up. Which lines tell the story is decided in story.py.
"""

import re
from collections.abc import Iterator
from html import unescape

from materiel.documents.limits import MAX_ATTRIBUTES, MAX_TAG
from materiel.documents.page import Line, Page

# No possessive groups: Python before 3.11.5 misreads them. Nothing behind a repeated part can fail, so
# none is tried again.
_TAG = re.compile(
    r"<(?:(/?)([a-zA-Z][^\s/<>]*)((?:[^<>\"']*(?:\"[^\"<>]*\"|'[^'<>]*'))*[^<>\"']*)(>)?|(!--)|[!?/])"
)
_STOPS = re.compile(r"[>\"']")
_ATTRIBUTE = re.compile(r"([^\s=>\"'/]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>\"']+)))?")
_INLINE = frozenset(
    """a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q s samp
    small span strike strong sub sup time tt u var wbr""".split()
)
_VOID = frozenset(
    "area base br col embed frame hr img input link meta param source track wbr".split()
)
# What stands in these is no text; the first ones hold no tags either.
_RAW = frozenset("script style textarea title iframe noembed noframes xmp".split())
_DUMB = frozenset("noscript svg template select math object audio video canvas button".split())
_CLOSES_ITSELF = frozenset("p li td th tr dt dd option".split())
_WATCHED = frozenset(
    "h1 h2 h3 h4 h5 h6 figcaption caption article nav footer header aside a pre tr body".split()
)
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LOOK_BACK = 64  # open elements that an end tag is compared with


def attributes(tag: str) -> dict[str, str]:
    """The attributes of a tag, names in lower case, the first of equals.

    >>> attributes("<meta Name='date' content=\\"2024 &amp; on\\">")
    {'name': 'date', 'content': '2024 & on'}
    """
    found: dict[str, str] = {}
    first = re.match(r"<[^\s/>]*", tag)
    for match in _ATTRIBUTE.finditer(tag, first.end() if first else 0):
        name, *values = match.groups()
        found.setdefault(name.lower(), unescape(next((v for v in values if v is not None), "")))
    return found


def scan(source: str) -> Page:
    """Take a page apart.

    >>> from materiel.documents.page import text_of
    >>> page = scan("<title>T</title><h1>Shells &amp; powder</h1><p>One <b>plant</b>.<p>Two.")
    >>> [(line.kind, text_of(page, line)[0]) for line in page.lines]
    [('h1', 'Shells & powder'), ('p', 'One plant.'), ('p', 'Two.')]
    """
    return _Scan(source).run()


class _Scan:
    """The state of one pass."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.page = Page(source)
        self.stack: list[str] = []
        self.open: dict[str, int] = dict.fromkeys(_WATCHED, 0)
        self.pieces: list[tuple[int, int]] = []
        self.linked = 0
        self.rows = 0
        self.depth = 0
        self.missing: set[str] = set()  # what was looked for and does not come any more

    def run(self) -> Page:
        source, done, place = self.source, 0, 0
        search = _TAG.search
        while True:
            match = search(source, place)
            if match is None:
                break
            start = match.start()
            name = match.group(2)
            if name is None:
                end = self._after_remark(match)
                if end is None:  # a lone "<"
                    place = start + 1
                    continue
            else:
                end = match.end() if match.group(4) else self._tag_end(match.end(3))
                if end is None:
                    break
            if start > done:
                self._text(done, start)
            done = place = end
            if name is not None:
                done = place = self._tag(match.group(1) == "/", name.lower(), start, end)
        if len(source) > done:
            self._text(done, len(source))
        self._break("end")
        self.page.depth = max(self.page.depth, self.depth)
        return self.page

    def _text(self, start: int, end: int) -> None:
        self.pieces.append((start, end))
        if self.open["a"]:
            self.linked += end - start

    def _find(self, what: str, start: int) -> int:
        """`str.find` that never looks a second time for what is not there."""
        if what in self.missing:
            return -1
        place = self.source.find(what, start)
        if place < 0:
            self.missing.add(what)
        return place

    def _after_remark(self, match: re.Match[str]) -> int | None:
        """Behind a comment, a declaration or CDATA; None where it is only a "<"."""
        start = match.start()
        if match.group(5):
            end = self._find("-->", start + 2)
            if end >= 0:
                return end + 3
        elif self.source.startswith("<![CDATA[", start):
            end = self._find("]]>", start)
            if end >= 0:
                return end + 3
        elif self.source[start + 1 : start + 2] == "/" and start + 2 >= len(self.source):
            return None
        end = self._find(">", start)
        return end + 1 if end >= 0 else None

    def _tag_end(self, place: int) -> int | None:
        """Behind the ">" of a tag with quotes around anything; None at the end of the page."""
        while True:
            match = _STOPS.search(self.source, place)
            if match is None:
                return None
            place = match.end()
            mark = match.group()
            if mark == ">":
                return place
            before = self.source[max(0, place - 40) : place - 1].rstrip()
            if before.endswith("="):
                close = self._find(mark, place)
                if close >= 0:
                    place = close + 1

    def _tag(self, closing: bool, name: str, start: int, end: int) -> int:
        """Take note of one tag; where the reading goes on."""
        if name not in _INLINE or name in ("a", "time", "label"):
            if closing:
                self._close(name)
                return end
            if end - start > 2 * MAX_ATTRIBUTES and self._is_oversized(start, end):
                self.page.oversized.append((start, end, name))
            elif name in ("meta", "link", "time", "html"):
                self._head(name, self.source[start:end])
            if (name in _RAW or name in _DUMB) and not self._is_template(name, start, end):
                return self._skip(name, start, end)
            self._open(name, self.source[end - 2 : end] == "/>")
        elif closing:
            self.depth -= self.depth > 0
        else:
            self.depth += name not in _VOID
            if self.depth > self.page.depth:
                self.page.depth = self.depth
            if end - start > 2 * MAX_ATTRIBUTES and self._is_oversized(start, end):
                self.page.oversized.append((start, end, name))
        return end

    def _is_template(self, name: str, start: int, end: int) -> bool:
        """Whether a script holds text that a page fills itself with."""
        return name == "script" and "text/template" in self.source[start : min(end, start + 200)]

    def _is_oversized(self, start: int, end: int) -> bool:
        if end - start > MAX_TAG:
            return True
        return sum(1 for _ in _ATTRIBUTE.finditer(self.source, start + 1, end)) > MAX_ATTRIBUTES

    def _head(self, name: str, tag: str) -> None:
        values = attributes(tag)
        if name == "meta":
            self.page.metas.append(values)
        elif name == "link":
            self.page.links.append(values)
        elif name == "html":
            self.page.language = self.page.language or values.get("lang") or values.get("xml:lang")
        elif values.get("datetime"):
            self.page.times.append((values["datetime"], len(self.page.lines)))

    def _skip(self, name: str, start: int, end: int) -> int:
        """Behind the end tag of an element whose content is no text."""
        if self.source[end - 2 : end] == "/>" and name in _DUMB:
            return end
        close = self._find_end_tag(name, end)
        if close is None:
            return len(self.source) if name in ("script", "style") else end
        if name == "title" and self.page.title is None:
            self.page.title = Line([(end, close)], "title", False, 0, False, False)
        elif name == "script" and "ld+json" in self.source[start:end][:200].lower():
            self.page.scripts.append(self.source[end:close])
        elif name not in ("script", "style", "title"):
            self._break(name)
        after = self._find(">", close)
        return after + 1 if after >= 0 else len(self.source)

    def _find_end_tag(self, name: str, start: int) -> int | None:
        for form in (f"</{name}", f"</{name.upper()}", f"</{name.capitalize()}"):
            place = self._find(form, start)
            if place >= 0:
                return place
        return None

    def _open(self, name: str, closed: bool) -> None:
        if name == "br":
            self._break("br")
            return
        if name in _VOID:
            if name == "hr":
                self._break(name)
            return
        if name in _CLOSES_ITSELF and self.stack and self.stack[-1] == name:
            self._close(name)
        if name not in _INLINE:
            self._break(name)
        if closed and name not in ("p", "div", "a", "li"):
            return
        self.stack.append(name)
        self.depth += 1
        self.page.depth = max(self.page.depth, self.depth)
        if name in _WATCHED:
            self.open[name] += 1
            self.rows += name == "tr"

    def _close(self, name: str) -> None:
        if name not in _INLINE:
            self._break(name)
        stack = self.stack
        for back in range(1, min(len(stack), _LOOK_BACK) + 1):
            if stack[-back] == name:
                for inner in stack[-back:]:
                    if inner in _WATCHED:
                        self.open[inner] -= 1
                del stack[-back:]
                self.depth = max(self.depth - back, len(stack))
                return

    def _break(self, name: str) -> None:
        """End the line, if it holds anything."""
        pieces, self.pieces = self.pieces, []
        linked, self.linked = self.linked, 0
        if not any(not self.source[start:end].isspace() for start, end in pieces):
            return
        opened = self.open
        if opened["pre"]:
            pieces = list(self._split_lines(pieces))
        heading = next((h for h in _HEADINGS if opened[h]), None)
        kind = heading or (
            "caption" if opened["figcaption"] or opened["caption"] else self._around()
        )
        aside = any(opened[e] for e in ("nav", "footer", "aside")) or (
            opened["header"] > 0 and not opened["article"]
        )
        row = self.rows if opened["tr"] else 0
        self.page.lines.append(
            Line(pieces, kind, name == "br", row, aside, opened["article"] > 0, linked)
        )

    def _around(self) -> str:
        """The innermost open element that is no part of a line."""
        return next((name for name in self.stack[:-_LOOK_BACK:-1] if name not in _INLINE), "body")

    def _split_lines(self, pieces: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
        """In <pre> a line end ends the line: all but the last become lines of their own."""
        for start, end in pieces:
            while (stop := self.source.find("\n", start, end)) >= 0:
                if self.source[start:stop].strip():
                    self.page.lines.append(Line([(start, stop)], "pre", True, 0, False, False))
                start = stop + 1
            yield start, end
