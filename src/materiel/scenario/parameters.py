"""A number of a scenario: its distribution, its unit, and what stands behind it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """A number or a distribution over numbers, as a cell of a table states it.

    `family` is one of "point", "uniform", "triangular", "pert", "lognormal", "beta", "empirical", or
    "series" for a number that changes from month to month; `parameters` are its numbers in the order
    in which the cell gives them.
    """

    family: str
    parameters: tuple[float, ...]
    text: str  # the cell as written

    @property
    def support(self) -> tuple[float, float]:
        """Smallest and largest value (lognormal: its 10 % and 90 % quantile)."""
        numbers = self.parameters[2:] if self.family == "beta" else self.parameters
        return min(numbers), max(numbers)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What stands behind a number: the words of a report, a page, a forecast, or a named assumption."""

    kind: str  # "quote", "page", "forecast" or "assumption"
    document: str | None = None  # file name of the report, for a quote
    words: str | None = None  # words of the report, for a quote
    name: str | None = None  # of an assumption, or of the series of a forecast
    text: str | None = None  # what the assumption or forecast says, or the page in own words
    address: str | None = None  # of a page
    as_of: str | None = None  # of a forecast: nothing stated after that day is used
    month: str | None = None  # of a forecast: which month, or of a wait when the goal is due
    reached: bool = False  # whether a forecast is a wait until a goal is reached
    addresses: tuple[str, ...] = ()  # of the statements that a forecast used


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
    series: str | None = None  # name in series.csv when the number changes over time

    @property
    def name(self) -> str:
        """The name of its random stream: table/row/column."""
        return f"{self.table}/{self.row}/{self.column}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """A parameter and the claims of the ledger that bear it."""

    parameter: Parameter
    claims: tuple[str, ...]  # claim ids; empty for an assumption
