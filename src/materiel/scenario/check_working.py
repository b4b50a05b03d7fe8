"""How lines work: shifts, learning, inputs, projects, and numbers that change over time."""

from collections.abc import Iterable, Sequence

from materiel.core.dates import first_step
from materiel.core.findings import Finding
from materiel.scenario.among import find_cycles, repeated
from materiel.scenario.records import Input, Line, Project, Restock, SeriesRow

# Below it output would at least double with each doubling: a line would outrun any horizon (rule P7).
STEEPEST_LEARNING = 0.5


def check_lines(lines: Iterable[Line]) -> Iterable[Finding]:
    """Columns that need each other, and a learning curve that can be."""
    for row in lines:
        if row.shifts is None and (row.weekend or row.shift_return):
            yield row.finding(
                "weekend or shift_return without shifts. Fill in shifts, 1 for one shift"
            )
        if row.shifts is not None and row.shift_return is None:
            message = "shift_return is blank: how much of the shift before does one more add? Write 1 for as much"
            yield row.finding(message)
        if (row.learning is None) != (row.learned is None):
            yield row.finding("learning and learned need each other. Fill in both, or none of them")
        if row.learning is not None and row.learning.value.support[0] < STEEPEST_LEARNING:
            message = (
                f"learning {row.learning.value.text}: below {STEEPEST_LEARNING} the hours of a piece would fall "
                "faster than output doubles. Write what is left of them after a doubling, for example 0.85"
            )
            yield row.finding(message)
        if row.learned is not None and row.learned.value.support[0] <= 0:
            yield row.finding(
                "learned may be 0, and nothing doubles from 0. Write at least 1 piece"
            )


NARROWEST_LOGISTIC = 0.25  # months; below it a ramp is a step (rule P9)


def check_pools(lines: Iterable[Line]) -> Iterable[Finding]:
    """One item and one way of making for each pool; columns of a ramp that need one."""
    first: dict[str, Line] = {}
    for row in lines:
        if row.rate_full is None and (row.ramp_delay_months or row.ramp_curve):
            yield row.finding("ramp_delay_months or ramp_curve without a ramp. Fill in rate_full")
        if row.ramp_curve == "logistic" and row.ramp_months is not None:
            narrow = row.ramp_months.value.support[0] < NARROWEST_LOGISTIC
            if narrow or row.rate_start.series is not None:
                message = (
                    f"a logistic ramp needs ramp_months of at least {NARROWEST_LOGISTIC} and a "
                    "rate_start that is no series. Write ramp_curve s"
                )
                yield row.finding(message)
        if row.pool is not None:
            other = first.setdefault(row.pool, row)
            if (other.item, other.makes) != (row.item, row.makes):
                message = f"pool {row.pool!r} makes {other.item} in {other.place}: one item, and one `makes`, for each pool"
                yield row.finding(message)


def check_restocks(restocks: Iterable[Restock]) -> Iterable[Finding]:
    """A time to adjust."""
    for row in restocks:
        if row.adjust_months.value.support[0] < 1:
            message = f"adjust_months {row.adjust_months.value.text}: what is missing is ordered once a month. Write 1 or more"
            yield row.finding(message)


def check_inputs(inputs: Sequence[Input], lines: Iterable[Line]) -> Iterable[Finding]:
    """No input twice, no line that needs what is made from its own pieces."""
    makes = {line.id: line.item for line in lines}
    edges = [(row, makes[row.line], row.item) for row in inputs if row.line in makes]
    for row, found in find_cycles(edges):
        yield row.finding(f"a cycle of inputs: {' needs '.join(found)}. Break it")
    for row, first in repeated(inputs, lambda row: (row.line, row.item)):
        yield row.finding(
            f"a second row of {row.item} for {row.line}; the first is {first.place}. Add them up"
        )


def check_series(rows: Sequence[SeriesRow]) -> Iterable[Finding]:
    """One unit for each series, one value for each month, or week."""
    for row, first in repeated(rows, lambda row: row.series):
        if first.unit != row.unit:
            yield row.finding(
                f"series {row.series!r} is in {first.unit!r} in {first.place}. Use one unit"
            )
    for row, same in repeated(rows, lambda row: (row.series, first_step(row.month, "week"))):
        yield row.finding(
            f"series {row.series!r} has {same.month} in {same.place} already. Keep one"
        )


def check_projects(projects: Iterable[Project]) -> Iterable[Finding]:
    """What is made in agreement with somebody waits for the agreement."""
    for row in projects:
        if row.kind in ("licence", "co_production") and row.permission is None:
            message = f"kind {row.kind} without a permission: it waits for no agreement"
            yield row.finding(message, "warning")
