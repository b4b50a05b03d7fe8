"""materiel sql: questions about the record."""

from pathlib import Path

import click

from materiel.show.cli import options


@click.command(short_help="Ask a ledger in SQL.")
@options.ledger
@click.argument("query")
@options.as_of
@click.option(
    "--seconds",
    type=options.FiniteRange(0.1, 3600),
    default=10.0,
    show_default=True,
    help="Stop a query after this time.",
)
@options.output
def sql(
    place: str,
    query: str,
    as_of: str | None,
    seconds: float,
    fmt: str | None,
    output: Path | None,
) -> None:
    """Answer one SELECT over documents, claims, decisions, series, statements and entities.

    \b
    materiel sql demo "SELECT kind, count(*) AS n FROM claims GROUP BY kind ORDER BY n DESC"

    The dialect is DuckDB's; from and to are written "from" and "to". Nothing can be changed,
    and no file or address be read. claims_as_of('2024-03-31') and its like give the
    record of a past time; docs/exports.md lists the columns.
    """
    from materiel.ledger.asking import ask
    from materiel.show.cli.ledgers import place_named
    from materiel.show.cli.terminal import write_table

    answer = ask(place_named(place), query, as_of=as_of, seconds=seconds)
    names = answer.column_names
    rows = [
        dict(zip(names, row, strict=True)) for row in zip(*answer.to_pydict().values(), strict=True)
    ]
    write_table(rows, fmt=fmt, output=output, columns=names)
