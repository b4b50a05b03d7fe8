"""Tables filled from the record, and what a person still has to assume."""

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from materiel.claims.gazetteer import rows as lexicon_rows
from materiel.core.dates import month_number, month_text
from materiel.core.errors import ScenarioError
from materiel.core.findings import Finding
from materiel.core.units import CURRENCIES
from materiel.ledger.append import Ledger
from materiel.ledger.best import Series, best_view
from materiel.ledger.places import Place
from materiel.ledger.series import Statement
from materiel.ledger.view import read_view
from materiel.scenario.read import SETTINGS
from materiel.scenario.tables import TABLE

AHEAD = 36  # months from the last report to the end of the scenario
SURE = {"granted": 1, "denied": 0, "contracted": 1, "delivered": 1, "actual": 1}
# Kinds of claims that are results of a run, or say nothing that a table holds.
RESULTS = ("lead_time", "share", "growth")


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
        row = {"id": f"{name or table}-{len(rows) + 1}", **cells, "source": _quote(statement)}
        if TABLE[table].unit:
            row["unit"] = str(TABLE[table].unit)
        rows.append(row)

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


def from_ledger(place: Place, out: Path, *, as_of: str | None = None) -> list[Finding]:
    """Write a folder of tables from the best view of the record (rule V4 of docs/model.md).

    Args:
        place: A ledger.
        out: A folder that is not there yet.
        as_of: What was recorded by then; None for all.

    Returns:
        What a person still has to assume: one note for each blank cell and each claim left aside.

    Raises:
        LedgerError: The ledger cannot be read.
        ScenarioError: The folder is there already, or no claim has a number that a table holds.

    Source: docs/scenario.md, "From the ledger".
    """
    if out.exists():
        raise ScenarioError("the folder is there already", where=str(out), way_out="Name another.")
    with Ledger(place, create=False) as ledger:
        gathered = best_view(read_view(ledger, as_of=as_of))
    draft = Draft()
    for statement in sorted(_latest(gathered), key=_order):
        _fill(draft, statement)
    if not draft.tables:
        raise ScenarioError(
            "no claim of the ledger fills a table",
            where=str(place),
            way_out="See what was read: materiel claims.",
        )
    draft.tell_blanks()
    _write(draft, out)
    return draft.gaps


def _latest(gathered: Iterable[Series]) -> Iterable[Statement]:
    """The latest report and the latest goal that the best view prefers, series by series."""
    for one in gathered:
        for goals in (False, True):
            preferred = [ranked.statement for ranked in one.preferred]
            of_kind = [statement for statement in preferred if _is_goal(statement) == goals]
            if of_kind:
                yield max(of_kind, key=_when)


def _is_goal(statement: Statement) -> bool:
    return statement.claim.status in ("target", "pledged", "capacity")


def _order(statement: Statement) -> tuple[bool, str, bool, str]:
    """Lines first, for orders are placed with them; reports before goals."""
    kind = statement.claim.kind
    return kind != "production", kind, _is_goal(statement), statement.id


def _when(statement: Statement) -> tuple[str, str, str]:
    """Later statements win; of those of one day the one about the later time; then the id."""
    holds = statement.holds
    told = statement.published.isoformat() if statement.published else ""
    return told, holds[1].isoformat() if holds else "", statement.id


def _fill(draft: Draft, statement: Statement) -> None:
    claim, item = statement.claim, statement.claim.item or "general"
    draft.months += [statement.published.isoformat()[:7]] if statement.published else []
    subject, other = draft.actor(claim.subject), draft.actor(claim.object)
    value, name = _cell(statement), subject.lower()
    month = _month(statement)
    piece, money = claim.unit == "piece", claim.unit in CURRENCIES
    if claim.kind == "production" and piece and claim.per:
        _line(draft, statement, subject, item, value, name)
    elif claim.kind == "expenditure" and piece and claim.per:
        cells = {"holder": subject, "item": item, "rate": value, "from": month}
        draft.add("demands", cells, statement, name)
    elif claim.kind == "stock" and piece and not claim.per:
        draft.add("stocks", {"holder": subject, "item": item, "opening": value}, statement, name)
    elif claim.kind == "transfer" and piece and not claim.per:
        cells = {
            "giver": subject,
            "receiver": other,
            "item": item,
            "quantity": value,
            "from": month,
        }
        draft.add("transfers", cells, statement, name)
    elif claim.kind == "order" and piece and not claim.per:
        line = _line_of(draft, other, item)
        cells = {"buyer": subject, "line": line, "quantity": value, "placed": month}
        draft.add("orders", cells, statement, name)
    elif claim.kind in ("funding", "investment") and money and not claim.per:
        cells = {"payer": subject, "amount": value, "currency": str(claim.unit)}
        cells |= {"probability": _sure(statement), "decided_from": month}
        draft.add("funds", cells, statement, name)
    else:
        why = (
            "a result of a run, to be held against it"
            if claim.kind in RESULTS
            else "no table holds it"
        )
        message = f"{claim.kind} of {', '.join(claim.subject)} left aside: {why}"
        draft.note(claim.doc, message, claim.id)


def _line(draft: Draft, statement: Statement, actor: str, item: str, value: str, name: str) -> None:
    """A report is the rate, a goal the end of a ramp; both meet in one row of a maker and item."""
    rows = draft.tables.get("lines", [])
    row = next((r for r in rows if (r["actor"], r["item"]) == (actor, item)), None)
    is_goal = _is_goal(statement)
    if row is None:
        cells = {
            "actor": actor,
            "item": item,
            "holder": actor,
            "rate_start": "" if is_goal else value,
        }
        draft.add("lines", cells, statement, name)
        row = draft.tables["lines"][-1]
    if is_goal and statement.due and statement.published:
        begins = statement.published.isoformat()[:7]
        months = max(1, month_number(statement.due.isoformat()[:7]) - month_number(begins))
        row |= {"rate_full": value, "ramp_start": begins, "ramp_months": str(months)}
        row |= {"rate_full_source": _quote(statement), "ramp_months_source": _quote(statement)}
    elif not is_goal:
        row |= {"rate_start": value, "rate_start_source": _quote(statement)}


def _line_of(draft: Draft, maker: str, item: str) -> str:
    """The line of a maker that makes the item, or the only one that it has."""
    own = [row for row in draft.tables.get("lines", []) if row["actor"] == maker]
    exact = [row for row in own if row["item"] == item]
    return (exact or own)[0]["id"] if exact or len(own) == 1 else ""


def _cell(statement: Statement) -> str:
    """A number, or a range as a uniform distribution; an open side is the number that is named."""
    low, high = statement.low, statement.high
    if low is not None and high is not None and low != high:
        return f"uniform({low:.10g}, {high:.10g})"
    return f"{statement.anchor:.10g}"


def _sure(statement: Statement) -> str:
    sure = SURE.get(statement.claim.status)
    return "" if sure is None else str(sure)


def _month(statement: Statement) -> str:
    holds = statement.holds
    if statement.claim.date_from and holds:
        return holds[0].isoformat()[:7]
    return statement.published.isoformat()[:7] if statement.published else ""


def _quote(statement: Statement) -> str:
    words = " ".join(statement.claim.quote.split()).replace("|", "/")
    return f"quote: {statement.claim.doc} | {words}"


def _write(draft: Draft, out: Path) -> None:
    """Tables, settings and a list of gaps; the months of the record set those of the scenario."""
    items = {
        row[column]
        for rows in draft.tables.values()
        for row in rows
        for column in ("item",)
        if column in row
    }
    draft.tables["items"] = [{"id": item, "name": item, "unit": "piece"} for item in sorted(items)]
    named = {row["code"]: row for row in lexicon_rows("names", "countries.csv")}
    kinds = {name: _kind(name, named) for name in draft.actors}
    draft.tables["actors"] = [
        {
            "id": made,
            "name": name,
            "kind": kinds[name],
            "country": name if kinds[name] == "state" else "",
        }
        for name, made in draft.actors.items()
    ]
    out.mkdir(parents=True)
    for name, rows in draft.tables.items():
        columns = [
            c for c in TABLE[name].allowed if c in TABLE[name].needed or any(c in r for r in rows)
        ]
        with (out / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
    (out / SETTINGS).write_text(_settings(draft), encoding="utf-8")
    told = ["# Still to be assumed", "", *(f"- {gap}" for gap in draft.gaps), ""]
    (out / "README.md").write_text("\n".join(told), encoding="utf-8")


_RESERVED = ("EU", "UN")  # codes that ISO 3166 keeps for what is no country


def _kind(name: str, named: Mapping[str, Mapping[str, str]]) -> str:
    """What stands among the countries without an adjective or a code of two letters is no state."""
    if name not in named:
        return "company"
    known = named[name]["adjectives"] or named[name]["seats"]
    return "state" if known and len(name) == 2 and name not in _RESERVED else "alliance"


def _settings(draft: Draft) -> str:
    now = max(draft.months, default="2024-01")
    asked = _focus(draft.tables.get("demands") or draft.tables.get("stocks") or [])
    return (
        f'format = 1\nname = "from-ledger"\ntitle = "Filled from the record, {now}"\n'
        f'start = "{now}"\nend = "{month_text(month_number(now) + AHEAD)}"\nas_of = "{now}"\n\n'
        f'[focus]\nholder = "{asked[0]}"\nitem = "{asked[1]}"\n\n[assumptions]\n'
    )


def _focus(rows: Iterable[dict[str, str]]) -> tuple[str, str]:
    """The first holder and item; a person may name another."""
    return next(((row["holder"], row["item"]) for row in rows), ("", ""))
