"""Small English reports of our own, read as files are."""

from collections.abc import Callable

import pytest

from materiel.claims import Claim, extract_claims
from materiel.core.hashes import sha256
from materiel.documents import Document
from materiel.documents.clean import clean


def report(text: str, published: str | None = "2024-03-11", language: str = "en") -> Document:
    """A document of a text, its lines told apart as the documents stage does."""
    content = text.encode("utf-8", "surrogatepass")
    return Document(
        id=sha256(content),
        name="report.txt",
        content=content,
        encoding="utf-8",
        text=text,
        blocks=clean(text),
        language=language,
        published=published,
    )


@pytest.fixture
def claims_of() -> Callable[..., list[Claim]]:
    """The claims of a sentence that stands in a report on shells and tanks."""

    def extract(sentence: str, published: str | None = "2024-03-11") -> list[Claim]:
        return extract_claims(report(f"{sentence}\n", published))

    return extract
