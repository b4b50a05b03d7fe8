"""What stands around a story, in the languages that reports come in."""

import pytest

from materiel.documents.clean import clean

PARAGRAPH = (
    "The defence ministry of the country said on Monday that it had taken over 40 howitzers from a "
    "maker in the south, and that more of them would follow in spring.\n"
)


def role_behind(line: str) -> str:
    """The role of a line between two paragraphs."""
    return clean("\n".join((PARAGRAPH, line, "", PARAGRAPH)))[1].role


@pytest.mark.parametrize(
    "line",
    [
        "[Advertisement] Garden chairs from 20 euros",
        "[MUSIC]",
        "[Read in Ruthenian] [Read in Frisian]  A+ A-",
        "You might also like: Bees return to the city",
        "Got a tip? Call the desk.",
        "[Anzeige] Gartenstühle ab 20 Euro",
        "Nutzungsbedingungen – Datenschutz",
        "Wenn Sie einen Fehler gefunden haben, schreiben Sie der Redaktion",
        "Якщо ви помітили помилку, повідомте редакцію",
        "Новини за темою",
        "[Реклама]",
        "Gérer mes cookies | CGU",
        "À voir aussi : le retour des abeilles",
        "Veja mais: as abelhas voltam",
        "Todos os direitos reservados",
        "[Reklama] Krzesła od 20 zł",
        "Przeczytaj też: pszczoły wracają",
        "Wszelkie prawa zastrzeżone",
    ],
)
def test_furniture_is_told_by_its_words(line):
    assert role_behind(line) == "furniture"


@pytest.mark.parametrize(
    "line",
    [
        "Bildunterschrift: Eine Haubitze auf dem Übungsplatz",
        "На фото: гаубиця на полігоні",
        "Na zdjęciu: haubica na poligonie",
        "[Graphic: howitzers by year]",
        "写真：自走砲",
        "Infographie : les obusiers",
    ],
)
def test_captions_are_told_by_their_words(line):
    assert role_behind(line) == "caption"


@pytest.mark.parametrize(
    "line",
    [
        "- 40 howitzers by May [30 by April]",
        "Quelle est la suite ?",
        "Mapping the front",
        "Kontaktgruppe berät",
        "Sources say that 40 more will come.",
        "On 5 May 2024 the ministry ordered 40 howitzers.",
        "Publicity costs the maker 40 million a year.",
    ],
)
def test_lines_of_the_story_are_kept(line):
    assert role_behind(line) in ("body", "headline")


def test_a_heading_with_nothing_beneath_it_heads_another_story():
    text = PARAGRAPH + "\nWhat comes next\n" + PARAGRAPH + "\nBees return to the city\n"
    assert [block.role for block in clean(text)] == ["body", "headline", "body", "furniture"]
    assert clean(text, of_page=True)[-1].role == "headline"


def test_a_list_at_the_end_is_no_furniture():
    text = PARAGRAPH + "\n" + "\n".join(f"Country no. {n} gives {n}0 guns" for n in range(5))
    assert "furniture" not in [block.role for block in clean(text)]


def test_a_title_with_a_date_is_no_site():
    text = "Subject: What stopped the lines – special issue, 8 August 2025\n\n" + PARAGRAPH
    assert [block.role for block in clean(text)] == ["header", "headline", "body"]
