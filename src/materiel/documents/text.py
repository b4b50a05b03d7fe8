"""Plain text that arrived → a document."""

from materiel.core.hashes import sha256
from materiel.documents.clean import clean
from materiel.documents.decode import decode
from materiel.documents.head import read_head
from materiel.documents.records import Document


def read_text(
    content: bytes,
    name: str,
    *,
    where: str | None = None,
    encoding: str | None = None,
    url: str | None = None,
) -> Document:
    """The document of a plain-text report.

    Args:
        content: The report as it arrived.
        name: What the document is called.
        where: Where it lies, for messages.
        encoding: Codec; without it UTF-8 or what a byte-order mark says.
        url: Where it came from, when that is known.

    Raises:
        InputError: Empty, binary, too large or not decodable.

    >>> read_text(b"A plant opened in Lviv.", "a.txt").language is None
    True
    """
    text, codec = decode(content, where or name, encoding)
    blocks = clean(text)
    head = read_head(text, blocks)
    return Document(
        id=sha256(content),
        name=name,
        content=content,
        encoding=codec,
        text=text,
        blocks=blocks,
        title=head.title,
        publisher=head.publisher,
        url=head.url or url,
        language=head.language,
        published=head.published,
        published_reason=head.published_reason,
    )
