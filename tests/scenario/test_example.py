"""The example that is shipped: sound, and every quote stands in its report."""

from pathlib import Path

from materiel.scenario import check_scenario, load_scenario

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
