"""Files of statements: what cannot be used is told, nothing is guessed, nothing crashes."""

import random

import pytest

from materiel.core.errors import InputError
from materiel.forecast import forecast, hindcast, parse_statements, read_reference, read_statements


def messages(table):
    return [str(finding) for finding in table.findings]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"value_low": "nan"}, "'nan' is no finite number"),
        ({"value_low": "inf"}, "'inf' is no finite number"),
        ({"value_low": "-5"}, "'-5' is negative"),
        ({"value_low": "many"}, "'many' is no number"),
        ({"value_low": ""}, "'' is no number"),
        ({"value_low": "2027-10"}, "'2027-10' is no number"),
        ({"value_low": 9, "value_high": 3}, "value_low 9 above value_high 3"),
        ({"per": "sprint"}, "per 'sprint'"),
        ({"valid_for": "soon"}, "'soon' is not an EDTF"),
        ({"valid_for": "2024-13"}, "2024-13"),
        ({"statement_date": "yesterday"}, "'yesterday' is not an EDTF"),
        ({"series_id": ""}, "no series_id"),
    ],
)
def test_a_row_that_cannot_be_used_is_left_aside_and_told(table_of, row, change, words):
    good = row("actual", "2024-01-05", 100, "2024-01")
    bad = {**row("target", "2024-01-05", 200, "2024-12"), **change}
    table = table_of(good, bad)
    assert len(table.statements) == 1
    assert any("t.csv:3: left aside" in m and words in m for m in messages(table)), messages(table)


def test_odd_rows_are_kept_and_told(table_of, row):
    table = table_of(
        row("target", "2024-01-05", 200, ""),
        row("target", "", 300, "2025"),
        row("target", "2024-01-05", 0, "2025"),
        row("rumour", "2024-01-05", 4, "2025"),
        row("actual", "2024-01-05", 4, "2026"),
        row("target", "2024-01-05", 5, "FY2025", producer="JPN"),
    )
    told = "\n".join(messages(table))
    for words in (
        "a goal without a date",
        "no statement_date",
        "a goal of 0",
        "kind 'rumour' is not known",
        "an actual of 2026 stated 2024-01-05",
        "FY2025 is read as October to September",
    ):
        assert words in told
    assert len(table.statements) == 6


def test_reprints_count_once(table_of, row):
    goal = row("target", "2024-01-05", 200, "2024-12")
    table = table_of(goal, {**goal, "url": "https://example.org/copy"})
    assert len(table.statements) == 1
    assert "the same figure as t.csv:2, counted once" in messages(table)[-1]


def test_mixed_measures_are_never_compared(table_of, row):
    table = table_of(
        row("actual", "2024-01-05", 100, "2024-01"),
        row("target", "2024-01-05", 900, "2024-12", unit="tonnes"),
        row("actual", "2025-01-05", 800, "2024-12", unit="pallets"),
    )
    assert any("more than one measure" in m for m in messages(table))
    assert hindcast(table, read_reference(), name="t").numbers()["pairs"] == 0


def test_doubtful_rows_are_told(table_of, row):
    table = table_of(
        row("delivery_cumulative", "2024-01-05", 100, "2024-01", per="total"),
        row("delivery_cumulative", "2024-03-05", 60, "2024-03", per="total"),
        row("actual", "2024-01-05", 10, "2024-01"),
        row("actual", "2024-03-05", 10000, "2024-03"),
    )
    told = "\n".join(messages(table))
    assert "a running total falls from 100 (t.csv:2) to 60" in told
    assert "1000 times t.csv:4: is it the same unit?" in told


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no column series_id"),
        (b"a,b\n1,2\n", "no column series_id"),
        (b"\xff\xfe\x00x", "not UTF-8"),
        (b"series_id\x00", "NUL"),
        (b"series_id,series_id\n", "no column statement_kind"),
        (b"series_id,statement_kind,statement_date,value_low,unit,per,valid_for\n", "no rows"),
    ],
)
def test_unusable_files_are_refused(tmp_path, content, words):
    path = tmp_path / "bad.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=words) as refused:
        read_statements(path)
    assert len(str(refused.value).splitlines()) <= 3


def test_missing_files_and_folders_are_refused(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        read_statements(tmp_path / "nowhere.csv")
    with pytest.raises(InputError, match="a folder"):
        read_statements(tmp_path)


def test_optional_columns_may_be_missing():
    text = "series_id,statement_kind,statement_date,value_low,unit,per,valid_for\n"
    text += "x,target,2024-01-01,5,boots,year,2024\nx,actual,2025-01-01,4,boots,year,2024\n"
    table = parse_statements(text, "t.csv")
    assert hindcast(table, read_reference(), name="t").numbers()["pairs"] == 1


def test_broken_rows_never_crash():
    """Cells of the reference, shuffled and damaged: findings or a forecast, never a crash."""
    chance = random.Random(7)
    reference = read_reference()
    words = [
        "",
        "0",
        "-1",
        "nan",
        "1e400",
        "2024",
        "FY2024",
        "target",
        "actual",
        "total",
        "'\"",
        "é",
    ]
    head = "series_id,producer,item,statement_kind,statement_date,value_low,value_high,unit,per,valid_for"
    for _ in range(6):
        lines = [head]
        for s in chance.sample(reference.statements, 40):
            cells = ["x" if chance.random() < 0.7 else s.series, s.producer, "item", s.kind, s.said]
            cells += [f"{s.low:g}", f"{s.high:g}", s.unit, s.per, s.valid_for]
            for i in range(len(cells)):
                if chance.random() < 0.05:
                    cells[i] = chance.choice(words)
            lines.append(",".join(cells))
        table = parse_statements("\n".join(lines), "t.csv")
        hindcast(table, reference, name="t").numbers()
        for series in {s.series for s in table.statements}:
            try:
                forecast(table, series=series).numbers()
            except InputError as refused:
                assert len(str(refused).splitlines()) <= 3
