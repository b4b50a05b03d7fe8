"""Facts that statements are held against, read from data files. See README.md."""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from materiel.core.dates import edtf_bounds, is_edtf
from materiel.core.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that was on a day, and the words that mean it."""

    id: str
    name: str
    date: str  # EDTF level 0
    also: tuple[str, ...]  # dates of other events that the same words may mean
    words: Mapping[str, tuple[str, ...]]  # by language
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who held a public office from a day to a day; None: still, or the day is not known."""

    office: str
    body: str  # whose office: a state or an organisation
    titles: tuple[str, ...]
    person: str
    aliases: tuple[str, ...]
    first: date
    last: date | None
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """All facts that the checks use."""

    events: tuple[Event, ...]
    links: Mapping[str, frozenset[str]]  # words between an event and its date, by language
    holders: tuple[Holder, ...]
    agencies: Mapping[str, tuple[str, ...]]  # agency → credits
    down: Mapping[str, tuple[str, ...]]
    up: Mapping[str, tuple[str, ...]]


def read_reference(folder: Path | None = None) -> Reference:
    """The reference facts that come along, or those of a folder where it has the file.

    Raises:
        InputError: A file that is not in the form of this folder, or a fact without a source.

    >>> facts = read_reference()
    >>> all(event.source.startswith("https://") for event in facts.events)
    True
    """
    try:
        events = tomllib.loads(_text(folder, "events.toml"))
        directions = tomllib.loads(_text(folder, "directions.toml"))
        return Reference(
            events=tuple(_event(fields) for fields in events["event"]),
            links={k: frozenset(v) for k, v in events["links"].items()},
            holders=tuple(_holder(row) for row in _rows(folder, "offices.csv")),
            agencies={
                row["agency"]: _parts(row["credits"]) for row in _rows(folder, "agencies.csv")
            },
            down={k: tuple(v) for k, v in directions["down"].items()},
            up={k: tuple(v) for k, v in directions["up"].items()},
        )
    except (KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"the reference facts are not in their form: {error}",
            where=str(folder) if folder else None,
            way_out="See docs/ledger.md, Reference facts.",
        ) from error


def _text(folder: Path | None, name: str) -> str:
    own = folder / name if folder else None
    if own is not None and own.is_file():
        return own.read_text(encoding="utf-8")
    return (files("materiel.ledger") / "reference" / name).read_text(encoding="utf-8")


def _rows(folder: Path | None, name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(_text(folder, name).splitlines()))


def _event(fields: dict[str, Any]) -> Event:
    dates = [fields["date"], *fields.get("also", ())]
    if not all(map(is_edtf, dates)) or not fields["source"].startswith(("http:", "https:")):
        raise ValueError(f"event {fields['id']!r} needs a date and the address of a source")
    return Event(
        id=fields["id"],
        name=fields["name"],
        date=fields["date"],
        also=tuple(fields.get("also", ())),
        words={k: tuple(v) for k, v in fields["words"].items()},
        source=fields["source"],
    )


def _holder(row: dict[str, str]) -> Holder:
    if not row["source"].startswith(("http:", "https:")):
        raise ValueError(f"{row['person']!r} needs the address of a source")
    return Holder(
        office=row["office"],
        body=row["body"],
        titles=_parts(row["titles"]),
        person=row["person"],
        aliases=(row["person"], *_parts(row["aliases"])),
        first=edtf_bounds(row["from"])[0],
        last=edtf_bounds(row["to"])[1] if row["to"] else None,
        source=row["source"],
    )


def _parts(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())
