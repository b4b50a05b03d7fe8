"""What goes in comes out, once, in both databases."""

import pytest

from materiel.core.errors import DamagedError, LedgerError
from materiel.ledger import Decision, Ledger, verify
from materiel.ledger.chain import read_head

WHEN = "2024-03-01T00:00:00Z"


def a_decision(**fields):
    base = {"action": "reject", "about": ("c1",), "author": "A", "made": WHEN, "reason": "no"}
    return Decision(**base | fields)


def test_documents_and_claims_come_back_as_they_went_in(place, reading):
    document, claims = reading
    with Ledger(place) as ledger:
        added = ledger.append([reading], extractor="rules-1", recorded=WHEN)
        assert (added.documents, added.claims, added.head.count) == (1, 1, 3)
    with Ledger(place, create=False) as ledger:
        assert ledger.documents() == [document]
        assert ledger.claims() == claims
        assert [c.id for c in ledger.claims()] == [c.id for c in claims]


def test_a_second_run_adds_nothing(place, reading):
    with Ledger(place) as ledger:
        first = ledger.append([reading], extractor="rules-1", recorded=WHEN)
        again = ledger.append([reading, reading], extractor="rules-1")
    assert (again.documents, again.claims, again.head) == (0, 0, first.head)


def test_one_document_twice_in_one_call_is_one_batch(place, reading):
    with Ledger(place) as ledger:
        added = ledger.append([reading, reading], extractor="rules-1", recorded=WHEN)
    assert (added.documents, added.claims, added.head.count) == (1, 1, 3)


def test_a_new_extractor_adds_its_reading_and_the_old_one_stays(place, reading):
    document, _ = reading
    with Ledger(place) as ledger:
        ledger.append([reading], extractor="rules-1", recorded=WHEN)
        ledger.append([(document, [])], extractor="rules-2", recorded=WHEN)
        assert ledger.claims() == []
        assert len(ledger.documents()) == 1
        assert ledger.head().count == 4  # the old claim is still a row
    assert verify(place) == []


def test_a_reading_can_be_asked_for_by_its_extractor(place, reading):
    document, claims = reading
    with Ledger(place) as ledger:
        ledger.append([reading], extractor="rules-1", recorded=WHEN)
        ledger.append([(document, [])], extractor="llm:m:1", recorded=WHEN)
        assert ledger.claims(extractor="rules-1") == claims
        assert ledger.claims(extractor="llm:m:1") == []
        assert ledger.claims(extractor="never-used") == []  # the newest
        ledger.append([reading], extractor="rules-2", recorded=WHEN)
        assert ledger.claims() == ledger.claims(extractor="rules-2") == claims
        assert ledger.claims(extractor="llm:m:1") == []


def test_more_rows_than_a_block_come_back_in_order(place, readings):
    told = readings(7, claims=1100)
    with Ledger(place) as ledger:
        added = ledger.append(told, extractor="r", recorded=WHEN)
        assert (added.documents, added.claims) == (7, 7700)
        assert ledger.claims() == [claim for _, claims in told for claim in claims]
        assert [row.seq for row in ledger.rows(after=7000)] == list(range(7001, 7715))
        assert {row.kind for row in ledger.rows(kind="reading")} == {"reading"}
        assert len(list(ledger.rows(kind="claim"))) == 7700
    assert verify(place) == []


def test_the_kept_head_is_the_head_of_the_rows(place, reading):
    with Ledger(place) as ledger:
        ledger.append([reading], extractor="rules-1", recorded=WHEN)
        assert read_head(ledger._store.head_file) == ledger.head()


def test_a_failing_reading_leaves_nothing(place, reading):
    def readings():
        yield reading
        raise RuntimeError("the disk of the reports went away")

    with Ledger(place) as ledger:
        with pytest.raises(RuntimeError):
            ledger.append(readings(), extractor="rules-1")
        assert ledger.head().count == 0
        assert ledger.documents() == []
        assert ledger.append([reading], extractor="rules-1").claims == 1


def test_a_decision_is_a_row_and_a_second_send_adds_nothing(place):
    with Ledger(place) as ledger:
        first = ledger.decide([a_decision(), a_decision(action="accept")], recorded=WHEN)
        again = ledger.decide([a_decision()])
        assert (first.decisions, again.decisions, again.head) == (2, 0, first.head)
        assert ledger.decisions() == [a_decision(), a_decision(action="accept")]
    assert verify(place) == []


def test_as_of_gives_the_record_as_it_stood(place, reading):
    document, claims = reading
    with Ledger(place) as ledger:
        ledger.append([reading], extractor="rules-1", recorded="2024-02-10T08:00:00Z")
        ledger.append([(document, [])], extractor="rules-2", recorded="2024-03-01T00:00:00Z")
        ledger.decide([a_decision()], recorded="2024-03-02T00:00:00Z")
        assert (ledger.documents(as_of="2024-02-09"), ledger.claims(as_of="2024-02-09")) == ([], [])
        assert ledger.claims(as_of="2024-02-10") == ledger.claims(as_of="2024-02") == claims
        assert ledger.claims(as_of="2024-03-01") == [] == ledger.decisions(as_of="2024-03-01")
        assert ledger.decisions(as_of="2024-03-02T00:00:00Z") == [a_decision()]
        with pytest.raises(LedgerError, match="neither a date nor a time"):
            ledger.claims(as_of="yesterday")


def test_rows_restored_elsewhere_have_the_same_head(place, new_place, readings):
    with Ledger(place) as source, Ledger(new_place()) as target:
        source.append(readings(5, claims=3), extractor="r", recorded=WHEN)
        source.decide([a_decision()], recorded=WHEN)
        assert target.restore(source.rows(), source.content).head == source.head()
        source.append(readings(2, start=50), extractor="r", recorded=WHEN)
        caught_up = target.restore(source.rows(), source.content)
        assert (caught_up.documents, caught_up.head) == (2, source.head())
        assert target.restore(source.rows(), {}.__getitem__).documents == 0
        assert target.append(readings(5, claims=3), extractor="r").claims == 0
        assert target.documents() == source.documents()
        assert verify(target.place) == []


def test_restored_rows_that_differ_or_were_changed_are_refused(place, new_place, readings):
    with Ledger(place) as source, Ledger(new_place()) as target:
        source.append(readings(2), extractor="r", recorded=WHEN)
        rows = list(source.rows())
        with pytest.raises(DamagedError, match="row 3 does not follow row 1"):
            target.restore([rows[0], rows[2]], source.content)
        with pytest.raises(DamagedError, match="row 3 does not follow row 2"):
            target.restore([*rows[:2], rows[2]._replace(payload=b"{}")], source.content)
        with pytest.raises(DamagedError, match="has other bytes"):
            target.restore(rows, lambda name: b"other")
        assert target.head().count == 0
        before = target.append(readings(1, start=9), extractor="r", recorded=WHEN).head
        with pytest.raises(LedgerError, match="differs from row 3"):
            target.restore(rows, source.content)
        assert target.head() == before


def test_a_ledger_that_lost_rows_takes_no_more(place, new_place, readings):
    """What the kept head tells of the lost rows would be overwritten."""
    with Ledger(place) as full, Ledger(new_place()) as older:
        older.append(readings(1), extractor="r", recorded=WHEN)
        full.append(readings(3), extractor="r", recorded=WHEN)
        older._store.head_file.write_bytes(full._store.head_file.read_bytes())
        with pytest.raises(LedgerError, match="tells of 9 rows"):
            older.append(readings(1, start=70), extractor="r")
        assert older.head().count == 3
