"""Claims and documents as a page shows them: numbered, and every quote marked where it stands."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from materiel.answer import Answer
from materiel.claims.records import KINDS, Claim
from materiel.claims.wording import format_bounds, format_claim_unit, format_value
from materiel.documents.records import Document
from materiel.show.marked import Passage, mark_document, visible


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimView:
    """A claim as a row of the claims table."""

    claim: Claim
    number: int  # its place in the table, for people; the id is for machines
    document: int  # number of its document
    published: str | None  # date of its document
    bounds: str
    unit: str
    apart: bool = False  # claims and documents have pages of their own, which `serve` shows

    @property
    def id(self) -> str:
        """The claim's id."""
        return self.claim.id

    @property
    def quote_href(self) -> str:
        """Where its words stand, highlighted."""
        page = f"/documents/{self.claim.document}" if self.apart else ""
        return f"{page}#quote-{self.id}"

    @property
    def claim_href(self) -> str:
        """Where it stands itself."""
        return f"/claims/{self.id}" if self.apart else f"#claim-{self.id}"

    @property
    def document_href(self) -> str:
        """Where its document stands."""
        page = f"/documents/{self.claim.document}"
        return page if self.apart else f"#document-{self.document}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """A document with its quotes marked."""

    document: Document
    number: int
    n_claims: int
    passages: list[Passage]
    address: str | None  # only where it may be a link


def claim_views(answer: Answer, *, apart: bool = False) -> list[ClaimView]:
    """Claims in the order of the table: by kind, item and time, numbered from 1.

    With `apart` they lead to pages of their own, not to places in one page.
    """
    number_of = {document.id: i for i, document in enumerate(answer.documents, start=1)}
    published = {document.id: document.published for document in answer.documents}
    ordered = sorted(
        answer.claims,
        key=lambda c: (
            KINDS.index(c.kind),
            c.item or "~",
            c.date_to or c.date_from or "~",
            number_of.get(c.document, 0),
            c.start,
            c.end,
            c.id,
        ),
    )
    return [
        _claim_view(claim, number, number_of, published, apart)
        for number, claim in enumerate(ordered, start=1)
    ]


def one_claim_view(answer: Answer, claim: Claim) -> ClaimView:
    """A claim that is no row of the table, since it counts no more; its number is 0."""
    number_of = {document.id: i for i, document in enumerate(answer.documents, start=1)}
    published = {document.id: document.published for document in answer.documents}
    return _claim_view(claim, 0, number_of, published, True)


def _claim_view(
    claim: Claim,
    number: int,
    number_of: Mapping[str, int],
    published: Mapping[str, str | None],
    apart: bool,
) -> ClaimView:
    return ClaimView(
        claim=claim,
        number=number,
        document=number_of.get(claim.document, 0),
        published=published.get(claim.document),
        bounds=format_bounds(claim.low, claim.high, approx=claim.approx),
        unit=format_claim_unit(claim) if claim.has_number else "",
        apart=apart,
    )


def document_views(
    answer: Answer,
    rows: Iterable[ClaimView],
    *,
    claim_href: str = "#claim-",
    only: str | None = None,
    whole: bool = True,
) -> list[DocumentView]:
    """Every document, or only the one of that id, with its quotes marked.

    Each quote has a link back to its claim, at `claim_href` and the claim's id. Unless `whole`, the
    texts themselves are left out.
    """
    numbers = {row.id: row for row in rows}
    said: dict[str, list[Claim]] = {document.id: [] for document in answer.documents}
    for claim in answer.claims:
        said.setdefault(claim.document, []).append(claim)

    def back(claim: Claim) -> Markup:
        row = numbers[claim.id]
        return Markup('<a class="back" href="{}{}" aria-label="claim {}: {}">{}</a>').format(
            claim_href, claim.id, row.number, format_value(claim), row.number
        )

    return [
        DocumentView(
            document=document,
            number=number,
            n_claims=len(said[document.id]),
            passages=mark_document(document, said[document.id], back) if whole else [],
            address=safe_address(document.url),
        )
        for number, document in enumerate(answer.documents, start=1)
        if only in (None, document.id)
    ]


def safe_address(url: str | None) -> str | None:
    """The address when a page may link to it: http or https, and nothing unseen in it.

    >>> safe_address("https://example.org/a"), safe_address("javascript:alert(1)")
    ('https://example.org/a', None)
    """
    if not url or visible(url) != url or any(c in url for c in " \"'<>\\"):
        return None
    return url if url.lower().startswith(("http://", "https://")) else None
