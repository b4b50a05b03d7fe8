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


_FIELDS: tuple[tuple[str, Type, str], ...] = (
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
)

CLAIM_FIELDS = tuple(name for name, _, _ in _FIELDS)  # of docs/claims.md, in their order

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
        *_FIELDS,
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
    "claims_as_read": _columns(
        ("id", "text", "of the claim in `claims`"),
        *_FIELDS,
        ("value", "text", "the number in words, after decisions"),
        ("standing", "text", "unreviewed, accepted, amended, rejected or retracted"),
        ("flagged", "flag", "somebody wants it looked at again"),
        ("grade", "text", "Admiralty code: source A to F, claim 1 to 6"),
        ("decided_by", "text", "author of the last decision"),
        ("reason", "text", "of the last decision"),
    ),
    "series": _columns(
        ("id", "text", "stays as long as what is measured stays"),
        ("kind", "text", "of its claims"),
        ("subject", "list", "under one name each"),
        ("object", "list", "under one name each"),
        ("item", "text", "path in the item taxonomy"),
        ("unit", "text", "a rate is per month, durations are in months"),
        ("statements", "integer", "claims in it"),
        ("documents", "integer", "documents that make them"),
        ("sources", "integer", "independent ones among them"),
        ("latest", "text", "the latest of its preferred statements, in words"),
        ("former_ids", "list", "ids of the same quantity under names that are now one body"),
    ),
    "statements": _columns(
        ("series", "text", "id in `series`"),
        ("rank", "text", "preferred, normal or deprecated"),
        ("value", "text", "the number in words"),
        ("low", "number", "lower bound in `unit`; empty = open"),
        ("high", "number", "upper bound in `unit`; empty = open"),
        ("approx", "flag", "the words hedge the number"),
        ("unit", "text", "as stated"),
        ("per", "text", "as stated"),
        ("status", "text", "actual, target, pledged …"),
        ("from", "date", "start of the time it speaks of"),
        ("to", "date", "its end, or the day by which it is due"),
        ("published", "date", "the day of its document"),
        ("recorded", "time", "when it came into the record"),
        ("sources", "integer", "independent ones that say about the same of the same time"),
        ("grade", "text", "Admiralty code"),
        ("standing", "text", "after decisions"),
        ("reason", "text", "why it has its rank: the rule or the decision"),
        ("speaker", "text", "to whom the words are attributed"),
        ("doc", "text", "name of its document"),
        ("quote", "text", "the words"),
        ("claim", "text", "id in `claims`"),
    ),
    "entities": _columns(
        ("id", "text", "of the spelling recorded first; it stays when others join"),
        ("name", "text", "the name it goes by"),
        ("spellings", "list", "every spelling that was read"),
        ("part_of", "list", "what it belongs to, which is no merge"),
        ("uses", "integer", "places where it stands"),
        ("documents", "integer", "documents that name it"),
        ("decisions", "integer", "decisions about it that hold"),
    ),
    "comparisons": _columns(
        ("relation", "text", "contradiction, change over time, rounding, corroboration …"),
        ("rule", "text", "the rule that found it, docs/model.md"),
        ("explanation", "text", "one sentence with both values"),
        ("independence", "text", "whether the two are one source, and how that is known"),
        *(
            (f"{side}{field}", "text", f"{about} of the {side} claim")
            for side in ("left", "right")
            for field, about in (
                ("", "id"),
                ("_value", "value in words"),
                ("_status", "status"),
                ("_time", "time"),
                ("_speaker", "speaker"),
                ("_grade", "grade"),
                ("_doc", "document"),
                ("_quote", "quote"),
            )
        ),
        ("others", "list", "ids of further claims of the same"),
        ("source", "text", "address of the reference fact or rate"),
    ),
    "pledges": _columns(
        ("giver", "text", "who gives"),
        ("receiver", "text", "who receives"),
        ("item", "text", "path in the item taxonomy"),
        ("unit", "text", "piece, or the currency of the words"),
        ("month", "date", "that the statement speaks of; its document's where it names none"),
        *(
            (f"{stage}_{bound}", "number", f"{bound} bound of what was {stage}, alone")
            for stage in ("pledged", "contracted", "delivered")
            for bound in ("low", "high")
        ),
        ("delivered_total", "number", "counted since some day: contains earlier months"),
        ("delivered_since", "date", "that day"),
        ("n_claims", "integer", "claims behind the row"),
        ("n_sources", "integer", "the fewest independent sources behind one of its numbers"),
        ("claims", "text", "their ids"),
        ("note", "text", "what was added and what was not"),
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
