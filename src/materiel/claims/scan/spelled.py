"""Numbers in words: two hundred and fifty thousand, half a million, dozens, a six-figure number."""

from collections.abc import Sequence

from materiel.claims.scan.number_words import (
    DASHES,
    THOUSAND,
    Number,
    NumberWords,
    plain_value,
    scaled_number,
    stop_inside,
    times,
)
from materiel.claims.tokens import Token

_TENS = (20.0, 99.999)  # tens of thousands are 20,000 to 99,999


def vague_number(
    tokens: Sequence[Token], i: int, match: tuple[list[float], int], words: NumberWords
) -> Number:
    """Hundreds; kilkuset tysięcy: several hundred of what the scale behind it says."""
    bounds, after = match
    low, high = bounds[0], bounds[1] if len(bounds) > 1 else None
    scale = words.scales.get(tokens[after].low, 1.0) if after < len(tokens) else 1.0
    if scale < THOUSAND:
        return Number(low, high, i, after, vague=True)
    if high is None:  # tens, which are 24 and more, make tens of thousands
        low, high = _TENS
    after += 1
    if words.is_a(tokens[after - 1].low, "abbreviated") and stop_inside(tokens, after):
        after += 1
    low, high = times(low, scale), times(high, scale)
    return Number(low, high, i, after, vague=True, scaled=True, scale=scale)


def spelled_number(tokens: Sequence[Token], i: int, words: NumberWords) -> Number | None:
    """Two hundred and fifty thousand; twenty-three; half a million; a million; a dozen."""
    low = tokens[i].low
    following = tokens[i + 1].low if i + 1 < len(tokens) else ""
    whole = words.amounts.at(tokens, i)
    if whole:  # anderthalb, півтора, półtora, eine halbe
        return scaled_number(tokens, i, whole[1], whole[0], words, digits=False)
    if words.is_a(low, "half") and words.is_a(following, "articles"):
        third = tokens[i + 2].low if i + 2 < len(tokens) else ""
        if third in words.scales:
            value = words.scales[third] / 2
            return Number(value, value, i, i + 3, scaled=True, scale=words.scales[third])
        return Number(6, 6, i, i + 3) if words.is_a(third, "dozen") else None
    if words.is_a(low, "half") and (scaled := _half_scale(tokens, i, words)):
        return scaled
    if words.is_a(low, "articles"):
        return _with_article(tokens, i, words)
    # "another million", "the million artillery rounds"
    if low in words.scales and words.scales[low] >= 1000:
        if _in_compound(tokens, i):
            return None
        return Number(
            words.scales[low], words.scales[low], i, i + 1, scaled=True, scale=words.scales[low]
        )
    if low not in words.values:
        return None
    return _spelled_out(tokens, i, words)


def _half_scale(tokens: Sequence[Token], i: int, words: NumberWords) -> Number | None:
    """Half million, half-million."""
    k = i + 2 if i + 1 < len(tokens) and tokens[i + 1].low in DASHES else i + 1
    scale = words.scales.get(tokens[k].low, 0.0) if k < len(tokens) else 0.0
    if scale < THOUSAND:
        return None
    return Number(scale / 2, scale / 2, i, k + 1, scaled=True, scale=scale)


def _in_compound(tokens: Sequence[Token], i: int) -> bool:
    """ "Multi-million", "Milliarden-Vertrag": no number of its own."""
    before = i > 0 and tokens[i - 1].low in DASHES and tokens[i - 1].end == tokens[i].start
    behind = i + 2 < len(tokens) and tokens[i + 1].low in DASHES
    glued = (
        behind and tokens[i].end == tokens[i + 1].start and tokens[i + 1].end == tokens[i + 2].start
    )
    money = glued and any(
        tokens[i + 2].low.startswith(name) for name in ("euro", "dollar", "pound")
    )
    return before or (glued and not money)


def _with_article(tokens: Sequence[Token], i: int, words: NumberWords) -> Number | None:
    """A million, a half-million, a dozen, a couple, a couple of hundred."""
    following = tokens[i + 1].low if i + 1 < len(tokens) else ""
    if following in words.scales:
        return scaled_number(tokens, i, i + 1, 1.0, words, digits=False)
    if words.is_a(following, "half") and (half := _half_scale(tokens, i + 1, words)):
        return half._replace(first=i)
    if words.is_a(following, "dozen"):
        return Number(12, 12, i, i + 2)
    if words.is_a(following, "pair"):
        k = i + 3 if i + 2 < len(tokens) and words.is_a(tokens[i + 2].low, "of") else i + 2
        if k < len(tokens) and tokens[k].low in words.scales:
            return scaled_number(tokens, i, k, 2.0, words, digits=False)
        return Number(2, 2, i, i + 2)
    return None


def _spelled_out(tokens: Sequence[Token], i: int, words: NumberWords) -> Number:
    total, part, scale, j = 0.0, 0.0, 1.0, i
    while j < len(tokens):
        low = tokens[j].low
        if low in words.values:
            value = words.values[low]
            if j > i and not _may_follow(tokens[j - 1].low, value, words):
                break
            part += value
        elif low in words.scales and j > i:
            scale = words.scales[low]
            if scale == 100:
                part *= 100
            else:
                total, part = total + part * scale, 0.0
        elif not _joins(tokens, j, words):
            break
        j += 1
    value = total + part
    if (decimal := _point(tokens, j, words)) is not None:
        return scaled_number(tokens, i, j + 2, value + decimal / 10, words, digits=False)
    if (short := _hundred_by_hyphen(tokens, i, j, words)) is not None:
        return short
    half = _and_a_half(tokens, j, words)
    if half:
        return scaled_number(tokens, i, half, value + 0.5, words, digits=False)
    if j < len(tokens) and words.is_a(tokens[j].low, "dozen"):
        return Number(value * 12, value * 12, i, j + 1)
    return Number(value, value, i, j, scaled=scale > 100, scale=scale if scale > 100 else 1.0)


def _hundred_by_hyphen(
    tokens: Sequence[Token], i: int, j: int, words: NumberWords
) -> Number | None:
    """Three-fifty: three hundred and fifty."""
    if j != i + 1 or j + 1 >= len(tokens) or not words.is_a(tokens[j].low, "hundred_by_hyphen"):
        return None
    hundreds, rest = words.values.get(tokens[i].low, 0), words.values.get(tokens[j + 1].low, 0)
    glued = tokens[i].end == tokens[j].start and tokens[j].end == tokens[j + 1].start
    if not glued or not 0 < hundreds < 10 or rest < 20 or rest % 10:
        return None
    return Number(hundreds * 100 + rest, hundreds * 100 + rest, i, j + 2)


def _point(tokens: Sequence[Token], j: int, words: NumberWords) -> float | None:
    """The two of "one point two million"."""
    if j + 1 >= len(tokens) or not words.is_a(tokens[j].low, "point"):
        return None
    decimal = words.values.get(tokens[j + 1].low)
    return decimal if decimal is not None and decimal < 10 else None


def _may_follow(before: str, value: float, words: NumberWords) -> bool:
    """Twenty may be followed by three, hundred by anything; five not by six."""
    if before in words.scales or before in DASHES or words.is_a(before, "and"):
        return True
    return words.values.get(before, 0) >= 20 and value < 10


def _joins(tokens: Sequence[Token], j: int, words: NumberWords) -> bool:
    """A hyphen in twenty-three, an "and" in two hundred and fifty."""
    if j + 1 >= len(tokens):
        return False
    here, after, before = tokens[j].low, tokens[j + 1].low, tokens[j - 1].low
    if here in DASHES:
        tens = words.values.get(before, 0)
        units = words.values.get(after, 99)
        return (20 <= tens < 100 and 0 < units < 10) or (after in words.scales)
    return (
        words.is_a(here, "and")
        and before in words.scales
        and after in words.values
        and (words.values[after] < 100 and words.scales[before] <= 1000)
    )


def _and_a_half(tokens: Sequence[Token], j: int, words: NumberWords) -> int | None:
    """Index behind "and a half" or "-and-a-half"."""
    wanted = ("and", "articles", "half")
    k = j
    for name in wanted:
        if k < len(tokens) and tokens[k].low in DASHES:
            k += 1
        if k >= len(tokens) or not words.is_a(tokens[k].low, name):
            return None
        k += 1
    return k


def by_figures(tokens: Sequence[Token], i: int, words: NumberWords) -> Number | None:
    """Three-digit million, a six-figure number: as many places, all of them."""
    if i + 2 >= len(tokens) or tokens[i + 1].low not in DASHES:
        return None
    if not words.is_a(tokens[i + 2].low, "figure"):
        return None
    low_word = tokens[i].low
    factor = words.factors.at(tokens, i)
    known = words.values.get(low_word) or (factor[0] if factor else None)
    places = known or plain_value(low_word, words.decimal)
    if not places or not 1 <= places <= 12:
        return None
    low, high, after = 10.0 ** (places - 1), 10.0**places - 1, i + 3
    if after < len(tokens) and tokens[after].low in words.scales:
        scale = words.scales[tokens[after].low]
        return Number(low * scale, high * scale, i, after + 1, vague=True, scaled=True, scale=scale)
    return Number(low, high, i, after, vague=True)
