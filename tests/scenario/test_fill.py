"""Tables filled from the record."""

import csv
from pathlib import Path

import pytest

from materiel.core.errors import ScenarioError
from materiel.scenario import check_scenario, from_ledger
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
