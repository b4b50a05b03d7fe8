"""The command line: `materiel`. Commands are in `commands/`, one file each."""

import errno
import os
import sys
from collections.abc import Sequence

import click

from materiel import __version__
from materiel.core.errors import MaterielError
from materiel.show.cli.commands import (
    cite,
    claims,
    compare,
    contradictions,
    decide,
    entities,
    export,
    forecast,
    grade,
    hindcast,
    ledger,
    ledger_lists,
    plan,
    pledges,
    review,
    run,
    scenario,
    series,
    serve,
    simulate,
    sql,
)

_HELP = """Read the public record on the supply of materiel into sourced claims, simulate the supply
network under uncertainty, and follow every number back to its quotes.

\b
Start here:
  materiel run REPORTS --scenario SCENARIO --out DIR
  materiel serve DIR
"""


_DISK = (errno.EIO, errno.ENOSPC, errno.EDQUOT)
_WAYS_OUT = {
    errno.ENOSPC: "Make room and run again; nothing half-written was left.",
    errno.EDQUOT: "Make room and run again; nothing half-written was left.",
    errno.ENOENT: "Check the spelling; a folder to write into must be there.",
    errno.EACCES: "Check the permissions of the file and of the folders above it.",
    errno.EROFS: "Choose a place that can be written to.",
    errno.EISDIR: "Give the name of a file.",
    errno.ENOTDIR: "A part of this path is a file; give a folder.",
}


@click.group(help=_HELP, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, "-V", "--version", message="%(version)s")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def materiel(debug: bool) -> None:
    """The command; what it does is in its parts."""


for _command in (run.run, claims.claims, ledger.ledger, scenario.scenario, simulate.simulate):
    materiel.add_command(_command)
materiel.add_command(cite.cite)
materiel.add_command(compare.compare)
materiel.add_command(forecast.forecast)
materiel.add_command(hindcast.hindcast)
materiel.add_command(plan.plan)
materiel.add_command(serve.serve)
materiel.add_command(export.export)
materiel.add_command(export.import_)
materiel.add_command(sql.sql)
for _command in (contradictions.contradictions, decide.decide, pledges.pledges, review.review):
    materiel.add_command(_command)
for _group in (entities.entities, grade.grade, series.series):
    materiel.add_command(_group)
ledger.ledger.add_command(ledger_lists.claims)
ledger.ledger.add_command(ledger_lists.decisions)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code.

    0 done, 1 a check failed or a part of the input was refused, 2 bad usage or input, 74 the disk is full or failed, 130 stopped by Ctrl-C.
    """
    words = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = materiel.main(args=words, prog_name="materiel", standalone_mode=False)
    except Exception as error:
        if "--debug" in words:
            raise
        code = _tell(error)
    except KeyboardInterrupt:
        click.echo("stopped; nothing half-written", err=True)
        code = 130
    sys.exit(code if isinstance(code, int) else 0)


def _tell(error: Exception) -> int:
    """Print an error in at most three lines and give its exit code."""
    from materiel.show.marked import visible_lines

    if isinstance(error, MaterielError):
        click.echo(visible_lines(f"error: {error}"), err=True)
        return error.exit_code
    if isinstance(error, click.exceptions.Abort):
        click.echo("stopped; nothing half-written", err=True)
        return 130
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return 2
    if isinstance(error, click.UsageError):
        command = error.ctx.command_path if error.ctx else "materiel"
        click.echo(f"error: {error.format_message()}\n  do: see {command} --help", err=True)
        return 2
    if isinstance(error, BrokenPipeError):
        # The reader of a pipe went away; say nothing, and let Python not try to flush again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    if isinstance(error, OSError):
        place = f"\n  where: {error.filename}" if error.filename else ""
        way_out = next((f"\n  do: {do}" for no, do in _WAYS_OUT.items() if no == error.errno), "")
        click.echo(visible_lines(f"error: {error.strerror or error}{place}{way_out}"), err=True)
        return 74 if error.errno in _DISK else 2
    kind = type(error).__name__
    click.echo(
        f"error: {kind}: {error}\n  This is a fault of materiel, not of your input."
        "\n  do: run again with --debug before the command and report what it prints",
        err=True,
    )
    return 70


if __name__ == "__main__":
    main()
