"""What a number counts: the noun, the currency and the rate period around it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from materiel.claims.tokens import Phrases, Token, Words
from materiel.claims.words import Lexicon

_WINDOW = 9  # tokens behind a number in which its noun may stand
_ENDS = frozenset('.;:()?!"“”[]…|')


@dataclass(frozen=True, slots=True)
class Noun:
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
        self.currency_after: Phrases[str] = _by_phrase(table["currency_after"])
        shared = table["shared_currency"]
        self.shared_words = frozenset(shared["words"])
        self.shared_states: dict[str, str] = shared["states"]
        self.generic = Words(table["generic"]["words"])
        self.of = frozenset(lexicon["numbers"]["grammar"].get("of", ()))
        self.per_stop = Words(table["per_stop"]["words"])


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
            k = item_ends[k]
            found = Noun("piece", k, item=True)
            continue
        if words.per.at(tokens, k):
            break
        match = words.nouns.at(tokens, k)
        if match:
            unit, after = match
            noun = _noun(unit, after, tokens[k].low in words.generic)
            if noun.generic and found is None and k == j:
                # "600,000 more a year", "20 more shells": a better noun may follow
                found, k = noun, after
                continue
            if noun.barred and found is not None and not found.generic:
                return found
            if noun.generic and found is not None:
                return found
            found, k = noun, after
            if noun.barred:
                return found
            continue
        if tokens[k].low in _ENDS or tokens[k].low == ",":
            if tokens[k].low == "," and found is None and k + 1 in item_ends:
                k += 1
                continue
            break
        if found is not None and not found.generic:
            break  # the head stands last: "250 arms makers", but not "250 firms of the arms trade"
        if tokens[k].low in words.stop and not (k == j and tokens[k].low in words.skip):
            break
        k += 1
    return found


def _noun(unit: str, after: int, generic: bool) -> Noun:
    if unit == "none":
        return Noun(None, after, barred=True)
    if unit == "unitless":
        return Noun(None, after)
    return Noun(unit, after, generic=generic)


def _is_year(tokens: Sequence[Token], k: int) -> bool:
    """ "im Jahr 2023": a date, no rate."""
    return k < len(tokens) and len(tokens[k].low) == 4 and tokens[k].low.isdigit()


def read_per(
    tokens: Sequence[Token], first: int, after: int, words: UnitWords
) -> tuple[str | None, int]:
    """The period of a rate, and the index behind it.

    "28,000 rounds a month", "monthly output of 100,000", "every year about 5,000".
    """
    k = after
    while k < min(len(tokens), after + 7):
        match = words.per.at(tokens, k)
        if match and not _is_year(tokens, match[1]):
            return match
        low = tokens[k].low
        if low in _ENDS or low in (",", "–") or low[0].isdigit() or low in words.per_stop:
            break
        k += 1
    for k in range(first - 1, max(-1, first - 8), -1):
        low = tokens[k].low
        if low in _ENDS or low[0].isdigit() or low == ",":
            break
        before = words.per_before.at(tokens, k)
        if before:
            return before[0], after
    return None, after
