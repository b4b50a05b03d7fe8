"""No pattern that reads untrusted markup costs more than its input is long."""

import re
import time

import pytest

from materiel.documents import (
    charset,
    feeds,
    fetch,
    framing,
    html,
    kinds,
    markup,
    pagehead,
    story,
    warc,
)

MODULES = (charset, feeds, fetch, framing, html, kinds, markup, pagehead, story, warc)
PATTERNS = {
    f"{module.__name__}.{name}": value
    for module in MODULES
    for name, value in vars(module).items()
    if isinstance(value, re.Pattern) and name != "_LEAD"  # matched once, on 4 kB
}
HOSTILE = (
    "a ", "<", "<a", "<a ", "<a b='", '<a b="', "<a b=c ", "a=", "a = ", "='\"", "<!--", "-", "<!", "<?x ",
    "<![CDATA[", "&", "&#", "&#x0", "&a", " ", "\n", "\r\n", "<item", "<item>", "</item>", "/2024", "/2024/1",
    " - ", "20240", "WARC/1.0\r\n", "A: b\r\n", "<meta charset", "<meta ", "<?xml encoding=", "<x:rss ",
    "<a itemprop=datePublished ", "<!DOCTYPE a", "http:",
)  # fmt: skip


def cost(pattern, text) -> float:
    """The least of two searches over a whole text. [s]"""
    content = text.encode() if isinstance(pattern.pattern, bytes) else text
    times = []
    for _ in range(2):
        started = time.process_time()
        for _match in pattern.finditer(content):
            pass
        times.append(time.process_time() - started)
    return min(times)


@pytest.mark.parametrize("name", sorted(PATTERNS))
def test_patterns_cost_no_more_than_their_input(name):
    """Twice the text costs less than 2.6 times the time."""
    pattern = PATTERNS[name]
    for piece in HOSTILE:
        short, long = (piece * (size // len(piece)) + "!" for size in (6_000, 12_000))
        assert cost(pattern, long) < 2.6 * cost(pattern, short) + 0.02, piece
