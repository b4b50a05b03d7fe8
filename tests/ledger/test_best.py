"""Series, the best view of them, and the table of pledges."""

import itertools
import random
from datetime import date

import pytest

from materiel.ledger import Decision, Ledger, read_view
from materiel.ledger.best import best_view
from materiel.ledger.money import OwnRate
from materiel.ledger.pledges import PledgeRow, converted, pledge_rows

TICK = itertools.count()
WORDS = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen".split()


@pytest.fixture
def world(tmp_path, make_document, make_claim):
    """A ledger of statements (published, fields), each in a document of its own, and its view."""

    def make(*told, decisions=(), as_of=None, backwards=False):
        readings = []
        for number, (day, fields) in enumerate(told):
            text = f"Report {number}: so many. {WORDS[number]} {WORDS[-number - 1]}"
            document = make_document(text, name=f"{number}.txt", published=day)
            base = {"kind": "production", "subject": ("FR",), "item": "drone", "unit": "piece"}
            readings.append((document, [make_claim(document, "so many", **(base | fields))]))
        with Ledger(tmp_path / f"{next(TICK)}.sqlite") as ledger:
            order = readings[::-1] if backwards else readings
            ledger.append(order, extractor="r", recorded="2024-06-01T00:00:00Z")
            ids = [claims[0].id for _, claims in readings]
            made = [d(ids) if callable(d) else d for d in decisions]
            ledger.decide(made, recorded="2024-06-02T00:00:00Z")
            return read_view(ledger, as_of=as_of)

    return make


def said(action, place, **fields):
    """A decision about the claim in a place of the world."""
    made = f"2024-06-02T00:00:{next(TICK):05d}Z"
    return lambda ids: Decision(action=action, about=(ids[place],), author="K", made=made, **fields)


def number(value, **fields):
    return {
        "low": float(value),
        "high": float(value),
        "date_from": "2023",
        "date_to": "2023",
    } | fields


def ranks(view):
    (series,) = best_view(view)
    return {one.statement.claim.doc: (one.rank, one.reason) for one in series.statements}


def test_a_series_keeps_its_id_when_names_become_one(world):
    two = (("2024-01", number(5)), ("2024-02", number(5, subject=("France",))))
    apart = {s.id for s in best_view(world(*two))}
    assert len(apart) == 2
    joined = Decision(action="same", about=("FR", "France"), author="K", made="2024", value="actor")
    (one,) = best_view(world(*two, decisions=[joined]))
    assert {one.id, *one.former} == apart and len(one.statements) == 2
    (alone, _) = best_view(world(two[0], ("2024-02", number(5, item="vehicle"))))
    assert one.id in {alone.id, _.id}


def test_two_statements_of_one_time_have_one_preferred_and_a_reason_each(world):
    found = ranks(world(("2024-01", number(480)), ("2024-03", number(330))))
    assert [rank for rank, _ in found.values()].count("preferred") == 1
    assert found["1.txt"] == ("preferred", "the later report")
    assert found["0.txt"][0] == "normal" and all(reason for _, reason in found.values())


def test_other_times_and_statuses_are_not_ranked_against_each_other(world):
    view = world(
        ("2024-01", number(480)),
        ("2024-03", number(330, date_from="2022", date_to="2022")),
        ("2024-03", number(900, status="target")),
    )
    assert {rank for rank, _ in ranks(view).values()} == {"preferred"}


def test_grades_and_decisions_come_before_what_came_later(world):
    told = (("2024-01", number(480)), ("2024-03", number(330)))
    graded = ranks(world(*told, decisions=[said("grade claim", 0, value="2")]))
    assert graded["0.txt"] == ("preferred", "the better item grade")
    chosen = ranks(world(*told, decisions=[said("prefer", 0, reason="from the maker")]))
    assert chosen["0.txt"][0] == "preferred" and "from the maker" in chosen["0.txt"][1]


@pytest.mark.parametrize("action", ["reject", "retract", "deprecate"])
def test_what_is_set_aside_is_deprecated_with_its_reason_and_stays(world, action):
    told = (("2024-01", number(480)), ("2024-03", number(330)))
    found = ranks(world(*told, decisions=[said(action, 1, reason="misread")]))
    assert found["1.txt"][0] == "deprecated" and "misread" in found["1.txt"][1]
    assert found["0.txt"][0] == "preferred"


def test_improbable_and_unreliable_are_deprecated(world):
    told = (("2024-01", number(480)), ("2024-03", number(330)))
    found = ranks(world(*told, decisions=[said("grade claim", 1, value="5")]))
    assert found["1.txt"] == ("deprecated", "item grade 5: improbable")


def test_more_sources_outweigh_a_later_report(world):
    one, two, other = number(480, speaker="A"), number(480, speaker="B"), number(330, speaker="C")
    found = ranks(world(("2024-01", one), ("2024-02", two), ("2024-05", other)))
    assert found["2.txt"][0] == "normal" and "more independent sources" in found["2.txt"][1]


def test_the_same_speaker_counts_once(world):
    view = world(*((f"2024-0{n}", number(480, speaker="A")) for n in (1, 2, 3)))
    (series,) = best_view(view)
    assert {one.n_sources for one in series.statements} == {1}
    assert sum("counts once" in one.reason for one in series.statements) == 2


GIVEN = {"kind": "transfer", "subject": ("DE",), "object": ("UA",), "item": "vehicle.tank"}


def given(value, status, **fields):
    return {"low": float(value), "high": float(value), "status": status} | GIVEN | fields


def test_statuses_have_columns_of_their_own(world):
    (row,) = pledge_rows(
        world(
            ("2024-03-02", given(20, "pledged")),
            ("2024-03-09", given(15, "contracted")),
            ("2024-03-20", given(6, "delivered", date_from="2024-03", date_to="2024-03")),
        )
    )
    assert (row.pledged_low, row.contracted_low, row.delivered_low) == (20, 15, 6)
    assert row.month == "2024-03" and row.n_claims == 3 and not row.note


def test_what_two_reports_say_of_one_delivery_counts_once(world):
    day = {"date_from": "2024-03-18", "date_to": "2024-03-18"}
    (row,) = pledge_rows(
        world(
            ("2024-03-19", given(6, "delivered", **day)),
            ("2024-03-20", given(6, "delivered", **day)),
        )
    )
    assert row.delivered_low == 6 and row.n_sources == 2


def test_deliveries_of_two_days_are_added_and_it_says_so(world):
    first, second = ({"date_from": d, "date_to": d} for d in ("2024-03-04", "2024-03-18"))
    rows = pledge_rows(
        world(
            ("2024-03-05", given(6, "delivered", **first)),
            ("2024-03-20", given(4, "delivered", **second)),
        )
    )
    (row,) = rows
    assert row.delivered_low == 10 and "2 statements of different times added" in row.note


def test_a_running_total_is_added_to_nothing(world):
    since = given(480, "delivered", date_from="2022-03")
    day = given(6, "delivered", date_from="2024-03-18", date_to="2024-03-18")
    (row,) = pledge_rows(world(("2024-03-19", day), ("2024-03-20", since)))
    assert (row.delivered_low, row.delivered_total, row.delivered_since) == (6, 480, "2022-03")


def test_rejected_claims_are_in_no_row(world):
    assert not pledge_rows(
        world(("2024-03-02", given(20, "pledged")), decisions=[said("reject", 0)])
    )


def test_an_open_bound_leaves_its_cell_empty(world):
    (row,) = pledge_rows(world(("2024-03-02", given(20, "pledged", high=None))))
    assert (row.pledged_low, row.pledged_high) == (20, None)


def test_money_is_converted_beside_what_was_stated(world):
    paid = given(1e9, "pledged", kind="funding", unit="USD")
    (row,) = pledge_rows(world(("2023-06-15", paid)))
    told = converted(row, "EUR")
    assert told["pledged_low"] == 1e9
    assert told["pledged_low_EUR"] == pytest.approx(1e9 / 1.0866, rel=0.01)  # ECB, 30 June 2023
    assert told["rate_date"] == "2023-06-30" and "European Central Bank" in told["rate_source"]


def test_money_without_a_rate_says_so(world):
    paid = given(1e9, "pledged", kind="funding", unit="UAH")
    (row,) = pledge_rows(world(("2023-11-04", paid)))
    told = converted(row, "EUR")
    assert told["pledged_low_EUR"] is None
    assert told["rate_source"] == "no rate for UAH on 2023-11-30"
    own = [
        OwnRate(
            first=date(2023, 11, 1),
            last=date(2023, 11, 30),
            currency="UAH",
            per_eur=40.0,
            source="own",
        )
    ]
    assert converted(row, "EUR", own)["pledged_low_EUR"] == pytest.approx(2.5e7)


def test_the_columns_are_a_contract():
    names = list(PledgeRow.__dataclass_fields__)
    assert (
        names
        == (
            "giver receiver item unit month pledged_low pledged_high contracted_low contracted_high "
            "delivered_low delivered_high delivered_total delivered_since n_claims n_sources claims note"
        ).split()
    )


def made_at_random(rng):
    """A statement of one quantity, with a status, a time and a report of its own."""
    day = f"2024-0{rng.randrange(1, 7)}-1{rng.randrange(10)}"
    year = rng.choice([None, "2022", "2023"])
    value = float(rng.choice([100, 100, 110, 300]))
    high = rng.choice([value, value, None])
    times = {"date_from": year, "date_to": year} if year else {}
    fields = {"low": value, "high": high, "status": rng.choice(["actual", "target"])}
    return day, fields | times | {"speaker": rng.choice(["A", "B", None])}


@pytest.mark.parametrize("seed", range(8))
def test_nothing_is_left_out_and_the_order_of_recording_does_not_matter(world, seed):
    rng = random.Random(seed)
    told = [made_at_random(rng) for _ in range(14)]
    ranked = {}
    for n, order in enumerate((told, told)):
        decisions = [said("reject", 3), said("grade claim", 5, value="5")]
        (series,) = best_view(world(*order, decisions=decisions, backwards=bool(n)))
        assert len(series.statements) == 14
        assert all(one.reason for one in series.statements)
        ranked[n] = {one.judged.id: (one.rank, one.n_sources) for one in series.statements}
        deprecated = [one for one in series.statements if one.rank == "deprecated"]
        assert len(deprecated) == 2
        for status in ("actual", "target"):
            alive = [
                one
                for one in series.statements
                if one.statement.claim.status == status and one.rank != "deprecated"
            ]
            assert bool(alive) == any(one.rank == "preferred" for one in alive)
    assert ranked[0] == ranked[1]
