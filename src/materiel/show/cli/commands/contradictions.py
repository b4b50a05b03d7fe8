"""materiel contradictions: what holds against what."""

from pathlib import Path
from typing import get_args

import click

from materiel.show.cli import options

SHOWN = ("relation", "rule", "explanation", "left_doc", "right_doc")


@click.command(short_help="Tell what contradicts what, and what only differs or agrees.")
@options.ledger
@options.as_of
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Also what only differs or agrees: scope, rounding, duplicates, corroboration.",
)
@click.option("--relation", metavar="NAME", help="Only this relation.")
@click.option(
    "--reference",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with reference facts of your own (docs/ledger.md).",
)
@options.rates
@options.output
def contradictions(
    place: str,
    as_of: str | None,
    everything: bool,
    relation: str | None,
    reference: Path | None,
    rates: Path | None,
    fmt: str | None,
    output: Path | None,
) -> None:
    """Tell what contradicts what in a ledger, each with the rule that found it.

    The rules are C1 to C16 of docs/model.md. Without --all the list holds contradictions, goals
    missed or moved, and changes over time.
    """
    from materiel.ledger import read_view
    from materiel.ledger.money import read_rates
    from materiel.ledger.records import DISAGREEING, Relation
    from materiel.ledger.reference import read_reference
    from materiel.show.cli.ledgers import open_ledger
    from materiel.show.cli.terminal import write_table
    from materiel.show.ledger_rows import comparison_rows, mark_rows

    options.require_one_of("--relation", relation, get_args(Relation))
    own = read_rates(rates) if rates else []
    with open_ledger(place) as ledger:
        view = read_view(ledger, as_of=as_of, reference=read_reference(reference))
    rows = comparison_rows(view.comparisons(own), view) + mark_rows(view.marks(own))
    wanted = {relation} if relation else set(DISAGREEING)
    if not everything or relation:
        rows = [row for row in rows if row["relation"] in wanted]
    write_table(rows, fmt=fmt, output=output, columns=SHOWN, table="comparisons")
