"""materiel forecast: what will really be made."""

import click


@click.command(short_help="Forecast a series from what was stated about it.")
@click.argument("series")
def forecast(series: str) -> None:
    """Forecast one series."""
    raise click.UsageError("not yet")
