"""materiel forecast: what will really be made."""

import json
from pathlib import Path

import click


@click.command(short_help="Forecast a series from what was stated about it.")
@click.argument("series")
@click.option(
    "--statements",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="CSV of statements in the form of docs/forecast.md.  [default: those of materiel]",
)
@click.option("--as-of", metavar="DATE", help="Use nothing stated later.  [default: all of it]")
@click.option(
    "--horizon",
    type=click.IntRange(1, 240),
    default=24,
    show_default=True,
    help="Months to look ahead.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def forecast(
    series: str, file: Path | None, as_of: str | None, horizon: int, as_json: bool
) -> None:
    """Forecast what will really be made of SERIES, month by month.

    Prints the chance that each goal is reached by its date and later, the expected delay, quantiles
    by month, cells for a scenario, and every statement that was used, with its address.
    """
    from materiel.forecast import forecast as make_forecast
    from materiel.show.cli.forecast_text import forecast_text
    from materiel.show.cli.terminal import tell_findings

    result = make_forecast(file, horizon, series=series, as_of=as_of)
    tell_findings(result.findings)
    if as_json:
        click.echo(json.dumps(result.numbers(), indent=1, ensure_ascii=False, allow_nan=False))
    else:
        click.echo(forecast_text(result))
