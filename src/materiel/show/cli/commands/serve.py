"""materiel serve: the report's pages on this machine."""

from pathlib import Path

import click

from materiel.show.cli import options


@click.command(short_help="Show the pages of a run on 127.0.0.1.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="Port on 127.0.0.1; 0 takes a free one.",
)
@options.as_of
def serve(folder: Path, port: int, as_of: str | None) -> None:
    """Show the pages of a run, read from the folder that `materiel run --out DIR` made.

    Listens on 127.0.0.1 only. Ctrl-C stops it. With --as-of all pages and files tell what was said
    and decided by then; numbers of the run stay those of its scenario.
    """
    from materiel.answer import KeptAnswer
    from materiel.show.web import serve as serve_pages

    answer = KeptAnswer(folder, as_of=as_of)
    answer.load()  # tell of a wrong folder before a port is taken
    serve_pages(
        answer.load,
        port=port,
        ready=lambda address: click.echo(f"pages at {address} (Ctrl-C stops)"),
    )
