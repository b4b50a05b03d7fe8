"""Progress, tables and notes for a person at a terminal. Data goes to stdout, all else to stderr."""

import io
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

import click

from materiel import __version__
from materiel.core.files import replace_file
from materiel.core.findings import Finding
from materiel.core.progress import Progress, silent
from materiel.show.marked import visible_lines

Row = dict[str, Any]
UNBROKEN = 14  # characters up to which the cells of a column stay in one line
GAP = 3  # between two columns


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """A progress bar on stderr with an estimate; nothing when stderr is no terminal."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description:<18}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        tasks: dict[str, Any] = {}

        def tell(what: str, done: int, of: int) -> None:
            if what not in tasks:
                tasks[what] = bar.add_task(what, total=of)
            bar.update(tasks[what], completed=done, total=of)

        yield tell


def tell_findings(findings: Sequence[Finding]) -> None:
    """Print findings to stderr, one a line."""
    for finding in findings:
        click.echo(visible_lines(str(finding)), err=True)


def exit_code(findings: Sequence[Finding]) -> int:
    """0, or 1 where a part of the input was refused."""
    return int(any(finding.severity == "error" for finding in findings))


def write_table(
    rows: Sequence[Row],
    *,
    fmt: str | None,
    output: Path | None,
    columns: Sequence[str],
    table: str | None = None,
    every: Sequence[str] = (),
) -> None:
    """Print rows, or write them to a file whole.

    Args:
        rows: Records with the same keys.
        fmt: "table", "csv", "json" or "jsonl"; None chooses by file suffix or by who reads.
        output: A file; None is stdout. Its suffix may also be .parquet or .xlsx.
        columns: The columns that a terminal table shows. Files always have all of them.
        table: Name of the table in show/exports/contract.py, where it has one.
        every: All columns of a list that is no such table, so that one without rows has them too.
    """
    chosen = format_chosen(fmt, output)
    named = columns if chosen == "table" else every or _every_column(columns, table)
    safe = output is not None and fmt is None  # a file by its suffix is for a spreadsheet
    content = _bytes_of(rows, chosen, named, table, to_terminal=output is None, safe=safe)
    if output is None:
        click.echo(content.decode("utf-8"), nl=False)
    else:
        replace_file(output, content)
        click.echo(f"{len(rows)} rows in {output}", err=True)


def _bytes_of(
    rows: Sequence[Row],
    fmt: str,
    columns: Sequence[str],
    table: str | None,
    *,
    to_terminal: bool,
    safe: bool,
) -> bytes:
    if fmt == "table":
        text = io.StringIO()
        _print_table(rows, columns, text, to_terminal=to_terminal and sys.stdout.isatty())
        return text.getvalue().encode("utf-8")
    if fmt == "parquet":
        from materiel.show.exports.parquet import to_parquet

        return to_parquet(rows, table)
    if fmt == "xlsx":
        from materiel.show.exports.workbook import to_xlsx

        return to_xlsx({table or "rows": rows}, [("Version", f"materiel {__version__}")])
    from materiel.show.exports.text import to_text

    return to_text(rows, fmt, columns=() if rows else columns, safe=safe)


def _every_column(columns: Sequence[str], table: str | None) -> Sequence[str]:
    from materiel.show.exports.contract import TABLES

    return [column.name for column in TABLES[table]] if table else columns


def format_chosen(fmt: str | None, output: Path | None) -> str:
    """The format of a list: the one asked for, else by suffix of the file, else by who reads."""
    if fmt is not None:
        return fmt
    if output is None:
        return "table" if sys.stdout.isatty() else "csv"
    return output.suffix.removeprefix(".")


def _print_table(
    rows: Sequence[Row], columns: Sequence[str], file: io.StringIO, *, to_terminal: bool
) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    width = None if to_terminal else 200
    console = Console(file=file, width=width, no_color=True, highlight=False)
    cells = [[_cell(row.get(column)) for column in columns] for row in rows]
    widest = [max(map(len, column)) for column in zip(columns, *cells, strict=True)]
    if to_terminal and sum(min(one, UNBROKEN) + GAP for one in widest) > console.width:
        _print_records(columns, cells, file)
        return
    table = Table(box=box.SIMPLE if to_terminal else None, pad_edge=False)
    for column, wide in zip(columns, widest, strict=True):
        number = bool(rows) and isinstance(rows[0].get(column), int | float)
        justify: Literal["left", "right"] = "right" if number else "left"
        # An id or a number in two pieces can be neither copied nor read.
        table.add_column(column, justify=justify, overflow="fold", no_wrap=wide <= UNBROKEN)
    for row in cells:
        table.add_row(*map(Text, row))
    console.print(table)


def _print_records(
    columns: Sequence[str], cells: Sequence[Sequence[str]], file: io.StringIO
) -> None:
    """For a terminal too narrow for the columns: a line a column, an empty line between rows."""
    wide = max(map(len, columns))
    blocks = (
        "".join(
            f"{name:<{wide}}  {value}\n" for name, value in zip(columns, row, strict=True) if value
        )
        for row in cells
    )
    file.write("\n".join(blocks))


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return visible_lines(", ".join(str(part) for part in value))
    return visible_lines(str(value))
