"""A file of statements into records; what cannot be used is told, row by row (rule F2)."""

import csv
import io
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path

from materiel.core.errors import InputError
from materiel.core.findings import Finding, Severity
from materiel.forecast.doubts import doubts
from materiel.forecast.periods import basis_of, day_span, month_span
from materiel.forecast.records import (
    CEILINGS,
    CONTRACTS,
    GOALS,
    OUTCOMES,
    Statement,
    Table,
)

NEEDED = ("series_id", "statement_kind", "statement_date", "value_low", "unit", "per", "valid_for")
OPTIONAL = ("producer", "item", "value_high", "speaker", "publisher", "url", "note", "confidence")
MOST_BYTES = 200_000_000
_WAY_OUT = "Give a UTF-8 CSV file with the columns of docs/forecast.md."


def read_reference() -> Table:
    """The statements that come with materiel.

    >>> len({statement.series for statement in read_reference().statements}) > 90
    True
    """
    file = resources.files("materiel.forecast") / "reference" / "statements.csv"
    return parse_statements(file.read_text("utf-8"), "statements.csv")


def read_statements(path: Path) -> Table:
    """The statements of a CSV file.

    Raises:
        InputError: No such file, not UTF-8, no CSV, or a needed column is missing.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(f"more than {MOST_BYTES:,} bytes", where=str(path), way_out=_WAY_OUT)
        content = path.read_bytes()
    except FileNotFoundError:
        raise InputError("no such file", where=str(path), way_out=_WAY_OUT) from None
    except IsADirectoryError:
        raise InputError("a folder, not a file", where=str(path), way_out=_WAY_OUT) from None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what = f"not UTF-8: byte 0x{content[error.start]:02x} at {error.start}"
        raise InputError(what, where=str(path), way_out=_WAY_OUT) from None
    return parse_statements(text, path.name)


def parse_statements(text: str, name: str) -> Table:
    """The statements of a CSV text; `name` is how findings call it.

    Raises:
        InputError: No CSV, or a needed column is missing.
    """
    if "\x00" in text:
        raise InputError("holds NUL characters", where=name, way_out=_WAY_OUT)
    reader = csv.DictReader(io.StringIO(text, newline=""), restkey="", strict=False)
    try:
        columns = [column.strip().lower() for column in reader.fieldnames or ()]
        _require(columns, name)
        reader.fieldnames = columns
        rows = [(reader.line_num, row) for row in reader if _says_something(row)]
    except csv.Error as error:
        raise InputError(f"no CSV: {error}", where=name, way_out=_WAY_OUT) from None
    if not rows:
        raise InputError("no rows", where=name, way_out=_WAY_OUT)
    table = read_rows(rows, name)
    unused = [c for c in columns if c and c not in NEEDED + OPTIONAL]
    notes = [
        Finding(source=name, message=f"column {c!r} is not used", severity="note") for c in unused
    ]
    return Table(statements=table.statements, findings=(*notes, *table.findings))


def _says_something(row: Mapping[str, object]) -> bool:
    return any(isinstance(cell, str) and cell.strip() for cell in row.values())


def _require(columns: list[str], name: str) -> None:
    missing = [column for column in NEEDED if column not in columns]
    if missing:
        raise InputError(f"no column {', '.join(missing)}", where=name, way_out=_WAY_OUT)
    twice = [column for column, n in Counter(columns).items() if n > 1 and column]
    if twice:
        raise InputError(f"two columns {', '.join(twice)}", where=name, way_out=_WAY_OUT)


def read_rows(rows: Iterable[tuple[int, Mapping[str, object]]], name: str) -> Table:
    """Statements of numbered rows; a row that cannot be used becomes a finding."""
    statements: list[Statement] = []
    findings: list[Finding] = []
    for number, row in rows:
        place = f"{name}:{number}"
        cells = {key: value.strip() for key, value in row.items() if isinstance(value, str)}
        try:
            statements.append(_statement(cells, place))
        except ValueError as error:
            series = cells.get("series_id") or None
            findings.append(_told(place, f"left aside: {error}", "warning", series))
        else:
            findings += _odd(statements[-1])
    findings += [*_mixed(statements), *doubts(statements)]
    kept, reprints = _without_reprints(statements)
    return Table(statements=tuple(kept), findings=(*findings, *reprints))


def _told(place: str, message: str, severity: Severity, series: str | None) -> Finding:
    return Finding(source=place, message=message, severity=severity, record=series)


def _statement(cells: Mapping[str, str], place: str) -> Statement:
    if not cells.get("series_id"):
        raise ValueError("no series_id")
    per = cells.get("per", "").lower()
    footing = basis_of(per)
    if footing is None:
        raise ValueError(f"per {per!r}; expected day, week, month, quarter, year or total")
    factor, basis = footing
    low = _number(cells.get("value_low", ""), "value_low")
    high = _number(cells["value_high"], "value_high") if cells.get("value_high") else low
    if low > high:
        raise ValueError(f"value_low {low:g} above value_high {high:g}")
    said, months = day_span(cells.get("statement_date", "")), month_span(cells.get("valid_for", ""))
    return Statement(
        series=cells["series_id"],
        kind=cells.get("statement_kind", "").lower(),
        said=cells.get("statement_date", ""),
        said_first=said[0] if said else None,
        said_last=said[1] if said else None,
        low=low * factor,
        high=high * factor,
        unit=cells.get("unit", "").lower(),
        per=per,
        basis=basis,
        first=months[0] if months else None,
        last=months[1] if months else None,
        valid_for=cells.get("valid_for", ""),
        place=place,
        confidence=cells.get("confidence", "").lower(),
        **{key: cells.get(key, "") for key in _WORDS},
    )


_WORDS = ("producer", "item", "speaker", "publisher", "url", "note")


def _number(text: str, column: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"{column} {text!r} is no number") from None
    if "_" in text or not math.isfinite(value) or value > 1e15:
        raise ValueError(f"{column} {text!r} is no finite number below 1e15")
    if value < 0:
        raise ValueError(f"{column} {text!r} is negative")
    return value


def _odd(statement: Statement) -> list[Finding]:
    """What one usable row should be told of."""
    said, kinds = statement.said_month, (*GOALS, *OUTCOMES, *CEILINGS, *CONTRACTS)
    notes = []
    if statement.kind not in kinds:
        notes.append(f"kind {statement.kind!r} is not known; kept, but nothing is computed from it")
    if said is None:
        notes.append("no statement_date: nobody can tell when it was known, so it is not used")
    if statement.is_goal and statement.last is None:
        notes.append("a goal without a date: shown, never scored")
    if statement.is_goal and not statement.mid:
        notes.append("a goal of 0 has no ratio: not scored")
    if statement.valid_for.upper().startswith("FY") and statement.producer not in ("USA", ""):
        notes.append(f"{statement.valid_for} is read as October to September, as in the USA")
    ahead = (
        statement.first is not None
        and said is not None
        and statement.first > _month_after(statement)
    )
    if statement.kind in OUTCOMES and ahead:
        notes.append(f"an actual of {statement.valid_for} stated {statement.said}: not used")
    return [Finding(source=statement.place, message=n, severity="note") for n in notes]


def _month_after(statement: Statement) -> int:
    from datetime import date

    assert statement.said_last is not None
    day = date.fromordinal(statement.said_last)
    return day.year * 12 + day.month - 1


def _mixed(statements: list[Statement]) -> list[Finding]:
    """Series of several units or bases, and rates stated by several periods."""
    bases: dict[str, set[str]] = defaultdict(set)
    periods: dict[str, set[str]] = defaultdict(set)
    for s in statements:
        bases[s.series].add(f"{s.unit} ({s.basis})")
        if s.basis == "rate":
            periods[s.series].add(s.per)
    findings = []
    for series, found in bases.items():
        if len(found) > 1:
            message = "more than one measure, compared only within each: " + ", ".join(
                sorted(found)
            )
            findings.append(Finding(source=series, message=message, severity="warning"))
        if len(periods[series]) > 1:
            message = f"rates by {' and '.join(sorted(periods[series]))}, brought to one year"
            findings.append(Finding(source=series, message=message, severity="note"))
    return findings


def _without_reprints(statements: list[Statement]) -> tuple[list[Statement], list[Finding]]:
    """The same figure for the same time, stated on one day: one statement (rule F4)."""
    seen: dict[tuple[object, ...], Statement] = {}
    findings = []
    for s in statements:
        key = (s.series, s.kind, s.said, s.low, s.high, s.unit, s.basis, s.valid_for)
        first = seen.setdefault(key, s)
        if first is not s:
            message = f"the same figure as {first.place}, counted once"
            findings.append(_told(s.place, message, "note", s.series))
    return list(seen.values()), findings
