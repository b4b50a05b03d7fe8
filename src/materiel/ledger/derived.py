"""What a ledger means as plain rows, for questions in SQL: series, statements, entities."""

from datetime import date
from typing import Any

from materiel.ledger.append import Ledger
from materiel.ledger.best import Series, best_view
from materiel.ledger.identify import entities
from materiel.ledger.view import View, read_view

Rows = list[dict[str, Any]]

# Table → column → DuckDB's name of its type. docs/exports.md tells what each means.
COLUMNS: dict[str, dict[str, str]] = {
    "series": {
        **dict.fromkeys(("id", "kind"), "VARCHAR"),
        **dict.fromkeys(("subject", "object"), "VARCHAR[]"),
        **dict.fromkeys(("item", "unit"), "VARCHAR"),  # durations in months
        "is_rate": "BOOLEAN",  # then per month
        **dict.fromkeys(("statements", "sources"), "BIGINT"),
    },
    "statements": {
        **dict.fromkeys(("series", "claim", "rank", "reason", "status"), "VARCHAR"),
        **dict.fromkeys(("grade", "standing"), "VARCHAR"),
        **dict.fromkeys(("low", "high"), "DOUBLE"),  # in the unit of the series
        **dict.fromkeys(("first", "last", "published", "recorded", "speaker", "doc"), "VARCHAR"),
        "sources": "BIGINT",
    },
    "entities": {
        **dict.fromkeys(("id", "scope", "name"), "VARCHAR"),
        **dict.fromkeys(("spellings", "part_of"), "VARCHAR[]"),
        **dict.fromkeys(("uses", "documents"), "BIGINT"),
    },
}


def derived_rows(ledger: Ledger, as_of: str | None = None) -> dict[str, Rows]:
    """Rows of the tables of COLUMNS, as a ledger is to be read on a day."""
    view = read_view(ledger, as_of=as_of)
    found = best_view(view)
    return {
        "series": [_series(one) for one in found],
        "statements": [row for one in found for row in _statements(one)],
        "entities": _entities(view),
    }


def _series(one: Series) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind,
        "subject": list(one.subject),
        "object": list(one.object),
        "item": one.item,
        "unit": one.unit,
        "is_rate": one.is_rate,
        "statements": len(one.statements),
        "sources": one.n_sources,
    }


def _statements(series: Series) -> Rows:
    return [
        {
            "series": series.id,
            "claim": one.judged.id,
            "rank": one.rank,
            "reason": one.reason,
            "status": one.judged.claim.status,
            "grade": one.judged.grade,
            "standing": one.judged.standing,
            "low": one.statement.low,
            "high": one.statement.high,
            "first": _day(one.statement.holds and one.statement.holds[0]),
            "last": _day(one.statement.holds and one.statement.holds[1]),
            "published": _day(one.statement.published),
            "recorded": one.recorded,
            "speaker": one.judged.claim.speaker,
            "doc": one.judged.claim.doc,
            "sources": one.n_sources,
        }
        for one in series.statements
    ]


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _entities(view: View) -> Rows:
    claims = [one.claim for one in view.in_force]
    both = [*entities(claims, view.actors, "actor"), *entities(claims, view.items, "item")]
    return [
        {
            "id": one.id,
            "scope": one.scope,
            "name": one.name,
            "spellings": list(one.spellings),
            "part_of": list(one.part_of),
            "uses": len(one.uses),
            "documents": len({use.claim.document for use in one.uses}),
        }
        for one in both
    ]
