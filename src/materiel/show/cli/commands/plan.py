"""materiel plan: which lever, where, when, at what cost."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from materiel.show.cli import options

if TYPE_CHECKING:
    from materiel.plan.decide import Constraint
    from materiel.plan.formulation import Formulation
    from materiel.plan.records import Plan

COLUMNS = ("name", "kind", "where", "month", "amount", "unit", "cost", "payer", "in_all_futures")


@click.command(short_help="Choose levers: unmet demand first, then cost.")
@click.argument("folder", metavar="SCENARIO", type=click.Path(path_type=Path))
@click.option(
    "--budget",
    type=options.FiniteRange(min=0),
    help="Money for all levers together.  [default: no limit]",
)
@click.option("--until", metavar="MONTH", help="Last month planned.  [default: the scenario's end]")
@click.option(
    "--met-from", metavar="MONTH", help="Ask that nothing of the focus is unmet from this month on."
)
@click.option(
    "--scenarios",
    type=click.IntRange(1, 200),
    default=10,
    show_default=True,
    help="Futures looked at together; 1 is the middle of every number.",
)
@click.option(
    "--risk",
    type=options.FiniteRange(0, 1),
    default=0.0,
    show_default=True,
    help="How much the worst fifth of the futures counts.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, 2**63 - 2),
    default=1,
    show_default=True,
    help="Seed of the futures.",
)
@click.option(
    "--runs",
    type=click.IntRange(0, 1_000_000),
    default=10_000,
    show_default=True,
    help="Fresh runs in which the plan is replayed.",
)
@click.option(
    "--time-limit",
    type=options.FiniteRange(min=0, min_open=True),
    default=120.0,
    show_default=True,
    help="Seconds for the plan; what else is asked takes as long again at most.",
)
@click.option(
    "--constraint",
    "constraints",
    metavar="FILE.py",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Run this Python file, and let its state(f) add rows. Name only files that you trust.",
)
@click.option(
    "--quick", is_flag=True, help="Only the plan: no frontier, permissions, alternatives."
)
@click.option(
    "-f",
    "--format",
    "fmt",
    type=click.Choice(("table", "json", "csv")),
    default="table",
    show_default=True,
    help="How to print.",
)
@click.option(
    "--out",
    metavar="DIR",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write plan.json, schedule.csv and plan.html into DIR.",
)
def plan(
    folder: Path,
    budget: float | None,
    until: str | None,
    met_from: str | None,
    scenarios: int,
    risk: float,
    seed: int,
    runs: int,
    time_limit: float,
    constraints: tuple[Path, ...],
    quick: bool,
    fmt: str,
    out: Path | None,
) -> None:
    """Choose among the levers of SCENARIO (levers.csv): as little unmet demand as can be, then least cost.

    A plan counts in months, also where the scenario counts in weeks.

    Exit code 0: a plan; 1: none can do what was asked, and what is missing is printed. Ctrl-C ends the
    search and shows the best plan so far, labelled as such.
    """
    from materiel.plan.decide import plan as make_plan
    from materiel.scenario import load_scenario
    from materiel.show.cli.terminal import progress_bar

    scenario = load_scenario(folder, step="month")  # a plan counts in months (rule E8)
    with progress_bar() as progress:
        result = make_plan(
            scenario,
            budget=budget,
            until=until,
            met_from=met_from,
            scenarios=scenarios,
            risk=risk,
            seed=seed,
            runs=runs,
            time_limit_s=time_limit,
            explore_further=not quick,
            constraints=[_own(file) for file in constraints],
            progress=progress,
            tell=_told if sys.stderr.isatty() else None,
            interruptible=True,
        )
    if out is not None:
        _write(result, out)
    _print(result, fmt)
    if not result.feasible:
        sys.exit(1)


def _own(file: Path) -> "Constraint":
    """The function of a file that its user names; nothing in a scenario is ever run."""
    import runpy

    from materiel.core.errors import InputError

    way_out = "Write a function state(f) as in src/materiel/plan/constraints/."
    try:
        state = runpy.run_path(str(file)).get("state")
    except Exception as error:
        what = f"{type(error).__name__}: {error}"
        raise InputError(what, where=str(file), way_out=way_out) from error
    if not callable(state):
        raise InputError("no function state(f)", where=str(file), way_out=way_out)

    def stated(f: "Formulation") -> None:
        try:
            state(f)
        except Exception as error:
            what = f"state(f): {type(error).__name__}: {error}"
            raise InputError(what, where=str(file), way_out=way_out) from error

    return stated


def _told(best: float, bound: float) -> None:
    click.echo(f"best {best:,.6g}, bound {bound:,.6g}", err=True)


def _print(result: "Plan", fmt: str) -> None:
    from materiel.show.cli.plan_text import plan_text
    from materiel.show.cli.terminal import write_table

    if fmt == "json":
        click.echo(json.dumps(result.numbers(), indent=1, ensure_ascii=False, allow_nan=False))
    elif fmt == "csv":
        rows: list[dict[str, Any]] = [dict(r) for r in result.schedule or result.shortfall]
        write_table(rows, fmt="csv", output=None, columns=COLUMNS)
    else:
        click.echo(plan_text(result))


def _write(result: "Plan", out: Path) -> None:
    from materiel.core.files import replace_file
    from materiel.show.cli.terminal import write_table
    from materiel.show.plan_page import render_plan

    out.mkdir(parents=True, exist_ok=True)
    text = json.dumps(result.numbers(), indent=1, ensure_ascii=False, allow_nan=False)
    replace_file(out / "plan.json", (text + "\n").encode("utf-8"))
    rows: list[dict[str, Any]] = [dict(row) for row in result.schedule]
    write_table(rows, fmt="csv", output=out / "schedule.csv", columns=COLUMNS)
    replace_file(out / "plan.html", render_plan(result).encode("utf-8"))
    click.echo(f"wrote plan.json, schedule.csv and plan.html into {out}", err=True)
