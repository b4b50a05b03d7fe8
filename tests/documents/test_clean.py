"""Roles of lines, and what the head of a report tells."""

import pytest

from materiel.documents.clean import clean
from materiel.documents.days import find_day
from materiel.documents.head import read_head

PARAGRAPH = (
    "The defence ministry of the country said on Monday that it had taken over 40 howitzers from a "
    "maker in the south, and that more of them would follow in spring.\n"
)
PAGE = (
    "Home / Politics / Army\n"
    "\n"
    "Forty howitzers taken over\n"
    "12 March 2024, 10:30\n"
    "\n"
    "Photo: a howitzer on the range\n" + PARAGRAPH + "\n"
    "What comes next\n" + PARAGRAPH.replace("40", "50") + "\n"
    "Read also:\n"
    "– Ten tanks lost in a river\n"
    "– Tickets from 20 euros\n"
    "\n"
    "Comments (12)\n"
    "Top stories\n"
    "© 2024 The Example\n"
)


def roles(text: str) -> list[tuple[str, str]]:
    return [(block.role, text[block.start : block.end][:26]) for block in clean(text)]


def test_a_page_is_told_apart():
    assert [role for role, _ in roles(PAGE)] == [
        "furniture",
        "headline",
        "dateline",
        "caption",
        "body",
        "headline",
        "body",
        *["furniture"] * 6,
    ]


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("News › World › Defence", "furniture"),
        ("Share this article", "furniture"),
        ("example.org", "furniture"),
        ("We value your privacy. 80 partners store cookies.", "furniture"),
        ("Follow us on Telegram", "furniture"),
        ("[Photo: shells in a store]", "caption"),
        ("Shells in a store (Illustrative photo)", "caption"),
        ("Updated 12 March 2024", "dateline"),
        ("Seven new lines for shells", "headline"),
        ("more than 40 tonnes", "body"),
        ("The plant made 40 shells.", "body"),
        ("> Tipo: Notícias", "header"),
    ],
)
def test_one_line(line, role):
    """Headers stand at the top, all else may stand in the story."""
    text = line if role == "header" else "\n".join((PARAGRAPH, line, "", PARAGRAPH))
    assert roles(text)[role != "header"][0] == role


@pytest.mark.parametrize(
    "place", ["OSLO, March 3 (Agency) — ", "OSLO, Dec. 3, 2023 (from agency reports) – "]
)
def test_a_place_in_front_of_the_story_is_a_dateline(place):
    text = place + PARAGRAPH
    assert [role for role, _ in roles(text)] == ["dateline", "body"]


def test_a_clause_in_front_of_a_dash_is_none():
    text = "Norway will buy forty tanks – so much is sure. " + PARAGRAPH
    assert [role for role, _ in roles(text)] == ["body"]


def test_labels_of_a_digest_are_none():
    text = "PERU — " + PARAGRAPH + "\n\nCHILE — " + PARAGRAPH
    assert [role for role, _ in roles(text)] == ["body", "body"]


def test_a_header_title_gives_headline_and_site():
    text = "# Título: Forty howitzers taken over - The Example\n\n" + PARAGRAPH
    assert roles(text)[:3] == [
        ("header", "# Título:"),
        ("headline", "Forty howitzers taken over"),
        ("furniture", "- The Example"),
    ]


@pytest.mark.parametrize(
    ("line", "edtf"),
    [
        ("2023-12-09 05:00:00-03:00", "2023-12-09"),
        ("The Daily16/12/2023", "2023-12-16"),
        ("22/07/2024 – 3 minutes", "2024-07-22"),
        ("05/13/2024", "2024-05-13"),
        ("26 August 2024", "2024-08-26"),
        ("June 18, 2025", "2025-06-18"),
        ("Sept. 5, 2025", "2025-09-05"),
        ("12.05.2025", "2025-05-12"),
        ("12 травня 2025, 14:20", "2025-05-12"),
        ("Publié le 12 septembre 2025", "2025-09-12"),
        ("14 de março de 2024", "2024-03-14"),
        ("3. Oktober 2024", "2024-10-03"),
        ("7 lutego 2023", "2023-02-07"),
        ("February 13", None),
        ("31.02.2024", None),
    ],
)
def test_days_are_read_in_seven_languages(line, edtf):
    day = find_day(line)
    assert (day.edtf if day else None) == edtf


@pytest.mark.parametrize(
    ("text", "published", "reason"),
    [
        ("A title\nDate: 2023-12\n\nThe body.", "2023-12", "header `Date:`"),
        (" date 2024-02 The body begins at once.", "2024-02", "prefix `date 2024-02`"),
        (">Data: 2024-03-12 08:00\n" + PARAGRAPH, "2024-03-12", "header `>Data:`"),
        (" date 2024-03-12 OSLO (AP) — " + PARAGRAPH, "2024-03-12", "prefix `date 2024-03-12`"),
        ("A title\n12 March 2024\n" + PARAGRAPH, "2024-03-12", "date line `12 March 2024`"),
        (
            "A title\nAn interview with the deputy minister for industry, who has held the office for two years and leaves it soon. 12 March 2024\n"
            + PARAGRAPH,
            "2024-03-12",
            "line `An interview with the deputy minister for industry, who has held the office for `",
        ),
        ("BRUSSELS, February 13. /AGENCY/. " + PARAGRAPH, None, None),
        (
            "OSLO, Dec. 3, 2023 (Agency) – " + PARAGRAPH,
            "2023-12-03",
            "date line `OSLO, Dec. 3, 2023 (Agency) –`",
        ),
        (PARAGRAPH, None, None),
    ],
)
def test_the_day_of_publication_comes_with_its_reason(text, published, reason):
    head = read_head(text, clean(text))
    assert (head.published, head.published_reason) == (published, reason)


def test_a_linked_source_gives_publisher_and_address():
    text = ">Origem: [The Example](https://example.org)\n>Idioma: en\n\n" + PARAGRAPH
    head = read_head(text, clean(text))
    assert (head.publisher, head.url, head.language) == ("The Example", "https://example.org", "en")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The shells that were promised will come from the plant.", "en"),
        ("Die Geschosse, die der Bund bestellt hat, werden nicht vor dem Herbst geliefert.", "de"),
        ("Les obus qui sont promis pour le mois de mai ne sont pas dans les dépôts.", "fr"),
        (
            "Os projéteis que o governo comprou não foram entregues, mas são mais do que em maio.",
            "pt",
        ),
        ("Pociski, które zamówiono dla wojska, nie są jeszcze gotowe, że tak się wyrażę.", "pl"),
        (
            "Снаряди, які замовили для армії, ще не готові, що й визнали у міністерстві від імені уряду.",
            "uk",
        ),
        ("12 34 56", None),
    ],
)
def test_the_language_is_guessed_from_short_words(text, language):
    assert read_head(text, clean(text)).language == language
