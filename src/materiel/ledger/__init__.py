"""The ledger stage: an append-only record of documents and claims, and what disagrees in it."""

from materiel.ledger.append import Ledger, Reading
from materiel.ledger.compare import find_disagreements
from materiel.ledger.records import Appended, Decision, Disagreement, Head, Row
from materiel.ledger.verify import verify

__all__ = [
    "Appended",
    "Decision",
    "Disagreement",
    "Head",
    "Ledger",
    "Reading",
    "Row",
    "find_disagreements",
    "verify",
]
