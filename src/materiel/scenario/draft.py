"""Tables under way: cells with the words behind them, what nobody says, and the folder that is written."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from materiel.claims.gazetteer import rows as lexicon_rows
from materiel.core.dates import month_number, month_text
from materiel.core.files import whole_folder
from materiel.core.findings import Finding
from materiel.ledger.series import Statement
from materiel.scenario.read import SETTINGS
from materiel.scenario.tables import TABLE

AHEAD = 36  # months from the last report to the end of the scenario


@dataclass(slots=True)
class Draft:
    """Tables under way. A cell that no claim fills stays blank and is told."""

    tables: dict[str, list[dict[str, str]]] = field(default_factory=dict)
    gaps: list[Finding] = field(default_factory=list)
    actors: dict[str, str] = field(default_factory=dict)  # name → id
    months: list[str] = field(default_factory=list)

    def actor(self, names: Sequence[str]) -> str:
        """The id of a party of a claim; a blank and a gap where the claim names none."""
        if not names:
            return ""
        made = re.sub(r"[^A-Za-z0-9]+", "-", names[0]).strip("-")[:60]
        return self.actors.setdefault(names[0], made or f"actor-{len(self.actors) + 1}")

    def add(self, table: str, cells: dict[str, str], statement: Statement, name: str) -> None:
        """A row with the words behind it; what is needed and not there is a gap."""
        rows = self.tables.setdefault(table, [])
        row = {"id": f"{name or table}-{len(rows) + 1}", **cells, "source": quote_of(statement)}
        if TABLE[table].unit:
            row["unit"] = str(TABLE[table].unit)
        rows.append(row)

    def add_once(self, table: str, cells: dict[str, str], statement: Statement, name: str) -> None:
        """The same, if no later report of that holder and item has a row already."""
        told = self._at(table)
        row = told.get((cells["holder"], cells["item"]))
        if row is None:
            self.add(table, cells, statement, name)
        else:
            self.leave(statement, f"a later report fills {row}")

    def leave(self, statement: Statement, why: str) -> None:
        """A claim that fills no cell, and why."""
        claim = statement.claim
        message = f"{claim.kind} of {', '.join(claim.subject)} left aside: {why}"
        self.note(claim.doc, message, claim.id)

    def tell_stocks(self) -> None:
        """Who gives or uses something and of whose stock no claim speaks: it would open empty."""
        told = self._at("stocks")
        used = {**self._at("demands"), **self._at("transfers", "giver")}
        for holder, item in used:
            if (holder, item) not in told:
                message = (
                    f"no claim says what {holder} holds of {item}. Write a row, or it opens at 0"
                )
                self.note(TABLE["stocks"].file, message, used[holder, item])

    def focus(self) -> tuple[str, str]:
        """The first who uses, holds or receives something; a person may name another."""
        known = {**self._at("demands"), **self._at("stocks"), **self._at("transfers", "receiver")}
        return next(iter(known), ("", ""))

    def tell_focus(self) -> None:
        """That somebody has to be asked about."""
        if not all(self.focus()):
            message = "no claim says who uses, holds or receives what. Name a holder and an item under [focus]"
            self.note(SETTINGS, message, "focus")

    def _at(self, table: str, holder: str = "holder") -> dict[tuple[str, str], str]:
        """Holder and item of each row, with its id."""
        return {(row[holder], row["item"]): row["id"] for row in self.tables.get(table, ())}

    def tell_blanks(self) -> None:
        """Every cell that is needed and that no claim has filled."""
        for table, rows in self.tables.items():
            for line, row in enumerate(rows, 2):
                for column in TABLE[table].columns:
                    if column.required and not row.get(column.name):
                        asked = _ASK.get(column.name, _ASK_ELSE)
                        self.note(
                            f"{TABLE[table].file}:{line}",
                            f"{column.name}: no claim says it. {asked}",
                            row["id"],
                        )

    def note(self, place: str, message: str, record: str) -> None:
        """Something for a person to look at."""
        self.gaps.append(Finding(source=place, message=message, severity="note", record=record))

    def write(self, out: Path) -> None:
        """Tables, settings and a list of gaps: the whole folder or none."""
        self._name()
        with whole_folder(out) as folder:
            for table, rows in self.tables.items():
                _write_table(folder, table, rows)
            (folder / SETTINGS).write_text(_settings(self), encoding="utf-8")
            told = ["# Still to be assumed", "", *(f"- {gap}" for gap in self.gaps), ""]
            (folder / "README.md").write_text("\n".join(told), encoding="utf-8")

    def _name(self) -> None:
        """The actors and items that the rows name."""
        items = {row["item"] for rows in self.tables.values() for row in rows if "item" in row}
        used = {
            row.get(column.name)
            for table, rows in self.tables.items()
            for column in TABLE[table].columns
            if column.table == "actors"
            for row in rows
        }
        named = {row["code"]: row for row in lexicon_rows("names", "countries.csv")}
        kinds = {name: _kind(name, named) for name in self.actors}
        self.tables["items"] = [
            {"id": item, "name": item, "unit": "piece"} for item in sorted(items)
        ]
        self.tables["actors"] = [
            {
                "id": made,
                "name": name,
                "kind": kinds[name],
                "country": name if kinds[name] == "state" else "",
            }
            for name, made in self.actors.items()
            if made in used
        ]


def _write_table(folder: Path, table: str, rows: Sequence[Mapping[str, str]]) -> None:
    known = TABLE[table]
    columns = [c for c in known.allowed if c in known.needed or any(c in row for row in rows)]
    with (folder / known.file).open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


_ASK_ELSE = "Assume it, and say who assumes and why"
_ASK = {
    "floor": "How much does the holder keep? 0 where it gives all",
    "delay_months": "How long is it on the way, or until it is decided?",
    "rate": "How much can leave in a month?",
    "probability": "How likely is a yes?",
    "line": "Who makes it? Name a line of lines.csv",
    "priority": "1 is served first",
    "ramp_months": "How long is the ramp?",
    "receiver": "Who receives it?",
    "giver": "Who gives it?",
}


def quote_of(statement: Statement) -> str:
    """The source cell of a statement: its document and its words."""
    words = " ".join(statement.claim.quote.split()).replace("|", "/")
    return f"quote: {statement.claim.doc} | {words}"


_BEGINS = ("from", "placed", "decided_from", "ramp_start")  # no row begins after the end
_RESERVED = ("EU", "UN")  # codes that ISO 3166 keeps for what is no country


def _kind(name: str, named: Mapping[str, Mapping[str, str]]) -> str:
    """What stands among the countries without an adjective or a code of two letters is no state."""
    if name not in named:
        return "company"
    known = named[name]["adjectives"] or named[name]["seats"]
    return "state" if known and len(name) == 2 and name not in _RESERVED else "alliance"


def _settings(draft: Draft) -> str:
    now = max(draft.months, default="2024-01")
    told = [row.get(c, "") for rows in draft.tables.values() for row in rows for c in _BEGINS]
    end = max(month_text(month_number(now) + AHEAD), *told)
    asked = draft.focus()
    return (
        f'format = 1\nname = "from-ledger"\ntitle = "Filled from the record, {now}"\n'
        f'start = "{now}"\nend = "{end}"\nas_of = "{now}"\n\n'
        f'[focus]\nholder = "{asked[0]}"\nitem = "{asked[1]}"\n\n[assumptions]\n'
    )
