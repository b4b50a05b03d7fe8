"""Arguments and options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

FORMATS = ("table", "csv", "json", "jsonl")


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


def engine(command: Command) -> Command:
    """How the simulation computes."""
    return click.option(
        "--engine",
        type=click.Choice(["auto", "kernel", "numpy"]),
        default="auto",
        show_default=True,
        help="Compiled, or NumPy alone; the numbers are the same to the last bit.",
    )(command)


def output(command: Command) -> Command:
    """Format and file of rows."""
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
