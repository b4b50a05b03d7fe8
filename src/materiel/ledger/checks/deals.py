"""Deals and decisions told twice: one deal, or two dates for it (docs/model.md, rules C7 and C11)."""

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import combinations

from materiel.ledger.checks.date import dates_differ
from materiel.ledger.checks.status import parties
from materiel.ledger.independence import Sources
from materiel.ledger.records import Comparison
from materiel.ledger.series import Statement, when

KINDS = ("agreement", "permission", "order", "transfer", "disruption", "membership")
TOLD = ("contracted", "granted", "denied", "delivered", "actual")
_FEW_WORDS = 2  # that two tellings of one deal share, beyond the parties' names
_STEM = 8  # letters by which words are told apart, so that endings do not part them
_WORD = re.compile(r"\w{5,}")


def find(statements: Sequence[Statement], sources: Sources) -> list[Comparison]:
    """Numberless deals of the same parties, item and status that two reports tell."""
    groups: dict[tuple[object, ...], list[Statement]] = defaultdict(list)
    for one in statements:
        claim = one.claim
        if claim.kind not in KINDS or claim.status not in TOLD or claim.has_number:
            continue
        if claim.subject and claim.object:
            groups[(claim.kind, parties(claim), claim.item, claim.status)].append(one)
    found = []
    for group in groups.values():
        found += _in_group(group, sources)
    return found


def _in_group(group: Sequence[Statement], sources: Sources) -> list[Comparison]:
    """Each telling is paired with the one most like it in each other report, once."""
    pairs = []
    for left, right in combinations(group, 2):
        if left.claim.document != right.claim.document:
            pairs.append((-len(_shared(left, right)), left, right))
    pairs.sort(key=lambda p: (p[0], p[1].claim.start, p[2].claim.start))
    paired: set[tuple[str, str]] = set()
    found = []
    for _, left, right in pairs:
        ends = ((left.id, right.claim.document), (right.id, left.claim.document))
        if paired.isdisjoint(ends) and (told := _compare(left, right, sources)):
            paired.update(ends)
            found.append(told)
    return found


def _compare(left: Statement, right: Statement, sources: Sources) -> Comparison | None:
    shared = _shared(left, right)
    settled = left.claim.status != "actual"
    if not settled and len(shared) < _FEW_WORDS:
        return None
    if dates_differ(left, right) and left.claim.item not in (None, "general"):
        if len(shared) < _FEW_WORDS:
            return None
        text = f"Two dates for one deal: {_dated(left)} against {_dated(right)}."
        return _comparison("date", "contradiction", left, right, text, "")
    if when(left, right) not in ("same", "part"):
        return None
    verdict = sources.compare(left.claim, right.claim)
    words = f" (both speak of {', '.join(sorted(shared)[:3])})" if shared else ""
    what = f"{left.claim.kind} of {', '.join(sorted(parties(left.claim)))}{words}"
    docs = f"{left.claim.doc} and {right.claim.doc}"
    if verdict.independent:
        text = f"One {what}, told by two sources: {docs}."
        return _comparison("deals", "corroboration", left, right, text, verdict.reason)
    text = f"One {what}, told twice by one source: {docs}."
    return _comparison("deals", "duplicate", left, right, text, verdict.reason)


def _comparison(
    rule: str, relation: str, left: Statement, right: Statement, text: str, reason: str
) -> Comparison:
    return Comparison(
        rule=rule,
        relation=relation,  # type: ignore[arg-type]
        left=left.id,
        right=right.id,
        explanation=text,
        independence=reason,
    )


def _shared(left: Statement, right: Statement) -> set[str]:
    """Long words that both quotes have, whatever their endings."""
    a, b = (
        {w[:_STEM]: w for w in _WORD.findall(s.claim.quote) if w.islower()} for s in (left, right)
    )
    return {word for stem, word in a.items() if stem in b}


def _dated(one: Statement) -> str:
    return f"{one.claim.date_to} ({one.claim.doc})"
