"""Small English reports of our own, read as files are, and a language model to read them."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from materiel.claims import Claim, extract_claims
from materiel.core.hashes import sha256
from materiel.documents import Document
from materiel.documents.clean import clean

from .model_server import KEY, Server


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
def server() -> Iterator[Server]:
    """A fake server of language models."""
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield server
        server.over.set()
        server.shutdown()


@pytest.fixture
def options(server: Server, tmp_path: Path) -> dict[str, Any]:
    """The settings that reach it."""
    return {
        "url": server.url,
        "model": "fake",
        "key": KEY,
        "cache": tmp_path / "cache",
        "timeout_s": 5.0,
        "backoff_s": 0.01,
    }
