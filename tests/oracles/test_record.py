"""The record: what has come in since against what the model says. docs/record.md tells it in words."""

import csv
import importlib.util
from pathlib import Path

from materiel.scenario import load_scenario

ROOT = Path(__file__).parents[2]
RACE = ROOT / "examples" / "race-of-logistics"
SPEC = importlib.util.spec_from_file_location("make_record", ROOT / "tools" / "make_record.py")
assert SPEC and SPEC.loader
record = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(record)


def test_the_wait_of_2023_is_a_result():
    """From 12 months to 28, within a tenth: orders jump while capacity ramps."""
    wait = record.waiting_time()

    assert abs(wait["2022-01"] - record.SAID[0]) < 0.1
    assert abs(wait["2023-02"] / record.SAID[1] - 1) < 0.1


def test_the_wait_needs_the_jump_of_orders():
    """The comparison can fail: without what was given and ordered again the queue shrinks."""
    from dataclasses import replace

    from materiel.simulate import simulate

    scenario = load_scenario(RACE / "waiting-time")
    usual = tuple(row for row in scenario.orders if not row.id.startswith("given"))
    wait = simulate(replace(scenario, orders=usual), runs=1).fan("lead_time").sample[0]

    assert wait[13] < 10


def test_years_to_replace_are_those_published():
    """Rows that give quantity and rate with the time, and rows put together from several pages."""
    found = {row.row["id"]: row for row in record.replenishment()}

    assert {name for name, row in found.items() if row.agrees is False} == {
        "155-surge",  # a plan of the army's, which need not be the rate that the page means
    }
    assert sum(row.agrees is True for row in found.values()) == 12


def test_a_published_time_can_disagree():
    """The comparison can fail: THAAD at the upper estimate, tanks at the orders of one year more."""
    rows = {row["id"]: row for row in record.rows("replenishment.csv")}
    for name, changed in (
        ("thaad-recent", {"quantity_low": "", "rate_high": ""}),
        ("de-tanks", {"rate_per_year": "35"}),
        ("mbda", {"rate_per_year": "4.5"}),
    ):
        years = record._years(rows[name] | changed)
        assert record.Replaced(rows[name], years, years).agrees is False, name


def test_years_are_the_pencils():
    """Lead time + quantity ÷ rate, without a ramp, at both ends."""
    for found in record.replenishment():
        row = found.row
        if not row["rate_full_per_year"]:
            lead = round(12 * float(row["lead_years"])) / 12
            most = float(row["quantity"]) / float(row["rate_per_year"])
            least = float(row["quantity_low"] or row["quantity"])
            least /= float(row["rate_high"] or row["rate_per_year"])
            assert abs(found.high - lead - most) < 1e-5, row["id"]
            assert abs(found.low - lead - least) < 1e-5, row["id"]


def test_january_2023_holds_what_was_reported():
    """80 % bands of runs that know only what was public by the end of January 2023."""
    for found in record.january_2023():
        assert found.inside, found


def test_the_parts_of_the_reference_scenario_add_up_to_a_total_from_elsewhere():
    """What Ukraine received in 2023 and 2024, by a study whose numbers are in no table."""
    scenario = load_scenario(RACE / "scenario")
    found = record.totals()

    assert all(one.inside for one in found), found
    told = {
        p.source.text for p in scenario.parameters if p.source.address == found[0].row["address"]
    }
    assert not any("gave Ukraine" in text for text in told)


def test_january_2023_knows_nothing_later():
    """Every page behind its numbers was out by the end of that month."""
    published = {}
    reference = ROOT / "src/materiel/forecast/reference/statements.csv"
    with reference.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            published.setdefault(row["url"], set()).add(row["statement_date"])
    published[
        "https://github.com/agorahub/pen0/blob/main/_collections/_hkers/2023-01-23-empty-bins-in-wartime.md"
    ] = {"2023-01-23"}
    sources = [p.source for p in load_scenario(RACE / "january-2023").parameters]
    pages = [source.address for source in sources if source.kind == "page"]

    assert len(pages) >= 5
    for address in pages:
        assert min(published[address]) < "2023-02", address


def test_the_page_is_up_to_date():
    """docs/record.md is what the tool writes."""
    assert (ROOT / "docs" / "record.md").read_text(encoding="utf-8") == record.page()
