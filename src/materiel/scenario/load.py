"""A folder of tables, or one netCDF file, to a scenario or to everything that is wrong with it."""

from pathlib import Path
from typing import Any

from materiel.core.dates import Step
from materiel.core.findings import Finding
from materiel.scenario.folder import check_folder, load_folder
from materiel.scenario.netcdf import check_netcdf, load_netcdf
from materiel.scenario.records import Scenario


def load_scenario(
    folder: Path, *, step: Step | None = None, focus: tuple[str, str] | None = None
) -> Scenario:
    """Read a scenario that can be run: a folder of tables, or one netCDF file.

    Args:
        folder: Of the tables, or the file.
        step: "month" or "week"; takes the place of `step` in scenario.toml.
        focus: Holder and item that the indicators are of; takes the place of [focus] there.

    Raises:
        ScenarioError: The folder has error findings; `findings` holds all of them, warnings too.

    >>> load_scenario(Path("no-such-folder"))
    Traceback (most recent call last):
    materiel.core.errors.ScenarioError: no such folder
      where: no-such-folder
      do: Give a folder with scenario.toml and tables, see docs/scenario.md.
    """
    instead: dict[str, Any] = {"step": step} if step else {}
    if focus:
        instead["focus"] = {"holder": focus[0], "item": focus[1]}
    if Path(folder).is_file():
        return load_netcdf(Path(folder), instead)
    return load_folder(Path(folder), instead)


def check_scenario(folder: Path) -> list[Finding]:
    """Everything that is wrong or doubtful, errors first, in the order of files and lines.

    >>> print(check_scenario(Path("no-such-folder"))[0])
    error: no-such-folder: no such folder
    """
    if Path(folder).is_file():
        return check_netcdf(Path(folder))
    return check_folder(Path(folder))
