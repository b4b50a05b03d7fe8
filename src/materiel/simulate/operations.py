"""Operations on rows: what the kernel calls them, and what is known of a result before it runs."""

from collections.abc import Callable
from typing import Any

import numpy as np

from materiel.simulate.exact import exp, log
from materiel.simulate.rows import Known, NotRecordedError, Row

# What NumPy calls it → the operation, and how many rows it reads.
OPERATIONS = {
    "add": "ADD", "subtract": "SUB", "multiply": "MUL", "divide": "DIV", "true_divide": "DIV",
    "minimum": "MIN", "maximum": "MAX", "less": "LT", "less_equal": "LE", "equal": "EQ",
    "where": "WHERE", "floor": "FLOOR", "ceil": "CEIL", "exp": "EXP", "log": "LOG", "copy": "COPY",
    "logical_and": "MUL", "bitwise_and": "MUL", "logical_or": "MAX", "bitwise_or": "MAX",
}  # fmt: skip
SWAPPED = {"greater": "less", "greater_equal": "less_equal"}


def same(one: Known | None, other: Known | None) -> bool:
    """Whether both are the same known number, or the same in each month.

    >>> same(1.0, 1.0), same(1.0, None), same(1.0, np.ones(2))
    (True, False, False)
    """
    if one is None or other is None or np.shape(one) != np.shape(other):
        return False
    return bool(np.array_equal(one, other))


def evaluate(name: str, numbers: list[Any]) -> Known:
    """An operation on known numbers; one number if all months have the same."""
    found = _each(name, numbers)
    if isinstance(found, np.ndarray) and found.ndim:
        found = found.astype(np.float64)
        return found if (found != found[0]).any() else float(found[0])
    return float(found)


def _each(name: str, numbers: list[Any]) -> Any:
    if name == "copy":
        return numbers[0]
    if name in ("exp", "log"):
        return {"exp": exp, "log": log}[name](numbers[0])
    function = getattr(np, name, None)
    if function is None or (name not in OPERATIONS and name not in REWRITTEN):
        raise NotRecordedError(name)
    with np.errstate(all="ignore"):
        if name.startswith(("logical", "bitwise")) or name == "invert":
            return getattr(np, name)(*(np.asarray(number, dtype=bool) for number in numbers))
        return function(*numbers)


def _is(row: Row, number: float) -> bool:
    return isinstance(row.known, float) and row.known == number


# What leaves one of its rows as it is: x + 0, x − 0, x · 1, x ÷ 1.
IDLE: dict[str, Callable[[list[Row]], Row | None]] = {
    "add": lambda rows: rows[0] if _is(rows[1], 0) else rows[1] if _is(rows[0], 0) else None,
    "subtract": lambda rows: rows[0] if _is(rows[1], 0) else None,
    "multiply": lambda rows: rows[0] if _is(rows[1], 1) else rows[1] if _is(rows[0], 1) else None,
    "divide": lambda rows: rows[0] if _is(rows[1], 1) else None,
}
# What is written down as something else.
REWRITTEN: dict[str, Callable[[list[Row]], tuple[str, tuple[Any, ...]]]] = {
    "negative": lambda rows: ("multiply", (rows[0], -1.0)),
    "square": lambda rows: ("multiply", (rows[0], rows[0])),
    "absolute": lambda rows: ("maximum", (rows[0], -rows[0])),
    "not_equal": lambda rows: ("subtract", (1.0, rows[0] == rows[1])),
    "logical_not": lambda rows: ("subtract", (1.0, rows[0])),
    "invert": lambda rows: ("subtract", (1.0, rows[0])),
}


def most_of(name: str, rows: list[Row]) -> float:
    """An upper bound of a result; infinity where none is looked for."""
    most = [row.most for row in rows]
    if name == "add":
        return most[0] + most[1]
    if name in ("floor", "ceil", "copy"):
        return float(np.ceil(most[0]))
    if name == "minimum":
        return min(most)
    if name == "maximum":
        return max(most)
    if name == "where":
        return max(most[1:])
    return float(np.inf)
