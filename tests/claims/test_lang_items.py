"""Types of weapons and the future of orders, in five languages; written for this test."""

import pytest

from materiel.claims import extract_claims

from .conftest import report

# language, text, item, status, low
CASES = [
    ("de", "Spanien soll der Ukraine 19 Haubitzen vom Typ RCH 155 liefern.", "artillery.howitzer", "target", 19),
    ("de", "Finnland verfügt über 1.500 Artilleriegeschütze.", "artillery", "actual", 1500),
    ("de", "Minister Boris Pistorius sagte, Berlin werde 40 Marder an Kiew liefern.", "vehicle.ifv", "target", 40),
    ("fr", "La Suède a livré huit canons Archer à l'Ukraine.", "artillery.howitzer.archer", "delivered", 8),
    ("pl", "Polska kupi 12 śmigłowców Apache.", "aircraft", "target", 12),
    ("pl", "Norwegia przekazała Ukrainie dwie wyrzutnie NASAMS.", "air_defence.nasams", "delivered", 2),
    ("pt", "Foram entregues pela Alemanha à Ucrânia dez obuses Panzerhaubitze 2000.", "artillery.howitzer.pzh2000", "delivered", 10),
    ("uk", "Німеччина передала Україні 18 гаубиць RCH 155.", "artillery.howitzer", "delivered", 18),
    ("pl", "Rheinmetall zbuduje na Litwie fabrykę amunicji za 180 mln euro.", "ammunition", "target", 180_000_000),
    ("de", "Alle 14 zugesagten Haubitzen wurden bis Mai an die Ukraine ausgeliefert.", "artillery.howitzer", "delivered", 14),
    ("en", "Norway gave Ukraine 60 pick-ups and ambulances.", "vehicle", "delivered", 60),
    ("en", "Norway gave Ukraine 14 Hawk launchers.", "air_defence.hawk", "delivered", 14),
    ("en", "Norway gave Ukraine 900 MANPADS.", "missile.air_defence", "delivered", 900),
    ("en", "Norway gave Ukraine 30 troop carriers.", "vehicle.apc", "delivered", 30),
    ("de", "Norwegen hat der Ukraine 25 Geländewagen geliefert.", "vehicle", "delivered", 25),
    ("fr", "La Norvège a livré 40 brouilleurs à l'Ukraine.", "electronics.ew", "delivered", 40),
    ("pl", "Norwegia przekazała Ukrainie 70 noktowizorów.", "electronics", "delivered", 70),
    ("pt", "A Noruega entregou à Ucrânia 12 lanchas.", "naval.boat", "delivered", 12),
    ("uk", "Норвегія передала Україні 80 пікапів.", "vehicle", "delivered", 80),
    ("uk", "Норвегія передала Україні 300 Джавелінів.", "missile.anti_tank", "delivered", 300),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "item", "status", "low"), CASES)
def test_types_are_items_and_futures_are_targets(
    language: str, text: str, item: str, status: str, low: int
) -> None:
    (claim,) = extract_claims(report(f"{text}\n", language=language))
    found = claim.fields()
    assert (found["item"], found["status"], found["low"]) == (item, status, low)
    assert found["high"] == low


def test_factories_to_be_built_are_an_investment() -> None:
    (claim,) = extract_claims(
        report("Zbrojeniówka: powstać mają trzy fabryki amunicji.\n", language="pl")
    )
    assert (claim.kind, claim.low, claim.unit) == ("investment", 3, "factory")
