"""A user's own constraints: tables of the scenario, or a Python file that its user names."""

import csv

import pytest
from plan_builder import ITEM, lever, planned, world
from scenario_builder import small_scenario, write_scenario

from materiel.core.errors import ScenarioError
from materiel.plan import plan
from materiel.scenario import load_scenario
from materiel.scenario.netcdf import save_netcdf
from materiel.show.cli.main import main

BOTH = [lever("purchase", id="b", price=1), lever("purchase", id="c", price=9)]


def bought(scenario, **options):
    """Pieces from B and from C. [piece]"""
    _, _, settled = planned(scenario, **options)
    return settled.flows["purchase"][0].sum(axis=1).round(4).tolist()


def own(*terms, **row):
    return {"constraints": [row], "terms": list(terms)}


def test_without_a_constraint_all_is_bought():
    assert bought(world(levers=BOTH)) == [30, 30]


def test_a_share_binds_and_is_told():
    half = own(
        {"of": "used", "lever": "b"},
        {"of": "used", "factor": 0.25, "side": "right"},
        name="A quarter from B",
        each="month",
    )
    scenario = world(levers=BOTH, **half)
    # x / (x + 5) = 1/4 for each of the six months
    assert bought(scenario) == pytest.approx([10, 30], abs=1e-3)
    made = plan(scenario, scenarios=1, runs=0, explore_further=False)
    assert len(made.constraints) == 6 and all(row["binds"] for row in made.constraints)
    assert made.constraints[0]["name"] == "A quarter from B"
    assert made.constraints[0]["when"] == "January 2024"


def test_a_bound_has_a_price_in_words_and_replays():
    scenario = world(levers=BOTH, **own({"of": "used"}, bound=20, name="Twenty in all"))
    made = plan(scenario, scenarios=1, runs=0, explore_further=False)
    assert made.unmet == pytest.approx(40, abs=1e-3)
    told = next(row for row in made.prices if row["limit"] == "constraint")
    assert told["worth"] == pytest.approx(2, rel=0.05)
    assert told["words"].startswith("Twenty in all (in all): looser by 2 piece it is worth 2")


@pytest.mark.parametrize(
    ("term", "row", "expected"),
    [
        ({"of": "used", "lever": "c"}, {"bound": 4, "each": "year"}, [30, 4]),
        ({"of": "used", "item": ITEM}, {"bound": 7, "from": "2024-03", "to": "2024-03"}, [27, 30]),
        ({"of": "cost"}, {"bound": 39, "unit": "EUR"}, [30, 1]),
        ({"of": "cost", "payer": "C"}, {"bound": 0, "unit": "EUR"}, [30, 30]),
        ({"of": "unmet", "holder": "A"}, {"bound": 30, "sense": "at_least"}, None),
        ({"of": "stock", "holder": "A"}, {"bound": 0}, [30, 30]),
    ],
)
def test_each_sort_of_term(term, row, expected):
    levers = [*BOTH, lever("purchase", id="p", most=1, payer="C", price=90, quantity=0)]
    scenario = world(levers=levers, **own(term, **row))
    found = bought(scenario)[:2]
    if expected is None:
        assert sum(found) == pytest.approx(30, abs=1e-3)
    else:
        assert sum(found) == pytest.approx(sum(expected), abs=1e-3)
        assert found[1] == pytest.approx(expected[1], abs=1e-3) or term.get("item")


def test_lines_plants_shifts_and_transfers_count():
    tables = {
        "lines": [{"actor": "B", "holder": "A", "rate_start": 4}],
        "stocks": [{"holder": "B", "opening": 60}],
        "transfers": [{"rate": 3}],
        "levers": [
            lever("shift", share=0.5),
            lever("plant", id="new", most=2, delay_months=1, price=1),
        ],
    }
    limits = {
        "sent": ({"of": "sent", "giver": "B"}, 6),
        "shift": ({"of": "used", "kind": "shift"}, 3),
        "made": ({"of": "made", "line": "lines-1"}, 5),
        "begun": ({"of": "begun", "kind": "plant"}, 0),
        "added": ({"of": "added", "line": "lines-1"}, 0),
    }
    free = planned(world(**tables))[2]
    for name, (term, bound) in limits.items():
        f, found, _ = planned(world(**tables, **own(term, bound=bound)))
        rows = f.blocks["own constraints-1"].ids
        amount = float((found.solver.program.matrix @ found.values)[rows[0, 0]])
        assert amount <= bound + 1e-6
        # The shifts of the larger line are 0.5 × 4 in each month and 0.5 × 2 in five of them.
        assert name in ("begun", "added") or amount == pytest.approx(bound, abs=1e-4)
    assert free.flows["transfer"].sum() == pytest.approx(15)


def test_one_that_no_plan_can_hold_is_said_in_words():
    scenario = world(
        levers=BOTH, **own({"of": "used"}, sense="at_least", bound=99, name="Buy much")
    )
    made = plan(scenario, scenarios=1, runs=0)
    assert not made.feasible
    assert made.shortfall[-1]["words"] == "constraint: Buy much, in all: 39 piece less"


@pytest.mark.parametrize(
    ("term", "row", "told"),
    [
        ({"of": "used", "holder": "A"}, {}, "terms.csv:2: holder says nothing of used"),
        ({"of": "used", "giver": "A"}, {}, "terms.csv:2: nothing is used that fits"),
        ({"of": "begun"}, {}, "terms.csv:2: nothing is begun"),
        ({"of": "stock", "holder": "C", "item": "parts.body"}, {}, "is not an id in items.csv"),
        ({"of": "bought"}, {}, "'bought' is not one of used"),
        ({"of": "used", "factor": "nan"}, {}, "factor"),
        ({"of": "used"}, {"bound": "inf"}, "constraints.csv:2: bound"),
        ({"of": "used"}, {"sense": "below"}, "'below' is not one of at_most"),
        ({"of": "used"}, {"from": "2024-03", "to": "2024-01"}, "is after to"),
        ({"of": "cost"}, {"unit": "USD"}, "adds up EUR, but constraints.csv:2 is in USD"),
        ({"of": "used", "constraint": "other"}, {}, "not an id in constraints.csv"),
    ],
)
def test_bad_rows_are_findings_with_file_and_line(term, row, told):
    with pytest.raises(ScenarioError) as error:
        world(levers=BOTH, **own(term, **row))
    assert told in "\n".join(f"{found.source}: {found.message}" for found in error.value.findings)


def test_a_constraint_without_terms_is_a_finding():
    with pytest.raises(ScenarioError, match=r"adds nothing up"):
        world(levers=BOTH, constraints=[{}])


def test_one_file_keeps_them(tmp_path):
    tables = {"demands": [{}], "levers": BOTH, **own({"of": "used"}, bound=20)}
    folder = write_scenario(tmp_path / "s", **tables)
    kept = load_scenario(save_netcdf(folder, tmp_path / "s.nc"))
    assert kept == load_scenario(folder) and kept.terms[0].of == "used"
    assert kept.hash != small_scenario(demands=[{}], levers=BOTH).hash


def refused(words):
    with pytest.raises(SystemExit) as ended:
        main(words)
    return ended.value.code


def test_a_python_file_is_run_only_when_named(tmp_path, capsys):
    folder = write_scenario(tmp_path / "s", settings={"end": "2024-06"}, demands=[{}], levers=BOTH)
    file = tmp_path / "own.py"
    file.write_text(
        "def state(f):\n"
        "    ids = f.flows[0].block.ids\n"
        "    row = f.model.rows('mine', [f.model_axis('all', ['all'])], unit='piece', high=12)\n"
        "    f.model.add(row.ids[0], ids, 1.0)\n",
        "utf-8",
    )
    ask = ["plan", str(folder), "--scenarios", "1", "--runs", "0", "--quick", "-f", "csv"]
    assert refused([*ask, "--constraint", str(file)]) == 0
    rows = csv.DictReader(capsys.readouterr().out.splitlines())
    assert sum(float(row["amount"]) for row in rows) == pytest.approx(12)
    for text, told in (("x = 1", "no function state"), ("1/0", "ZeroDivisionError")):
        file.write_text(text, "utf-8")
        assert refused([*ask, "--constraint", str(file)]) == 2
        assert told in capsys.readouterr().err


def test_a_python_file_inside_a_scenario_is_a_finding_and_not_run(tmp_path):
    folder = write_scenario(tmp_path / "s", demands=[{}], levers=BOTH)
    (folder / "constraints.py").write_text("raise SystemExit('run')", "utf-8")
    with pytest.raises(ScenarioError, match=r"constraints\.py"):
        load_scenario(folder)
