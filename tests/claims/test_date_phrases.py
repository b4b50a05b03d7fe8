"""How each language says when: a row a phrase, what it means for what has happened by 15 May 2024."""

from datetime import date

import pytest

from materiel.claims.scan import scan_dates
from materiel.claims.tokens import fold, tokenize
from materiel.claims.words import lexicon

REF = date(2024, 5, 15)  # a Wednesday

# language: (phrase, from, to)
PHRASES = {
    "en": [
        ("from January to April", "2024-01", "2024-04"),
        ("in January-March 2024", "2024-01", "2024-03"),
        ("from November to February", "2023-11", "2024-02"),
        ("from 2021 to 2023", "2021", "2023"),
        ("in 2022 and 2023", "2022", "2023"),
        ("this year and next", "2024", "2025"),
        ("over the next three to four years", "2024-05", "2028-05"),
        ("in the coming months", None, None),
        ("in the last quarter of 2023", "2023-10", "2023-12"),
        ("last quarter", "2024-01", "2024-03"),
        ("in May of last year", "2023-05", "2023-05"),
        ("by late next year", None, "2025"),
        ("by the end of this month", None, "2024-05"),
        ("by the middle of next year", None, "2025-06"),
        ("at the start of the year", "2024", "2024"),
        ("starting in 2026", "2026", None),
        ("as early as 2025", "2025", "2025"),
        ("in FY2025", "2025", "2025"),
        ("in the 2025 fiscal year", "2025", "2025"),
        ("the 2023 total", "2023", "2023"),
        ("a decade ago", "2014", "2014"),
        ("a year earlier", "2023", "2023"),
        ("compared with a year earlier", None, None),
        ("since Russia invaded", "2022-02", None),
        ("in the early 2000s", None, None),
        ("next spring", "2025-03", "2025-05"),
        ("in the same period of 2022", "2022", "2022"),
        ("in the same period last year", "2023", "2023"),
    ],
    "de": [
        ("seit Jahresbeginn", "2024-01", None),
        ("Anfang des Jahres", "2024", "2024"),
        ("in den kommenden Monaten", None, None),
        ("in den nächsten drei bis vier Jahren", "2024-05", "2028-05"),
        ("in diesem und im nächsten Jahr", "2024", "2025"),
        ("2022 und 2023", "2022", "2023"),
        ("nach 2022", "2022", None),
        ("im Oktober des vergangenen Jahres", "2023-10", "2023-10"),
        ("im kommenden Frühjahr", "2025-03", "2025-05"),
    ],
    "fr": [
        ("la semaine dernière", "2024-05-06", "2024-05-12"),
        ("ces deux dernières années", "2022-05", "2024-05"),
        ("dans les deux prochaines années", "2024-05", "2026-05"),
        ("depuis le début de l'année", "2024-01", None),
        ("fin de l'année dernière", "2023", "2023"),
        ("l'année précédente", "2023", "2023"),
        ("pour la période 2024-2027", "2024", "2027"),
        ("en octobre de l'année dernière", "2023-10", "2023-10"),
    ],
    "uk": [
        ("з січня до квітня 2024 року", "2024-01", "2024-04"),
        ("з 2021 по 2023 рік", "2021", "2023"),
        ("виготовили снарядів 2023 року", "2023", "2023"),
        ("не пізніше 2026 року", None, "2026"),
        ("з початку року", "2024-01", None),
        ("рік тому", "2023-05", "2023-05"),
        ("пів року тому", "2023-11", "2023-11"),
        ("у II кварталі 2024 року", "2024-04", "2024-06"),
        ("цього та наступного року", "2024", "2025"),
        ("улітку", "2023-06", "2023-08"),
        ("влітку минулого року", "2023-06", "2023-08"),
    ],
    "pl": [
        ("od stycznia do kwietnia", "2024-01", "2024-04"),
        ("między 2021 a 2023 rokiem", "2021", "2023"),
        ("od początku roku", "2024-01", None),
        ("rok temu", "2023-05", "2023-05"),
        ("zeszłego lata", "2023-06", "2023-08"),
        ("w II kwartale 2024 r.", "2024-04", "2024-06"),
        ("w tym i przyszłym roku", "2024", "2025"),
        ("w najbliższych miesiącach", None, None),
    ],
    "pt": [
        ("na semana passada", "2024-05-06", "2024-05-12"),
        ("desde o início do ano", "2024-01", None),
        ("depois de 2022", "2022", None),
        ("no fim do ano passado", "2023", "2023"),
        ("um ano antes", "2023", "2023"),
        ("neste ano e no próximo", "2024", "2025"),
        ("nos próximos meses", None, None),
    ],
}
ROWS = [(language, *row) for language, rows in PHRASES.items() for row in rows]


def read(language, text, ref):
    found = scan_dates(tokenize(fold(text)), lexicon(language), ref)
    told = [s.past for s in found if s.relation != "compare"]
    return told[0] if told else (None, None)


@pytest.mark.parametrize(("language", "text", "first", "last"), ROWS)
def test_phrase(language, text, first, last):
    assert read(language, f"xx {text} xx", REF) == (first, last)


def test_from_a_month_that_comes():
    [span] = scan_dates(tokenize("from july"), lexicon("en"), REF)
    assert (span.past, span.future) == (("2023-07", None), ("2024-07", None))


def test_words_that_point_back_to_a_year():
    text = (
        "in june 2021 it bought 20 and in august of that year 30, since the start of that year 90"
    )
    spans = scan_dates(tokenize(text), lexicon("en"), REF)
    assert [s.past for s in spans] == [
        ("2021-06", "2021-06"),
        ("2021-08", "2021-08"),
        ("2021-01", "2021-08"),
    ]


def test_a_day_beside_a_dated_month_needs_no_date_of_the_report():
    spans = scan_dates(tokenize("in january 2025: none since 9 january"), lexicon("en"), None)
    assert spans[-1].past == ("2025-01-09", None)
    [span] = scan_dates(tokenize("none since 9 january"), lexicon("en"), None)
    assert span.past == (None, None)
