"""Pledged, contracted, delivered: a table by giver, receiver, item and month. Rules B1, B2."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from materiel.core.dates import edtf_bounds
from materiel.core.units import CURRENCIES
from materiel.ledger.best import Ranked, Series, best_view
from materiel.ledger.money import NoRate, OwnRate, Rate, rate_on
from materiel.ledger.view import View

KINDS = ("transfer", "funding")
STAGES = ("pledged", "contracted", "delivered")


@dataclass(frozen=True, slots=True, kw_only=True)
class PledgeRow:
    """One row of the table. Its columns are a contract: names, order and units stay."""

    giver: str
    receiver: str
    item: str
    unit: str  # piece, or a currency as it was stated
    month: str  # EDTF month that the statement speaks of; its report's where it names none
    pledged_low: float | None  # each stage alone: no column adds two of them
    pledged_high: float | None
    contracted_low: float | None
    contracted_high: float | None
    delivered_low: float | None
    delivered_high: float | None
    delivered_total: float | None  # counted since some day: contains what earlier months hold
    delivered_since: str | None
    n_claims: int
    n_sources: int  # the fewest that bear one of the numbers
    claims: str  # ids, separated by blanks
    note: str  # what was added, and what was not


def pledge_rows(view: View) -> list[PledgeRow]:
    """Pledged, contracted and delivered per giver, receiver, item, unit and month.

    Statements of one time count once: the preferred of the best view. Those of different times
    within a month are added, and the note says so. Statuses are never added.
    """
    cells: dict[tuple[str, ...], list[Ranked]] = defaultdict(list)
    for series in best_view(view):
        if series.kind in KINDS and not series.is_rate and series.object:
            for one in series.preferred:
                month = _month(one)
                if one.statement.claim.status in STAGES and month:
                    cells[(*_parties(series), str(series.unit or ""), month)].append(one)
    return [_row(key, told) for key, told in sorted(cells.items())]


def _parties(series: Series) -> tuple[str, str, str]:
    return ", ".join(series.subject), ", ".join(series.object), series.item or ""


def _month(one: Ranked) -> str | None:
    """Of its time where it names one; of its report for a total so far and for a pledge, whose date is when it is due."""
    claim, published = one.statement.claim, one.statement.published
    until = claim.status == "pledged" and claim.date_from is None
    named = None if until or one.statement.is_running_total else claim.date_to or claim.date_from
    if named and len(named) >= 7:
        return named[:7]
    return f"{published:%Y-%m}" if published else named


def _row(key: tuple[str, ...], told: Sequence[Ranked]) -> PledgeRow:
    giver, receiver, item, unit, month = key
    totals = [one for one in told if one.statement.is_running_total and _stage(one) == "delivered"]
    total = max(totals, key=lambda one: str(one.statement.published or ""), default=None)
    sums: dict[str, Any] = {}
    notes = []
    for stage in STAGES:
        events = [one for one in told if _stage(one) == stage and one not in totals]
        sums[f"{stage}_low"] = _sum(one.statement.claim.low for one in events)
        sums[f"{stage}_high"] = _sum(one.statement.claim.high for one in events)
        if len(events) > 1:
            notes.append(f"{stage}: {len(events)} statements of different times added")
    if total:
        notes.append("delivered_total is counted since a day and is added to nothing")
    return PledgeRow(
        giver=giver,
        receiver=receiver,
        item=item,
        unit=unit,
        month=month,
        **sums,
        delivered_total=total.statement.anchor if total else None,
        delivered_since=total.statement.claim.date_from if total else None,
        n_claims=len(told),
        n_sources=min(one.n_sources for one in told),
        claims=" ".join(one.judged.id for one in told),
        note="; ".join(notes),
    )


def _stage(one: Ranked) -> str:
    return one.statement.claim.status


def _sum(values: Iterable[float | None]) -> float | None:
    """None where nothing was said, or where one side stays open."""
    found = list(values)
    return sum(v for v in found if v is not None) if found and None not in found else None


def converted(row: PledgeRow, to: str, own: Sequence[OwnRate] = ()) -> dict[str, Any]:
    """A row with its money in another currency beside it, and the rate, its day and source.

    Args:
        row: Of `pledge_rows`.
        to: ISO 4217 code.
        own: Rows of a user's rate table.
    """
    fields_of = {field.name: getattr(row, field.name) for field in fields(row)}
    empty = dict.fromkeys(f"{stage}_{side}_{to}" for stage in STAGES for side in ("low", "high"))
    told: dict[str, Any] = {
        **fields_of,
        **empty,
        "rate": None,
        "rate_date": None,
        "rate_source": None,
    }
    if row.unit not in CURRENCIES:
        return told
    day = _last_day(row.month)
    rate = rate_on(row.unit, to, day, own)
    if isinstance(rate, NoRate):
        return told | {"rate_source": str(rate)}
    for stage in STAGES:
        for side in ("low", "high"):
            value = fields_of[f"{stage}_{side}"]
            told[f"{stage}_{side}_{to}"] = None if value is None else value * rate.value
    return told | _cited(rate)


def _cited(rate: Rate) -> dict[str, Any]:
    return {"rate": rate.value, "rate_date": rate.day.isoformat(), "rate_source": rate.source}


def _last_day(month: str) -> date:
    return edtf_bounds(month)[1]


@dataclass(frozen=True, slots=True, kw_only=True)
class GiverRow:
    """What one giver pledged, contracted and delivered over all months. No column adds two statuses."""

    giver: str
    receiver: str
    item: str
    unit: str  # piece, or the currency that all money was converted to
    pledged_low: float | None
    pledged_high: float | None
    contracted_low: float | None
    contracted_high: float | None
    delivered_low: float | None
    delivered_high: float | None
    months: int  # how many months were added
    n_claims: int
    not_added: int  # months that have no dated rate, or only a total so far


def giver_rows(rows: Iterable[PledgeRow], to: str, own: Sequence[OwnRate] = ()) -> list[GiverRow]:
    """The table added up over months, money at each month's rate (rule B3).

    Args:
        rows: Of `pledge_rows`.
        to: ISO 4217 code that money is converted to.
        own: Rows of a user's rate table.
    """
    gathered: dict[tuple[str, str, str, str], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        told = converted(row, to, own)
        is_money = row.unit in CURRENCIES
        suffix = f"_{to}" if is_money else ""
        cells = {f"{s}_{b}": told[f"{s}_{b}{suffix}"] for s in STAGES for b in ("low", "high")}
        key = (row.giver, row.receiver, row.item, to if is_money else row.unit)
        gathered[key].append({**cells, "n_claims": row.n_claims})
    return [_added(key, told) for key, told in sorted(gathered.items())]


def _added(key: tuple[str, str, str, str], told: Sequence[dict[str, Any]]) -> GiverRow:
    giver, receiver, item, unit = key
    names = [f"{stage}_{bound}" for stage in STAGES for bound in ("low", "high")]
    sums: dict[str, Any] = {}
    for name in names:
        stage = name.rpartition("_")[0]
        # A month without a word on this stage adds nothing; an open side leaves the sum open.
        spoken = [
            row for row in told if any(row[f"{stage}_{b}"] is not None for b in ("low", "high"))
        ]
        values = [row[name] for row in spoken]
        sums[name] = sum(values) if values and None not in values else None
    silent = [row for row in told if all(row[name] is None for name in names)]
    return GiverRow(
        giver=giver,
        receiver=receiver,
        item=item,
        unit=unit,
        **sums,
        months=len(told) - len(silent),
        n_claims=sum(row["n_claims"] for row in told),
        not_added=len(silent),
    )
