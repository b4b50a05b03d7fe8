"""The word lists that cleaning and heads use, read once from lexicon/shapes.toml."""

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def shapes() -> dict[str, Any]:
    """Everything in lexicon/shapes.toml."""
    text = (files("materiel.documents") / "lexicon" / "shapes.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def furniture_words(kind: str) -> tuple[str, ...]:
    """The entries of one kind in lexicon/furniture.toml, of all languages.

    >>> "anzeige" in furniture_words("advert")
    True
    """
    place = files("materiel.documents") / "lexicon" / "furniture.toml"
    languages = tomllib.loads(place.read_text(encoding="utf-8")).values()
    return tuple(entry for language in languages for entry in language.get(kind, ()))


@cache
def header_fields() -> dict[str, str]:
    """The field that a header's key fills.

    >>> header_fields()["origem"]
    'publisher'
    """
    return {key: field for field, keys in shapes()["headers"].items() for key in keys}


@cache
def month_numbers() -> dict[str, int]:
    """Month names of every language, in lower case.

    >>> month_numbers()["травня"], month_numbers()["sept"]
    (5, 9)
    """
    return {
        name: number
        for names in shapes()["months"].values()
        for number, forms in enumerate(names, start=1)
        for name in forms.split()
    }


_FEWEST = 3  # short words of a language that a text must have
_SHORT = 40  # words; in so few, two short words do where another language has half as many
_FEWEST_CLEAR = 2
WORD = re.compile(r"[^\W\d_]+")


def guess_language(text: str) -> str | None:
    """The language whose short words the text uses most, or None where too few are found.

    >>> guess_language("The shells that were promised will come from a plant in the north.")
    'en'
    >>> guess_language("Norway bought 40 howitzers from France in May."), guess_language("1234")
    ('en', None)
    """
    words = [word.lower() for word in WORD.findall(text[:20_000])]
    counts = {
        language: sum(word in known for word in words) for language, known in _stopwords().items()
    }
    if len(words) <= _SHORT:
        return _of_few_words(text, counts)
    best, second = sorted(counts, key=lambda language: (-counts[language], language))[:2]
    enough = max(_FEWEST, len(words) // 30)
    if counts[best] < enough or counts[best] == counts[second]:
        return None
    # One word, however often, proves nothing: "i" is Norwegian as well as Polish.
    return best if len(_stopwords()[best].intersection(words)) > 1 else None


def _of_few_words(text: str, counts: dict[str, int]) -> str | None:
    """The language of a sentence or two: its short words and letters, and hardly another's."""
    letters: dict[str, str] = shapes()["letters"]
    for language, own in letters.items():
        counts[language] += sum(c in own for c in text.lower())
    best, second = sorted(counts, key=lambda language: (-counts[language], language))[:2]
    clear = counts[best] >= max(_FEWEST_CLEAR, 2 * counts[second])
    return best if clear or (counts[best] >= _FEWEST and counts[best] > counts[second]) else None


@cache
def _stopwords() -> dict[str, frozenset[str]]:
    lists: dict[str, list[str]] = shapes()["stopwords"]
    return {language: frozenset(w.lower() for w in words) for language, words in lists.items()}
