"""A scenario with levers as a program: its variables, then one constraint after the other."""

from collections.abc import Callable, Sequence

from materiel.core.errors import InputError
from materiel.plan.arrays import Program
from materiel.plan.constraints import CONSTRAINTS
from materiel.plan.formulation import Formulation, Settings
from materiel.plan.futures import Given
from materiel.plan.variables import decide


def formulate(
    given: Given,
    settings: Settings | None = None,
    extra: Sequence[Callable[[Formulation], None]] = (),
) -> tuple[Formulation, Program]:
    """The program of a plan.

    Args:
        given: From `compile_futures`.
        settings: Budget, risk and the like.
        extra: The caller's own constraints: functions that add rows, as those in `constraints/` do.

    Returns:
        The formulation, which knows what each variable stands for, and the program.

    Raises:
        PlanError: A number that no program may hold.
    """
    f = Formulation(given=given, settings=settings or Settings())
    _require_months(f)
    decide(f)
    for constraint in CONSTRAINTS:
        constraint.state(f)
    for state in extra:
        state(f)
    return f, f.model.finish()


def _require_months(f: Formulation) -> None:
    if not 0 <= f.given.first < f.months:
        raise InputError(
            f"the plan ends before {f.given.scenario.as_of}, the month called now",
            where="until",
            way_out=f"Give a month from {f.given.scenario.as_of} to {f.given.scenario.end}.",
        )
