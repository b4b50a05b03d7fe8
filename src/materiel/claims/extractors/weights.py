"""The weights by which words speak for a kind, as lexicon/<language>/kinds.toml lists them."""

from dataclasses import dataclass
from functools import cache

from materiel.claims.text.analysis import Sentence
from materiel.claims.words import Lexicon

_SCOPES = ("sentence", "lead", "heading", "before", "title", "row", "question")


@dataclass(frozen=True, slots=True)
class Weights:
    """What speaks for which kind, and how much; what a kind asks for."""

    threshold: float
    list_bonus: float
    price_most: float
    scopes: dict[str, float]
    units: dict[str, dict[str, float]]
    per: dict[str, float]
    cues: dict[str, dict[str, float]]
    # By kind, the ways to be one: groups that must all be near, and whether the number must be a rate.
    needs: dict[str, tuple[tuple[frozenset[str], bool], ...]]
    own: frozenset[str]  # groups that a kind asks for alone


@cache
def weights_of(words: Lexicon) -> Weights:
    """The weights of a language, read once."""
    table = words["kinds"]
    return Weights(
        threshold=table["threshold"],
        list_bonus=table["list_bonus"],
        price_most=table["price_most"],
        scopes={name: table[name] for name in _SCOPES},
        units=table["units"],
        per=table["per"],
        cues=table["cues"],
        needs={kind: tuple(map(_need, needs)) for kind, needs in table["needs"].items()},
        own=frozenset(need for needs in table["needs"].values() for need in needs),
    )


def _need(text: str) -> tuple[frozenset[str], bool]:
    """What "use+per" asks for: the group "use", and a rate."""
    parts = set(text.split("+"))
    return frozenset(parts - {"per"}), "per" in parts


def has_own_kind(sentence: Sentence, weights: Weights) -> bool:
    """Whether a sentence has words that a kind asks for, so that it does not merely go on."""
    return not weights.own.isdisjoint(sentence.groups(sentence.start, sentence.end))
