"""What holds against what: every pair of claims on one quantity goes through the checks."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations

from materiel.claims.records import Claim
from materiel.ledger.checks import CHECKS, status
from materiel.ledger.records import Disagreement
from materiel.ledger.series import Statement, series

_WEIGHT = {"contradiction": 0, "goal missed": 1, "goal moved": 2, "change over time": 3}


def find_disagreements(
    claims: Sequence[Claim], published: Mapping[str, str | None]
) -> list[Disagreement]:
    """Disagreements among claims, the gravest first, each with the rule that found it.

    Args:
        claims: Claims of any documents.
        published: Document id → EDTF date of the document, or None where it is not known.
    """
    found = [
        disagreement
        for statements in series(claims, published)
        for disagreement in _in_series(statements)
    ]
    found += status.find(claims, published)
    return sorted(found, key=lambda d: _WEIGHT[d.relation])


def _in_series(statements: Iterable[Statement]) -> list[Disagreement]:
    ordered = sorted(statements, key=lambda s: (str(s.published or ""), s.claim.start))
    found, told = [], set()
    for left, right in combinations(ordered, 2):
        for rule, check in CHECKS.items():
            answer = check(left, right)
            if answer is None:
                continue
            relation, explanation = answer
            if explanation not in told:  # a fact told twice in one document is told of once
                told.add(explanation)
                found.append(
                    Disagreement(
                        rule=rule,
                        relation=relation,
                        left=left.claim.id,
                        right=right.claim.id,
                        explanation=explanation,
                    )
                )
            break
    return found
