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
    ("Norway's parliament voted through 40 million euros in military aid.", "actual"),
    ("Nammo must make 40,000 shells a month.", "target"),
    ("Norway decided on Monday to send 40 tanks to Moldova.", "pledged"),
    ("Norway has refused to give Moldova 40 tanks.", "denied"),
    ("Norway is expected to approve the export of 40 tanks to Moldova.", "proposed"),
    ("Norway will halt shipments of shells to Moldova next week.", "target"),
    ("Norway may approve the export of 40 tanks to Moldova.", "rumoured"),
    ("Officials expect that 40 tanks a month can be made at the works.", "target"),
    ("Officials said that 40 tanks a month can be made at the works.", "capacity"),
    ("Norwegian plants can next year make 300,000 shells.", "capacity"),
    ("Next year Norway makes 300,000 shells.", "target"),
    ("Norway made 300 shells a month last year and told Nammo to expect 400 a month.", "target"),
    ("By September Norway was making 300 shells a month.", "actual"),
    ("By September Norway will make 300 shells a month.", "target"),
    ("The shells came in two months, where others would have needed two years.", "actual"),
    ("Delivery of the shells could take up to 30 months.", "target"),
    ("It is 30 months until the first shells arrive, Nammo says.", "target"),
    ("Norway and Sweden are to sign an agreement to make shells together in May.", "target"),
    ("Norway signed a memorandum on shells with an unnamed company and Nammo.", "contracted"),
    ("Norway makes 40 tanks a month, unnamed officials told Reuters.", "rumoured"),
    ("Norway's shells for Moldova will be months late.", "target"),
    ("Norway asked for leave to pass on Swiss shells to Moldova and was turned down.", "denied"),
]

# Words of nameless sources, and of a deal still to be signed.
LANGUAGES = [
    ("de", "Branchenkreisen zufolge baut Norwegen 40 Panzer im Monat.", "rumoured"),
    (
        "fr",
        "Selon des sources proches du dossier, la Norvège produit 40 chars par mois.",
        "rumoured",
    ),
    ("pt", "Segundo fontes próximas do governo, a Noruega produz 40 tanques por mês.", "rumoured"),
    ("pl", "Według anonimowych źródeł Norwegia produkuje 40 czołgów miesięcznie.", "rumoured"),
    ("uk", "За даними джерел, Норвегія виробляє 40 танків на місяць.", "rumoured"),
    ("de", "Norwegen baut 40 Panzer im Monat.", "actual"),
    ("de", "Norwegen erwägt, Moldau 40 Panzer zu liefern.", "rumoured"),
    ("de", "Norwegen könnte Moldau 40 Panzer liefern.", "capacity"),
    ("de", "Norwegen hat Moldau 40 Panzer geliefert.", "delivered"),
    ("fr", "La Norvège pourrait commander 40 chars Leopard.", "capacity"),
    ("fr", "La Norvège a commandé 40 chars Leopard.", "contracted"),
    ("fr", "Aux termes d'un contrat, Nexter livrera 36 canons à la Norvège.", "contracted"),
    ("pl", "Rząd przeznaczy 40 mln zł na rozbudowę produkcji amunicji.", "target"),
    ("uk", "Завод вироблятиме 40 тисяч снарядів на рік.", "target"),
    ("de", "Die Firma sucht 200 neue Mitarbeiter für die Munitionsfertigung.", "target"),
    ("pl", "Na mocy umowy Hanwha dostarczy Norwegii 36 haubic.", "contracted"),
    ("pl", "Norwegia zamówiła 36 czołgów i zamierza kupić kolejne.", "contracted"),
    ("de", "Norwegen fertigt bis zu 40 Panzer im Monat.", "actual"),
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


@pytest.mark.parametrize(("language", "text", "status"), LANGUAGES)
def test_status_in_other_languages(language, text, status):
    assert extract_claims(report(f"{text}\n", language=language))[0].status == status


def test_a_long_row_is_a_sentence_of_its_own(claims_of):
    rows = (
        "What the plan says:\n• 300 shells a month will be made in Norway\n"
        "• half of all shells that Norway gave to Moldova came out of the stores of the army"
    )
    assert claims_of(rows)[-1].status != "target"


def test_what_a_letter_of_intent_speaks_of_is_still_to_come(claims_of):
    found = claims_of("Norway: memorandum over a new shell plant at a cost of 40 million euros.")
    assert [c.status for c in found if c.kind == "investment"] == ["target"]
