"""materiel plan: a plan in words, as data, as files; and what it says when there is none."""

import csv
import json
import shutil
import sys
from pathlib import Path

import pytest

from materiel.show.cli.main import main

SCENARIO = Path(__file__).parents[2] / "examples" / "shells-155" / "scenario"
QUICK = ["--scenarios", "1", "--runs", "0", "--quick", "--until", "2025-03"]


def run(capsys, *words):
    with pytest.raises(SystemExit) as left:
        main(["plan", str(SCENARIO), *QUICK, *words])
    said = capsys.readouterr()
    return left.value.code, said.out, said.err


def test_a_plan_in_words(capsys):
    code, out, _ = run(capsys)
    assert code == 0 and "What is done when" in out and "Third shift at Rheinmetall" in out


def test_a_plan_as_data_is_the_same_twice(capsys):
    first = run(capsys, "-f", "json")
    assert first == run(capsys, "-f", "json")
    found = json.loads(first[1])
    assert found["feasible"] and found["unmet"] < found["unmet_nothing"]


def test_the_schedule_as_csv(capsys):
    _, out, _ = run(capsys, "-f", "csv", "--budget", "100000000")
    rows = list(csv.DictReader(out.splitlines()))
    assert sum(float(row["cost"]) for row in rows) <= 100_000_000 * (1 + 1e-6)


def test_files_are_written(capsys, tmp_path):
    code, _, _ = run(capsys, "--out", str(tmp_path / "plan"))
    page = (tmp_path / "plan" / "plan.html").read_text("utf-8")
    assert code == 0 and "<svg" in page
    assert not any(part in page for part in ("<script", 'src="http', 'href="http', "url(http"))
    assert json.loads((tmp_path / "plan" / "plan.json").read_text("utf-8"))["schedule"]
    assert (tmp_path / "plan" / "schedule.csv").stat().st_size > 500


def test_a_scenario_in_weeks_is_planned_by_months(capsys, tmp_path, monkeypatch):
    """E8; and a day, which no month can stand for, is told."""
    monthly = json.loads(run(capsys, "-f", "json")[1])
    weekly = shutil.copytree(SCENARIO, tmp_path / "weekly")
    settings = weekly / "scenario.toml"
    settings.write_text(settings.read_text("utf-8").replace("[focus]", 'step = "week"\n[focus]'))
    monkeypatch.setattr(sys.modules[__name__], "SCENARIO", weekly)
    found = json.loads(run(capsys, "-f", "json")[1])
    assert found["schedule"] == monthly["schedule"] and found["unmet"] == monthly["unmet"]

    demands = weekly / "demands.csv"
    text = demands.read_text("utf-8")
    demands.write_text(text.replace("2023-10", "2023-10-09", 1), "utf-8")
    code, _, err = run(capsys)
    assert code == 2 and "is a day, and this scenario counts in months" in err


def test_what_cannot_be_is_told_in_the_readers_words(capsys):
    code, out, _ = run(capsys, "--met-from", "2024-05")
    assert code == 1
    assert (
        "Ukraine, 155 mm artillery ammunition" in out and "pieces short in May 2024 at best" in out
    )


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--until", "2030-01"], "outside 2024-03 to 2027-12"),
        (["--budget", "nan"], "not a finite number"),
    ],
)
def test_wrong_options_are_usage_errors(capsys, words, told):
    code, _, err = run(capsys, *words)
    assert code == 2 and told in err
