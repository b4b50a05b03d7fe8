"""Made-up reports of one paragraph."""

from materiel.core.hashes import sha256
from materiel.documents import Block, Document


def report(text, published="2023-12-09", name=None, language="en"):
    """A report of a text, as if it had been read from a file."""
    content = text.encode()
    return Document(
        id=sha256(content),
        name=name or f"{sha256(content)[:6]}.txt",
        content=content,
        encoding="utf-8",
        text=text,
        blocks=(Block(start=0, end=len(text), role="body"),),
        language=language,
        published=published,
    )
