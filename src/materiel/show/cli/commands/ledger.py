"""materiel ledger: the record."""

import sys
from pathlib import Path

import click

from materiel.core.errors import MaterielError

_PLACE = click.argument("place", metavar="LEDGER", type=click.Path(path_type=Path))


@click.group()
def ledger() -> None:
    """Verify the record and show its head.

    LEDGER is a ledger file, or the folder that `materiel run --out` made.
    """


@ledger.command()
@_PLACE
def verify(place: Path) -> None:
    """Recompute the chain over all rows and compare it with the head.

    Exit code 0: intact; 1: something differs from what was written, each finding on a line.
    """
    from materiel.ledger import Ledger, verify
    from materiel.show.cli.terminal import tell_findings

    path = _file_of(place)
    findings = verify(path)
    if findings:
        tell_findings(findings)
        click.echo(f"{path}: not intact, {len(findings)} finding(s)", err=True)
        sys.exit(1)
    with Ledger(path, create=False) as opened:
        head = opened.head()
    click.echo(f"{path}: intact, {head.count} rows, head {head.hash}")


@ledger.command()
@_PLACE
def head(place: Path) -> None:
    """Print the number of rows and the hash of the last: keep it elsewhere to prove the record."""
    from materiel.ledger import Ledger

    with Ledger(_file_of(place), create=False) as opened:
        at = opened.head()
    click.echo(f"{at.count} {at.hash}")


def _file_of(place: Path) -> Path:
    path = place / "ledger.sqlite" if place.is_dir() else place
    if not path.is_file():
        raise MaterielError(
            "no ledger here",
            where=str(path),
            way_out="Give a ledger file or the folder of: materiel run PATH --out DIR",
        )
    return path
