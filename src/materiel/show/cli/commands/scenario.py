"""materiel scenario: check, describe, pack and fill the tables of a scenario."""

import sys
from pathlib import Path

import click

from materiel.show.cli import options


@click.group()
def scenario() -> None:
    """Check and fill a scenario: a folder of tables with scenario.toml, or one netCDF file."""


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


@scenario.command()
@click.argument("folder", metavar="SCENARIO", type=click.Path(path_type=Path, file_okay=False))
def package(folder: Path) -> None:
    """Write datapackage.json: a Data Package that describes every table of the folder."""
    from materiel.scenario import load_scenario, write_package

    click.echo(write_package(folder, load_scenario(folder)))


@scenario.command()
@click.argument("folder", metavar="SCENARIO", type=click.Path(path_type=Path, file_okay=False))
@click.argument(
    "file", metavar="[FILE]", required=False, type=click.Path(path_type=Path, dir_okay=False)
)
@click.option(
    "-f",
    "--format",
    "fmt",
    type=click.Choice(["nc", "mdl"]),
    help="netCDF or Vensim.  [default: what FILE's suffix says, or nc]",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Of the run, for mdl.")
def export(folder: Path, file: Path | None, fmt: str | None, seed: int) -> None:
    """Write a scenario as one file: netCDF, or a Vensim model of one run (mdl).

    Every command that takes a folder takes the netCDF file too. What Vensim's equations do not hold
    is named. A model without FILE is printed.
    """
    from materiel.scenario import save_netcdf

    if fmt is None and file is not None and file.suffix not in (".nc", ".mdl"):
        raise click.UsageError(f"{file} ends in neither .nc nor .mdl; name one, or give --format")
    if fmt == "mdl" or (fmt is None and file is not None and file.suffix == ".mdl"):
        _export_model(folder, file, seed)
    elif file is None:
        raise click.UsageError("netCDF is no text: name a FILE.nc")
    else:
        click.echo(save_netcdf(folder, file))


def _export_model(folder: Path, file: Path | None, seed: int) -> None:
    from materiel.core.files import replace_file
    from materiel.scenario import load_scenario
    from materiel.simulate.vensim import export_vensim

    text, left_out = export_vensim(load_scenario(folder), seed=seed)
    for what in left_out:
        click.echo(f"left out: {what}", err=True)
    if file is None:
        click.echo(text, nl=False)
    else:
        replace_file(file, text.encode("utf-8"))
        click.echo(file)


@scenario.command()
@click.argument("file", metavar="FILE.nc", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("folder", metavar="SCENARIO", type=click.Path(path_type=Path))
def unpack(file: Path, folder: Path) -> None:
    """Write the folder of tables that a netCDF file holds."""
    from materiel.scenario import unpack_netcdf

    click.echo(unpack_netcdf(file, folder))


@scenario.command(name="from-ledger")
@options.ledger
@click.option("--out", required=True, metavar="DIR", type=click.Path(path_type=Path))
@options.as_of
def from_ledger(place: str, out: Path, as_of: str | None) -> None:
    """Fill tables from the record, and list what a person still has to assume.

    The latest statement of every series fills a cell, with its words as the source. What no claim
    says stays blank; the scenario cannot run until it is filled in.
    """
    from materiel.scenario import from_ledger as fill
    from materiel.show.cli.ledgers import place_named
    from materiel.show.cli.terminal import tell_findings

    gaps = fill(place_named(place), out, as_of=as_of)
    tell_findings(gaps)
    click.echo(f"{out}: {len(gaps)} thing(s) still to be assumed, see {out / 'README.md'}")
