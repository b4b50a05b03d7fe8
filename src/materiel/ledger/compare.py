"""What holds against what: every pair of claims on one quantity goes through the checks."""

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
)
from materiel.ledger.identify import Names
from materiel.ledger.independence import Sources
from materiel.ledger.money import OwnRate
from materiel.ledger.records import Comparison, Mark, Relation
from materiel.ledger.reference import Reference, read_reference
from materiel.ledger.series import Statement, series_key, statement

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
) -> list[Comparison]:
    """Every pair that can be held against each other and how it stands, the gravest first.

    Args:
        statements: Claims that count, under one name each.
        documents: Document id → document, for the checks on independence and on parts.
        actors: Who is part of whom.
        reference: Agencies and words of direction; those that come along when not given.
    """
    sources = Sources(documents=documents, reference=reference or read_reference())
    found = [
        one
        for group in _series(statements)
        for one in _in_series(sorted(group, key=_order), sources)
    ]
    found += _across_series(statements, actors or Names([]))
    found += status.find(statements)
    found += deals.find(statements, sources)
    found += levels.find(statements, sources)
    found += parts.find(statements, documents)
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
    return [_with_claims(mark, by_document[mark.document]) for mark in marks]


def _with_claims(mark: Mark, claims: Iterable[Claim]) -> Mark:
    meeting = tuple(c.id for c in claims if c.start < mark.end and mark.start < c.end)
    return replace(mark, claims=meeting)


def _order(one: Statement) -> tuple[str, int]:
    return str(one.published or ""), one.claim.start


def _series(statements: Iterable[Statement]) -> Iterable[list[Statement]]:
    gathered: dict[object, list[Statement]] = defaultdict(list)
    for one in statements:
        if one.claim.has_number and one.claim.subject:
            gathered[series_key(one.claim)].append(one)
    return gathered.values()


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
    groups: dict[tuple[object, ...], dict[tuple[object, ...], list[Statement]]] = {}
    for one in statements:
        if one.claim.has_number and one.claim.subject:
            kind, subject, others, item, *unit = series_key(one.claim)
            groups.setdefault((kind, others, *unit), {}).setdefault((subject, item), []).append(one)
    told = set()
    for group in groups.values():
        for left_key, right_key in combinations(group, 2):
            if not _related(left_key, right_key, actors):
                continue
            for pair in product(group[left_key], group[right_key]):
                left, right = sorted(pair, key=_order)
                key = (left.claim.document, right.claim.document, left_key, right_key)
                answer = scope.check(left, right, actors.wholes)
                if answer is not None and key not in told:
                    told.add(key)
                    yield _comparison("scope", *answer, left, right)


def _related(left: tuple[object, ...], right: tuple[object, ...], actors: Names) -> bool:
    """Whether two series can be of other scopes of one thing at all."""
    if left[0] == right[0]:
        a, b = left[1], right[1]
        assert not isinstance(a, tuple) and not isinstance(b, tuple)
        return scope.nested(a, b) or scope.nested(b, a)  # type: ignore[arg-type]
    return left[1] == right[1]


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
