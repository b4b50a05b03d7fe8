"""From a place in a document to a claim that the place bears out."""

from functools import lru_cache
from typing import Any

from materiel.claims.records import Claim
from materiel.claims.scan import scan_dates, scan_quantities
from materiel.claims.scan.dates import masked
from materiel.claims.text.lines import cell_spans, is_table_row
from materiel.claims.tokens import fold, item_tokens, tokenize
from materiel.claims.words import Lexicon, lexicon
from materiel.core.errors import ClaimError
from materiel.documents import Document

# What is no quantity of a quote: its items alone, its items and dates, nothing. One reading must bear
# the number; most are borne by the first, which reads no dates.
_MASKINGS = ("items", "items and dates", "nothing")
_TOLERANCE = 0.005  # as the scorer's: what a rounded fraction such as 33.3 may be off


def make_claim(
    document: Document, start: int, end: int, *, scale: float = 1.0, **fields: Any
) -> Claim:
    """The claim whose quote is `document.text[start:end]`.

    Args:
        scale: What the head of a table makes of the quote's number: 1e9 under "EUR bn".

    Raises:
        ClaimError: The span is not in the document, or its words do not bear the number.
    """
    if not 0 <= start < end <= len(document.text):
        raise ClaimError(
            f"span [{start}:{end}] in a text of {len(document.text)} characters",
            where=document.name,
            way_out="Quote a run of words that stands in the document.",
        )
    claim = Claim(
        document=document.id,
        doc=document.name,
        start=start,
        end=end,
        quote=document.text[start:end],
        **fields,
    )
    words = lexicon(document.language or "")
    if claim.has_number and words is not None and not bears(claim, words, scale):
        raise ClaimError(
            f"{claim.quote[:120]!r} does not bear {_shown(claim)}",
            where=f"{document.name}[{start}:{end}]",
            way_out="Quote the words that state the number.",
        )
    return claim


def bears(claim: Claim, words: Lexicon, scale: float = 1.0) -> bool:
    """Whether the scanner reads the claim's number in its quote, sign aside: a fall is negative."""
    if claim.low == claim.high == 0 and _says_never(claim.quote, words):
        return True
    return any(
        _same(_times(low, size), claim.low) and _same(_times(high, size), claim.high)
        for masking in _MASKINGS
        for low, high in _values(claim.quote, words, masking)
        for size in {1.0, scale}
    )


@lru_cache(maxsize=8)  # claims of one clause follow each other
def _values(
    quote: str, words: Lexicon, masking: str
) -> tuple[tuple[float | None, float | None], ...]:
    """The bounds that are read in a quote; the cells of a row one by one: no "240" and "400" are 240,400."""
    if is_table_row(quote):
        cells = [quote[a:b] for a, b in cell_spans(quote)]
        return tuple(value for cell in cells for value in _values_of(cell, words, masking))
    return _values_of(quote, words, masking)


def _values_of(
    quote: str, words: Lexicon, masking: str
) -> tuple[tuple[float | None, float | None], ...]:
    folded = fold(quote)
    tokens = tokenize(folded)
    ends, inside = item_tokens(tokens, words.find_items(quote, folded))
    if masking == "items and dates":
        inside |= set(masked(scan_dates(tokens, words)))
    mask = frozenset[int]() if masking == "nothing" else frozenset(inside)
    found = scan_quantities(tokens, words, item_ends=ends, masked=mask)
    return tuple((quantity.low, quantity.high) for quantity in found)


def _says_never(quote: str, words: Lexicon) -> bool:
    never = words["numbers"]["grammar"]["never"]
    return any(token.low in never for token in tokenize(fold(quote)))


def _times(value: float | None, scale: float) -> float | None:
    return None if value is None else value * scale


def _same(read: float | None, claimed: float | None) -> bool:
    if read is None or claimed is None:
        return read is claimed
    return abs(abs(read) - abs(claimed)) <= _TOLERANCE * max(abs(read), abs(claimed), 1e-9)


def _shown(claim: Claim) -> str:
    low = "-" if claim.low is None else f"{claim.low:g}"
    high = "-" if claim.high is None else f"{claim.high:g}"
    return f"low {low}, high {high}"
