"""What the ledger stage hands on."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, get_args

from materiel.core.errors import LedgerError
from materiel.core.hashes import canonical_json, sha256
from materiel.documents.records import Document

Relation = Literal[
    "contradiction",
    "goal missed",
    "goal moved",
    "change over time",
    "difference in scope",  # of other things, parties, periods, or of what can be and what is
    "rounding",
    "compatible bounds",
    "duplicate",  # told again by the same source
    "corroboration",  # said by two independent sources
    "parts and whole agree",
    "succession in office",
    "not checked",  # a printed conversion without a rate to hold it against
]
DISAGREEING: tuple[Relation, ...] = (
    "contradiction",
    "goal missed",
    "goal moved",
    "change over time",
)
RowKind = Literal["document", "reading", "claim", "decision"]
Action = Literal[
    "accept",  # a claim: it says what its quote says
    "amend",  # a claim: `changes` holds the fields as they should be
    "reject",  # a claim: its quote does not say so
    "flag",  # a claim: look again
    "retract",  # a claim or a document: its publisher took it back
    "same",  # two names: one actor or item
    "not same",  # two names
    "unsure",  # two names
    "part of",  # two names: the first belongs to the second, which is no merge
    "grade source",  # a publisher or speaker: `value` is A to F
    "grade claim",  # a claim: `value` is 1 to 6
    "prefer",  # a claim: the best of its series
    "deprecate",  # a claim: kept, but not for the best view
    "withdraw",  # an earlier decision: it no longer holds
]
ACTIONS: tuple[Action, ...] = get_args(Action)


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
    decisions: int = 0


class Row(NamedTuple):
    """One row of the record, in the order in which it was appended. A plain tuple, for millions."""

    seq: int  # 1, 2, 3 … without a gap
    batch: str  # idempotency key of what was appended together (rule L4)
    kind: RowKind
    recorded: str  # when we recorded it, ISO 8601 UTC
    payload: bytes  # canonical JSON
    hash: str  # rule L3


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """A judgement of a person about what the record holds: a row like any other, never edited.

    Source: docs/model.md, rule L6.

    Raises:
        LedgerError: An unknown action, nothing that it is about, or no author.

    >>> Decision(action="accept", about=("0f3a",), author="K. Analyst", made="2024-01-02T09:00:00Z").id[:8]
    '278a0636'
    """

    action: Action
    about: tuple[str, ...]  # ids of claims or decisions, names, or a source
    author: str
    made: str  # when the author made it, ISO 8601 UTC
    reason: str = ""
    value: str | None = None  # a grade, or the scope of a name ("actor", "item")
    changes: Mapping[str, Any] = field(default_factory=dict)  # of an amendment

    def __post_init__(self) -> None:
        if self.action not in ACTIONS:
            raise LedgerError(
                f"{self.action!r} is no decision", way_out=f"One of: {', '.join(ACTIONS)}."
            )
        if not self.about or not all(self.about):
            raise LedgerError(
                f"{self.action}: it does not say what it is about",
                way_out="Name a claim, a document, a decision, a source or two names.",
            )
        if not self.author.strip() or not self.made.strip():
            raise LedgerError(
                f"{self.action} {' and '.join(self.about)}: no author or no time",
                way_out="Every decision has an author and a time; give --author NAME.",
            )

        for name, value in self.changes.items():
            if isinstance(value, int | float) and not abs(value) <= sys.float_info.max:
                raise LedgerError(
                    f"{self.action}: {name} is {str(value)[:40]}; a finite number or none is needed",
                    way_out="Write a finite number, or null for none.",
                )

    def fields(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {
            "action": self.action,
            "about": list(self.about),
            "author": self.author,
            "made": self.made,
            "reason": self.reason,
            "value": self.value,
            "changes": dict(self.changes),
        }

    @property
    def id(self) -> str:
        """Sixteen hexadecimal digits that only this decision of this time has."""
        return sha256(canonical_json(self.fields()))[:16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two claims that can be held against each other, how they stand, and the rule that found it."""

    rule: str  # name of the file in ledger/checks
    relation: Relation
    left: str  # claim id, the earlier statement
    right: str  # claim id
    explanation: str  # one sentence with both values
    independence: str = ""  # what was looked at to tell one source from two
    others: tuple[str, ...] = ()  # more claims that it is about: the further parts of a whole

    @property
    def disagrees(self) -> bool:
        """Whether the two do not say the same of one quantity."""
        return self.relation in DISAGREEING


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A passage that does not agree with a fact or with itself; it is kept as stated, and marked."""

    rule: str
    relation: Relation
    document: str  # Document.id
    doc: str
    start: int  # quote = Document.text[start:end]
    end: int
    quote: str
    explanation: str
    source: str = ""  # address or name of what it was held against
    claims: tuple[str, ...] = ()  # claims whose words meet the passage's sentence


def mark_at(
    document: Document,
    start: int,
    end: int,
    *,
    rule: str,
    relation: Relation,
    text: str,
    source: str,
) -> Mark:
    """A mark on document.text[start:end], with the words that explain it and what it was held against."""
    return Mark(
        rule=rule,
        relation=relation,
        document=document.id,
        doc=document.name,
        start=start,
        end=end,
        quote=document.text[start:end],
        explanation=text,
        source=source,
    )
