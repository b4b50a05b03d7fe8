"""Rows as Parquet and Arrow, typed by the contract."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from materiel.show.exports.contract import Column, columns_of

_TYPES = {
    "text": pa.string(),
    "list": pa.list_(pa.string()),
    "number": pa.float64(),
    "integer": pa.int64(),
    "flag": pa.bool_(),
    "date": pa.string(),  # EDTF: a year or a month is no day
    "time": pa.timestamp("s", tz="UTC"),
}


def to_arrow(rows: Sequence[dict[str, Any]], table: str | None = None) -> pa.Table:
    """Rows as an Arrow table.

    >>> to_arrow([{"item": "shell", "low": 2.0}]).schema.names
    ['item', 'low']
    """
    columns = columns_of(table, rows)
    schema = pa.schema(
        pa.field(c.name, _TYPES[c.type], metadata={"about": c.about} if c.about else None)
        for c in columns
    )
    data = [[_cell(row.get(c.name), c) for row in rows] for c in columns]
    return pa.table(data, schema=schema)


def to_parquet(rows: Sequence[dict[str, Any]], table: str | None = None) -> bytes:
    """Rows as the bytes of a Parquet file."""
    stream = io.BytesIO()
    pq.write_table(to_arrow(rows, table), stream, compression="zstd")
    return stream.getvalue()


def _cell(value: Any, column: Column) -> Any:
    if value is None:
        return None
    if column.type == "time":
        return datetime.fromisoformat(value).astimezone(UTC)
    if column.type == "list":
        return [str(part) for part in value]
    return str(value) if column.type in ("text", "date") else value
