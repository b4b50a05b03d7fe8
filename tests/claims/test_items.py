"""Which materiel a number is about, where the number's own noun does not tell."""

import pytest

CASES = [
    # text, item of the last claim
    (
        "Norway ordered 40 howitzers from Nammo. In May it signed another contract for 300 million"
        " euros.",
        "artillery.howitzer",
    ),
    (
        "A factory for howitzers goes up in Oslo. Nammo invests 300 million euros in the plant.",
        "artillery.howitzer",
    ),
    (
        "Nammo makes mortars in Oslo. The plant is new. It employs 300 workers.",
        "artillery.mortar",
    ),
    ("Norway has more than 200 companies that make weapons and ammunition.", "general"),
    ("Nammo makes howitzers in Oslo. A strike halted the plant in May.", "artillery.howitzer"),
]


@pytest.mark.parametrize(("text", "item"), CASES)
def test_item(claims_of, text, item):
    assert claims_of(text)[-1].item == item


def test_what_stands_behind_the_next_number_belongs_to_that(claims_of):
    found = claims_of(
        "Norway has an arms industry. It counts 70 factories, and 200 companies that make drones."
    )
    assert [c.item for c in found] == ["general", "drone"]
