"""Write what docs/plan.md tells of the reference scenario: the frontier, and the levers that matter most.

    python tools/make_plan.py [--futures N]

The picture goes to docs/pictures/plan-frontier.svg, the table between its marks in docs/plan.md:
what each lever is worth, and how that changes with other draws, less money, care for the worst
futures and without the futures.
"""

import argparse
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from materiel.core.files import replace_file
from materiel.plan import plan
from materiel.plan.answers import focus_unmet, spending
from materiel.plan.decide import keep_limits
from materiel.plan.explore import without
from materiel.plan.formulate import formulate
from materiel.plan.formulation import Settings
from materiel.plan.futures import compile_futures, draw_futures
from materiel.plan.optimise import Effort, Optimum, optimise
from materiel.plan.settle import settle
from materiel.scenario import Scenario, load_scenario
from materiel.show.plan_charts import frontier
from materiel.show.render import to_svg

ROOT = Path(__file__).parents[1]
SCENARIO = ROOT / "examples" / "race-of-logistics" / "scenario"
PICTURE = ROOT / "docs" / "pictures" / "plan-frontier.svg"
PAGE = ROOT / "docs" / "plan.md"
TABLE = re.compile(r"(?<=<!-- levers that matter -->\n).*?(?=<!-- end -->)", re.DOTALL)
MOST = 5  # levers told


def found_with(
    scenario: Scenario, futures: int, seed: int, money: float = float("inf"), risk: float = 0.0
) -> Optimum:
    """The plan of these futures, this money and this care for the worst."""
    given = compile_futures(scenario, draw_futures(scenario, futures, seed))
    f, program = formulate(given, Settings(budget=money, risk=risk), (keep_limits,))
    found = optimise(f, program, Effort(gap=1e-2))
    assert found is not None
    return found


def worth(found: Optimum) -> dict[str, float]:
    """How much more stays unmet without each lever. [share of what stays unmet]"""
    return {row["lever"]: row["share"] for row in without(found, time_limit_s=600.0)}


def cases(scenario: Scenario, futures: int) -> Mapping[str, dict[str, float]]:
    """What levers are worth, case by case."""
    first = found_with(scenario, futures, 1)
    f = first.formulation
    each = sum(money.sum(axis=1) for money in spending(f, first.values).values())
    half = float(each.mean()) / 2 if f.spends else 0.0  # type: ignore[union-attr]
    unmet = focus_unmet(f, settle(f, first.values).unmet)
    print(f"unmet by future: {sorted(round(float(n)) for n in unmet)}; half the money: {half:,.0f}")
    return {
        "seed 1": worth(first),
        "seed 2": worth(found_with(scenario, futures, 2)),
        "seed 3": worth(found_with(scenario, futures, 3)),
        "half the money": worth(found_with(scenario, futures, 1, money=half)),
        "worst fifth counts half": worth(found_with(scenario, futures, 1, risk=0.5)),
        "middle of all numbers": worth(found_with(scenario, 1, 1)),
    }


def table(scenario: Scenario, told: Mapping[str, dict[str, float]]) -> str:
    """Levers by their worth in the first case; each cell with its place in that case."""
    names = {row.id: row.name or row.id for row in scenario.levers}
    first = next(iter(told.values()))
    lines = [f"| without | {' | '.join(told)} |", f"| --- |{' ---: |' * len(told)}"]
    for lever in sorted(first, key=lambda name: -first[name])[:MOST]:
        cells = [_cell(worths, lever) for worths in told.values()]
        lines.append(f"| {names[lever]} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _cell(worths: dict[str, float], lever: str) -> str:
    if lever not in worths:
        return "not used"
    place = sorted(worths, key=lambda name: -worths[name]).index(lever) + 1
    return f"{worths[lever]:.1%} ({place})"


def main() -> None:
    """Draw the picture, then work out the cases."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--futures", type=int, default=10)
    chosen = parser.parse_args()
    scenario = load_scenario(SCENARIO)
    made: Any = plan(scenario, scenarios=chosen.futures, runs=0)
    print(made)
    picture = to_svg(frontier(made).to_dict(validate=False))
    replace_file(PICTURE, picture.encode("utf-8"))
    rows = table(scenario, cases(scenario, chosen.futures))
    print(rows)
    page = TABLE.sub(lambda _: "\n" + rows + "\n", PAGE.read_text("utf-8"))
    replace_file(PAGE, page.encode("utf-8"))


if __name__ == "__main__":
    main()
