"""What the simulation hands on. Arrays are [run, month] unless said."""

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from materiel.core.dates import Step

FloatArray = NDArray[np.float64]
Engine = Literal["auto", "kernel", "numpy"]

LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)  # the quantiles every fan has


@dataclass(frozen=True, slots=True, kw_only=True)
class Fan:
    """Quantiles of one indicator, step by step."""

    id: str  # "stock", "coverage", "supply", "unmet", "backlog", …
    label: str  # "Stock of 155 mm artillery ammunition, Ukraine"
    unit: str  # "piece", "piece/month", "share"
    steps: tuple[str, ...]  # EDTF, one per column: months, or the first days of weeks
    values: FloatArray  # [unit; level of LEVELS, step]
    sample: FloatArray  # the first runs themselves [unit; run (at most 20), step]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Median and 80 % interval of one number over the runs."""

    low: float  # 10 % quantile
    median: float
    high: float  # 90 % quantile
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Parity:
    """The first step from which supply keeps up with demand (docs/model.md, rule I3).

    A quantile is None when that many runs do not reach parity before the horizon ends.
    """

    low: str | None  # EDTF month, or first day of a week, 10 % quantile
    median: str | None
    high: str | None
    reached_share: float  # of the runs, 0 to 1
    horizon: str  # the last month simulated


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Outcome:
    """What a run of a scenario gives: numbers with what they are made from."""

    scenario_name: str
    scenario_title: str
    scenario_hash: str
    version: str
    seed: int
    runs: int
    as_of: str  # EDTF month called "now"
    step: Step  # what the columns of fans are (rule E1)
    focus_holder: str  # actor id whose stock and coverage is asked for
    focus_item: str  # item id
    coverage_now: Spread  # supply / demand in the month as_of [share]
    parity: Parity
    fans: tuple[Fan, ...]
    totals: tuple[tuple[str, Spread], ...]  # label and spread of other indicators at the horizon
    elapsed_s: float
    engine: str = (
        ""  # what ran: "kernel", "numpy", or one after the other; the numbers are the same
    )
    ledger_head: str | None = None  # hash of the last row of the ledger that the run was made with

    def fan(self, fan_id: str) -> Fan:
        """The fan of that id; KeyError when there is none."""
        for fan in self.fans:
            if fan.id == fan_id:
                return fan
        raise KeyError(fan_id)

    def __repr__(self) -> str:
        from materiel.simulate.results import one_line

        return one_line(self)

    def _repr_html_(self) -> str:
        from materiel.simulate.results import as_html

        return as_html(self)

    def to_xarray(self) -> Any:
        """An `xarray.Dataset` with units and provenance; see results.py."""
        from materiel.simulate.results import to_xarray

        return to_xarray(self)

    def to_arrow(self) -> Any:
        """A `pyarrow.Table`, one row for each indicator, month and level."""
        from materiel.simulate.results import to_arrow

        return to_arrow(self)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """For every library that takes Arrow streams."""
        return self.to_arrow().__arrow_c_stream__(requested_schema)

    def to_pandas(self) -> Any:
        """The same as a pandas data frame."""
        from materiel.simulate.results import to_pandas

        return to_pandas(self)

    def write(self, path: Any) -> None:
        """Write netCDF (`.nc`) or Parquet (`.parquet`), whole or not at all."""
        from pathlib import Path

        from materiel.simulate.results import write

        write(self, Path(path))

    def numbers(self) -> dict[str, Any]:
        """All numbers and provenance as plain values for JSON; the same seed gives the same bytes."""
        return {
            "scenario": {
                "name": self.scenario_name,
                "title": self.scenario_title,
                "hash": self.scenario_hash,
            },
            "version": self.version,
            "seed": self.seed,
            "runs": self.runs,
            "as_of": self.as_of,
            "step": self.step,
            "focus": {"holder": self.focus_holder, "item": self.focus_item},
            "coverage_now": _spread(self.coverage_now),
            "parity": {
                "low": self.parity.low,
                "median": self.parity.median,
                "high": self.parity.high,
                "reached_share": self.parity.reached_share,
                "horizon": self.parity.horizon,
            },
            "totals": [{"label": label, **_spread(spread)} for label, spread in self.totals],
            "fans": [
                {
                    "id": fan.id,
                    "label": fan.label,
                    "unit": fan.unit,
                    f"{self.step}s": list(fan.steps),
                    "levels": list(LEVELS),
                    "values": fan.values.tolist(),
                }
                for fan in self.fans
            ],
        }


def _spread(spread: Spread) -> dict[str, Any]:
    return {
        "low": spread.low,
        "median": spread.median,
        "high": spread.high,
        "unit": spread.unit,
    }
