"""Companies by the shape of their names: those that no list has, and those written slightly wrong."""

import re
from functools import lru_cache

from rapidfuzz import fuzz, process

from materiel.claims.gazetteer import Mention, Name
from materiel.claims.names.people import common_words, name_words
from materiel.claims.tokens import fold
from materiel.claims.words import Lexicon, lexicon

# Measured on misspelt company names of the press: "Rheimentaal" 82, "Bacock" 92; other firms below 75.
_ALIKE = 80.0
_SHORTEST = 6
LEGAL_FORM = re.compile(
    r"[ ,]+(?:AG|SE|GmbH|plc|PLC|Inc|Ltd|LLC|Corp|Corporation|S\.p\.A|SpA|SA|AB|AS|ASA|Oyj|A/S|NV|JSC|Group|Holding)\b\.?"
)


def misspelt(text: str, match: re.Match[str], words: Lexicon) -> Mention | None:
    """The company of the gazetteer that is written nearly so."""
    written = match.group()
    if len(written) < _SHORTEST:
        return None
    legal = LEGAL_FORM.search(written) if " " in written else None
    bare = written[: legal.start()] if legal else written
    if len(bare) < _SHORTEST:
        return None
    name = _likest(bare, words.language)
    return Mention(match.start(), match.end(), name) if name else None


@lru_cache(maxsize=4096)
def _likest(written: str, language: str) -> Name | None:
    """The company whose name is nearly this."""
    words = lexicon(language)
    assert words is not None
    companies = _company_names(language)
    low = fold(written)
    if low in common_words(language):
        return None
    best = process.extractOne(low, list(companies), scorer=fuzz.ratio, score_cutoff=_ALIKE)
    if best is None or best[0][0] != low[0] or abs(len(best[0]) - len(low)) > 3:
        return None
    return companies[best[0]]


@lru_cache(maxsize=8)
def _company_names(language: str) -> dict[str, Name]:
    words = lexicon(language)
    assert words is not None
    return {
        fold(alias): name
        for alias, name in words.names
        if name.role == "company" and len(alias) >= _SHORTEST
    }


class Firms:
    """Companies that no list names, known by a word of their trade: "Nordvik Munitions"."""

    def __init__(self, words: Lexicon) -> None:
        self.words = name_words(words)
        self.known: dict[str, Name] = {}

    def read(self, text: str, match: re.Match[str]) -> Mention | None:
        """A company, where capitalised words end in a word of its trade or a legal form."""
        start, end = match.span()
        before = text[max(0, start - 2) : start]
        if before[:1].isdigit() and before[1:] == " ":
            return None  # "186 Bradley Infantry Fighting Vehicles"
        parts = text[start:end].split(" ")
        while parts and fold(parts[0]) in self.words.openers:
            start += len(parts[0]) + 1
            parts = parts[1:]
        last = max((k for k, p in enumerate(parts) if fold(p) in self.words.trades), default=0)
        if last == 0 or any(fold(part) in self.words.not_firms for part in parts[: last + 1]):
            return None
        shown = " ".join(parts[: last + 1])
        name = Name(shown, "company", None)
        if len(parts[0]) >= _SHORTEST - 1 and fold(parts[0]) not in self.words.trades:
            self.known.setdefault(parts[0], name)
        return Mention(start, start + len(shown), name)
