"""What holds after all decisions: claims as they are to be read. Rules L6 and R1–R4 of docs/model.md."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from materiel.claims.records import Claim
from materiel.core.errors import LedgerError, MaterielError
from materiel.ledger.records import Decision

Standing = Literal["unreviewed", "accepted", "amended", "rejected", "retracted"]
_STANDINGS: dict[str, Standing] = {
    "accept": "accepted",
    "amend": "amended",
    "reject": "rejected",
    "retract": "retracted",
}
_FIXED = ("doc", "quote")  # what stands in the document is not ours to amend


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A claim with what was decided about it."""

    stated: Claim  # as the extractor read it
    claim: Claim  # as it is to be read: amended where a decision says so
    standing: Standing = "unreviewed"
    flagged: bool = False
    preferred: Decision | None = None
    deprecated: Decision | None = None
    source_grade: str = "F"  # Admiralty code: reliability cannot be judged
    item_grade: str = "6"  # truth cannot be judged
    decisions: tuple[Decision, ...] = ()  # that hold

    @property
    def id(self) -> str:
        """The id of the claim as it was stated; decisions name this one."""
        return self.stated.id

    @property
    def in_force(self) -> bool:
        """Whether the claim counts: neither rejected nor taken back."""
        return self.standing not in ("rejected", "retracted")

    @property
    def grade(self) -> str:
        """Source and item, judged apart: "F6" unless decided otherwise."""
        return self.source_grade + self.item_grade


def holding(decisions: Iterable[Decision]) -> list[Decision]:
    """The decisions that no later one withdrew, in their order.

    A withdrawal can be withdrawn too; then the first decision holds again.

    >>> made = {"author": "K", "made": "2024-01-02T09:00:00Z"}
    >>> first = Decision(action="accept", about=("c",), **made)
    >>> undo = Decision(action="withdraw", about=(first.id,), **made)
    >>> holding([first, undo]), len(holding([first]))
    ([], 1)
    """
    withdrawn: set[str] = set()
    kept = []
    for decision in reversed(list(decisions)):
        if decision.id in withdrawn:
            continue
        if decision.action == "withdraw":
            withdrawn.update(decision.about)
        else:
            kept.append(decision)
    return kept[::-1]


def judge(
    claims: Sequence[Claim],
    decisions: Sequence[Decision],
    publishers: Mapping[str, str | None] | None = None,
    canonical: Callable[[str], str] = str,
) -> list[Judged]:
    """Claims with what was decided about each; the latest decision of a kind holds (rule R1).

    Args:
        claims: As the extractor read them.
        decisions: Those that hold.
        publishers: Document id → publisher, whose grade its claims have where the speaker has none.
        canonical: The one name of a source with several spellings.
    """
    about: dict[str, list[Decision]] = defaultdict(list)
    sources: dict[str, str] = {}
    for decision in decisions:
        for name in decision.about:
            about[name].append(decision)
            if decision.action == "grade source" and decision.value:
                sources[canonical(name)] = decision.value
    grades = _Grades(sources, publishers or {}, canonical)
    return [_judged(claim, [*about[claim.document], *about[claim.id]], grades) for claim in claims]


@dataclass(frozen=True, slots=True)
class _Grades:
    sources: Mapping[str, str]
    publishers: Mapping[str, str | None]
    canonical: Callable[[str], str]

    def of(self, claim: Claim) -> str:
        for name in (claim.speaker, self.publishers.get(claim.document), claim.doc):
            if name and self.canonical(name) in self.sources:
                return self.sources[self.canonical(name)]
        return "F"


def _judged(claim: Claim, decisions: Sequence[Decision], grades: _Grades) -> Judged:
    found = Judged(
        stated=claim,
        claim=claim,
        source_grade=grades.of(claim),
        decisions=tuple(d for d in decisions if d.action != "grade source"),
    )
    for decision in decisions:
        found = _after(found, decision)
    return found


def _after(found: Judged, decision: Decision) -> Judged:
    """What one more decision makes of a claim."""
    action = decision.action
    if action in _STANDINGS:
        claim = found.claim
        if action == "amend":
            try:
                claim = amended(found.stated, decision.changes)
            except MaterielError:  # an import may bring what no claim can have: look again
                return replace(found, flagged=True)
        return replace(found, standing=_STANDINGS[action], claim=claim, flagged=False)
    if action == "flag":
        return replace(found, flagged=True)
    if action == "grade claim":
        return replace(found, item_grade=decision.value or "6")
    if action == "prefer":
        return replace(found, preferred=decision, deprecated=None)
    if action == "deprecate":
        return replace(found, deprecated=decision, preferred=None)
    return found


def amended(claim: Claim, changes: Mapping[str, Any]) -> Claim:
    """The claim with other fields, named as in docs/claims.md; its quote stays.

    Raises:
        LedgerError: A field that a claim does not have, or one that its document fixes.
        ClaimError: A value outside the vocabulary.
    """
    renamed = {"from": "date_from", "to": "date_to"}
    fields: dict[str, Any] = {}
    for name, value in changes.items():
        if name not in claim.fields() or name in _FIXED:
            allowed = ", ".join(key for key in claim.fields() if key not in _FIXED)
            raise LedgerError(
                f"a claim has no field {name!r} that can be amended", way_out=f"One of: {allowed}."
            )
        if not _may_be(name, value):
            raise LedgerError(
                f"an amendment that no claim can have: {name} is {str(value)[:40]!r}",
                way_out="A number or null, true or false, a list of texts, a text: see docs/claims.md.",
            )
        fields[renamed.get(name, name)] = tuple(value) if isinstance(value, list) else value
    return replace(claim, **fields)


def _may_be(name: str, value: object) -> bool:
    """Whether a field can hold a value of this type."""
    if name in ("low", "high"):
        return value is None or (isinstance(value, int | float) and not isinstance(value, bool))
    if name == "approx":
        return isinstance(value, bool)
    if name in ("subject", "object"):
        listed = isinstance(value, list | tuple)
        return listed and all(isinstance(part, str) for part in value)  # type: ignore[attr-defined]
    return isinstance(value, str) or (value is None and name not in ("kind", "status"))
