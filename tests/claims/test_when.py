"""Which time a claim speaks of, where its date stands outside its own words."""

import pytest

from materiel.claims import extract_claims

from .conftest import report

CASES = [
    # text, from and to of the last claim; the report is of 2024-03-11
    ("By May 2023 Norway had 40 tanks on order and had sent 20 tanks to Moldova.", None, "2023-05"),
    ("In May 2023 Norway had sent 20 tanks to Moldova.", None, "2023-05"),
    ("Since the start of the year Norway has sent 20 tanks to Moldova.", "2024-01", None),
    ("In May 2023 Norway sent 20 tanks to Moldova.", "2023-05", "2023-05"),
    (
        "Norway has sent none since 9 January 2024, when it gave Moldova 20 tanks.",
        "2024-01-09",
        "2024-01-09",
    ),
    ("May 2023: 20 tanks for Moldova. Norway sent 300 howitzers.", "2023-05", "2023-05"),
    ("Norway made two tanks a month in 2022, and six tanks a month now.", None, None),
    (
        "Boris Pistorius said in Oslo on Monday that Norway had bought 20 tanks.",
        None,
        None,
    ),
    (
        "Norway pledged 20 tanks at Friday's meeting, according to Boris Pistorius.",
        "2024-03-08",
        "2024-03-08",
    ),
    ("Last year, Boris Pistorius said, Norway made 40 tanks.", "2023", "2023"),
    ("Next year, he said, Norway plans to make 40 tanks.", None, "2025"),
    ("In April, Boris Pistorius said that Norway had made 40 tanks.", None, None),
    (
        "Norway ordered 20 tanks under a contract of May 2023, to be delivered by 2026.",
        "2023-05",
        "2023-05",
    ),
    ("Since October Norway has had a works; it makes 40 tanks a month.", None, None),
    ("Norway made two tanks a month before 2021, while it makes six tanks a month.", None, None),
    ("Norway's output rose from 20 tanks in 2021 to 70 by the end of last year.", None, "2023"),
    ("Norway gave Moldova 40 tanks, the first since December.", None, None),
    ("In October Minister Boris Pistorius said that a tank costs 8 million euros.", None, None),
    ("Boris Pistorius told for 2025 of 40 tanks that Norway will make.", None, "2025"),
    ("KNDS delivered 20 tanks to the Norwegian army in 2022.", "2022", "2022"),
    ("The works, opened in August 2022, makes 40 tanks a month.", None, None),
    ("The works opened in August 2023 and makes 40 tanks a month.", None, None),
    ("In August 2023 Norway made 20 tanks and sent 10 tanks to Moldova.", "2023-08", "2023-08"),
    ("Norway delivered 30 tanks last year and will deliver 20 more tanks.", None, None),
    ("A Norwegian tank that cost 2 million euros costs 8 million euros today.", None, None),
    ("Half of the tanks that Norway ordered in 2021 have been delivered.", None, None),
    ("Norway made 40 tanks in the first half.", "2023-01", "2023-06"),
    ("Norway will make 40 tanks in the first half.", "2024-01", "2024-06"),
    ("Norway made 40 tanks in 2021 and 60 tanks the following year.", "2022", "2022"),
    ("At the start of the war Norway had 40 tanks in store.", "2022-02", "2022-02"),
    ("May 2023: 20 tanks for Moldova. Norway wants to buy 300 howitzers.", None, None),
    ("In its declaration of 2023 Norway asks to send 40 tanks, not yet approved.", None, None),
    (
        "By mid-January 2023 Norway, which is small and has few works of its own, had promised"
        " 40 tanks but handed over just 20 tanks.",
        None,
        "2023-01",
    ),
]


@pytest.mark.parametrize(("text", "first", "last"), CASES)
def test_when(claims_of, text, first, last):
    claim = claims_of(text)[-1]
    assert (claim.date_from, claim.date_to) == (first, last)


LANGUAGES = [
    # language, text, from and to of the first claim
    ("de", "Das im Juli 2023 eröffnete Werk baut 40 Panzer im Monat.", None, None),
    ("de", "Das Werk, das 2023 Granaten baute, fertigte 40 Panzer im Monat.", "2023", "2023"),
    ("fr", "L'usine, ouverte en juillet 2023, produit 40 chars par mois.", None, None),
    ("pt", "A fábrica, inaugurada em julho de 2023, produz 40 tanques por mês.", None, None),
    ("de", "Nach Angaben des Ministeriums wurden 2023 rund 40 Panzer gebaut.", "2023", "2023"),
    ("pl", "Według ministerstwa w 2023 r. wyprodukowano 40 czołgów.", "2023", "2023"),
    ("uk", "За даними міністерства, у 2023 році виготовлено 40 танків.", "2023", "2023"),
    ("pt", "A Noruega encomendou 36 obuses que serão entregues em 2027.", None, None),
    ("de", "Norwegen hat 2022 30 Panzer gebaut und rechnet 2025 mit 50.", "2022", "2022"),
]


@pytest.mark.parametrize(("language", "text", "first", "last"), LANGUAGES)
def test_when_in_other_languages(language, text, first, last):
    claim = extract_claims(report(f"{text}\n", language=language))[0]
    assert (claim.date_from, claim.date_to) == (first, last)


def test_the_day_of_a_report_is_no_label(claims_of):
    (claim,) = claims_of("Oslo, 11 March 2024. Norway sent 300 howitzers to Moldova.")
    assert claim.date_from is None


def test_rows_of_a_part_stand_under_what_the_whole_says(claims_of):
    rows = "Military aid allocated to Moldova\n\nNew in January 2024\n\nSweden\n€1.1bn\n\nDenmark\n€690m"
    assert [(c.status, c.date_from) for c in claims_of(rows)] == [("actual", "2024-01")] * 2


def test_an_entry_of_a_fact_sheet_is_no_heading(claims_of):
    sheet = "Army contract for tanks (May 2023)\nValue: $9.8 billion\nQuantity: 870 tanks"
    assert [c.date_from for c in claims_of(sheet)] == ["2023-05"] * 2


def test_the_day_of_an_accord_is_not_that_of_what_it_promises(claims_of):
    found = claims_of("Under an accord reached in May 2023, Norway gives Moldova 20 tanks.")
    assert [c.date_from for c in found if c.kind == "transfer"] == [None]


def test_each_part_has_its_date_and_its_modality(claims_of):
    text = "Norway built 50 tanks in 2022, plans 60 tanks in 2024 and aims at 90 tanks by 2027."
    assert [(c.status, c.date_to) for c in claims_of(text)] == [
        ("actual", "2022"),
        ("target", "2024"),
        ("target", "2027"),
    ]


def test_a_row_that_opens_with_its_year_is_no_figure_of_the_heading(claims_of):
    rows = "What Norway has given Moldova\n\n2022: 22 howitzers\n2023: eight tanks"
    assert [c.date_from for c in claims_of(rows)] == ["2022", "2023"]


def test_what_shall_be_has_not_the_date_that_its_row_opens_with(claims_of):
    rows = "• July 2023: 190 million euros for Norwegian shells, meant to double shell output"
    assert [c.date_to for c in claims_of(rows) if c.kind == "growth"] == [None]


def test_an_entry_of_a_timeline_is_seen_from_its_day(claims_of):
    text = (
        "Tanks for Moldova: the timeline\n\n22 January 2024\nSweden has given Moldova 14 tanks.\n\n"
        "7 February 2023\nNorway will give Moldova 40 tanks in June 2023.\n"
    )
    assert [(c.status, c.date_from, c.date_to) for c in claims_of(text)][-1] == (
        "pledged",
        None,
        "2023-06",
    )


def test_a_year_over_its_figure_dates_it(claims_of):
    cells = (
        "Shell production of Norway\n\nYear\nShells made\n2021\n20,000\n2022\n40,000\n"
        "2025 (plan)\n90,000\n"
    )
    assert [(c.low, c.status, c.date_to) for c in claims_of(cells)] == [
        (20000, "actual", "2021"),
        (40000, "actual", "2022"),
        (90000, "target", "2025"),
    ]


def test_a_column_of_dates_dates_its_rows(claims_of):
    table = (
        "Tanks delivered to Moldova\n\n| Donor | Item | Number | Date |\n"
        "| Norway | tanks | 250 | April 2022 |\n| Sweden | tanks | 18 | March 2023 |\n"
    )
    assert [c.date_from for c in claims_of(table)] == ["2022-04", "2023-03"]


def test_a_head_of_a_year_may_say_that_it_is_planned(claims_of):
    table = "Tanks made\n\nCountry | 2022 | 2025 (planned)\nNorway | 20 | 80\nSweden | 60 | 70\n"
    assert [(c.status, c.date_to) for c in claims_of(table)][:2] == [
        ("actual", "2022"),
        ("target", "2025"),
    ]
