"""What rows of one table can be to each other: the same thing twice, overlapping, in a circle."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, TypeVar

from materiel.core.dates import shares_step
from materiel.core.findings import Finding

AnyRow = TypeVar("AnyRow")


def repeated(
    rows: Iterable[AnyRow], key: Callable[[AnyRow], Hashable]
) -> Iterator[tuple[AnyRow, AnyRow]]:
    """Rows whose key an earlier one has, each with the first that has it.

    >>> list(repeated(["ab", "b", "ac"], lambda row: row[0]))
    [('ac', 'ab')]
    """
    first: dict[Hashable, AnyRow] = {}
    for row in rows:
        other = first.setdefault(key(row), row)
        if other is not row:
            yield row, other


def overlaps(group: list[Any], what: str) -> Iterable[Finding]:
    """Rows that begin before an earlier one has ended."""
    before: Any = None  # the row that ends last of those that began earlier
    for row in sorted(group, key=lambda row: row.date_from or ""):
        if before is not None and shares_step(
            row.date_from or "0001-01", before.date_to or "9999-11"
        ):
            later, earlier = (row, before) if _line(row) > _line(before) else (before, row)
            message = f"overlaps {earlier.place}: {what}. End the one before the other begins"
            yield later.finding(message)
        if before is None or (row.date_to or "9999-12") > (before.date_to or "9999-12"):
            before = row


def _line(row: Any) -> int:
    return int(row.place.rpartition(":")[2])


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
