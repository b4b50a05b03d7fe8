"""A scenario as one netCDF file: its cells as written, and the bounds of its numbers as arrays."""

import csv
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from materiel.core.errors import ScenarioError
from materiel.core.files import whole_file, whole_folder
from materiel.core.findings import Finding
from materiel.scenario.folder import check_folder, load_folder
from materiel.scenario.read import SETTINGS, read_table
from materiel.scenario.records import Scenario
from materiel.scenario.tables import TABLE, TABLES

FORMAT = "materiel scenario 1"
# netCDF 3 through SciPy, which we have anyway: every netCDF library reads it.
ENGINE: Any = "scipy"
_BOUNDS = ("low", "high")


def save_netcdf(folder: Path, file: Path) -> Path:
    """Write the scenario of a folder into one netCDF file.

    Args:
        folder: A scenario without error findings.
        file: Written whole or not at all.

    Raises:
        ScenarioError: The folder cannot run.

    Source: docs/scenario.md, "One file".
    """
    import numpy as np
    import xarray

    scenario = load_folder(folder)
    settings = np.array((folder / SETTINGS).read_text(encoding="utf-8-sig"))
    variables: dict[str, Any] = {"settings": ((), settings)}
    for table in TABLES:
        rows = [raw.cells for raw in read_table(folder, table, [])]
        variables |= _variables(rows, scenario, table.name) if rows else {}
    attributes = {"format": FORMAT, "hash": scenario.hash}
    with whole_file(file) as partial:
        xarray.Dataset(variables, attrs=attributes).to_netcdf(partial, engine=ENGINE)
    return file


def _variables(rows: list[dict[str, str]], scenario: Scenario, table: str) -> dict[str, Any]:
    """One table: text variables as written, two bounds for each column of numbers."""
    import numpy as np

    needed = TABLE[table].needed  # a column that is blank throughout is written too
    columns = [n for n in TABLE[table].allowed if n in needed or any(n in row for row in rows)]
    found: dict[str, Any] = {
        f"{table}.{name}": (table, np.array([row.get(name, "") for row in rows]))
        for name in columns
    }
    parameters = {(p.row, p.column): p for p in scenario.parameters if p.table == table}
    for column in TABLE[table].numbers:
        numbers = [parameters.get((row["id"], column.name)) for row in rows]
        if not any(numbers):
            continue
        units = {"units": next(number.unit for number in numbers if number)}
        for place, bound in enumerate(_BOUNDS):
            values = [number.value.support[place] if number else np.nan for number in numbers]
            found[f"{table}.{column.name}.{bound}"] = (table, np.array(values), units)
    return found


def load_netcdf(file: Path, instead: Mapping[str, Any]) -> Scenario:
    """The scenario of a netCDF file, with the hash that its folder had; `instead` as in `load_folder`.

    Raises:
        ScenarioError: Not a scenario of this version, or its tables have error findings.
    """
    with tempfile.TemporaryDirectory() as name:
        return load_folder(unpack_netcdf(file, Path(name) / "scenario"), instead)


def check_netcdf(file: Path) -> list[Finding]:
    """The findings of the tables in a netCDF file, as of a folder."""
    with tempfile.TemporaryDirectory() as name:
        try:
            folder = unpack_netcdf(file, Path(name) / "scenario")
        except ScenarioError as error:
            return [Finding(source=file.name, message=error.what)]
        return check_folder(folder)


def unpack_netcdf(file: Path, folder: Path) -> Path:
    """Write the folder of tables that a netCDF file holds.

    Raises:
        ScenarioError: Not a scenario of this version, or the folder is there already.
        OSError: The file cannot be read.
    """
    if folder.exists():
        raise ScenarioError(
            "the folder is there already", where=str(folder), way_out="Name another."
        )
    try:
        settings, tables = _content(file)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise _refused("no netCDF file of a scenario", file) from error
    with whole_folder(folder) as partial:
        (partial / SETTINGS).write_text(settings, encoding="utf-8")
        for name, columns in tables.items():
            with (partial / f"{name}.csv").open("w", encoding="utf-8", newline="") as table:
                writer = csv.writer(table, lineterminator="\n")
                writer.writerow(columns)
                writer.writerows(zip(*columns.values(), strict=True))
    return folder


def _refused(what: str, file: Path) -> ScenarioError:
    way_out = "Give a folder with scenario.toml, or what `materiel scenario export` wrote."
    return ScenarioError(what, where=str(file), way_out=way_out)


def _content(file: Path) -> tuple[str, dict[str, dict[str, list[str]]]]:
    """Settings, and the text of every column of every table."""
    import xarray

    tables: dict[str, dict[str, list[str]]] = {}
    with file.open("rb") as bytes_, xarray.open_dataset(bytes_, engine=ENGINE) as content:
        if content.attrs.get("format") != FORMAT:
            told = content.attrs.get("format")
            raise _refused(f"its format is {told!r}; expected {FORMAT!r}", file)
        for variable in content.data_vars:
            table, _, column = str(variable).partition(".")
            if table in TABLE and "." not in column:
                cells = [str(cell) for cell in content[variable].values]
                tables.setdefault(table, {})[column] = cells
        return str(content["settings"].values), tables
