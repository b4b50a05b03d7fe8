"""Rows into files: CSV, JSON and JSON Lines, with the same column names everywhere."""

import csv
import json
import math
from collections.abc import Sequence
from typing import Any, TextIO

FORMATS = ("csv", "json", "jsonl")


def write_rows(rows: Sequence[dict[str, Any]], fmt: str, stream: TextIO) -> None:
    """Write rows to a text stream, each value exactly as it is.

    CSV follows RFC 4180 (lines end in CRLF; open the file with `newline=""`); a list becomes one
    cell, joined by "; ", none an empty cell. JSON keeps lists and none.

    Raises:
        ValueError: A format that is not one of FORMATS.

    >>> import io
    >>> out = io.StringIO()
    >>> write_rows([{"item": "shell", "low": 200, "to": None}], "jsonl", out)
    >>> out.getvalue()
    '{"item": "shell", "low": 200, "to": null}\\n'
    """
    if fmt == "csv":
        _write_csv(rows, stream)
    elif fmt == "json":
        json.dump(plain(list(rows)), stream, ensure_ascii=False, indent=1, allow_nan=False)
        stream.write("\n")
    elif fmt == "jsonl":
        for row in rows:
            json.dump(plain(row), stream, ensure_ascii=False, allow_nan=False)
            stream.write("\n")
    else:
        raise ValueError(f"format {fmt!r} is not one of {', '.join(FORMATS)}")


def _write_csv(rows: Sequence[dict[str, Any]], stream: TextIO) -> None:
    if not rows:
        return
    writer = csv.DictWriter(stream, fieldnames=list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in row.items()})


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return "; ".join(str(part) for part in value)
    return value


def plain(value: Any) -> Any:
    """The value with none in place of every number that is not finite, which JSON cannot hold."""
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
