"""How lines work: shifts, learning, inputs, projects, and numbers that change over time."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from materiel.core.dates import first_step, is_after
from materiel.core.findings import Finding, Severity
from materiel.scenario.records import Input, Line, Project, Restock, SeriesRow

# Below it output would at least double with each doubling: a line would outrun any horizon (rule P7).
STEEPEST_LEARNING = 0.5


def check_lines(lines: Iterable[Line]) -> Iterable[Finding]:
    """Columns that need each other, and a learning curve that can be."""
    for row in lines:
        if row.shifts is None and (row.weekend or row.shift_return):
            yield _finding(
                row, "weekend or shift_return without shifts. Fill in shifts, 1 for one shift"
            )
        if row.shifts is not None and row.shift_return is None:
            message = "shift_return is blank: how much of the shift before does one more add? Write 1 for as much"
            yield _finding(row, message)
        if (row.learning is None) != (row.learned is None):
            yield _finding(
                row, "learning and learned need each other. Fill in both, or none of them"
            )
        if row.learning is not None and row.learning.value.support[0] < STEEPEST_LEARNING:
            message = (
                f"learning {row.learning.value.text}: below {STEEPEST_LEARNING} the hours of a piece would fall "
                "faster than output doubles. Write what is left of them after a doubling, for example 0.85"
            )
            yield _finding(row, message)
        if row.learned is not None and row.learned.value.support[0] <= 0:
            yield _finding(
                row, "learned may be 0, and nothing doubles from 0. Write at least 1 piece"
            )


NARROWEST_LOGISTIC = 0.25  # months; below it a ramp is a step (rule P9)


def check_pools(lines: Iterable[Line]) -> Iterable[Finding]:
    """One item and one way of making for each pool; columns of a ramp that need one."""
    first: dict[str, Line] = {}
    for row in lines:
        if row.rate_full is None and (row.ramp_delay_months or row.ramp_curve):
            yield _finding(row, "ramp_delay_months or ramp_curve without a ramp. Fill in rate_full")
        if row.ramp_curve == "logistic" and row.ramp_months is not None:
            narrow = row.ramp_months.value.support[0] < NARROWEST_LOGISTIC
            if narrow or row.rate_start.series is not None:
                message = (
                    f"a logistic ramp needs ramp_months of at least {NARROWEST_LOGISTIC} and a "
                    "rate_start that is no series. Write ramp_curve s"
                )
                yield _finding(row, message)
        if row.pool is not None:
            other = first.setdefault(row.pool, row)
            if (other.item, other.makes) != (row.item, row.makes):
                message = f"pool {row.pool!r} makes {other.item} in {other.place}: one item, and one `makes`, for each pool"
                yield _finding(row, message)


def check_restocks(restocks: Iterable[Restock]) -> Iterable[Finding]:
    """A time to adjust, months in order."""
    for row in restocks:
        if row.adjust_months.value.support[0] < 1:
            message = f"adjust_months {row.adjust_months.value.text}: what is missing is ordered once a month. Write 1 or more"
            yield _finding(row, message)
        if row.date_to is not None and is_after(row.date_from, row.date_to):
            yield _finding(row, f"from {row.date_from} is after to {row.date_to}. Swap them")


def check_inputs(inputs: Sequence[Input], lines: Iterable[Line]) -> Iterable[Finding]:
    """No input twice, no line that needs what is made from its own pieces."""
    makes = {line.id: line.item for line in lines}
    first: dict[tuple[str, str], Input] = {}
    edges = [(row, makes[row.line], row.item) for row in inputs if row.line in makes]
    for row, found in find_cycles(edges):
        yield _finding(row, f"a cycle of inputs: {' needs '.join(found)}. Break it")
    for row in inputs:
        other = first.setdefault((row.line, row.item), row)
        if other is not row:
            yield _finding(
                row,
                f"a second row of {row.item} for {row.line}; the first is {other.place}. Add them up",
            )


def check_series(rows: Iterable[SeriesRow]) -> Iterable[Finding]:
    """One unit for each series, one value for each month, or week."""
    first: dict[str, SeriesRow] = {}
    begins: dict[tuple[str, int], SeriesRow] = {}
    for row in rows:
        other = first.setdefault(row.series, row)
        if other.unit != row.unit:
            yield _finding(
                row, f"series {row.series!r} is in {other.unit!r} in {other.place}. Use one unit"
            )
        same = begins.setdefault((row.series, first_step(row.month, "week")), row)
        if same is not row:
            yield _finding(
                row, f"series {row.series!r} has {same.month} in {same.place} already. Keep one"
            )


def check_projects(projects: Iterable[Project]) -> Iterable[Finding]:
    """What is made in agreement with somebody waits for the agreement."""
    for row in projects:
        if row.kind in ("licence", "co_production") and row.permission is None:
            message = f"kind {row.kind} without a permission: it waits for no agreement"
            yield _finding(row, message, "warning")


def find_cycles(edges: Sequence[tuple[Any, str, str]]) -> Iterator[tuple[Any, list[str]]]:
    """Cycles that share no name, each with the last row that is part of it.

    Args:
        edges: Row, from, to; in the order of the file.

    >>> rows = [("row 1", "a", "b"), ("row 2", "c", "a"), ("row 3", "b", "a")]
    >>> list(find_cycles(rows))
    [('row 3', ['b', 'a', 'b'])]
    """
    follows: dict[str, set[str]] = defaultdict(set)
    for _, begin, end in edges:
        follows[begin].add(end)
    while cycle := _cycle(follows):
        steps = set(pairwise([*cycle, cycle[0]]))
        row, begin, _ = next(edge for edge in reversed(edges) if (edge[1], edge[2]) in steps)
        at = cycle.index(begin)
        yield row, [*cycle[at:], *cycle[:at], begin]
        for name in cycle:
            del follows[name]


def _cycle(follows: Mapping[str, set[str]]) -> list[str]:
    """One cycle, or nothing: what leads nowhere is taken away until only cycles lead on."""
    before: dict[str, list[str]] = defaultdict(list)
    for name, nexts in follows.items():
        for following in nexts:
            before[following].append(name)
    left = {name: sum(n in follows for n in nexts) for name, nexts in follows.items()}
    dead = [name for name, count in left.items() if count == 0]
    while dead:
        gone = dead.pop()
        del left[gone]
        for name in before[gone]:
            left[name] -= 1
            if left[name] == 0:
                dead.append(name)
    way: dict[str, None] = {}
    name = min(left, default="")
    while left and name not in way:
        way[name] = None
        name = min(following for following in follows[name] if following in left)
    return list(way)[list(way).index(name) :] if left else []


def _finding(row: Any, message: str, severity: Severity = "error") -> Finding:
    return Finding(source=row.place, message=message, severity=severity, record=row.id)
