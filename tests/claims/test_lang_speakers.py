"""Who is said to have said it, in five languages: sentences written for this test."""

import pytest

from materiel.claims import extract_claims

from .conftest import report

# language, text, speaker of its first claim
CASES = [
    ("de", "Laut dem Verteidigungsministerium in Oslo hat Norwegen 22 Haubitzen an die Ukraine geliefert.", "Norwegian defence ministry"),
    ("de", "Russland stellt monatlich etwa 250.000 Granaten her, schätzt die Nato.", "NATO"),
    ("de", "Die Ukraine hat 2023 rund 900.000 Granaten hergestellt. Das teilte Minister Oleksandr Kamyschin am Dienstag mit.", "Oleksandr Kamyshin"),
    ("fr", "« Nous avons doublé la production d'obus », a expliqué le PDG d'Eurenco, Thierry Francou.", "Thierry Francou"),
    ("fr", "La Suède enverra huit canons Archer, a annoncé le Premier ministre suédois.", "SE"),
    ("pl", "Jak powiedział wiceminister obrony Paweł Bejda, armia otrzymała 28 czołgów.", "Paweł Bejda"),
    ("pl", "„Dostarczymy 200 tys. pocisków rocznie” – zapowiedział prezes Mesko Jan Kowalewski.", "Jan Kowalewski"),
    ("pl", "Ukraina dostanie od Szwecji 10 czołgów. Poinformował o tym minister obrony Pål Jonson.", "Pål Jonson"),
    ("pt", "Segundo o Ministério da Defesa, o exército ucraniano recebeu 155 veículos blindados.", "defence ministry"),
    ("uk", "Торік заводи виготовили 2 млн снарядів. Про це повідомив міністр Герман Сметанін.", "Herman Smetanin"),
    ("de", "Deutschland liefert der Ukraine 20 Haubitzen, räumte der Inspekteur des Heeres, Alfons Mais, ein.", "Alfons Mais"),
    ("uk", "За словами директора Павла Іваненка, завод виготовив 500 мінометів.", "Pavlo Ivanenko"),
    ("uk", "За даними міністра оборони Литви Гінтараса Багдана, армія має 300 танків на складах.", "Hintaras Bahdan"),
    ("uk", "Як повідомляв Укрінформ, Німеччина передала Україні 12 гаубиць.", "Ukrinform"),
    ("uk", "У Міноборони наголосили, що завод виготовив 500 мінометів.", "Ministry of Defence"),
    ("uk", "Завод виготовив 500 мінометів, розповів директор компанії «Сталевий яструб» Іван Дорош.", "Ivan Dorosh"),
    ("fr", "« Nous avons livré 40 chars au Pérou », précise le directeur du site, Anne Morel.", "Anne Morel"),
    ("uk", "Завод виготовив 500 мінометів, розповів заступник міністра Сергій Боєв.", "Serhii Boyev"),
    ("de", "Norwegen kauft 40 Haubitzen, teilte die Bundesregierung mit.", "DE"),
    ("pl", "Zdaniem prezesa spółki Pawła Nowackiego zakład wytwarza 500 moździerzy rocznie.", "Paweł Nowacki"),
    ("pl", "Resort obrony Portugalii ogłosił, że kupi 12 haubic.", "Portuguese defence ministry"),
    ("fr", "Le Pentagone a précisé que le Chili avait livré 40 chars au Pérou.", "Pentagon"),
    ("pt", "Citando a Casa Branca, a Reuters noticiou que o Chile entregou 40 tanques ao Peru.", "Reuters"),
]  # fmt: skip


@pytest.mark.parametrize(("language", "text", "speaker"), CASES)
def test_the_speaker_is_found_wherever_he_stands(language: str, text: str, speaker: str) -> None:
    claims = extract_claims(report(f"{text}\n", language=language))
    assert [claim.fields()["speaker"] for claim in claims][:1] == [speaker]


def test_german_goes_on_with_what_somebody_said() -> None:
    text = (
        "Norwegen habe 40 Haubitzen bestellt, sagte Tore Berg. Finnland liefere 20 Panzer an Moldau."
        " Chile hat 300 Drohnen gekauft.\n"
    )
    claims = extract_claims(report(text, language="de"))
    assert [claim.speaker for claim in claims] == ["Tore Berg", "Tore Berg", None]
