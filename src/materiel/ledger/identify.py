"""Who is who: names made one by decisions, and only by them. Rules W1–W5 of docs/model.md."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from materiel.claims.names.mentions import find_mentions
from materiel.claims.records import Claim
from materiel.claims.tokens import fold
from materiel.claims.words import lexicon
from materiel.core.findings import Finding
from materiel.core.hashes import canonical_json, sha256
from materiel.documents.records import Document
from materiel.ledger.records import Decision

Scope = Literal["actor", "item"]
Judgement = Literal["same", "not same", "unsure"]
Pair = frozenset[str]


class Names:
    """What the decisions make of names: groups of spellings, and who is part of whom.

    A judgement is an edge between two spellings; the last one about a pair holds. Groups are the
    transitive closure of "same", in the order of the record. An edge that would bring together two
    names said to be "not same" is left out and told in `conflicts` (rule W2).

    Args:
        decisions: Those that hold, in the order of the record.
        order: Names in the order in which they were first recorded; the first of a group names it.
        scope: Actors or items.
    """

    def __init__(
        self, decisions: Sequence[Decision], order: Iterable[str] = (), scope: Scope = "actor"
    ) -> None:
        self._place = {name: place for place, name in enumerate(dict.fromkeys(order))}
        self._edges: dict[Pair, Decision] = {}
        self._above: dict[str, list[Decision]] = defaultdict(list)
        self.conflicts: list[Finding] = []
        for decision in decisions:
            if (decision.value or "actor") == scope:
                self._take(decision)
        self._group: dict[str, set[str]] = {}
        self._join()

    def _take(self, decision: Decision) -> None:
        if decision.action in ("same", "not same", "unsure") and len(decision.about) == 2:
            pair = frozenset(decision.about)
            self._edges.pop(pair, None)  # the later judgement also takes the later place
            self._edges[pair] = decision
        elif decision.action == "part of" and len(decision.about) == 2:
            self._above[decision.about[0]].append(decision)

    def _join(self) -> None:
        for pair, decision in self._edges.items():
            if decision.action != "same" or len(pair) < 2:
                continue
            left, right = decision.about
            apart = self._apart(self.spellings(left), self.spellings(right))
            if apart:
                self.conflicts.append(_conflict(decision, apart))
                continue
            joined = {*self.spellings(left), *self.spellings(right)}
            for name in joined:
                self._group[name] = joined

    def _apart(self, lefts: Iterable[str], rights: Sequence[str]) -> Decision | None:
        for left in lefts:
            for right in rights:
                edge = self._edges.get(frozenset((left, right)))
                if edge is not None and edge.action == "not same":
                    return edge
        return None

    def spellings(self, name: str) -> tuple[str, ...]:
        """All names of one body, the one recorded first in front."""
        group = self._group.get(name, {name})
        last = len(self._place)
        return tuple(sorted(group, key=lambda n: (self._place.get(n, last), n)))

    def canonical(self, name: str) -> str:
        """The name that stands for the whole group.

        >>> said = Decision(action="same", about=("Acme AG", "Acme"), author="K", made="2024")
        >>> Names([said], ["Acme", "Acme AG"]).canonical("Acme AG")
        'Acme'
        """
        return self.spellings(name)[0]

    def judgement(self, left: str, right: str) -> Judgement | None:
        """What the decisions say of two names, through all spellings of both."""
        if self.canonical(left) == self.canonical(right):
            return "same"
        found: Judgement | None = None
        for one in self.spellings(left):
            for other in self.spellings(right):
                edge = self._edges.get(frozenset((one, other)))
                if edge is not None and edge.action == "not same":
                    return "not same"
                if edge is not None and edge.action == "unsure":
                    found = "unsure"
        return found

    def wholes(self, name: str) -> tuple[str, ...]:
        """What a name is part of, the nearest first; no merge follows from it (rule W3)."""
        found: dict[str, None] = {}
        waiting = [self.canonical(name)]
        while waiting:
            for spelling in self.spellings(waiting.pop(0)):
                for decision in self._above.get(spelling, ()):
                    whole = self.canonical(decision.about[1])
                    if whole not in found and whole != self.canonical(name):
                        found[whole] = None
                        waiting.append(whole)
        return tuple(found)

    def decisions_on(self, name: str) -> list[Decision]:
        """The judgements that hold about any spelling of a name."""
        spellings = set(self.spellings(name))
        edges = [d for pair, d in self._edges.items() if pair & spellings]
        parts = [d for found in self._above.values() for d in found if spellings & set(d.about)]
        return edges + parts


def _conflict(decision: Decision, apart: Decision) -> Finding:
    left, right = decision.about
    return Finding(
        source=f"decision {decision.id}",
        message=(
            f"{left!r} and {right!r} are not made one: {' and '.join(map(repr, apart.about))} "
            f"were said to be not the same by {apart.author} ({apart.id}); withdraw one of the two"
        ),
        severity="warning",
        record=decision.id,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One place where a name stands."""

    name: str
    role: Literal["subject", "object", "speaker", "item"]
    claim: Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """An actor or item with all its spellings and where each of them stands."""

    id: str  # of the spelling recorded first: it stays when others join
    name: str
    scope: Scope
    uses: tuple[Use, ...]
    part_of: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()

    @property
    def spellings(self) -> dict[str, list[Use]]:
        """Every spelling with its sources."""
        found: dict[str, list[Use]] = defaultdict(list)
        for use in self.uses:
            found[use.name].append(use)
        return dict(found)


def entity_id(name: str, scope: Scope) -> str:
    """Twelve hexadecimal digits of the first spelling."""
    return sha256(canonical_json([scope, name]))[:12]


def uses_of(claims: Iterable[Claim], scope: Scope) -> Iterator[Use]:
    """Every place where an actor or item stands, in the order of the claims."""
    for claim in claims:
        if scope == "item":
            if claim.item:
                yield Use(name=claim.item, role="item", claim=claim)
            continue
        for name in claim.subject:
            yield Use(name=name, role="subject", claim=claim)
        for name in claim.object:
            yield Use(name=name, role="object", claim=claim)
        if claim.speaker:
            yield Use(name=claim.speaker, role="speaker", claim=claim)


def entities(claims: Sequence[Claim], names: Names, scope: Scope = "actor") -> list[Entity]:
    """Actors or items that the claims name, in the order of the record."""
    found: dict[str, list[Use]] = defaultdict(list)
    for use in uses_of(claims, scope):
        found[names.canonical(use.name)].append(use)
    return [
        Entity(
            id=entity_id(name, scope),
            name=name,
            scope=scope,
            uses=tuple(uses),
            part_of=names.wholes(name),
            decisions=tuple(names.decisions_on(name)),
        )
        for name, uses in found.items()
    ]


def written(use: Use, documents: Mapping[str, Document]) -> list[str]:
    """How the words of a claim spell a name; empty where the name comes from what stands around."""
    document = documents.get(use.claim.document)
    words = lexicon(document.language) if document and document.language else None
    if words is None:
        return []
    quote = use.claim.quote
    found = words.find(quote, fold(quote))
    if use.role == "item":
        places = [(a, b) for a, b, path in found.items if path == use.name]
    else:
        mentions = find_mentions(quote, found.names, words, [(0, len(quote))])
        places = [(m.start, m.end) for m in mentions if use.name in (m.name.name, m.name.state)]
    return list(dict.fromkeys(quote[a:b] for a, b in places))


def under_one_name(claim: Claim, actors: Names, items: Names) -> Claim:
    """The claim with every party, speaker and item under the name of its group."""
    return replace(
        claim,
        subject=tuple(dict.fromkeys(map(actors.canonical, claim.subject))),
        object=tuple(dict.fromkeys(map(actors.canonical, claim.object))),
        speaker=actors.canonical(claim.speaker) if claim.speaker else None,
        item=items.canonical(claim.item) if claim.item else None,
    )
