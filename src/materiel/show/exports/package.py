"""A Data Package: CSV files with a description of every column, their row counts and hashes.

Source: Data Package v2, https://datapackage.org/standard/data-package/.
"""

import json
from typing import Any

import materiel
from materiel.core.hashes import sha256
from materiel.show.exports.contract import CONTRACT, Column, columns_of
from materiel.show.exports.tables import LedgerTables
from materiel.show.exports.text import to_text

_TYPES = {
    "text": {"type": "string"},
    "list": {"type": "list", "delimiter": ";", "itemType": "string"},
    "number": {"type": "number"},
    "integer": {"type": "integer"},
    "flag": {"type": "boolean"},
    "date": {"type": "string"},
    "time": {"type": "datetime"},
}


def package_files(told: LedgerTables, *, title: str, created: str, safe: bool) -> dict[str, bytes]:
    """The files of a Data Package: `datapackage.json` and one CSV a table.

    Args:
        told: The tables.
        title: Of the package.
        created: When, ISO 8601 UTC.
        safe: Mark texts that a spreadsheet would run as formulas.
    """
    files: dict[str, bytes] = {}
    resources = []
    for name, rows in told.tables.items():
        columns = columns_of(name, rows)
        content = to_text(rows, "csv", columns=[c.name for c in columns], safe=safe)
        files[f"{name}.csv"] = content
        resources.append(_resource(name, columns, len(rows), content))
    described = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "materiel-ledger",
        "title": title,
        "description": "Claims on the supply of materiel with the words that state them. A claim "
        "says what was said, never what is true.",
        "version": str(CONTRACT),
        "created": created,
        "keywords": ["materiel", "supply", "claims"],
        "contributors": [{"title": f"materiel {materiel.__version__}", "roles": ["creator"]}],
        "materiel:as_of": told.as_of,
        "materiel:head": {"count": told.head.count, "hash": told.head.hash},
        "materiel:citation": citation(told),
        "resources": resources,
    }
    text = json.dumps(described, ensure_ascii=False, indent=1, allow_nan=False) + "\n"
    return {"datapackage.json": text.encode("utf-8"), **files}


def citation(told: LedgerTables) -> str:
    """How to cite what was exported."""
    return (
        f"Ledger of {told.head.count:,} rows, head {told.head.hash[:16]}, as of {told.cut_off}, "
        f"exported by materiel {materiel.__version__}."
    )


def _resource(name: str, columns: tuple[Column, ...], rows: int, content: bytes) -> dict[str, Any]:
    fields = [
        {"name": c.name, **_TYPES[c.type], **({"description": c.about} if c.about else {})}
        for c in columns
    ]
    keyed = {"primaryKey": ["id"]} if columns and columns[0].name == "id" else {}
    return {
        "name": name,
        "path": f"{name}.csv",
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{sha256(content)}",
        "rowCount": rows,
        "schema": {"fields": fields, "missingValues": [""], **keyed},
    }
