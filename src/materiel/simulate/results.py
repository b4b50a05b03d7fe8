"""An outcome as labelled arrays, with units and where they come from; out to netCDF and Parquet."""

import html
import math
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from materiel.core.errors import InputError
from materiel.core.files import whole_file
from materiel.simulate.records import LEVELS, Outcome

if TYPE_CHECKING:
    import pyarrow
    import xarray

ROWS_SHOWN = 40  # of totals, in a notebook


def provenance(outcome: Outcome) -> dict[str, Any]:
    """What the numbers were made with and from."""
    told = {
        "title": outcome.scenario_title,
        "scenario": outcome.scenario_name,
        "scenario_hash": outcome.scenario_hash,
        "materiel_version": outcome.version,
        "seed": outcome.seed,
        "runs": outcome.runs,
        "engine": outcome.engine,
        "as_of": outcome.as_of,
        "step": outcome.step,
        "focus_holder": outcome.focus_holder,
        "focus_item": outcome.focus_item,
        "Conventions": "CF-1.8",
    }
    return told | ({"ledger_head": outcome.ledger_head} if outcome.ledger_head else {})


def to_xarray(outcome: Outcome) -> "xarray.Dataset":
    """Every fan as a variable, the runs that were kept whole, and the totals.

    Args:
        outcome: From `simulate`.

    Returns:
        Dataset with the axes level, month (or week), run and total; units and labels as attributes.
    """
    import numpy as np
    import xarray

    fans, step = outcome.fans, outcome.step
    variables: dict[str, Any] = {}
    for fan in fans:
        about = {"units": fan.unit, "long_name": fan.label}
        variables[fan.id] = (("level", step), fan.values, about)
        variables[f"{fan.id}_runs"] = (("run", step), fan.sample, about)
    spreads = np.array([[s.low, s.median, s.high] for _, s in outcome.totals]).reshape(-1, 3)
    variables["totals"] = (
        ("total", "total_level"),
        spreads,
        {"long_name": "added up, or at the end"},
    )
    coordinates = {
        "level": ("level", np.array(LEVELS), {"long_name": "quantile over the runs"}),
        step: (step, np.array(fans[0].steps, dtype="datetime64[ns]"), {"long_name": "first day"}),
        "run": ("run", np.arange(len(fans[0].sample)), {"long_name": "number of the run"}),
        "total": ("total", np.array([label for label, _ in outcome.totals], dtype=object)),
        "total_unit": ("total", np.array([s.unit for _, s in outcome.totals], dtype=object)),
        "total_level": ("total_level", np.array([0.1, 0.5, 0.9])),
    }
    return xarray.Dataset(variables, coordinates, provenance(outcome))


def to_arrow(outcome: Outcome) -> "pyarrow.Table":
    """The fans as one long table: indicator, month (or week), level, value, unit."""
    import pyarrow

    rows = [
        (fan.id, name, level, float(value), fan.unit)
        for fan in outcome.fans
        for level, values in zip(LEVELS, fan.values, strict=True)
        for name, value in zip(fan.steps, values, strict=True)
    ]
    columns = list(zip(*rows, strict=True))
    names = ["indicator", outcome.step, "level", "value", "unit"]
    told = provenance(outcome)
    return pyarrow.table(
        {name: pyarrow.array(column) for name, column in zip(names, columns, strict=True)},
        metadata={name: str(value) for name, value in told.items()},
    )


def to_pandas(outcome: Outcome) -> Any:
    """The same table as a data frame.

    Raises:
        InputError: pandas is not installed; `to_arrow` needs none.
    """
    try:
        return to_arrow(outcome).to_pandas()
    except ImportError as error:
        raise InputError(
            "pandas is not installed",
            where="to_pandas",
            way_out="Take to_arrow(), or install pandas.",
        ) from error


def write(outcome: Outcome, path: Path) -> None:
    """Write netCDF (`.nc`) or Parquet (`.parquet`), whole or not at all.

    Raises:
        InputError: Another ending.
    """
    writers: dict[str, Callable[[Path], Any]] = {
        ".nc": lambda to: _write_netcdf(outcome, to),
        ".parquet": lambda to: _write_parquet(outcome, to),
    }
    if path.suffix not in writers:
        raise InputError(
            f"{path.name!r} ends in neither .nc nor .parquet",
            where=str(path),
            way_out="Write results.nc (netCDF) or results.parquet.",
        )
    with whole_file(path) as partial:
        writers[path.suffix](partial)


def _write_netcdf(outcome: Outcome, path: Path) -> None:
    """Classic netCDF (version 3), which every reader knows; it has no whole numbers of 64 bits."""
    data = to_xarray(outcome)
    data.attrs["seed"] = str(outcome.seed)
    data.to_netcdf(path, format="NETCDF3_64BIT", engine="scipy")


def _write_parquet(outcome: Outcome, path: Path) -> None:
    import pyarrow.parquet

    pyarrow.parquet.write_table(to_arrow(outcome), path)


def one_line(outcome: Outcome) -> str:
    """What an outcome is, in one line."""
    now = outcome.coverage_now
    return (
        f"<Outcome {outcome.scenario_name}: {outcome.runs} runs, seed {outcome.seed}, "
        f"{len(outcome.fans[0].steps)} {outcome.step}s; coverage {outcome.as_of} {now.median:.2f} "
        f"({now.low:.2f} to {now.high:.2f}); parity {outcome.parity.median or 'not by the end'}>"
    )


def _told(value: float) -> str:
    """Three digits, since the runs bear no more; written out, not as a power of ten.

    >>> _told(6292500.0), _told(0.3456), _told(-0.0)
    ('6,290,000', '0.346', '0')
    """
    if not math.isfinite(value):
        return "undefined"
    return f"{float(f'{value:.3g}') + 0.0:,.12g}"


def as_html(outcome: Outcome) -> str:
    """A small table for a notebook, without script."""
    rows = [
        (label, _told(s.median), f"{_told(s.low)} to {_told(s.high)}", s.unit)
        for label, s in outcome.totals[:ROWS_SHOWN]
    ]
    body = "".join(
        f"<tr>{''.join(f'<td>{html.escape(cell)[:200]}</td>' for cell in row)}</tr>" for row in rows
    )
    told = html.escape(one_line(outcome)[:500])
    head = "<tr><th></th><th>median</th><th>80 % interval</th><th></th></tr>"
    return f"<div><p>{told}</p><table>{head}{body}</table></div>"
