"""From sentences to claims: kinds, parties, items, statuses, dates and speakers."""

import pytest

from materiel.claims import EXTRACTOR_VERSION, extract_claims
from materiel.core.hashes import sha256
from materiel.documents import Document
from materiel.documents.clean import clean

CASES = [
    # sentence, kind, subject, object, item, low, high, unit, per, status
    (
        "Norway makes 9,000 artillery shells a year.",
        ("production", "NO", "", "ammunition.artillery", 9000, 9000, "piece", "year", "actual"),
    ),
    (
        "Nammo plans to raise its output of 155mm shells to 80,000 a year by 2027.",
        (
            "production",
            "Nammo",
            "",
            "ammunition.artillery.155mm",
            80000,
            80000,
            "piece",
            "year",
            "target",
        ),
    ),
    (
        "Finland can make up to 3,000 drones a month.",
        ("production", "FI", "", "drone", None, 3000, "piece", "month", "capacity"),
    ),
    (
        "Output of armoured vehicles has doubled since 2022, Finland said.",
        ("growth", "FI", "", "vehicle.armoured", 2, 2, "factor", None, "actual"),
    ),
    (
        "Production of mortar rounds in Estonia fell by 30 percent in 2023.",
        ("growth", "EE", "", "ammunition.mortar", -30, -30, "percent", None, "actual"),
    ),
    (
        "Ukraine fires about 6,000 shells a day.",
        ("expenditure", "UA", "", "ammunition.artillery", 6000, 6000, "piece", "day", "actual"),
    ),
    (
        "Denmark still has 40 howitzers in its depots.",
        ("stock", "DK", "", "artillery.howitzer", 40, 40, "piece", None, "actual"),
    ),
    (
        "The lead time for gunpowder in Spain is now nine months.",
        ("lead_time", "ES", "", "propellant.powder", 9, 9, "month", None, "actual"),
    ),
    (
        "Sweden ordered 48 howitzers from BAE Systems.",
        ("order", "SE", "BAE Systems", "artillery.howitzer", 48, 48, "piece", None, "contracted"),
    ),
    (
        "Latvia has delivered six howitzers to Ukraine.",
        ("transfer", "LV", "UA", "artillery.howitzer", 6, 6, "piece", None, "delivered"),
    ),
    (
        "Latvia will send Ukraine 42 armoured vehicles.",
        ("transfer", "LV", "UA", "vehicle.armoured", 42, 42, "piece", None, "pledged"),
    ),
    (
        "Belgium pledged 200 million euros in military aid to Ukraine.",
        ("funding", "BE", "UA", "general", 2e8, 2e8, "EUR", None, "pledged"),
    ),
    (
        "Rheinmetall invested 300 million euros in a new shell plant in Spain.",
        (
            "investment",
            "Rheinmetall",
            "ES",
            "ammunition.artillery",
            3e8,
            3e8,
            "EUR",
            None,
            "actual",
        ),
    ),
    (
        "A 155mm shell from Nammo costs about 4,000 euros.",
        ("price", "Nammo", "", "ammunition.artillery.155mm", 4000, 4000, "EUR", None, "actual"),
    ),
    (
        "Saab employs 2,400 people at its missile plant.",
        ("industry", "Saab", "", "missile", 2400, 2400, "person", None, "actual"),
    ),
    (
        "More than 30 countries attended the Contact Group's meeting on weapons.",
        (
            "membership",
            "Ukraine Defense Contact Group",
            "",
            None,
            30,
            None,
            "country",
            None,
            "actual",
        ),
    ),
    (
        "Bulgaria and Rheinmetall signed an agreement on the joint production of gunpowder.",
        (
            "agreement",
            "BG",
            "Rheinmetall",
            "propellant.powder",
            None,
            None,
            None,
            None,
            "contracted",
        ),
    ),
    (
        "Austria refused to allow the export of 20 tanks to Greece.",
        ("permission", "AT", "GR", "vehicle.tank", 20, 20, "piece", None, "denied"),
    ),
    (
        "Canada has approved the export of armoured vehicles to Poland.",
        ("permission", "CA", "PL", "vehicle.armoured", None, None, None, None, "granted"),
    ),
    (
        "The Netherlands suspended deliveries of air defence missiles to Ukraine.",
        ("disruption", "UA", "NL", "missile.air_defence", None, None, None, None, "actual"),
    ),
]


@pytest.mark.parametrize(("sentence", "wanted"), CASES, ids=[c[1][0] + c[0][:14] for c in CASES])
def test_one_sentence_one_claim(claims_of, sentence, wanted):
    [claim] = [c for c in claims_of(sentence) if c.kind == wanted[0]]
    assert (
        claim.kind,
        ",".join(claim.subject),
        ",".join(claim.object),
        claim.item,
        claim.low,
        claim.high,
        claim.unit,
        claim.per,
        claim.status,
    ) == wanted


def test_a_range_of_time_is_two_claims(claims_of):
    found = claims_of("The waiting time for tank shells in Italy has grown from 10 to 20 months.")
    assert [(c.kind, c.low, c.unit) for c in found] == [
        ("lead_time", 10, "month"),
        ("lead_time", 20, "month"),
    ]


def test_a_list_of_items_is_one_claim_an_item(claims_of):
    found = claims_of("Germany will deliver 4 IRIS-T systems, 15 tanks and 9,000 rounds this year.")
    assert [(c.kind, c.item, c.low, c.date_to) for c in found] == [
        ("transfer", "air_defence.iris_t", 4, "2024"),
        ("transfer", "vehicle.tank", 15, "2024"),
        ("transfer", "ammunition", 9000, "2024"),
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "Russia fired 60 missiles and 90 drones at Odesa overnight.",
        "Air defences shot down 25 drones.",
        "The 13th meeting of the group took place in Brussels.",
        "Parliament passed the law by 311 votes to 112.",
        "Shares in the tank maker rose by 3 percent on the stock exchange.",
        "Russia makes three times as many shells as the United States.",
        "The force regained 100 square kilometres of territory.",
    ],
)
def test_what_is_no_claim(claims_of, sentence):
    assert [c for c in claims_of(sentence) if c.has_number] == []


def test_dates_and_speaker(claims_of):
    [claim] = claims_of(
        "Poland gave Ukraine 14 tanks in February 2023, Defence Minister Mariusz Blaszczak said."
    )
    assert (claim.date_from, claim.date_to) == ("2023-02", "2023-02")
    assert claim.speaker == "Mariusz Błaszczak"


def test_a_speaker_whom_no_list_names(claims_of):
    [claim] = claims_of(
        "Spokeswoman Ana Example said that Portugal had delivered 5 drones to Ukraine."
    )
    assert claim.speaker == "Ana Example"


def test_pronouns_go_on_with_the_last_speaker(claims_of):
    text = "Boris Pistorius said the tanks were ready. He added that Germany had sent 18 tanks to Ukraine."
    [claim] = [c for c in claims_of(text) if c.has_number]
    assert claim.speaker == "Boris Pistorius"


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Rheinmetal AG", "Rheinmetall"),
        ("Bae Systms", "BAE Systems"),
        ("Lockheed Martin", "Lockheed Martin"),
    ],
)
def test_names_written_slightly_wrong_are_known(claims_of, written, name):
    [claim] = claims_of(f"Portugal ordered 40 howitzers from {written} in May.")
    assert claim.object == (name,)


def test_furniture_and_headers_carry_no_claims():
    text = "Date: 2024-03-11\n\nNorway makes 9,000 shells a year.\n\nRead also:\n– Latvia will send Ukraine 42 tanks\n"
    document = Document(
        id=sha256(text.encode()),
        name="a.txt",
        content=text.encode(),
        encoding="utf-8",
        text=text,
        blocks=clean(text),
        language="en",
    )
    assert [c.subject for c in extract_claims(document)] == [("NO",)]


def test_a_language_without_a_lexicon_gives_no_claims():
    text = "Norge lager 9 000 granater i året."
    document = Document(
        id=sha256(text.encode()),
        name="a.txt",
        content=text.encode(),
        encoding="utf-8",
        text=text,
        blocks=clean(text),
        language="nb",
    )
    assert extract_claims(document) == []


def test_a_conversion_in_brackets_is_no_claim_of_its_own(claims_of):
    found = claims_of(
        "Denmark earmarked 200 million kroner (28 million dollars) in military aid for Ukraine."
    )
    assert [(c.unit, c.low) for c in found] == [("DKK", 2e8)]


def test_the_version_names_the_lexicon():
    rules, _, digest = EXTRACTOR_VERSION.partition("+")
    assert rules.startswith("rules-")
    assert len(digest) == 12
