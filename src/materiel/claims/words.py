"""The lexicon of one language, read once: its tables of words, and who finds them in a text."""

import tomllib
from collections.abc import Iterator
from functools import cache, cached_property
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from materiel.claims.automaton import Entry, Finder, Finds, entry_of, name_entries
from materiel.claims.gazetteer import Name, item_words, lexicon_folder, names_of
from materiel.claims.tokens import fold
from materiel.core.hashes import sha256

_FIRST = "en"  # the language whose weights and rules hold where another has none of its own
_SHARED = ("kinds", "statements", "status")
# Where rules are written, beside the package itself.
_RULE_FOLDERS = ("scan", "names", "text", "speakers", "parties", "when", "extractors")

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
    for folder in (lexicon_folder(), *_added):
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
    folders = [folder for folder in _sorted(lexicon_folder()) if folder.is_dir()]
    table = (lexicon_folder() / "items.csv").read_bytes()
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
            self._data[name] = _toml(lexicon_folder() / _FIRST / f"{name}.toml")
        for file in folder.iterdir():
            if file.name.endswith(".toml"):
                name = file.name.removesuffix(".toml")
                self._data[name] = {**self._data.get(name, {}), **_toml(file)}
        self.names: list[tuple[str, Name]] = list(names_of(folder))
        # The endings a name or an item may have without a star: "shell" + "s", "Rheinmetall" + "s"
        endings = {
            "item": tuple(self.spelling["item_endings"]),
            "name": tuple(self.spelling["name_endings"]),
        }
        items = list(self._item_entries())
        self._finder = Finder((*self._cues(), *name_entries(self.names), *items), endings)
        self._items_alone = Finder(items, endings)

    def __getitem__(self, table: str) -> dict[str, Any]:
        return self._data[table]

    @cached_property
    def spelling(self) -> dict[str, Any]:
        """How the language writes numbers, plurals and names: spelling.toml."""
        return self._data["spelling"]

    def find(self, text: str, folded: str) -> Finds:
        """Cues, names and items of a text, whose folded form is given too."""
        return self._finder.find(text, folded)

    def find_items(self, text: str, folded: str) -> list[tuple[int, int, str]]:
        """The items alone, which takes a third of the time."""
        return self._items_alone.find(text, folded).items

    def _cues(self) -> Iterator[Entry]:
        groups = self._data["cues"]["groups"]
        for group, phrases in groups.items():
            for text in phrases:
                # "@make": all that the group `make` has
                many = groups[text[1:]] if text.startswith("@") else (text,)
                yield from (entry_of(one, "cue", group) for one in many)

    def _item_entries(self) -> Iterator[Entry]:
        table = self._data.get("items", {})
        barred = {fold(word) for word in table.get("not_items", {}).get("words", ())}
        seen: set[str] = set()
        for path, text in item_words(table):
            pattern = fold(text)
            if pattern in barred or pattern in seen or len(pattern) < 2:
                continue
            seen.add(pattern)
            yield entry_of(text, "item", path, exact=text[0].isupper())


@cache
def lexicon(language: str) -> Lexicon | None:
    """The lexicon of a language, or None where none has been written."""
    return Lexicon(language) if language in languages() else None
