"""Write docs/pictures/plan-frontier.svg: money against unmet demand in the reference scenario.

    python tools/make_plan.py [--futures N] [--seeds N]

Prints what each lever is worth, seed by seed: how sure the order of the levers is.
"""

import argparse
from pathlib import Path

from materiel.core.files import replace_file
from materiel.plan import plan
from materiel.scenario import load_scenario
from materiel.show.plan_charts import frontier
from materiel.show.render import to_svg

ROOT = Path(__file__).parents[1]
SCENARIO = ROOT / "examples" / "race-of-logistics" / "scenario"
PICTURE = ROOT / "docs" / "pictures" / "plan-frontier.svg"


def main() -> None:
    """Plan with the first seed for the picture, with all of them for the order."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--futures", type=int, default=10)
    parser.add_argument("--seeds", type=int, default=3)
    chosen = parser.parse_args()
    scenario = load_scenario(SCENARIO)
    for seed in range(1, chosen.seeds + 1):
        found = plan(scenario, scenarios=chosen.futures, seed=seed, runs=0)
        print(f"seed {seed}: {found}")
        for row in found.worth[:5]:
            print(
                f"  without {row['lever']}: {row['more_unmet']:,.0f} pieces more ({row['share']:.1%})"
            )
        if seed == 1:
            picture = to_svg(frontier(found).to_dict(validate=False))
            replace_file(PICTURE, picture.encode("utf-8"))


if __name__ == "__main__":
    main()
