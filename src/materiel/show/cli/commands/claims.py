"""materiel claims: what reports say, without keeping it."""

import sys
from pathlib import Path
from typing import Literal

import click

from materiel.show.cli import options

COLUMNS = ("doc", "kind", "subject", "item", "value", "status", "to", "speaker", "quote")


@click.command(short_help="List the claims that reports make.")
@options.reports
@options.output
def claims(
    paths: tuple[str, ...],
    extractor: Literal["rules", "llm"],
    encoding: str | None,
    skip_unreadable: bool,
    fetch: bool,
    fmt: str | None,
    output: Path | None,
) -> None:
    """List the claims that reports make, each with its quote.

    The formats json and jsonl are the form of docs/claims.md: one object a claim, one a line in
    jsonl. Nothing is written to a ledger; that is what `materiel run` does.

    Exit code 1: done, but a part of the input was refused; what and why is printed.
    """
    from materiel import workflow
    from materiel.show.cli.terminal import (
        exit_code,
        format_chosen,
        progress_bar,
        tell_findings,
        write_table,
    )
    from materiel.show.exports.contract import CLAIM_FIELDS

    with progress_bar() as progress:
        read = workflow.read_claims(
            paths,
            extractor=extractor,
            encoding=encoding,
            skip_unreadable=skip_unreadable,
            fetch=fetch,
            progress=progress,
        )
    tell_findings(read.findings)
    rows = [claim.fields() for claim in read.claims]
    if format_chosen(fmt, output) == "table":
        from materiel.claims.wording import format_value

        for row, claim in zip(rows, read.claims, strict=True):
            row["value"] = format_value(claim)
    write_table(rows, fmt=fmt, output=output, columns=COLUMNS, every=CLAIM_FIELDS)
    sys.exit(exit_code(read.findings))
