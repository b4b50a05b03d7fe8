"""What the claims stage hands on. The vocabulary is explained in docs/claims.md."""

import math
from dataclasses import dataclass
from typing import Any, Literal, get_args

from materiel.core.dates import is_edtf
from materiel.core.errors import ClaimError
from materiel.core.hashes import canonical_record, sha256
from materiel.core.units import PERIODS, is_claim_unit

Kind = Literal[
    "production",
    "growth",
    "expenditure",
    "stock",
    "lead_time",
    "order",
    "transfer",
    "agreement",
    "membership",
    "industry",
    "funding",
    "permission",
    "investment",
    "share",
    "price",
    "disruption",
]
Status = Literal[
    "actual",
    "target",
    "capacity",
    "pledged",
    "contracted",
    "delivered",
    "proposed",
    "granted",
    "denied",
    "rumoured",
]
KINDS: tuple[Kind, ...] = get_args(Kind)
STATUSES: tuple[Status, ...] = get_args(Status)


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number above all floats
        return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One statement of one fact, made by somebody, in one place of one document.

    It says what was said, never what is true. Claims are never edited.

    Raises:
        ClaimError: A field outside the vocabulary, a number that is not finite, or low > high.
    """

    document: str  # Document.id
    doc: str  # Document.name
    start: int  # quote = Document.text[start:end]
    end: int
    quote: str
    kind: Kind
    subject: tuple[str, ...] = ()
    object: tuple[str, ...] = ()
    item: str | None = None  # path in the item taxonomy
    low: float | None = None  # None = open on this side
    high: float | None = None
    approx: bool = False  # the text hedges the number
    unit: str | None = None
    per: str | None = None  # day, week, month, year
    status: Status = "actual"
    date_from: str | None = None  # EDTF level 0, `from` in JSON
    date_to: str | None = None  # `to` in JSON
    speaker: str | None = None  # None = the document itself

    def __post_init__(self) -> None:
        wrong = self._first_fault()
        if wrong:
            raise ClaimError(
                wrong,
                where=f"{self.doc}[{self.start}:{self.end}] {self.quote[:80]!r}",
                way_out="See docs/claims.md for what each field may hold.",
            )

    def _first_fault(self) -> str | None:
        if self.end - self.start != len(self.quote) or not self.quote.strip():
            return f"quote of {len(self.quote)} characters at a span of {self.end - self.start}"
        if self.kind not in KINDS:
            return f"kind {self.kind!r} is not one of {', '.join(KINDS)}"
        if self.status not in STATUSES:
            return f"status {self.status!r} is not one of {', '.join(STATUSES)}"
        for name, bound in (("low", self.low), ("high", self.high)):
            if bound is not None and not _is_finite(bound):
                return f"{name} is {str(bound)[:40]}; a finite number or none is needed"
        if self.low is not None and self.high is not None and self.low > self.high:
            return f"low {self.low:g} is above high {self.high:g}; expected low <= high"
        if self.unit is not None and not is_claim_unit(self.unit):
            return f"unit {self.unit!r} is neither counted, a duration, nor an ISO 4217 code"
        if self.per is not None and self.per not in PERIODS:
            return f"per {self.per!r} is not one of {', '.join(PERIODS)}"
        for name, value in (("from", self.date_from), ("to", self.date_to)):
            if value is not None and not is_edtf(value):
                return f"{name} {value!r} is not an EDTF level 0 date"
        return None

    @property
    def has_number(self) -> bool:
        """Whether the claim states a value or a bound."""
        return self.low is not None or self.high is not None

    def fields(self) -> dict[str, Any]:
        """The claim in the form of docs/claims.md, in its order, ready for JSON."""
        low, high = self.low, self.high
        return {
            "doc": self.doc,
            "quote": self.quote,
            "kind": self.kind,
            "subject": list(self.subject),
            "object": list(self.object),
            "item": self.item,
            # Whole numbers print without a decimal point.
            "low": int(low) if low is not None and low % 1 == 0 else low,
            "high": int(high) if high is not None and high % 1 == 0 else high,
            "approx": self.approx,
            "unit": self.unit,
            "per": self.per,
            "status": self.status,
            "from": self.date_from,
            "to": self.date_to,
            "speaker": self.speaker,
        }

    @property
    def id(self) -> str:
        """Sixteen hexadecimal digits that only this claim of this document has."""
        return str(self.record()["id"])

    def record(self) -> dict[str, Any]:
        """All that is kept of the claim: its fields, its place in the document and its id."""
        kept = self.fields()
        del kept["doc"]  # the same bytes under another file name make the same claim
        kept["document"], kept["start"], kept["end"] = self.document, self.start, self.end
        kept["id"] = sha256(canonical_record(kept, self.low, self.high))[:16]
        kept["doc"] = self.doc
        return kept
