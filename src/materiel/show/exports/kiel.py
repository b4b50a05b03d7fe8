"""Aid by giver as a workbook, in the form that users of the Kiel institute's tracker know.

A sheet of money by giver, one of things by giver, one of measures by month, one of sources.
Pledged, contracted and delivered have columns of their own and are never added (rule B1).
"""

from collections.abc import Sequence

from materiel.core.units import CURRENCIES
from materiel.documents.records import Document
from materiel.ledger import Ledger, read_view
from materiel.ledger.effective import Judged
from materiel.ledger.money import OwnRate
from materiel.ledger.pledges import PledgeRow, converted, giver_rows, pledge_rows
from materiel.show.exports.tables import Row
from materiel.show.ledger_rows import record_rows

CURRENCY = "EUR"


def kiel_sheets(
    ledger: Ledger, *, as_of: str | None = None, rates: Sequence[OwnRate] = ()
) -> dict[str, list[Row]]:
    """Sheet name → rows.

    Args:
        ledger: An open ledger.
        as_of: The record as it stood at the end of this day, month or year.
        rates: A user's rate table.
    """
    view = read_view(ledger, as_of=as_of)
    rows = pledge_rows(view)
    by_giver = record_rows(giver_rows(rows, CURRENCY, rates))
    used = {claim: row for row in rows for claim in row.claims.split()}
    return {
        "Money by giver": [_money(row) for row in by_giver if row["unit"] == CURRENCY],
        "Things by giver": [row for row in by_giver if row["unit"] not in CURRENCIES],
        "Measures by month": [converted(row, CURRENCY, rates) for row in rows],
        "Sources": [
            _source(used[one.id], one, view.documents[one.claim.document])
            for one in view.in_force
            if one.id in used
        ],
    }


def _money(row: Row) -> Row:
    """The currency stands in the names of the columns: one unit a column."""
    stages = ("pledged", "contracted", "delivered")
    told = {"giver": row["giver"], "receiver": row["receiver"], "item": row["item"]}
    for stage in stages:
        for bound in ("low", "high"):
            told[f"{stage}_{bound}_{CURRENCY}"] = row[f"{stage}_{bound}"]
    return told | {name: row[name] for name in ("months", "n_claims", "not_added")}


def _source(row: PledgeRow, judged: Judged, document: Document) -> Row:
    claim = judged.claim
    return {
        "giver": row.giver,
        "receiver": row.receiver,
        "item": row.item,
        "status": claim.status,
        "month": row.month,
        "grade": judged.grade,
        "speaker": claim.speaker,
        "quote": claim.quote,
        "title": document.title,
        "publisher": document.publisher,
        "published": document.published,
        "url": document.url,
        "claim": judged.id,
        "document": document.id,
    }
