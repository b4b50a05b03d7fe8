"""materiel ledger claims and decisions: what the record holds, as it is to be read."""

from pathlib import Path

import click

from materiel.show.cli import options

CLAIMS = ("id", "standing", "grade", "kind", "subject", "item", "value", "unit", "status", "doc")
DECISIONS = ("id", "holds", "action", "about", "value", "author", "made", "reason")


@click.command()
@options.ledger
@options.as_of
@click.option("--flagged", is_flag=True, help="Only claims with a flag.")
@options.output
def claims(
    place: str, as_of: str | None, flagged: bool, fmt: str | None, output: Path | None
) -> None:
    """List the claims of a ledger after all decisions, rejected ones too, with their grades."""
    from materiel.ledger import read_view
    from materiel.show.cli.ledgers import open_ledger
    from materiel.show.cli.terminal import write_table
    from materiel.show.ledger_rows import judged_rows

    with open_ledger(place) as ledger:
        found = read_view(ledger, as_of=as_of).judged
    rows = judged_rows(one for one in found if one.flagged or not flagged)
    write_table(rows, fmt=fmt, output=output, columns=CLAIMS, table="claims_as_read")


@click.command()
@options.ledger
@options.as_of
@options.output
def decisions(place: str, as_of: str | None, fmt: str | None, output: Path | None) -> None:
    """List all decisions of a ledger in their order, and whether each still holds."""
    from materiel.ledger.effective import holding
    from materiel.show.cli.ledgers import open_ledger
    from materiel.show.cli.terminal import write_table
    from materiel.show.exports.contract import TABLES

    with open_ledger(place) as ledger:
        made = ledger.decisions(as_of=as_of)
    holds = {one.id for one in holding(made)}
    rows = [
        {"id": one.id, "holds": one.id in holds or one.action == "withdraw", **one.fields()}
        for one in made
    ]
    every = ("id", "holds", *(column.name for column in TABLES["decisions"] if column.name != "id"))
    write_table(rows, fmt=fmt, output=output, columns=DECISIONS, every=every)
