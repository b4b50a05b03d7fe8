"""How pages off the web put things: lists under headings, parts of a whole, bare counts that go on, what only looks like a claim.

The sentences are written for this test. Each row is (text, the claims as (kind, low, high, unit, per)).
"""

import pytest

from materiel.claims import extract_claims

from .conftest import report

LIST = """Fact sheet on military assistance to Moldova

In total, Norway has committed more than $40 million in military assistance to Moldova since the start of the year.

Air defence

- 12 Avenger air defence systems;
- Over 300 Stinger missiles;

Artillery

- 24 155mm howitzers and more than 20,000 155mm artillery rounds;
- 50 other anti-tank systems;
"""

CASES = [
    (
        LIST,
        [
            ("funding", 40e6, None, "USD", None),
            ("transfer", 12, 12, "piece", None),
            ("transfer", 300, None, "piece", None),
            ("transfer", 24, 24, "piece", None),
            ("transfer", 20000, None, "piece", None),
            ("transfer", 50, 50, "piece", None),
        ],
    ),
    (
        "A third of the howitzers have been given to Moldova.",
        [("share", 33.3, 33.3, "percent", None)],
    ),
    (
        "Norway makes 4,000 rockets a year, more than a quarter of the output of all rockets.",
        [("production", 4000, 4000, "piece", "year"), ("share", 25, None, "percent", None)],
    ),
    (
        "The war has spawned over 200 drone makers in Moldova.",
        [("industry", 200, None, "company", None)],
    ),
    (
        "The firm Nammo will deliver 200 shells to Norway next year.",
        [("order", 200, 200, "piece", None)],
    ),
    (
        "Fifteen countries have chipped in 40 million euros for shells.",
        [("funding", 15, 15, "country", None), ("funding", 40e6, 40e6, "EUR", None)],
    ),
    (
        "Norway gave 150 million euros for shells to Moldova.",
        [("funding", 150e6, 150e6, "EUR", None)],
    ),
    (
        "The shell plant cost 20 million euros and employs 300.",
        [("investment", 20e6, 20e6, "EUR", None), ("industry", 300, 300, "person", None)],
    ),
    (
        "Norway's makers turned out 30,000 shells last year. The ministry expects 90,000 this year.",
        [("production", 30000, 30000, "piece", None), ("production", 90000, 90000, "piece", None)],
    ),
    (
        "Not a single howitzer has been handed over to Moldova by Norway.",
        [("transfer", 0, 0, "piece", None)],
    ),
    ("One drone costs 8,000 euros.", [("price", 8000, 8000, "EUR", None)]),
    (
        "The air force is doubling its output of shells, such as those made in Norway.",
        [("growth", 2, 2, "factor", None)],
    ),
    ("The army will exercise an option for 40 howitzers.", [("order", 40, 40, "piece", None)]),
    (
        "Over 30,000 shells ordered by Norway had not been delivered by May.",
        [("disruption", 30000, None, "piece", None)],
    ),
    (
        "Norway has made 1,500 tanks, of which 85 percent were old hulls.",
        [("production", 1500, 1500, "piece", None), ("share", 85, 85, "percent", None)],
    ),
    (
        "Nammo will make 200 shells under a seven-year agreement.",
        [("production", 200, 200, "piece", None)],
    ),
    (
        "Norway announced a new arms package for Moldova worth 150 million dollars.",
        [("funding", 150e6, 150e6, "USD", None)],
    ),
    # what is none
    ("Shares in the shell maker Nammo rose 3 percent.", []),
    ("Drones inflict 80 percent of all damage at the front.", []),
    ("The tanks, howitzers and shells, 14 of them, were destroyed overnight.", []),
    ("Dozens of drone pilot schools have opened in Norway.", []),
    ("Norway received 265 bids for the delivery of drones.", []),
    ("Norway gave one-way attack drones to Moldova.", []),
]


@pytest.mark.parametrize(("text", "wanted"), CASES, ids=[case[0][:40] for case in CASES])
def test_as_pages_put_it(claims_of, text, wanted):
    found = [(c.kind, c.low, c.high, c.unit, c.per) for c in claims_of(text) if c.has_number]
    assert found == wanted


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("The new Nammo factory shall make 20,000 shells a year.", "investment"),
        (
            "Nammo broke ground for a shell factory in May. From 2027 it will make 20,000 a year.",
            "investment",
        ),
        (
            "The plant, which already makes shells, shall raise output to 20,000 a year.",
            "production",
        ),
    ],
)
def test_what_a_plant_to_come_will_make_is_an_investment(claims_of, sentence, kind):
    assert [c.kind for c in claims_of(sentence) if c.unit == "piece"] == [kind]


def test_the_sign_of_the_dollar_is_that_of_the_report(claims_of):
    text = "Australia ordered howitzers for $30 million. Australia paid A$5 million (US$3.2 million) for shells."
    assert [(c.low, c.unit) for c in claims_of(text)] == [(30e6, "AUD"), (5e6, "AUD")]
    alone = "Australia ordered a $30 million lot of howitzers."
    assert [(c.low, c.unit) for c in claims_of(alone)] == [(30e6, "USD")]


def test_a_heading_ends_in_the_unit_of_its_table(claims_of):
    text = "Military aid for Moldova (EUR million)\n\nDonor | Pledged in 2023\nNorway | 120\nSpain | 95\n"
    assert [(c.low, c.unit) for c in claims_of(text)] == [(120e6, "EUR"), (95e6, "EUR")]


def test_the_label_of_a_row_may_end_in_a_scale(claims_of):
    text = "Rounds given to Moldova\n\nDonor\tDelivered in 2023\nNorway, shells (thousands)\t14\n"
    assert [c.low for c in claims_of(text)] == [14000]


@pytest.mark.parametrize(
    ("sentence", "count"),
    [
        ("Nammo and Norway signed an agreement on the joint production of shells.", 1),
        ("This agreement on the joint production of shells is a milestone for Norway.", 0),
        ("Norway intends to forge a deal with Nammo on the joint production of shells.", 1),
    ],
)
def test_an_agreement_is_stated_where_it_is_made(claims_of, sentence, count):
    assert [c.kind for c in claims_of(sentence)] == ["agreement"] * count


def test_a_short_report_stays_on_its_subject(claims_of):
    text = "Norway has ordered drones.\n\nThe alliance met in Oslo.\n\nIt set aside 40 million euros in aid.\n"
    assert ("funding", 40e6) in [(c.kind, c.low) for c in claims_of(text)]


@pytest.mark.parametrize(
    ("language", "sentence", "wanted"),
    [
        (
            "en",
            "Norway set aside 30 million euros. It found another 500 million for shells.",
            ("funding", 500e6, "EUR"),
        ),
        ("en", "Half of Norway's shells go to customers elsewhere.", ("share", 50, "percent")),
        (
            "en",
            "The delivery of the howitzers is two years behind schedule.",
            ("disruption", 2, "year"),
        ),
        ("en", "The army is down to 300 howitzers.", ("stock", 300, "piece")),
        (
            "de",
            "Die Auslieferung der Panzer verzögert sich um zwei Jahre.",
            ("disruption", 2, "year"),
        ),
        ("de", "Der Armee bleiben noch 300 Panzer.", ("stock", 300, "piece")),
        (
            "pl",
            "USA ogłosiły pakiet uzbrojenia o wartości 150 mln dolarów.",
            ("funding", 150e6, "USD"),
        ),
        (
            "pt",
            "A coalizão de munições reuniu 50 países participantes.",
            ("membership", 50, "country"),
        ),
        ("fr", "La livraison des chars prend deux ans de retard.", ("disruption", 2, "year")),
        ("fr", "Il faut sept ans pour obtenir une batterie Patriot.", ("lead_time", 7, "year")),
        ("fr", "La Grèce dispose de plus de 500 Leopard.", ("stock", 500, "piece")),
        ("pt", "A entrega dos tanques tem um atraso de dois anos.", ("disruption", 2, "year")),
        ("pt", "O exército tem 64 obuses.", ("stock", 64, "piece")),
        ("pl", "Dostawa czołgów opóźni się o dwa lata.", ("disruption", 2, "year")),
        ("pl", "Grecja ma ponad 500 czołgów.", ("stock", 500, "piece")),
        (
            "pl",
            "W zeszłym roku ponad 60% zamówień na amunicję trafiło do Mesko.",
            ("share", 60, "percent"),
        ),
        ("uk", "Постачання танків затримується на два роки.", ("disruption", 2, "year")),
        ("uk", "Греція має понад 500 танків.", ("stock", 500, "piece")),
        (
            "uk",
            "Група налічує 4000 працівників на заводах боєприпасів.",
            ("industry", 4000, "person"),
        ),
    ],
)
def test_what_a_language_puts_its_own_way(language, sentence, wanted):
    found = extract_claims(report(f"{sentence}\n", language=language))
    assert wanted in [(c.kind, c.low, c.unit) for c in found]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Norway joined the shell initiative."),
        ("de", "Norwegen trat der Munitionsinitiative bei."),
        ("fr", "La Norvège rejoint l'initiative sur les munitions."),
        ("pt", "A Noruega aderiu à iniciativa das munições."),
        ("pl", "Norwegia przystąpiła do inicjatywy amunicyjnej."),
        ("uk", "Норвегія приєдналася до ініціативи щодо боєприпасів."),
    ],
)
def test_a_group_without_a_name_is_joined_too(language, sentence):
    found = extract_claims(report(f"{sentence}\n", language=language))
    assert [c.kind for c in found] == ["membership"]


def test_the_value_of_things_in_a_table_is_what_they_were_bought_for(claims_of):
    text = "Procurement\n\nItem | Value (USD million)\nJavelin missiles | 218\nStinger missiles | 472\n"
    assert [(c.kind, c.low) for c in claims_of(text)] == [("order", 218e6), ("order", 472e6)]


def test_signs_drawn_in_colour_are_bullets_too(claims_of):
    text = "Norway will hand over to Moldova:\n\N{BLACK SMALL SQUARE}\ufe0f 30 howitzers;\n\N{BULLET}22 trucks;\n"
    assert [(c.kind, c.low) for c in claims_of(text)] == [("transfer", 30), ("transfer", 22)]


def test_a_number_may_be_part_of_a_type(claims_of):
    text = "Norway gave Moldova 14 howitzers, five Bergepanzer 2, and 10 trucks."
    assert [c.low for c in claims_of(text)] == [14, 5, 10]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("en", "Tokyo clears Patriot missiles for Norway."),
        ("de", "Berlin gibt grünes Licht für Panzer nach Norwegen."),
        ("fr", "Paris donne son feu vert à des chars pour la Norvège."),
    ],
)
def test_what_is_cleared_is_permitted(language, sentence):
    found = extract_claims(report(f"{sentence}\n", language=language))
    assert [c.kind for c in found] == ["permission"]
