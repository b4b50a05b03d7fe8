"""What a number counts: the noun, the currency and the rate period around it."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from materiel.claims.tokens import Phrases, Token, Words
from materiel.claims.words import Lexicon
from materiel.core.units import PERIODS

_WINDOW = 9  # tokens behind a number in which its noun may stand
_PAST_COMMA = 5  # tokens behind a comma between adjectives in which the noun stands
_WORKS = ("company", "factory")
_ENDS = frozenset('.;:()?!"“”[]…|')


class Noun(NamedTuple):
    """What stands behind a number."""

    unit: str | None  # None = counted, but in no unit of the table
    after: int
    item: bool = False  # the noun is materiel
    barred: bool = False  # the noun makes the number no claim
    generic: bool = False  # "more", "each", "others": counts something named elsewhere


class UnitWords:
    """The nouns, currencies and periods of a language, ready to be matched."""

    def __init__(self, lexicon: Lexicon) -> None:
        table = lexicon["units"]
        nouns = {text: unit for unit, texts in table["nouns"].items() for text in texts}
        nouns |= dict.fromkeys(table["none"]["nouns"], "none")
        nouns |= dict.fromkeys(table["unitless"]["nouns"], "unitless")
        self.nouns: Phrases[str] = Phrases(nouns)
        self.stop = Words(table["stop"]["words"])
        self.skip = Words(table["stop"]["skip"])
        self.per: Phrases[str] = _by_phrase(table["per"])
        self.per_before: Phrases[str] = _by_phrase(table["per_before"])
        self.currency_before: Phrases[str] = _by_phrase(table["currency_before"])
        self.currency_glued: Phrases[str] = _by_phrase(table.get("currency_glued", {}))
        self.currency_after: Phrases[str] = _by_phrase(table["currency_after"])
        shared = table["shared_currency"]
        self.shared_words = frozenset(shared["words"])
        self.shared_states: dict[str, str] = shared["states"]
        self.conjunctions = Words(lexicon["numbers"]["grammar"].get("and", ()))
        self.head_first: bool = table.get("head_first", False)
        self.plurals = tuple(lexicon.spelling.get("plural_endings", ()))
        self.generic = Words(table["generic"]["words"])
        self.of = frozenset(lexicon["numbers"]["grammar"].get("of", ()))
        self.per_stop = Words(table["per_stop"]["words"])
        self.rated = Words(table.get("rated", {}).get("words", ()))
        self.per_not = Words(table.get("per_not", {}).get("words", ()))
        self.half = Words(lexicon["numbers"]["grammar"].get("half", ()))
        self.to = Words(lexicon["numbers"]["grammar"].get("to", ()))


def _by_phrase(table: dict[str, list[str]]) -> Phrases[str]:
    return Phrases({text: value for value, texts in table.items() for text in texts})


@cache
def unit_words(lexicon: Lexicon) -> UnitWords:
    """The unit words of a lexicon, built once."""
    return UnitWords(lexicon)


def read_noun(
    tokens: Sequence[Token], j: int, item_ends: dict[int, int], words: UnitWords
) -> Noun | None:
    """The head of the noun phrase that begins at token `j`: its last known noun.

    Args:
        item_ends: For a token that begins an item, the index behind it.
    """
    return _with_calibre(tokens, _head(tokens, j, item_ends, words), item_ends, words)


def _with_calibre(
    tokens: Sequence[Token], noun: Noun | None, item_ends: dict[int, int], words: UnitWords
) -> Noun | None:
    """The noun goes on over the calibre or type that follows it: "shells of 155 mm a month"."""
    while noun is not None and noun.item and noun.after + 1 < len(tokens):
        k = noun.after
        if tokens[k].low not in words.of:
            break
        after = item_ends.get(k + 1) or _measure_end(tokens, k + 1, words)
        if after is None:
            break
        noun = Noun(noun.unit, after, item=True)
    return noun


def _measure_end(tokens: Sequence[Token], k: int, words: UnitWords) -> int | None:
    """The index behind "120 mm"."""
    if k + 1 < len(tokens) and tokens[k].low[0].isdigit():
        match = words.nouns.at(tokens, k + 1)
        return match[1] if match and match[0] == "none" else None
    return None


def _head(
    tokens: Sequence[Token], j: int, item_ends: dict[int, int], words: UnitWords
) -> Noun | None:
    """Its last known noun before a verb or a preposition."""
    found: Noun | None = None
    k, limit = j, min(len(tokens), j + _WINDOW)
    while k < limit:
        if k in item_ends and tokens[k].low not in words.generic:
            if found is not None and found.unit not in (None, "piece"):
                break  # "12 makers of drones" where no word stands between
            k = item_ends[k]
            found = Noun("piece", k, item=True)
            continue
        if words.per.at(tokens, k):
            break
        if after := _bracket_end(tokens, k) if found is None else None:
            limit = min(len(tokens), limit + after - k)
            k = after  # "20 Ground-Based Midcourse Defense (GMD) interceptors"
            continue
        if after := _measure_behind(tokens, k, words):
            k = after  # "2 15-tonne trucks"
            continue
        match = None if _begins_name(tokens, k) else words.nouns.at(tokens, k)
        if match:
            noun = _noun(*match, tokens[k].low in words.generic)
            if found is not None and _outlasts(found, noun, words):
                return found
            # "600,000 more a year", "20 more shells": a better noun may follow
            opens = noun.generic and found is None and k == j
            found, k = noun, noun.after
            if noun.barred and not opens:
                return found
            continue
        if tokens[k].low == "," and found is None and k > j + 1 and tokens[k - 2].low == "-":
            k += 1  # "four short-range, highly mobile launchers"
            limit = min(len(tokens), k + _PAST_COMMA)
            continue
        if tokens[k].low in _ENDS or tokens[k].low == ",":
            break
        if found is not None and not found.generic:
            break  # the head stands last: "250 arms makers", but not "250 firms of the arms trade"
        if tokens[k].low in words.stop and not (k == j and tokens[k].low in words.skip):
            break
        k += 1
    if found is None or not found.item:
        return found
    if _describes(tokens, found.after, item_ends, words):
        return Noun(None, found.after, barred=True)
    return _shared_head(tokens, k, words) or found


def _outlasts(found: Noun, noun: Noun, words: UnitWords) -> bool:
    """Whether a noun remains the head in front of another.

    "A seven-year agreement" is seven years long; "50 países participantes" are countries.
    """
    if noun.generic or found.unit in PERIODS or (noun.barred and not found.generic):
        return True
    return words.head_first and not found.generic and found.unit not in (None, "piece")


def _describes(
    tokens: Sequence[Token], k: int, item_ends: dict[int, int], words: UnitWords
) -> bool:
    """Whether an item in the singular only describes some other thing: "dozens of drone schools"."""
    if not words.plurals or tokens[k - 1].low.endswith(words.plurals):
        return False
    for j in range(k, min(len(tokens), k + 3)):
        low = tokens[j].low
        if j in item_ends or words.nouns.at(tokens, j) or low in words.stop or not low.isalpha():
            return False
        if low.endswith(words.plurals) and not low.endswith("ss"):
            return True
    return False


def _shared_head(tokens: Sequence[Token], k: int, words: UnitWords) -> Noun | None:
    """ "Six munitions and energetics factories": the noun that two materials share."""
    if k >= len(tokens) or tokens[k].low not in words.conjunctions:
        return None
    for j in range(k + 1, min(len(tokens), k + 4)):
        match = words.nouns.at(tokens, j)
        if match and match[0] in _WORKS:
            return Noun(match[0], match[1])
        if tokens[j].low in words.stop or not tokens[j].low.isalpha():
            return None
    return None


def _bracket_end(tokens: Sequence[Token], k: int) -> int | None:
    """The index behind a short bracket that holds no number: "(GMD)"."""
    if tokens[k].low != "(":
        return None
    for j in range(k + 1, min(len(tokens), k + 4)):
        if tokens[j].low == ")":
            return j + 1
        if tokens[j].low[0].isdigit():
            return None
    return None


def _begins_name(tokens: Sequence[Token], k: int) -> bool:
    """The M of "M1 Abrams", which counts no metres."""
    glued = k + 1 < len(tokens) and tokens[k + 1].start == tokens[k].end
    return len(tokens[k].low) == 1 and glued and tokens[k + 1].low[0].isdigit()


def _measure_behind(tokens: Sequence[Token], k: int, words: UnitWords) -> int | None:
    """The index behind "15-tonne", which only describes what is counted."""
    if k + 2 >= len(tokens) or not tokens[k].low[0].isdigit() or tokens[k + 1].low != "-":
        return None
    return k + 3 if is_measure(tokens, k + 2, words) else None


def is_measure(tokens: Sequence[Token], k: int, words: UnitWords) -> bool:
    """Whether a token is a unit of measure, such as tonnes: no claim's unit, and no thing."""
    match = words.nouns.at(tokens, k)
    return match is not None and match[0] in ("none", "unitless") and match[1] == k + 1


def _noun(unit: str, after: int, generic: bool) -> Noun:
    if unit == "none":
        return Noun(None, after, barred=True)
    if unit == "unitless":
        return Noun(None, after)
    return Noun(unit, after, generic=generic)


def _closing(tokens: Sequence[Token], k: int) -> int | None:
    """The index behind a bracket of a few words."""
    return next((j + 1 for j in range(k, min(len(tokens), k + 6)) if tokens[j].low == ")"), None)


def _is_year(tokens: Sequence[Token], k: int) -> bool:
    """ "im Jahr 2023": a date, no rate."""
    return k < len(tokens) and len(tokens[k].low) == 4 and tokens[k].low.isdigit()


def _is_adjective(tokens: Sequence[Token], k: int, after: int, words: UnitWords) -> bool:
    """Whether a period stands in front of what it is the rate of: "monthly output"."""
    if after >= len(tokens) or words.per_before.at(tokens, k) is None:
        return False
    return tokens[after].low in words.rated


def _is_calibre(tokens: Sequence[Token], k: int) -> bool:
    """ "155mm", "155 mm", "155s": what stands between "monthly output of" and its number."""
    low = tokens[k].low
    return low.endswith(("mm", "s")) or (k + 1 < len(tokens) and tokens[k + 1].low == "mm")


def read_per(
    tokens: Sequence[Token], first: int, after: int, words: UnitWords
) -> tuple[str | None, int]:
    """The period of a rate, and the index behind it.

    "28,000 rounds a month", "monthly output of 100,000", "every year about 5,000".
    """
    k = after
    while k < min(len(tokens), after + 7):
        match = words.per.at(tokens, k)
        if match and _is_adjective(tokens, k, match[1], words):
            break  # "for 4 million it lifted monthly output"
        if match and not _is_year(tokens, match[1]):
            behind = tokens[match[1]].low if match[1] < len(tokens) else ""
            half = tokens[k - 1].low in words.half  # "after half a year"
            if behind not in words.per_not and not half:  # "20,000 a year ago"
                return match
            break
        low = tokens[k].low
        if low == "(" and (end := _closing(tokens, k)):
            k = end  # "240,000 rounds (120 mm) a year"
            continue
        if low in _ENDS or low in (",", "–") or low[0].isdigit() or low in words.per_stop:
            break
        k += 1
    if first > 1 and tokens[first - 1].low in words.to:
        up_to = words.per.before(tokens, first - 1)  # "rounds made per month to 36,000"
        if up_to:
            return up_to[0], after
    for k in range(first - 1, max(-1, first - 8), -1):
        low = tokens[k].low
        if low in _ENDS or low == "," or (low[0].isdigit() and not _is_calibre(tokens, k)):
            break
        before = words.per_before.at(tokens, k)
        if before:
            return before[0], after
    return None, after
