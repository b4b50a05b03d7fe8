"""Which lines of a page tell its story.

Two extractors are asked, resiliparse first because it is ten times as fast. Where what it finds
is plainly a story (paragraphs, few links), that is the answer; otherwise trafilatura decides. Both
say what they found as text; it is looked up among the lines of the page, so that every line keeps
its place in the source.
"""

import re
from collections.abc import Sequence

from materiel.documents.limits import MAX_DEPTH, MAX_PARAGRAPHS
from materiel.documents.page import Line, Page, squeeze, squeezed

_LONG = 25  # characters without spaces; a shorter line is only found where it is expected
_WINDOW = 20_000  # characters that a search goes on before it starts over
_PARAGRAPH = 80
_BULLET = re.compile(r"^(?:[-•*·▪]|\d{1,3}[.)])")


def story_lines(page: Page) -> list[Line]:
    """The lines of the story, in order.

    >>> from materiel.documents.markup import scan
    >>> words = "<p>A plant in the north will fill ten thousand shells a month from next May, he said."
    >>> len(story_lines(scan(f"<nav><a href=/>Home</a></nav><article>{words * 4}</article>")))
    4
    """
    if page.depth > MAX_DEPTH or len(page.lines) > MAX_PARAGRAPHS:
        return [line for line in page.lines if not line.aside and _is_said(line)]
    keys = [squeezed(page, line) for line in page.lines]
    fast = _lookup(keys, _first_pass(page))
    plain = [k for k in fast if _is_story(page.lines[k])]
    if _is_plain_story(keys, fast, plain):
        return [page.lines[k] for k in plain]
    better = _lookup(keys, _second_pass(page))
    return [page.lines[k] for k in better or fast]


def _first_pass(page: Page) -> str:
    from resiliparse.extract.html2text import extract_plain_text

    return extract_plain_text(page.tidied(), main_content=True, alt_texts=False)


def _second_pass(page: Page) -> str:
    import trafilatura

    found = trafilatura.extract(page.tidied(), include_comments=False, fast=True)
    return found or ""


def _is_said(line: Line) -> bool:
    """Whether no more than half of a line is links."""
    return 2 * line.linked <= sum(end - start for start, end in line.pieces)


def _is_story(line: Line) -> bool:
    return line.article and not line.aside and _is_said(line)


def _is_plain_story(keys: Sequence[str], fast: Sequence[int], plain: Sequence[int]) -> bool:
    """Nine tenths of what the first pass found is paragraphs of an <article> with few links.

    Measured on 450 pages: true for 19 % of them, and there F is 0.925 against trafilatura's 0.930.
    """
    paragraphs = [len(keys[k]) for k in plain if len(keys[k]) >= _PARAGRAPH]
    return len(paragraphs) >= 4 and sum(paragraphs) >= 0.9 * sum(len(keys[k]) for k in fast)


def _lookup(keys: Sequence[str], said: str) -> list[int]:
    """Numbers of the lines that an extractor's text holds."""
    cells = {_BULLET.sub("", squeeze(cell)) for row in said.splitlines() for cell in row.split("|")}
    whole = squeeze(said)
    found, place = [], 0
    for number, key in enumerate(keys):
        if not key:
            continue
        if whole.startswith(key, place):
            place += len(key)
        elif len(key) >= _LONG:
            at = whole.find(key, place, place + _WINDOW + len(key))
            if at < 0 and key not in whole:
                continue
            place = at + len(key) if at >= 0 else place
        elif key not in cells:
            continue
        else:
            at = whole.find(key, place, place + 200)
            place = at + len(key) if at >= 0 else place
        found.append(number)
    return found
