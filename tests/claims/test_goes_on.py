"""Bare numbers that go on with a rate, and rows of a label, a dash and a figure."""

import pytest

from materiel.claims import extract_claims

from .conftest import report


def told(claims):
    return [(c.kind, c.low, c.unit, c.per) for c in claims if c.low is not None]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Norway makes 2,000 shells a month. In May it stood at 900.", [2000, 900]),
        ("Monthly output of 155mm shells rose from 4,000 to 6,000.", [4000, 6000]),
        ("Nammo's monthly output of shells, 300 in 2022, is put at 700 today.", [300, 700]),
    ],
)
def test_a_bare_number_goes_on_with_the_rate(claims_of, text, numbers):
    assert told(claims_of(text)) == [("production", n, "piece", "month") for n in numbers]


@pytest.mark.parametrize(
    "text",
    [
        "Norway makes 2,000 shells a month. It gave Ukraine 900.",
        "Norway makes 2,000 shells a month. In 2025 it will make 24,000.",
        "Norway makes 2,000 shells a month. It has 90,000,000.",
    ],
)
def test_another_number_does_not(claims_of, text):
    assert [per for *_, per in told(claims_of(text))][1:] in ([None], [])


def test_it_goes_on_with_the_maker_too(claims_of):
    text = (
        "Norway makes 2,000 shells a month. When Russian troops crossed the border it stood at 900."
    )
    assert [c.subject for c in claims_of(text)] == [("NO",), ("NO",)]


def test_rows_behind_a_dash_take_the_unit_of_the_head(claims_of):
    text = (
        "What Oslo bought\n\nITEM, MAKER, VALUE (NOK million, 2023 prices)\n"
        "NASAMS 2 launchers, Kongsberg — 1,400\nArtillery shells, Nammo — 560"
    )
    found = told(claims_of(text))
    assert found == [("order", 1.4e9, "NOK", None), ("order", 5.6e8, "NOK", None)]


def test_a_sale_that_a_state_clears_is_a_permission(claims_of):
    text = (
        "The State Department has approved a possible Foreign Military Sale to Norway of "
        "80 Javelin missiles for an estimated cost of $30 million."
    )
    found = claims_of(text)
    assert [(c.kind, c.low, c.status) for c in found] == [
        ("permission", 80, "granted"),
        ("permission", 3e7, "granted"),
    ]
    assert {c.speaker for c in found} == {None}  # "Military Sale" is nobody's name


@pytest.mark.parametrize(
    ("text", "kind", "subject"),
    [
        ("Norway signed a $30 million contract for a shell plant in Raufoss.", "investment", "NO"),
        ("Norway awarded Nammo a contract worth €40 million to build a powder mill.", "investment", "NO"),
        ("Norway signed a $30 million contract for shells from the new plant.", "order", "NO"),
    ],
)  # fmt: skip
def test_what_a_contract_is_for(claims_of, text, kind, subject):
    (found,) = [c for c in claims_of(text) if c.low is not None]
    assert (found.kind, found.subject, found.status) == (kind, (subject,), "contracted")


def test_what_and_joins_has_its_own_modality(claims_of):
    text = "Norway has sent Ukraine 12 repaired howitzers and means to send no fewer than 40."
    found = [(c.low, c.status, c.item) for c in claims_of(text)]
    assert found == [
        (12, "delivered", "artillery.howitzer"),
        (40, "target", "artillery.howitzer"),
    ]


def test_a_period_belongs_to_what_stands_behind_it(claims_of):
    text = "For $4 million Norway lifted monthly output of shells from 3,000 to 5,000, Jonas Gahr Store says."
    found = told(claims_of(text))
    assert found[-2:] == [("production", n, "piece", "month") for n in (3000, 5000)]
    assert all(per != "month" for _, _, unit, per in found if unit == "USD")


def test_items_of_a_digest_have_their_own_day(claims_of):
    text = (
        "Shells digest\n\nTue, 09 Sep 2025 — Nammo makes 2,000 shells a month and will make 5,000 "
        "by the end of the year.\n\nMon, 14 Oct 2024 — Norway bought 40 howitzers last year."
    )
    found = [(c.low, c.date_from, c.date_to) for c in claims_of(text, "2026-02-01")]
    assert found == [(2000, None, None), (5000, None, "2025"), (40, "2023", "2023")]


def test_of_what_was_promised_a_part_is_there(claims_of):
    text = "Only 300 of the 1,000 shells promised by Norway had been delivered."
    assert [(c.low, c.status) for c in claims_of(text)] == [(300, "delivered"), (1000, "pledged")]


def test_each_number_of_a_list_has_its_own_item(claims_of):
    text = "Norway gave Ukraine 9,000 rounds for the Gepard and four launchers for IRIS-T."
    assert [c.item for c in claims_of(text)][-1] == "air_defence.iris_t"


def test_what_one_shell_costs_is_no_transfer(claims_of):
    assert {c.kind for c in claims_of("One shell costs Norway 4,000 euros.")} == {"price"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("de", "Nammo will 2027 jährlich 9.000 Granaten herstellen, vor dem Krieg waren es 700."),
        ("pl", "Mesko będzie produkować 9 tys. pocisków rocznie, wobec 700 przed wojną."),
        ("uk", "Nammo планує виробляти 9 тисяч снарядів на рік, до війни було 700."),
    ],
)  # fmt: skip
def test_what_was_made_before_is_no_goal(language, text):
    found = [c.status for c in extract_claims(report(text + "\n", language=language))]
    assert found == ["target", "actual"]


def test_about_a_thousand_in_ukrainian_is_one(claims_of):
    text = (
        "Торік Норвегія передала Україні близько тисячі снарядів, повідомило міністерство оборони."
    )
    assert [c.low for c in extract_claims(report(text + "\n", language="uk"))] == [1000]


def test_what_stands_under_a_firm_alone_is_its_own(claims_of):
    text = (
        "Shells for Ukraine\n\nShell makers are growing, and so are their order books.\n\nAbout Nammo\n"
        "Owned by the Norwegian state and Patria of Finland. More than 3,100 employees, 27 sites."
    )
    (found,) = [c for c in claims_of(text) if c.unit == "person"]
    assert found.subject == ("Nammo",)


def test_who_makes_it_with_whom(claims_of):
    made = claims_of("Nammo will make 2,000 shells a month together with Saab.")[0]
    assert made.subject == ("Nammo", "Saab")


def test_a_sum_that_goes_on_with_the_currency_has_its_own_item(claims_of):
    text = "Norway gives Ukraine 200 million euros for interceptor drones and 125 million for the F-16."
    assert [(c.low, c.item) for c in claims_of(text)] == [
        (2e8, "drone.interceptor"),
        (1.25e8, "aircraft.fighter.f16"),
    ]
