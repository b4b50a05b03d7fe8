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
from simulate_peers import Bench, Call, Count, Look

from materiel.scenario import load_scenario
from materiel.simulate import simulate
from materiel.simulate.compile import compile_network
from materiel.simulate.compiled import Given, Room
from materiel.simulate.draw import Drawer
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


def exponent(sizes: list[float], jobs: list[Call]) -> float:
    """The slope of log(time) over log(size)."""
    best = [float("inf")] * len(jobs)
    for _ in range(4):
        for place, job in enumerate(jobs):
            begun = time.process_time()
            job()
            best[place] = min(best[place], time.process_time() - begun)
    return round(float(np.polyfit(np.log(sizes), np.log(best), 1)[0]), 3)


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
    """How cost grows with runs, months and rows; the recording, once a scenario, is left out."""

    def job(chosen: Any, runs: int) -> Call:
        network, drawer = compile_network(chosen), Drawer(1, chosen.parameters)
        program = record(network, drawer, Look())
        room = Room(program, network.months, runs)
        return lambda: room.fill(program, Given(), 0, runs)

    def until(months: int) -> Any:
        return dataclasses.replace(scenario, end=scenario.months[months - 1])

    runs, months, rows = [1024, 2048, 4096, 8192], [30, 60, 90, 120], [2, 4, 8]
    return {
        "runs": exponent(list(map(float, runs)), [job(scenario, n) for n in runs]),
        "months": exponent(list(map(float, months)), [job(until(n), 2048) for n in months]),
        "rows": exponent(list(map(float, rows)), [job(copies(scenario, n), 512) for n in rows]),
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
    fans = race(bench.fan_jobs(), max(2, chosen.rounds // 2))
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
