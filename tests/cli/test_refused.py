"""What a person types wrongly is told at once, by its name and with a way out; nothing is written."""

import os
from pathlib import Path

import pytest

from materiel.ledger import Ledger
from materiel.show.exports.contract import CLAIM_FIELDS

SCENARIO = Path(__file__).parents[2] / "examples" / "shells-155" / "scenario"


@pytest.fixture
def readings(make_document, make_claim):
    """Two reports that do not agree, and one of a gift."""
    found = []
    said = (("makes", "production", "actual", 300), ("makes", "production", "actual", 40))
    for verb, kind, status, count in (*said, ("promises UA", "transfer", "pledged", 9)):
        document = make_document(f"FR {verb} {count} shells.", f"{count}.txt", "2024-02-01")
        fields = {"object": ("UA",)} if kind == "transfer" else {}
        claim = make_claim(
            document,
            f"{count} shells",
            kind=kind,
            subject=("FR",),
            item="ammunition",
            low=float(count),
            high=float(count),
            unit="piece",
            status=status,
            date_to="2024-01",
            **fields,
        )
        found.append((document, [claim]))
    return found


@pytest.fixture
def place(tmp_path):
    Ledger(tmp_path / "ledger.sqlite").close()
    return tmp_path / "ledger.sqlite"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("sql", "LEDGER", "SELECT 1", "--seconds", "nan"), "not a finite number"),
        (("entities", "suggest", "LEDGER", "--least", "nan"), "not a finite number"),
        (("plan", "SCENARIO", "--risk", "nan"), "not a finite number"),
        (("plan", "SCENARIO", "--budget", "inf"), "not a finite number"),
        (("plan", "SCENARIO", "--budget", "-1"), "--budget"),
        (("plan", "SCENARIO", "--until", "2024-13", "--quick"), "until 2024-13"),
        (("plan", "SCENARIO", "--met-from", "soon", "--quick"), "met_from soon"),
        (("series", "list", "LEDGER", "--kind", "transfers"), "'transfers' is not one of"),
        (("review", "LEDGER", "--kind", "transfers"), "'transfers' is not one of"),
        (("contradictions", "LEDGER", "--relation", "quarrel"), "'quarrel' is not one of"),
        (("pledges", "LEDGER", "--in", "EURO"), "'EURO' is no currency"),
        (("series", "show", "LEDGER", "x", "--in", "$"), "'$' is no currency"),
        (("pledges", "LEDGER", "--rates", "NOWHERE"), "No such file or directory"),
        (("pledges", "LEDGER", "--rates", "BINARY"), "no text in UTF-8"),
        (("scenario", "check", "BINARY"), "no netCDF file of a scenario"),
        (("simulate", "BINARY"), "no netCDF file of a scenario"),
        (("scenario", "unpack", "NOWHERE", "OUT"), "No such file"),
        (("scenario", "export", "SCENARIO", "OUT.txt"), "neither .nc nor .mdl"),
        (("simulate", "SCENARIO", "--runs", "1000000", "-o", "OUT.txt"), "'.txt' names no format"),
        (("series", "list", "LEDGER", "-o", "OUT.nc"), "'.nc' names no format"),
        (("simulate", "SCENARIO", "--runs", "1000000", "-o", "NOWHERE/x.csv"), "NOWHERE/x.csv"),
        (("ledger", "recover", "BINARY", "--out", "OUT"), "nothing can be found in it"),
    ],
)
def test_it_is_told_before_anything_is_done(call, place, tmp_path, words, told):
    (tmp_path / "binary").write_bytes(b"\x91\x00\xff" * 900)
    names = {
        "LEDGER": place,
        "SCENARIO": SCENARIO,
        "NOWHERE": tmp_path / "nowhere",
        "BINARY": tmp_path / "binary",
        "OUT": tmp_path / "out",
    }

    def filled(word):
        for name, path in names.items():
            word = word.replace(name, str(path))
        return word

    before = sorted(tmp_path.iterdir())
    code, _, err = call(*map(filled, words))
    assert code == 2
    assert filled(told) in err
    assert len(err.strip().splitlines()) <= 3
    assert "Errno" not in err and "fault of materiel" not in err
    assert sorted(tmp_path.iterdir()) == before


def test_a_command_without_words_shows_what_can_be_said(call):
    for words in ((), ("ledger",), ("scenario",)):
        code, out, err = call(*words)
        assert (code, out) == (2, "")
        assert err.startswith("Usage: materiel") and "Commands:" in err


def test_a_file_that_cannot_be_written_is_called_by_its_own_name(call, place, tmp_path):
    code, _, err = call("series", "list", place, "-o", tmp_path / "none" / "x.csv")
    assert code == 2
    assert err.splitlines() == [
        "error: No such file or directory",
        f"  where: {tmp_path / 'none' / 'x.csv'}",
        "  do: Check the spelling; a folder to write into must be there.",
    ]


@pytest.mark.parametrize(("number", "code"), [(28, 74), (5, 74), (13, 2), (30, 2)])
def test_a_disk_that_refuses(call, place, tmp_path, monkeypatch, number, code):
    """Full, failing, forbidden, read-only: one message, the file as it was, nothing beside it."""
    target = tmp_path / "series.csv"
    target.write_text("mine")
    before = sorted(tmp_path.iterdir())

    def fail(handle):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", fail)
    found, _, err = call("series", "list", place, "-o", target)
    assert found == code
    assert err.startswith(f"error: {os.strerror(number)}\n  where: {target}")
    assert target.read_text() == "mine"
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    "words",
    [
        ("ledger", "claims"),
        ("ledger", "decisions"),
        ("series", "list"),
        ("entities", "list"),
        ("contradictions", "--all"),
        ("pledges",),
    ],
)
def test_a_list_without_rows_has_the_columns_of_one_with_rows(
    call, place, readings, words, tmp_path
):
    """A program that reads the list need not know whether anything was found."""

    def header():
        code, out, _ = call(*words, place, "-f", "csv")
        assert code == 0
        return out.splitlines()[0]

    empty = header()
    with Ledger(place) as ledger:
        ledger.append(readings, extractor="r")
    claim = call("ledger", "claims", place, "-f", "jsonl")[1].splitlines()[-1].split('"')[3]
    assert call("decide", place, "amend", claim, "--set", "item=shells", "--author", "A")[0] == 0
    assert len(call(*words, place, "-f", "csv")[1].splitlines()) > 1
    assert header() == empty


def test_what_an_amendment_changes_is_json_in_every_format(call, place, readings):
    with Ledger(place) as ledger:
        ledger.append(readings, extractor="r")
    claim = call("ledger", "claims", place, "-f", "jsonl")[1].split('"')[3]
    call("decide", place, "amend", claim, "--set", "item=shells", "--author", "A")
    assert '{""item"": ""shells""}' in call("ledger", "decisions", place, "-f", "csv")[1]


def test_claims_have_the_same_columns_in_a_pipe_and_in_a_file(call, tmp_path):
    report = tmp_path / "report.txt"
    report.write_text("France makes 3,000 shells a month.\n", "utf-8")
    for name, words in (("none.txt", "Nothing of the kind.\n"), ("report.txt", report.read_text())):
        (tmp_path / name).write_text(words, "utf-8")
        piped = call("claims", tmp_path / name)[1].splitlines()[0]
        call("claims", tmp_path / name, "-o", tmp_path / "claims.csv")
        assert (tmp_path / "claims.csv").read_text("utf-8").splitlines()[0] == piped
        assert piped.split(",") == list(CLAIM_FIELDS)


def test_a_decision_about_a_name_that_nobody_bears_is_told_of(call, place, readings):
    """A slip of the pen would else be a row for ever, without a word."""
    with Ledger(place) as ledger:
        ledger.append(readings, extractor="r")
    for words, named in (
        (("entities", "same", place, "FR", "Frnace"), "Frnace"),
        (("grade", "source", place, "Univsion", "B"), "Univsion"),
    ):
        code, _, err = call(*words, "--author", "A")
        assert code == 0 and f"note: nothing in the record is called {named!r} yet" in err
    for words in (
        ("entities", "apart", place, "FR", "UA"),
        ("grade", "source", place, "9.txt", "B"),
    ):
        code, _, err = call(*words, "--author", "A")
        assert code == 0 and "note" not in err
