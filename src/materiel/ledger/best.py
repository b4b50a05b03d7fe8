"""The best view: every statement of a series ranked, with the reason. Rule V4 of docs/model.md."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from materiel.ledger.bounds import alike
from materiel.ledger.effective import Judged
from materiel.ledger.independence import source_labels
from materiel.ledger.records import Decision
from materiel.ledger.series import Key, Statement, series_id, series_key, when
from materiel.ledger.view import View

Rank = Literal["preferred", "normal", "deprecated"]

# From the best to the worst; what was not judged stands in the middle.
_ITEM_ORDER = "123645"
_SOURCE_ORDER = "ABCFDE"
_NOT_CREDIBLE = ("E", "5")  # unreliable source, improbable item


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """A statement with its place in the best view."""

    statement: Statement
    judged: Judged
    rank: Rank
    reason: str  # in words: the rule or the decision
    n_sources: int  # independent ones that say about the same of the same time
    recorded: str | None  # ISO 8601 UTC


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """All that was said about one quantity."""

    id: str  # stays: it depends only on what is measured
    former: tuple[str, ...]  # ids of the same quantity under names that are now one body
    kind: str
    subject: tuple[str, ...]
    object: tuple[str, ...]
    item: str | None
    unit: str | None  # a rate is per month, durations are in months
    is_rate: bool
    statements: tuple[Ranked, ...]  # by the time that they speak of

    @property
    def preferred(self) -> list[Ranked]:
        """The best statement of each status and time."""
        return [one for one in self.statements if one.rank == "preferred"]

    @property
    def n_sources(self) -> int:
        """The most independent sources that bear one statement."""
        return max((one.n_sources for one in self.statements), default=0)


def best_view(view: View) -> list[Series]:
    """Every series of a ledger, its statements ranked; nothing is left out."""
    gathered: dict[Key, list[tuple[Statement, Judged]]] = defaultdict(list)
    for judged in view.judged:
        one = view.statement(judged)
        if one.claim.has_number and one.claim.subject:
            gathered[series_key(one.claim)].append((one, judged))
    found = [_series(key, told, view) for key, told in gathered.items()]
    return sorted(found, key=lambda s: (-len(s.statements), s.kind, s.subject, s.item or "", s.id))


def _series(key: Key, told: Sequence[tuple[Statement, Judged]], view: View) -> Series:
    kind, subject, others, item, unit, is_rate = key
    own = series_id(key)
    ids = {series_id(series_key(judged.claim)) for _, judged in told}
    ordered = sorted(told, key=lambda one: _time(one[0]))  # whatever order they were recorded in
    ranked = [one for bucket in _buckets(ordered) for one in _ranked(bucket, view)]
    return Series(
        id=own,
        former=tuple(sorted(ids - {own})),
        kind=kind,
        subject=subject,
        object=others,
        item=item,
        unit=unit,
        is_rate=is_rate,
        statements=tuple(sorted(ranked, key=lambda one: _time(one.statement))),
    )


def _time(one: Statement) -> tuple[str, str, str, str, int, str]:
    first, last = (day.isoformat() for day in one.holds) if one.holds else ("9999", "9999")
    return last, first, str(one.published or ""), one.claim.document, one.claim.start, one.id


def _buckets(
    told: Sequence[tuple[Statement, Judged]],
) -> list[list[tuple[Statement, Judged]]]:
    """Statements of one status and one time."""
    buckets: list[list[tuple[Statement, Judged]]] = []
    for one in told:
        for bucket in buckets:
            first = bucket[0][0]
            if first.claim.status == one[0].claim.status and when(first, one[0]) == "same":
                bucket.append(one)
                break
        else:
            buckets.append([one])
    return buckets


def _ranked(bucket: Sequence[tuple[Statement, Judged]], view: View) -> list[Ranked]:
    """One preferred of a bucket, the others normal or deprecated."""
    alive = [one for one, judged in bucket if _deprecation(judged) is None]
    labels = source_labels([one.claim for one in alive], view.sources)
    sources = list(zip(alive, labels, strict=True))
    found = []
    for one, judged in bucket:
        out = _deprecation(judged)
        agreeing = {label for other, label in sources if other is one or alike(one, other)}
        found.append(
            Ranked(
                statement=one,
                judged=judged,
                rank="deprecated" if out else "normal",
                reason=out or "",
                n_sources=0 if out else len(agreeing),
                recorded=view.recorded.get(one.claim.document),
            )
        )
    standing = [one for one in found if one.rank != "deprecated"]
    if not standing:
        return found
    best = min(standing, key=_merit)
    return [_placed(one, best, standing, view) for one in found]


def _placed(one: Ranked, best: Ranked, standing: Sequence[Ranked], view: View) -> Ranked:
    if one.rank == "deprecated":
        return one
    if one is best:
        return replace(one, rank="preferred", reason=_why(one, standing))
    verdict = view.sources.compare(one.statement.claim, best.statement.claim)
    if not verdict.independent and alike(one.statement, best.statement):
        return replace(
            one, reason=f"told again ({verdict.reason}); counts once with {best.judged.id}"
        )
    return replace(one, reason=f"beside {best.judged.id}: {_difference(best, one)}")


def _deprecation(judged: Judged) -> str | None:
    if not judged.in_force:
        return f"{judged.standing} by {_by(judged, ('reject', 'retract'))}"
    if judged.deprecated:
        return f"deprecated by {_signed(judged.deprecated)}"
    if judged.preferred:
        return None
    if judged.source_grade == _NOT_CREDIBLE[0]:
        return "source grade E: unreliable"
    if judged.item_grade == _NOT_CREDIBLE[1]:
        return "item grade 5: improbable"
    return None


def _by(judged: Judged, actions: tuple[str, ...]) -> str:
    last = [d for d in judged.decisions if d.action in actions][-1]
    return _signed(last)


def _signed(decision: Decision) -> str:
    reason = f": {decision.reason}" if decision.reason else ""
    return f"{decision.author}, {decision.made[:10]}{reason}"


def _merit(one: Ranked) -> tuple[object, ...]:
    """Smaller is better."""
    judged, claim = one.judged, one.statement.claim
    published = one.statement.published
    return (
        judged.preferred is None,
        _ITEM_ORDER.index(judged.item_grade),
        _SOURCE_ORDER.index(judged.source_grade),
        judged.standing not in ("accepted", "amended"),
        -one.n_sources,
        not one.statement.is_point or claim.approx,
        -published.toordinal() if published else 0,
        claim.document,
        claim.start,
    )


_REASONS = (
    "preferred by decision",
    "the better item grade",
    "the better source grade",
    "reviewed",
    "more independent sources",
    "a number, not a bound or a hedge",
    "the later report",
)


def _why(best: Ranked, standing: Sequence[Ranked]) -> str:
    if best.judged.preferred:
        return f"preferred by {_signed(best.judged.preferred)}"
    others = [one for one in standing if one is not best]
    if not others:
        return "the only statement of this status and time"
    return _difference(best, min(others, key=_merit))


def _difference(best: Ranked, other: Ranked) -> str:
    """The first of rule V4's grounds on which the better one is better."""
    pairs = zip(_REASONS, _merit(best), _merit(other), strict=False)
    return next((reason for reason, a, b in pairs if a != b), "the first told")
