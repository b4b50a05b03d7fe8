"""Why two scenarios differ: each change alone, and what they do together, draw by draw."""

from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from typing import Any

from materiel.core.errors import InputError
from materiel.core.progress import Progress, silent
from materiel.scenario.records import Parameter, Scenario
from materiel.scenario.tables import TABLE
from materiel.simulate.compile import compile_network, drawer_of
from materiel.simulate.engine import run_network
from materiel.simulate.lanes import side_by_side
from materiel.simulate.recorder import Recorder, spread
from materiel.simulate.records import FloatArray, Spread

MOST_ALONE = 30  # changes that are run each by itself; more are taken table by table
SEVERAL = "together"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one change does alone, or what all do beyond the sum of each alone."""

    name: str  # "lines/plant-a", several joined by " + ", or "together"
    effect: Spread  # over the runs, each against the same run of the base


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One number in both scenarios, and where its difference comes from."""

    label: str
    base: Spread
    other: Spread
    whole: Spread  # other − base, run by run
    parts: tuple[Part, ...]  # their means add up to the mean of `whole`
    means: tuple[float, ...]  # of the parts, in the same order


def explain(
    base: Scenario, other: Scenario, *, runs: int = 2000, seed: int = 1, progress: Progress = silent
) -> tuple[Difference, ...]:
    """Run both, and the base with each change alone, with the same draws.

    Args:
        base: What is compared with.
        other: Of the same months and focus.
        runs: From 1 to 1,000,000.
        seed: The same for all, so that a parameter that both have draws the same (rule D1).
        progress: Told after each scenario.

    Returns:
        For each total that both have: its difference, by change.

    Raises:
        InputError: The scenarios have other months or another focus.

    Source: docs/model.md, rule I12.
    """
    same = ("start", "end", "as_of", "step", "focus_holder", "focus_item")
    for name in same:
        if getattr(base, name) != getattr(other, name):
            raise InputError(
                f"{name} is {getattr(base, name)} in one scenario, {getattr(other, name)} in the other",
                where=f"{base.name}, {other.name}",
                way_out="Compare scenarios of the same months and focus.",
            )
    changes = find_changes(base, other)
    steps = [base, other, *(apply_changes(base, other, change) for _, change in changes)]
    numbers = []
    for done, scenario in enumerate(steps):
        progress("comparing", done, len(steps))
        numbers.append(numbers_by_run(scenario, runs, seed))
    progress("comparing", len(steps), len(steps))
    labels = [label for label in numbers[0] if all(label in told for told in numbers)]
    return tuple(_difference(label, numbers, [name for name, _ in changes]) for label in labels)


def numbers_by_run(scenario: Scenario, runs: int, seed: int) -> dict[str, tuple[FloatArray, str]]:
    """Coverage now and the totals of each run. [unit; run]"""
    recorder = Recorder(scenario, runs)

    def take(first: int, size: int, monthly: FloatArray, final: FloatArray) -> None:
        whole = side_by_side(monthly, size).swapaxes(0, 1)
        recorder.take(first, whole, side_by_side(final, size))

    network = compile_network(scenario)
    run_network(network, drawer_of(network, seed), runs, recorder, take, fans=recorder.measured)
    return {
        f"Coverage {scenario.as_of}": (recorder.coverage_now, "share")
    } | recorder.totals_by_run()


Change = frozenset[tuple[str, str]]  # (table, id) of the rows that change together


def find_changes(base: Scenario, other: Scenario) -> list[tuple[str, Change]]:
    """Rows that differ; those that cannot stand without each other are one change."""
    rows = _by_name(base), _by_name(other)
    changed = [name for name in dict.fromkeys([*rows[0], *rows[1]]) if not _alike(rows, name)]
    groups: list[set[tuple[str, str]]] = []
    for name in changed:
        tied = {name} | {
            target
            for table in rows
            if name in table
            for target in _targets(name[0], table[name])
            if target[0] == "series of"
            or (target in changed and not all(target in side for side in rows))
        }
        for group in [group for group in groups if group & tied]:
            tied |= group
            groups.remove(group)
        groups.append(tied)
    if len(groups) > MOST_ALONE:
        tables = dict.fromkeys(table for table, _ in changed)
        return [
            (table, frozenset(name for name in changed if name[0] == table)) for table in tables
        ]
    groups = [{name for name in group if name[0] != "series of"} for group in groups]
    return [
        (" + ".join("/".join(name) for name in sorted(group)), frozenset(group)) for group in groups
    ]


def apply_changes(base: Scenario, other: Scenario, change: Change) -> Scenario:
    """The base with some rows as they are in the other."""
    made: dict[str, Any] = {}
    for table in _tables(base):
        mine = {row.id: row for row in getattr(base, table)}
        theirs = {row.id: row for row in getattr(other, table)}
        ids = dict.fromkeys([*mine, *theirs])
        chosen = (theirs if (table, name) in change else mine for name in ids)
        found = [side.get(name) for side, name in zip(chosen, ids, strict=True)]
        made[table] = tuple(row for row in found if row is not None)
    return replace(base, **made)


def _difference(
    label: str, numbers: list[dict[str, tuple[FloatArray, str]]], names: list[str]
) -> Difference:
    base, unit = numbers[0][label]
    other = numbers[1][label][0]
    alone = [told[label][0] - base for told in numbers[2:]]
    beyond = other - base
    for effect in alone:
        beyond = beyond - effect
    parts = [*zip(names, alone, strict=True), *([(SEVERAL, beyond)] if len(names) > 1 else [])]
    return Difference(
        label=label,
        base=spread(base, unit),
        other=spread(other, unit),
        whole=spread(other - base, unit),
        parts=tuple(Part(name=name, effect=spread(effect, unit)) for name, effect in parts),
        means=tuple(float(effect.mean()) for _, effect in parts),
    )


def _tables(scenario: Scenario) -> list[str]:
    return [name for name in TABLE if hasattr(scenario, name)]


def _by_name(scenario: Scenario) -> dict[tuple[str, str], Any]:
    return {(table, row.id): row for table in _tables(scenario) for row in getattr(scenario, table)}


def _alike(rows: tuple[dict[tuple[str, str], Any], ...], name: tuple[str, str]) -> bool:
    """Whether a row says the same in both; where it stands and its source do not count."""
    one, two = (side.get(name) for side in rows)
    return one is not None and two is not None and _said(one) == _said(two)


def _said(row: Any) -> list[Any]:
    return [
        (value.value, value.unit, value.series) if isinstance(value, Parameter) else value
        for field in fields(row)
        if field.name not in ("place", "name")
        for value in [getattr(row, field.name)]
    ]


def _targets(table: str, row: Any) -> Iterable[tuple[str, str]]:
    """What a row points to."""
    for column in TABLE[table].columns:
        if column.kind == "reference" and getattr(row, column.name, None):
            yield column.table, getattr(row, column.name)
    for field in fields(row):
        value = getattr(row, field.name)
        if isinstance(value, Parameter) and value.series:
            yield "series of", value.series
    if table == "series":
        yield "series of", row.series
