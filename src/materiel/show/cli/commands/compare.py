"""materiel compare: why two scenarios differ."""

from pathlib import Path
from typing import Literal

import click

from materiel.show.cli import options


@click.command(short_help="Tell why two scenarios differ.")
@click.argument("base", metavar="SCENARIO", type=click.Path(path_type=Path))
@click.argument("other", metavar="OTHER", type=click.Path(path_type=Path))
@options.step
@options.focus
@options.draws
@options.output
def compare(
    base: Path,
    other: Path,
    step: Literal["month", "week"] | None,
    focus: tuple[str, str] | None,
    runs: int,
    seed: int,
    fmt: str | None,
    output: Path | None,
) -> None:
    """Run SCENARIO, OTHER, and SCENARIO with each change alone, all with the same draws.

    One row for each number and change: the mean of its effect and the 80 % interval over the runs.
    The means of the changes and of "together" add up to that of the whole difference.
    """
    from materiel.scenario import load_scenario
    from materiel.show.cli.terminal import progress_bar, write_table
    from materiel.simulate import explain

    scenarios = [load_scenario(folder, step=step, focus=focus) for folder in (base, other)]
    with progress_bar() as progress:
        found = explain(*scenarios, runs=runs, seed=seed, progress=progress)
    rows = [
        {
            "number": difference.label,
            "change": part.name,
            "mean": round(mean, 6),
            "low": round(part.effect.low, 6),
            "high": round(part.effect.high, 6),
            "unit": part.effect.unit,
        }
        for difference in found
        for part, mean in zip(difference.parts, difference.means, strict=True)
    ]
    columns = ("number", "change", "mean", "low", "high", "unit")
    write_table(rows, fmt=fmt, output=output, columns=columns)
