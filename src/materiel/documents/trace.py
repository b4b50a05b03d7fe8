"""Where each part of a text made from markup stands in what it was made from.

A run `(start, end, first, last)` says: text[start:end] was read from source[first:last]. Runs are
in order of the text and do not overlap; between them is what the reading put in (line ends). In a
run of equal lengths the characters stand one for one; an entity or folded white space is a run of
its own.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

Run = tuple[int, int, int, int]


def run_at(runs: Sequence[Run], place: int) -> int:
    """Index of the last run that starts at or before a place in the text; -1 before the first.

    >>> run_at([(0, 3, 10, 13), (4, 6, 20, 22)], 5)
    1
    """
    return bisect_right(runs, place, key=lambda run: run[0]) - 1


def compose(outer: Iterable[Run], inner: Sequence[Run]) -> list[Run]:
    """Runs text → middle and runs middle → source as runs text → source.

    >>> compose([(0, 4, 2, 6)], [(0, 4, 0, 4), (4, 5, 4, 9), (5, 9, 9, 13)])
    [(0, 2, 2, 4), (2, 3, 4, 9), (3, 4, 9, 10)]
    """
    found: list[Run] = []
    for start, end, first, last in outer:
        if end - start != last - first:
            ends = _across(inner, first, last)
            if ends:
                found.append((start, end, *ends))
            continue
        shift = start - first
        for at in range(max(run_at(inner, first), 0), len(inner)):
            low, high, a, b = inner[at]
            if low >= last:
                break
            from_, to = max(low, first), min(high, last)
            if from_ >= to:
                continue
            if high - low == b - a:
                a, b = a + from_ - low, a + to - low
            found.append((from_ + shift, to + shift, a, b))
    return found


def _across(inner: Sequence[Run], first: int, last: int) -> tuple[int, int] | None:
    """From the source of the middle's first character to that of its last."""
    low, high = run_at(inner, first), run_at(inner, last - 1)
    if low < 0 or high < 0:
        return None
    return _exact(inner[low], first)[0], _exact(inner[high], last - 1)[1]


def _exact(run: Run, place: int) -> tuple[int, int]:
    start, end, first, last = run
    if end - start == last - first and place < end:
        return first + place - start, first + place - start + 1
    return first, last


def shifted(runs: Iterable[Run], by: int) -> list[Run]:
    """The same runs for a text that starts `by` characters later.

    >>> shifted([(0, 3, 10, 13)], 5)
    [(5, 8, 10, 13)]
    """
    return [(start + by, end + by, first, last) for start, end, first, last in runs]


def in_bytes(runs: Sequence[Run], source: str, codec: str, mark: int) -> list[Run]:
    """Runs text → characters of the source as runs text → bytes.

    Args:
        runs: The runs.
        source: The decoded source; bytes that could not be decoded are lone surrogates in it.
        codec: What it was decoded with.
        mark: Length of the byte-order mark before it. [bytes]

    >>> in_bytes([(0, 1, 1, 2)], "äö", "utf-8", 0)
    [(0, 1, 2, 4)]
    """
    places = sorted({place for run in runs for place in run[2:]})
    at: dict[int, int] = {}
    done, size = 0, mark
    for place in places:
        size += len(source[done:place].encode(codec, "surrogateescape"))
        done = place
        at[place] = size
    return [(start, end, at[first], at[last]) for start, end, first, last in runs]
