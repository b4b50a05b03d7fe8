"""Rows as an Excel workbook: a README sheet, then one sheet a table with its headers in row 1.

No cell is a formula or a link, none is merged, a missing value is an empty cell.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from materiel.core.errors import InputError
from materiel.show.exports.contract import TABLES, Column, columns_of

LONGEST = 32_767  # characters that a cell holds
MOST_ROWS = 1_048_575
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd hh:mm:ss",
}
_WIDTHS = {"quote": 60, "explanation": 60, "about": 40, "title": 40}
_ALWAYS = datetime(1980, 1, 1)  # as the times in the zip: the same rows are the same bytes


def to_xlsx(
    tables: Mapping[str, Sequence[dict[str, Any]]], about: Sequence[tuple[str, str]]
) -> bytes:
    """A workbook's bytes.

    Args:
        tables: Sheet name → rows.
        about: What the README sheet says, as pairs of heading and text.

    Raises:
        InputError: A cell or a table that a workbook cannot hold whole; nothing is cut.

    >>> to_xlsx({"claims": [{"quote": "=1+1"}]}, [("title", "A test")])[:2]
    b'PK'
    """
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, _OPTIONS)
    book.set_properties({"created": _ALWAYS})
    bold = book.add_format({"bold": True})
    _write_readme(book.add_worksheet("README"), bold, about, tables)
    for name, rows in tables.items():
        sheet = book.add_worksheet(name[:31])
        columns = columns_of(name, rows)
        if len(rows) > MOST_ROWS:
            raise _too_large(f"{len(rows):,} rows", name)
        for at, column in enumerate(columns):
            _require_written(sheet.write_string(0, at, column.name, bold), name, 1, column.name)
            sheet.set_column(at, at, _WIDTHS.get(column.name, 16))
        sheet.freeze_panes(1, 0)
        for number, row in enumerate(rows, start=1):
            for at, column in enumerate(columns):
                code = _write(sheet, number, at, row.get(column.name), column)
                _require_written(code, name, number + 1, column.name)
    book.close()
    return stream.getvalue()


def _write_readme(
    sheet: Worksheet,
    bold: Any,
    about: Sequence[tuple[str, str]],
    tables: Mapping[str, Sequence[dict[str, Any]]],
) -> None:
    lines = [*about, ("", "")]
    for name, rows in tables.items():
        lines.append((name, f"{len(rows)} rows"))
        lines += [(f"{name}.{c.name}", f"{c.type}: {c.about}") for c in TABLES.get(name, ())]
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 100)
    for number, (heading, text) in enumerate(lines):
        _require_written(sheet.write_string(number, 0, heading, bold), "README", number + 1, "A")
        _require_written(sheet.write_string(number, 1, text), "README", number + 1, "B")


def _write(sheet: Worksheet, row: int, at: int, value: Any, column: Column) -> int:
    if value is None:
        return 0
    if column.type == "flag":
        return int(sheet.write_boolean(row, at, bool(value)))
    if column.type in ("number", "integer"):
        return int(sheet.write_number(row, at, value))
    if column.type == "time":
        moment = datetime.fromisoformat(value).astimezone(UTC).replace(tzinfo=None)
        return int(sheet.write_datetime(row, at, moment))
    text = "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    if len(text) > LONGEST:  # XlsxWriter would cut it
        return -2
    return int(sheet.write_string(row, at, text))


def _require_written(code: int, sheet: str, row: int, column: str) -> None:
    if code != 0:
        raise _too_large(
            f"row {row}, column {column}: a text of over {LONGEST:,} characters", sheet
        )


def _too_large(what: str, sheet: str) -> InputError:
    return InputError(
        f"a workbook cannot hold {what}",
        where=f"sheet {sheet}",
        way_out="Export as csv, jsonl or parquet, which hold it whole.",
    )
