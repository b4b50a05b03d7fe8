"""A ledger as it is to be read on a day: claims after decisions, under one name each, compared."""

import json
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from materiel.documents.records import Document
from materiel.ledger.append import Ledger
from materiel.ledger.chain import EMPTY
from materiel.ledger.compare import find_comparisons, find_marks
from materiel.ledger.effective import Judged, holding, judge
from materiel.ledger.identify import Names, under_one_name, uses_of
from materiel.ledger.independence import Sources
from materiel.ledger.money import OwnRate
from materiel.ledger.records import Comparison, Decision, Head, Mark
from materiel.ledger.reference import Reference, read_reference
from materiel.ledger.series import Statement, statement


@dataclass(frozen=True, kw_only=True)
class View:
    """What a ledger says on a day, after all decisions that hold."""

    documents: Mapping[str, Document]  # by id, in the order of the record
    judged: tuple[Judged, ...]  # every claim of the chosen readings, rejected ones included
    decisions: tuple[Decision, ...]  # that hold
    actors: Names
    items: Names
    recorded: Mapping[str, str]  # document id → when its reading was recorded, ISO 8601 UTC
    reference: Reference

    @property
    def in_force(self) -> list[Judged]:
        """Claims that count: neither rejected nor retracted (rule R2)."""
        return [one for one in self.judged if one.in_force]

    def statement(self, judged: Judged) -> Statement:
        """A claim under the names that decisions gave, in the unit of its series."""
        claim = under_one_name(judged.claim, self.actors, self.items)
        document = self.documents.get(claim.document)
        return statement(claim, document.published if document else None, id=judged.id)

    @cached_property
    def statements(self) -> list[Statement]:
        """All claims in force."""
        return [self.statement(one) for one in self.in_force]

    @cached_property
    def sources(self) -> Sources:
        """Tells one source from two among the documents."""
        return Sources(documents=self.documents, reference=self.reference)

    def comparisons(self, rates: Sequence[OwnRate] = ()) -> list[Comparison]:
        """How the claims in force stand to each other, the gravest first."""
        return find_comparisons(
            self.statements,
            self.documents,
            actors=self.actors,
            reference=self.reference,
            rates=rates,
        )

    def marks(self, rates: Sequence[OwnRate] = ()) -> list[Mark]:
        """Passages that do not agree with a dated rate or a reference fact."""
        claims = [one.stated for one in self.in_force]
        return find_marks(
            list(self.documents.values()), claims, reference=self.reference, rates=rates
        )


def read_view(
    ledger: Ledger,
    *,
    extractor: str | None = None,
    as_of: str | None = None,
    reference: Reference | None = None,
) -> View:
    """A ledger as it is to be read.

    Args:
        ledger: An open ledger.
        extractor: Whose readings are wanted; the newest of each document when not given.
        as_of: The record as it stood at the end of this day, month or year, decisions included.
        reference: Facts to hold statements against; those that come along when not given.
    """
    documents = {d.id: d for d in ledger.documents(as_of=as_of)}
    claims = ledger.claims(extractor=extractor, as_of=as_of)
    decisions = holding(ledger.decisions(as_of=as_of))
    publishers = {d.id: d.publisher for d in documents.values()}
    actors = Names(decisions, (use.name for use in uses_of(claims, "actor")), "actor")
    return View(
        documents=documents,
        judged=tuple(judge(claims, decisions, publishers, actors.canonical)),
        decisions=tuple(decisions),
        actors=actors,
        items=Names(decisions, (use.name for use in uses_of(claims, "item")), "item"),
        recorded=_recorded(ledger, extractor, as_of),
        reference=reference or read_reference(),
    )


def head_as_of(ledger: Ledger, as_of: str | None = None) -> Head:
    """The head that a ledger had at the end of a day; what it has now when no day is given.

    Args:
        ledger: An open ledger.
        as_of: A day, month, year or time.
    """
    if as_of is None:
        return ledger.head()
    last = deque(ledger.rows(as_of=as_of), maxlen=1)
    return Head(count=last[0].seq, hash=last[0].hash) if last else EMPTY


def _recorded(ledger: Ledger, extractor: str | None, as_of: str | None) -> dict[str, str]:
    """When the reading that the claims come from was recorded."""
    found: dict[str, str] = {}
    by_extractor: set[str] = set()
    for row in ledger.rows(kind="reading", as_of=as_of):
        told = json.loads(row.payload)
        document = told["document"]
        if document not in by_extractor:
            found[document] = row.recorded
        if told["extractor"] == extractor:
            by_extractor.add(document)
    return found
