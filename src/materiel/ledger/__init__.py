"""The ledger stage: an append-only record of documents and claims, and what disagrees in it."""

from materiel.ledger.append import Ledger
from materiel.ledger.compare import find_comparisons, find_disagreements, find_marks
from materiel.ledger.copies import Recovered, backup, create_ledger, recover
from materiel.ledger.places import Place, Server, place_of
from materiel.ledger.records import Appended, Comparison, Decision, Head, Mark, Row
from materiel.ledger.verify import verify
from materiel.ledger.view import View, head_as_of, read_view
from materiel.ledger.writer import Reading

__all__ = [
    "Appended",
    "Comparison",
    "Decision",
    "Head",
    "Ledger",
    "Mark",
    "Place",
    "Reading",
    "Recovered",
    "Row",
    "Server",
    "View",
    "backup",
    "create_ledger",
    "find_comparisons",
    "find_disagreements",
    "find_marks",
    "head_as_of",
    "place_of",
    "read_view",
    "recover",
    "verify",
]
