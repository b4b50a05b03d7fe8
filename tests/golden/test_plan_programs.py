"""Every constraint has a rule, a unit, an index set and a golden program; none is left without.

MATERIEL_GOLDEN=1 writes the programs anew; what moved is then seen in the diff.
"""

import os
import re
from pathlib import Path

import pytest
from plan_cases import CASES, case

from materiel.plan import constraints, formulate
from materiel.plan.constraints import CONSTRAINTS
from materiel.plan.formulation import Settings
from materiel.plan.futures import compile_futures, draw_futures
from materiel.plan.solve import Solver

GOLDEN = Path(__file__).parent / "plan"
MODEL = (Path(__file__).parents[2] / "docs" / "model.md").read_text("utf-8")
NAMES = [constraint.__name__.rpartition(".")[2] for constraint in CONSTRAINTS]


def program(name, without=None, monkeypatch=None):
    scenario, settings = case(name)
    if without is not None:
        kept = tuple(c for c in CONSTRAINTS if c is not without)
        monkeypatch.setattr(formulate, "CONSTRAINTS", kept)
    given = compile_futures(scenario, draw_futures(scenario, 1, 1))
    return formulate.formulate(given, Settings(**settings))[1]


def text_of(found, place):
    """The program as an .lp file, with the words of its rows and variables below."""
    Solver(found).write(place)
    rows = [f"\\ r{n}: {found.row_words(n)}" for n in range(len(found.low))]
    columns = [f"\\ c{n}: {found.variable_words(n)}" for n in range(len(found.cost))]
    body = re.sub(r"\\ .*\n", "", place.read_text("utf-8"))
    return body + "\n".join([*rows, *columns]) + "\n"


def test_every_constraint_has_a_case():
    files = {path.stem for path in Path(constraints.__file__).parent.glob("*.py")}
    assert files - {"__init__"} == set(NAMES) == set(CASES)


@pytest.mark.parametrize("constraint", CONSTRAINTS, ids=NAMES)
def test_every_constraint_has_rule_unit_and_index(constraint):
    assert f"- **{constraint.NUMBER}** " in MODEL
    assert constraint.UNIT and constraint.INDEX and constraint.state.__doc__


@pytest.mark.parametrize("name", NAMES)
def test_programs_are_as_they_were(name, tmp_path):
    found = text_of(program(name), tmp_path / "plan.lp")
    golden = GOLDEN / f"{name}.lp"
    if os.environ.get("MATERIEL_GOLDEN"):
        golden.write_text(found, "utf-8")
    assert found == golden.read_text("utf-8")


@pytest.mark.parametrize("constraint", CONSTRAINTS[1:], ids=NAMES[1:])
def test_a_case_needs_its_constraint(constraint, monkeypatch):
    name = constraint.__name__.rpartition(".")[2]
    whole = program(name)
    less = program(name, constraint, monkeypatch)
    assert len(less.values) < len(whole.values)
