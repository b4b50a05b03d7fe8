"""Small English reports of our own, read as files are."""

from collections.abc import Callable
from typing import Any

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


@pytest.fixture
def read_case() -> Callable[..., str | None]:
    """What is wrong with the claim that a sentence of a language should give; None where nothing is."""

    def read(language: str, case: tuple[Any, ...]) -> str | None:
        sentence, kind, low, high, unit, per, status, subject, object_ = case
        found = [c.fields() for c in extract_claims(report(f"{sentence}\n", language=language))]
        want = {"kind": kind, "low": low, "high": high, "unit": unit, "per": per, "status": status}
        if subject:
            want["subject"] = subject.split(";")
        if object_:
            want["object"] = [object_]
        if any(all(claim[name] == value for name, value in want.items()) for claim in found):
            return None
        return f"wanted {want}, found {[{name: c[name] for name in want} for c in found]}"

    return read
