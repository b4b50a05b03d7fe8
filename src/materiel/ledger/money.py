"""Money at the rate of its day: the one door to CurrencyConverter. Rules M1–M4 of docs/model.md."""

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from materiel.core.dates import edtf_bounds, is_edtf
from materiel.core.errors import InputError
from materiel.core.units import CURRENCIES

BASE = "EUR"
LONGEST_GAP = timedelta(days=7)  # rates are set on working days; the longest pause is Easter
COLUMNS = ("from", "to", "currency", "per_eur", "source")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """What one unit of a currency was worth in another, when, and who says so."""

    value: float  # units of `to` for one of `currency`
    currency: str
    to: str
    day: date  # the day on which the rate was set
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NoRate:
    """No rate is an answer: money without one stays as it was stated (rule M3)."""

    currency: str
    to: str
    day: date

    def __str__(self) -> str:
        missing = self.to if self.currency == BASE else self.currency
        return f"no rate for {missing} on {self.day.isoformat()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRate:
    """A row of a user's rate table: how many units one euro buys within these days."""

    first: date
    last: date
    currency: str
    per_eur: float
    source: str


def rate_on(currency: str, to: str, day: date, own: Sequence[OwnRate] = ()) -> Rate | NoRate:
    """The rate in force on a day: that of the last day on which one was set, at most a week before.

    Args:
        currency: ISO 4217 code that is given.
        to: ISO 4217 code that is wanted.
        day: The day that the money is spoken of.
        own: Rows of a user's table; they come before the European Central Bank's rates.

    Source: docs/model.md, rules M1–M3.

    >>> found = rate_on("CHF", "USD", date(2023, 6, 17))
    >>> round(found.value, 4), found.day.isoformat()
    (1.1224, '2023-06-16')
    >>> print(rate_on("UAH", "EUR", date(2023, 11, 4)))
    no rate for UAH on 2023-11-04
    """
    if currency == to:
        return Rate(value=1.0, currency=currency, to=to, day=day, source="the same currency")
    for back in range(LONGEST_GAP.days + 1):
        on = day - timedelta(days=back)
        given, wanted = _per_eur(currency, on, day, own), _per_eur(to, on, day, own)
        if given and wanted:
            sources = dict.fromkeys(s for _, s in (given, wanted) if s)
            return Rate(
                value=wanted[0] / given[0],
                currency=currency,
                to=to,
                day=on,
                source="; ".join(sources),
            )
    known = currency != BASE and any(
        _per_eur(currency, day - timedelta(days=n), day, own) for n in range(LONGEST_GAP.days + 1)
    )
    return NoRate(currency=to if known else currency, to=to, day=day)


@cache
def rates_ever(currency: str, to: str) -> tuple[Rate, Rate] | tuple[None, None]:
    """The lowest and the highest rate of all first days of a month; for a report without a date.

    >>> low, high = rates_ever("CHF", "USD")
    >>> round(low.value, 2), round(high.value, 2)
    (0.56, 1.3)
    """
    bounds = [_converter().bounds[c] for c in (currency, to) if c in _converter().bounds]
    if not bounds:
        return None, None
    found = []
    day, last = max(b.first_date for b in bounds), min(b.last_date for b in bounds)
    while day <= last:
        rate = rate_on(currency, to, day)
        if isinstance(rate, Rate):
            found.append(rate)
        day = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
    ordered = sorted(found, key=lambda rate: rate.value)
    return (ordered[0], ordered[-1]) if ordered else (None, None)


def _per_eur(
    currency: str, on: date, asked: date, own: Sequence[OwnRate]
) -> tuple[float, str] | None:
    """Units of a currency for one euro, and who says so; the euro itself needs nobody."""
    if currency == BASE:
        return 1.0, ""
    for row in own:
        if row.currency == currency and row.first <= asked <= row.last:
            return row.per_eur, row.source
    return _ecb(currency, on)


def _ecb(currency: str, on: date) -> tuple[float, str] | None:
    from currency_converter import RateNotFoundError

    converter = _converter()
    if currency not in converter.currencies:
        return None
    try:
        value = float(converter.convert(1, BASE, currency, date=on))
    except RateNotFoundError:
        return None
    return value, f"European Central Bank, by CurrencyConverter {version('currencyconverter')}"


@cache
def _converter() -> Any:
    """The rates that come with the library; both of its silent fallbacks stay off."""
    from currency_converter import CurrencyConverter

    return CurrencyConverter(fallback_on_missing_rate=False, fallback_on_wrong_date=False)


def read_rates(path: Path) -> list[OwnRate]:
    """A user's rate table, CSV with the columns from, to, currency, per_eur, source.

    Raises:
        InputError: A column is missing, or a cell is no date, no currency or no positive number.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        told = error.strerror if isinstance(error, OSError) else "it is no text in UTF-8"
        way_out = f"Give a CSV file with the columns {', '.join(COLUMNS)}."
        raise InputError(
            f"the rate table cannot be read: {told}", where=str(path), way_out=way_out
        ) from error
    return [_own_rate(row, f"{path}:{number}") for number, row in enumerate(rows, start=2)]


def _own_rate(row: dict[str, str], place: str) -> OwnRate:
    wrong = _fault(row)
    if wrong:
        raise InputError(
            wrong,
            where=place,
            way_out=f"Columns: {', '.join(COLUMNS)}; one row a currency and period.",
        )
    return OwnRate(
        first=edtf_bounds(row["from"])[0],
        last=edtf_bounds(row["to"])[1],
        currency=row["currency"],
        per_eur=float(row["per_eur"]),
        source=row["source"],
    )


def _fault(row: dict[str, str]) -> str | None:
    for column in COLUMNS:
        if not row.get(column):
            return f"no value in the column {column!r}"
    for column in ("from", "to"):
        if not is_edtf(row[column]):
            return f"{column} {row[column]!r} is no date"
    if row["currency"] not in CURRENCIES:
        return f"currency {row['currency']!r} is no ISO 4217 code"
    try:
        value = float(row["per_eur"])
    except ValueError:
        return f"per_eur {row['per_eur']!r} is no number"
    if not (math.isfinite(value) and value > 0):
        return f"per_eur {row['per_eur']!r}; a finite number above 0 is needed"
    return None
