"""Speakers that no list names, known by the title or the verb of speech beside them."""

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

from rapidfuzz import fuzz, process

from materiel.claims.gazetteer import Mention, Name, item_words, rows
from materiel.claims.tokens import Words, fold
from materiel.claims.words import Lexicon, lexicon

_TITLE = 64  # characters in front of a name in which its title stands, with what it is of
_SPELT = 85.0  # "Serhii Boiev" and "Serhii Boyev" are 92 alike, two brothers' names less than 80
_MET = 4  # words from "interview" to a name
_BESIDE = 5  # words from a title to the comma in front of a name
# What a firm is called: "prezes „Mesko” Jan Kowal".
_QUOTED = re.compile(r"[«„“\"][^«»„“”\"\n]{1,40}[»”“\"] ?$")


@lru_cache(maxsize=8)
def common_words(language: str) -> frozenset[str]:
    """Words that begin sentences and look like no name."""
    words = lexicon(language)
    assert words is not None
    groups = words["cues"]["groups"].values()
    known = {fold(w.rstrip("*")) for group in groups for w in group}
    # "Leopard" is no Leonardo misspelt
    return frozenset(known | {fold(text) for _, text in item_words(words["items"])})


class NameWords:
    """The words of a language that tell a name from other capitals."""

    def __init__(self, words: Lexicon) -> None:
        speech = words["speech"]
        self.trades = frozenset(speech.get("firm_words", ()))
        self.openers = frozenset(speech["not_names"]) - self.trades
        self.not_firms = frozenset(speech.get("not_firms", ()))
        weak = set(speech["weak"])
        self.titles = Words(speech["titles"])
        self.verbs = Words(verb for verb in speech["verbs"] if verb not in weak)
        self.not_names = Words(speech["not_names"])
        self.duties = Words(speech.get("duties", ()))
        self.meeting = Words(speech.get("goes_on", {}).get("meeting", ()))
        self.oblique = Words(speech.get("oblique", ()))  # behind these a name has another case
        self.common = common_words(words.language)
        self.spelling = words.spelling


@cache
def name_words(words: Lexicon) -> NameWords:
    """The words of a lexicon, built once."""
    return NameWords(words)


def in_latin(name: str, spelling: dict[str, Any]) -> str:
    """A name in Latin letters, by the language's own table; a name in Latin letters stays.

    >>> in_latin("Гліб Канєвський", lexicon("uk").spelling)
    'Hlib Kanevskyi'
    """
    table: dict[str, str] = spelling.get("latin", {})
    if not table:
        return name
    starts: dict[str, str] = spelling.get("latin_first", {})
    words = []
    for word in name.split(" "):
        low = word.lower()
        for old, new in spelling.get("latin_before", {}).items():
            low = low.replace(old, new)
        letters = [
            starts.get(c, table.get(c, c)) if k == 0 else table.get(c, c) for k, c in enumerate(low)
        ]
        words.append("".join(letters).capitalize())
    return " ".join(words)


class People:
    """Speakers that no list names, known by the title or the verb beside them."""

    def __init__(self, words: Lexicon) -> None:
        self.words = name_words(words)
        self.known: dict[str, Name] = {}

    def read(
        self, text: str, match: re.Match[str], floor: int, front: int | None = None
    ) -> Mention | None:
        """A person, where two or more capitalised words stand beside a title or a verb of speech.

        Args:
            front: Where what his title is of begins, if not at the match.
        """
        words = self.words
        front = match.start() if front is None else front
        start, end = match.span()
        parts = text[start:end].split(" ")
        while len(parts) > 2 and _is_no_name(parts[0], words):
            start += len(parts[0]) + 1
            parts = parts[1:]
        was_title = start > match.start()
        if len(parts) < 2 or any(_is_no_name(part, words) for part in parts):
            return None
        if all(fold(part) in words.common for part in parts):
            return None  # "an estimated cost of the Military Sale"
        titled = fold(_QUOTED.sub("", text[max(floor, front - _TITLE) : front])).split()
        before = _head(titled, words)
        behind = [word.strip(",.;:") for word in fold(text[end : end + 24]).split()]
        after = behind[0] if behind else ""
        beside = before in words.titles or before in words.verbs or after in words.verbs
        beside = beside or words.meeting.any_of(
            titled[-_MET:]
        )  # "interview with Nammo's Anna Holm"
        if not (was_title or beside or any(word in words.titles for word in behind[:3])):
            return None
        called = _nominative(parts, words.spelling) if before in words.oblique else parts
        name = _listed(" ".join(called), words.spelling)
        for family in (parts[-1], called[-1]):
            self.known.setdefault(family, name)
        return Mention(start, end, name)


def _listed(written: str, spelling: dict[str, Any]) -> Name:
    """The person of a name: whom the list spells nearly so, where it comes from another alphabet."""
    latin = in_latin(written, spelling)
    if latin == written:
        return Name(latin, "person", None)
    best = process.extractOne(
        latin, list(_office_holders()), scorer=fuzz.ratio, score_cutoff=_SPELT
    )
    if best is None or best[0][:2] != latin[:2]:
        return Name(latin, "person", None)
    return _office_holders()[best[0]]


@cache
def _office_holders() -> dict[str, Name]:
    """Those of people.csv by their full names."""
    return {
        row["name"]: Name(row["name"], "person", row["state"] or None)
        for row in rows("names", "people.csv")
    }


def _head(titled: Sequence[str], words: NameWords) -> str:
    """The title or verb in front of a name, over what it is of: "minister obrony", "ministra obrony Litwy"."""
    left = [word.strip(",.") for word in titled]
    if titled and titled[-1].endswith(","):  # "le directeur du site, Anne Morel"
        return next((w for w in reversed(left[-_BESIDE:]) if w in words.titles), "")
    title = left[-1] if left else ""
    while left and (
        left[-1] in words.duties or (words.oblique and len(left) > 1 and left[-2] in words.duties)
    ):
        title = left[-1] if left[-1] in words.titles else title
        left.pop()
    outer = left[-1] if left else ""
    return outer if outer in words.titles or outer in words.verbs else title


def _nominative(parts: Sequence[str], spelling: dict[str, Any]) -> list[str]:
    """A name in another case as it is listed: "Павла Іваненка" is Павло Іваненко."""
    cases = spelling.get("oblique", {})
    given = [_called(part, cases.get("given", {})) for part in parts[:-1]]
    return [*given, _called(parts[-1], cases.get("family", {}))]


def _called(part: str, endings: dict[str, str]) -> str:
    """A part of a name with its longest known ending replaced."""
    found = max((e for e in endings if part.endswith(e)), key=len, default=None)
    return part if found is None else part.removesuffix(found) + endings[found]


def _is_no_name(word: str, words: NameWords) -> bool:
    """Whether a word has its capital as a title or as the first of a sentence."""
    low = fold(word)
    return low in words.not_names or low in words.titles
