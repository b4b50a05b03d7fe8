"""materiel compare, from the command line."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

sys.path.append(str(Path(__file__).parents[1] / "scenario"))
from scenario_builder import write_scenario

from materiel.show.cli.main import materiel


@pytest.mark.parametrize("words", ["compare {a} {b}", "simulate {a} --compare {b}"])
def test_compare_tells_what_a_change_does(tmp_path, words):
    """A second line of 5 a month: 5 × 24 more are received."""
    demands = [{"rate": 20}]
    write_scenario(tmp_path / "a", demands=demands, lines=[{}])
    write_scenario(tmp_path / "b", demands=demands, lines=[{}, {"rate_start": 5}])

    asked = words.format(a=tmp_path / "a", b=tmp_path / "b").split()
    done = CliRunner().invoke(
        materiel, [*asked, "--runs", "10", "--format", "json"], catch_exceptions=False
    )

    rows = json.loads(done.stdout)
    (received,) = [row for row in rows if row["number"].startswith("Received")]
    assert received["change"] == "lines/lines-2"
    assert received["mean"] == received["low"] == 120
