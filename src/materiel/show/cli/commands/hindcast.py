"""materiel hindcast: forecasts of goals that came due, scored."""

import json
from pathlib import Path

import click


@click.command(short_help="Score forecasts of goals that came due.")
@click.option(
    "--statements",
    "file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="CSV of statements in the form of docs/forecast.md.  [default: those of materiel]",
)
@click.option(
    "--leave-out",
    type=click.Choice(("series", "producer", "item")),
    default="series",
    show_default=True,
    help="What of the reference a forecast of the same may not have seen.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--docs",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write hindcast.md and pictures/hindcast.svg into DIR.",
)
def hindcast(file: Path | None, leave_out: str, as_json: bool, docs: Path | None) -> None:
    """Forecast every goal that came due with what was known when it was stated, and score it.

    The model is fitted to the statements of materiel; whatever belongs to the scored series is left
    out of them. Scores are log ratios of outcome to goal: CRPS, coverage, Brier score.
    """
    from materiel.forecast import read_reference, read_statements
    from materiel.forecast.score import GROUPS
    from materiel.forecast.score import hindcast as score
    from materiel.show.cli.forecast_text import hindcast_text
    from materiel.show.cli.terminal import tell_findings

    reference = read_reference()
    table = read_statements(file) if file else reference
    name = str(file) if file else "the reference data"
    result = score(table, reference, name=name, group=GROUPS[leave_out])
    if file:
        tell_findings(result.findings)
    if docs:
        from materiel.show.hindcast_page import write_docs

        write_docs(result, table, reference, docs)
        click.echo(
            f"wrote {docs / 'hindcast.md'} and {docs / 'pictures' / 'hindcast.svg'}", err=True
        )
    if as_json:
        click.echo(json.dumps(result.numbers(), indent=1))
    elif not docs:
        click.echo(hindcast_text(result))
