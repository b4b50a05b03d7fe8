"""How fast a scenario runs, and in how much memory.

    python benchmarks/simulate.py [--json] [--scenario DIR] [--runs N] [--rounds N]

The last line of --json is one JSON object: runs_per_s, runs, months, rows, peak_mb.
"""

import argparse
import json
import resource
import sys
from pathlib import Path

from materiel.scenario import load_scenario
from materiel.simulate import simulate

EXAMPLE = Path(__file__).parents[1] / "examples" / "shells-155" / "scenario"


def main() -> None:
    """Run the scenario a few times and print the best round."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--scenario", type=Path, default=EXAMPLE)
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    chosen = parser.parse_args()
    scenario = load_scenario(chosen.scenario)
    times = [simulate(scenario, runs=chosen.runs).elapsed_s for _ in range(chosen.rounds)]
    # ru_maxrss is in kB on Linux and in bytes on macOS; it counts Python and NumPy too.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    found = {
        "runs_per_s": round(chosen.runs / min(times)),
        "runs": chosen.runs,
        "months": len(scenario.months),
        "rows": len(scenario.rows) - len(scenario.actors) - len(scenario.items),
        "peak_mb": round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1),
    }
    print(f"scenario {scenario.name}: {found['rows']} rows, {found['months']} months")
    print(f"{found['runs']} runs in {min(times):.3f} s (best of {chosen.rounds})")
    print(f"{found['runs_per_s']} runs a second, peak {found['peak_mb']} MB")
    if chosen.json:
        print(json.dumps(found))


if __name__ == "__main__":
    main()
