"""Files of a scenario folder to raw rows: bytes, encoding, header, number of cells."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from materiel.core.findings import Finding
from materiel.scenario.cells import has_control, hint, shorten
from materiel.scenario.tables import TABLE, Table

SETTINGS = "scenario.toml"
PACKAGE = "datapackage.json"
STATEMENTS = "statements.csv"  # what forecasts of the scenario's own series rest on
LARGEST_FILE = 16 * 2**20  # bytes; ten thousand long rows take 2 MB
MOST_ROWS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Raw:
    """One row as its file has it: stripped cells by column name; blank cells are left out."""

    table: Table
    line: int
    cells: dict[str, str]

    @property
    def place(self) -> str:
        """File and line, as findings and parameters name it."""
        return f"{self.table.file}:{self.line}"


def read_text(path: Path, findings: list[Finding]) -> str | None:
    """The text of a file, or None and a finding when it cannot be read as UTF-8 text."""
    try:
        if not path.is_file():
            raise OSError("it is not a file")
        if path.stat().st_size > LARGEST_FILE:
            raise OSError(f"it is larger than {LARGEST_FILE // 2**20} MB")
        content = path.read_bytes()
    except OSError as error:
        why = error.strerror or str(error)
        findings.append(Finding(source=path.name, message=f"cannot be read: {why}"))
        return None
    if b"\0" in content:
        line = content[: content.index(b"\0")].count(b"\n") + 1
        findings.append(
            Finding(source=f"{path.name}:{line}", message="holds a NUL byte. Save it as plain text")
        )
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        findings.append(
            Finding(
                source=f"{path.name}:{line}",
                message=f"byte 0x{content[error.start]:02x} is not UTF-8. Save the file as UTF-8",
            )
        )
        return None


def check_files(folder: Path, findings: list[Finding]) -> None:
    """Report files that this version does not read: none is ignored without a word."""
    inside = sorted(path.parent.name for path in folder.glob(f"*/{SETTINGS}"))
    if inside and not (folder / SETTINGS).exists():
        names = ", ".join(shorten(name, 40) for name in inside[:4])
        message = f"{SETTINGS} is not here. It stands in {names}: name that folder instead"
        findings.append(Finding(source=SETTINGS, message=message))
        return
    for path in sorted(folder.iterdir()):
        # A name that is not UTF-8 could not be printed.
        name = path.name.encode("utf-8", "replace").decode("utf-8")
        if name in (SETTINGS, PACKAGE) or name.startswith((".", "README")):
            continue
        if name == STATEMENTS or (path.suffix == ".csv" and path.stem in TABLE):
            continue
        known = [SETTINGS, *(table.file for table in TABLE.values())]
        message = f"unknown file. Move it out of the folder{hint(name, known)}"
        shown = repr(name) if has_control(name) else name
        findings.append(Finding(source=shorten(shown, 80), message=message))


def read_table(folder: Path, table: Table, findings: list[Finding]) -> list[Raw]:
    """The rows of one table; what is wrong with its form goes to `findings`."""
    path = folder / table.file
    if not path.exists() and not path.is_symlink():
        if table.required:
            columns = ",".join(table.needed)
            message = f"missing. Write it with the columns {columns}"
            findings.append(Finding(source=table.file, message=message))
        return []
    text = read_text(path, findings)
    if text is None:
        return []
    lines = _lines(text, table, findings)
    if not lines:
        if not any(finding.source.startswith(table.file) for finding in findings):
            message = f"empty. Write the header {','.join(table.needed)} and a row"
            findings.append(Finding(source=table.file, message=message))
        return []
    header_line, header = lines[0]
    if not _header_is_sound(table, header_line, header, findings):
        return []
    if len(lines) == 1:
        message = "no row under the header. Write one, or remove the file"
        findings.append(Finding(source=table.file, message=message))
    return _rows(table, header, lines[1:], findings)


def _lines(text: str, table: Table, findings: list[Finding]) -> list[tuple[int, list[str]]]:
    """Every record that is not blank, with the line on which it starts."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    records: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                records.append((begins, stripped))
            begins = reader.line_num + 1
            if len(records) > MOST_ROWS + 1:
                message = f"more than {MOST_ROWS} rows; the rest was not read"
                findings.append(Finding(source=f"{table.file}:{begins}", message=message))
                break
    except csv.Error as error:
        message = f"is not CSV: {error}. Quote cells that hold commas or quotation marks"
        findings.append(Finding(source=f"{table.file}:{begins}", message=message))
    return records


def _header_is_sound(
    table: Table, line: int, header: Sequence[str], findings: list[Finding]
) -> bool:
    place = f"{table.file}:{line}"
    before = len(findings)
    for name in dict.fromkeys(header):
        if header.count(name) > 1:
            message = f"column {shorten(name)!r} stands {header.count(name)} times. Keep one"
            findings.append(Finding(source=place, message=message))
        if name not in table.allowed:
            message = (
                f"unknown column {shorten(name)!r}. Remove it{hint(name, table.allowed)}"
                if name
                else "a column without a name. Name it or remove it"
            )
            findings.append(Finding(source=place, message=message))
    missing = [name for name in table.needed if name not in header]
    if missing:
        message = f"missing column{'s' * (len(missing) > 1)} {', '.join(missing)}"
        findings.append(Finding(source=place, message=message))
    return len(findings) == before


def _rows(
    table: Table,
    header: Sequence[str],
    lines: Sequence[tuple[int, list[str]]],
    findings: list[Finding],
) -> list[Raw]:
    rows = []
    for line, cells in lines:
        if len(cells) != len(header):
            message = (
                f"{len(cells)} cells under {len(header)} columns. Quote cells that hold commas"
            )
            findings.append(Finding(source=f"{table.file}:{line}", message=message))
            continue
        unfit = [name for name, cell in zip(header, cells, strict=True) if has_control(cell)]
        if unfit:
            message = f"{', '.join(unfit)}: a control character. Type the cell anew"
            findings.append(Finding(source=f"{table.file}:{line}", message=message))
            continue
        filled = {name: cell for name, cell in zip(header, cells, strict=True) if cell}
        rows.append(Raw(table=table, line=line, cells=filled))
    return rows
