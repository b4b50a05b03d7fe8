"""materiel run: the main job."""

import sys
import time
from pathlib import Path
from typing import Literal

import click

from materiel.show.cli import options


@click.command(short_help="Read reports, keep the ledger, run a scenario, write the report.")
@options.reports
@click.option(
    "--scenario",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder of a scenario. Without it the report tells what was said.",
)
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(path_type=Path),
    default=Path("materiel-out"),
    show_default=True,
    help="Folder of the ledger and the report.",
)
@click.option(
    "--ledger",
    metavar="LEDGER",
    help="Append to another ledger: a file or postgresql://USER@HOST/DATABASE.  [default: in DIR]",
)
@options.draws
@options.engine
def run(
    paths: tuple[str, ...],
    scenario: Path | None,
    out: Path,
    ledger: str | None,
    runs: int,
    seed: int,
    engine: Literal["auto", "kernel", "numpy"],
    extractor: Literal["rules", "llm"],
    encoding: str | None,
    skip_unreadable: bool,
    fetch: bool,
) -> None:
    """Read reports into a ledger, run a scenario, and write report.html.

    PATH is a report (text, web page, RSS or Atom feed, WARC), a folder of reports, - for standard
    input or, with --fetch, an address. The answer is printed, and DIR keeps it: ledger.sqlite (the
    record), run.json (the numbers) and report.html (opens without network). A second run over the
    same reports adds nothing to the ledger.

    Exit code 1: done, but a part of the input was refused; what and why is printed.
    """
    from materiel import workflow
    from materiel.core.files import replace_file
    from materiel.show.cli.answer_text import answer_text
    from materiel.show.cli.terminal import exit_code, progress_bar, tell_findings
    from materiel.show.marked import visible_lines
    from materiel.show.report import render_report

    started = time.perf_counter()
    with progress_bar() as progress:
        answer = workflow.run(
            paths,
            out=out,
            ledger=ledger,
            scenario=scenario,
            runs=runs,
            seed=seed,
            engine=engine,
            extractor=extractor,
            encoding=encoding,
            skip_unreadable=skip_unreadable,
            fetch=fetch,
            progress=progress,
        )
        progress("drawing the report", 0, 1)
        page = render_report(answer)
        replace_file(out / "report.html", page.encode("utf-8"))
        progress("drawing the report", 1, 1)
    tell_findings([finding for finding in answer.findings if finding.severity != "note"])
    click.echo(visible_lines(answer_text(answer, out)))
    click.echo(f"done in {time.perf_counter() - started:.1f} s", err=True)
    sys.exit(exit_code(answer.findings))
