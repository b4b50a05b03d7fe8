"""The Python door gives the same numbers, whatever was imported first."""

import subprocess
import sys
from pathlib import Path

import pytest

SCENARIO = Path(__file__).parents[2] / "examples" / "shells-155" / "scenario"


@pytest.mark.parametrize(
    "before",
    [
        "",
        "import materiel.simulate.records",
        "import materiel.workflow",
        "import materiel.scenario",
    ],
)
def test_a_scenario_is_run_by_one_call(before):
    script = (
        f"import sys; from pathlib import Path; import materiel\n{before}\n"
        "scenario = materiel.load_scenario(Path(sys.argv[1]))\n"
        "outcome = materiel.simulate(scenario, runs=50, seed=7)\n"
        "print(outcome.runs, outcome.seed)"
    )
    command = [sys.executable, "-c", script, str(SCENARIO)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["50", "7"]


def test_the_package_alone_loads_nothing_heavy():
    script = "import sys, materiel; print({'numpy', 'apsw', 'click'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "set()"
