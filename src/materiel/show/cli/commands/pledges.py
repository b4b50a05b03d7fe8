"""materiel pledges: pledged, contracted, delivered."""

from pathlib import Path

import click

from materiel.show.cli import options

SHOWN = (
    "giver",
    "receiver",
    "item",
    "unit",
    "month",
    "pledged_low",
    "contracted_low",
    "delivered_low",
    "delivered_total",
    "n_claims",
    "n_sources",
)


@click.command(short_help="Pledged, contracted, delivered per giver, receiver, item and month.")
@options.ledger
@options.as_of
@click.option("--in", "to", metavar="CURRENCY", help="Convert money beside what was stated.")
@options.rates
@options.output
def pledges(
    place: str,
    as_of: str | None,
    to: str | None,
    rates: Path | None,
    fmt: str | None,
    output: Path | None,
) -> None:
    """Tell what was pledged, contracted and delivered, per giver, receiver, item, unit and month.

    Each status has columns of its own; none adds two of them. The columns are a contract
    (docs/ledger.md). An open bound leaves its cell empty.
    """
    from materiel.ledger import read_view
    from materiel.ledger.money import read_rates
    from materiel.ledger.pledges import converted, pledge_rows
    from materiel.show.cli.ledgers import open_ledger, require_currency
    from materiel.show.cli.terminal import write_table
    from materiel.show.ledger_rows import record_rows

    own = read_rates(rates) if rates else []
    require_currency(to)
    with open_ledger(place) as ledger:
        found = pledge_rows(read_view(ledger, as_of=as_of))
    rows = [converted(one, to.upper(), own) for one in found] if to else record_rows(found)
    table = None if to else "pledges"
    write_table(rows, fmt=fmt, output=output, columns=SHOWN, table=table)
