"""Questions in SQL: the record as tables in memory, fed from the rows after a watermark.

The one door to DuckDB. Nothing is kept in a file, nothing is downloaded, and a question cannot
write, read files or reach the network (docs/model.md, rule L9).
"""

import json
import re
import threading
from itertools import islice
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from materiel.core.errors import DamagedError, InputError
from materiel.ledger.append import Ledger
from materiel.ledger.asking import too_large, too_long
from materiel.ledger.derived import COLUMNS, derived_rows
from materiel.ledger.payloads import WAY_OUT
from materiel.ledger.recorded import until
from materiel.ledger.records import Row, RowKind
from materiel.ledger.store import Lines

CHUNK = 122_880  # claims that cross at once: DuckDB keeps so many rows in a group
THREADS = 2
BLOCK = 2000  # other rows, which may be large
SECONDS = 10.0
MEMORY = "2GB"

_WORDS = "VARCHAR"
# Table → the fields that its rows have in the record (docs/exports.md tells what each means).
_FIELDS: dict[RowKind, dict[str, Any]] = {
    "claim": {
        **dict.fromkeys(("id", "doc", "quote", "kind"), _WORDS),
        "subject": [_WORDS],
        "object": [_WORDS],
        "item": _WORDS,
        **dict.fromkeys(("low", "high"), "DOUBLE"),
        "approx": "BOOLEAN",
        **dict.fromkeys(("unit", "per", "status", "from", "to", "speaker", "document"), _WORDS),
        **dict.fromkeys(("start", "end"), "BIGINT"),
        "extractor": _WORDS,
    },
    "reading": {"document": _WORDS, "extractor": _WORDS, "claims": "BIGINT"},
    "document": dict.fromkeys(
        ("id", "name", "title", "publisher", "url", "language", "published", "published_reason"),
        _WORDS,
    ),
    "decision": {
        **dict.fromkeys(("id", "action"), _WORDS),
        "about": [_WORDS],
        **dict.fromkeys(("author", "made", "reason", "value"), _WORDS),
        "changes": "JSON",
    },
}
_ARRIVING = pa.schema(
    [
        ("seq", pa.int64()),
        ("recorded", pa.string()),
        ("reading", pa.int64()),
        ("row", pa.string()),
    ]
)
_OTHERS: tuple[RowKind, ...] = ("reading", "document", "decision")
# What was recorded up to a time: one reading of each document, the newest (rule L5).
_AS_OF = r"""
CREATE MACRO last_recorded(time) AS CASE
    WHEN regexp_full_match(time, '\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ') THEN time
    WHEN regexp_full_match(time, '\d{4}(-\d\d(-\d\d)?)?') THEN time || '~' -- behind all that begins so
    ELSE error(time || ' is neither a date nor a time, as 2024-03-31 or 2024-03-31T23:59:59Z') END;
CREATE MACRO documents_as_of(time) AS TABLE SELECT * FROM every_document WHERE recorded <= last_recorded(time);
CREATE MACRO decisions_as_of(time) AS TABLE SELECT * FROM every_decision WHERE recorded <= last_recorded(time);
CREATE MACRO readings_as_of(time) AS TABLE
    SELECT max(seq) AS seq FROM every_reading WHERE recorded <= last_recorded(time) GROUP BY document;
CREATE MACRO claims_as_of(time) AS TABLE
    SELECT * FROM every_claim SEMI JOIN readings_as_of(time) chosen ON reading = chosen.seq;
"""
_ARROW = {
    "VARCHAR": pa.string(),
    "VARCHAR[]": pa.list_(pa.string()),
    "DOUBLE": pa.float64(),
    "BIGINT": pa.int64(),
    "BOOLEAN": pa.bool_(),
}
_VIEWS = ("documents", "claims", "decisions")


class Analysis:
    """The record of a ledger as tables `documents`, `claims`, `decisions`, and what follows from them.

    Args:
        ledger: An open ledger.
        as_of: The record as it stood at the end of this day, month or year, or at this time.

    >>> import tempfile, pathlib
    >>> with Ledger(pathlib.Path(tempfile.mkdtemp()) / "ledger.sqlite") as ledger:
    ...     Analysis(ledger).query("SELECT count(*) AS claims FROM claims").to_pylist()
    [{'claims': 0}]
    """

    def __init__(self, ledger: Ledger, *, as_of: str | None = None, memory: str = MEMORY) -> None:
        self._ledger = ledger
        self._as_of = as_of
        self._derived = -1  # the watermark at which series and entities were made
        self._watermark = 0
        self._readings = np.zeros(1, np.int64)  # row numbers, behind a nought
        self._database = duckdb.connect(config=_locked(memory))
        self._database.register("arriving", _ARRIVING.empty_table())
        for kind in _FIELDS:
            self._database.execute(f"CREATE TABLE every_{kind} AS {_parsed(kind)}")
        self._database.execute(_AS_OF)
        time = until(as_of)
        for view in _VIEWS:
            self._database.execute(f"CREATE VIEW {view} AS FROM {view}_as_of('{time}')")
        self.refresh()
        self._database.execute("SET lock_configuration = true")

    def refresh(self) -> int:
        """Take in the rows that were appended since; gives the number of the last row."""
        upto, readings = self._ledger.head().count, self._readings
        try:
            self._take_in(self._watermark, upto)
        except BaseException:  # a transaction would hold all rows twice
            for kind in _FIELDS:
                self._database.execute(f"DELETE FROM every_{kind} WHERE seq > {self._watermark}")
            self._readings = readings
            raise
        self._watermark = upto
        return upto

    def _take_in(self, after: int, upto: int) -> None:
        for kind in _OTHERS:
            rows = self._ledger.rows(after=after, upto=upto, kind=kind)
            while block := list(islice(rows, BLOCK)):
                self._take_others(kind, block)
        for lines in self._ledger.claim_lines(after=after, upto=upto, limit=CHUNK):
            seqs = np.fromstring(lines.seqs, np.int64, sep=",")
            self._take("claim", seqs, lines.recorded.split("\n"), _by_line(lines))

    def _take_others(self, kind: RowKind, rows: list[Row]) -> None:
        seqs = [row.seq for row in rows]
        if kind == "reading":
            self._readings = np.append(self._readings, seqs)
        text = pa.array([row.payload for row in rows], pa.binary()).cast(pa.string())
        self._take(kind, seqs, [row.recorded for row in rows], text)

    def _take(self, kind: RowKind, seqs: Any, recorded: list[str], text: pa.Array) -> None:
        """Rows as Arrow columns; what they hold stays text until DuckDB reads it."""
        # The reading of a claim is the last that stands before it (rule L5).
        readings = self._readings[np.searchsorted(self._readings, seqs, "right") - 1]
        table = pa.table([seqs, recorded, readings, text], schema=_ARRIVING)
        # DuckDB reads the batches of a table side by side: one for each thread.
        batches = table.to_batches(max_chunksize=-(-max(len(table), 1) // THREADS))
        self._database.register("arriving", pa.Table.from_batches(batches, _ARRIVING))
        self._database.execute(f"INSERT INTO every_{kind} {_parsed(kind)}")

    def query(self, sql: str, *, seconds: float = SECONDS) -> pa.Table:
        """The answer to one SELECT.

        Args:
            sql: One statement that reads.
            seconds: Time after which it is stopped.

        Raises:
            InputError: No SELECT, more than one statement, a fault in it, too long or too large.
        """
        _require_select(sql)
        if re.search(rf"\b({'|'.join(COLUMNS)})\b", sql, re.IGNORECASE):
            self._derive()
        timer = threading.Timer(seconds, self._database.interrupt)
        timer.start()
        try:
            answer = self._database.sql(sql).to_arrow_table()
        except duckdb.InterruptException as error:
            raise too_long(seconds) from error
        except duckdb.OutOfMemoryException as error:
            raise too_large() from error
        except duckdb.Error as error:
            first = str(error).strip().splitlines()[0]
            raise InputError(
                first, where="SQL", way_out="Tables and columns: docs/exports.md."
            ) from error
        finally:
            timer.cancel()
        _require_plain(answer)
        return answer

    def _derive(self) -> None:
        """Make the tables that follow from claims and decisions, where a question names one."""
        if self._derived == self._watermark:
            return
        for name, rows in derived_rows(self._ledger, self._as_of).items():
            fields = [(column, _ARROW[kind]) for column, kind in COLUMNS[name].items()]
            self._database.register(name, pa.Table.from_pylist(rows, schema=pa.schema(fields)))
        self._derived = self._watermark


def _by_line(lines: Lines) -> pa.Array:
    """The lines of a text as an Arrow column, without a Python object for each.

    Raises:
        DamagedError: There are more or fewer than there should be, or they are no text.
    """
    content = np.frombuffer(lines.text, np.uint8)
    breaks = np.flatnonzero(content == ord("\n")) + 1
    starts = np.concatenate(([0], breaks, [len(content)])).astype(np.int32)
    text = pa.StringArray.from_buffers(
        len(starts) - 1, pa.py_buffer(starts), pa.py_buffer(lines.text)
    )
    try:
        text.validate(full=True)
    except pa.ArrowInvalid as error:
        raise DamagedError(f"a claim is no text: {error}", way_out=WAY_OUT) from error
    if len(text) != lines.rows:
        raise DamagedError("a claim holds more than one line", way_out=WAY_OUT)
    return text


def _require_plain(answer: pa.Table) -> None:
    """Refuse an answer that no file could hold: a name twice, or a number that is not finite."""
    names = answer.column_names
    for name, column in zip(names, answer.columns, strict=True):
        if names.count(name) > 1:
            way_out = "Name each column: SELECT … AS name."
            raise InputError(f"two columns are called {name!r}", where="SQL", way_out=way_out)
        if not all(map(_is_finite, column.chunks)):
            raise InputError(
                "the answer holds a number that is not finite",
                where=f"SQL, column {name!r}",
                way_out="Leave such rows out: WHERE isfinite(…).",
            )


def _is_finite(values: pa.Array) -> bool:
    if pa.types.is_floating(values.type):
        return bool(np.isfinite(values.drop_null().to_numpy(zero_copy_only=False)).all())
    if pa.types.is_struct(values.type) or pa.types.is_list(values.type):
        parts = values.flatten()
        return all(map(_is_finite, parts if isinstance(parts, list) else [parts]))
    return True


def _parsed(kind: RowKind) -> str:
    structure = json.dumps(_FIELDS[kind])
    return (
        "SELECT seq, recorded, reading, fields.* FROM"
        f" (SELECT seq, recorded, reading, from_json(row, '{structure}') AS fields FROM arriving)"
    )


def _locked(memory: str) -> dict[str, Any]:
    """No files, no network, no extensions, no Python objects, no spilling to disk."""
    return {
        "enable_external_access": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "python_enable_replacements": "false",
        "max_temp_directory_size": "0B",
        "memory_limit": memory,
        "threads": THREADS,
        "preserve_insertion_order": "false",
    }


def _require_select(sql: str) -> None:
    way_out = "Write one SELECT; the record is not changed by SQL."
    try:
        statements = duckdb.extract_statements(sql)
    except duckdb.Error as error:
        first = str(error).strip().splitlines()[0]
        raise InputError(first, where="SQL", way_out=way_out) from error
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        kinds = ", ".join(statement.type.name for statement in statements) or "nothing"
        raise InputError(f"one SELECT is needed, not {kinds}", where="SQL", way_out=way_out)
