"""What the ledger stage hands on."""

from dataclasses import dataclass
from typing import Any, Literal

Relation = Literal["contradiction", "goal missed", "goal moved", "change over time"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One row of the record. Rows are appended, never changed."""

    seq: int  # 1, 2, 3 … without a gap
    batch: str  # idempotency key of the batch it came with
    kind: Literal["document", "claim"]
    recorded: str  # when we recorded it, ISO 8601 UTC
    payload: dict[str, Any]
    hash: str  # SHA-256 of previous hash, seq and the row's content


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """How many rows a ledger has and the hash of the last."""

    count: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Appended:
    """What one call added."""

    documents: int
    claims: int
    head: Head


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """Two claims that do not say the same of one quantity, and the rule that found it."""

    rule: str  # name of the file in ledger/checks
    relation: Relation
    left: str  # claim id, the earlier statement
    right: str  # claim id
    explanation: str  # one sentence with both values
