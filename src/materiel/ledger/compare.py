"""What holds against what: every pair of claims on one quantity goes through the checks."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations, product

from materiel.claims.records import Claim
from materiel.documents.records import Document
from materiel.ledger.checks import (
    CHECKS,
    agree,
    conversion,
    deals,
    event,
    levels,
    office,
    parts,
    scope,
    status,
    units,
)
from materiel.ledger.identify import Names
from materiel.ledger.independence import Sources
from materiel.ledger.money import OwnRate
from materiel.ledger.records import Comparison, Mark, Relation
from materiel.ledger.reference import Reference, read_reference
from materiel.ledger.series import Statement, series_key, statement

_STOP = re.compile(r"[.!?…][\"'”’»)]*\s+(?=[^\W\d_a-z])|\n")
_LONGEST = 1000  # characters of a sentence

Scope = tuple[tuple[str, ...], str | None]  # subject and item

_WEIGHT: dict[Relation, int] = {
    "contradiction": 0,
    "goal missed": 1,
    "goal moved": 2,
    "change over time": 3,
    "difference in scope": 4,
    "parts and whole agree": 5,
    "corroboration": 6,
    "compatible bounds": 7,
    "rounding": 8,
    "duplicate": 9,
}


def find_disagreements(
    claims: Sequence[Claim], published: Mapping[str, str | None]
) -> list[Comparison]:
    """Disagreements among claims, the gravest first, each with the rule that found it.

    Args:
        claims: Claims of any documents.
        published: Document id → EDTF date of the document, or None where it is not known.
    """
    told = [statement(claim, published.get(claim.document)) for claim in claims]
    return [one for one in find_comparisons(told, {}) if one.disagrees]


def find_comparisons(
    statements: Sequence[Statement],
    documents: Mapping[str, Document],
    *,
    actors: Names | None = None,
    reference: Reference | None = None,
    rates: Sequence[OwnRate] = (),
) -> list[Comparison]:
    """Every pair that can be held against each other and how it stands, the gravest first.

    Args:
        statements: Claims that count, under one name each.
        documents: Document id → document, for the checks on independence and on parts.
        actors: Who is part of whom.
        reference: Agencies and words of direction; those that come along when not given.
        rates: A user's rate table, for one sum in two currencies.
    """
    sources = Sources(documents=documents, reference=reference or read_reference())
    found = [
        one
        for group in _series(statements)
        for one in _nearest_changes(_in_series(sorted(group, key=_order), sources))
    ]
    found += _across_series(statements, actors or Names([]))
    found += status.find(statements)
    found += deals.find(statements, sources)
    found += levels.find(statements, sources)
    found += parts.find(statements, documents)
    found += units.find(statements, sources, rates)
    return sorted(_once(found), key=lambda one: _WEIGHT[one.relation])


def find_marks(
    documents: Sequence[Document],
    claims: Sequence[Claim] = (),
    *,
    reference: Reference | None = None,
    rates: Sequence[OwnRate] = (),
) -> list[Mark]:
    """Passages that do not agree with a dated rate, a reference fact or an office's table.

    Args:
        documents: The texts that are read.
        claims: Those whose words meet a marked passage's sentence are named with it.
        reference: Events and offices; those that come along when not given.
        rates: A user's rate table.
    """
    facts = reference or read_reference()
    marks = [
        *conversion.find(documents, rates),
        *event.find(documents, facts),
        *office.find(documents, facts),
    ]
    by_document: dict[str, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_document[claim.document].append(claim)
    texts = {document.id: document.text for document in documents}
    return [_with_claims(m, texts[m.document], by_document[m.document]) for m in marks]


def _with_claims(mark: Mark, text: str, claims: Iterable[Claim]) -> Mark:
    """With the claims whose words stand in the same sentence."""
    before = [m.end() for m in _STOP.finditer(text, max(0, mark.start - _LONGEST), mark.start)]
    first = before[-1] if before else max(0, mark.start - _LONGEST)
    stop = _STOP.search(text, mark.end)
    last = stop.start() if stop else len(text)
    return replace(mark, claims=tuple(c.id for c in claims if c.start < last and first < c.end))


def _order(one: Statement) -> tuple[str, int]:
    return str(one.published or ""), one.claim.start


def _series(statements: Iterable[Statement]) -> Iterable[list[Statement]]:
    gathered: dict[object, list[Statement]] = defaultdict(list)
    for one in statements:
        if one.claim.has_number and one.claim.subject:
            gathered[series_key(one.claim)].append(one)
    return gathered.values()


def _nearest_changes(found: Iterable[Comparison]) -> list[Comparison]:
    """Of the changes that lead to one statement only the one from the statement before it."""
    changes: dict[str, Comparison] = {}
    kept = []
    for one in found:  # of two earlier statements the later one comes later
        if one.relation == "change over time":
            changes[one.right] = one
        else:
            kept.append(one)
    return [*kept, *changes.values()]


def _in_series(ordered: Sequence[Statement], sources: Sources) -> Iterator[Comparison]:
    for left, right in combinations(ordered, 2):
        for rule, check in CHECKS.items():
            answer = check(left, right)
            if answer is not None:
                yield _comparison(rule, *answer, left, right)
                break
        else:
            if left.claim.status != right.claim.status:
                if scoped := scope.check(left, right):
                    yield _comparison("scope", *scoped, left, right)
            elif same := agree.check(left, right, sources):
                relation, explanation, reason = same
                found = _comparison("agree", relation, explanation, left, right)
                yield replace(found, independence=reason)


def _across_series(statements: Sequence[Statement], actors: Names) -> Iterator[Comparison]:
    """Pairs of nested items or of a body and its part: other scopes, told once a pair of reports."""
    groups: dict[tuple[object, ...], dict[Scope, list[Statement]]] = {}
    for one in statements:
        if one.claim.has_number and one.claim.subject:
            kind, subject, others, item, *unit = series_key(one.claim)
            group = groups.setdefault((kind, others, *unit), {})
            group.setdefault((subject, item), []).append(one)
    for group in groups.values():
        for left, right in combinations(group, 2):
            if _related(left, right, actors):
                yield from _two_scopes(group[left], group[right], actors)


def _related(left: Scope, right: Scope, actors: Names) -> bool:
    """Whether one is of a part of what the other is of."""
    if left[0] == right[0]:
        return scope.nested(left[1], right[1]) or scope.nested(right[1], left[1])
    return left[1] == right[1] and scope.is_part(left[0], right[0], actors.wholes)


def _two_scopes(
    lefts: Sequence[Statement], rights: Sequence[Statement], actors: Names
) -> Iterator[Comparison]:
    told = set()
    for pair in product(lefts, rights):
        left, right = sorted(pair, key=_order)
        documents = (left.claim.document, right.claim.document)
        if documents in told:
            continue
        answer = scope.check(left, right, actors.wholes)
        if answer is not None:
            told.add(documents)
            yield _comparison("scope", *answer, left, right)


def _comparison(
    rule: str, relation: Relation, explanation: str, left: Statement, right: Statement
) -> Comparison:
    return Comparison(
        rule=rule, relation=relation, left=left.id, right=right.id, explanation=explanation
    )


def _once(found: Iterable[Comparison]) -> Iterator[Comparison]:
    """A fact told twice in one document is told of once."""
    told = set()
    for one in found:
        if (one.relation, one.explanation) not in told:
            told.add((one.relation, one.explanation))
            yield one
