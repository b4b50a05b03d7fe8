"""What the scenario stage hands on: every number with its unit, its distribution and its source."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """A number or a distribution over numbers, as a cell of a table states it.

    `family` is one of "point", "uniform", "triangular", "pert", "lognormal"; `parameters` are its
    numbers in the order in which the cell gives them.
    """

    family: str
    parameters: tuple[float, ...]
    text: str  # the cell as written

    @property
    def support(self) -> tuple[float, float]:
        """Smallest and largest value (lognormal: its 10 % and 90 % quantile)."""
        return min(self.parameters), max(self.parameters)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What stands behind a number: the words of a report, or a named assumption."""

    kind: str  # "quote" or "assumption"
    document: str | None = None  # file name of the report, for a quote
    words: str | None = None  # words of the report, for a quote
    name: str | None = None  # for an assumption
    text: str | None = None  # what the assumption says, from scenario.toml


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One number of a scenario."""

    table: str  # "lines"
    row: str  # id of the row
    column: str  # "rate_full"
    value: Distribution
    unit: str  # "piece/month"
    source: Source
    place: str  # "lines.csv:3"

    @property
    def name(self) -> str:
        """The name of its random stream: table/row/column."""
        return f"{self.table}/{self.row}/{self.column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """A parameter and the claims of the ledger that bear it."""

    parameter: Parameter
    claims: tuple[str, ...]  # claim ids; empty for an assumption
