"""The example that is shipped: sound, and every quote stands in its report."""

from pathlib import Path

import pytest

from materiel.scenario import check_scenario, load_scenario

COMPONENTS = (
    "actors items members stocks demands lines inputs projects orders transfers permissions funds "
    "repairs kits disruptions iterations series"
).split()
RACE = Path(__file__).parents[2] / "examples" / "race-of-logistics"
EXAMPLE = Path(__file__).parents[2] / "examples" / "shells-155"


def test_the_example_is_sound_and_quotes_what_its_reports_say():
    assert check_scenario(EXAMPLE / "scenario") == []
    quotes = [
        parameter.source
        for parameter in load_scenario(EXAMPLE / "scenario").parameters
        if parameter.source.kind == "quote"
    ]
    for source in quotes:
        text = (EXAMPLE / "reports" / source.document).read_text(encoding="utf-8")
        assert " ".join(source.words.split()) in " ".join(text.split()), source
    assert len({source.document for source in quotes}) >= 6


@pytest.mark.parametrize("name", ["scenario", "january-2023", "waiting-time"])
def test_the_reference_scenarios_are_sound(name):
    """Nothing to mend; a warning only where the market of 2022 has no demand of its own."""
    told = [str(finding) for finding in check_scenario(RACE / name)]

    assert told == [] or (name == "waiting-time" and len(told) == 1 and "warning" in told[0])


def test_the_reference_scenario_uses_every_component_table():
    """And behind every number stands an address: its page, or the basis of its assumption."""
    scenario = load_scenario(RACE / "scenario")

    assert len(scenario.months) == 72
    for name in COMPONENTS:
        assert getattr(scenario, name), name
    kinds = [parameter.source.kind for parameter in scenario.parameters]
    assert kinds.count("page") >= 60
    for parameter in scenario.parameters:
        source = parameter.source
        assert source.address or "Basis: https://" in source.text, parameter.name
