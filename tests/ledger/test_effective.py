"""What decisions make of claims; nothing of the record changes."""

import itertools

import pytest

from materiel.core.errors import ClaimError, LedgerError
from materiel.ledger import Decision, Ledger, read_view, verify
from materiel.ledger.effective import amended, holding, judge

TICK = itertools.count()
WHEN = "2024-03-01T00:00:00Z"


def said(action, *about, made="2024-03-05", **fields):
    return Decision(
        action=action,
        about=about,
        author="K. Analyst",
        made=f"{made}T00:00:{next(TICK):05d}Z",
        **fields,
    )


@pytest.fixture
def reading(make_document, make_claim):
    document = make_document("France makes 200 drones, says the maker.", published="2024-02")
    base = {"kind": "production", "subject": ("FR",), "item": "drone", "unit": "piece"}
    claim = make_claim(document, "200 drones", low=200.0, high=200.0, speaker="Acme", **base)
    return document, [claim]


@pytest.mark.parametrize(
    ("action", "standing", "counts"),
    [
        ("accept", "accepted", True),
        ("reject", "rejected", False),
        ("retract", "retracted", False),
    ],
)
def test_a_decision_gives_a_claim_its_standing(reading, action, standing, counts):
    (claim,) = reading[1]
    (found,) = judge([claim], [said(action, claim.id)])
    assert (found.standing, found.in_force) == (standing, counts)
    assert found.stated == claim


def test_without_a_decision_a_claim_is_unreviewed_and_f6(reading):
    (found,) = judge(reading[1], [])
    assert (found.standing, found.grade, found.in_force) == ("unreviewed", "F6", True)


def test_a_retracted_document_takes_its_claims_along(reading):
    document, claims = reading
    (found,) = judge(claims, [said("retract", document.id)])
    assert found.standing == "retracted"


def test_the_latest_decision_holds_and_its_withdrawal_brings_the_earlier_back(reading):
    (claim,) = reading[1]
    accept, reject = said("accept", claim.id), said("reject", claim.id)
    assert judge([claim], [accept, reject])[0].standing == "rejected"
    undo = said("withdraw", reject.id)
    assert judge([claim], holding([accept, reject, undo]))[0].standing == "accepted"


def test_an_amended_claim_keeps_its_id_and_words(reading):
    (claim,) = reading[1]
    changes = {"low": 250, "high": 300, "to": "2024-01", "object": ["UA"]}
    (found,) = judge([claim], [said("amend", claim.id, changes=changes)])
    assert found.id == claim.id and found.claim.quote == claim.quote
    assert (found.claim.low, found.claim.date_to, found.claim.object) == (250, "2024-01", ("UA",))
    assert found.stated.low == 200


@pytest.mark.parametrize("changes", [{"quote": "x"}, {"doc": "x"}, {"colour": "red"}])
def test_what_stands_in_the_document_cannot_be_amended(reading, changes):
    with pytest.raises(LedgerError, match=next(iter(changes))):
        amended(reading[1][0], changes)


@pytest.mark.parametrize("changes", [{"low": float("nan")}, {"low": 300}, {"kind": "gossip"}])
def test_an_amendment_that_no_claim_can_have_is_refused(reading, changes):
    with pytest.raises(ClaimError):
        amended(reading[1][0], changes)


def test_source_and_item_are_graded_apart(reading):
    (claim,) = reading[1]
    source = said("grade source", "Acme", value="B")
    item = said("grade claim", claim.id, value="2")
    assert judge([claim], [source])[0].grade == "B6"
    assert judge([claim], [item])[0].grade == "F2"
    assert judge([claim], [source, item, said("grade source", "Acme", value="D")])[0].grade == "D2"


def test_a_publisher_grades_what_nobody_else_said(reading):
    (claim,) = reading[1]
    publishers = {claim.document: "Daily"}
    daily = said("grade source", "Daily", value="C")
    assert judge([claim], [daily], publishers)[0].source_grade == "C"
    maker = said("grade source", "Acme", value="A")
    assert judge([claim], [daily, maker], publishers)[0].source_grade == "A"


def test_a_past_day_knows_nothing_of_later_decisions(tmp_path, reading):
    (claim,) = reading[1]
    path = tmp_path / "ledger.sqlite"
    with Ledger(path) as ledger:
        ledger.append([reading], extractor="r", recorded=WHEN)
        ledger.decide([said("reject", claim.id)], recorded="2024-03-10T00:00:00Z")
        before, after = (read_view(ledger, as_of=day) for day in ("2024-03-09", "2024-03-10"))
        assert before.judged[0].standing == "unreviewed" and len(before.statements) == 1
        assert after.judged[0].standing == "rejected" and not after.statements
        assert read_view(ledger, as_of="2024-02").judged == ()
    assert not verify(path)
