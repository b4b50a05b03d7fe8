"""Pairs of names that may be one, each with a plain reason; nothing is merged here (rule W4)."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from materiel.ledger.identify import Names

# Words that many names share: they tell bodies apart as little as a legal form does.
_COMMON = frozenset(
    """ag sa s.a spa s.p.a plc inc ltd llc gmbh co corp corporation company group holding holdings
    international national state the of for and de der des du la le und et oy ab as asa sp zoo""".split()
)
_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*")
_ALIKE, _ALIKE_LONG = 84.0, 78.0  # letters of two words that are one word misspelt
_LONG = 9  # letters from which a word may have two faults
LEAST = 70.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Two names, how alike they are (0 to 100), and why."""

    left: str
    right: str
    score: float
    reason: str


def suggest(names: Iterable[str], decided: Names, least: float = LEAST) -> list[Suggestion]:
    """Pairs that no decision speaks of, the likeliest first.

    Args:
        names: Names in use.
        decided: What was decided; pairs judged same, not same or unsure are left out.
        least: Score from which a pair is told. [0 to 100]
    """
    distinct = sorted({name for name in names if len(name) > 3})
    found = []
    for left, right in _candidates(distinct):
        if decided.judgement(left, right) is not None:
            continue
        score, reason = likeness(left, right)
        if score >= least:
            found.append(Suggestion(left=left, right=right, score=score, reason=reason))
    return sorted(found, key=lambda s: (-s.score, s.left, s.right))


def _candidates(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Pairs with a word that begins alike, or whose initials are the other name."""
    by_key: dict[str, set[str]] = defaultdict(set)
    for name in names:
        words = _words(name)
        for word in words:
            by_key[word[:2]].add(name)
        by_key[_initials(name)].add(name)
        if len(words) == 1:
            by_key[words[0]].add(name)
    told = set()
    for group in by_key.values():
        for pair in combinations(sorted(group), 2):
            if pair not in told:
                told.add(pair)
                yield pair


def likeness(left: str, right: str) -> tuple[float, str]:
    """How alike two names are, from 0 to 100, and why.

    Words that many names share (group, AG, of) are left aside; each word of the shorter name must
    have a counterpart in the longer one.

    >>> likeness("Defense Industries Alliance", "Alliance of Defence Industries of Ukraine")
    (89.8, "the same words in another order, one with 'ukraine' more")
    >>> likeness("Bacock International Group", "FAE Group")[0]
    0.0
    """
    from rapidfuzz import fuzz

    if _initials(left) == right.lower() or _initials(right) == left.lower():
        return 80.0, "one is the initials of the other"
    short, long = sorted((_words(left), _words(right)), key=len)
    if not short:
        return 0.0, "nothing but words that many names share"
    scores, order, misspelt = [], [], []
    for word in short:
        score, place = max((fuzz.ratio(word, other), -i) for i, other in enumerate(long))
        if score < (_ALIKE_LONG if len(word) >= _LONG else _ALIKE):
            return 0.0, f"{word!r} has no counterpart"
        scores.append(score)
        order.append(-place)
        if score < 100:
            misspelt.append(f"{word!r} like {long[-place]!r}")
    more = [word for i, word in enumerate(long) if i not in order]
    score = round(
        sum(scores) / len(scores) * (1 - 0.15 * len(more) / len(long) - 0.02 * bool(more)), 1
    )
    return score, _reason(order, misspelt, more)


def _reason(order: Sequence[int], misspelt: Sequence[str], more: Sequence[str]) -> str:
    parts = ["the same words"]
    if list(order) != sorted(order):
        parts[0] += " in another order"
    if misspelt and not all(_is_variant(m) for m in misspelt):
        parts.append(", ".join(misspelt))
    if more:
        parts.append(f"one with {', '.join(map(repr, more))} more")
    return ", ".join(parts)


def _is_variant(pair: str) -> bool:
    """Defence and defense: two ways to spell one word."""
    left, right = (str(word).replace("ce", "se") for word in re.findall(r"'([^']+)'", pair))
    return left == right


def _words(name: str) -> list[str]:
    return [word for word in _WORD.findall(name.lower()) if word not in _COMMON]


def _initials(name: str) -> str:
    return "".join(
        word[0] for word in _WORD.findall(name.lower()) if word not in ("the", "of", "and")
    )
