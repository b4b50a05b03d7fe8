"""Columns of tables, said where the record of a row has its field."""

from dataclasses import dataclass, fields
from typing import Annotated, Any, Literal, get_args, get_origin

from materiel.core.findings import Finding, Severity

ColumnKind = Literal["id", "text", "choice", "country", "month", "number", "integer", "reference"]

# Largest value that a cell may hold, by unit. Above it a typing error is likelier than a fact.
LARGEST = {
    "piece": 1e12,
    "piece/month": 1e12,
    "piece/piece": 1e9,
    "month": 1200.0,
    "share": 1.0,
    "shift": 3.0,
    "money": 1e15,
    "factor": 1e9,
    "person": 1e10,
    "own": 1e15,  # the row's own unit
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: what its cells hold and whether a cell may be blank."""

    name: str
    field: str  # of the record
    kind: ColumnKind
    required: bool = True
    unit: str = ""  # of a number: a key of LARGEST, or "price"
    table: str = ""  # of a reference: the table it points into
    choices: tuple[str, ...] = ()
    varies: bool = False  # whether a cell may name a series


def text() -> dict[str, Any]:
    """Words."""
    return {"kind": "text"}


def choice(*choices: str) -> dict[str, Any]:
    """One of some words."""
    return {"kind": "choice", "choices": choices}


def country() -> dict[str, Any]:
    """ISO 3166-1 alpha-2."""
    return {"kind": "country"}


def month(name: str = "") -> dict[str, Any]:
    """An EDTF month; `name` where the column is called otherwise than the field."""
    return {"kind": "month"} | ({"name": name} if name else {})


def number(unit: str, *, varies: bool = False) -> dict[str, Any]:
    """A number or distribution with a source, in that unit."""
    return {"kind": "number", "unit": unit, "varies": varies}


def integer() -> dict[str, Any]:
    """A whole number."""
    return {"kind": "integer"}


def reference(table: str) -> dict[str, Any]:
    """An id of another table."""
    return {"kind": "reference", "table": table}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What every row has; a field that may be None is a column that may be blank."""

    id: Annotated[str, {"kind": "id"}]
    place: str  # file and line

    def finding(self, message: str, severity: Severity = "error") -> Finding:
        """What is wrong or doubtful about it.

        >>> print(Row(id="x", place="lines.csv:3").finding("why?"))
        error: lines.csv:3: why?
        """
        return Finding(source=self.place, message=message, severity=severity, record=self.id)


def columns_of(row: type[Row]) -> tuple[Column, ...]:
    """The columns of a table, in the order of the fields of its rows.

    >>> [column.name for column in columns_of(Row)]
    ['id']
    """
    found = []
    for field in fields(row):
        if get_origin(field.type) is Annotated:
            kept, about = get_args(field.type)
            required = type(None) not in get_args(kept)
            found.append(
                Column(**{"name": field.name} | about, field=field.name, required=required)
            )
    return tuple(found)
