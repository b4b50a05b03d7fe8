"""A scenario to an outcome."""

import time

from materiel import __version__
from materiel.core.errors import InputError
from materiel.core.progress import Progress, silent
from materiel.scenario.records import Scenario
from materiel.simulate.compile import compile_network, drawer_of
from materiel.simulate.engine import run_network
from materiel.simulate.lanes import side_by_side
from materiel.simulate.recorder import Recorder, spread
from materiel.simulate.records import Engine, FloatArray, Outcome

MOST_RUNS = 1_000_000
LARGEST_SEED = 2**63 - 1


def simulate(
    scenario: Scenario,
    *,
    runs: int = 2000,
    seed: int = 1,
    engine: Engine = "auto",
    threads: int | None = None,
    progress: Progress = silent,
) -> Outcome:
    """Run a scenario many times and tell what comes of it.

    Args:
        scenario: From `load_scenario`.
        runs: From 1 to 1,000,000.
        seed: From 0 to 2**63 − 1. The same seed gives the same bits.
        engine: "kernel" (compiled), "numpy", or "auto": NumPy until the kernel is there, then that.
        threads: Of the kernel; None is one for each core. The outcome does not depend on it.
        progress: Told after each chunk of runs.

    Returns:
        Quantiles over the runs, with the provenance of every number.

    Raises:
        InputError: `runs` or `seed` cannot be used.
        SimulationError: An impossible state; names the rule of docs/model.md.

    Source: docs/model.md.

    >>> simulate(None, runs=0)
    Traceback (most recent call last):
    materiel.core.errors.InputError: 0 runs; from 1 to 1000000 can be run
      where: runs
      do: Take 2000 for a first look.
    """
    return simulate_in_chunks(
        scenario,
        runs=runs,
        seed=seed,
        progress=progress,
        chunk=None,
        engine=engine,
        threads=threads,
    )


def simulate_in_chunks(
    scenario: Scenario,
    *,
    runs: int,
    seed: int,
    progress: Progress,
    chunk: int | None,
    engine: Engine = "auto",
    threads: int | None = None,
) -> Outcome:
    """`simulate` with `chunk` runs side by side; the outcome does not depend on it."""
    _require_whole("runs", runs, 1, MOST_RUNS, "Take 2000 for a first look.")
    _require_whole("seed", seed, 0, LARGEST_SEED, "Take 1, or any whole number in between.")
    begun = time.perf_counter()
    recorder = Recorder(scenario, runs)
    progress("simulating", 0, runs)

    def take(first: int, size: int, monthly: FloatArray, final: FloatArray) -> None:
        whole = side_by_side(monthly, size).swapaxes(0, 1)
        recorder.take(first, whole, side_by_side(final, size))
        progress("simulating", first + size, runs)

    network = compile_network(scenario)
    drawer = drawer_of(network, seed)
    ran = run_network(
        network,
        drawer,
        runs,
        recorder,
        take,
        fans=recorder.measured,
        engine=engine,
        chunk=chunk,
        threads=threads,
    )
    return Outcome(
        scenario_name=scenario.name,
        scenario_title=scenario.title,
        scenario_hash=scenario.hash,
        version=__version__,
        seed=seed,
        runs=runs,
        as_of=scenario.as_of,
        step=scenario.step,
        focus_holder=scenario.focus_holder,
        focus_item=scenario.focus_item,
        coverage_now=spread(recorder.coverage_now, "share"),
        parity=recorder.parity_over_runs(),
        fans=recorder.fans(),
        totals=recorder.totals(),
        elapsed_s=time.perf_counter() - begun,
        engine=ran,
    )


def _require_whole(name: str, value: int, low: int, high: int, way_out: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise InputError(f"{name} {value!r} is not a whole number", where=name, way_out=way_out)
    if not low <= value <= high:
        told = f"{value} runs" if name == "runs" else f"seed {value}"
        way = "run" if name == "runs" else "used"
        raise InputError(f"{told}; from {low} to {high} can be {way}", where=name, way_out=way_out)
