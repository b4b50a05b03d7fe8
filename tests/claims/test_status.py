"""How far along a fact is, where its clause alone does not tell."""

import pytest

from materiel.claims import extract_claims

from .conftest import report

CASES = [
    # text, status of the last claim
    ("Norway is seeking a deal with Nammo, as well as a contract for 40 tanks.", "target"),
    ("Under the contract Hanwha will deliver 36 howitzers to Norway by 2029.", "contracted"),
    ("Nammo, which makes 30,000 shells a year, wants to sell drones.", "actual"),
    ("As many as 40 tanks could be bought in the end.", "capacity"),
    ("Norway ordered 40 tanks for 300 million euros. Another 200 million may follow.", "target"),
    ("Insiders told Reuters that Norway makes 40 tanks a month.", "rumoured"),
    ("Norway gave Moldova tanks worth more than 2 percent of its GDP.", "actual"),
    ("Norway said it will hand over 40 tanks to Moldova.", "pledged"),
    ("Shells ordered today would reach Norway 30 months later.", "actual"),
    ("Norway expects that its shells would be delivered 30 months later.", "target"),
]

# language, text: the wait of who orders at the time of speaking is the wait there is
TODAY = [
    ("de", "Heute bestellte Granaten würden in Norwegen erst drei Jahre später geliefert."),
    ("fr", "Les obus commandés aujourd'hui seront livrés à la Norvège au bout de trois ans."),
    ("pt", "Os projéteis encomendados hoje serão entregues à Noruega num prazo de três anos."),
    ("pl", "Na pociski zamówione dziś Norwegia będzie czekać trzy lata."),
    ("uk", "На снаряди, замовлені сьогодні, Норвегія буде чекати три роки."),
]


@pytest.mark.parametrize(("text", "status"), CASES)
def test_status(claims_of, text, status):
    assert claims_of(text)[-1].status == status


def test_the_other_side_of_an_adjoined_contract(claims_of):
    found = claims_of(
        "Norway seeks a deal with Rheinmetall to repair tanks, as well as a contract with two"
        " Chilean companies to jointly produce shells for the northern European country's army."
    )
    assert (found[-1].subject, found[-1].object) == (("NO",), ("CL",))


@pytest.mark.parametrize(("language", "text"), TODAY)
def test_a_wait_from_today_is_actual(language, text):
    (claim,) = extract_claims(report(f"{text}\n", language=language))
    assert (claim.kind, claim.low, claim.status) == ("lead_time", 3, "actual")
