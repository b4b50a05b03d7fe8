"""The tables of a ledger as they are exported: rows under the contract's columns."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from materiel.core.hashes import canonical_json
from materiel.ledger import Ledger, read_view
from materiel.ledger.records import Head
from materiel.show.tables import claim_rows, disagreement_rows

Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerTables:
    """What a ledger holds, as of a day, ready to be written."""

    head: Head
    as_of: str | None
    tables: dict[str, list[Row]]  # in the order of the contract

    @property
    def cut_off(self) -> str:
        """The day that the tables stand for, in words."""
        return self.as_of or "the newest row"


def ledger_tables(ledger: Ledger, *, as_of: str | None = None) -> LedgerTables:
    """Documents, claims, decisions and disagreements of a ledger.

    Args:
        ledger: An open ledger.
        as_of: The record as it stood at the end of this day, month or year.
    """
    view = read_view(ledger, as_of=as_of)
    documents, claims = view.documents.values(), [one.stated for one in view.judged]
    disagreements = [one for one in view.comparisons if one.disagrees]
    decisions = ledger.decisions(as_of=as_of)
    return LedgerTables(
        head=ledger.head(),
        as_of=as_of,
        tables={
            "documents": [
                {
                    "id": d.id,
                    "name": d.name,
                    "title": d.title,
                    "publisher": d.publisher,
                    "url": d.url,
                    "language": d.language,
                    "published": d.published,
                    "published_reason": d.published_reason,
                    "bytes": len(d.content),
                }
                for d in documents
            ],
            "claims": claim_rows(claims),
            "decisions": [
                {"id": d.id, **d.fields(), "changes": _json(d.changes)} for d in decisions
            ],
            "disagreements": disagreement_rows(disagreements, claims),
        },
    )


def _json(value: object) -> str | None:
    return canonical_json(value).decode() if value else None


def named(tables: dict[str, list[Row]], names: Sequence[str]) -> dict[str, list[Row]]:
    """Only the tables of these names."""
    return {name: tables[name] for name in names}
