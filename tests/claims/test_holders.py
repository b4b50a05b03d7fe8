"""Stocks said to be low: whose they are, and what is no such statement; sentences written for this test."""

import pytest

from materiel.claims import Claim, extract_claims

from .conftest import report

# language, sentence, holders ("" for one without a code)
LOW = [
    ("en", "Germany's stocks of artillery shells are nearly exhausted.", "DE"),
    ("en", "Norway has depleted its stockpiles of air defence missiles.", "NO"),
    ("en", "Russia's war has drained German ammunition stocks.", "DE"),
    ("en", "Three years of fighting in Ukraine have emptied the arsenals of the Netherlands.", "NL"),
    ("en", "Italy and Spain have run down their reserves of shells.", "IT ES"),
    ("en", "Stocks of shells in Poland are running low.", "PL"),
    ("en", "Western inventories of missiles are dangerously low.", ""),
    ("en", "Donors saw their stockpiles of shells exhausted after two years of aid to Ukraine.", ""),
    ("en", "The fighting has exhausted stocks of shells worldwide.", ""),
    ("de", "Deutschland hat seine Bestände an Granaten aufgebraucht.", "DE"),
    ("de", "Die Munitionsvorräte des Westens gehen zur Neige.", ""),
    ("fr", "La France a épuisé ses stocks d'obus.", "FR"),
    ("fr", "Les stocks occidentaux d'obus sont épuisés.", ""),
    ("fr", "Selon Paris, les stocks de missiles de l'Ukraine s'épuisent.", "UA"),
    ("pl", "Zapasy amunicji w Polsce są na wyczerpaniu.", "PL"),
    ("pl", "Sojusznicy wyczerpali swoje zapasy pocisków.", ""),
    ("pt", "Portugal esgotou os seus estoques de munições.", "PT"),
    ("pt", "As reservas ocidentais de projéteis estão esgotadas.", ""),
    ("uk", "Німеччина вичерпала свої запаси снарядів.", "DE"),
    ("uk", "Запаси снарядів у Польщі вичерпані.", "PL"),
    ("uk", "Західні арсенали снарядів виснажені.", ""),
]  # fmt: skip

NOT_LOW = [
    ("en", "The fighting has exhausted stocks of shells."),  # whose?
    ("en", "Russia's war on Ukraine has depleted stocks of shells."),
    ("en", "Aid to Ukraine has depleted stocks of shells."),
    ("en", "Germany's stocks of shells are not depleted."),
    ("en", "If Germany's stocks of shells run low, factories work at night."),
    ("en", "Russia's currency reserves are depleted while tanks are repaired."),
    ("en", "Germany has reduced the price of its shells."),
    ("en", "Germany will refill its depleted stocks of shells by 2028."),
    ("en", "The stock of Rheinmetall fell as Germany reduced its budget for shells."),
    ("en", "Denmark gave howitzers from its stocks, and the army is exhausted."),
    ("en", "Strikes hit depots in Russia and drained the supply of shells."),
    ("de", "Deutschlands Bestände an Granaten sind nicht erschöpft."),
    ("fr", "La guerre a épuisé les stocks d'obus."),
    ("uk", "Якщо запаси снарядів у Польщі вичерпані, заводи працюють уночі."),
]


def stocks(sentence: str, language: str) -> list[Claim]:
    """The stocks without a number that a sentence tells."""
    claims = extract_claims(report(f"{sentence}\n", language=language))
    return [claim for claim in claims if claim.kind == "stock" and not claim.has_number]


@pytest.mark.parametrize(("language", "sentence", "holders"), LOW)
def test_low_stocks_have_the_holder_that_the_words_name(
    language: str, sentence: str, holders: str
) -> None:
    (claim,) = stocks(sentence, language)
    assert claim.subject == tuple(holders.split())
    assert (claim.object, claim.status) == ((), "actual")


@pytest.mark.parametrize(("language", "sentence"), NOT_LOW)
def test_nothing_is_told_of_stocks_without_a_holder_or_plain_words(
    language: str, sentence: str
) -> None:
    assert stocks(sentence, language) == []


def test_a_number_says_it_better() -> None:
    text = "Germany's stocks of shells are down to 20,000 and nearly exhausted.\n"
    told = [claim for claim in extract_claims(report(text)) if claim.kind == "stock"]
    assert [claim.low for claim in told] == [20000]


def test_low_stocks_that_are_expected_are_no_fact_yet() -> None:
    (claim,) = stocks("Germany's stocks of shells are expected to be exhausted by 2026.", "en")
    assert (claim.status, claim.fields()["to"]) == ("target", "2026")


def test_what_is_planned_behind_low_stocks_is_not_they() -> None:
    (claim,) = stocks("Germany's stocks of shells are depleted and it wants to buy more.", "en")
    assert claim.status == "actual"


def test_the_item_is_that_of_the_stocks() -> None:
    (claim,) = stocks("Finland's stocks of shells are depleted, and Norway sells howitzers.", "en")
    assert (claim.subject, claim.item) == (("FI",), "ammunition.artillery")
