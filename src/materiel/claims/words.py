"""The lexicon of one language, read once: words, names and items, and one automaton that finds them."""

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal

import ahocorasick

from materiel.claims.tokens import fold
from materiel.core.hashes import sha256

_RULE_FOLDERS = ("extractors", "scan")  # where rules are written, beside the package itself

Role = Literal["state", "company", "group", "body", "scheme", "source", "person"]


@dataclass(frozen=True, slots=True)
class Name:
    """Somebody that a claim may name."""

    name: str  # as a claim names it
    role: Role
    state: str | None  # whom it stands for as a party
    form: Literal["name", "adjective", "seat"] = "name"


@dataclass(frozen=True, slots=True)
class _Entry:
    pattern: str
    kind: Literal["cue", "name", "item"]
    value: Any
    open_end: bool = False  # any ending may follow
    exact: str | None = None  # must stand so, capitals and all


@dataclass(slots=True)
class Finds:
    """What the automaton found in one text, by kind, in text order."""

    cues: list[tuple[int, int, str]] = field(default_factory=list)  # start, end, group
    names: list[tuple[int, int, Name]] = field(default_factory=list)
    items: list[tuple[int, int, str]] = field(default_factory=list)


def _folder() -> Traversable:
    return files("materiel.claims") / "lexicon"


def languages() -> list[str]:
    """The languages that have a lexicon.

    >>> "en" in languages()
    True
    """
    return sorted(f.name for f in _folder().iterdir() if f.is_dir() and len(f.name) == 2)


@cache
def lexicon_hash() -> str:
    """Twelve digits that change with any lexicon file."""
    folders = [folder for folder in _sorted(_folder()) if folder.is_dir()]
    table = (_folder() / "items.csv").read_bytes()
    return sha256(b"\0".join([*(_bytes_of(folder, "") for folder in folders), table]))[:12]


@cache
def code_hash() -> str:
    """Twelve digits that change with any rule written in code."""
    package = files("materiel.claims")
    folders = [package, *(package / name for name in _RULE_FOLDERS)]
    return sha256(b"\0".join(_bytes_of(folder, ".py") for folder in folders))[:12]


def _bytes_of(folder: Traversable, ending: str) -> bytes:
    found = [f for f in _sorted(folder) if f.is_file() and f.name.endswith(ending)]
    return b"\0".join(part for f in found for part in (f.name.encode(), f.read_bytes()))


def _sorted(folder: Traversable) -> list[Traversable]:
    return sorted(folder.iterdir(), key=lambda f: f.name)


def rows(*path: str) -> Iterator[dict[str, str]]:
    """The rows of a lexicon CSV; lines that begin with # are notes."""
    text = _folder().joinpath(*path).read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    yield from csv.DictReader(lines)


class Lexicon:
    """Everything that the scanner and the extractors know about one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._data: dict[str, dict[str, Any]] = {}
        for file in (_folder() / language).iterdir():
            if file.name.endswith(".toml"):
                text = file.read_text(encoding="utf-8")
                self._data[file.name.removesuffix(".toml")] = tomllib.loads(text)
        self.names: list[tuple[str, Name]] = list(_names())
        self._automaton = self._build()

    def __getitem__(self, table: str) -> dict[str, Any]:
        return self._data[table]

    def _build(self) -> Any:
        automaton = ahocorasick.Automaton()
        by_pattern: dict[str, list[_Entry]] = {}
        for entry in (*self._cues(), *_name_entries(self.names), *self._items()):
            by_pattern.setdefault(entry.pattern, []).append(entry)
        for pattern, entries in by_pattern.items():
            automaton.add_word(pattern, (len(pattern), tuple(entries)))
        automaton.make_automaton()
        return automaton

    def _cues(self) -> Iterator[_Entry]:
        for group, phrases in self._data["cues"]["groups"].items():
            for text in phrases:
                # A star is an open end; a star inside stands for the end of that word, left as is.
                words = text.split("* ") if "* " in text else [text]
                if len(words) > 1:
                    yield from (_cue(form, group) for form in _inflected(words))
                else:
                    yield _cue(text, group)

    def _items(self) -> Iterator[_Entry]:
        table = self._data.get("items", {})
        barred = {fold(word) for word in table.get("not_items", {}).get("words", ())}
        seen: set[str] = set()
        for path, text in _item_words(table):
            pattern = fold(text)
            if pattern in barred or pattern in seen or len(pattern) < 2:
                continue
            seen.add(pattern)
            yield _Entry(pattern, "item", path, exact=text if text[0].isupper() else None)

    def find(self, text: str, folded: str) -> Finds:
        """Cues, names and items of a text; of names and items that overlap the longest stays."""
        finds = Finds()
        names: list[tuple[int, int, Name]] = []
        items: list[tuple[int, int, str]] = []
        for last, (length, entries) in self._automaton.iter(folded):
            start, end = last + 1 - length, last + 1
            if start and folded[start - 1].isalnum() and folded[start].isalnum():
                continue
            for entry in entries:
                stop = _stop(folded, end, entry)
                if stop is None or not _as_written(text, start, end, entry):
                    continue
                if entry.kind == "cue":
                    finds.cues.append((start, stop, entry.value))
                elif entry.kind == "name":
                    names.append((start, stop, entry.value))
                else:
                    items.append((start, stop, entry.value))
        finds.cues.sort()
        finds.names = _longest(names)
        finds.items = _longest(items)
        return finds


def _cue(text: str, group: str) -> _Entry:
    return _Entry(fold(text.rstrip("*")), "cue", group, open_end=text.endswith("*"))


def _inflected(words: list[str]) -> Iterator[str]:
    """The forms of a phrase whose first word has an open end: the commonest endings only."""
    stem, rest = words[0], "* ".join(words[1:])
    for ending in ("", "s", "ed", "ing", "es", "d"):
        yield f"{stem}{ending} {rest}"


def _item_words(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for path, words in table.get("synonyms", {}).items():
        yield from ((path, word) for word in words)
    for row in rows("items.csv"):
        if table.get("labels"):
            yield row["path"], row["label"]
        yield from ((row["path"], word) for word in row["synonyms"].split(";") if word)


def _stop(folded: str, end: int, entry: _Entry) -> int | None:
    """Where the match ends in the text, or None where it ends inside a word."""
    if end == len(folded) or not folded[end].isalnum() or not folded[end - 1].isalnum():
        return end
    if entry.open_end:
        while end < len(folded) and folded[end].isalpha():
            end += 1
        return end
    if entry.kind == "item" and folded[end] == "s":  # plural
        after = end + 1
        if after == len(folded) or not folded[after].isalnum():
            return after
    return None


def _as_written(text: str, start: int, end: int, entry: _Entry) -> bool:
    if entry.exact is None:
        return True
    written = text[start:end]
    if entry.exact.isupper() and len(entry.exact) <= 5:
        return written == entry.exact
    if not entry.exact[0].isupper():
        return True
    return not written[0].isalpha() or written[0].isupper()


def _longest(found: list[Any]) -> list[Any]:
    """Without those inside or across a longer one; the longest, then the first, wins."""
    kept: list[Any] = []
    found.sort(key=lambda f: (f[0], -f[1]))
    for one in found:
        if kept and one[0] < kept[-1][1]:
            if one[1] - one[0] > kept[-1][1] - kept[-1][0]:
                kept[-1] = one
            continue
        kept.append(one)
    return kept


def _name_entries(names: list[tuple[str, Name]]) -> Iterator[_Entry]:
    seen: set[str] = set()
    for alias, name in names:
        if alias not in seen:
            seen.add(alias)
            yield _Entry(fold(alias), "name", name, exact=alias)


def _names() -> Iterator[tuple[str, Name]]:
    """Every alias of every name; the first to claim an alias has it."""
    for row in rows("names", "countries.csv"):
        code = row["code"]
        yield from ((a, Name(code, "state", code)) for a in (row["name"], *_parts(row["aliases"])))
        yield from ((a, Name(code, "state", code, "adjective")) for a in _parts(row["adjectives"]))
        yield from ((a, Name(code, "state", code, "seat")) for a in _parts(row["seats"]))
    for row in rows("names", "people.csv"):
        person = Name(row["name"], "person", row["state"] or None)
        yield from ((a, person) for a in (row["name"], *_parts(row["aliases"])))
    for row in rows("names", "companies.csv"):
        company = Name(row["name"], "company", row["state"] or None)
        yield from ((a, company) for a in (row["name"], *_parts(row["aliases"])))
    for row in rows("names", "organisations.csv"):
        role: Any = row["role"]
        shown = row["state"] if role == "state" else row["name"]
        body = Name(shown, role, row["state"] or None)
        yield from ((a, body) for a in (row["name"], *_parts(row["aliases"])))


def _parts(cell: str | None) -> list[str]:
    return [part for part in (cell or "").split(";") if part]


@cache
def lexicon(language: str) -> Lexicon | None:
    """The lexicon of a language, or None where none has been written."""
    return Lexicon(language) if language in languages() else None
