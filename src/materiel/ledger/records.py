"""What the ledger stage hands on."""

from dataclasses import dataclass
from typing import Literal

Relation = Literal["contradiction", "goal missed", "goal moved", "change over time"]


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
