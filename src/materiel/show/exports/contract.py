"""The columns of every exported table: their names, order, types and meaning.

A contract: `docs/columns.json` holds the columns of this version, and a test fails where they differ.
Whoever changes a column raises CONTRACT and tells of it in the changelog.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

CONTRACT = 1

Type = Literal["text", "list", "number", "integer", "flag", "date", "time"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of an exported table."""

    name: str
    type: Type  # "date" is EDTF level 0 (2023, 2023-11, 2023-11-04); "time" is ISO 8601 UTC
    about: str


def _columns(*rows: tuple[str, Type, str]) -> tuple[Column, ...]:
    return tuple(Column(name=name, type=kind, about=about) for name, kind, about in rows)


TABLES: dict[str, tuple[Column, ...]] = {
    "documents": _columns(
        ("id", "text", "SHA-256 of the bytes that arrived"),
        ("name", "text", "file name, or address where it came from the web"),
        ("title", "text", "its headline"),
        ("publisher", "text", "who published it"),
        ("url", "text", "its address, where it names one"),
        ("language", "text", "ISO 639-1"),
        ("published", "date", "when it was published"),
        ("published_reason", "text", "where that date was read"),
        ("bytes", "integer", "length of the bytes that arrived"),
    ),
    "claims": _columns(
        ("id", "text", "sixteen hexadecimal digits that only this claim has"),
        ("doc", "text", "name of its document"),
        ("quote", "text", "the words, exactly as they stand in the document"),
        ("kind", "text", "what kind of fact, one of docs/claims.md"),
        ("subject", "list", "who does it"),
        ("object", "list", "the other party"),
        ("item", "text", "path in the item taxonomy"),
        ("low", "number", "lower bound in `unit`; empty = open"),
        ("high", "number", "upper bound in `unit`; empty = open"),
        ("approx", "flag", "the words hedge the number"),
        ("unit", "text", "piece, factor, percent, a duration, or an ISO 4217 currency"),
        ("per", "text", "day, week, month or year, for rates"),
        ("status", "text", "actual, target, pledged, contracted, delivered …"),
        ("from", "date", "start of the time the fact speaks of"),
        ("to", "date", "its end, or the day by which it is due"),
        ("speaker", "text", "to whom the words are attributed; empty = the document"),
        ("value", "text", "the number in words"),
        ("start", "integer", "first character of the quote in the document's text"),
        ("end", "integer", "the character after its last"),
        ("document", "text", "SHA-256 of the document"),
    ),
    "decisions": _columns(
        ("id", "text", "sixteen hexadecimal digits that only this decision has"),
        ("action", "text", "accept, amend, reject, flag, same, grade source, withdraw …"),
        ("about", "list", "ids of claims or decisions, names, or a source"),
        ("author", "text", "who decided"),
        ("made", "time", "when"),
        ("reason", "text", "why"),
        ("value", "text", "a grade, or the scope of a name"),
        ("changes", "text", "fields of an amendment, JSON"),
    ),
    "disagreements": _columns(
        ("relation", "text", "contradiction, change over time, goal moved, goal missed …"),
        ("rule", "text", "the rule that found it, docs/model.md"),
        *(
            (f"{side}{field}", "text", f"{about} of the {side} claim")
            for side in ("left", "right")
            for field, about in (
                ("", "id"),
                ("_value", "value in words"),
                ("_status", "status"),
                ("_time", "time"),
                ("_speaker", "speaker"),
                ("_doc", "document"),
                ("_quote", "quote"),
            )
        ),
        ("explanation", "text", "one sentence with both values"),
    ),
}


def columns_of(table: str | None, rows: Sequence[dict[str, Any]]) -> tuple[Column, ...]:
    """The columns of a table of the contract; otherwise those that the rows have."""
    if table is not None and table in TABLES:
        return TABLES[table]
    names = list(rows[0]) if rows else []
    return tuple(
        Column(name=name, type=_type_of(row[name] for row in rows), about="") for name in names
    )


def _type_of(values: Any) -> Type:
    kinds: set[Type] = {_kind(value) for value in values if value is not None}
    if kinds == {"integer", "number"}:
        return "number"
    return kinds.pop() if len(kinds) == 1 else "text"


def _kind(value: object) -> Type:
    if isinstance(value, bool):
        return "flag"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "number"
    return "list" if isinstance(value, list | tuple) else "text"


def contract() -> dict[str, Any]:
    """The contract as it stands in docs/columns.json."""
    return {
        "contract": CONTRACT,
        "tables": {
            name: [{"name": c.name, "type": c.type, "about": c.about} for c in columns]
            for name, columns in TABLES.items()
        },
    }
