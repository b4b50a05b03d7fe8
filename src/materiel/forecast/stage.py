"""The stage: statements of one series and a horizon in, a forecast out."""

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np

from materiel.core.dates import edtf_bounds
from materiel.core.errors import InputError
from materiel.core.findings import Finding
from materiel.forecast.explain import borrowed_from, explain
from materiel.forecast.live import Known, known_at
from materiel.forecast.mixture import FloatArray
from materiel.forecast.model import Model, fit
from materiel.forecast.outlook import (
    LATER_MONTHS,
    LEVELS,
    LONGEST_DELAY,
    Forecast,
    GoalForecast,
    MonthForecast,
    kept_futures,
)
from materiel.forecast.pace import Pace, fit_pace
from materiel.forecast.paths import (
    GoalFutures,
    goal_futures,
    milestone_delays,
    month_paths,
)
from materiel.forecast.periods import PER_YEAR
from materiel.forecast.read import read_reference, read_statements
from materiel.forecast.records import OUTCOMES, Goal, Statement, Table
from materiel.forecast.score import due_goals

LONGEST_HORIZON = 240  # months


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """What a table of statements teaches about goals."""

    model: Model
    pace: Pace


def learn(table: Table, *, without: str | None = None) -> Learned:
    """Fit model and pace to a table, leaving one series out.

    >>> learn(Table(statements=())).model.n_goals  # priors alone
    0
    """
    statements = [s for s in table.statements if s.series != without]
    return Learned(model=fit(due_goals(statements, low=True)), pace=fit_pace(statements))


@lru_cache(maxsize=128)
def learned_from_reference(without: str | None = None) -> Learned:
    """What the reference data teach, without one series; kept for the next forecast."""
    table = read_reference()
    if without is not None and all(s.series != without for s in table.statements):
        return learned_from_reference(None)
    return learn(table, without=without)


def forecast(
    statements: Table | Sequence[Statement] | Path | str | None = None,
    horizon: int = 24,
    *,
    series: str | None = None,
    as_of: str | date | None = None,
    learned: Learned | None = None,
) -> Forecast:
    """A distribution over the coming months of what will really be made of one series.

    Args:
        statements: All that was stated: a table, records, or a CSV file. None: the reference data.
        horizon: How far to look ahead, from `as_of`. [month]
        series: Which series, where the statements are of several.
        as_of: Nothing stated after this day is used. None: the day of the last statement.
        learned: What to lean on; None: the reference data without this series, so that its own
            later outcomes never speak.

    Raises:
        InputError: No such series, nothing known at that date, or no possible horizon.

    >>> outlook = forecast(series="us.155mm.shell.rate", as_of="2024-03-01", horizon=12)
    >>> outlook.per, len(outlook.months), outlook.goals[0].probability < 0.5
    ('month', 12, True)
    """
    if not 1 <= horizon <= LONGEST_HORIZON:
        way_out = f"Give 1 to {LONGEST_HORIZON} months."
        raise InputError(f"horizon {horizon} months", way_out=way_out)
    table = _table(statements)
    name, mine = _one_series(table.statements, series)
    day = _day(as_of, mine)
    known = known_at(mine, day)
    if known is None:
        way_out = "Give a later --as-of."
        raise InputError(f"nothing of {name} was stated by {day}", where=name, way_out=way_out)
    taught = learned or learned_from_reference(name)
    return _outlook(name, day, known, taught, horizon, _findings(table, mine, name, known))


def _table(statements: Table | Sequence[Statement] | Path | str | None) -> Table:
    if statements is None:
        return read_reference()
    if isinstance(statements, Table):
        return statements
    if isinstance(statements, str | Path):
        return read_statements(Path(statements))
    return Table(statements=tuple(statements))


def _one_series(statements: Sequence[Statement], series: str | None) -> tuple[str, list[Statement]]:
    names = list(dict.fromkeys(s.series for s in statements))
    if series is None:
        if len(names) != 1:
            shown = ", ".join(names[:3])
            way_out = f"Name one of them, for example {shown}."
            raise InputError(f"{len(names)} series, not one", way_out=way_out if names else None)
        series = names[0]
    if series not in names:
        close = difflib.get_close_matches(series, names, 3) or names[:3]
        way_out = f"Did you mean {', '.join(close)}?" if close else "Give a file with statements."
        raise InputError(f"no series {series!r}", way_out=way_out)
    return series, [s for s in statements if s.series == series]


def _day(as_of: str | date | None, statements: Sequence[Statement]) -> date:
    if isinstance(as_of, date):
        return as_of
    if as_of is None:
        said = [s.said_last for s in statements if s.said_last is not None]
        if not said:
            way_out = "Fill statement_date."
            raise InputError(f"no statement of {statements[0].series} has a date", way_out=way_out)
        return date.fromordinal(max(said))
    try:
        return edtf_bounds(as_of)[1]
    except ValueError as error:
        raise InputError(str(error), where="as of") from None


def _findings(
    table: Table, mine: Sequence[Statement], name: str, known: Known
) -> tuple[Finding, ...]:
    places = {s.place for s in mine} | {name}
    found = [f for f in table.findings if f.source in places or f.record == name]
    notes = []
    if len(known.statements) == 1:
        notes.append("one statement only: the spread is wholly that of the reference class")
    if not known.goals and known.last is None:
        notes.append("no dated goal and no reported actual: nothing to forecast from")
    elif known.last is None:
        notes.append("nothing was ever reported: months begin at the first goal's date")
    elif not known.goals:
        notes.append("no dated goal ahead: the last report is continued with a wide spread")
    if known.last is not None and known.last.kind not in OUTCOMES:
        notes.append(
            f"no actual was reported: it starts from the {known.last.kind} of {known.last.said}"
        )
    return (*found, *(Finding(source=name, message=n, severity="warning") for n in notes))


def _outlook(
    name: str, day: date, known: Known, taught: Learned, horizon: int, findings: tuple[Finding, ...]
) -> Forecast:
    newest = known.goals[-1].statement if known.goals else known.last or known.statements[-1]
    milestone = newest.is_milestone
    futures = [] if milestone else goal_futures(known.goals, taught.model, taught.pace, known.now)
    if milestone:
        goals = tuple(_milestone(goal, taught.pace, known.now) for goal in known.goals)
        months: tuple[MonthForecast, ...] = ()
    else:
        goals = tuple(_goal(one, taught.model) for one in futures)
        months = _months(futures, known, taught.pace, horizon, newest)
    return Forecast(
        series=name,
        as_of=day.isoformat(),
        unit=newest.unit,
        per=newest.per,
        months=months,
        goals=goals,
        used=known.used,
        borrowed=borrowed_from(known, taught.model, taught.pace, milestone=milestone),
        explanation=explain(name, known, goals, taught.model, taught.pace, milestone=milestone),
        findings=findings,
    )


def _months(
    futures: Sequence[GoalFutures], known: Known, pace: Pace, horizon: int, newest: Statement
) -> tuple[MonthForecast, ...]:
    total = newest.basis == "total"
    first, values = month_paths(
        futures, known.last, pace, now=known.now, months=horizon, total=total
    )
    values = values / PER_YEAR.get(newest.per, 1.0)
    quantiles = np.quantile(values, LEVELS, axis=0)
    return tuple(
        MonthForecast(
            month=first + i,
            quantiles=tuple(map(float, quantiles[:, i])),
            futures=kept_futures(values[:, i]),
        )
        for i in range(values.shape[1])
    )


def _goal(future: GoalFutures, model: Model) -> GoalForecast:
    statement = future.goal.statement
    ratio = np.quantile(future.value / statement.mid, LEVELS)
    return _goal_forecast(
        future.goal, future.delay, tuple(map(float, ratio)), model.terms(future.goal.features)
    )


def _milestone(goal: Goal, pace: Pace, now: int) -> GoalForecast:
    return _goal_forecast(goal, milestone_delays(goal, pace, now), (), [])


def _goal_forecast(
    goal: Goal, delay: FloatArray, ratio: tuple[float, ...], terms: list[tuple[str, float]]
) -> GoalForecast:
    quantiles = np.quantile(delay, LEVELS, method="inverted_cdf")
    return GoalForecast(
        goal=goal.statement,
        due=goal.due,
        ratio=ratio,
        reached_by=tuple((m, float((delay <= m).mean())) for m in LATER_MONTHS),
        delay_months=tuple(map(float, quantiles)),
        delays=kept_futures(delay),
        expected_delay_months=float(np.minimum(delay, LONGEST_DELAY).mean()),
        moved_by=tuple(terms),
    )
