"""Raw rows to the fields of typed rows: each cell read as its column says."""

import re
from collections.abc import Mapping
from typing import Any

from materiel.core.dates import Step
from materiel.core.findings import Finding
from materiel.core.units import CURRENCIES, rate_per_month
from materiel.scenario.cells import (
    FORECAST,
    SERIES,
    SOURCE_FORMS,
    CellError,
    hint,
    largest_draw,
    read_date,
    read_distribution,
    read_integer,
    read_source,
    shorten,
)
from materiel.scenario.columns import LARGEST, Column
from materiel.scenario.forecasts import Forecasts
from materiel.scenario.read import SETTINGS, Raw
from materiel.scenario.records import Distribution, Parameter, Source

_NAME_OF_MONEY = ("price", "cost", "refurbish_price")  # columns that ask for a currency
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{2}", re.ASCII)
_NO_SOURCE = Source(kind="assumption")  # stands in where the fault is reported already


class RowReader:
    """Reads rows of every table; what is wrong goes to `findings`, and the row is left out."""

    def __init__(
        self,
        assumptions: dict[str, str],
        ids: Mapping[str, set[str]],
        findings: list[Finding],
        series: Mapping[str, set[str]] | None = None,
        forecasts: Forecasts | None = None,
        step: Step = "month",
    ) -> None:
        self.step = step
        self.forecasts = forecasts
        self.series = series or {}  # name → units of its rows
        self.used_series: set[str] = set()
        self.assumptions = assumptions
        self.ids = ids
        self.findings = findings
        self.used: set[str] = set()

    def read(self, raw: Raw) -> dict[str, Any] | None:
        """The fields of the row's record, or None when a cell is wrong."""
        before = len(self.findings)
        fields: dict[str, Any] = {"place": raw.place}
        self._check_unit(raw)
        sources = self._sources(raw)
        for column in raw.table.columns:
            cell = raw.cells.get(column.name)
            if cell is None:
                fields[column.field] = None
                if column.required:
                    self._report(raw, f"{column.name} is blank")
                continue
            try:
                fields[column.field] = self._value(raw, column, cell, sources)
            except CellError as error:
                self._report(raw, f"{column.name}: {error}")
        if raw.table.name == "items":
            fields["unit"] = raw.cells.get("unit")
        if raw.table.name == "funds":
            fields["currency"] = raw.cells.get("currency")
        wrong = any(finding.severity == "error" for finding in self.findings[before:])
        return None if wrong else fields

    def report_unused(self) -> None:
        """Tell which assumptions no number uses."""
        for name in self.assumptions:
            if name not in self.used:
                message = f"no number uses the assumption {shorten(name)!r}"
                self.findings.append(Finding(source=SETTINGS, message=message, severity="note"))
        for name in self.series:
            if name not in self.used_series:
                message = f"no number uses the series {shorten(name)!r}"
                self.findings.append(Finding(source="series.csv", message=message, severity="note"))

    def _report(self, raw: Raw, message: str) -> None:
        record = raw.cells.get("id")
        self.findings.append(Finding(source=raw.place, message=message, record=record))

    def _value(self, raw: Raw, column: Column, cell: str, sources: Mapping[str, Source]) -> Any:
        if column.kind == "number":
            return self._parameter(raw, column, cell, sources[column.name])
        if column.kind == "month":
            return read_date(cell, self.step)
        if column.kind == "integer":
            return read_integer(cell)
        if column.kind == "id" and _ID.fullmatch(cell) is None:
            raise CellError(
                f"{shorten(cell)!r}; use up to 80 letters, digits, '.', '-' and '_', a letter or digit first"
            )
        if column.kind == "choice" and cell not in column.choices:
            raise CellError(f"{shorten(cell)!r} is not one of {', '.join(column.choices)}")
        if column.kind == "country" and _COUNTRY.fullmatch(cell) is None:
            raise CellError(f"{shorten(cell)!r} is not two capital letters of ISO 3166-1")
        if column.kind == "reference" and cell not in self.ids[column.table]:
            near = hint(cell, self.ids[column.table])
            raise CellError(
                f"{shorten(cell)!r} is not an id in {column.table}.csv. Add the row there{near}"
            )
        return cell

    def _parameter(self, raw: Raw, column: Column, cell: str, source: Source) -> Parameter:
        unit = column.unit
        if unit == "series":
            unit = raw.cells.get("unit", "piece/month")
        named = SERIES.fullmatch(cell)
        if named:
            return self._varying(raw, column, named[1])
        if cell == FORECAST:
            value, source = self._forecast(raw, column, source, unit)
        else:
            value = read_distribution(cell)
        _check_range(cell, value, unit)
        currency = raw.cells.get("currency", "")
        own = raw.cells.get("unit", "")
        shown = {"money": currency, "price": f"{currency}/piece", "own": own}.get(unit, unit)
        return Parameter(
            table=raw.table.name,
            row=raw.cells.get("id", ""),
            column=column.name,
            value=value,
            unit=shown,
            source=source,
            place=raw.place,
        )

    def _forecast(
        self, raw: Raw, column: Column, source: Source, unit: str
    ) -> tuple[Distribution, Source]:
        """A number that a forecast gives."""
        if source.kind != FORECAST or self.forecasts is None:
            raise CellError(
                "is a forecast, its source is none. Write 'forecast: SERIES | DAY | MONTH'"
            )
        decided = raw.cells.get("decided", "") if column.name == "build_months" else ""
        if decided and (source.as_of or "")[:7] != decided[:7]:
            raise CellError(
                f"the wait counts from {source.as_of}, the project from {decided}. Write one month for both"
            )
        found = self.forecasts.number(source, unit)
        self.findings += self.forecasts.findings(raw.place, source)
        return found

    def _varying(self, raw: Raw, column: Column, series: str) -> Parameter:
        """A number whose values stand in series.csv."""
        if not column.varies:
            raise CellError("does not change over time here. Write a number or a distribution")
        units = self.series.get(series)
        if not units:
            raise CellError(
                f"series {shorten(series)!r} is not in series.csv. Add its rows there{hint(series, self.series)}"
            )
        if column.unit not in units:
            raise CellError(
                f"series {series!r} is in {min(units)!r}; expected {column.unit!r}. Correct series.csv"
            )
        self.used_series.add(series)
        return Parameter(
            table=raw.table.name,
            row=raw.cells.get("id", ""),
            column=column.name,
            value=Distribution(family="series", parameters=(0.0,), text=f"series: {series}"),
            unit=column.unit,
            source=Source(kind="assumption"),
            place=raw.place,
            series=series,
        )

    def _sources(self, raw: Raw) -> dict[str, Source]:
        """The source of each number that the row has."""
        sources: dict[str, Source] = {}
        blank = []
        read: dict[str, Source] = {}
        for column in raw.table.numbers:
            own = f"{column.name}_source"
            if own in raw.cells and column.name not in raw.cells:
                self._report(raw, f"{own} stands without a number in {column.name}")
            cell = raw.cells.get(own, raw.cells.get("source", ""))
            if column.name not in raw.cells:
                continue
            if SERIES.fullmatch(raw.cells[column.name]):  # its rows have sources of their own
                sources[column.name] = _NO_SOURCE
            elif not cell:
                blank.append(column.name)
            elif cell not in read:
                read[cell] = self._source(raw, own if own in raw.cells else "source", cell)
            sources[column.name] = read.get(cell, _NO_SOURCE)
        if blank:
            self._report(raw, f"no source for {', '.join(blank)}. Write {SOURCE_FORMS}")
        return sources

    def _source(self, raw: Raw, column: str, cell: str) -> Source:
        try:
            source = read_source(cell, self.assumptions)
        except CellError as error:
            self._report(raw, f"{column}: {error}")
            return _NO_SOURCE
        if source.name:
            self.used.add(source.name)
        return source

    def _check_unit(self, raw: Raw) -> None:
        expected, table = raw.table.unit, raw.table
        unit = raw.cells.get("unit", "")
        if expected is not None and unit != expected:
            meant = [c.name for c in table.numbers if c.unit == expected and c.name in raw.cells]
            if not unit or not meant:
                told = f"unit {shorten(unit)!r}" if unit else "unit is blank"
                self._report(raw, f"{told}; expected {expected!r}")
            for name in meant if unit else ():
                told = f"unit {shorten(unit)!r} of {name}; expected {expected!r}."
                self._report(raw, f"{told} {_way_out(unit, expected, raw.cells[name])}")
        currency = raw.cells.get("currency")
        if currency is not None and currency not in CURRENCIES:
            message = f"currency {shorten(currency)!r} is not a code of ISO 4217. Correct it{hint(currency.upper(), sorted(CURRENCIES))}"
            self._report(raw, message)
        if currency is None and (table.currency or any(n in raw.cells for n in _NAME_OF_MONEY)):
            self._report(raw, "currency is blank. Write a code of ISO 4217, for example EUR")


def _check_range(cell: str, value: Distribution, unit: str) -> None:
    """Refuse what no number of that unit can be."""
    if unit == "share" and value.family == "lognormal":
        raise CellError(f"{cell!r}: a lognormal can exceed 1. Write uniform, triangular or pert")
    if unit == "share" and value.support[1] > 1:
        percent = value.family == "point" and value.support[1] <= 100
        way_out = f". Divide percent by 100: {value.support[1] / 100:g}" if percent else ""
        raise CellError(f"{cell!r} is not between 0 and 1{way_out}")
    if unit == "shift" and value.support[0] < 1:
        raise CellError(f"{cell!r}: a line works in 1 to 3 shifts. A closed line has rate 0")
    largest = LARGEST[{"price": "money"}.get(unit, unit)]
    if largest_draw(value) > largest:
        told = ", round the clock" if unit == "shift" else ""
        raise CellError(
            f"{shorten(cell, 40)!r} is above {largest:g}{told}, the most that is accepted"
        )


def _way_out(unit: str, expected: str, cell: str) -> str:
    """How to turn a number in `unit` into one in `expected`."""
    counted, _, per = unit.partition("/")
    per = per.removesuffix("s")
    if expected != "piece/month" or counted not in ("piece", "pieces"):
        return f"Write the number in {expected!r}"
    try:
        factor = rate_per_month(1.0, per)
        value = read_distribution(cell)
    except (KeyError, CellError):
        return f"Write the number in {expected!r}"
    verb = {
        "year": "Divide by 12",
        "month": "Write the unit so",
        "week": f"Multiply by {factor:.6g}",
        "day": f"Multiply by {factor:.6g}",
    }[per]
    return f"{verb}: {_scaled(value, factor)}"


def _scaled(value: Distribution, factor: float) -> str:
    numbers = ", ".join(_plain(number * factor) for number in value.parameters)
    return numbers if value.family == "point" else f"{value.family}({numbers})"


def _plain(number: float) -> str:
    """Up to two decimals, without an exponent.

    >>> _plain(25000 / 12), _plain(24000 / 12)
    ('2083.33', '2000')
    """
    return f"{number:.2f}".rstrip("0").rstrip(".")
