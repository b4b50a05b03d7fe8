"""The eleven pairs of the seeds that the ledger must tell right, by what is in them; no text of theirs.

Each names fields of two claims, or the rule that marks a passage. The seeds lie beside the repository.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from materiel.claims import Claim, extract_claims
from materiel.documents import Document, read_documents
from materiel.ledger.records import Comparison, Mark

Fits = Callable[[Claim], bool]


@dataclass(frozen=True)
class Acceptance:
    """One pair: the relation that must be told, and how to know it."""

    name: str
    relation: str
    left: Fits | None = None
    right: Fits | None = None
    rule: str | None = None  # of a marked passage
    holds: str = ""  # words that the explanation or the reason must have

    def told(
        self, found: Sequence[Comparison], marks: Sequence[Mark], claims: Mapping[str, Claim]
    ) -> str | None:
        """What the ledger says of it; None where it does not."""
        for mark in marks:
            if (
                mark.rule == self.rule
                and mark.relation == self.relation
                and self.holds in mark.explanation
            ):
                return f"{mark.relation}: {mark.explanation}"
        for one in found:
            sides = (claims[one.left], claims[one.right])
            if one.relation == self.relation and self._fit(*sides):
                reason = f" [{one.independence}]" if one.independence else ""
                if self.holds in one.explanation + reason:
                    return f"{one.relation}: {one.explanation}{reason}"
        return None

    def _fit(self, one: Claim, other: Claim) -> bool:
        if self.left is None or self.right is None:
            return False
        return (self.left(one) and self.right(other)) or (self.left(other) and self.right(one))


def fits(doc: str, **fields: Any) -> Fits:
    """Claims of a document with these fields."""

    def check(claim: Claim) -> bool:
        return claim.doc.startswith(doc) and all(getattr(claim, n) == v for n, v in fields.items())

    return check


SHELLS = "ammunition.artillery.155mm"
PAIRS = (
    Acceptance(
        "deals finalized, still sought",
        "contradiction",
        fits("000", kind="agreement", item=SHELLS, status="contracted"),
        fits("002", kind="agreement", item=SHELLS, status="target"),
    ),
    Acceptance(
        "over 60, then 74 companies",
        "change over time",
        fits("001", kind="membership", low=60),
        fits("000", kind="membership", low=74),
    ),
    Acceptance(
        "ammunition ×20, the sector ×3",
        "difference in scope",
        fits("001", kind="growth", low=20),
        fits("002", kind="growth", low=3),
    ),
    Acceptance(
        "one memorandum",
        "corroboration",
        fits("000", kind="agreement", status="contracted"),
        fits("002", kind="agreement", status="contracted", date_to="2023-12"),
        holds="memorand",
    ),
    Acceptance(
        "350 and over 350",
        "compatible bounds",
        fits("000", kind="membership", low=350, high=350),
        fits("000", kind="membership", low=350, high=None),
    ),
    Acceptance(
        "28 months, two and a half years",
        "rounding",
        fits("003", kind="lead_time", low=28),
        fits("003", kind="lead_time", low=2.5),
        holds="one document",
    ),
    Acceptance("the invasion's date", "contradiction", rule="event", holds="2021-02"),
    Acceptance(
        "a conversion of francs", "contradiction", rule="conversion", holds="CHF 7.5 billion"
    ),
    Acceptance(
        "parts of 500 companies",
        "parts and whole agree",
        fits("001", kind="industry", low=500),
        fits("001", kind="industry", low=70),
        holds="470",
    ),
    Acceptance("two ministers", "succession in office", rule="office", holds="Umerov"),
    Acceptance(
        "depleted stocks",
        "corroboration",
        fits("000", kind="stock"),
        fits("001", kind="stock"),
        holds="5-word runs",
    ),
)


def read_seeds(shared: Path) -> list[Document]:
    """The seeds, or none where they are absent."""
    if not (shared / "seeds").is_dir():
        return []
    return read_documents([shared / "seeds"])[0]


def claims_by_rules(documents: Sequence[Document]) -> list[Claim]:
    """What the extractor reads in them."""
    return [claim for document in documents for claim in extract_claims(document)]


def claims_by_labels(shared: Path, documents: Sequence[Document]) -> list[Claim]:
    """The labelled claims."""
    by_name = {document.name: document for document in documents}
    lines = (shared / "eval/dev/seeds.gold.jsonl").read_text("utf-8").splitlines()
    return [_claim(json.loads(line), by_name) for line in lines if line.strip()]


def _claim(fields: dict[str, Any], by_name: Mapping[str, Document]) -> Claim:
    document, quote = by_name[fields.pop("doc")], fields.pop("quote")
    start = document.text.index(quote)
    fields["date_from"], fields["date_to"] = fields.pop("from"), fields.pop("to")
    fields |= {name: tuple(fields[name]) for name in ("subject", "object")}
    place = {
        "document": document.id,
        "doc": document.name,
        "start": start,
        "end": start + len(quote),
    }
    return Claim(quote=quote, **place, **fields)
