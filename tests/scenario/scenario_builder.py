"""Writes small scenarios for tests: name what matters, the rest is filled in."""

import csv
import tempfile
from pathlib import Path
from typing import Any

from materiel.scenario import Scenario, load_scenario
from materiel.scenario.tables import TABLE

ITEM = "ammunition.shell"
SETTINGS = {
    "format": 1,
    "name": "small",
    "title": "A small world",
    "start": "2024-01",
    "end": "2025-12",
    "as_of": "2024-01",
}
FOCUS = {"holder": "A", "item": ITEM}
ASSUMPTIONS = {"made-up": "The tests: nothing here is real."}
DEFAULTS: dict[str, dict[str, Any]] = {
    "actors": {"name": "Somebody", "kind": "state"},
    "items": {"name": "Shell", "unit": "piece"},
    "stocks": {"holder": "A", "item": ITEM, "opening": 0, "floor": 0, "unit": "piece"},
    "demands": {
        "holder": "A",
        "item": ITEM,
        "rate": 10,
        "unit": "piece/month",
        "from": "2024-01",
        "to": "",
    },
    "lines": {
        "actor": "B",
        "item": ITEM,
        "rate_start": 10,
        "rate_full": "",
        "unit": "piece/month",
        "ramp_start": "",
        "ramp_months": "",
        "holder": "A",
    },
    "inputs": {"line": "lines-1", "item": ITEM, "per_piece": 1, "unit": "piece/piece"},
    "repairs": {
        "holder": "A",
        "item": ITEM,
        "basis": "stock",
        "loss_share": 0.01,
        "damage_share": 0.02,
        "capacity": 5,
        "turnaround_months": 2,
        "returned_share": 0.8,
        "from": "2024-01",
        "unit": "piece/month",
    },
    "kits": {
        "holder": "A",
        "kit": ITEM,
        "part": "electronics.radar",
        "per_kit": 1,
        "unit": "piece/piece",
    },
    "disruptions": {
        "kind": "strike",
        "line": "lines-1",
        "transfer": "",
        "hazard": 0.1,
        "severity": 0.5,
        "recover_months": 3,
    },
    "iterations": {"holder": "A", "item": ITEM, "cycle_months": 6, "feedback": 0, "gain": 0.1},
    "members": {"alliance": "D", "member": "A"},
    "series": {"series": "path", "month": "2024-01", "value": 10, "unit": "piece/month"},
    "projects": {
        "line": "lines-1",
        "adds": 5,
        "unit": "piece/month",
        "decided": "2024-01",
        "build_months": 0,
        "ramp_months": 0,
        "fund": "",
        "permission": "",
    },
    "orders": {
        "buyer": "A",
        "line": "lines-1",
        "quantity": 100,
        "unit": "piece",
        "placed": "2024-01",
        "priority": 1,
        "fund": "",
        "price": "",
        "currency": "",
    },
    "restocks": {
        "buyer": "A",
        "line": "lines-1",
        "target": 100,
        "unit": "piece",
        "adjust_months": 1,
        "lead_months": 1,
        "from": "2024-01",
        "to": "",
    },
    "transfers": {
        "giver": "B",
        "receiver": "A",
        "item": ITEM,
        "quantity": "",
        "rate": 10,
        "unit": "piece",
        "from": "2024-01",
        "delay_months": 1,
        "permission": "",
        "fund": "",
        "price": "",
        "currency": "",
    },
    "permissions": {
        "decider": "C",
        "asked_by": "",
        "probability": 1,
        "decided_from": "2024-01",
        "delay_months": 0,
    },
    "funds": {
        "payer": "C",
        "amount": 1000,
        "currency": "EUR",
        "probability": 1,
        "decided_from": "2024-01",
        "delay_months": 0,
    },
}
Rows = list[dict[str, Any]]


def write_scenario(
    folder: Path,
    *,
    settings: dict[str, Any] | None = None,
    focus: dict[str, str] | None = None,
    assumptions: dict[str, str] | None = None,
    **tables: Rows,
) -> Path:
    """Write a folder; a row says only what differs from DEFAULTS. Ids are table-1, table-2 …"""
    tables.setdefault("actors", [{"id": actor} for actor in "ABC"])
    tables.setdefault("items", [{"id": ITEM}])
    folder.mkdir(parents=True, exist_ok=True)
    lines = [f"{key} = {_toml(value)}" for key, value in (SETTINGS | (settings or {})).items()]
    lines += ["[focus]", *(f"{k} = {_toml(v)}" for k, v in (focus or FOCUS).items())]
    lines += ["[assumptions]"]
    lines += [f"{k} = {_toml(v)}" for k, v in (assumptions or ASSUMPTIONS).items()]
    (folder / "scenario.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    for name, rows in tables.items():
        write_table(folder, name, rows)
    return folder


def write_table(folder: Path, name: str, rows: Rows) -> None:
    """Write one table with its defaults filled in."""
    filled = []
    for number, row in enumerate(rows, 1):
        full = {"id": f"{name}-{number}"} | DEFAULTS[name] | row
        if TABLE[name].sourced:
            full.setdefault("source", "assumption: made-up")
        filled.append(full)
    columns = list(dict.fromkeys(column for row in filled for column in row)) or list(
        TABLE[name].needed
    )
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(filled)


def small_scenario(**parts: Any) -> Scenario:
    """The loaded scenario of those tables, with a demand of A if there is neither stock nor demand."""
    if not {"stocks", "demands"} & parts.keys():
        parts["demands"] = [{}]
    with tempfile.TemporaryDirectory() as folder:
        return load_scenario(write_scenario(Path(folder), **parts))


def _toml(value: Any) -> str:
    return str(value) if isinstance(value, int) else '"' + str(value).replace('"', '\\"') + '"'
