"""Files of statements as people have them: a clear finding or a wide, labelled forecast, never a crash."""

import json

import pytest

from materiel.show.cli.main import main

HEAD = (
    "series_id,producer,item,statement_kind,statement_date,value_low,value_high,unit,per,valid_for,"
    "speaker,publisher,url,note,confidence"
)
GOAL = ("target", "2024-01-10", "100", "rounds", "month", "2024-12")
LATER = ("actual", "2025-01-10", "90", "rounds", "month", "2024-12")
BEFORE = ("actual", "2023-12-10", "60", "rounds", "month", "2023-12")


def line(kind, said, value, unit, per, valid_for):
    cells = ["x", "X", "shells", kind, said, value, value, unit, per, valid_for]
    return ",".join([*cells, "ministry", "paper", "https://example.org/x", "words", "high"])


def written(*rows):
    return "\n".join([HEAD, *(line(*row) for row in rows)]) + "\n"


@pytest.fixture
def call(capsys, tmp_path):
    """Run a command on a file of these bytes: exit code, stdout, stderr."""

    def run(content, *words):
        path = tmp_path / "statements.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with pytest.raises(SystemExit) as left:
            main([*words, "--statements", str(path), "--json"])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return left.value.code, json.loads(out) if out else None, err

    return run


@pytest.mark.parametrize(
    ("rows", "pairs", "words"),
    [
        ([GOAL, LATER], 1, ""),
        (
            [GOAL, (*LATER[:3], "tonnes", *LATER[4:])],
            0,
            "more than one measure, compared only within each: rounds (rate), tonnes (rate)",
        ),
        (
            [GOAL, (*LATER[:4], "total", LATER[5])],
            0,
            "more than one measure, compared only within each: rounds (rate), rounds (total)",
        ),
        ([GOAL, (*LATER[:4], "year", LATER[5])], 1, "rates by month and year, brought to one year"),
        ([(*GOAL[:5], ""), LATER], 0, "a goal without a date: shown, never scored"),
        (
            [GOAL, ("actual", "2026-01-10", "90", "rounds", "month", "2025-12")],
            0,
            "no report near its date 2024-12, the next is of 2025-12",
        ),
        ([GOAL, GOAL, LATER, LATER], 1, "counted once"),
        ([GOAL, ("actual", "", "90", "rounds", "month", "2024-12")], 0, "no statement_date"),
        ([GOAL, (*LATER[:4], "fortnight", LATER[5])], 0, "per 'fortnight'; expected day, week"),
        ([GOAL, (*LATER[:5], "late 2024")], 0, "'late 2024' is not an EDTF level 0 date"),
        ([GOAL, (*LATER[:2], "1e999", *LATER[3:])], 0, "no finite number"),
        ([(*GOAL[:2], "0", *GOAL[3:]), LATER], 0, "a goal of 0 has no ratio: not scored"),
        ([GOAL], 0, ""),
    ],
)
def test_a_hindcast_says_what_it_did_not_score(call, rows, pairs, words):
    code, answer, err = call(written(*rows), "hindcast")
    assert code == 0
    assert answer["pairs"] == answer["one_per_series"]["pairs"] == pairs
    assert words in err
    if not pairs:
        assert answer["skill"] is None


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([GOAL], "one statement only: the spread is wholly that of the reference class"),
        ([GOAL], "nothing was ever reported: months begin at the first goal's date"),
        ([BEFORE], "no dated goal ahead: the last report is continued with a wide spread"),
        ([("capacity", *BEFORE[1:])], "no actual was reported: it starts from the capacity"),
        ([("order", *BEFORE[1:])], "no dated goal and no reported actual: nothing to forecast from"),
        ([(*GOAL[:5], "")], "a goal without a date: shown, never scored"),
        ([BEFORE, (*GOAL[:3], "tonnes", *GOAL[4:])], "more than one measure"),
        ([BEFORE, (*GOAL[:4], "year", GOAL[5])], "rates by month and year"),
        ([BEFORE, GOAL, GOAL], "counted once"),
    ],
)  # fmt: skip
def test_a_forecast_is_wide_and_says_why(call, rows, words):
    code, answer, err = call(written(*rows), "forecast", "x")
    assert code == 0
    assert words in err
    assert any(words in finding["message"] for finding in answer["findings"])
    assert answer["borrowed"].startswith("spread borrowed from")
    for month in answer["months"]:
        assert month["quantiles"][0] < month["quantiles"][-1]


def test_a_goal_alone_is_wider_than_a_goal_beside_a_report(call):
    def spread(*rows):
        goal = call(written(*rows), "forecast", "x")[1]["goals"][0]
        return goal["ratio"][-1] / goal["ratio"][0]

    assert spread(GOAL) > spread(BEFORE, GOAL)


def test_only_undated_statements_are_refused_with_a_way_out(call):
    code, answer, err = call(
        written(("target", "", "5", "rounds", "month", "2024")), "forecast", "x"
    )
    assert code == 2 and answer is None
    assert "no statement of x has a date" in err and "Fill statement_date" in err


PLAIN = written(BEFORE, GOAL, LATER)


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + PLAIN.encode(),
        PLAIN.replace("\n", "\r\n").encode(),
        PLAIN.replace(HEAD, HEAD.upper()).encode(),
        "\n".join(f"{row},more" for row in PLAIN.splitlines()).encode(),
        PLAIN.replace("\nx", "\n,,,,,,,,,,,,,,\n\nx").encode(),
        PLAIN.replace(",ministry,paper,https://example.org/x,words,", ",,,,,").encode(),
        PLAIN.replace(",100,100,", ", 100 ,,").encode(),
    ],
    ids=["BOM", "CRLF", "capitals", "one more column", "blank rows", "blank words", "no high"],
)
def test_harmless_forms_change_no_score(call, content):
    code, plain, _ = call(PLAIN, "hindcast")
    assert code == 0
    code, answer, err = call(content, "hindcast")
    assert code == 0 and "warning" not in err
    if b"ministry" in content:  # who speaks is a feature of the forecast
        assert answer == plain
    assert answer["pairs"] == 1
