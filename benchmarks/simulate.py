"""How fast the simulation is, beside its peers, on one network and in one run.

    python benchmarks/simulate.py [--json] [--shared DIR] [--rounds N] [--runs N] [--weekly]

The network is read from component tables (benchmarks/network). Peers and their scripts come from
DIR/bench; one that is not there is named as missing. CPU time of one thread, best of interleaved
rounds. The last line of --json is one JSON object:

runs_per_s    our runs of 120 months a second, every trajectory kept
ratio         our runs a second ÷ those of each peer
fan_ratio     from draws to fan charts: NumPy's time ÷ ours
max_rel_diff  our trajectories against the NumPy peer's (ours without the kernel, where it is missing)
reference_s   10,000 runs × 72 months of the reference scenario, wall time on all cores
peak_mb       memory of this process after the reference runs
exponents     cost grows as this power of runs, months and rows
missing       peers that are not here

With --weekly the network runs in 520 weeks (rules E of docs/model.md): runs_per_s, ratio, fan_ratio,
max_rel_diff and missing, of a quarter of the runs.
"""

import argparse
import dataclasses
import importlib
import json
import os
import resource
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("NUMBA_NUM_THREADS", "1")

import numpy as np
from network_tables import HERE, ITEMS, LINES, STEPS, TRANSFERS, numbers, write
from sdeverywhere import library

from materiel.scenario import load_scenario
from materiel.simulate import simulate
from materiel.simulate.compile import compile_network, drawer_of
from materiel.simulate.compiled import Given, Room
from materiel.simulate.draw import Drawer
from materiel.simulate.engine import record, run_network
from materiel.simulate.fans import Histograms
from materiel.simulate.lanes import LANES, in_blocks, side_by_side

EXAMPLES = Path(__file__).parents[1] / "examples"
LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
Job = Callable[[], Any]


class Look:
    """Stock and unmet demand of the user, item by item."""

    def monthly(self, network: Any, state: Any, flows: Any) -> Any:
        """Sixteen rows a month."""
        accounts = [network.account("user", f"item-{item}") for item in range(ITEMS)]
        return (*state.stock[accounts], *state.unmet[accounts])

    def counted(self, network: Any, state: Any, flows: Any) -> Any:
        """Nothing."""
        return ()

    final = counted


class Count(Look):
    """The same rows, only counted."""

    counted = Look.monthly
    monthly = Look.counted


def nothing(first: int, runs: int, monthly: Any, final: Any) -> None:
    """Takes what is left to take."""


def given_draws(draws: Any, base: Any) -> Given:
    """The draws of the yardstick as draws of our parameters."""
    once = {}
    for k in range(LINES):
        once[f"lines/line-{k}/rate_full"] = draws.gain[:, k] * base[k]
        once[f"lines/line-{k}/ramp_delay_months"] = draws.ramp_t[:, k]
    for i in range(ITEMS):
        once[f"restocks/keep-{i}/lead_months"] = draws.lead[:, i]
    for k in range(TRANSFERS):
        once[f"transfers/gift-{k}/delay_months"] = draws.delay[:, k]
        once[f"permissions/consent-{k}/coin"] = 1.0 - draws.ok[:, k]
    return Given(
        once_names=tuple(once),
        once=in_blocks(np.array(list(once.values()), dtype=np.float64)),
        monthly_names=tuple(f"demands/use-{i}/noise" for i in range(ITEMS)),
        monthly=in_blocks(np.ascontiguousarray(draws.noise.transpose(1, 2, 0))),
    )


class Bench:
    """Our side and the peers, on the same draws."""

    def __init__(self, shared: Path, runs: int, step: str = "month") -> None:
        self.runs = runs
        self.missing: list[str] = []
        with tempfile.TemporaryDirectory() as folder:
            place = HERE if step == "month" else write(Path(folder), step)
            self.scenario = load_scenario(place)
        # Ten years have a week or two more than 520.
        self.network = dataclasses.replace(compile_network(self.scenario), months=STEPS[step])
        self.drawer = drawer_of(self.network, 1)
        self.peers = shared / "bench"
        sys.path.insert(0, str(self.peers))
        self.b1 = self._import("b1_spec")
        if self.b1 is not None:
            self.spec = self.b1.make_spec(step == "week")
            self.draws = self.b1.make_draws(self.spec, runs)
            base = numbers(step)["base"]
            np.testing.assert_allclose(self.spec.base, base)
        given = given_draws(self.draws, base) if self.b1 is not None else Given()
        program = record(self.network, self.drawer, Look(), given)
        self.room = Room(program, self.network.months, runs)
        self.ours: Job = lambda: self.room.fill(program, given, 0, runs)

    def _import(self, module: str, *needs: str) -> Any:
        try:
            for name in needs:
                importlib.import_module(name)
            return importlib.import_module(module)
        except Exception:
            return None

    def few(self, count: int) -> Any:
        """The first draws, for peers that need longer."""
        return self.b1.take(self.draws, count)

    def jobs(self) -> dict[str, tuple[int, Job]]:
        """What is timed: how many runs, and the call."""
        found: dict[str, tuple[int, Job]] = {"ours": (self.runs, self.ours)}
        makers = {
            "numpy": self._numpy,
            "c": self._c,
            "pysd": self._pysd,
            "bptk": self._bptk,
            "simpy": self._simpy,
            "sdeverywhere": self._sdeverywhere,
        }
        for name, make in makers.items():
            try:
                job = make() if self.b1 is not None else None
            except Exception as error:
                print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
                job = None
            if job is None:
                self.missing.append(name)
            else:
                found[name] = job
        return found

    def _numpy(self) -> tuple[int, Job] | None:
        peer = self._import("b1_numpy")
        draws = self.few(min(2048, self.runs))
        self.numpy_peer = peer
        return peer and (len(draws.ok), lambda: peer.simulate_chunked(self.spec, draws, 1024))

    def _c(self) -> tuple[int, Job] | None:
        peer = self._import("b1_limit")
        if peer is None:
            return None
        folder = tempfile.mkdtemp()
        peer.SO = str(Path(folder) / "b1_limit.so")
        noise = np.ascontiguousarray(self.draws.noise.transpose(1, 2, 0))
        out = tuple(np.zeros((self.spec.steps + 1, ITEMS, self.runs)) for _ in range(2))
        peer.simulate(self.spec, self.draws, noise, True, 1, out)
        return self.runs, lambda: peer.simulate(self.spec, self.draws, noise, True, 1, out)

    def _pysd(self) -> tuple[int, Job] | None:
        peer = self._import("b1_pysd", "pysd")
        if peer is None:
            return None
        peer.HERE = tempfile.mkdtemp()
        model, draws = peer.load(self.spec), self.few(6)
        return 6, lambda: peer.simulate(model, self.spec, draws)

    def _bptk(self) -> tuple[int, Job] | None:
        peer = self._import("b1_bptk", "BPTK_Py")
        draws = self.few(30)
        return peer and (30, lambda: peer.simulate_rust_reuse(self.spec, draws))

    def _simpy(self) -> tuple[int, Job] | None:
        peer = self._import("b1_simpy", "simpy")
        draws = self.few(12)
        return peer and (12, lambda: peer.simulate(self.spec, draws))

    def _sdeverywhere(self) -> tuple[int, Job] | None:
        """Without noise, which has no place among its inputs: the same work but for that."""
        peer, writer = self._import("b1_sde"), self._import("b1_pysd", "pandas")
        if peer is None or writer is None:
            return None
        model = Path(tempfile.mkdtemp()) / "network.mdl"
        writer.write_mdl(self.spec, str(model))
        names = [("ramp t", LINES), ("gain", LINES), ("delay", TRANSFERS), ("ok", TRANSFERS)]
        names += [("lead", ITEMS)]
        inputs = [f"{name} {number}" for name, count in names for number in range(count)]
        outputs = [f"{name} {item}" for name in ("stock", "unmet") for item in range(ITEMS)]
        made = str(library(model, inputs, outputs))
        draws = dataclasses.replace(self.few(1024))
        draws.noise = np.ones_like(draws.noise)
        told = peer.simulate(made, self.spec, draws)
        plain = self._import("b1_numpy").simulate(self.spec, draws)
        for one, other in zip(told, plain, strict=True):
            np.testing.assert_allclose(one, other, rtol=0, atol=1e-9 * np.abs(other).max())
        return 1024, lambda: peer.simulate(made, self.spec, draws)

    def difference(self) -> float:
        """Our trajectories against NumPy's, as a share of the largest number."""
        if self.b1 is None or "numpy" in self.missing:
            kernel = simulate(self.scenario, runs=64, engine="kernel").fan("stock").sample
            plain = simulate(self.scenario, runs=64, engine="numpy").fan("stock").sample
            return float(np.abs(kernel - plain).max() / np.abs(plain).max())
        self.ours()
        stock, unmet = self.numpy_peer.simulate(self.spec, self.few(64))
        ours = side_by_side(self.room.monthly[:1], 64).transpose(2, 0, 1)
        pairs = (
            (ours[..., :ITEMS], stock[:, 1:]),
            (np.cumsum(ours[..., ITEMS:], axis=1), unmet[:, 1:]),
        )
        return max(float(np.abs(a - b).max() / np.abs(b).max()) for a, b in pairs)

    def fan_jobs(self) -> dict[str, tuple[int, Job]]:
        """From draws to quantiles of stock and unmet demand, all items and months."""

        def ours() -> None:
            fans = Histograms(2 * ITEMS * self.network.months)
            run_network(
                self.network, self.drawer, self.runs, Count(), nothing, fans=fans, threads=1
            )
            fans.quantiles(LEVELS)

        if self.b1 is None:
            return {"ours": (self.runs, ours)}
        rng, count = np.random.default_rng(5), 4096

        def numpy_way() -> None:
            kept = np.empty((2, self.spec.steps + 1, ITEMS, count))
            for first in range(0, count, 1024):
                draws = self.b1.make_draws(self.spec, 1, seed=first)
                part = self.few(1024)
                fields = {f.name: getattr(part, f.name) for f in dataclasses.fields(part)}
                fields["noise"] = rng.lognormal(-0.02, 0.2, part.noise.shape)
                told = self.numpy_peer.simulate(self.spec, type(draws)(**fields))
                for place in (0, 1):
                    kept[place, ..., first : first + 1024] = told[place].transpose(1, 2, 0)
            np.quantile(kept, LEVELS, axis=-1)

        return {"ours": (self.runs, ours), "numpy": (count, numpy_way)}


def race(jobs: dict[str, tuple[int, Job]], rounds: int) -> dict[str, float]:
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


def exponent(sizes: list[float], jobs: list[Job]) -> float:
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

    def job(chosen: Any, runs: int) -> Job:
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


def reference() -> tuple[str, float]:
    """10,000 runs of the reference scenario, wall time, once it has run before."""
    folders = ("race-of-logistics", "shells-155")
    places = [EXAMPLES / name for name in folders]
    folder = next(place for place in places if place.exists())
    found = folder / "scenario" if (folder / "scenario").exists() else folder
    scenario = load_scenario(found)
    simulate(scenario, runs=LANES)
    return folder.name, min(simulate(scenario, runs=10_000).elapsed_s for _ in range(3))


def of_months(bench: Bench) -> dict[str, Any]:
    """What is measured in months only: the reference scenario, and how cost grows."""
    name, seconds = reference()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "reference": name,
        "reference_s": round(seconds, 3),
        # In kB on Linux and in bytes on macOS.
        "peak_mb": round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1),
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
    found: dict[str, Any] = {
        "runs_per_s": round(rates["ours"]),
        "ratio": {p: round(rates["ours"] / rate, 3) for p, rate in rates.items() if p != "ours"},
        "fan_ratio": round(fans["ours"] / fans["numpy"], 2) if "numpy" in fans else None,
        "fan_runs_per_s": round(fans["ours"]),
        "max_rel_diff": bench.difference(),
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
