"""What a terminal shows: whole ids at any width, and nothing that steers the terminal."""

import io
import re

import pytest

from materiel.ledger import Ledger
from materiel.show.cli import terminal

STEERS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e]")
EVIL = "Ga\x1b[2Jz\x1b]0;renamed\x07\x1b]52;c;Y2xpcA==\x07\u202ette\x9b31m"
ROWS = [
    {
        "id": f"{number:016x}",
        "kind": "production",
        "item": "ammunition.artillery.155mm",
        "quote": "words " * 30,
        "count": number,
        "other": "o" * 12,
    }
    for number in range(3)
]


def printed(rows, columns, width, monkeypatch, to_terminal=True):
    monkeypatch.setenv("COLUMNS", str(width))
    text = io.StringIO()
    terminal._print_table(rows, columns, text, to_terminal=to_terminal)
    return text.getvalue()


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_ids_and_numbers_are_never_cut_in_two(width, monkeypatch):
    text = printed(ROWS, tuple(ROWS[0]), width, monkeypatch)
    for row in ROWS:
        assert row["kind"] in text and row["other"] in text
        assert text.count("production") == 3
    if width < 100:  # a line a column
        assert text.count("\n\n") == 2
        assert all(row["id"] in text for row in ROWS)
    else:
        assert max(map(len, text.splitlines())) <= width


def test_a_list_without_rows_is_still_headed(monkeypatch):
    assert "kind" in printed([], ("id", "kind"), 80, monkeypatch)


def test_a_pipe_gets_no_boxes_and_no_colours(monkeypatch):
    text = printed(ROWS, ("id", "kind", "count"), 40, monkeypatch, to_terminal=False)
    assert text.isascii() and "\x1b" not in text and len(text.splitlines()) == 4


@pytest.fixture
def hostile(tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    head = f"Title {EVIL}\nDate: 2024-03-01\nSource: {EVIL}\n\n"
    words = f"France {EVIL} makes 3,000 shells"
    words = "A plant opened in the north of the country. " * 99 + words  # else taken for no text
    (folder / f"a{EVIL.replace('/', '')[:40]}.txt").write_text(
        f"{head}{words}{EVIL} a month.\n", "utf-8"
    )
    (folder / "b.txt").write_text("France makes 3,000 shells a month.\n", "utf-8")
    return folder


def test_nothing_that_a_report_says_steers_the_terminal(call, hostile, tmp_path):
    """Names of files, publishers and quotes go through findings, answers, tables and errors."""
    out = tmp_path / "out"
    said = [
        call("run", hostile, "--out", out),
        call("claims", hostile, "-f", "table"),
        call("ledger", "claims", out, "-f", "table"),
        call("series", "list", out, "-f", "table"),
        call("entities", "list", out, "-f", "table"),
        call("contradictions", out, "--all", "-f", "table"),
        call("claims", tmp_path / f"none{EVIL}"),
        call("entities", "show", out, EVIL),
        call("decide", out, "accept", EVIL),
    ]
    assert any("[U+001B]" in text for _, *texts in said for text in texts)
    assert [code for code, *_ in said] == [0] * 6 + [2] * 3
    for _, *texts in said:
        for text in texts:
            assert not STEERS.search(text), text


def test_what_was_decided_is_shown_plainly(call, hostile, tmp_path):
    out = tmp_path / "out"
    call("run", hostile, "--out", out)
    with Ledger(out / "ledger.sqlite") as ledger:
        claim = ledger.claims()[0].id
    assert call("decide", out, "reject", claim, "--author", EVIL, "--reason", EVIL)[0] == 0
    for words in (
        ("ledger", "decisions", out, "-f", "table"),
        ("ledger", "claims", out, "-f", "table"),
    ):
        assert not STEERS.search(call(*words)[1])
