"""The tables of a ledger as they are exported: rows under the contract's columns."""

from dataclasses import dataclass
from typing import Any

from materiel.core.hashes import canonical_json
from materiel.documents.records import Document
from materiel.ledger import Ledger, head_as_of, read_view
from materiel.ledger.best import best_view
from materiel.ledger.identify import entities
from materiel.ledger.pledges import pledge_rows
from materiel.ledger.records import Head
from materiel.show.ledger_rows import (
    comparison_rows,
    entity_rows,
    judged_rows,
    mark_rows,
    record_rows,
    series_rows,
    statement_rows,
)
from materiel.show.tables import claim_rows

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerTables:
    """What a ledger holds, as of a day, ready to be written."""

    head: Head
    as_of: str | None
    tables: dict[str, list[Row]]  # in the order of the contract, or the sheets of a workbook

    @property
    def cut_off(self) -> str:
        """The day that the tables stand for, in words."""
        return self.as_of or "the newest row"


def ledger_tables(ledger: Ledger, *, as_of: str | None = None) -> LedgerTables:
    """The tables of the contract, filled from a ledger.

    Args:
        ledger: An open ledger.
        as_of: The record as it stood at the end of this day, month or year.
    """
    view = read_view(ledger, as_of=as_of)
    found = best_view(view)
    stated = [one.stated for one in view.judged]
    decisions = ledger.decisions(as_of=as_of)
    return LedgerTables(
        head=head_as_of(ledger, as_of),
        as_of=as_of,
        tables={
            "documents": [_document(document) for document in view.documents.values()],
            "claims": claim_rows(stated),
            "decisions": [
                {"id": d.id, **d.fields(), "changes": _json(d.changes)} for d in decisions
            ],
            "claims_as_read": judged_rows(view.judged),
            "series": series_rows(found),
            "statements": [
                {"series": one.id, **row} for one in found for row in statement_rows(one)
            ],
            "entities": entity_rows(
                [*entities(stated, view.actors, "actor"), *entities(stated, view.items, "item")]
            ),
            "comparisons": [
                *comparison_rows(view.comparisons(), view),
                *mark_rows(view.marks()),
            ],
            "pledges": record_rows(pledge_rows(view)),
        },
    )


def _document(document: Document) -> Row:
    names = ("id", "name", "title", "publisher", "url", "language", "published", "published_reason")
    return {**{name: getattr(document, name) for name in names}, "bytes": len(document.content)}


def _json(value: object) -> str | None:
    return canonical_json(value).decode() if value else None
