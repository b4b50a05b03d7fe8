"""A language is one folder: a made-up seventh one is written to a temporary folder and read."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from materiel.claims import extract_claims
from materiel.claims.words import add_languages, languages

from .conftest import report

# The example of docs/languages.md, a language of twelve words.
FILES = {
    "spelling.toml": """
decimal = ","
group_blanks = true
item_endings = ["oj"]
name_endings = []
""",
    "numbers.toml": """
[values]
du = 2
[scales]
mil = 1e3
[suffixes]
[grammar]
[vague]
[before]
above = ["pli ol"]
[after]
[fractions]
[factors]
""",
    "units.toml": """
[nouns]
[stop]
words = []
skip = []
[generic]
words = []
[per_stop]
words = []
[none]
nouns = []
[unitless]
nouns = []
[per]
month = ["monate"]
[per_before]
[currency_before]
[currency_after]
[conversion]
between = []
[shared_currency]
words = []
states = {}
""",
    "dates.toml": """
[months]
[weekdays]
[seasons]
[words]
ordinal_endings = []
ordinals = []
year_openers = ["en"]
[relations]
[phrases]
[events]
invasion = "2022-02"
""",
    "clauses.toml": """
abbreviations = []
after_comma = []
anywhere = []
and = []
after_and = []
""",
    "speech.toml": """
verbs = []
weak = []
according = []
estimates = []
pronouns = []
that = []
titles = []
bodies = []
ministry = []
not_names = []
""",
    "parties.toml": """
to = []
by = []
from = []
place = []
joint = []
getters = []
fillers = []
joints = []
joining = []
asking = []
""",
    "cues.toml": """
[groups]
make = ["produkt*"]
weapon = ["obus*"]
""",
    "items.toml": """
[synonyms]
"ammunition.artillery" = ["obuso"]
""",
    "names.csv": """name,role,state,form,aliases
FR,state,FR,,Franclando
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder with the lexicon of the made-up language "xq"."""
    language = tmp_path / "xq"
    language.mkdir()
    for name, text in FILES.items():
        (language / name).write_text(text.lstrip(), encoding="utf-8")
    add_languages(tmp_path)
    yield tmp_path
    add_languages(None)


def test_a_folder_is_a_language(folder):
    """The six shipped languages and the one in the folder."""
    assert languages() == ["de", "en", "fr", "pl", "pt", "uk", "xq"]


def test_a_seventh_language_gives_a_claim(folder):
    """Number, bound, rate, item, kind and country are read from the folder's words alone."""
    [claim] = extract_claims(
        report("Franclando produktas pli ol 4 mil obusoj monate.\n", language="xq")
    )
    assert (claim.kind, claim.low, claim.high, claim.per) == ("production", 4000, None, "month")
    assert (claim.subject, claim.item) == (("FR",), "ammunition.artillery")


def test_without_the_folder_there_is_none():
    """A report in a language that has no folder gives no claims."""
    assert (
        extract_claims(report("Franclando produktas 4 mil obusoj monate.\n", language="xq")) == []
    )
