"""Levers and budgets in one currency: each amount at the rate of the month called now."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from materiel.core.dates import edtf_bounds
from materiel.core.findings import Finding
from materiel.ledger.money import NoRate, Rate, rate_on
from materiel.scenario.records import Distribution, Parameter

COLUMNS = {"levers": ("price", "cost"), "budgets": ("amount",)}
Rows = Mapping[str, tuple[Any, ...]]


def in_one_currency(
    rows: Rows, as_of: str, findings: list[Finding]
) -> tuple[dict[str, tuple[Any, ...]], tuple[Rate, ...]]:
    """The rows with all money of levers and budgets in the currency of the first budget, else lever.

    Args:
        rows: Of every table.
        as_of: The month whose last rate counts, as EDTF.
        findings: Hears of each rate that was used, and of each that is missing.

    Returns:
        The rows, those without a rate as they were, and the rates.

    Source: docs/model.md, rules M2 and Q33.
    """
    paid = [(row, value) for row, value in _amounts(rows)]
    found: dict[str, Rate | NoRate] = {}
    if not as_of or len({_currency(value) for _, value in paid}) < 2:
        return dict(rows), ()
    to = _currency(paid[0][1])
    for row, value in paid:
        currency = _currency(value)
        if currency not in found and currency != to:
            found[currency] = rate_on(currency, to, edtf_bounds(as_of)[1])
            findings.append(_told(found[currency], row))
    rates = {name: rate for name, rate in found.items() if isinstance(rate, Rate)}
    converted = dict(rows)
    for table, columns in COLUMNS.items():
        converted[table] = tuple(_converted(row, columns, rates) for row in rows[table])
    return converted, tuple(rates.values())


def _amounts(rows: Rows) -> list[tuple[Any, Parameter]]:
    """Rows with money, budgets first."""
    return [
        (row, value)
        for table in ("budgets", "levers")
        for row in rows[table]
        for column in COLUMNS[table]
        if (value := getattr(row, column)) is not None
    ]


def _currency(value: Parameter) -> str:
    return value.unit.partition("/")[0]


def _told(rate: Rate | NoRate, row: Any) -> Finding:
    if isinstance(rate, NoRate):
        message = f"{rate}. Convert it to {rate.to} and say the rate in its source"
        return Finding(source=row.place, message=message, record=row.id)
    message = (
        f"{rate.currency} is counted at {rate.value:.6g} {rate.to}, the rate of "
        f"{rate.day.isoformat()} ({rate.source})"
    )
    return Finding(source=row.place, message=message, record=row.id, severity="note")


def _converted(row: Any, columns: tuple[str, ...], rates: Mapping[str, Rate]) -> Any:
    changed = {}
    for column in columns:
        value = getattr(row, column)
        if value is not None and _currency(value) in rates:
            rate = rates[_currency(value)]
            unit = value.unit.replace(rate.currency, rate.to, 1)
            changed[column] = replace(value, value=_scaled(value.value, rate), unit=unit)
    return replace(row, **changed) if changed else row


def _scaled(value: Distribution, rate: Rate) -> Distribution:
    kept = 2 if value.family == "beta" else 0  # its shapes
    numbers = (*value.parameters[:kept], *(n * rate.value for n in value.parameters[kept:]))
    return replace(value, parameters=numbers, text=f"{value.text} {rate.currency}")
