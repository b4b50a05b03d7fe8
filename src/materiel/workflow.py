"""The whole road as one page of calls."""

from dataclasses import dataclass

from materiel.claims.records import Claim
from materiel.core.findings import Finding
from materiel.documents.records import Document
from materiel.ledger.records import Appended, Disagreement, Head
from materiel.scenario.records import Support
from materiel.simulate.records import Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the main job found: what was read, said and disputed, and what follows from it."""

    documents: tuple[Document, ...]
    claims: tuple[Claim, ...]
    disagreements: tuple[Disagreement, ...]
    findings: tuple[Finding, ...]
    head: Head  # of the ledger
    appended: Appended
    supports: tuple[Support, ...] = ()  # empty without a scenario
    outcome: Outcome | None = None  # None without a scenario
