"""Who does it to whom: disruptions, permissions and what is said of neither by name."""

import pytest

CASES = [
    # sentence, kind, subject, object
    ("Norway has halted deliveries of tanks to Moldova.", "disruption", ("MD",), ("NO",)),
    ("A fire stopped production at a Nammo plant.", "disruption", ("Nammo",), ()),
    ("Chilean rockets hit a munitions plant in Peru.", "disruption", ("PE",), ("CL",)),
    (
        "Chinese export curbs have delayed deliveries of drones to Chile.",
        "disruption",
        ("CL",),
        ("CN",),
    ),
    (
        "Switzerland turned down a Danish request to re-export howitzers.",
        "permission",
        ("CH",),
        ("DK",),
    ),
    (
        "Denmark was refused a licence to export tanks by Switzerland.",
        "permission",
        ("CH",),
        ("DK",),
    ),
    (
        "Norway and Latvia signed a memorandum on the joint production of shells.",
        "agreement",
        ("NO",),
        ("LV",),
    ),
]


@pytest.mark.parametrize(("sentence", "kind", "subject", "object_"), CASES)
def test_parties(claims_of, sentence, kind, subject, object_):
    (claim,) = claims_of(sentence)
    assert (claim.kind, claim.subject, claim.object) == (kind, subject, object_)


def test_friends_of_a_state_give_to_it(claims_of):
    found = claims_of("Moldova's allies have pledged 300 million euros in military aid.")
    assert [c.object for c in found] == [("MD",)]
