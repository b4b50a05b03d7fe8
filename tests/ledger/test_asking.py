"""A question in SQL is ended by the system where DuckDB does not stop it; its answer can be written."""

import time

import pytest

from materiel.core.errors import InputError, LedgerError
from materiel.ledger import Ledger
from materiel.ledger.analysis import Analysis
from materiel.ledger.asking import ask


@pytest.fixture
def ledger_file(tmp_path, reading):
    path = tmp_path / "ledger.sqlite"
    with Ledger(path) as ledger:
        ledger.append([reading], extractor="rules-1")
    return path


def test_an_answer_comes_back_with_its_types(ledger_file):
    answer = ask(ledger_file, "SELECT low, subject, DATE '2024-01-02' AS day FROM claims")
    assert [str(kind) for kind in answer.schema.types] == [
        "double",
        "list<l: string>",
        "date32[day]",
    ]
    assert answer.to_pylist()[0]["subject"] == ["DE"]


def test_a_function_that_hears_nothing_is_ended_at_its_time(ledger_file):
    begun = time.monotonic()
    with pytest.raises(InputError, match=r"longer than 0.2 s"):
        ask(
            ledger_file, "SELECT levenshtein(repeat('a', 200000), repeat('b', 200000))", seconds=0.2
        )
    assert time.monotonic() - begun < 30  # it would take minutes


def test_a_function_that_takes_too_much_memory_is_refused(ledger_file):
    with pytest.raises(InputError, match="more memory"):
        ask(ledger_file, "SELECT length(repeat('x', 4000000000))")


@pytest.mark.parametrize(
    "sql", ["SELECT 1e999 AS a", "SELECT [{'b': 'nan'::DOUBLE}] AS a", "SELECT -1e400 AS a"]
)
def test_a_number_that_is_not_finite_is_no_answer(ledger_file, sql):
    with Ledger(ledger_file) as ledger, pytest.raises(InputError, match="not finite") as told:
        Analysis(ledger).query(sql)
    assert "'a'" in str(told.value)


def test_two_columns_of_one_name_are_refused(ledger_file):
    with pytest.raises(InputError, match="two columns are called 'a'"):
        ask(ledger_file, "SELECT 1 AS a, 2 AS a")


def test_what_is_wrong_is_told_as_it_is_in_one_process(ledger_file, tmp_path):
    with pytest.raises(InputError, match="one SELECT is needed, not DROP"):
        ask(ledger_file, "DROP TABLE claims")
    with pytest.raises(LedgerError):
        ask(tmp_path / "none.sqlite", "SELECT 1")
    with pytest.raises(LedgerError, match="neither a date nor a time"):
        ask(ledger_file, "SELECT 1", as_of="soon")
