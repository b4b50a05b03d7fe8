"""How fast plans are stated, solved and solved again, beside linopy and HiGHS's own search.

    python benchmarks/plan.py [--json] [--large] [--shared DIR] [--scenario DIR]

The yardstick network and its peers stand in DIR/bench (b2_spec.py and others). Our side reads it
from the product's own tables, which `plan_network.py` writes; loading CSV is counted on neither
side. Every build runs in a fresh process, CPU time, best of the rounds. Without --large the search
for whole plants by HiGHS is cut short, and 1,000 plans are reckoned from 40.

The last line of --json is one JSON object; a figure that could not be measured is null and named
in "missing".
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
EXAMPLES = HERE.parent / "examples"
os.environ.setdefault("OMP_NUM_THREADS", "1")
clock = time.process_time


def peak_mb() -> float:
    """Peak resident memory of this process."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


class Network:
    """The yardstick network, loaded from the product's own tables."""

    def __init__(self, shared: Path, futures: int) -> None:
        sys.path[:0] = [str(shared / "bench"), str(HERE)]
        import b2_spec
        import plan_network

        from materiel.plan.futures import draw_futures
        from materiel.plan.scope import FutureDraws
        from materiel.scenario import load_scenario

        self.spec, self.numbers = b2_spec, b2_spec.make(futures)
        with tempfile.TemporaryDirectory() as folder:
            place = plan_network.write_network(Path(folder) / "b2", self.numbers, b2_spec)
            self.scenario = load_scenario(place)
        middle = draw_futures(self.scenario, 1, 1)
        many = {name: np.repeat(value, futures) for name, value in middle.items()}
        self.draws = FutureDraws(many | plan_network.demand_draws(self.numbers, b2_spec))

    def build(self) -> tuple[Any, Any]:
        """The formulation and the program."""
        from materiel.plan.formulate import formulate
        from materiel.plan.formulation import Settings
        from materiel.plan.futures import compile_futures

        given = compile_futures(self.scenario, self.draws)
        return formulate(given, Settings(priced=True, hold_price=self.numbers.c_hold))


def child_ours(shared: Path, futures: int) -> dict[str, float]:
    """State the plan and hand it over."""
    import highspy  # noqa: F401

    network = Network(shared, futures)
    from materiel.plan.solve import Solver

    Network.build(network)[
        1
    ] if futures == 1 else None  # imports and caches, as the peers have theirs
    before = peak_mb()
    start = clock()
    _, program = network.build()
    built = clock()
    solver = Solver(program, relaxed=True)
    return {
        "build": clock() - start,
        "hand": clock() - built,
        "peak": peak_mb() - before,
        "variables": len(solver.program.cost),
        "nonzeros": len(solver.program.values),
    }


def child_linopy(shared: Path, futures: int) -> dict[str, float]:
    """The same plan in linopy, handed over."""
    import logging
    import warnings

    warnings.filterwarnings("ignore")
    logging.disable(logging.CRITICAL)
    sys.path[:0] = [str(shared / "bench")]
    import b2_linopy
    import b2_spec
    import highspy  # noqa: F401
    import linopy  # noqa: F401

    numbers = b2_spec.make(futures)
    before = peak_mb()
    start = clock()
    model = b2_linopy.assemble(numbers)
    b2_linopy.to_highs(model)
    return {"build": clock() - start, "peak": peak_mb() - before}


def child_solve(shared: Path, plans: int) -> dict[str, float]:
    """One plan cold, many warm, the certificate, and the peer's optimum."""
    from materiel.plan.solve import Solver
    from materiel.plan.verify import certify

    network = Network(shared, 1)
    network.build()
    start = clock()
    f, program = network.build()
    solver = Solver(program, relaxed=True)
    found = solver.solve()
    cold = clock() - start
    start = clock()
    certify(solver, found)
    certificate = clock() - start
    solver.remember()
    many = network.spec.make(20).demand
    opening = f.given.opening[0]
    warm, worst = [], 0.0
    colds = [cold]
    at = [
        f.given.account(f"c{c}", f"i{i}")
        for i in range(many.shape[1])
        for c in range(many.shape[2])
    ]
    for n in range(plans):
        demand = np.zeros_like(f.given.demand[0])
        demand[at] = many[n % 20].reshape(len(at), -1)
        start = clock()
        fixed = f.given.landing[0] - demand
        fixed[:, 0] += opening
        solver.set_bounds(f.blocks["unmet"].ids[0], 0.0, demand)
        solver.set_limits(f.blocks["balance"].ids[0], fixed, fixed)
        solver.restore()
        again = solver.solve()
        warm.append(clock() - start)
        if n < 3:
            worst = max(worst, _cold_difference(network, demand, again.objective, colds))
        certify(solver, again)
    result = {"cold": float(np.mean(colds)), "warm": float(np.mean(warm)), "worst": worst}
    result |= {"objective": found.objective, "certificate": certificate / found.seconds}
    return result | {"total": float(np.sum(warm)), "solve": found.seconds, "peer": _peer(shared)}


def _cold_difference(network: Network, demand: Any, warm: float, colds: list[float]) -> float:
    """The same plan from nothing: its time, and how far the warm objective is from it."""
    from materiel.plan.formulate import formulate
    from materiel.plan.formulation import Settings
    from materiel.plan.futures import compile_futures
    from materiel.plan.solve import Solver

    start = clock()
    given = compile_futures(network.scenario, network.draws)
    given.demand[0] = demand
    _, program = formulate(given, Settings(priced=True, hold_price=network.numbers.c_hold))
    found = Solver(program, relaxed=True).solve()
    colds.append(clock() - start)
    return abs(found.objective - warm) / abs(found.objective)


def _peer(shared: Path) -> float:
    """The optimum of the direct formulation in ../shared/bench."""
    import b2_direct
    import b2_spec

    solver, _ = b2_direct.to_highs(b2_direct.assemble(b2_spec.make(1)), relax=True)
    solver.setOptionValue("solver", "simplex")
    solver.run()
    return float(solver.getInfo().objective_function_value)


def child_whole(shared: Path, limit_s: float) -> dict[str, float]:
    """Whole plants: our search against HiGHS's own, each alone."""
    from materiel.plan.solve import Solver
    from materiel.plan.whole import Search

    network = Network(shared, 1)
    found: list[tuple[float, float]] = []
    start = clock()
    f, program = network.build()
    ids, once = f.blocks["once"].ids, f.blocks["once rows"].ids
    may = [[int(m) for m in np.flatnonzero(row)] for row in program.upper[ids] > 0]
    search = Search(
        solver=Solver(program, relaxed=True),
        ids=ids,
        once=once,
        may=may,
        gap=0.01,
        end=time.perf_counter() + max(limit_s, 60.0),
        tell=lambda best, bound: found.append((clock() - start, best)),
    )
    search.run()
    ours = clock() - start
    assert search.best is not None
    start = clock()
    whole = Solver(program)
    theirs = whole.solve(time_limit_s=limit_s, gap=0.005)
    took = clock() - start
    best = search.best.objective
    reached = next((s for s, v in found if v <= theirs.objective * (1 + 1e-6)), float("nan"))
    return {
        "ours": best,
        "bound": search.bound,
        "ours_s": ours,
        "solves": search.solves,
        "highs": theirs.objective,
        "highs_s": took,
        "highs_ended": float(theirs.status == "optimal"),
        "reached_s": reached,
    }


def child_reference(folder: str, futures: int) -> dict[str, float]:
    """The reference scenario to a gap of 1 %."""
    from materiel.plan.decide import plan
    from materiel.scenario import load_scenario

    scenario = load_scenario(Path(folder))
    start = time.perf_counter()
    made = plan(
        scenario, scenarios=futures, runs=0, explore_further=False, gap=0.01, time_limit_s=300
    )
    return {
        "s": time.perf_counter() - start,
        "gap": made.unmet_gap,
        "variables": made.size["variables"],
    }


CHILDREN = {
    "ours": child_ours,
    "linopy": child_linopy,
    "solve": child_solve,
    "whole": child_whole,
}


def run(kind: str, place: str, number: float) -> dict[str, float] | None:
    """A child in a fresh process; None, and why on stderr, where it fails."""
    command = [sys.executable, "-W", "ignore", __file__, "--child", kind, place, str(number)]
    done = subprocess.run(command, capture_output=True, text=True)
    lines = [line for line in done.stdout.splitlines() if line.startswith("RESULT ")]
    if not lines:
        print(f"{kind} {number}: {done.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return None
    return dict(json.loads(lines[-1][7:]))


def best(kind: str, place: str, number: float, rounds: int) -> dict[str, float] | None:
    """The least of each figure over some rounds."""
    results = [r for r in (run(kind, place, number) for _ in range(rounds)) if r is not None]
    if not results:
        return None
    return {name: min(result[name] for result in results) for name in results[0]}


def measure(shared: Path, scenario: Path, *, large: bool) -> dict[str, Any]:
    """Every figure."""
    figures: dict[str, Any] = {
        name: {} for name in ("build_s", "linopy_build_s", "build_ratio", "reference_s")
    }
    missing: list[str] = []
    place = str(shared)
    if not (shared / "bench" / "b2_spec.py").exists():
        missing.append(f"{shared}/bench/b2_spec.py")
    else:
        _builds(figures, missing, place, rounds=5 if large else 2)
        _solves(figures, missing, place, plans=1000 if large else 40)
        _whole(figures, missing, place, limit_s=300.0 if large else 25.0)
    for futures in (1, 10) if large else (1,):
        made = run("reference", str(scenario), futures)
        if made is None:
            missing.append(f"reference scenario, {futures} futures")
        else:
            figures["reference_s"][str(futures)] = round(made["s"], 3)
            figures.setdefault("reference_gap", {})[str(futures)] = round(made["gap"], 4)
    return figures | {"missing": missing, "reference": scenario.parent.name}


def _builds(figures: dict[str, Any], missing: list[str], place: str, rounds: int) -> None:
    for futures in (1, 10):
        ours = best("ours", place, futures, rounds)
        peer = best("linopy", place, futures, rounds)
        if ours:
            figures["build_s"][str(futures)] = round(ours["build"], 4)
            figures.setdefault("variables", {})[str(futures)] = ours["variables"]
            figures.setdefault("nonzeros", {})[str(futures)] = ours["nonzeros"]
            if futures == 10:
                figures["peak_mb"] = round(ours["peak"], 1)
        if peer:
            figures["linopy_build_s"][str(futures)] = round(peer["build"], 4)
        else:
            missing.append("linopy")
        if ours and peer:
            figures["build_ratio"][str(futures)] = round(peer["build"] / ours["build"], 1)


def _solves(figures: dict[str, Any], missing: list[str], place: str, plans: int) -> None:
    solved = run("solve", place, plans)
    if solved is None:
        missing.append("warm plans")
        return
    difference = abs(solved["objective"] - solved["peer"]) / abs(solved["peer"])
    figures |= {
        "warm_ratio": round(solved["cold"] / solved["warm"], 2),
        "thousand_plans_s": round(solved["total"] * 1000 / plans, 1),
        "thousand_plans_measured": plans,
        "certificate_share": round(solved["certificate"], 4),
        "lp_s": round(solved["solve"], 3),
        "objective_rel_diff": max(difference, solved["worst"]),
    }
    if "1" in figures["build_s"]:
        figures["build_share_of_lp"] = round(figures["build_s"]["1"] / solved["solve"], 3)


def _whole(figures: dict[str, Any], missing: list[str], place: str, limit_s: float) -> None:
    whole = run("whole", place, limit_s)
    if whole is None:
        missing.append("whole plants")
        return
    reached = whole["reached_s"]
    ratio = whole["highs_s"] / reached if reached == reached else None
    figures |= {
        "milp_time_ratio": round(ratio, 2) if ratio is not None else None,
        "milp_gap_time_ratio": round(whole["highs_s"] / whole["ours_s"], 2),
        "milp_gap": round((whole["ours"] - whole["bound"]) / abs(whole["ours"]), 5),
        "milp_ours_s": round(whole["ours_s"], 2),
        "milp_highs_s": round(whole["highs_s"], 2),
        "milp_highs_ended": bool(whole["highs_ended"]),
        "milp_objective": round(whole["ours"], 2),
        "milp_highs_objective": round(whole["highs"], 2) if np.isfinite(whole["highs"]) else None,
    }


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shared", type=Path, default=HERE.parents[1] / "shared")
    parser.add_argument("--scenario", type=Path)
    parser.add_argument("--large", action="store_true")
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    parser.add_argument("--child", nargs=3)
    chosen = parser.parse_args()
    if chosen.child:
        kind, place, number = chosen.child
        if kind == "reference":
            result = child_reference(place, int(float(number)))
        elif kind == "whole":
            result = child_whole(Path(place), float(number))
        else:
            result = CHILDREN[kind](Path(place), int(float(number)))
        print("RESULT " + json.dumps(result))
        return
    race = EXAMPLES / "race-of-logistics" / "scenario"
    reference = race if (race / "levers.csv").exists() else EXAMPLES / "shells-155" / "scenario"
    figures = measure(chosen.shared, chosen.scenario or reference, large=chosen.large)
    for name, value in figures.items():
        print(f"{name}: {value}")
    if chosen.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
