"""The main job through the command line, on the example that ships."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from materiel.answer import load_answer
from materiel.ledger import Ledger
from materiel.show.cli.main import main

EXAMPLE = Path(__file__).parents[2] / "examples" / "shells-155"


def call(*words):
    with pytest.raises(SystemExit) as left:
        main([str(word) for word in words])
    return left.value.code


def run_example(out, *more):
    scenario = EXAMPLE / "scenario"
    return call("run", EXAMPLE / "reports", "--scenario", scenario, "--out", out, *more)


@pytest.fixture(scope="module")
def done(tmp_path_factory):
    """One run of the example: its folder."""
    out = tmp_path_factory.mktemp("example") / "out"
    assert run_example(out, "--runs", 300) == 0
    return out


def test_the_answer_is_printed(tmp_path, capsys):
    assert run_example(tmp_path / "out", "--runs", 300) == 0
    out, err = capsys.readouterr()
    for part in ("coverage in", "month of parity", "80 % interval", "rests on", "disagreements"):
        assert part in out
    assert "done in" in err and "done in" not in out


def test_the_folder_holds_ledger_numbers_and_report(done):
    names = {path.name for path in done.iterdir()}
    assert names >= {"ledger.sqlite", "ledger.sqlite.head", "run.json", "report.html"}


def test_a_second_run_adds_nothing(done, capsys):
    with Ledger(done / "ledger.sqlite", create=False) as ledger:
        before = ledger.head()
    assert run_example(done, "--runs", 300) == 0
    with Ledger(done / "ledger.sqlite", create=False) as ledger:
        assert ledger.head() == before
    assert "added 0 documents, 0 claims" in capsys.readouterr().out


def test_the_same_seed_gives_the_same_numbers(done, tmp_path):
    again, other = tmp_path / "again", tmp_path / "other"
    run_example(again, "--runs", 300)
    run_example(other, "--runs", 300, "--seed", 2)
    numbers = [load_answer(folder).outcome.numbers() for folder in (done, again, other)]
    assert numbers[0] == numbers[1]
    assert numbers[0]["fans"] != numbers[2]["fans"]


def test_every_claim_carries_a_quote_that_stands_in_its_document(done):
    answer = load_answer(done)
    documents = {document.id: document for document in answer.documents}
    assert len(documents) == 12 and len(answer.claims) >= 20
    for claim in answer.claims:
        document = documents[claim.document]
        start, end = document.byte_span(claim.start, claim.end)
        assert document.content[start:end].decode(document.encoding) == claim.quote


def test_numbers_of_the_scenario_rest_on_claims(done):
    answer = load_answer(done)
    quoted = [s for s in answer.supports if s.parameter.source.kind == "quote"]
    assert quoted and all(support.claims for support in quoted)
    known = {claim.id for claim in answer.claims}
    assert {claim for support in answer.supports for claim in support.claims} <= known


def test_what_is_known_to_contradict_is_found(done):
    """Two counts of what the EU had delivered by early 2024 cannot both be so."""
    answer = load_answer(done)
    told = " ".join(d.explanation for d in answer.disagreements if d.relation == "contradiction")
    assert "480,000" in told and "330,000" in told


def test_the_ledger_verifies(done, capsys):
    assert call("ledger", "verify", done) == 0
    assert "intact" in capsys.readouterr().out
    assert call("ledger", "head", done) == 0
    count, value = capsys.readouterr().out.split()
    assert int(count) > 30 and len(value) == 64


def test_a_damaged_ledger_fails_verification(done, tmp_path, capsys):
    copy = tmp_path / "ledger.sqlite"
    content = bytearray((done / "ledger.sqlite").read_bytes())
    place = content.index(b"France produces")
    content[place] ^= 1
    copy.write_bytes(content)
    (tmp_path / "ledger.sqlite.head").write_bytes((done / "ledger.sqlite.head").read_bytes())
    assert call("ledger", "verify", copy) == 1
    assert "error:" in capsys.readouterr().err


def test_claims_are_printed_in_the_form_of_the_vocabulary(capsys):
    assert call("claims", EXAMPLE / "reports", "--format", "jsonl") == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(rows) >= 20
    names = "doc quote kind subject object item low high approx unit per status from to speaker"
    assert all(list(row) == names.split() for row in rows)


def test_a_report_in_a_language_without_a_lexicon_is_told_of(tmp_path, capsys):
    report = tmp_path / "norsk.txt"
    report.write_text(
        "Regjeringen sier at fabrikken skal levere 300 granater i året.\n" * 3, "utf-8"
    )
    assert call("claims", report, "-f", "jsonl") == 0
    out, err = capsys.readouterr()
    assert out == "" and "no claims were read" in err and "the extractor reads" in err


@pytest.mark.parametrize("fmt", ["csv", "json", "jsonl"])
def test_claims_go_to_a_file_whole(tmp_path, fmt):
    file = tmp_path / f"claims.{fmt}"
    assert call("claims", EXAMPLE / "reports", "-o", file) == 0
    text = file.read_text("utf-8")
    assert "3,000" in text and len(text.splitlines()) > 20


def test_a_scenario_can_be_checked_and_run_alone(capsys):
    assert call("scenario", "check", EXAMPLE / "scenario") == 0
    assert call("simulate", EXAMPLE / "scenario", "--runs", 100, "-f", "json") == 0
    out = capsys.readouterr().out
    assert json.loads(out[out.index("{") :])["runs"] == 100


@pytest.mark.parametrize("engine", ["numpy", "kernel"])
def test_the_engine_can_be_chosen(capsys, engine):
    words = ("simulate", EXAMPLE / "scenario", "--runs", 100, "-f", "json")
    assert call(*words) == 0 and call(*words, "--engine", engine) == 0
    out = capsys.readouterr().out
    assert out[: len(out) // 2] == out[len(out) // 2 :]


def test_the_run_names_the_head_of_its_ledger(done):
    answer = load_answer(done)
    assert answer.outcome.to_xarray().attrs["ledger_head"] == answer.appended.head.hash


def test_a_simulation_goes_to_netcdf_with_its_provenance(tmp_path):
    import xarray

    assert call("simulate", EXAMPLE / "scenario", "--runs", 20, "-o", tmp_path / "a.nc") == 0
    with xarray.open_dataset(tmp_path / "a.nc", engine="scipy") as data:
        assert data.attrs["runs"] == 20 and data["stock"].attrs["units"] == "piece"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of its own")
@pytest.mark.parametrize("engine", ["numpy", "kernel"])
def test_ctrl_c_in_the_middle_of_a_simulation_leaves_no_file(tmp_path, engine):
    """Stopped once the bar has moved: exit code 130, and neither the file nor a part of it."""
    master, terminal = os.openpty()
    command = [sys.executable, "-m", "materiel", "simulate", str(EXAMPLE / "scenario")]
    command += ["--runs", "1000000", "--engine", engine, "-o", str(tmp_path / "out.parquet")]
    as_in_a_shell = lambda: signal.signal(signal.SIGINT, signal.SIG_DFL)  # noqa: E731
    with subprocess.Popen(command, stderr=terminal, preexec_fn=as_in_a_shell) as running:
        os.close(terminal)
        told = b""
        while not re.search(rb"[1-9]\d*/1000000", told):
            told += os.read(master, 4096)
        running.send_signal(signal.SIGINT)
        while b"nothing half-written" not in told:
            told += os.read(master, 4096)
    os.close(master)

    assert running.returncode == 130
    assert list(tmp_path.iterdir()) == []


def test_a_pipe_gets_no_colour_and_no_boxes(capsys):
    assert call("claims", EXAMPLE / "reports", "-f", "table") == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out and not set(out) & set("─│┌┐└┘━┃")


def test_the_pages_are_served_where_it_says(done):
    command = [sys.executable, "-m", "materiel", "serve", str(done), "--port", "0"]
    env = os.environ | {"PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=env) as server:
        try:
            assert server.stdout is not None
            address = server.stdout.readline().split()[2]
            assert address.startswith("http://127.0.0.1:")
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(address, timeout=20) as page:
                assert b"What it rests on" in page.read()
                assert "default-src 'none'" in page.headers["Content-Security-Policy"]
        finally:
            server.send_signal(signal.SIGINT)
    assert server.returncode in (0, 130)


def test_a_port_in_use_is_told_of(done, capsys):
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        assert call("serve", done, "--port", taken.getsockname()[1]) == 2
    assert "--port" in capsys.readouterr().err


def test_a_part_of_the_input_that_is_refused_is_told_by_the_exit_code(tmp_path, capsys):
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "good.txt").write_text("France makes 3,000 artillery shells a month.\n", "utf-8")
    (reports / "bad.txt").write_bytes(b"\xff\xfa\xfb")
    assert call("run", reports, "--skip-unreadable", "--out", tmp_path / "out") == 1
    out, err = capsys.readouterr()
    assert "bad.txt" in err and "read 1 documents" in out


def test_a_web_page_is_read_and_its_quotes_stand_in_its_bytes(tmp_path):
    page = tmp_path / "page.html"
    page.write_text(
        "<html lang=en><head><title>Shells</title>"
        "<meta property='article:published_time' content='2024-02-27'></head><body><nav>Menu</nav>"
        "<article><h1>Output of shells</h1><p>France produces 3,000 artillery shells of 155&nbsp;mm a"
        " month, the <b>defence minister</b> said on Tuesday. The line is to make 5,000 shells a month"
        " by the end of 2024, he added, and more lines will follow in other towns.</p></article></body>",
        "utf-8",
    )
    assert call("run", page, "--out", tmp_path / "out") == 0
    answer = load_answer(tmp_path / "out")
    (document,) = answer.documents
    assert document.published == "2024-02-27"
    assert {(claim.low, claim.per) for claim in answer.claims} == {(3000, "month"), (5000, "month")}
    for claim in answer.claims:
        assert document.text[claim.start : claim.end] == claim.quote


def test_an_address_is_not_fetched_unasked(tmp_path, capsys):
    assert call("run", "https://example.org/report", "--out", tmp_path / "out") == 2
    assert "--fetch" in capsys.readouterr().err
