"""Whom "the three", "both firms" or "the two countries" stand for: as many as were named just before."""

from collections.abc import Sequence
from functools import cache

from materiel.claims.parties.candidates import candidates
from materiel.claims.party_words import party_words
from materiel.claims.text.analysis import Analysis, Party, Sentence
from materiel.claims.tokens import Phrases, Words
from materiel.claims.words import Lexicon

SEVERAL = "+"  # between the names of several who stand for one
_BACK = 3  # sentences back in which they were named
_KINDS = ("state", "company")


class _Words:
    """The words that stand for as many as were named, and those that must follow."""

    def __init__(self, words: Lexicon) -> None:
        table = words["parties"].get("several", {})
        self.counts: Phrases[int] = Phrases(dict(table.get("counts", {})))
        self.behind = Words(table.get("behind", ()))


@cache
def _words(lexicon: Lexicon) -> _Words:
    return _Words(lexicon)


def several(
    analysis: Analysis, sentence: Sentence, place: int, everyone: Sequence[Party]
) -> list[Party]:
    """One party for all whom such words in front of `place` stand for; none where names are there."""
    words, tokens = _words(analysis.words), sentence.tokens
    for k in words.counts.places(tokens):
        found = words.counts.at(tokens, k)
        if found is None or tokens[k].start >= place:
            continue
        count, after = found
        if after >= len(tokens) or tokens[after].low not in words.behind:
            continue
        if any(p.start < place and p.role in ("plain", "by") for p in everyone):
            return []
        for kind in _KINDS:
            names = _named(analysis, sentence, kind, count)
            if names:
                start, end = tokens[k].start, tokens[after - 1].end
                return [Party(SEVERAL.join(names), start, end, "plain", "name", kind, None)]
    return []


def _named(analysis: Analysis, sentence: Sentence, kind: str, count: int) -> list[str]:
    """The parties of one kind that the sentences before name, if they are so many."""
    words = party_words(analysis.words)
    names: list[str] = []
    for other in reversed(analysis.sentences[max(0, sentence.index - _BACK) : sentence.index]):
        here = [p.name for p in candidates(analysis, other, words) if p.kind == kind]
        names = list(dict.fromkeys([*here, *names]))
        if len(names) >= count:
            return names if len(names) == count else []
    return []
