"""A document → its claims."""

import gc

from materiel.claims.extractors import claims_with_numbers, claims_without_numbers
from materiel.claims.records import Claim
from materiel.claims.speakers.attribute import attribute
from materiel.claims.text.analyse import analyse
from materiel.claims.words import Lexicon, code_hash, lexicon, lexicon_hash
from materiel.documents import Document

# The first part changes with the rules written in code, the second with any lexicon file.
EXTRACTOR_VERSION = f"rules-{code_hash()}+{lexicon_hash()}"


def extract_claims(document: Document) -> list[Claim]:
    """What a report says about the supply of materiel, in text order, each claim once.

    The same document gives the same claims, byte for byte. A report in a language without a
    lexicon gives none.

    >>> from materiel.documents import Block, Document
    >>> text = "Norway bought 40 howitzers in 2023."
    >>> block = Block(start=0, end=len(text), role="body")
    >>> report = Document(id="0" * 64, name="a.txt", content=text.encode(), encoding="utf-8",
    ...     text=text, blocks=(block,), language="en")
    >>> [(c.kind, c.subject, c.low, c.item) for c in extract_claims(report)]
    [('order', ('NO',), 40.0, 'artillery.howitzer')]
    """
    words = lexicon(document.language) if document.language else None
    if words is None:
        return []
    collects = gc.isenabled()
    gc.disable()  # nothing here goes in circles, and looking for it costs more the longer a report is
    try:
        return _extract(document, words)
    finally:
        if collects:
            gc.enable()


def _extract(document: Document, words: Lexicon) -> list[Claim]:
    analysis = analyse(document, words)
    attribute(analysis)
    counted = sorted(claims_with_numbers(analysis), key=lambda claim: (claim.start, claim.end))
    found = [*counted, *claims_without_numbers(analysis, counted)]
    found.sort(key=lambda claim: (claim.start, claim.end))
    return list(dict.fromkeys(found))
