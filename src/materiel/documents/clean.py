"""What each line of a report is: header, headline, dateline, body, caption or furniture.

Rules are about shape (length, separators, full stops, place) and the words of lexicon/shapes.toml.
Nothing is cut: a line that is taken for furniture stays in the text.
"""

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice

from materiel.documents.days import find_day
from materiel.documents.records import Block, Role
from materiel.documents.words import furniture_words, header_fields, shapes

# Shorter lines without a full stop are headings, labels or menus; found on news sites at large.
SHORT = 110
_PARAGRAPH = 130
_MAX_TRAILING = 3  # more lines without a full stop at the end are a list
_HEADER_LINES = 12  # a `Key: value` line further down is text
# They are tried on lines without blanks at their edges; a look behind keeps runs from being tried twice.
_HEADER = re.compile(r"(?:[#>]{1,6}[ \t]*)?([^\W\d_]{3,14})[ \t]*:[ \t]*")
_MARKED = re.compile(r"[#>]")
_PREFIX = re.compile(r"date[ \t]+\d{4}(?:-\d\d){0,2}(?![-\d])[ \t]*")
# "KIEV, Ukraine (AP) — ", "BRUSSELS, February 13. /TASS/. ", "WASHINGTON — ", "OSLO, Dec. 3, 2023 (AP) — "
_PLACE = re.compile(
    r"[^\W\d_a-z](?:[^\n.—–/(]|\.(?=[ ]\d)){1,40}(?:\([^()\n]{2,40}\)[ \t]*[—–-]|[—–]|\.[ \t]*/[^/\n]{2,20}/\.?)[ \t]*"
)
_STORY = (
    25  # characters that follow a place where a story opens with it: not "before the war – 2,000"
)
# Two lines that open so are a digest: "CHILE — The army ...", "PERU — A plant ..."
_LABELS = re.compile(r"^[^\W\d_a-z][^\n.—–,;:(]{1,24} [—–] ", re.MULTILINE)
_SHORT_WORD = 3  # letters of "am" and "de" in the names of places
_SITE = re.compile(r"(?<![ \t])[ \t]+[-|–—][ \t]+(?![^-|–—\n]{0,36}\d{4})[^-|–—\n]{2,40}$")
_SEPARATOR = re.compile(r"(?<![ \t\u00a0])[ \t\u00a0]+[/|›»·>•][ \t\u00a0]+|[ \t]{5,}")
_BULLET = re.compile(r"(?:[-–—*•▸>]|\d{1,2}[.)])[ \t]")
_STOP = re.compile(r"[.!?…:;。！？][\"'”’»)\]]*[ \t\r]*$")
_HOST = re.compile(
    r"(?:https?://|www\.)?[^\W_][\w-]{1,30}\.[a-z]{2,10}(?:\.[a-z]{2,3})?(?:/\S*)?(?=$|[ \t]+[-–—|:][ \t])",
    re.ASCII | re.IGNORECASE,
)
_BRACKETS = re.compile(r"\[([^\[\]\n]{1,60})\]")
_COLON = re.compile("[:：]")
_NOT_WORD = re.compile(r"\W+")


def clean(text: str, *, of_page: bool = False) -> tuple[Block, ...]:
    """The roles of all lines of `text`, in order; blank space between lines has none.

    Args:
        text: A report as it arrived.
        of_page: The text is the story of a page, taken out of its markup; what stood behind it is
            gone already.

    >>> [block.role for block in clean("Date: 2024-02-06\\n\\nA plant opened in Lviv.\\nRead also:")]
    ['header', 'body', 'furniture']
    """
    blocks: list[Block] = []
    state = _State()
    for number, (start, end) in enumerate(_lines(text)):
        for first, last, role in state.split(text, start, end, number):
            blocks.append(Block(start=first, end=last, role=role))
    return tuple(_second_look(text, blocks, None if of_page else _last_paragraph(blocks)))


def _lines(text: str) -> Iterator[tuple[int, int]]:
    """Spans of the lines that hold something, without surrounding blanks."""
    for match in re.finditer(r"[^\n]+", text):
        start, end = match.span()
        while start < end and text[start] in " \t\r\u00a0\ufeff":
            start += 1
        while end > start and text[end - 1] in " \t\r\u00a0":
            end -= 1
        if start < end:
            yield start, end


class _State:
    """What the lines so far say about the next one."""

    def __init__(self) -> None:
        self.seen_body = False
        self.seen_headline = False
        self.in_related = False
        self.ended = False

    def split(
        self, text: str, start: int, end: int, number: int
    ) -> Iterator[tuple[int, int, Role]]:
        line = text[start:end]
        header = _header(line, number)
        if header is not None:
            yield from self._header_parts(line, header, start, end)
            return
        prefix = _PREFIX.match(line) if number == 0 else None
        if prefix:
            yield start, start + len(prefix.group().rstrip()), "header"
            start, line = start + prefix.end(), line[prefix.end() :]
        if not line:
            return
        role = self._role(line)
        if role == "body" and not self.seen_body:
            place = _PLACE.match(line)
            if (
                place
                and len(line) - place.end() >= _STORY
                and _names_a_place(place.group())
                and len(list(islice(_LABELS.finditer(text), 2))) < 2
            ):
                yield start, start + len(place.group().rstrip()), "dateline"
                start += place.end()
        self.seen_body |= role == "body" and len(line) >= _PARAGRAPH
        self.seen_headline |= role == "headline"
        yield start, end, role

    def _header_parts(
        self, line: str, header: tuple[str, int], start: int, end: int
    ) -> Iterator[tuple[int, int, Role]]:
        field, value = header
        if field != "title" or value >= len(line):
            yield start, end, "header"
            return
        self.seen_headline = True
        yield start, start + len(line[:value].rstrip()), "header"
        site = _SITE.search(line, value)
        title_end = start + site.start() if site else end
        yield start + value, title_end, "headline"
        if site:
            yield start + site.end() - len(site.group().lstrip()), end, "furniture"

    def _role(self, line: str) -> Role:
        low = line.lower()
        paragraph = len(line) >= _PARAGRAPH and _STOP.search(line) is not None
        if _is_caption(low):
            return "caption"
        if paragraph and not _opens(low, "lone"):
            self.in_related = self.ended = False
            return "body"
        if self._is_furniture(line, low):
            return "furniture"
        if _is_dateline(line):
            return "dateline"
        if self.in_related or self.ended:
            return "furniture"
        heading = len(line) < SHORT and not _STOP.search(line) and not _BULLET.match(line)
        # "18 tanks by summer" may head a story; "grant: €5 million" and "more than 40" are table rows.
        return "headline" if heading and not (line[0].islower() or _is_cell(line)) else "body"

    def _is_furniture(self, line: str, low: str) -> bool:
        bare = _BULLET.sub("", low, count=1) if _BULLET.match(low) else low
        if len(line) < SHORT and _is_bracketed(low):
            return True
        if _opens(bare, "related") and _is_opener(bare):
            self.in_related = True
            return True
        if self.seen_body and _opens(bare, "ending") and _is_opener(bare):
            self.ended = True
            return True
        if _opens(bare, "lone") or (len(line) < SHORT and _holds(low, "furniture", "inside")):
            return True
        # A masthead or an address: "news.example", "news.example - World news"
        return (len(line) < SHORT and _HOST.match(line) is not None) or _is_menu(line)


def _header(line: str, number: int) -> tuple[str, int] | None:
    """The field of a header line and where its value starts in it."""
    match = _HEADER.match(line)
    if match is None:
        return ("other", len(line)) if line.startswith("### ") and line.endswith(":") else None
    field = header_fields().get(match.group(1).lower())
    if field is None:
        return ("other", match.end()) if _MARKED.match(line) and number < _HEADER_LINES else None
    if not _MARKED.match(line) and (number >= _HEADER_LINES or line.strip().endswith(".")):
        return None
    return field, match.end()


@cache
def _entries(section: str, name: str) -> tuple[str, ...]:
    kind = {"opens": "caption"}.get(name, name)
    more = () if (section, name) == ("caption", "inside") else furniture_words(kind)
    return (*shapes()[section][name], *more)


def _opens(low: str, name: str, section: str = "furniture") -> bool:
    """Whether a line begins with a listed entry that ends where a word ends."""
    entries = _entries(section, name)
    if not low.startswith(entries):
        return False
    for entry in entries:
        if low.startswith(entry):
            rest = low[len(entry) : len(entry) + 1]
            if not rest or not rest.isalnum() or not entry[-1].isalnum():
                return True
    return False


@cache
def _any_entry(section: str, name: str) -> re.Pattern[str]:
    return re.compile("|".join(re.escape(entry) for entry in _entries(section, name)))


def _holds(low: str, section: str, name: str) -> bool:
    return _any_entry(section, name).search(low) is not None


def _is_opener(low: str) -> bool:
    """A label, not the first words of a sentence: short, or a colon soon after it."""
    return (len(low) < 40 and not low.endswith(".")) or ":" in low[:40]


def _is_caption(low: str) -> bool:
    if len(low) > 260:
        return False
    return (
        _opens(low, "opens", "caption") and (_COLON.search(low, 0, 24) is not None or low[0] == "[")
    ) or _holds(low, "caption", "inside")


def _is_bracketed(low: str) -> bool:
    """An advert announced in brackets, or hardly a word outside of them: "[Read in Japanese]  A+"."""
    first = _BRACKETS.match(low)
    if first is None:
        return False
    if first.group(1).strip() in furniture_words("advert"):
        return True
    outside = _BRACKETS.sub("", low)
    return sum(character.isalpha() for character in outside) <= 4


def _is_cell(line: str) -> bool:
    """A figure and hardly a word."""
    letters = sum(character.isalpha() for character in line)
    return letters < 6 or (line[0] in "#[" and letters < 60)


def _is_menu(line: str) -> bool:
    """Two or more separators between short labels that make no sentence."""
    parts = _SEPARATOR.split(line)
    if len(parts) < 3 or _STOP.search(line):
        return False
    return sum(len(part) for part in parts) / len(parts) < 32


def _names_a_place(opening: str) -> bool:
    """Whether what a dash ends is a place with a date: "Warsaw, 3 May –", not "Poland will buy tanks –"."""
    plain = [
        w for w in opening.partition("(")[0].split() if w[:1].islower() and len(w) > _SHORT_WORD
    ]
    return len(plain) <= 1  # a month


def _is_dateline(line: str) -> bool:
    """Little else than a day: at most five words or 40 letters beside it."""
    if len(line) > 100:
        return False
    day = find_day(line)
    if day is None or day.end - day.start < 8:
        return False
    rest = line[: day.start] + " " + line[day.end :]
    letters = sum(character.isalpha() for character in rest)
    if line[-1:] in "!?:" or (line[-1:] == "." and letters > 20):
        return False
    return letters <= 40


def _second_look(text: str, blocks: list[Block], last: int | None) -> Iterator[Block]:
    """A short line that repeats the start of a caption beside it is its other half.

    A heading with nothing beneath it, behind the last paragraph, heads another story.
    """
    for k, block in enumerate(blocks):
        role = block.role
        beside = (b for b in blocks[max(0, k - 2) : k + 3] if b.role == "caption")
        if role in ("headline", "body") and block.end - block.start < SHORT:
            words = _words(text, block)
            if len(words) > 8 and any(words in _words(text, caption) for caption in beside):
                role = "caption"
            elif role == "headline" and last is not None and k > last:
                role = "furniture"
        yield Block(start=block.start, end=block.end, role=role)


def _last_paragraph(blocks: list[Block]) -> int | None:
    """Number of the last body block, when it is a paragraph and few headings follow it."""
    last = next((k for k in range(len(blocks) - 1, -1, -1) if blocks[k].role == "body"), None)
    if last is None or blocks[last].end - blocks[last].start < _PARAGRAPH:
        return None
    headings = sum(block.role == "headline" for block in blocks[last + 1 :])
    return last if headings <= _MAX_TRAILING else None


def _words(text: str, block: Block) -> str:
    return _NOT_WORD.sub(" ", text[block.start : block.end].lower()).strip()
