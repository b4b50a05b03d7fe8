"""Who acts and who gets, in five languages: word order, agents, what stands for a party; written for this test."""

import pytest

from materiel.claims import extract_claims

from .conftest import report

# language, text, subject and object of its last claim
CASES = [
    ("de", "Von Norwegen bekam die Ukraine 22 Haubitzen.", "NO", "UA"),
    ("de", "Im Mai hat die ukrainische Armee von Estland 30 Mörser erhalten.", "EE", "UA"),
    ("de", "Der Bundesrat in Bern lehnte ein Gesuch Spaniens ab, zwei Flugabwehrkanonen an die Ukraine weiterzugeben.", "CH", "ES"),
    ("de", "Rheinmetall baut ein Werk\n\nAm Anfang sollen jährlich 40.000 Granaten produziert werden.", "Rheinmetall", ""),
    ("fr", "L'entreprise suédoise Saab grandit. Elle fabriquera 400 lance-roquettes par an.", "Saab", ""),
    ("fr", "Selon l'état-major ukrainien, Moscou tire 10 000 obus par jour.", "RU", ""),
    ("pl", "Koreańska firma Hanwha Aerospace dostarczyła Polsce 18 wyrzutni Chunmoo.", "PL", "Hanwha Aerospace"),
    ("pt", "A Rheinmetall cresce. A empresa alemã produz 300 mil projéteis por ano.", "Rheinmetall", ""),
    ("pt", "Foram entregues pela Alemanha à Ucrânia 18 obuses.", "DE", "UA"),
    ("de", "Italien verweigerte Norwegen die Weitergabe von 12 Haubitzen.", "IT", "NO"),
    ("pl", "Włochy odmówiły Danii zgody na przekazanie 12 haubic.", "IT", "DK"),
    ("uk", "Італія відмовила Данії в дозволі передати 12 гаубиць.", "IT", "DK"),
    ("uk", "За даними штабу Великої Британії, Росія виробляє 100 ракет на місяць.", "RU", ""),
    ("uk", "Литва передала 10 бронемашин. Країна також виробляє 300 дронів на місяць.", "LT", ""),
    ("de", "Dänemark spendete Litauen 15 Haubitzen.", "DK", "LT"),
    ("fr", "Eurenco a engrangé trois milliards d'euros de commandes de poudre.", "", "Eurenco"),
    ("fr", "Nexter, filiale de KNDS, fabrique 300 canons par an.", "Nexter", ""),
    ("pl", "Hiszpania przekazała Maroku 30 haubic.", "ES", "MA"),
    ("pl", "Na Litwie Rheinmetall zbuduje fabrykę pocisków za 180 mln euro.", "Rheinmetall", "LT"),
    ("uk", "Норвегія — 40 гаубиць для Молдови.", "NO", "MD"),
    ("pt", "O Chile e o Peru treinam. Os dois países compraram 40 obuses da Embraer.", "CL+PE", "Embraer"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "subject", "object_"), CASES)
def test_the_parties_are_found_in_any_order(
    language: str, text: str, subject: str, object_: str
) -> None:
    claims = extract_claims(report(f"{text}\n", language=language))
    assert claims, text
    found = claims[-1].fields()
    assert "+".join(found["subject"]) == subject
    assert found["object"] == ([object_] if object_ else [])


def test_a_date_behind_an_attribution_is_that_of_the_fact() -> None:
    text = "За словами міністра Олександра Камишіна, торік українські заводи виготовили 1 млн дронів.\n"
    (claim,) = extract_claims(report(text, language="uk"))
    assert (claim.fields()["from"], claim.fields()["to"]) == ("2023", "2023")
