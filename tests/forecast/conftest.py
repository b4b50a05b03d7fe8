"""Small files of statements."""

from collections.abc import Callable

import pytest

from materiel.forecast import Table, parse_statements

COLUMNS = (
    "series_id,producer,item,statement_kind,statement_date,value_low,value_high,unit,per,valid_for,"
    "speaker,publisher,url,note,confidence"
).split(",")
MakeTable = Callable[..., Table]


def csv_of(*rows: dict[str, object]) -> str:
    """A file of rows; what a row leaves out is filled in plainly."""
    plain = {
        "series_id": "x.shell.rate",
        "producer": "XXX",
        "item": "155mm shells",
        "unit": "rounds",
        "per": "month",
        "speaker": "X Ministry",
        "url": "https://example.org/x",
        "confidence": "high",
    }
    lines = [",".join(COLUMNS)]
    for row in rows:
        cells = {**plain, **row}
        cells.setdefault("value_high", cells.get("value_low", ""))
        lines.append(",".join(str(cells.get(column, "")) for column in COLUMNS))
    return "\n".join(lines) + "\n"


def stated(
    kind: str, said: str, value: object, valid_for: str, **more: object
) -> dict[str, object]:
    """A row: kind, statement date, value, and what it speaks of."""
    named = {"statement_kind": kind, "statement_date": said, "value_low": value}
    return {**named, "valid_for": valid_for, **more}


@pytest.fixture
def table_of() -> MakeTable:
    def make(*rows: dict[str, object]) -> Table:
        return parse_statements(csv_of(*rows), "t.csv")

    return make


@pytest.fixture
def row():
    return stated


@pytest.fixture
def file_of(tmp_path):
    def write(*rows: dict[str, object]):
        path = tmp_path / "statements.csv"
        path.write_text(csv_of(*rows), "utf-8")
        return path

    return write
