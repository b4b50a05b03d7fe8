"""What stands around a number: percent, times, currencies, measures; and the reader over a sentence's tokens."""

from collections.abc import Sequence
from typing import NamedTuple

from materiel.claims.scan.number_words import DASHES, NumberWords
from materiel.claims.scan.units import UnitWords, is_measure
from materiel.claims.tokens import Token

_NO_PARTS: frozenset[str] = frozenset()


class NumberReader(NamedTuple):
    """The tokens of a sentence, what is materiel among them, and the words to read them by."""

    tokens: Sequence[Token]
    item_ends: dict[int, int]
    masked: frozenset[int]
    numbers: NumberWords
    units: UnitWords

    def low(self, i: int) -> str:
        """The folded token, or nothing outside the sentence."""
        return self.tokens[i].low if 0 <= i < len(self.tokens) else ""

    def parts(self, i: int) -> frozenset[str]:
        """The parts that a token may have in the grammar of numbers."""
        return self.numbers.parts[self.tokens[i].low] if 0 <= i < len(self.tokens) else _NO_PARTS

    def is_a(self, i: int, name: str) -> bool:
        """Whether a token may have a part."""
        return 0 <= i < len(self.tokens) and name in self.numbers.parts[self.tokens[i].low]


def is_label(r: NumberReader, i: int) -> bool:
    """Lot 9, Block 3, Article 5: digits that only name their thing."""
    if not r.is_a(i - 1, "labels") or not r.low(i).isdigit():
        return False
    following = r.low(i + 1)
    return following != "%" and following not in r.numbers.scales and len(r.low(i)) < 4


def measures(r: NumberReader, after: int) -> bool:
    """15-tonne, 155-millimetre: a number that tells how heavy, long or wide the thing is."""
    if r.low(after) not in DASHES or r.tokens[after - 1].end != r.tokens[after].start:
        return False
    if is_measure(r.tokens, after + 1, r.units):
        return True
    # "one-way", "four-wheel": part of an adjective, unless it counts ("40-nation", "1,000-plus")
    here = r.low(after + 1)
    counts = r.units.nouns.at(r.tokens, after + 1) or r.numbers.after.at(r.tokens, after)
    spelled = r.low(after - 1) in r.numbers.values and here.isalpha()
    return spelled and not counts and after + 1 not in r.item_ends and here not in r.numbers.values


def percent_end(r: NumberReader, after: int) -> int | None:
    """Index behind a sign or word of percent; None for percentage points, which are no change."""
    here = r.low(after)
    if here in DASHES and r.is_a(after + 1, "per_cent"):
        return after + 2
    if here == "%" or r.is_a(after, "per_cent"):
        end = after + 1
    elif (
        here in r.numbers.percent_heads
        and f"{here} {r.low(after + 1)}" in r.numbers.grammar["per_cent"]
    ):
        end = after + 2
    else:
        return None
    return None if r.is_a(end, "points") else end


def times_end(r: NumberReader, first: int, after: int) -> int | None:
    """Index behind "times" or "-fold"; -1 where "times" counts occasions."""
    parts = r.parts(after)
    if "of" in parts and r.is_a(after + 1, "times"):
        return after + 2
    if "times" in parts:
        return after + 1
    if r.low(after) in DASHES and r.is_a(after + 1, "fold"):
        return after + 2
    if r.numbers.factor_before.before(r.tokens, first):
        return after  # "multiplié par 2,5"
    return after + 1 if "fold" in parts else None


def currency_of(r: NumberReader, first: int, after: int) -> tuple[str, int, int, bool] | None:
    """Currency code, first and last index, and whether several states share its name."""
    front = r.units.currency_before.before(r.tokens, first)
    if front and _is_money_sign(r, front, first):
        glued = r.units.currency_glued.before(r.tokens, first)
        if glued and r.tokens[glued[1]].end == r.tokens[glued[1] + 1].start:
            front = glued
        end = after
        back = r.units.currency_after.at(r.tokens, after)
        if back and back[0] == front[0]:
            end = back[1]
        return front[0], front[1], end, False
    k = after
    if r.low(k) in DASHES:
        k += 1
    if k < len(r.tokens) and r.low(k) in r.units.shared_words:
        return next(iter(r.units.shared_states.values())), first, k + 1, True
    back = r.units.currency_after.at(r.tokens, k)
    return (back[0], first, back[1], False) if back else None


def _is_money_sign(r: NumberReader, front: tuple[str, int], first: int) -> bool:
    """A code such as "try" is a word unless it stands right before digits."""
    sign = r.low(front[1])
    return not sign.isalpha() or r.low(first)[:1].isdigit()
