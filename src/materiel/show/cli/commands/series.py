"""materiel series: what was said about one quantity over time, and the best view of it."""

from pathlib import Path

import click

from materiel.core.errors import InputError
from materiel.show.cli import options

LISTED = ("id", "kind", "subject", "object", "item", "unit", "statements", "sources", "latest")
SHOWN = ("rank", "value", "status", "from", "to", "published", "sources", "grade", "reason", "doc")


@click.group()
def series() -> None:
    """List series of claims about one quantity, and show how each statement ranks."""


@series.command("list")
@options.ledger
@options.as_of
@click.option("--kind", metavar="KIND", help="Only series of this kind.")
@click.option("--subject", metavar="NAME", help="Only series of this subject.")
@options.output
def list_(
    place: str,
    as_of: str | None,
    kind: str | None,
    subject: str | None,
    fmt: str | None,
    output: Path | None,
) -> None:
    """List the series of a ledger, the longest first."""
    from materiel.claims.records import KINDS
    from materiel.ledger import read_view
    from materiel.ledger.best import best_view
    from materiel.show.cli.ledgers import open_ledger
    from materiel.show.cli.terminal import write_table
    from materiel.show.ledger_rows import series_rows

    options.require_one_of("--kind", kind, KINDS)
    with open_ledger(place) as ledger:
        view = read_view(ledger, as_of=as_of)
    name = view.actors.canonical(subject) if subject else None
    found = [
        one
        for one in best_view(view)
        if kind in (None, one.kind) and (name is None or name in one.subject)
    ]
    write_table(series_rows(found), fmt=fmt, output=output, columns=LISTED, table="series")


@series.command()
@options.ledger
@click.argument("id")
@options.as_of
@click.option("--in", "to", metavar="CURRENCY", help="Convert money beside what was stated.")
@options.rates
@options.output
def show(
    place: str,
    id: str,
    as_of: str | None,
    to: str | None,
    rates: Path | None,
    fmt: str | None,
    output: Path | None,
) -> None:
    """Show every statement of the series ID: preferred, normal or deprecated, with the reason."""
    from materiel.ledger import read_view
    from materiel.ledger.best import best_view
    from materiel.ledger.money import read_rates
    from materiel.show.cli.ledgers import open_ledger, require_currency
    from materiel.show.cli.terminal import write_table
    from materiel.show.ledger_rows import statement_rows

    own = read_rates(rates) if rates else []
    require_currency(to)
    with open_ledger(place) as ledger:
        found = best_view(read_view(ledger, as_of=as_of))
    fitting = [one for one in found if any(n.startswith(id) for n in (one.id, *one.former))]
    if len(fitting) != 1:
        count = len(fitting) or "no"
        raise InputError(
            f"{count} series have an id that begins with {id!r}",
            way_out="List them with: materiel series list LEDGER",
        )
    rows = statement_rows(fitting[0], to=to.upper() if to else None, rates=own)
    more = (f"low_{to.upper()}", "rate", "rate_date", "rate_source") if to else ()
    # Converted columns stand beside those of the contract.
    write_table(rows, fmt=fmt, output=output, columns=(*SHOWN, *more))
