"""Names and words for materiel, as the tables of lexicon/ list them."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Literal, NamedTuple

Role = Literal["state", "company", "group", "body", "scheme", "source", "person"]


@dataclass(frozen=True, slots=True)
class Name:
    """Somebody that a claim may name."""

    name: str  # as a claim names it
    role: Role
    state: str | None  # whom it stands for as a party
    form: str = "name"  # or adjective, seat; to, by, from where the case of the word tells the part
    label: str | None = None  # how a body of a state is named where it speaks: "Pentagon"


class Mention(NamedTuple):
    """A name at its place in the text."""

    start: int
    end: int
    name: Name


def lexicon_folder() -> Traversable:
    """Where the tables of all languages lie."""
    return files("materiel.claims") / "lexicon"


def rows(*path: str) -> Iterator[dict[str, str]]:
    """The rows of a lexicon CSV; lines that begin with # are notes."""
    yield from _rows(lexicon_folder().joinpath(*path))


def _rows(file: Traversable) -> Iterator[dict[str, str]]:
    text = file.read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    yield from csv.DictReader(lines)


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


def names_of(folder: Traversable) -> Iterator[tuple[str, Name]]:
    """Every alias of every name, a language's own first; the first to claim an alias has it."""
    own = folder / "names.csv"
    barred: set[str] = set()
    for row in _rows(own) if own.is_file() else ():
        role: Any = row["role"]
        if role == "none":
            barred.update(_parts(row["aliases"]))
            continue
        name = Name(
            row["name"], role, row["state"] or None, row["form"] or "name", row.get("label")
        )
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
        governs = row["role"] == "government"  # speaks as its state
        role: Any = "state" if governs else row["role"]
        shown = row["state"] if role == "state" else row["name"]
        label = row["name"] if role == "state" and not governs else None
        body = Name(shown, role, row["state"] or None, label=label)
        yield from ((a, body) for a in (row["name"], *_parts(row["aliases"])))


def _parts(cell: str | None) -> list[str]:
    return [part for part in (cell or "").split(";") if part]
