"""materiel ledger: the record."""

import sys
from pathlib import Path

import click

from materiel.show.cli import options

_NEW = click.Path(dir_okay=False, path_type=Path)


@click.group()
def ledger() -> None:
    """Make, verify and copy the record.

    LEDGER is a ledger file, the folder that `materiel run --out` made, or the address of a
    PostgreSQL database, postgresql://USER@HOST/DATABASE; its password may stand in ~/.pgpass.
    """


@ledger.command()
@options.ledger
@click.option(
    "--writer",
    metavar="ROLE",
    help="PostgreSQL: the role that may read and append; LEDGER names the owner.",
)
def create(place: str, writer: str | None) -> None:
    """Make an empty ledger.

    In PostgreSQL its owner does this once; everybody else connects as ROLE, which can read and
    append and change nothing.
    """
    from materiel.ledger import create_ledger

    made = create_ledger(place, writer=writer)
    click.echo(f"{made}: an empty ledger")


@ledger.command()
@options.ledger
def verify(place: str) -> None:
    """Recompute the chain over all rows and compare it with the head.

    Exit code 0: intact; 1: something differs from what was written, each finding on a line.
    """
    from materiel.ledger import Ledger, verify
    from materiel.show.cli.ledgers import place_named
    from materiel.show.cli.terminal import tell_findings

    where = place_named(place)
    findings = verify(where)
    if findings:
        tell_findings(findings)
        click.echo(f"{where}: not intact, {len(findings)} finding(s)", err=True)
        sys.exit(1)
    with Ledger(where, create=False) as opened:
        head = opened.head()
    click.echo(f"{where}: intact, {head.count} rows, head {head.hash}")


@ledger.command()
@options.ledger
@options.as_of
def head(place: str, as_of: str | None) -> None:
    """Print the number of rows and the hash of the last: keep it elsewhere to prove the record."""
    from materiel.ledger import head_as_of
    from materiel.show.cli.ledgers import open_ledger

    with open_ledger(place) as opened:
        at = head_as_of(opened, as_of)
    click.echo(f"{at.count} {at.hash}")


@ledger.command()
@options.ledger
@click.argument("file", metavar="FILE", type=_NEW)
def backup(place: str, file: Path) -> None:
    """Copy the ledger into FILE while others write to it.

    The copy is one state of the ledger, with a head file beside it. A ledger on a server becomes a
    file with the same rows and the same head.
    """
    from materiel.ledger import backup
    from materiel.show.cli.ledgers import place_named

    at = backup(place_named(place), file)
    click.echo(f"{file}: {at.count} rows, head {at.hash}")


@ledger.command()
@options.ledger
@click.option("--out", metavar="FILE", type=_NEW, required=True, help="The new ledger.")
def recover(place: str, out: Path) -> None:
    """Save the intact beginning of a damaged ledger into a new file.

    LEDGER is only read. Exit code 0: nothing was lost; 1: something was, each loss on a line.
    """
    from materiel.ledger import recover
    from materiel.show.cli.ledgers import place_named
    from materiel.show.cli.terminal import tell_findings

    saved = recover(place_named(place), out)
    click.echo(f"{out}: {saved.head.count} rows, head {saved.head.hash}")
    if saved.lost:
        tell_findings(list(saved.lost))
        click.echo(f"lost: {len(saved.lost)} finding(s)", err=True)
        sys.exit(1)
