"""What the tape holds: steps, and what they need besides."""

from dataclasses import dataclass, field
from typing import Any

# The operations of the kernel that only read and write rows; one with "=" changes its first row in place.
ON_ROWS = (
    "COPY", "ADD", "SUB", "MUL", "DIV", "MIN", "MAX",
    "ADD=", "SUB=", "MUL=", "DIV=", "MIN=", "MAX=",
    "LT", "LE", "EQ", "WHERE", "FLOOR", "CEIL", "EXP", "LOG",
    "LOGISTIC", "ISSUE", "MISSING", "ADD=ADD=", "ADD=SUB=", "SUB=SUB=", "MAX_MIN", "WHERE_LE",
)  # fmt: skip
CODES = (
    *ON_ROWS,
    "FILL", "MONTHLY", "DRAW", "PICK", "DRAW_MONTHLY", "PICK_MONTHLY", "GIVEN", "GIVEN_MONTHLY",
    "SEND", "LAND", "LAND_EVEN", "STORE", "COUNT", "FINAL", "CHECK",
)  # fmt: skip
CODE = {name: number for number, name in enumerate(CODES)}
WIDTH = 6  # numbers of a step in `steps`: code, to, three reads or places, one more


@dataclass(slots=True)
class Step:
    """One operation on whole rows; `first` to `last` are the months in which it is done."""

    code: str
    to: int  # register, or -1
    reads: tuple[int, ...]
    first: int = 0
    last: int = 0
    number: float = 0.0  # FILL: what with
    place: tuple[int, ...] = ()  # of a table, a key, a pipeline, an output

    def changes(self) -> tuple[int, ...]:
        """The rows that are changed; a fused step changes some of those that it reads."""
        if self.code == "LOGISTIC":
            return self.to, self.reads[2]
        several = self.code == "ISSUE" or self.code.count("=") == 2
        return (self.to, *self.reads[1:]) if several else (self.to,)


@dataclass(slots=True)
class Recording:
    """What the tape holds at the end."""

    before: list[Step] = field(default_factory=list)  # the first month
    heads: list[Step] = field(default_factory=list)  # first in each month
    monthly: list[Step] = field(default_factory=list)
    after: list[Step] = field(default_factory=list)  # the last month
    registers: int = 0
    lasting: set[int] = field(default_factory=set)  # registers that live from month to month
    tables: list[Any] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)
    pipelines: list[int] = field(default_factory=list)  # their lengths [month]
