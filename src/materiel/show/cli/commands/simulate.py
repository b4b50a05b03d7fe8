"""materiel simulate: run a scenario alone."""

import json
from functools import partial
from pathlib import Path
from typing import Literal

import click

from materiel.show.cli import options
from materiel.show.cli.commands.compare import compare


@click.command(short_help="Run a scenario without reports.")
@click.argument("folder", metavar="SCENARIO", type=click.Path(path_type=Path))
@options.step
@options.focus
@options.draws
@options.engine
@click.option(
    "--compare",
    "other",
    metavar="OTHER",
    type=click.Path(path_type=Path),
    help="Tell instead why OTHER differs, draw by draw: materiel compare SCENARIO OTHER.",
)
@partial(options.output, more=("nc",))
@click.pass_context
def simulate(
    context: click.Context,
    folder: Path,
    step: Literal["month", "week"] | None,
    focus: tuple[str, str] | None,
    runs: int,
    seed: int,
    engine: Literal["auto", "kernel", "numpy"],
    other: Path | None,
    fmt: str | None,
    output: Path | None,
) -> None:
    """Run a scenario and print its indicators.

    table prints the headline; csv and jsonl one row per indicator, month (or week) and quantile; json
    all of it with provenance. FILE may also end in .nc (netCDF); it and Parquet keep the provenance.
    """
    if other is not None:
        if engine != "auto":
            raise click.UsageError(
                "--engine does not go with --compare; both engines give the same."
            )
        wanted = {"base": folder, "other": other, "step": step, "focus": focus}
        context.invoke(compare, **wanted, runs=runs, seed=seed, fmt=fmt, output=output)
        return
    from materiel.core.files import replace_file
    from materiel.scenario import load_scenario
    from materiel.show.cli.answer_text import outcome_text
    from materiel.show.cli.terminal import progress_bar, write_table
    from materiel.show.marked import visible_lines
    from materiel.show.tables import fan_rows
    from materiel.simulate import simulate as simulate_scenario

    scenario = load_scenario(folder, step=step, focus=focus)
    with progress_bar() as progress:
        outcome = simulate_scenario(
            scenario, runs=runs, seed=seed, engine=engine, progress=progress
        )
    if ": " in outcome.engine:  # not what was asked for, and why
        click.echo(f"Computed by {outcome.engine}", err=True)
    if fmt == "json" or (fmt is None and output is not None and output.suffix == ".json"):
        text = json.dumps(outcome.numbers(), indent=1, ensure_ascii=False) + "\n"
        if output:
            replace_file(output, text.encode("utf-8"))
        else:
            click.echo(text, nl=False)
    elif fmt is None and output is not None and output.suffix in (".nc", ".parquet"):
        outcome.write(output)
        click.echo(f"{outcome.runs} runs in {output}", err=True)
    elif fmt in (None, "table") and output is None:
        click.echo(visible_lines(outcome_text(outcome)))
    else:
        rows = fan_rows(outcome)
        write_table(rows, fmt=fmt, output=output, columns=tuple(rows[0]) if rows else ())
