"""A plan as a scenario: its decisions become rows that the simulation follows."""

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import numpy as np

from materiel.core.dates import month_number, month_text
from materiel.core.hashes import canonical_json, sha256
from materiel.plan.arrays import Floats
from materiel.plan.formulate import MADE, Flow, Formulation
from materiel.plan.settle import LEAST, Settled
from materiel.scenario.records import (
    Actor,
    Demand,
    Distribution,
    Line,
    Parameter,
    Scenario,
    SeriesRow,
    Source,
    Transfer,
)
from materiel.simulate.draw import coin_name

_SOURCE = Source(kind="assumption", name="plan", text="Decided by materiel plan.")
_PLACE = "plan"
_USED = "plan-used"  # the actor that stands for what was used up
_SELLERS = "plan-sellers"


def apply_plan(f: Formulation, settled: Settled, future: int | None = None) -> Scenario:
    """The scenario with the plan's decisions in it.

    Args:
        f: The plan's formulation.
        settled: Its decisions.
        future: One of the plan's futures: every number is then that future's, and every transfer as
            planned, so that a run gives the plan's stocks to 1e-9. None leaves all numbers
            uncertain, the scenario's transfers to its rules, and levers at their mean.

    Source: docs/model.md, rule Q26.

    Returns:
        A scenario without levers.
    """
    scenario = f.given.scenario
    if future is not None:
        scenario = _pinned(scenario, f, future)
    lines, series = _made(f, settled, future)
    moved = list(_moved(f, settled, future))
    mixed = {row.line for row in f.of("mix")}
    kept = () if future is not None else scenario.transfers
    stopped = _Number("lines", "plan")
    applied = replace(
        scenario,
        actors=(*scenario.actors, _actor(_USED), _actor(_SELLERS)),
        lines=tuple(
            replace(
                row,
                rate_start=stopped(row.id, 0.0),
                rate_full=None,
                ramp_start=None,
                ramp_months=None,
            )
            if row.id in mixed
            else row
            for row in scenario.lines
        )
        + tuple(lines),
        projects=tuple(row for row in scenario.projects if row.line not in mixed),
        transfers=(*kept, *moved),
        series=(*scenario.series, *series),
        levers=(),
        needs=(),
        budgets=(),
        workforce=(),
        weights=(),
        constraints=(),
        terms=(),
    )
    content = [
        scenario.hash,
        future,
        [row.id for row in moved],
        [repr(row.value.value) for row in series],
    ]
    return replace(applied, hash=sha256(canonical_json(content)))


class _Number:
    """Makes parameters of one table."""

    def __init__(self, table: str, column: str, unit: str = "piece/month") -> None:
        self.table, self.column, self.unit = table, column, unit

    def __call__(self, row: str, value: float, series: str | None = None) -> Parameter:
        text = f"series: {series}" if series else repr(value)
        family = "series" if series else "point"
        return Parameter(
            table=self.table,
            row=row,
            column=self.column,
            value=Distribution(family=family, parameters=(float(value),), text=text),
            unit=self.unit,
            source=_SOURCE,
            place=_PLACE,
            series=series,
        )


def _actor(name: str) -> Actor:
    return Actor(id=name, name=name, kind="programme", country=None, place=_PLACE)


def _pinned(scenario: Scenario, f: Formulation, future: int) -> Scenario:
    """Every number as one future has it; floors are the plan's own business by now."""
    draws = f.given.draws

    def point(row: Any) -> Any:
        changed = {}
        for field in fields(row):
            value = getattr(row, field.name)
            if isinstance(value, Parameter) and value.series is None:
                number = float(draws[value.name][future])
                if field.name == "probability":
                    number = float(draws[coin_name(value.table, value.row)][future] < number)
                if field.name == "floor":
                    number = 0.0
                text = Distribution(family="point", parameters=(number,), text=repr(number))
                changed[field.name] = replace(value, value=text)
        return replace(row, **changed) if changed else row

    tables: dict[str, Any] = {
        field.name: tuple(point(row) for row in getattr(scenario, field.name))
        for field in fields(scenario)
        if isinstance(getattr(scenario, field.name), tuple) and field.name != "assumptions"
    }
    return _with_demand(replace(scenario, **tables), f, future)


def _with_demand(scenario: Scenario, f: Formulation, future: int) -> Scenario:
    """The demand of one future month by month, whatever it was drawn from."""
    rows, series = [], []
    for n, (holder, item) in enumerate(f.given.accounts):
        demand = f.given.demand[future, n]
        if demand.any():
            name = f"plan-demand-{n}"
            rate = _Number("demands", "rate")(name, 0.0, series=name)
            known = {"id": name, "holder": holder, "item": item, "rate": rate, "place": _PLACE}
            blank = {field.name: None for field in fields(Demand)}
            rows.append(Demand(**(blank | known | {"date_from": scenario.start})))  # type: ignore[arg-type]
            series += list(_series(f, name, demand))
    return replace(scenario, demands=tuple(rows), series=(*scenario.series, *series))


def _mean(amounts: Floats, future: int | None) -> Floats:
    """One future's, or the mean over futures. [piece; lever, month]"""
    chosen: Floats = amounts.mean(axis=0) if future is None else amounts[future]
    return chosen


def _made(
    f: Formulation, settled: Settled, future: int | None
) -> tuple[list[Line], list[SeriesRow]]:
    """What levers make or buy out of nobody's stock: a line each, with its landings as a series."""
    lines, series = [], []
    for flow in f.flows:
        landed = _landed(f, flow, settled.flows[flow.kind], future)
        for n, lever in enumerate(flow.levers):
            if flow.source[n] >= 0 or not landed[n].any():
                continue
            holder, item = f.given.accounts[flow.target[n]]
            name = f"plan-{flow.kind}-{lever}"
            rate = _Number("lines", "rate_start")(name, 0.0, series=name)
            lines.append(_line(name, _maker(f, flow, n), item, holder, rate))
            series += list(_series(f, name, landed[n]))
    return lines, series


def _landed(f: Formulation, flow: Flow, amounts: Floats, future: int | None) -> Floats:
    """When what a lever makes lands. [piece; lever, month]"""
    landed = np.zeros_like(amounts)
    delay = np.broadcast_to(flow.delay, amounts.shape[:2])
    for s, n in np.ndindex(*delay.shape):
        late = int(delay[s, n])
        if late < f.months:
            landed[s, n, late:] = amounts[s, n, : f.months - late]
    return _mean(landed, future)


def _maker(f: Formulation, flow: Flow, n: int) -> str:
    line = flow.levers[n] if flow.kind == "output" else None
    if flow.kind in MADE:
        line = f.levers[flow.kind][n].line
    found = [row.actor for row in f.given.scenario.lines if row.id == line]
    return found[0] if found else _SELLERS


def _line(name: str, actor: str, item: str, holder: str, rate: Parameter) -> Line:
    blank = {field.name: None for field in fields(Line)}
    known = {"id": name, "actor": actor, "item": item, "rate_start": rate, "holder": holder}
    return Line(**(blank | known | {"place": _PLACE}))  # type: ignore[arg-type]


def _series(f: Formulation, name: str, amounts: Floats) -> Iterator[SeriesRow]:
    start = month_number(f.given.scenario.start)
    stop = len(f.given.scenario.months) > f.months
    for month, amount in enumerate([*amounts, *([0.0] if stop else [])]):
        if month and month < f.months and amount == amounts[month - 1]:
            continue
        row = f"{name}-{month}"
        yield SeriesRow(
            id=row,
            series=name,
            month=month_text(start + month),
            value=_Number("series", "value")(row, float(amount)),
            unit="piece/month",
            place=_PLACE,
        )


def _moved(f: Formulation, settled: Settled, future: int | None) -> Iterator[Transfer]:
    """What leaves a stock: a transfer for each lever and month, of just that many pieces."""
    for flow in f.flows:
        if flow.kind == "transfer" and future is None:
            continue  # left to the rules of the simulation
        amounts = _mean(settled.flows[flow.kind], future)
        for n, lever in enumerate(flow.levers):
            if flow.source[n] >= 0:
                giver, item = f.given.accounts[flow.source[n]]
                receiver = f.given.accounts[flow.target[n]][0]
                delay = np.broadcast_to(flow.delay, (f.futures, len(flow.levers)))[:, n]
                months = float(delay[future] if future is not None else np.round(delay.mean()))
                name = f"plan-{flow.kind}-{lever}"
                yield from _transfers(f, name, giver, receiver, item, months, amounts[n])
    used = _mean(settled.used, future)
    for n, need in enumerate(f.given.scenario.needs):
        yield from _transfers(
            f, f"plan-need-{need.id}", need.holder, _USED, need.item, 1.0, used[n]
        )


def _transfers(
    f: Formulation,
    name: str,
    giver: str,
    receiver: str,
    item: str,
    delay: float,
    amounts: Floats,
) -> Iterator[Transfer]:
    start = month_number(f.given.scenario.start)
    for month in np.flatnonzero(amounts > LEAST / 10):
        row = f"{name}-{month}"
        pieces = float(amounts[month])
        blank = {field.name: None for field in fields(Transfer)}
        known = {
            "id": row,
            "giver": giver,
            "receiver": receiver,
            "item": item,
            "quantity": _Number("transfers", "quantity", "piece")(row, pieces),
            "rate": _Number("transfers", "rate")(row, pieces),
            "date_from": month_text(start + int(month)),
            "delay_months": _Number("transfers", "delay_months", "month")(row, delay),
            "place": _PLACE,
        }
        yield Transfer(**(blank | known))  # type: ignore[arg-type]
