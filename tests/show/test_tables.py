"""The wording of values, units and times, and rows with stable columns."""

import csv
import io
import json

import answers
import pytest

from materiel.claims.records import Claim
from materiel.claims.wording import format_number, format_value
from materiel.show.exports.text import write_rows
from materiel.show.tables import (
    claim_rows,
    disagreement_rows,
    format_date,
    format_result,
    format_time,
    parameter_rows,
)


def claim(**fields: object) -> Claim:
    return Claim(document="d", doc="d.txt", start=0, end=1, quote="x", kind="production", **fields)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"low": 200, "unit": "company"}, "≥ 200 companies"),
        ({"low": 24, "high": 36, "unit": "month"}, "24–36 months"),
        ({"low": 500, "high": 500, "approx": True}, "≈ 500"),
        ({"high": 100000, "unit": "piece"}, "up to 100,000 pieces"),
        ({"high": 100000, "approx": True}, "up to ≈ 100,000"),
        ({"low": 24, "approx": True}, "≈ 24 or more"),
        ({"low": 200, "high": 999, "approx": True, "unit": "piece"}, "≈ 200–999 pieces"),
        ({"low": 2e6, "high": 3e6, "unit": "piece", "per": "year"}, "2–3 million pieces per year"),
        ({"low": 60e9, "high": 60e9, "unit": "USD"}, "60 billion USD"),
        ({"low": 1_234_567, "high": 1_234_567, "unit": "EUR"}, "1,234,567 EUR"),
        ({"low": 6, "high": 6, "unit": "factor"}, "6 times"),
        ({"low": -50, "high": -50, "unit": "percent"}, "−50%"),
        ({"low": 2.5, "high": 2.5, "unit": "percent", "per": "year"}, "2.5% per year"),
        ({"low": 1, "high": 1, "unit": "factory"}, "1 factory"),
        ({"low": 0, "high": 0, "unit": "piece"}, "0 pieces"),
        ({"low": 40, "high": 40}, "40"),
        ({"unit": "piece"}, "no number"),
    ],
)
def test_a_value_is_worded_with_its_bounds_and_unit(fields, expected):
    assert format_value(claim(**fields)) == expected


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (None, None, ""),
        ("2031", "2031", "2031"),
        ("2031-02", None, "since Feb 2031"),
        (None, "2031-02-03", "by 3 Feb 2031"),
        ("2030", "2031-06", "2030 – Jun 2031"),
    ],
)
def test_a_time_tells_which_side_is_open(first, last, expected):
    assert format_time(claim(date_from=first, date_to=last)) == expected


def test_a_stated_number_loses_no_digit():
    assert format_number(1_234_567.0) == "1,234,567"
    assert format_number(1_500_000) == "1.5 million"
    assert format_number(999_999_999) == "999,999,999"


def test_a_simulated_number_keeps_three_digits():
    assert format_result(25740.4, "piece") == "25,700"
    assert format_result(0.004, "share") == "0 %"
    assert format_result(12.34, "share") == "1,230 %"
    assert format_result(float("inf"), "share") == "undefined"


def test_a_date_that_is_none_is_empty():
    assert format_date(None) == ""
    with pytest.raises(ValueError, match="EDTF"):
        format_date("soon")


def test_columns_are_stable():
    answer = answers.answer()
    assert (
        list(claim_rows(answer.claims)[0])
        == (
            "id doc quote kind subject object item low high approx unit per status from to speaker "
            "value start end document"
        ).split()
    )
    assert (
        list(disagreement_rows(answer.disagreements, answer.claims)[0])
        == (
            "relation rule left left_value left_status left_time left_speaker left_doc left_quote "
            "right right_value right_status right_time right_speaker right_doc right_quote explanation"
        ).split()
    )
    assert (
        list(parameter_rows(answer.supports)[0])
        == (
            "table row column value unit source doc words assumption assumption_text addresses claims place"
        ).split()
    )


def test_csv_holds_the_exact_text():
    rows = [{"quote": '=1+1, "so"\nhe said', "subject": ["Münchner Werk", "Завод"], "low": None}]
    stream = io.StringIO(newline="")
    write_rows(rows, "csv", stream)
    assert stream.getvalue().endswith("\r\n")
    read = list(csv.DictReader(io.StringIO(stream.getvalue(), newline="")))
    assert read == [{"quote": rows[0]["quote"], "subject": "Münchner Werk; Завод", "low": ""}]


@pytest.mark.parametrize("fmt", ["json", "jsonl"])
def test_json_keeps_letters_and_none(fmt):
    rows = claim_rows(answers.answer().claims)
    stream = io.StringIO()
    write_rows(rows, fmt, stream)
    text = stream.getvalue()
    read = json.loads(text) if fmt == "json" else [json.loads(x) for x in text.splitlines()]
    assert read == rows
    assert "last year’s output" in text


def test_an_unknown_format_is_refused():
    with pytest.raises(ValueError, match="csv, json, jsonl"):
        write_rows([], "xlsx", io.StringIO())
