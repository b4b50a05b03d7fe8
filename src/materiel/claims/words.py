"""The lexicon of one language, read once: words, names and items, and one automaton that finds them."""

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
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
    form: str = "name"  # or adjective, seat; to, by, from where the case of the word tells the part


@dataclass(frozen=True, slots=True)
class _Entry:
    pattern: str
    kind: Literal["cue", "name", "item"]
    value: Any
    open_end: bool = False  # any ending may follow
    open_start: bool = False  # the word may begin earlier: "Artilleriegeschosse"
    rest: tuple[str, ...] = ()  # the words that must follow, each as far as its ending
    longest: int = 99  # letters that an open end may have
    exact: str | None = None  # must stand so, capitals and all


@dataclass(slots=True)
class Finds:
    """What the automaton found in one text, by kind, in text order."""

    cues: list[tuple[int, int, str]] = field(default_factory=list)  # start, end, group
    names: list[tuple[int, int, Name]] = field(default_factory=list)
    items: list[tuple[int, int, str]] = field(default_factory=list)


def _folder() -> Traversable:
    return files("materiel.claims") / "lexicon"


_added: list[Path] = []


def add_languages(folder: Path | None) -> None:
    """Read further languages from the folders inside `folder`; None forgets those added.

    A folder of two letters is a language, as docs/languages.md tells.
    """
    if folder is None:
        _added.clear()
    else:
        _added.append(folder)
    lexicon.cache_clear()


def _language_folders() -> dict[str, Traversable]:
    """The folder of each language; one that was added later wins."""
    found: dict[str, Traversable] = {}
    for folder in (_folder(), *_added):
        found.update((f.name, f) for f in folder.iterdir() if f.is_dir() and len(f.name) == 2)
    return found


def languages() -> list[str]:
    """The languages that have a lexicon.

    >>> "en" in languages()
    True
    """
    return sorted(_language_folders())


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
    yield from _rows(_folder().joinpath(*path))


def _rows(file: Traversable) -> Iterator[dict[str, str]]:
    text = file.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    yield from csv.DictReader(lines)


_NAME_ENDING = 5  # letters that the case of a name may add
_FIRST = "en"  # the language whose weights and rules hold where another has none of its own
_SHARED = ("kinds", "statements", "status")


def _toml(file: Traversable) -> dict[str, Any]:
    return tomllib.loads(file.read_text(encoding="utf-8"))


class Lexicon:
    """Everything that the scanner and the extractors know about one language."""

    def __init__(self, language: str) -> None:
        self.language = language
        folder = _language_folders()[language]
        self._data: dict[str, dict[str, Any]] = {}
        # How cues weigh is the same in every language; a language may overrule single tables.
        for name in _SHARED:
            self._data[name] = _toml(_folder() / _FIRST / f"{name}.toml")
        for file in folder.iterdir():
            if file.name.endswith(".toml"):
                name = file.name.removesuffix(".toml")
                self._data[name] = {**self._data.get(name, {}), **_toml(file)}
        self.names: list[tuple[str, Name]] = list(_names(folder))
        # The endings a name or an item may have without a star: "shell" + "s", "Rheinmetall" + "s"
        self._endings = {
            "item": tuple(self.spelling["item_endings"]),
            "name": tuple(self.spelling["name_endings"]),
        }
        self._automaton = self._build()

    def __getitem__(self, table: str) -> dict[str, Any]:
        return self._data[table]

    @cached_property
    def spelling(self) -> dict[str, Any]:
        """How the language writes numbers, plurals and names: spelling.toml."""
        return self._data["spelling"]

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
        groups = self._data["cues"]["groups"]
        for group, phrases in groups.items():
            for text in phrases:
                # "@make": all that the group `make` has
                many = groups[text[1:]] if text.startswith("@") else (text,)
                yield from (_entry(one, "cue", group) for one in many)

    def _items(self) -> Iterator[_Entry]:
        table = self._data.get("items", {})
        barred = {fold(word) for word in table.get("not_items", {}).get("words", ())}
        seen: set[str] = set()
        for path, text in item_words(table):
            pattern = fold(text)
            if pattern in barred or pattern in seen or len(pattern) < 2:
                continue
            seen.add(pattern)
            yield _entry(text, "item", path, exact=text[0].isupper())

    def find(self, text: str, folded: str) -> Finds:
        """Cues, names and items of a text; of names and items that overlap the longest stays."""
        finds = Finds()
        names: list[tuple[int, int, Name, int]] = []
        items: list[tuple[int, int, str, int]] = []
        for last, (length, entries) in self._automaton.iter(folded):
            start, end = last + 1 - length, last + 1
            inside = start > 0 and folded[start - 1].isalnum() and folded[start].isalnum()
            for entry in entries:
                if inside and not entry.open_start:
                    continue
                stop = _stop(folded, end, entry, self._endings.get(entry.kind, ()))
                if stop is None or not _as_written(text, start, end, entry):
                    continue
                if entry.kind == "cue":
                    finds.cues.append((start, stop, entry.value))
                elif inside:
                    items.append((_word_start(folded, start), stop, entry.value, length))
                elif entry.kind == "name":
                    names.append((start, stop, entry.value, length))
                else:
                    items.append((start, stop, entry.value, length))
        finds.cues.sort()
        finds.names = _longest(names)
        finds.items = _longest(items)
        return finds


def _entry(text: str, kind: Any, value: Any, *, exact: bool = False, longest: int = 99) -> _Entry:
    """A line of the lexicon: a star is an open end, or an open start where it stands first."""
    words = fold(text.strip("*")).split("* ")
    # Without a star the words of a phrase stand as they are.
    return _Entry(
        pattern=words[0],
        kind=kind,
        value=value,
        open_end=len(words) > 1 or text.endswith("*"),
        open_start=text.startswith("*"),
        rest=tuple(words[1:-1])
        + ((words[-1] + ("*" if text.endswith("*") else ""),)[: len(words) > 1]),
        longest=longest,
        exact=text.strip("*").split("* ")[0] if exact else None,
    )


def item_words(table: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Every word for materiel with its item: of a language's items.toml, of items.csv, types of all languages."""
    for path, words in table.get("synonyms", {}).items():
        yield from ((path, word) for word in words)
    for row in rows("items.csv"):
        if table.get("labels"):
            yield row["path"], row["label"]
        yield from ((row["path"], word) for word in row["synonyms"].split(";") if word)
    for row in rows("names", "models.csv"):
        yield from ((row["path"], name) for name in row["names"].split(";"))


def _stop(folded: str, end: int, entry: _Entry, endings: tuple[str, ...]) -> int | None:
    """Where the match ends in the text, or None where it ends inside a word."""
    stop = _word_end(folded, end, open_end=entry.open_end, endings=endings, longest=entry.longest)
    for k, word in enumerate(entry.rest):
        if stop is None or not folded.startswith(" ", stop):
            return None
        bare = word.rstrip("*")
        if not folded.startswith(bare, stop + 1):
            return None
        last = k == len(entry.rest) - 1
        stop = _word_end(
            folded,
            stop + 1 + len(bare),
            open_end=not last or word.endswith("*"),
            endings=endings if last else (),
        )
    return stop


def _word_end(
    folded: str, end: int, *, open_end: bool, endings: tuple[str, ...], longest: int = 99
) -> int | None:
    """Where a word ends of which folded[:end] is the known part."""
    if end == len(folded) or not folded[end].isalnum() or not folded[end - 1].isalnum():
        return end
    if open_end:
        stop = end
        while stop < len(folded) and folded[stop].isalpha():
            stop += 1
        return stop if stop - end <= longest else None
    for ending in endings:
        after = end + len(ending)
        if folded.startswith(ending, end) and (after == len(folded) or not folded[after].isalnum()):
            return after
    return None


def _word_start(folded: str, start: int) -> int:
    while start and folded[start - 1].isalpha():
        start -= 1
    return start


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
    """Without those inside or across a longer one; the longest, then the best known, wins."""
    kept: list[Any] = []
    # "Deutschland" is better known as a name of its own than as "deutsch*" with an ending.
    found.sort(key=lambda f: (f[0], -f[1], -f[3]))
    for one in found:
        if kept and one[0] < kept[-1][1]:
            if one[1] - one[0] > kept[-1][1] - kept[-1][0]:
                kept[-1] = one
            continue
        kept.append(one)
    return [one[:3] for one in kept]


def _name_entries(names: list[tuple[str, Name]]) -> Iterator[_Entry]:
    seen: set[str] = set()
    for alias, name in names:
        if alias not in seen:
            seen.add(alias)
            yield _entry(alias, "name", name, exact=True, longest=_NAME_ENDING)


def _names(folder: Traversable) -> Iterator[tuple[str, Name]]:
    """Every alias of every name, a language's own first; the first to claim an alias has it."""
    own = folder / "names.csv"
    barred: set[str] = set()
    for row in _rows(own) if own.is_file() else ():
        role: Any = row["role"]
        if role == "none":
            barred.update(_parts(row["aliases"]))
            continue
        name = Name(row["name"], role, row["state"] or None, row["form"] or "name")
        yield from ((alias, name) for alias in _parts(row["aliases"]))
    yield from ((alias, name) for alias, name in _names_of_all() if alias not in barred)


def _names_of_all() -> Iterator[tuple[str, Name]]:
    """The names that every language knows, in English or their own spelling."""
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
