"""Arguments and options that several commands share."""

import errno
import functools
import math
import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

import click

Command = TypeVar("Command", bound=Callable[..., Any])

FORMATS = ("table", "csv", "json", "jsonl")
SUFFIXES = ("csv", "json", "jsonl", "parquet", "xlsx")


class FiniteRange(click.FloatRange):
    """A number within bounds; `FloatRange` lets NaN through, which no bound refuses."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        """The number; infinities and NaN are refused as bounds are."""
        number = float(super().convert(value, param, ctx))
        if not math.isfinite(number):
            self.fail(f"{value} is not a finite number.", param, ctx)
        return number


def require_one_of(option: str, value: str | None, known: Iterable[str]) -> None:
    """Refuse a value that is none of those known; for lists that are too heavy to load for --help.

    Raises:
        UsageError: It is none of them.
    """
    if value is not None and value not in (names := tuple(known)):
        listed = ", ".join(repr(name) for name in names)
        raise click.UsageError(f"Invalid value for '{option}': {value!r} is not one of {listed}.")


def ledger(command: Command) -> Command:
    """LEDGER, as `place`: a file, or the folder of `materiel run --out`."""
    return click.argument("place", metavar="LEDGER", type=str)(command)


def as_of(command: Command) -> Command:
    """The record as it stood on a past day."""
    return click.option(
        "--as-of",
        metavar="DATE",
        help="The record as it stood at the end of this day, month or year.  [default: all of it]",
    )(command)


def rates(command: Command) -> Command:
    """A user's rate table."""
    return click.option(
        "--rates",
        metavar="FILE",
        type=click.Path(path_type=Path),
        help="CSV of rates that the European Central Bank lacks (docs/ledger.md).",
    )(command)


def reports(command: Command) -> Command:
    """PATH… and how to read them."""
    command = click.option(
        "--extractor",
        type=click.Choice(["rules", "llm"]),
        default="rules",
        show_default=True,
        help="Who reads: the built-in rules, or the language model of MATERIEL_LLM_URL (docs/llm.md).",
    )(command)
    command = click.option(
        "--fetch",
        is_flag=True,
        help="Let a PATH be an http(s) address: it is fetched, nothing else is.",
    )(command)
    command = click.option(
        "--skip-unreadable",
        is_flag=True,
        help="Go on without files of a folder that cannot be read, and list them.",
    )(command)
    command = click.option(
        "--encoding", metavar="NAME", help="Encoding of the reports where it is not UTF-8."
    )(command)
    return click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=str)(command)


def draws(command: Command) -> Command:
    """How many runs, and their seed."""
    command = click.option(
        "--seed",
        type=click.IntRange(0, 2**63 - 1),
        default=1,
        show_default=True,
        help="Seed of the draws; the same seed gives the same numbers.",
    )(command)
    return click.option(
        "--runs",
        type=click.IntRange(1, 1_000_000),
        default=2000,
        show_default=True,
        help="Monte Carlo runs.",
    )(command)


def step(command: Command) -> Command:
    """What a run counts in."""
    return click.option(
        "--step",
        type=click.Choice(["month", "week"]),
        help="What the run counts in.  [default: as scenario.toml says, else month]",
    )(command)


def focus(command: Command) -> Command:
    """Whose indicators, and of which item."""
    return click.option(
        "--focus",
        nargs=2,
        metavar="HOLDER ITEM",
        help="Whose indicators, of which item.  [default: as scenario.toml says]",
    )(command)


def engine(command: Command) -> Command:
    """How the simulation computes."""
    return click.option(
        "--engine",
        type=click.Choice(["auto", "kernel", "numpy"]),
        default="auto",
        show_default=True,
        help="Compiled, or NumPy alone; the numbers are the same to the last bit.",
    )(command)


def output(command: Command, more: Sequence[str] = ()) -> Command:
    """Format and file of rows; a file that cannot be written is told before any work is done.

    Args:
        command: Takes `fmt` and `output`.
        more: Suffixes that it can write beside those of tables.
    """
    command = _checked(command, (*SUFFIXES, *more))
    command = click.option(
        "-o",
        "--output",
        metavar="FILE",
        type=click.Path(dir_okay=False, path_type=Path),
        help="Write to FILE; its suffix says the format: csv, json, jsonl, parquet or xlsx.",
    )(command)
    return click.option(
        "-f",
        "--format",
        "fmt",
        type=click.Choice(FORMATS),
        help="How to print.  [default: table in a terminal, csv in a pipe]",
    )(command)


def _checked(command: Command, suffixes: Sequence[str]) -> Command:
    @functools.wraps(command)
    def checked(*values: Any, fmt: str | None, output: Path | None, **more: Any) -> Any:
        if output is not None:
            _require_writable(output, fmt, suffixes)
        return command(*values, fmt=fmt, output=output, **more)

    return cast(Command, checked)


def _require_writable(file: Path, fmt: str | None, suffixes: Sequence[str]) -> None:
    """Refuse a file whose suffix names no format, or whose folder is not there."""
    from materiel.core.errors import InputError

    if fmt is None and file.suffix.removeprefix(".") not in suffixes:
        *first, last = (f".{suffix}" for suffix in suffixes)
        raise InputError(
            f"the suffix {file.suffix!r} names no format",
            where=str(file),
            way_out=f"End the name in {', '.join(first)} or {last}, or give --format.",
        )
    if not file.absolute().parent.is_dir():
        raise OSError(errno.ENOENT, os.strerror(errno.ENOENT), str(file))
