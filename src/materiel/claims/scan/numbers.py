"""One number: digits, words, or digits with a scale word."""

from collections.abc import Sequence

from materiel.claims.scan.number_words import (
    DASHES,
    Number,
    NumberWords,
    plain_value,
    scaled_number,
    times,
)
from materiel.claims.scan.spelled import by_figures, spelled_number, vague_number
from materiel.claims.tokens import Token
from materiel.core.units import CURRENCIES


def read_number(tokens: Sequence[Token], i: int, words: NumberWords) -> Number | None:
    """The number that begins at token `i`, or None."""
    if i >= len(tokens):
        return None
    start = words.starts[tokens[i].low]
    if start is None:
        return None
    vague = words.vague.at(tokens, i) if start.vague else None
    if vague:
        return vague_number(tokens, i, vague, words)
    figures = by_figures(tokens, i, words)
    if figures:
        return figures
    if tokens[i].low[0].isdigit():
        return _digits(tokens, i, words)
    return spelled_number(tokens, i, words)


def _digits(tokens: Sequence[Token], i: int, words: NumberWords) -> Number | None:
    after = _groups(tokens, i, words)
    text = tokens[i].low
    if after > i + 1:
        text = "".join(t.low for t in tokens[i:after] if t.low != "'")
    value = plain_value(text, words.decimal)
    if value is None or _glued_before(tokens, i):
        return None
    if _glued_behind(tokens, i):
        return None
    token = tokens[after - 1]
    if after < len(tokens) and tokens[after].start == token.end and tokens[after].low.isalpha():
        if _is_times_sign(tokens, after, words):
            return Number(value, value, i, after, digits=True)
        scale = words.suffixes.get(tokens[after].low)
        if scale is None or value > 9999:
            return None  # 155mm, 2A4, 7th: part of a name, a calibre or an ordinal
        value = times(value, scale)
        return Number(value, value, i, after + 1, scaled=True, scale=scale, digits=True)
    return scaled_number(tokens, i, after, value, words, digits=True)


def _is_times_sign(tokens: Sequence[Token], k: int, words: NumberWords) -> bool:
    """The x of "2.5x", but not that of "4x4"."""
    sign = tokens[k]
    glued = k + 1 < len(tokens) and tokens[k + 1].start == sign.end and tokens[k + 1].low.isalnum()
    return len(sign.low) == 1 and words.is_a(sign.low, "times") and not glued


def _groups(tokens: Sequence[Token], i: int, words: NumberWords) -> int:
    """Index behind the thousands that blanks or apostrophes part: 12 400, 3'400, 1 358,5."""
    k = i + 1
    if not tokens[i].low.isdigit() or len(tokens[i].low) > 3 or tokens[i].low == "0":
        return k
    while k < len(tokens) and tokens[k - 1].low.isdigit():
        after = k + 1 if tokens[k].low == "'" and tokens[k].start == tokens[k - 1].end else k
        gap = 0 if after > k else 1
        if after >= len(tokens) or tokens[after].start - tokens[after - 1].end != gap:
            break
        head = tokens[after].low.partition(words.decimal)[0]
        if len(head) != 3 or not head.isdigit() or "." in tokens[after].low:
            break
        if not words.group_blanks and gap and head[1:] != "00":
            break  # "20 155 mm howitzers": where blanks part no thousands, only round ones
        k = after + 1
    return k


def _glued_before(tokens: Sequence[Token], i: int) -> bool:
    """Whether the digits end a name: F-16, PAC-3, M777, TB2."""
    if not i or tokens[i - 1].end != tokens[i].start:
        return False
    before = tokens[i - 1]
    if before.low.isalpha():
        return before.low.upper() not in CURRENCIES
    if before.low in DASHES and i > 1 and tokens[i - 2].end == before.start:
        return tokens[i - 2].low.isalpha()
    return before.low in ("/", ":", ".") and i > 1 and tokens[i - 2].low[-1:].isalnum()


def _glued_behind(tokens: Sequence[Token], i: int) -> bool:
    """Whether the digits begin a time, a fraction or a date: 08:15, 24/7, 16/12/2023."""
    if i + 2 >= len(tokens) or tokens[i + 1].low not in (":", "/"):
        return False
    sign, behind = tokens[i + 1], tokens[i + 2]
    return tokens[i].end == sign.start and sign.end == behind.start and behind.low[0].isdigit()
