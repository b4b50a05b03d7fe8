"""What a report is mostly about: which item, whose, and whether materiel at all."""

from collections import Counter
from collections.abc import Iterator, Sequence

from materiel.claims.text.analysis import Sentence

_TITLE_WEIGHT = 3
_SUBJECT = ("company", "scheme", "group")  # who names them speaks of materiel


def share_on_materiel(sentences: Sequence[Sentence]) -> float:
    """The share of sentences that speak of materiel."""
    telling = [bool(s.items) or "weapon" in [g for _, _, g in s.cues] for s in sentences]
    return sum(telling) / len(telling) if telling else 0.0


def on_materiel(sentence: Sentence) -> bool:
    """Whether a sentence names materiel, or whoever deals in it."""
    return bool(sentence.items) or any(m.name.role in _SUBJECT for m in sentence.mentions)


def states_named(sentences: Sequence[Sentence]) -> Counter[str]:
    """How often each state is named, alone or by its companies."""
    counts: Counter[str] = Counter()
    for sentence in sentences:
        weight = _TITLE_WEIGHT if sentence.role == "headline" else 1
        for mention in sentence.mentions:
            if mention.name.state and mention.name.role in ("state", "company"):
                counts[mention.name.state] += weight
    return counts


def topic_item(sentences: Sequence[Sentence]) -> str | None:
    """The item that most mentions name or are part of."""
    counts: Counter[str] = Counter()
    for sentence in sentences:
        weight = _TITLE_WEIGHT if sentence.role == "headline" else 1
        for _, _, path in sentence.items:
            counts[path] += weight
    specific = {path: _with_ancestors(path, counts) for path in counts if path != "general"}
    if not specific:
        return None
    best = max(specific, key=lambda path: (specific[path], len(path), path))
    return best if counts[best] >= 2 else None


def _with_ancestors(path: str, counts: Counter[str]) -> float:
    total = float(counts[path])
    for ancestor in ancestors(path):
        total += 0.4 * counts[ancestor]
    return total


def ancestors(path: str) -> Iterator[str]:
    """The items that a path is part of, nearest first.

    >>> list(ancestors("ammunition.artillery.155mm"))
    ['ammunition.artillery', 'ammunition']
    """
    while "." in path:
        path = path.rpartition(".")[0]
        yield path
