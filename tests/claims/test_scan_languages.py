"""How each language writes numbers, one table for what differs from English."""

import pytest

from materiel.claims.scan import scan_dates, scan_quantities
from materiel.claims.scan.dates import masked
from materiel.claims.tokens import fold, item_tokens, tokenize
from materiel.claims.words import lexicon


def read(language: str, text: str) -> list[tuple]:
    """(low, high, per) of every quantity."""
    words = lexicon(language)
    folded = fold(text)
    tokens = tokenize(folded)
    ends, inside = item_tokens(tokens, words.find(text, folded).items)
    mask = frozenset(inside | set(masked(scan_dates(tokens, words))))
    found = scan_quantities(tokens, words, item_ends=ends, masked=mask)
    return [(q.low, q.high, q.per) for q in found]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("uk", "від 4000 до 7000 снарядів щодня", [(4000, 7000, "day")]),
        ("uk", "збільшити випуск снарядів до 90 тис. на місяць", [(90000, 90000, "month")]),
        ("uk", "випускає до 90 тис. снарядів", [(None, 90000, None)]),
        ("uk", "з нинішніх 20 тис. штук до 70 тис.", [(20000, 20000, None), (70000, 70000, None)]),
        ("uk", "кілька десятків тисяч дронів", [(20000, 99999, None)]),
        ("pl", "od 100 do 200 tys. pocisków", [(100000, 200000, None)]),
        ("pl", "kilkuset tysięcy pocisków rocznie", [(200000, 999000, "year")]),
        ("pl", "kilkanaście czołgów", [(11, 19, None)]),
        ("fr", "entre 10 et 15.000 obus par jour", [(10000, 15000, "day")]),
        ("fr", "capable de faire 4 à 5.000 obus", [(4000, 5000, None)]),
        ("fr", "2.000 obus l'an passé", [(2000, 2000, None)]),
        ("pt", "nesta segunda-feira (11), enviou 20 obuses", [(20, 20, None)]),
        ("pt", "milhões de munições por ano", [(2000000, 9999999, "year")]),
        ("de", "am Mittwoch (24. 1. 2023) 12 Panzer", [(12, 12, None)]),
        ("de", "155-Millimeter-Granaten", []),
        ("de", "der Milliarden-Vertrag", []),
        ("de", "Aufträge über insgesamt 20 Mio. Euro", [(20e6, 20e6, None)]),
        ("uk", "понад 500,000 дронів", [(500000, None, None)]),
        ("uk", "з 12 українськими виробниками дронів", [(12, 12, None)]),
        ("en", "over 4.25 lakh rifles", [(425000, None, None)]),
        ("en", "a multi-million deal", []),
    ],
)
def test_numbers_of_a_language(language, text, expected):
    assert read(language, text) == expected


@pytest.mark.parametrize(
    ("language", "text", "sentences"),
    [
        ("pl", "Zakup za 11 mld zł. Dostawy potrwają do 2029 r.", 2),
        ("pl", "Zakup za 11 mld zł netto.", 1),
        ("de", "Am 24. 1. 2023 kamen 12 Panzer.", 1),
    ],
)
def test_a_stop_behind_a_short_form(language, text, sentences):
    from materiel.claims.text.sentences import sentence_spans

    assert len(list(sentence_spans(text, 0, len(text), lexicon(language)))) == sentences
