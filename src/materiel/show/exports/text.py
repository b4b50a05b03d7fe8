"""Rows into text files: CSV, JSON and JSON Lines, with the same column names everywhere."""

import csv
import io
import json
import math
from collections.abc import Sequence
from typing import Any, TextIO

FORMATS = ("csv", "json", "jsonl")
TRIGGERS = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so is run by a spreadsheet


def write_rows(
    rows: Sequence[dict[str, Any]],
    fmt: str,
    stream: TextIO,
    *,
    columns: Sequence[str] = (),
    safe: bool = False,
) -> None:
    """Write rows to a text stream, each value exactly as it is.

    CSV follows RFC 4180 (lines end in CRLF; open the file with `newline=""`); a list becomes one
    cell, joined by "; ", none an empty cell. JSON keeps lists and none.

    Args:
        rows: Records with the same keys.
        fmt: One of FORMATS.
        stream: Where to.
        columns: Their order; that of the first row when empty.
        safe: In CSV, put ' before a text that a spreadsheet would run as a formula.

    Raises:
        ValueError: A format that is not one of FORMATS.

    >>> import io
    >>> out = io.StringIO()
    >>> write_rows([{"item": "shell", "low": 200, "to": None}], "jsonl", out)
    >>> out.getvalue()
    '{"item": "shell", "low": 200, "to": null}\\n'
    """
    if fmt == "csv":
        _write_csv(rows, stream, list(columns) or list(rows[0] if rows else ()), safe)
    elif fmt == "json":
        json.dump(plain(list(rows)), stream, ensure_ascii=False, indent=1, allow_nan=False)
        stream.write("\n")
    elif fmt == "jsonl":
        for row in rows:
            json.dump(plain(row), stream, ensure_ascii=False, allow_nan=False)
            stream.write("\n")
    else:
        raise ValueError(f"format {fmt!r} is not one of {', '.join(FORMATS)}")


def to_text(
    rows: Sequence[dict[str, Any]], fmt: str, *, columns: Sequence[str] = (), safe: bool = False
) -> bytes:
    """What `write_rows` writes, as UTF-8."""
    stream = io.StringIO(newline="")
    write_rows(rows, fmt, stream, columns=columns, safe=safe)
    return stream.getvalue().encode("utf-8")


def _write_csv(
    rows: Sequence[dict[str, Any]], stream: TextIO, columns: Sequence[str], safe: bool
) -> None:
    if not columns:
        return
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        cells = [_cell(row.get(name)) for name in columns]
        writer.writerow([_harmless(cell) for cell in cells] if safe else cells)


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return "; ".join(str(part) for part in value)
    if isinstance(value, dict):
        return json.dumps(plain(value), ensure_ascii=False, allow_nan=False)
    return value


def _harmless(cell: Any) -> Any:
    """Numbers stay numbers; only a text is marked."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(TRIGGERS) else cell


def plain(value: Any) -> Any:
    """The value with none in place of every number that is not finite, which JSON cannot hold."""
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
