"""What a caller may ask of a plan, and what is said where it cannot be."""

import math

from materiel.core.dates import month_number, month_text
from materiel.core.errors import InputError
from materiel.scenario.records import Scenario

MOST_SCENARIOS = 200


def require_options(
    scenarios: int,
    seed: int,
    budget: float | None,
    risk: float,
    runs: int,
    time_limit_s: float,
    scenario: Scenario,
) -> None:
    """Refuse what cannot be planned.

    Raises:
        InputError: An option out of its range, or a scenario without levers.
    """
    if not 1 <= scenarios <= MOST_SCENARIOS:
        raise InputError(
            f"{scenarios} scenarios; from 1 to {MOST_SCENARIOS} can be looked at",
            where="scenarios",
            way_out="Take 10, or 1 for the middle of every number.",
        )
    if budget is not None and not 0 <= budget < 1e15:
        way_out = "Give the money for all levers, 0 or more."
        raise InputError(f"budget {budget} cannot be used", where="budget", way_out=way_out)
    if not 0 <= risk <= 1:
        raise InputError(f"risk {risk}", where="risk", way_out="Give a share from 0 to 1.")
    if not time_limit_s > 0 or math.isnan(time_limit_s):
        raise InputError(f"{time_limit_s} s", where="time_limit_s", way_out="Give seconds above 0.")
    if not 0 <= runs <= 1_000_000 or seed < 0:
        raise InputError(
            f"{runs} runs, seed {seed}", where="runs", way_out="Give 0 to 1000000 runs."
        )
    if scenario.step != "month":
        raise InputError(
            f"scenario {scenario.name} counts in weeks; a plan counts in months (rule E8)",
            where="step",
            way_out='Load it in months: load_scenario(folder, step="month").',
        )
    if not scenario.levers:
        raise InputError(
            "the scenario has no levers, so that there is nothing to plan",
            where="levers.csv",
            way_out="Write what may be decided into levers.csv, see docs/plan.md.",
        )


def month_within(month: str | None, scenario: Scenario, asked: str = "until") -> str | None:
    """A month that is asked for, if it lies in the scenario from now on; None asks for none.

    Args:
        month: EDTF, as it was given.
        scenario: It has the months that can be asked for.
        asked: The word under which it was given, for the message.

    Raises:
        InputError: It is no month, or lies elsewhere.
    """
    first, last = month_number(scenario.as_of), month_number(scenario.end)
    if month is None or month in {month_text(number) for number in range(first, last + 1)}:
        return month
    raise InputError(
        f"{asked} {month} is outside {scenario.as_of} to {scenario.end}",
        where=asked,
        way_out=f"Give a month of the scenario, for example {scenario.end}.",
    )
