"""How fast the simulation is, beside its peers, on one network and in one run.

    python benchmarks/simulate.py [--json] [--shared DIR] [--rounds N] [--runs N] [--weekly]

The network is read from component tables (benchmarks/network). Peers and their scripts come from
DIR/bench; one that is not there is named as missing. CPU time of one thread, best of interleaved
rounds. The last line of --json is one JSON object:

runs_per_s    our runs of 120 months a second, every trajectory kept
ratio         our runs a second ÷ those of each peer
fan_ratio     from draws to fan charts: NumPy's time ÷ ours; models translated before, as with all peers
record_s      what that translation takes
max_rel_diff  our trajectories against the NumPy peer's (ours without the kernel, where it is missing)
reference_s   10,000 runs × 72 months of the reference scenario, wall time on all cores
peak_mb       memory of a process of its own that runs it once
start_fresh_s one run with the kernel, imports included, where nothing is compiled yet
start_again_s the same in the next process
start_auto_s  one run where nothing is compiled, engine left to choose
exponents     cost grows as this power of runs, months and rows
missing       peers that are not here

With --weekly the network runs in 520 weeks (rules E of docs/model.md): runs_per_s, ratio, fan_ratio,
record_s, max_rel_diff and missing, of a quarter of the runs.
"""

import argparse
import dataclasses
import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("NUMBA_NUM_THREADS", "1")

import numpy as np
from simulate_peers import Bench, Call, Count, Look, nothing

from materiel.core.dates import month_number, month_text
from materiel.scenario import load_scenario
from materiel.simulate import simulate
from materiel.simulate.compile import compile_network
from materiel.simulate.compiled import Given
from materiel.simulate.draw import Drawer
from materiel.simulate.engine import Job
from materiel.simulate.fans import Histograms
from materiel.simulate.lanes import LANES
from materiel.simulate.record import record

REFERENCE = Path(__file__).parents[1] / "examples" / "race-of-logistics" / "scenario"


def race(jobs: dict[str, tuple[int, Call]], rounds: int) -> dict[str, float]:
    """Runs per second of CPU time, the best of interleaved rounds."""
    best = dict.fromkeys(jobs, float("inf"))
    for _, job in jobs.values():
        job()
    for _ in range(rounds):
        for name, (_, job) in jobs.items():
            begun = time.process_time()
            job()
            best[name] = min(best[name], time.process_time() - begun)
    return {name: runs / best[name] for name, (runs, _) in jobs.items()}


def best_of(job: Call, rounds: int = 5) -> float:
    """CPU seconds of the best of some rounds."""
    return 1 / race({"job": (1, job)}, rounds)["job"]


def exponent(sizes: list[int], jobs: list[Call], rounds: int = 24) -> float:
    """The slope of log(CPU time) over log(size).

    A small job is done so often in a row that each takes about as long: what disturbs a measurement
    would else hit the large ones alone.
    """
    often = [max(sizes) // size for size in sizes]
    rates = race(
        {
            str(size): (times, lambda job=job, times=times: [job() for _ in range(times)])
            for size, job, times in zip(sizes, jobs, often, strict=True)
        },
        rounds,
    )
    seconds = [1 / rates[str(size)] for size in sizes]
    return round(float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0]), 3)


def copies(scenario: Any, count: int) -> Any:
    """A scenario with every row `count` times: that many networks side by side."""
    tables = {}
    for field in dataclasses.fields(scenario):
        rows = getattr(scenario, field.name)
        if isinstance(rows, tuple) and rows and dataclasses.is_dataclass(rows[0]):
            tables[field.name] = tuple(renamed(row, copy) for copy in range(count) for row in rows)
    return dataclasses.replace(scenario, **tables)


POINTERS = ("id", "holder", "item", "actor", "line", "pool", "series", "buyer", "giver", "receiver",
            "permission", "decider")  # fmt: skip


def renamed(row: Any, copy: int) -> Any:
    """A row of the network's copy number `copy`; the first keeps its names."""
    if not copy:
        return row
    changed = {}
    for field in dataclasses.fields(row):
        value = getattr(row, field.name)
        if field.name in POINTERS and value:
            changed[field.name] = f"{value}-{copy}"
        elif dataclasses.is_dataclass(value) and hasattr(value, "row"):
            series = value.series and f"{value.series}-{copy}"
            changed[field.name] = dataclasses.replace(
                value, row=f"{value.row}-{copy}", series=series
            )
    return dataclasses.replace(row, **changed)


def exponents(scenario: Any) -> dict[str, float]:
    """How cost grows with runs, months and rows: draws and runs, chunk by chunk, every trajectory
    handed out; the recording, once a scenario, is left out."""

    def job(chosen: Any, runs: int) -> Call:
        network, drawer = compile_network(chosen), Drawer(1, chosen.parameters)
        program = record(network, drawer, Look())
        work = Job(network, drawer, Look(), nothing, Histograms(0), Given())
        return lambda: work.by_kernel(program, 0, runs, None, 1)

    def lasting(months: int) -> Any:
        # From when the last gift has begun, so that each month has the same steps. A horizon that
        # ends before it has a tenth fewer of them, and would make cost look steeper than it is.
        first = max(month_number(row.date_from) for row in scenario.transfers) + 1
        start, end = month_text(first), month_text(first + months - 1)
        return dataclasses.replace(scenario, start=start, end=end)

    runs, months, rows = [1024, 2048, 4096, 8192], [30, 60, 120, 240], [1, 2, 4, 8]
    return {
        "runs": exponent(runs, [job(scenario, n) for n in runs]),
        "months": exponent(months, [job(lasting(n), 2048) for n in months]),
        "rows": exponent(rows, [job(copies(scenario, n), 1024) for n in rows]),
    }


# A process of its own: from the call of `simulate` on, imports included, and all memory it took.
# `ru_maxrss` would begin with the memory of the process that started it.
CALL = """
import sys, time
from materiel.scenario import load_scenario
scenario = load_scenario(sys.argv[1])
begun = time.perf_counter()
from materiel.simulate import simulate
outcome = simulate(scenario, runs=int(sys.argv[2]), engine=sys.argv[3])
seconds = time.perf_counter() - begun
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(seconds, status["VmHWM"].split()[0])
"""


def called(runs: int, engine: str, cache: str | None = None) -> tuple[float, float]:
    """Seconds and megabytes of one call on the reference scenario in a fresh process."""
    env = os.environ | ({"XDG_CACHE_HOME": cache} if cache else {})
    command = [sys.executable, "-c", CALL, str(REFERENCE), str(runs), engine]
    done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    seconds, most = done.stdout.split()
    return float(seconds), float(most) / 2**10


def starts() -> dict[str, float]:
    """How long one run takes that is the first: nearly all of it is before the run."""
    with tempfile.TemporaryDirectory() as cache:
        found: dict[str, Any] = {
            "start_auto_s": called(1, "auto", cache)[0],
            "start_fresh_s": called(1, "kernel", cache)[0],
            "start_again_s": min(called(1, "kernel", cache)[0] for _ in range(3)),
        }
    return {name: round(seconds, 3) for name, seconds in found.items()}


def reference() -> float:
    """10,000 runs of the reference scenario, wall time, once it has run before."""
    scenario = load_scenario(REFERENCE)
    simulate(scenario, runs=LANES)
    return min(simulate(scenario, runs=10_000).elapsed_s for _ in range(3))


def of_months(bench: Bench) -> dict[str, Any]:
    """What is measured in months only: the reference scenario, starts, and how cost grows."""
    return {
        "reference_s": round(reference(), 3),
        "peak_mb": round(called(10_000, "kernel")[1], 1),
        **starts(),
        "exponents": exponents(bench.scenario),
    }


def main() -> None:
    """Measure, print, and give one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    parser.add_argument("--shared", type=Path, default=Path(__file__).parents[2] / "shared")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--runs", type=int, default=10_240)
    parser.add_argument("--weekly", action="store_true", help="the same network in 520 weeks")
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(200_000)
    step, runs = ("week", chosen.runs // 4) if chosen.weekly else ("month", chosen.runs)
    bench = Bench(chosen.shared, -(-runs // LANES) * LANES, step)
    rates = race(bench.jobs(), chosen.rounds)
    fans = race(bench.fan_jobs(), 2 * chosen.rounds)
    found = {
        "runs_per_s": round(rates["ours"]),
        "ratio": {p: round(rates["ours"] / rate, 3) for p, rate in rates.items() if p != "ours"},
        "fan_ratio": round(fans["ours"] / fans["numpy"], 2) if "numpy" in fans else None,
        "fan_runs_per_s": round(fans["ours"]),
        "max_rel_diff": bench.difference(),
        "record_s": round(best_of(lambda: record(bench.network, bench.drawer, Count())), 4),
        "missing": bench.missing,
    }
    if not chosen.weekly:
        found |= of_months(bench)
    for key, value in found.items():
        print(f"{key}: {value}")
    if chosen.json:
        print(json.dumps(found))


if __name__ == "__main__":
    main()
