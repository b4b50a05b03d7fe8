"""materiel export and materiel import: the record for other programs, and back."""

from pathlib import Path

import click

from materiel.show.cli import options

FORMATS = ("csv", "jsonl", "parquet", "datapackage", "ledger", "xlsx", "kiel", "ftm", "prov")


@click.command(short_help="Write a ledger for other programs.")
@options.ledger
@click.option(
    "--to",
    required=True,
    type=click.Choice(FORMATS),
    help="Folders: csv, jsonl, parquet, datapackage, ledger (all of it, for import). One file:"
    " xlsx, kiel (aid by giver), ftm (FollowTheMoney statements), prov (PROV-JSON).",
)
@click.option(
    "--out",
    required=True,
    metavar="PLACE",
    type=click.Path(path_type=Path),
    help="Folder or file to write; a folder must be empty or not there.",
)
@options.as_of
@click.option(
    "--exact",
    is_flag=True,
    help="In CSV, leave texts that begin with = + - @ as they are; else a ' is put before them.",
)
def export(place: str, to: str, out: Path, as_of: str | None, exact: bool) -> None:
    """Write documents, claims, decisions, series, entities, comparisons and pledges of a ledger.

    The columns are a contract (docs/columns.json): same names, order and types in every format.
    """
    from materiel.show.cli.ledgers import open_ledger
    from materiel.show.exports.write import export_ledger

    with open_ledger(place) as ledger:
        files = export_ledger(ledger, to, out, as_of=as_of, safe=not exact)
    click.echo(f"{len(files)} file(s) in {out}", err=True)


@click.command("import", short_help="Make a ledger from an exported one.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--into",
    "place",
    required=True,
    metavar="LEDGER",
    help="A new ledger, or an older copy of the same one.",
)
def import_(folder: Path, place: str) -> None:
    """Append the rows of DIR, made by `materiel export --to ledger`, with their times and hashes.

    An empty ledger ends with the same head. Rows that are there already are passed over; where the
    two differ, nothing is written.
    """
    from materiel.ledger.exchange import check_export, read_ledger
    from materiel.show.cli.ledgers import open_ledger

    check_export(folder)  # before a ledger is made
    with open_ledger(place, create=True) as ledger:
        added = read_ledger(folder, ledger)
    click.echo(
        f"{added.documents} documents, {added.claims} claims, {added.decisions} decisions added;"
        f" {added.head.count} rows, head {added.head.hash}"
    )
