"""A scenario folder described by a Data Package: which table holds what, and what its files were."""

import csv
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from materiel.core.dates import Step
from materiel.core.findings import Finding
from materiel.core.hashes import sha256
from materiel.scenario.cells import SOURCE_FORMS
from materiel.scenario.columns import Column
from materiel.scenario.read import PACKAGE, SETTINGS, read_text
from materiel.scenario.records import Scenario
from materiel.scenario.tables import TABLE, Table

# What a person may add and we leave alone: licences, contributors, keywords …
OURS = ("profile", "name", "title", "resources", "sources")
_WAY_OUT = "Write it anew: materiel scenario package"


def describe(folder: Path, scenario: Scenario) -> dict[str, Any]:
    """The descriptor of a scenario's folder, as docs/scenario.md says.

    Args:
        folder: Where the scenario was loaded from.
        scenario: What was loaded.

    Returns:
        Keys and values of datapackage.json.

    Source: the Tabular Data Package profile, https://specs.frictionlessdata.io/tabular-data-package/
    """
    files = [folder / SETTINGS, *(folder / table.file for table in TABLE.values())]
    pages = {p.source.address: p.source.text for p in scenario.parameters if p.source.address}
    return {
        "profile": "tabular-data-package",
        "name": scenario.name,
        "title": scenario.title,
        "resources": [_resource(path, scenario.step) for path in files if path.is_file()],
        "sources": [{"title": text, "path": address} for address, text in pages.items()],
    }


def write_package(folder: Path, scenario: Scenario) -> Path:
    """Write datapackage.json; what a person added to it stays.

    Raises:
        OSError: The file cannot be written.
    """
    target = folder / PACKAGE
    kept: dict[str, Any] = {}
    if target.is_file():
        try:
            before = json.loads(target.read_text(encoding="utf-8"))
            kept = {key: value for key, value in before.items() if key not in OURS}
        except (ValueError, AttributeError):
            kept = {}
    content = json.dumps(describe(folder, scenario) | kept, indent=2, ensure_ascii=False)
    target.write_text(content + "\n", encoding="utf-8")
    return target


def check_package(folder: Path, scenario: Scenario) -> Iterable[Finding]:
    """What a datapackage.json says of the folder that is not so; nothing where there is none."""
    path = folder / PACKAGE
    if not path.is_file():
        return
    findings: list[Finding] = []
    text = read_text(path, findings)
    yield from findings
    try:
        told = json.loads(text or "{}")
        named = {row["path"]: row for row in told["resources"]}
    except (ValueError, KeyError, TypeError) as error:
        message = f"is no Data Package: {type(error).__name__} {error}. {_WAY_OUT}"
        yield Finding(source=PACKAGE, message=message, severity="warning")
        return
    found = describe(folder, scenario)
    for row in found["resources"]:
        yield from _differences(row, named.pop(row["path"], None))
    for name in named:
        yield _warning(f"describes {name}, which is not there. {_WAY_OUT}")
    for key in ("profile", "name", "title"):
        if told.get(key) != found[key]:
            yield _warning(f"{key} is {told.get(key)!r}; expected {found[key]!r}. {_WAY_OUT}")


def _differences(row: dict[str, Any], told: dict[str, Any] | None) -> Iterable[Finding]:
    if told is None:
        yield _warning(f"does not describe {row['path']}. {_WAY_OUT}")
    elif told.get("hash") != row["hash"]:
        yield _warning(f"{row['path']} has changed since it was described. {_WAY_OUT}")
    elif told.get("schema") != row.get("schema"):
        yield _warning(f"the schema of {row['path']} is not that of this version. {_WAY_OUT}")


def _warning(message: str) -> Finding:
    return Finding(source=PACKAGE, message=message, severity="warning")


def _resource(path: Path, step: Step) -> dict[str, Any]:
    content = path.read_bytes()
    row: dict[str, Any] = {
        "name": path.stem,
        "path": path.name,
        "bytes": len(content),
        "hash": f"sha256:{sha256(content)}",
        "encoding": "utf-8",
    }
    if path.name == SETTINGS:
        return row | {"name": "settings", "format": "toml", "mediatype": "application/toml"}
    header = next(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    row |= {"profile": "tabular-data-resource", "format": "csv", "mediatype": "text/csv"}
    return row | {"schema": _schema(TABLE[path.stem], [name.strip() for name in header], step)}


def _schema(table: Table, header: list[str], step: Step) -> dict[str, Any]:
    columns = {column.name: column for column in table.columns}
    references = [
        {"fields": name, "reference": {"resource": columns[name].table, "fields": "id"}}
        for name in header
        if name in columns and columns[name].table
    ]
    return {
        "fields": [_field(table, columns.get(name), name, step) for name in header],
        "primaryKey": "id",
        **({"foreignKeys": references} if references else {}),
    }


def _field(table: Table, column: Column | None, name: str, step: Step) -> dict[str, Any]:
    if column is None:  # unit, currency and sources
        meant = SOURCE_FORMS if name.endswith("source") else table.unit or "ISO 4217"
        return {"name": name, "type": "string", "description": meant}
    field: dict[str, Any] = {"name": name, "type": "string"}
    if column.kind == "integer":
        field["type"] = "integer"
    if column.kind == "month":  # no type of the profile is a month or a day
        field |= {"type": "yearmonth"} if step == "month" else {"description": "month or day"}
    if column.kind == "number":  # a number, a distribution or the name of a series
        field |= {"unit": column.unit, "description": "number, distribution or series"}
    constraints: dict[str, Any] = {"required": True} if column.required else {}
    constraints |= {"unique": True} if column.kind == "id" else {}
    constraints |= {"enum": list(column.choices)} if column.choices else {}
    return field | ({"constraints": constraints} if constraints else {})
