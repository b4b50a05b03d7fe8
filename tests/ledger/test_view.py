"""What a ledger means is the same in both databases."""

from materiel.ledger import Decision, Ledger, read_view
from materiel.ledger.best import best_view
from materiel.ledger.pledges import pledge_rows

WHEN = "2024-03-01T00:00:00Z"


def test_decisions_take_effect_as_of_their_day(place, reading, make_document, make_claim):
    document = make_document("Acme says 300 Granaten.", name="b.txt", published="2024-02")
    fields = {"kind": "production", "subject": ("DE",), "low": 300.0, "high": 300.0}
    fields |= {"unit": "piece", "per": "month", "speaker": "A Ltd", "date_to": "2024-02"}
    other = make_claim(document, "300 Granaten", **fields)
    (claim,) = reading[1]
    same = Decision(action="same", about=("A", "A Ltd"), author="K", made="1", value="actor")
    reject = Decision(action="reject", about=(other.id,), author="K", made="2")
    with Ledger(place) as ledger:
        ledger.append([reading, (document, [other])], extractor="r", recorded=WHEN)
        ledger.decide([same], recorded="2024-04-01T00:00:00Z")
        ledger.decide([reject], recorded="2024-05-01T00:00:00Z")
        days = ("2024-02", "2024-03", "2024-04", "2024-05", None)
        views = [read_view(ledger, as_of=day) for day in days]
    assert [len(view.judged) for view in views] == [0, 2, 2, 2, 2]
    assert [len(view.statements) for view in views] == [0, 2, 2, 1, 1]
    assert [view.actors.canonical("A Ltd") for view in views[1:3]] == ["A Ltd", "A"]
    assert {view.recorded[claim.document] for view in views[1:]} == {WHEN}
    ranks = [
        sorted(one.rank for series in best_view(view) for one in series.statements)
        for view in views[1:]
    ]
    assert ranks == [["normal", "preferred"]] * 2 + [["deprecated", "preferred"]] * 2
    assert not pledge_rows(views[-1])


def test_an_older_reading_can_be_asked_for(place, reading):
    document, claims = reading
    with Ledger(place) as ledger:
        ledger.append([reading], extractor="r-1", recorded=WHEN)
        ledger.append([(document, [])], extractor="r-2", recorded="2024-04-01T00:00:00Z")
        assert not read_view(ledger).judged
        old = read_view(ledger, extractor="r-1")
        assert [one.stated for one in old.judged] == claims
        assert old.recorded == {document.id: WHEN}
