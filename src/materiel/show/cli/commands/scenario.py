"""materiel scenario: check the tables of a scenario."""

import sys
from pathlib import Path

import click

from materiel.show.cli import options


@click.group()
def scenario() -> None:
    """Check a scenario: a folder of tables with scenario.toml."""


@scenario.command()
@click.argument("folder", metavar="SCENARIO", type=click.Path(path_type=Path))
@options.output
def check(folder: Path, fmt: str | None, output: Path | None) -> None:
    """Show everything that is wrong with a scenario at once, with file and line.

    Exit code 0: it can run; 2: it cannot.
    """
    from materiel.scenario import check_scenario
    from materiel.show.cli.terminal import tell_findings, write_table

    findings = check_scenario(folder)
    if fmt or output:
        rows = [
            {"severity": f.severity, "source": f.source, "record": f.record, "message": f.message}
            for f in findings
        ]
        write_table(rows, fmt=fmt, output=output, columns=("severity", "source", "message"))
    else:
        tell_findings(findings)
    errors = sum(finding.severity == "error" for finding in findings)
    if errors:
        click.echo(f"{folder}: {errors} error(s); the scenario cannot run", err=True)
        sys.exit(2)
    click.echo(f"{folder}: can run", err=bool(fmt or output))
