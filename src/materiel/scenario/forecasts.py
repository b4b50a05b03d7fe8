"""Numbers that a scenario takes from forecasts: which series, known on which day, for which month."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from materiel.core.dates import edtf_bounds, month_number, month_text
from materiel.core.errors import InputError
from materiel.core.findings import Finding
from materiel.scenario.cells import CellError
from materiel.scenario.read import STATEMENTS
from materiel.scenario.records import Distribution, Source

if TYPE_CHECKING:
    from materiel.forecast import Forecast, Table

LONGEST = 240  # months from the day to the month
PER_MONTH = {"year": 1 / 12, "quarter": 1 / 3, "month": 1.0, "week": 365 / 84, "day": 365 / 12}
_NEEDS = {"piece/month": "a rate", "piece": "a running total", "month": "a wait: reached MONTH"}
_DIGITS = 5  # of a value, so that the last bits of a processor change no hash


class Forecasts:
    """Gives the numbers behind `forecast` cells; nothing is read or fitted before the first one."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / STATEMENTS
        self._own: Table | None = None
        self._made: dict[tuple[str, str, int], Forecast] = {}
        self.numbers: dict[str, tuple[float, ...]] = {}  # by what was asked for
        self._used_file = False

    def number(self, source: Source, unit: str) -> tuple[Distribution, Source]:
        """The distribution that a source names, and the source with what it rests on.

        Args:
            source: One of kind "forecast".
            unit: Of the column: piece/month, piece or month.

        Raises:
            CellError: No such series, nothing known on that day, or a unit that it does not have.

        Source: docs/scenario.md, "Forecasts"; docs/model.md, rule F19.
        """
        if unit not in _NEEDS:
            raise CellError(f"a forecast gives no {unit}. Write a number or a distribution")
        if source.reached != (unit == "month"):
            raise CellError(f"a number in {unit} needs {_NEEDS[unit]}. See docs/scenario.md")
        made = self._forecast(source)
        values = _wait(made, source) if source.reached else _made(made, source, unit)
        kept = tuple(float(f"{value:.{_DIGITS}g}") for value in values)
        low, middle, high = (kept[round(share * (len(kept) - 1))] for share in (0.1, 0.5, 0.9))
        text = f"forecast({low:.6g}, {middle:.6g}, {high:.6g})"
        told = f"{_asked(source)}. {made.explanation}"
        self.numbers[f"{_asked(source)} [{unit}]"] = kept
        found = replace(source, text=told, addresses=made.sources)
        return Distribution(family="empirical", parameters=kept, text=text), found

    def findings(self, place: str, source: Source) -> list[Finding]:
        """What should make a reader doubt a forecast that was made."""
        made = self._forecast(source)
        told = [finding.message for finding in made.findings if finding.severity != "note"]
        return [
            Finding(source=place, message=f"forecast of {made.series}: {message}", severity="note")
            for message in dict.fromkeys(told)
        ]

    def report_unused(self, findings: list[Finding]) -> None:
        """Tell of a file of statements that no number leans on."""
        if self._file.exists() and not self._used_file:
            message = "no number is a forecast of one of its series"
            findings.append(Finding(source=STATEMENTS, message=message, severity="note"))

    def _forecast(self, source: Source) -> "Forecast":
        from materiel.forecast import forecast  # scipy loads only where a forecast is asked for

        assert source.name and source.as_of and source.month
        day = edtf_bounds(source.as_of)[1]
        ahead = month_number(source.month) - (day.year * 12 + day.month - 1)
        if not source.reached and not 1 <= ahead <= LONGEST:
            raise CellError(
                f"{source.month} is not 1 to {LONGEST} months after {source.as_of}. Correct one of them"
            )
        key = (source.name, source.as_of, 1 if source.reached else ahead)
        if key not in self._made:
            try:
                self._made[key] = forecast(
                    self._table(source.name), key[2], series=source.name, as_of=source.as_of
                )
            except InputError as error:
                raise CellError(" ".join(filter(None, (error.what, error.way_out)))) from None
        return self._made[key]

    def _table(self, series: str) -> "Table":
        from materiel.forecast import Table, read_reference, read_statements

        if self._own is None:
            there = self._file.exists()
            self._own = read_statements(self._file) if there else Table(statements=())
        own = any(statement.series == series for statement in self._own.statements)
        self._used_file = self._used_file or own
        return self._own if own else read_reference()


def _made(made: "Forecast", source: Source, unit: str) -> Sequence[float]:
    """What is made in the month, or in all up to it, future by future."""
    total = made.per == "total"
    if total != (unit == "piece"):
        has = "a running total" if total else "a rate"
        raise CellError(f"{made.series} is {has}; a number in {unit} needs {_NEEDS[unit]}")
    try:
        futures = made.at(source.month or "").futures
    except KeyError:
        raise CellError(
            f"nothing tells of {made.series} in {source.month}. Write a month from its first goal on"
        ) from None
    return futures if total else [value * PER_MONTH[made.per] for value in futures]


def _wait(made: "Forecast", source: Source) -> Sequence[float]:
    """Months from the day's month until the goal of that month is reached, future by future."""
    due = month_number(source.month or "")
    for goal in made.goals:
        if goal.due == due:
            return made.waits(goal)
    known = ", ".join(month_text(goal.due) for goal in made.goals) or "none"
    raise CellError(
        f"no goal of {made.series} due in {source.month} stands on {source.as_of}. Those that do: {known}"
    )


def _asked(source: Source) -> str:
    what = f"when its goal of {source.month} is reached" if source.reached else source.month
    return f"Forecast of {source.name} as known on {source.as_of}: {what}"
