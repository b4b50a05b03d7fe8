"""Tables filled from the record."""

import csv
import shutil
from pathlib import Path

import pytest

from materiel.core.errors import ScenarioError
from materiel.scenario import check_scenario, from_ledger, load_scenario
from materiel.scenario.tables import TABLE
from materiel.simulate import simulate
from materiel.workflow import run

REPORTS = Path(__file__).parents[2] / "examples" / "shells-155" / "reports"


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """The example's reports, read into a ledger; the folder that comes of it, and the gaps."""
    base = tmp_path_factory.mktemp("fill")
    run([REPORTS], out=base / "run")
    gaps = from_ledger(base / "run" / "ledger.sqlite", base / "scenario")
    return base / "scenario", gaps


def rows(folder, name):
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_numbers_of_reports_fill_cells_with_their_words(filled):
    folder, _ = filled
    lines = rows(folder, "lines")

    assert ("US", "28000") in {(row["actor"], row["rate_start"]) for row in lines}
    kinds = {row["id"]: row["kind"] for row in rows(folder, "actors")}
    assert (kinds["US"], kinds["EU"], kinds["Rheinmetall"]) == ("state", "alliance", "company")
    for row in lines:
        kind, _, words = row["source"].partition(" | ")
        document = kind.removeprefix("quote: ")
        text = " ".join((REPORTS / document).read_text(encoding="utf-8").split())
        assert words in text


def test_what_nobody_says_is_blank_and_told(filled):
    """Each blank cell that is needed is a gap with file and line, and the check finds the same."""
    folder, gaps = filled
    told = {(gap.source, gap.message.partition(":")[0]) for gap in gaps if ".csv:" in gap.source}
    found = {
        (finding.source, finding.message.removesuffix(" is blank"))
        for finding in check_scenario(folder)
        if finding.message.endswith(" is blank")
    }

    assert found == told
    assert (folder / "README.md").read_text(encoding="utf-8").count("\n- ") == len(gaps)


def test_nothing_else_is_wrong_with_the_tables(filled):
    """What can be mended only by assuming: blanks, and a demand to ask about."""
    folder, _ = filled
    others = [
        str(finding)
        for finding in check_scenario(folder)
        if finding.severity == "error" and not finding.message.endswith(" is blank")
    ]

    assert others == []


def test_a_folder_that_is_there_is_left_alone(filled, tmp_path):
    folder, _ = filled
    with pytest.raises(ScenarioError, match="there already"):
        from_ledger(folder.parent / "run" / "ledger.sqlite", folder)


def test_a_refusal_fills_a_permission(tmp_path):
    """What counts nothing but decides something; the rest that counts nothing is told."""
    report = tmp_path / "reports" / "a.txt"
    report.parent.mkdir()
    report.write_text(
        "Bern, 14 March 2024. Switzerland has denied a request from Germany to re-export ammunition to "
        "Ukraine. Germany has given Ukraine 60 Leopard 2 tanks.\n",
        encoding="utf-8",
    )
    run([report.parent], out=tmp_path / "run")
    gaps = from_ledger(tmp_path / "run" / "ledger.sqlite", tmp_path / "scenario")

    (permission,) = rows(tmp_path / "scenario", "permissions")
    assert (permission["decider"], permission["probability"]) == ("CH", "0")
    assert "denied" in permission["source"]
    assert any("no claim says what DE holds of vehicle.tank" in gap.message for gap in gaps)
    named = {row["id"] for row in rows(tmp_path / "scenario", "actors")}
    assert named == {"CH", "DE", "UA"}


def test_it_runs_once_a_person_has_assumed_the_rest(filled, tmp_path):
    """Every blank that is told gets a number and its source; nothing else is in the way."""
    folder = tmp_path / "whole"
    shutil.copytree(filled[0], folder)
    assumed = {"line": rows(folder, "lines")[0]["id"], "priority": "1", "from": "2024-03"}
    for finding in check_scenario(folder):
        if finding.message.endswith(" is blank"):
            name, line = finding.source.split(".csv:")
            table, column = rows(folder, name), finding.message.removesuffix(" is blank")
            table[int(line) - 2] |= {column: assumed.get(column, "1")}
            if column in {number.name for number in TABLE[name].numbers}:
                table[int(line) - 2] |= {f"{column}_source": "assumption: guess"}
            write(folder / f"{name}.csv", table)
    with (folder / "scenario.toml").open("a", encoding="utf-8") as file:
        file.write('guess = "The tests: any number will do."\n')

    outcome = simulate(load_scenario(folder), runs=3)
    assert outcome.fan("demand").sample.max() > 0


def write(path, table):
    """A table as it was read, with the columns that were added."""
    columns = list(dict.fromkeys(column for row in table for column in row))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(table)
