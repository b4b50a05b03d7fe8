"""Citations of one claim, as text and as BibTeX."""

import re

import materiel
from materiel.claims.records import Claim
from materiel.documents.records import Document
from materiel.ledger.records import Head
from materiel.show.marked import visible
from materiel.show.tables import format_date


def cite(claim: Claim, document: Document, head: Head) -> str:
    """A claim's citation: who said it, the words, where they stand, and how to find it again."""
    said = f"{claim.speaker}: " if claim.speaker else ""
    source = ", ".join(
        part
        for part in (
            document.title or document.name,
            document.publisher,
            format_date(document.published) or "no date",
            document.url,
        )
        if part
    )
    return visible(
        f"{said}“{claim.quote}”. {source}. Claim {claim.id}, materiel {materiel.__version__}, "
        f"ledger of {head.count:,} rows with head {head.hash[:16]}."
    )


def bibtex(claim: Claim, document: Document, head: Head) -> str:
    """The same as a BibTeX entry."""
    fields = {
        "title": document.title or document.name,
        "publisher": document.publisher,
        "year": (document.published or "")[:4] or None,
        "url": document.url,
        "note": f"“{claim.quote}”, claim {claim.id}, materiel {materiel.__version__}, "
        f"ledger head {head.hash[:16]}",
    }
    lines = [f"  {name} = {{{_tex(value)}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{claim-{claim.id},", *lines, "}"])


def _tex(text: str) -> str:
    """Text in a braced field: braces would unbalance it, and TeX reads the rest as commands."""
    return re.sub(r"([&%$#_])", r"\\\1", re.sub(r"[{}\\]", " ", visible(text)))
