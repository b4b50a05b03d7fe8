"""A folder of tables to a scenario, or to everything that is wrong with it."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from materiel.core.errors import ScenarioError
from materiel.core.findings import Finding
from materiel.core.hashes import canonical_json, sha256
from materiel.ledger.money import Rate
from materiel.scenario import checks
from materiel.scenario.forecasts import Forecasts
from materiel.scenario.one_currency import in_one_currency
from materiel.scenario.package import check_package
from materiel.scenario.read import SETTINGS, Raw, check_files, read_table
from materiel.scenario.records import Scenario
from materiel.scenario.rows import RowReader
from materiel.scenario.settings import Settings, read_settings
from materiel.scenario.tables import TABLE, TABLES

_ORDER = {"error": 0, "warning": 1, "note": 2}


def load_folder(folder: Path, instead: Mapping[str, Any] | None = None) -> Scenario:
    """Read a folder of tables; keys of `instead` take the place of those in scenario.toml.

    Raises:
        ScenarioError: As `load_scenario`.
    """
    scenario, findings = _read(folder, instead)
    if scenario is not None:
        return scenario
    errors = [finding for finding in findings if finding.severity == "error"]
    first = errors[0]
    if len(errors) == 1 and first.message == _NO_FOLDER:
        way_out = "Give a folder with scenario.toml and tables, see docs/scenario.md."
        raise ScenarioError(
            first.message, where=first.source, way_out=way_out, findings=tuple(findings)
        )
    more = f" ({len(errors) - 1} more)" if len(errors) > 1 else ""
    raise ScenarioError(
        f"{first.message}{more}",
        where=str(Path(folder) / first.source),
        way_out=f"materiel scenario check {folder} lists all.",
        findings=tuple(findings),
    )


def check_folder(folder: Path) -> list[Finding]:
    """Everything that is wrong or doubtful with a folder, errors first, in the order of files and lines."""
    return _read(folder)[1]


_NO_FOLDER = "no such folder"


def _read(
    folder: Path, instead: Mapping[str, Any] | None = None
) -> tuple[Scenario | None, list[Finding]]:
    findings: list[Finding] = []
    if not folder.is_dir():
        return None, [Finding(source=str(folder), message=_NO_FOLDER)]
    try:
        check_files(folder, findings)
    except OSError as error:
        return None, [
            Finding(source=str(folder), message=f"cannot be read: {error.strerror or error}")
        ]
    settings = read_settings(folder, findings, instead)
    raws = {table.name: read_table(folder, table, findings) for table in TABLES}
    if settings is None:  # rows would be held against months and assumptions that nobody knows
        return None, _in_order(findings)
    if not raws["stocks"] and not raws["demands"] and not findings:
        message = "neither stocks.csv nor demands.csv has a row. Write at least one of them"
        findings.append(Finding(source=SETTINGS, message=message))
    forecasts = Forecasts(folder)
    rows, kept = _rows(settings, raws, forecasts, findings)
    forecasts.report_unused(findings)
    rows, rates = in_one_currency(rows, settings.as_of, findings)
    checks.check_rows(settings, rows, raws, findings)
    findings = _in_order(findings)
    if any(finding.severity == "error" for finding in findings):
        return None, findings
    assert kept, "a row was dropped without a finding"
    scenario = _scenario(settings, rows, raws, forecasts, rates)
    return scenario, [*findings, *check_package(folder, scenario)]


def _rows(
    settings: Settings, raws: dict[str, list[Raw]], forecasts: Forecasts, findings: list[Finding]
) -> tuple[dict[str, tuple[Any, ...]], bool]:
    """Typed rows, table by table; rows with a fault are left out, and whether none was."""
    ids = {name: {raw.cells.get("id", "") for raw in table} for name, table in raws.items()}
    units: dict[str, set[str]] = {}
    for raw in raws["series"]:
        units.setdefault(raw.cells.get("series", ""), set()).add(raw.cells.get("unit", ""))
    reader = RowReader(settings.assumptions, ids, findings, units, forecasts, settings.step)
    rows: dict[str, tuple[Any, ...]] = {}
    for name, table in raws.items():
        read = (reader.read(raw) for raw in table)
        rows[name] = tuple(TABLE[name].row(**fields) for fields in read if fields is not None)
    reader.report_unused()
    return rows, all(len(rows[name]) == len(raws[name]) for name in raws)


def _in_order(findings: list[Finding]) -> list[Finding]:
    """Each once, errors first, in the order of files and lines."""
    once = dict.fromkeys(findings)
    return sorted(once, key=lambda finding: (_ORDER[finding.severity], _file_order(finding.source)))


def _file_order(place: str) -> tuple[int, int]:
    file, _, line = place.partition(":")
    files = [SETTINGS, *(table.file for table in TABLES)]
    return (
        files.index(file) if file in files else -1,
        int(line) if line.isdecimal() else 0,
    )


def _scenario(
    settings: Settings,
    rows: dict[str, tuple[Any, ...]],
    raws: dict[str, list[Raw]],
    forecasts: Forecasts,
    rates: tuple[Rate, ...],
) -> Scenario:
    return Scenario(
        name=settings.name,
        title=settings.title,
        start=settings.start,
        end=settings.end,
        as_of=settings.as_of,
        step=settings.step,
        focus_holder=settings.holder,
        focus_item=settings.item,
        assumptions=tuple(settings.assumptions.items()),
        rates=rates,
        hash=_hash(settings, raws, forecasts, rates),
        **rows,
    )


def _hash(
    settings: Settings,
    raws: Mapping[str, Sequence[Raw]],
    forecasts: Forecasts,
    rates: Sequence[Rate],
) -> str:
    """Cells as written, and the values of forecasts and rates.

    Blank cells, the order of columns and spaces around cells do not count.
    """
    content: dict[str, Any] = {
        "format": 1,
        "settings": [
            settings.name,
            settings.title,
            settings.start,
            settings.end,
            settings.as_of,
            settings.holder,
            settings.item,
        ],
        "assumptions": settings.assumptions,
        "tables": {name: [raw.cells for raw in table] for name, table in raws.items() if table},
    }
    if settings.step != "month":
        content["step"] = settings.step
    if forecasts.numbers:
        content["forecasts"] = forecasts.numbers
    if rates:
        content["rates"] = [(rate.currency, rate.to, rate.value) for rate in rates]
    return sha256(canonical_json(content))
