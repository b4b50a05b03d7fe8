"""One quantity in two units, parts above their whole, and deals that fall back. The world is made up."""

from datetime import date

import pytest

from materiel.ledger import find_comparisons
from materiel.ledger.money import OwnRate
from materiel.ledger.reference import read_reference
from materiel.ledger.series import statement

FACTS = read_reference()
YEAR = {"date_from": "2023", "date_to": "2023"}


@pytest.fixture
def told(make_document, make_claim):
    """Relations between two statements (published, fields), and the statements with their documents."""

    def run(*said, rates=()):
        statements, documents = [], {}
        for number, (day, fields) in enumerate(said):
            document = make_document(f"Paper {number} tells so many.", f"{number}.txt", day)
            base = {"subject": ("CL",), "item": "drone", "speaker": f"Speaker {number}"}
            claim = make_claim(document, "so many", **(base | fields))
            documents[document.id] = document
            statements.append(statement(claim, day))
        return find_comparisons(statements, documents, reference=FACTS, rates=rates)

    return run


def said(value, **fields):
    return {"low": float(value), "high": float(value), **fields}


GROWTH = {"kind": "growth", **YEAR}
MADE = {"kind": "production", "unit": "piece", **YEAR}
PAID = {"kind": "funding", "object": ("PE",), "date_from": "2023-05", "date_to": "2023-05"}
UNITS = {
    "twice is 100 % more": (
        said(2, unit="factor", **GROWTH),
        said(100, unit="percent", **GROWTH),
        "corroboration",
    ),
    "twice is not 40 % more": (
        said(2, unit="factor", **GROWTH),
        said(40, unit="percent", **GROWTH),
        "contradiction",
    ),
    "one sum in two currencies": (
        said(500e6, unit="USD", **PAID),
        said(462e6, unit="EUR", **PAID),
        "corroboration",
    ),
    "two sums in two currencies": (
        said(500e6, unit="USD", **PAID),
        said(800e6, unit="EUR", **PAID),
        "contradiction",
    ),
    "a rate that cannot make the total": (
        said(1000, per="month", **MADE),
        said(40000, **MADE),
        "contradiction",
    ),
    "a yearly rate and the year's total": (
        said(12000, per="year", **MADE),
        said(14000, **MADE),
        "contradiction",
    ),
    "a rate that rose within the year": (
        said(1000, per="month", **MADE),
        said(9000, **MADE),
        "compatible bounds",
    ),
}


@pytest.mark.parametrize("left, right, relation", UNITS.values(), ids=UNITS)
def test_two_units_are_brought_to_one(told, left, right, relation):
    (found,) = told(("2024-01-10", left), ("2024-01-12", right))
    assert (found.rule, found.relation) == ("units", relation)
    assert " is " in found.explanation.split(". ", 1)[1]  # how it was brought to one unit


def test_what_has_no_rate_is_compared_with_a_table_of_ones_own_only(told):
    pair = (
        ("2024-01-10", said(20e9, unit="UAH", **PAID)),
        ("2024-01-12", said(100e6, unit="EUR", **PAID)),
    )
    assert told(*pair) == []
    own = OwnRate(
        first=date(2023, 1, 1),
        last=date(2023, 12, 31),
        currency="UAH",
        per_eur=40.0,
        source="https://bank.example/rates",
    )
    (found,) = told(*pair, rates=[own])
    assert found.relation == "contradiction"
    assert "https://bank.example/rates" in found.explanation


HELD = {"kind": "stock", "unit": "piece", **YEAR}
GIVEN = {"kind": "transfer", "unit": "piece", "object": ("PE",), "status": "delivered"}
WHOLES = {
    "an item": (said(300, item="vehicle", **HELD), said(500, item="vehicle.tank", **HELD)),
    "a period": (
        said(300, **GIVEN, **YEAR),
        said(500, **GIVEN, date_from="2023-05", date_to="2023-05"),
    ),
    "what could be at most": (
        said(300, per="month", status="capacity", **MADE),
        said(500, per="month", **MADE),
    ),
}


@pytest.mark.parametrize("whole, part", WHOLES.values(), ids=WHOLES)
def test_a_part_that_is_more_than_its_whole_contradicts_it(told, whole, part):
    (found,) = told(("2024-01-10", whole), ("2024-01-12", part))
    assert found.relation == "contradiction"
    fewer = part | said(100)
    (found,) = told(("2024-01-10", whole), ("2024-01-12", fewer))
    assert found.relation == "difference in scope"


def test_what_adds_up_over_time_is_a_part_only_where_both_tell_their_time(told):
    whole, part = said(300, item="vehicle", **GIVEN), said(500, item="vehicle.tank", **GIVEN)
    assert "contradiction" not in {
        c.relation for c in told(("2024-01-10", whole), ("2024-01-10", part))
    }


GIFT = {"kind": "transfer", "unit": "piece", "object": ("PE",), "status": "pledged"}
GOAL = {"kind": "production", "unit": "piece", "status": "target", "date_to": "2025"}
MAY = {"date_from": "2023-05", "date_to": "2023-05"}


@pytest.mark.parametrize(
    "left, right, day, relation",
    [
        (GIFT | MAY, GIFT | MAY, "2023-06-20", "contradiction"),  # a promise made is an event
        (GIFT, GIFT, "2023-06-10", "contradiction"),
        (GOAL, GOAL, "2023-06-11", "contradiction"),  # one news cycle
        (GOAL, GOAL, "2023-09-11", "goal moved"),
        (GIFT | {"date_to": "2025"}, GIFT | {"date_to": "2025"}, "2023-09-11", "goal moved"),
        (GOAL, GOAL | {"date_to": "2026"}, "2023-06-11", None),
    ],
)
def test_two_promises_or_goals_of_one_time_contradict(told, left, right, day, relation):
    found = told(("2023-06-10", left | said(100)), (day, right | said(250)))
    assert [one.relation for one in found] == [relation] * bool(relation)


def test_a_promise_made_at_a_time_is_not_missed_by_what_came_then(told):
    came = GIFT | {"status": "delivered", "date_from": "2023-06", "date_to": "2023-06"}
    found = told(("2023-06-02", GIFT | MAY | said(100)), ("2023-07-02", came | said(40)))
    assert "goal missed" not in {one.relation for one in found}


DEAL = {"kind": "transfer", "unit": "piece", "object": ("PE",), **said(31)}
STEPS = [
    ("delivered", "contracted", True),
    ("delivered", "pledged", True),
    ("contracted", "pledged", True),
    ("contracted", "rumoured", True),
    ("pledged", "proposed", False),  # what is promised may still wait for its decision
    ("pledged", "delivered", False),
    ("contracted", "delivered", False),
]


@pytest.mark.parametrize("first, then, contradicts", STEPS)
def test_a_deal_does_not_fall_back(told, first, then, contradicts):
    found = told(("2024-01-10", DEAL | {"status": first}), ("2024-02-12", DEAL | {"status": then}))
    assert [c.relation for c in found if c.rule == "status"] == ["contradiction"] * contradicts


def test_an_earlier_step_that_is_told_of_its_own_time_does_not_contradict(told):
    dated = DEAL | {"status": "pledged", "date_from": "2023-06", "date_to": "2023-06"}
    assert not told(("2024-01-10", DEAL | {"status": "delivered"}), ("2024-02-12", dated))


def test_a_deal_dated_before_a_report_that_still_seeks_it_contradicts_it(told):
    deal = {"kind": "agreement", "object": ("PE",)}
    signed = deal | {"status": "contracted", "date_from": "2024-01-05", "date_to": "2024-01-05"}
    (found,) = told(("2024-01-12", deal | {"status": "target"}), ("2024-02-12", signed))
    assert (found.rule, found.relation) == ("status", "contradiction")
    assert not told(("2024-01-02", deal | {"status": "target"}), ("2024-02-12", signed))


def test_aid_that_was_voted_is_no_bill_any_more(told):
    voted = said(61e9, kind="funding", object=("PE",), unit="USD", item="general")
    (found,) = told(("2024-04-24", voted), ("2024-05-02", voted | {"status": "proposed"}))
    assert (found.rule, found.relation) == ("status", "contradiction")


def test_granted_and_refused_at_once_contradict_and_later_are_a_change(told):
    leave = {"kind": "permission", "object": ("PE",)}
    day = {"date_from": "2023-05-02", "date_to": "2023-05-02"}
    yes, no = leave | {"status": "granted"}, leave | {"status": "denied"}
    (found,) = told(("2023-05-03", yes | day), ("2023-05-04", no | day))
    assert (found.rule, found.relation) == ("status", "contradiction")
    (found,) = told(("2023-05-03", no), ("2023-08-04", yes))
    assert (found.rule, found.relation) == ("status", "change over time")
