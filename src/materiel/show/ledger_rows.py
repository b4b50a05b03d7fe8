"""What a ledger means, as rows: series, entities, comparisons, claims with what was decided."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from materiel.claims.wording import format_unit, format_value
from materiel.core.dates import edtf_bounds
from materiel.core.units import CURRENCIES
from materiel.documents.records import Document
from materiel.ledger.best import Ranked, Series
from materiel.ledger.effective import Judged
from materiel.ledger.identify import Entity, written
from materiel.ledger.money import NoRate, OwnRate, rate_on
from materiel.ledger.records import Comparison, Mark
from materiel.ledger.view import View
from materiel.show.tables import format_time, value_in_words

Row = dict[str, Any]


def series_rows(found: Iterable[Series]) -> list[Row]:
    """One row a series, with the latest of its preferred statements."""
    return [
        {
            "id": one.id,
            "kind": one.kind,
            "subject": list(one.subject),
            "object": list(one.object),
            "item": one.item,
            "unit": format_unit(one.unit, "month" if one.is_rate else None),
            "statements": len(one.statements),
            "documents": len({s.statement.claim.document for s in one.statements}),
            "sources": one.n_sources,
            "latest": _latest(one),
            "former_ids": list(one.former),
        }
        for one in found
    ]


def _latest(series: Series) -> str | None:
    if not series.preferred:
        return None
    last = series.preferred[-1].statement.claim
    return f"{format_value(last)}, {last.status}, {format_time(last) or 'undated'}"


def statement_rows(
    series: Series, *, to: str | None = None, rates: Sequence[OwnRate] = ()
) -> list[Row]:
    """One row a statement of a series: value, times, rank and reason.

    Args:
        series: One of the best view.
        to: A currency to convert money to, beside what was stated.
        rates: A user's rate table.
    """
    rows = []
    for one in series.statements:
        row = _statement_row(one)
        rows.append(row | _converted(one, to, rates) if to else row)
    return rows


def _statement_row(one: Ranked) -> Row:
    claim = one.judged.claim
    return {
        "rank": one.rank,
        "value": value_in_words(claim),
        "low": claim.low,
        "high": claim.high,
        "approx": claim.approx,
        "unit": claim.unit,
        "per": claim.per,
        "status": claim.status,
        "from": claim.date_from,
        "to": claim.date_to,
        "published": one.statement.published.isoformat() if one.statement.published else None,
        "recorded": one.recorded,
        "sources": one.n_sources,
        "grade": one.judged.grade,
        "standing": one.judged.standing,
        "reason": one.reason,
        "speaker": claim.speaker,
        "doc": claim.doc,
        "quote": claim.quote,
        "claim": one.judged.id,
    }


def _converted(one: Ranked, to: str, rates: Sequence[OwnRate]) -> Row:
    claim = one.judged.claim
    names = (f"low_{to}", f"high_{to}", "rate", "rate_date", "rate_source")
    empty: Row = dict.fromkeys(names)
    if claim.unit not in CURRENCIES:
        return empty
    day = edtf_bounds(claim.date_to)[1] if claim.date_to else one.statement.published
    if day is None:
        return empty | {"rate_source": "no rate: neither claim nor report has a date"}
    rate = rate_on(str(claim.unit), to, day, rates)
    if isinstance(rate, NoRate):
        return empty | {"rate_source": str(rate)}
    bounds = [None if v is None else v * rate.value for v in (claim.low, claim.high)]
    return dict(zip(names, [*bounds, rate.value, rate.day.isoformat(), rate.source], strict=True))


def entity_rows(found: Iterable[Entity]) -> list[Row]:
    """One row an actor or item."""
    return [
        {
            "id": one.id,
            "name": one.name,
            "spellings": list(one.spellings),
            "part_of": list(one.part_of),
            "uses": len(one.uses),
            "documents": len({use.claim.document for use in one.uses}),
            "decisions": len(one.decisions),
        }
        for one in found
    ]


def use_rows(entity: Entity, documents: Mapping[str, Document]) -> list[Row]:
    """One row a place where a spelling stands, with the words that stand there.

    Args:
        entity: An actor or item.
        documents: By id, for the words as the text spells them.
    """
    return [
        {
            "spelling": use.name,
            "as_written": ", ".join(written(use, documents)) or None,
            "role": use.role,
            "kind": use.claim.kind,
            "doc": use.claim.doc,
            "quote": use.claim.quote,
            "claim": use.claim.id,
        }
        for use in entity.uses
    ]


def comparison_rows(found: Iterable[Comparison], view: View) -> list[Row]:
    """One row a pair of claims, with value, document and quote of both."""
    known = {one.id: one for one in view.judged}
    return [
        {
            "relation": one.relation,
            "rule": one.rule,
            "explanation": one.explanation,
            "independence": one.independence or None,
            **_side("left", known[one.left]),
            **_side("right", known[one.right]),
            "others": list(one.others),
            "source": None,
        }
        for one in found
    ]


def _side(side: str, judged: Judged) -> Row:
    claim = judged.claim
    return {
        side: judged.id,
        f"{side}_value": value_in_words(claim),
        f"{side}_status": claim.status,
        f"{side}_time": format_time(claim),
        f"{side}_speaker": claim.speaker,
        f"{side}_grade": judged.grade,
        f"{side}_doc": claim.doc,
        f"{side}_quote": claim.quote,
    }


def mark_rows(found: Iterable[Mark]) -> list[Row]:
    """Marked passages in the columns of the comparisons, the passage on the left."""
    empty = [f"{s}{f}" for s in ("left", "right") for f in ("", "_value", "_status", "_time")]
    empty += [f"{s}_{f}" for s in ("left", "right") for f in ("speaker", "grade", "doc", "quote")]
    return [
        {
            "relation": one.relation,
            "rule": one.rule,
            "explanation": one.explanation,
            "independence": None,
            **dict.fromkeys(empty),
            "left_doc": one.doc,
            "left_quote": one.quote,
            "others": list(one.claims),
            "source": one.source or None,
        }
        for one in found
    ]


def judged_rows(found: Iterable[Judged]) -> list[Row]:
    """One row a claim as it is to be read, with what was decided about it."""
    return [
        {
            "id": one.id,
            **one.claim.fields(),
            "value": value_in_words(one.claim),
            "standing": one.standing,
            "flagged": one.flagged,
            "grade": one.grade,
            "decided_by": one.decisions[-1].author if one.decisions else None,
            "reason": one.decisions[-1].reason if one.decisions else None,
        }
        for one in found
    ]


def record_rows(found: Iterable[Any]) -> list[Row]:
    """Records with plain fields, one row each."""
    return [asdict(one) for one in found]
