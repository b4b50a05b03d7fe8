"""materiel export, import and sql, as they are typed."""

import csv
import io
import json

import pytest

from materiel import __version__
from materiel.ledger import Ledger
from materiel.show.cite import bibtex, cite


@pytest.fixture
def place(tmp_path, make_document, make_claim):
    document = make_document("=200 shells were made.")
    claim = make_claim(document, "=200 shells", kind="production", low=200.0, unit="piece")
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.append([(document, [claim])], extractor="r", recorded="2024-03-01T00:00:00Z")
    return tmp_path / "ledger.sqlite"


def test_a_ledger_goes_out_and_comes_in_with_the_same_head(call, place, tmp_path):
    assert call("export", place, "--to", "ledger", "--out", tmp_path / "rows")[0] == 0
    code, out, _ = call("import", tmp_path / "rows", "--into", tmp_path / "new.sqlite")
    head = call("ledger", "head", place)[1].split()[1]
    assert code == 0 and head in out
    assert call("ledger", "head", tmp_path / "new.sqlite")[1].split()[1] == head
    assert call("ledger", "verify", tmp_path / "new.sqlite")[0] == 0


def test_an_import_that_fails_makes_no_ledger(call, tmp_path):
    code, _, err = call("import", tmp_path, "--into", tmp_path / "new.sqlite")
    assert (code, "rows.jsonl" in err) == (2, True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("fmt", ["csv", "json", "jsonl"])
def test_answers_come_in_every_format(call, place, fmt):
    code, out, _ = call("sql", place, 'SELECT kind, low, "to" FROM claims', "-f", fmt)
    assert code == 0
    read = {
        "csv": lambda: list(csv.DictReader(io.StringIO(out))),
        "json": lambda: json.loads(out),
        "jsonl": lambda: [json.loads(line) for line in out.splitlines()],
    }[fmt]()
    assert [row["kind"] for row in read] == ["production"]
    assert list(read[0]) == ["kind", "low", "to"]


def test_an_empty_answer_still_names_its_columns(call, place):
    assert call("sql", place, "SELECT kind FROM claims WHERE low < 0", "-f", "csv")[1] == "kind\r\n"


@pytest.mark.parametrize("suffix", ["parquet", "xlsx", "csv"])
def test_answers_go_into_files_by_suffix(call, place, tmp_path, suffix):
    path = tmp_path / f"answer.{suffix}"
    assert call("sql", place, "SELECT * FROM claims", "-o", path)[0] == 0
    assert path.stat().st_size > 0


@pytest.mark.parametrize(
    "words",
    [
        ("sql", "{none}", "SELECT 1"),
        ("sql", "{place}", "DROP TABLE claims"),
        ("sql", "{place}", "SELECT 1", "--as-of", "soon"),
        ("export", "{none}", "--to", "csv", "--out", "{out}"),
        ("export", "{place}", "--to", "csv", "--out", "{place}"),
        ("export", "{place}", "--to", "ledger", "--as-of", "2024", "--out", "{out}"),
    ],
)
def test_bad_usage_ends_with_2_and_writes_nothing(call, place, tmp_path, words):
    fill = {"none": tmp_path / "none", "place": place, "out": tmp_path / "out"}
    before = sorted(tmp_path.iterdir())
    code, out, err = call(*(word.format(**fill) for word in words))
    assert (code, out) == (2, "") and len(err.splitlines()) <= 3
    assert sorted(tmp_path.iterdir()) == before


def test_a_claim_is_cited_as_its_page_has_it(call, place):
    with Ledger(place) as ledger:
        (claim, *_), (document, *_), head = ledger.claims(), ledger.documents(), ledger.head()
    code, out, _ = call("cite", place, claim.id[:6])
    assert code == 0
    assert out == cite(claim, document, head) + "\n" + bibtex(claim, document, head) + "\n"
    for part in (claim.quote, claim.id, head.hash[:16], __version__, document.name):
        assert part in out
    assert call("cite", place, claim.id, "-f", "bibtex")[1].startswith("@misc{claim-")
    assert call("cite", place, claim.id, "--as-of", "1999")[0] == 2
    assert call("cite", place, "nothing")[0] == 2


def test_a_csv_file_is_safe_in_a_spreadsheet_unless_its_format_is_asked_for(place, tmp_path, call):
    query = "SELECT '=1+1' AS cell, '\t5' AS tab, -3 AS number"
    files = {
        "safe": ["-o", tmp_path / "safe.csv"],
        "exact": ["-f", "csv", "-o", tmp_path / "x.csv"],
    }
    for words in files.values():
        assert call("sql", place, query, *words)[0] == 0
    assert (tmp_path / "safe.csv").read_text("utf-8").splitlines()[1] == "'=1+1,'\t5,-3"
    assert (tmp_path / "x.csv").read_text("utf-8").splitlines()[1] == "=1+1,\t5,-3"
    assert call("sql", place, query, "-f", "csv")[1].splitlines()[1] == "=1+1,\t5,-3"
