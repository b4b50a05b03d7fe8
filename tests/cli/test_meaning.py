"""Commands that read and decide what a ledger means."""

import csv
import io
import json

import pytest

from materiel.answer import load_answer
from materiel.ledger import Ledger, verify
from materiel.show.cli.main import main

WHEN = "2024-03-01T00:00:00Z"
PLAIN = (
    "That is what the officials said when they were asked about it by the press on the same day."
)


@pytest.fixture
def place(tmp_path, make_document, make_claim):
    """A folder with a ledger of three reports."""
    told = (
        ("Acme GmbH said: France makes 200 drones a year.", "2024-01-10", "Acme GmbH", 200.0),
        (
            "According to Acme Gmbh, France makes 300 drones a year.",
            "2024-01-11",
            "Acme Gmbh",
            300.0,
        ),
        ("Spain said that France makes 310 drones a year.", "2024-01-12", "ES", 310.0),
    )
    readings = []
    for n, (text, day, speaker, value) in enumerate(told):
        document = make_document(text, name=f"{n}.txt", published=day)
        fields = {"kind": "production", "subject": ("FR",), "item": "drone", "unit": "piece"}
        words = f"{value:.0f} drones a year"
        claim = make_claim(
            document, words, speaker=speaker, low=value, high=value, per="year", **fields
        )
        readings.append((document, [claim]))
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.append(readings, extractor="r", recorded=WHEN)
    return tmp_path


def call(*words):
    with pytest.raises(SystemExit) as left:
        main([str(word) for word in words])
    return left.value.code


@pytest.fixture
def rows(capsys):
    """The rows that a list command prints."""

    def run(*words):
        capsys.readouterr()
        assert call(*words, "-f", "json") == 0
        return json.loads(capsys.readouterr().out)

    return run


def decide(*words):
    assert call(*words, "--author", "K. Analyst", "--reason", "seen") == 0


def test_series_are_listed_and_shown_with_their_ranks(place, rows):
    (one,) = rows("series", "list", place)
    assert one["statements"] == 3 and one["subject"] == ["FR"]
    shown = rows("series", "show", place, one["id"][:6])
    assert [row["rank"] for row in shown].count("preferred") == 1
    assert {row["recorded"] for row in shown} == {WHEN}
    assert call("series", "show", place, "zzz") == 2


def test_a_rejected_claim_is_shown_as_such_and_counts_nowhere(place, rows):
    assert any(row["left_value"] == "200 pieces per year" for row in rows("contradictions", place))
    (first, *_) = rows("ledger", "claims", place)
    decide("decide", place, "reject", first["id"])
    assert rows("ledger", "claims", place)[0]["standing"] == "rejected"
    assert not any(
        row["left_value"] == "200 pieces per year" for row in rows("contradictions", place)
    )
    (series,) = rows("series", "list", place)
    shown = rows("series", "show", place, series["id"])
    assert [r["rank"] for r in shown if r["claim"] == first["id"]] == ["deprecated"]
    assert not verify(place / "ledger.sqlite")


def test_every_read_can_be_asked_for_as_of_a_past_day(place, rows):
    (first, *_) = rows("ledger", "claims", place)
    decide("decide", place, "reject", first["id"])
    day = "2024-03-02"  # before the decision of today
    assert rows("ledger", "claims", place, "--as-of", day)[0]["standing"] == "unreviewed"
    assert rows("ledger", "decisions", place, "--as-of", day) == []
    now, then = (len(rows("contradictions", place, *w)) for w in ((), ("--as-of", day)))
    assert then > now
    for words in (
        ("series", "list"),
        ("entities", "list"),
        ("entities", "suggest"),
        ("pledges",),
        ("contradictions",),
        ("ledger", "claims"),
    ):
        assert rows(*words, place, "--as-of", "2024-02") == [], words


def test_an_amended_claim_is_read_as_amended(place, rows):
    (first, *_) = rows("ledger", "claims", place)
    decide("decide", place, "amend", first["id"], "--set", "low=305", "--set", "high=305")
    after = rows("ledger", "claims", place)[0]
    assert (after["low"], after["standing"], after["decided_by"]) == (305, "amended", "K. Analyst")
    assert call("decide", place, "amend", first["id"], "--set", "low=NaN") == 2
    assert call("decide", place, "amend", first["id"], "--set", "colour=red") == 2
    assert call("decide", place, "amend", first["id"]) == 2


def test_names_are_made_one_by_decision_only(place, rows):
    (pair,) = rows("entities", "suggest", place)
    assert {pair["left"], pair["right"]} == {"Acme GmbH", "Acme Gmbh"} and pair["reason"]
    names = {row["name"] for row in rows("entities", "list", place)}
    assert {"Acme GmbH", "Acme Gmbh"} <= names
    decide("entities", "same", place, "Acme GmbH", "Acme Gmbh")
    assert rows("entities", "suggest", place) == []
    (acme,) = [r for r in rows("entities", "list", place) if r["name"] == "Acme GmbH"]
    assert acme["spellings"] == ["Acme GmbH", "Acme Gmbh"] and acme["documents"] == 2
    uses = rows("entities", "show", place, "Acme Gmbh")
    assert {use["doc"] for use in uses} == {"0.txt", "1.txt"}
    assert call("entities", "apart", place, "Acme GmbH", "Acme Gmbh", "--author", "K") == 2
    (made,) = rows("ledger", "decisions", place)
    decide("entities", "withdraw", place, made["id"])
    assert {"Acme GmbH", "Acme Gmbh"} <= {r["name"] for r in rows("entities", "list", place)}
    assert [row["holds"] for row in rows("ledger", "decisions", place)] == [False, True]


def test_a_part_cannot_be_the_whole_of_its_whole(place, rows):
    decide("entities", "part-of", place, "Acme GmbH", "ES")
    assert call("entities", "part-of", place, "ES", "Acme GmbH", "--author", "K") == 2
    (acme,) = [r for r in rows("entities", "list", place) if r["name"] == "Acme GmbH"]
    assert acme["part_of"] == ["ES"]


def test_grades_are_decisions_and_stand_beside_claims(place, rows):
    (first, *_) = rows("ledger", "claims", place)
    decide("grade", "source", place, "ES", "B")
    decide("grade", "claim", place, first["id"], "2")
    assert [row["grade"] for row in rows("ledger", "claims", place)] == ["F2", "F6", "B6"]
    assert call("grade", "source", place, "ES", "G") == 2
    assert call("grade", "claim", place, "nothing", "2", "--author", "K") == 2


def test_an_empty_table_has_its_columns(place, capsys):
    assert call("pledges", place, "-f", "csv") == 0
    header = next(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert header[:5] == ["giver", "receiver", "item", "unit", "month"]


def test_a_document_is_taken_back_by_its_name(place, rows):
    decide("decide", place, "retract", "1.txt")
    told = [row["standing"] for row in rows("ledger", "claims", place)]
    assert told == ["unreviewed", "retracted", "unreviewed"]


def test_a_review_needs_a_terminal(place, capsys):
    assert call("review", place) == 2
    assert "terminal" in capsys.readouterr().err


def test_the_reader_of_git_signs_where_nobody_is_named(place, rows, monkeypatch):
    monkeypatch.setenv("MATERIEL_AUTHOR", "M. Named")
    (first, *_) = rows("ledger", "claims", place)
    assert call("decide", place, "accept", first["id"]) == 0
    assert rows("ledger", "decisions", place)[0]["author"] == "M. Named"


def test_a_run_reads_claims_after_decisions_and_the_report_shows_what_was_set_aside(tmp_path):
    reports = tmp_path / "reports"
    reports.mkdir()
    for n, count in enumerate((40, 70)):
        text = f"2024-01-1{n}\n\nNorway had {count} howitzers in stock on 5 January 2024. {PLAIN}"
        (reports / f"{n}.txt").write_text(text, "utf-8")
    out = tmp_path / "out"
    assert call("run", reports, "--out", out) == 0
    with Ledger(out / "ledger.sqlite", create=False) as ledger:
        claims = {claim.low: claim for claim in ledger.claims()}
    before = load_answer(out)
    assert {c.low for c in before.claims} == {40, 70}
    assert any(d.relation == "contradiction" for d in before.disagreements)
    decide("decide", out, "reject", claims[70.0].id)
    assert call("run", reports, "--out", out) == 0
    after = load_answer(out)
    assert {c.low for c in after.claims} == {40} and not after.disagreements
    assert [one.claim.low for one in after.set_aside] == [70]
    page = (out / "report.html").read_text("utf-8")
    aside = page.partition("Claims set aside by decision (1)")[2].partition("</details>")[0]
    assert "70 howitzers" in aside and "rejected by" in aside and "K. Analyst" in aside
    with Ledger(out / "ledger.sqlite", create=False) as ledger:
        assert len(ledger.claims()) == 2  # the record holds both
    assert not verify(out / "ledger.sqlite")


def test_a_spelling_is_shown_as_the_words_have_it(tmp_path, rows):
    report = tmp_path / "a.txt"
    report.write_text("2024-01-10\n\nRheimentaal AG made 900 howitzers in 2023. " + PLAIN, "utf-8")
    assert call("run", report, "--out", tmp_path / "out") == 0
    uses = rows("entities", "show", tmp_path / "out", "Rheinmetall")
    assert [use["as_written"] for use in uses] == ["Rheimentaal AG"]


def test_a_grade_speaks_of_all_spellings_of_a_source(place, rows):
    decide("entities", "same", place, "Acme GmbH", "Acme Gmbh")
    decide("grade", "source", place, "Acme Gmbh", "A")
    assert [row["grade"] for row in rows("ledger", "claims", place)] == ["A6", "A6", "F6"]


def test_money_is_converted_on_request_and_a_table_fills_the_gap(
    tmp_path, make_document, make_claim, rows
):
    readings = []
    for n, (unit, words) in enumerate(
        (("USD", "1 billion dollars"), ("UAH", "1 billion hryvnias"))
    ):
        document = make_document(f"Norway pays {words}.", name=f"{n}.txt", published="2023-11-03")
        fields = {"kind": "funding", "subject": ("NO",), "object": ("UA",), "status": "pledged"}
        claim = make_claim(document, words, low=1e9, high=1e9, unit=unit, item="general", **fields)
        readings.append((document, [claim]))
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.append(readings, extractor="r", recorded=WHEN)
    told = {row["unit"]: row for row in rows("pledges", tmp_path, "--in", "eur")}
    # European Central Bank, 30 November 2023: 1.0931 dollars for a euro
    assert told["USD"]["pledged_low_EUR"] == pytest.approx(1e9 / 1.0931, rel=0.01)
    assert told["UAH"]["pledged_low_EUR"] is None
    assert told["UAH"]["rate_source"] == "no rate for UAH on 2023-11-30"
    table = tmp_path / "rates.csv"
    table.write_text(
        "from,to,currency,per_eur,source\n2023-11-01,2023-11-30,UAH,40,made up\n", "utf-8"
    )
    told = {r["unit"]: r for r in rows("pledges", tmp_path, "--in", "EUR", "--rates", table)}
    assert told["UAH"]["pledged_low_EUR"] == 2.5e7 and "made up" in told["UAH"]["rate_source"]
    ids = {row["unit"]: row["id"] for row in rows("series", "list", tmp_path)}
    (shown,) = rows("series", "show", tmp_path, ids["USD"], "--in", "EUR")
    assert shown["rate_date"] == "2023-11-03" and shown["low"] == 1e9
