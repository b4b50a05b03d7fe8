"""Who is named in a text: the gazetteer, names written slightly wrong, and speakers it does not list."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from rapidfuzz import fuzz, process

from materiel.claims.gazetteer import Name, item_words
from materiel.claims.tokens import Words, fold
from materiel.claims.words import Lexicon, lexicon

# Measured on misspelt company names of the press: "Rheimentaal" 82, "Bacock" 92; other firms below 75.
_ALIKE = 80.0
_SHORTEST = 6
_HEADED = ("company", "body", "group", "state")  # what has a head
_TITLE = 64  # characters in front of a name in which its title stands, with what it is of
_MET = 4  # words from "interview" to a name
_BESIDE = 5  # words from a title to the comma in front of a name
_OWNED = re.compile(r"(?:['’]s?)? ")  # "Nammo's Anna Holm"
_QUOTED = re.compile(
    r"[«„“\"][^«»„“”\"\n]{1,40}[»”“\"] ?$"
)  # what a firm is called: "prezes „Mesko” Jan Kowal"
_WORD = re.compile(r"[^\W\d_]{3,}(?:[’'-][^\W\d_]+)?")
_LEGAL = re.compile(
    r"[ ,]+(?:AG|SE|GmbH|plc|PLC|Inc|Ltd|LLC|Corp|Corporation|S\.p\.A|SpA|SA|AB|AS|ASA|Oyj|A/S|NV|JSC|Group|Holding)\b\.?"
)
# The capitals of Latin and Cyrillic scripts.
_UPPER = "[" + "".join(chr(c) for c in range(0x530) if chr(c).isupper()) + "]"
# Two to four capitalised words, joined by single blanks; particles may stand between them.
_CAPITALS = re.compile(
    rf"{_UPPER}[^\W\d_]+(?:[’'-][^\W\d_]+)?(?: (?:(?:von|van|de|der|den|la|al|da|do|dos|du|le) )?{_UPPER}[^\W\d_]+(?:[’'-][^\W\d_]+)?){{0,3}}"
)


class Mention(NamedTuple):
    """A name at its place in the text."""

    start: int
    end: int
    name: Name


def find_mentions(
    text: str,
    found: Sequence[tuple[int, int, Name]],
    words: Lexicon,
    spans: Sequence[tuple[int, int]],
) -> list[Mention]:
    """All mentions in order: those the gazetteer found, and those read off the shape of the words.

    Args:
        found: What the automaton found.
        spans: The runs of text that may carry claims.
    """
    taken = _Taken([Mention(start, end, name) for start, end, name in found])
    people = _People(words)
    firms = _Firms(words)
    fresh: list[Mention] = []
    for start, end in spans:
        for match in _CAPITALS.finditer(text, start, end):
            if taken.overlaps(match.start(), match.end()):
                fresh += _behind_name(text, match, start, taken, people)
                continue
            mention = _misspelt(text, match, words)
            if mention is None and " " in match.group():
                mention = firms.read(text, match) or people.read(text, match, start)
            if mention is not None:
                fresh.append(mention)
    taken = _Taken([*taken.mentions, *fresh])
    again = _again(text, spans, (people.known, firms.known))
    again = [m for m in again if not taken.overlaps(m.start, m.end)]
    return _legal_forms(text, sorted([*taken.mentions, *again], key=lambda m: m.start))


def _again(
    text: str, spans: Sequence[tuple[int, int]], read: Sequence[dict[str, Name]]
) -> list[Mention]:
    """The later places where of a name that was read only the family name, or the first word, stands."""
    known = [names for names in read if names]
    found: list[Mention] = []
    for start, end in spans if known else ():
        words = _WORD.findall(text, start, end)
        if all(names.keys().isdisjoint(words) for names in known):
            continue
        for match in _WORD.finditer(text, start, end):
            word = match.group()
            found += [Mention(*match.span(), names[word]) for names in known if word in names]
    return found


def _behind_name(
    text: str, match: re.Match[str], floor: int, taken: "_Taken", people: "_People"
) -> list[Mention]:
    """ "Prezes Mesko Jan Kowal": the person whose name follows that of the body he heads."""
    inside = taken.inside(match.start(), match.end())
    if not inside or inside[0].start != match.start() or inside[-1].name.role not in _HEADED:
        return []
    known = inside[0]
    behind = _OWNED.match(text, inside[-1].end, match.end())
    rest = _CAPITALS.match(text, behind.end(), match.end()) if behind else None
    if rest is None:
        return []
    mention = people.read(text, rest, floor, known.start)
    return [mention] if mention else []


class _Taken:
    """The places that names have, looked up by halving."""

    def __init__(self, mentions: list[Mention]) -> None:
        self.mentions = sorted(mentions, key=lambda m: m.start)
        self._starts = [m.start for m in self.mentions]

    def inside(self, start: int, end: int) -> list[Mention]:
        """The names that begin within a run."""
        return self.mentions[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def overlaps(self, start: int, end: int) -> bool:
        k = bisect_left(self._starts, end)
        return k > 0 and self.mentions[k - 1].end > start


def _legal_forms(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """A company's name goes on over its legal form."""
    longer = []
    for mention in mentions:
        match = _LEGAL.match(text, mention.end) if mention.name.role == "company" else None
        end = match.end() if match else mention.end
        longer.append(Mention(mention.start, end, mention.name))
    return longer


def _misspelt(text: str, match: re.Match[str], words: Lexicon) -> Mention | None:
    written = match.group()
    if len(written) < _SHORTEST:
        return None
    legal = _LEGAL.search(written) if " " in written else None
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
    if low in _common(language):
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


@lru_cache(maxsize=8)
def _common(language: str) -> frozenset[str]:
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
        self.common = _common(words.language)
        self.spelling = words.spelling


@cache
def name_words(words: Lexicon) -> NameWords:
    return NameWords(words)


class _Firms:
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


class _People:
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
        name = Name(in_latin(" ".join(called), words.spelling), "person", None)
        for family in (parts[-1], called[-1]):
            self.known.setdefault(family, name)
        return Mention(start, end, name)


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
