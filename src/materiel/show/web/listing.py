"""Which claims a page or a file lists: filters, order and page, all of them in the address."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from materiel.answer import Answer
from materiel.claims.records import KINDS, STATUSES
from materiel.show.tables import format_item, format_parties, format_time
from materiel.show.views import ClaimView, claim_views

SIZES = (50, 100, 500)
SIZE = 100
LONGEST = 200  # of a search, in characters
STANDINGS = ("unreviewed", "accepted", "amended", "flagged")


class ListingError(ValueError):
    """An address that asks for what there is not, in words for its reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of the list, and what its rows are ordered by."""

    name: str
    heading: str
    key: Callable[[ClaimView], Any]
    is_number: bool = False


COLUMNS = (
    Column(name="no", heading="No.", key=lambda row: row.number, is_number=True),
    Column(name="value", heading="Value", key=lambda row: _middle(row), is_number=True),
    Column(name="unit", heading="Unit", key=lambda row: row.unit),
    Column(name="status", heading="Status", key=lambda row: STATUSES.index(row.claim.status)),
    Column(name="who", heading="Who", key=lambda row: format_parties(row.claim)),
    Column(name="item", heading="Item", key=lambda row: row.claim.item or ""),
    Column(name="time", heading="Time", key=lambda row: row.claim.date_to or row.claim.date_from),
    Column(name="said", heading="Said by", key=lambda row: row.claim.speaker or row.claim.doc),
    Column(name="published", heading="Published", key=lambda row: row.published),
)
_COLUMN = {column.name: column for column in COLUMNS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What an address asks for; as it is, every claim in the order of the report."""

    q: str = ""  # words that quote, parties, item, speaker, document or title hold, all of them
    kind: str = ""
    status: str = ""
    standing: str = ""
    sort: str = "no"  # name of a column; with "-" before it, the other way round
    page: int = 1
    size: int = SIZE

    def address(self, place: str = "/claims", **changes: Any) -> str:
        """The address of this list with a few things changed; another filter begins at page 1."""
        asked = replace(self, **{"page": 1, **changes})
        default = Asked()
        told = {
            name: getattr(asked, name)
            for name in asked.__dataclass_fields__
            if getattr(asked, name) != getattr(default, name)
        }
        return f"{place}?{urlencode(told)}" if told else place

    def file(self, suffix: str) -> str:
        """The address of the file with the same rows, all of its pages."""
        return self.address(f"/claims.{suffix}", page=1, size=SIZE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The claims that were asked for."""

    asked: Asked
    found: Sequence[ClaimView]  # all pages
    rows: Sequence[ClaimView]  # this page
    of: int  # claims of the answer
    pages: int


def read_asked(given: Mapping[str, str]) -> Asked:
    """What an address asks for.

    Raises:
        ListingError: A name or value that there is not.

    >>> read_asked({"kind": "stock", "sort": "-value"}).address(status="actual")
    '/claims?kind=stock&status=actual&sort=-value'
    """
    known = Asked.__dataclass_fields__
    for name in given:
        if name not in known:
            raise ListingError(f"A list of claims has no “{name[:40]}”, only {', '.join(known)}.")
    _one_of("kind", given, KINDS)
    _one_of("status", given, STATUSES)
    _one_of("standing", given, STANDINGS)
    _one_of("sort", given, [sign + name for name in _COLUMN for sign in ("", "-")])
    _one_of("size", given, [str(size) for size in SIZES])
    page = given.get("page", "1")
    if not (page.isascii() and page.isdigit() and 1 <= int(page[:7]) <= 10**6):
        raise ListingError(f"There is no page “{page[:40]}”.")
    if len(given.get("q", "")) > LONGEST:
        raise ListingError(f"A search has at most {LONGEST} characters.")
    return Asked(
        **{n: v.strip() for n, v in given.items() if v and n not in ("page", "size")},
        page=int(page),
        size=int(given.get("size") or SIZE),
    )


def _one_of(name: str, given: Mapping[str, str], known: Sequence[str]) -> None:
    if given.get(name) and given[name] not in known:
        told = ", ".join(known)
        raise ListingError(f"There is no {name} “{given[name][:40]}”, only {told}.")


def list_claims(answer: Answer, asked: Asked) -> Listing:
    """The claims of an answer that are asked for, in the order asked for.

    Claims without a value in the column that they are ordered by come last, either way round.
    """
    every = claim_views(answer, apart=True)
    titles = {document.id: document.title or "" for document in answer.documents}
    words = asked.q.casefold().split()
    found = [
        row
        for row in every
        if asked.kind in ("", row.claim.kind)
        and asked.status in ("", row.claim.status)
        and (not asked.standing or asked.standing in _standing(answer, row))
        and all(word in _searched(row, titles) for word in words)
    ]
    key = _COLUMN[asked.sort.removeprefix("-")].key
    blank = [row for row in found if key(row) in (None, "")]
    full = [row for row in found if key(row) not in (None, "")]
    full.sort(key=key, reverse=asked.sort.startswith("-"))
    found = full + blank
    begin = (asked.page - 1) * asked.size
    return Listing(
        asked=asked,
        found=found,
        rows=found[begin : begin + asked.size],
        of=len(every),
        pages=max(1, -(-len(found) // asked.size)),
    )


def _searched(row: ClaimView, titles: Mapping[str, str]) -> str:
    claim = row.claim
    parts = (
        claim.quote,
        format_parties(claim),
        claim.item,
        format_item(claim.item),
        claim.speaker,
        claim.doc,
        titles.get(claim.document),
        row.bounds,
        format_time(claim),
        claim.id,
    )
    return "\n".join(part for part in parts if part).casefold()


def _standing(answer: Answer, row: ClaimView) -> tuple[str, ...]:
    judged = answer.standings.get(row.claim.id)
    if judged is None:
        return ("unreviewed",)
    return (judged.standing, "flagged") if judged.flagged else (judged.standing,)


def _middle(row: ClaimView) -> float | None:
    bounds = [bound for bound in (row.claim.low, row.claim.high) if bound is not None]
    return sum(bounds) / len(bounds) if bounds else None


def listing_view(listing: Listing) -> dict[str, Any]:
    """What the template of the list needs."""
    asked = listing.asked
    return {
        "asked": asked,
        "rows": listing.rows,
        "n_found": len(listing.found),
        "of": listing.of,
        "pages": listing.pages,
        "first": (asked.page - 1) * asked.size + 1,
        "columns": [_heading(column, asked) for column in COLUMNS],
        "choices": {"kind": KINDS, "status": STATUSES, "standing": STANDINGS},
        "sizes": SIZES,
        "suffixes": {
            "csv": "CSV",
            "json": "JSON",
            "jsonl": "JSON Lines",
            "parquet": "Parquet",
            "xlsx": "workbook",
        },
    }


def _heading(column: Column, asked: Asked) -> dict[str, Any]:
    """A column's heading, where it leads, and which way its rows are ordered now."""
    up, down = asked.sort == column.name, asked.sort == f"-{column.name}"
    return {
        "heading": column.heading,
        "is_number": column.is_number,
        "href": asked.address(sort=f"-{column.name}" if up else column.name),
        "sorted": "ascending" if up else "descending" if down else None,
    }
