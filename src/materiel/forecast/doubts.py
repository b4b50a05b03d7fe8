"""What should make a reader of statements wonder, row by row (rule F4)."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from materiel.core.findings import Finding
from materiel.forecast.join import by_measure
from materiel.forecast.records import OUTCOMES, Statement

LARGEST_STEP = 20.0  # times, from one report to the next
SLACK = 1.1


def doubts(statements: Iterable[Statement]) -> list[Finding]:
    """Totals that shrink, output above capacity, and steps that look like a wrong unit.

    Nothing is changed or left out for them: a person decides, and lowers the confidence.
    """
    found: list[Finding] = []
    for group in by_measure(statements).values():
        actuals = sorted(
            (s for s in group if s.kind in OUTCOMES and s.last is not None),
            key=lambda s: (s.last or 0, s.said_last or 0),
        )
        found += _shrinking(actuals)
        found += _above_capacity(actuals, group)
        found += _steps(actuals)
    return found


def _shrinking(actuals: Sequence[Statement]) -> list[Finding]:
    totals = [s for s in actuals if s.basis == "total" and not s.is_milestone]
    found = []
    for before, after in pairwise(totals):
        if after.high < before.low:
            message = (
                f"a running total falls from {before.low:g} ({before.place}) to {after.high:g}"
            )
            found.append(_note(after, message))
    return found


def _above_capacity(actuals: Sequence[Statement], group: Sequence[Statement]) -> list[Finding]:
    found = []
    for ceiling in (s for s in group if s.kind == "capacity"):
        for actual in actuals:
            together = actual.first == ceiling.first and actual.last == ceiling.last
            if together and actual.low > SLACK * ceiling.high:
                message = f"output above the capacity that {ceiling.place} gives for the same time"
                found.append(_note(actual, message))
    return found


def _steps(actuals: Sequence[Statement]) -> list[Finding]:
    found = []
    for before, after in pairwise(actuals):
        x, y = before.mid, after.mid
        if x > 0 and y > 0 and max(x / y, y / x) > LARGEST_STEP:
            message = f"{max(x / y, y / x):.0f} times {before.place}: is it the same unit?"
            found.append(_note(after, message))
    return found


def _note(statement: Statement, message: str) -> Finding:
    return Finding(
        source=statement.place, message=message, severity="warning", record=statement.series
    )
