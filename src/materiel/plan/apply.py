"""A plan as a scenario: its decisions become rows that the simulation follows."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np

from materiel.core.dates import month_number, month_text
from materiel.core.hashes import canonical_json, sha256
from materiel.plan.arrays import Floats
from materiel.plan.formulation import MADE, Flow, Formulation
from materiel.plan.scope import FutureDraws
from materiel.scenario.records import (
    Actor,
    Distribution,
    Line,
    Parameter,
    Scenario,
    SeriesRow,
    Source,
    Transfer,
)

_SOURCE = Source(kind="assumption", name="plan", text="Decided by materiel plan.")
_PLACE = "plan"
_USED = "plan-used"  # the actor that stands for what was used up
_SELLERS = "plan-sellers"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Decisions without roundings, and what they come to. [piece; future, row, month]"""

    flows: dict[str, Floats]  # by kind [piece; future, lever, month]
    shifts: Floats  # [piece; future, lever, month]
    stock: Floats  # [piece; future, account, month]
    unmet: Floats  # [piece; future, account, month]
    used: Floats  # by needs.csv [piece; future, need, month]
    # Weighted unmet demand by the rules less that by the program's own account; only where rows of
    # the scenario answer to stocks. [piece]
    astray: float = 0.0


def apply_plan(f: Formulation, settled: Settled) -> Scenario:
    """The scenario with the plan's decisions in it: levers at their mean over the plan's futures.

    All other numbers stay uncertain, and the scenario's transfers follow its rules.

    Args:
        f: The plan's formulation.
        settled: Its decisions.

    Source: docs/model.md, rule Q26.

    Returns:
        A scenario without levers.
    """
    rows = _Rows(f, settled.flows, settled.used, own_transfers=True)
    return rows.scenario(f.given.scenario.transfers, f.given.scenario.disruptions)


def apply_each(
    f: Formulation, flows: Mapping[str, Floats], used: Floats
) -> tuple[Scenario, FutureDraws]:
    """The scenario with the plan's decisions in it, and the draws that give each future its own.

    Every transfer is as planned, so that floors and bans are the plan's own business by now.

    Args:
        f: The plan's formulation.
        flows: Decisions by kind. [piece; future, lever, month]
        used: What they use up. [piece; future, need, month]
    """
    rows = _Rows(f, flows, used, own_transfers=False)
    kept = tuple(row for row in f.given.scenario.disruptions if row.transfer is None)
    scenario = rows.scenario((), kept)
    floors = {row.floor.name: np.zeros(f.futures) for row in scenario.stocks}
    return scenario, f.given.draws.changed(rows.draws | floors)


@dataclass(slots=True)
class _Rows:
    """Rows that stand for decisions, and what each of their numbers is in each future."""

    f: Formulation
    flows: Mapping[str, Floats]
    used: Floats
    own_transfers: bool  # left to the rules of the simulation
    lines: list[Line] = field(default_factory=list)
    series: list[SeriesRow] = field(default_factory=list)
    moved: list[Transfer] = field(default_factory=list)
    draws: dict[str, Floats] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for n, need in enumerate(self.f.given.scenario.needs):
            name = f"plan-need-{need.id}"
            self._move(name, need.holder, _USED, need.item, np.ones(1), self.used[:, n])
        for flow in self.f.flows:
            if not (self.own_transfers and flow.kind == "transfer"):
                for n in range(len(flow.levers)):
                    self._decision(flow, n)

    def scenario(self, transfers: tuple[Transfer, ...], disruptions: Any) -> Scenario:
        """The scenario with these rows instead of its levers."""
        scenario = self.f.given.scenario
        mixed = {row.line for row in self.f.of("mix")}
        stopped: Any = {"rate_full": None, "ramp_start": None, "ramp_months": None}
        lines = tuple(
            replace(row, rate_start=self._number("lines", "rate_start", row.id, 0.0), **stopped)
            if row.id in mixed
            else row
            for row in scenario.lines
        )
        applied = replace(
            scenario,
            actors=(*scenario.actors, _actor(_USED), _actor(_SELLERS)),
            lines=(*lines, *self.lines),
            projects=tuple(row for row in scenario.projects if row.line not in mixed),
            transfers=(*transfers, *self.moved),
            disruptions=disruptions,
            series=(*scenario.series, *self.series),
            levers=(),
            needs=(),
            budgets=(),
            workforce=(),
            weights=(),
            constraints=(),
            terms=(),
        )
        content = [scenario.hash, [(row.id, repr(row.value.value)) for row in self.series]]
        return replace(applied, hash=sha256(canonical_json(content)))

    def _decision(self, flow: Flow, n: int) -> None:
        """What leaves a stock is a transfer; what comes out of nobody's stock is a line."""
        name = f"plan-{flow.kind}-{flow.levers[n]}"
        amounts = self.flows[flow.kind][:, n]
        delay = np.broadcast_to(flow.delay, (self.f.futures, len(flow.levers)))[:, n]
        holder, item = self.f.given.accounts[flow.target[n]]
        if flow.source[n] >= 0:
            giver, item = self.f.given.accounts[flow.source[n]]
            self._move(name, giver, holder, item, delay.astype(float), amounts)
            return
        landed = _landed(amounts, delay)
        if landed.any():
            rate = self._path("lines", "rate_start", name, landed)
            known = {"id": name, "actor": _maker(self.f, flow, n), "item": item, "holder": holder}
            self.lines.append(_row(Line, known | {"rate_start": rate}))

    def _move(
        self, name: str, giver: str, receiver: str, item: str, delay: Floats, amounts: Floats
    ) -> None:
        """A transfer of just these pieces. [piece; future, month]"""
        if not amounts.any():
            return
        late = self._number("transfers", "delay_months", name, np.round(delay.mean()))
        self.draws[late.name] = np.broadcast_to(delay, self.f.futures)
        known = {
            "id": name,
            "giver": giver,
            "receiver": receiver,
            "item": item,
            "rate": self._path("transfers", "rate", name, amounts),
            "date_from": self.f.given.scenario.start,
            "delay_months": late,
        }
        self.moved.append(_row(Transfer, known))

    def _path(self, table: str, column: str, name: str, amounts: Floats) -> Parameter:
        """A number month by month, a row of series.csv for each change. [piece; future, month]"""
        f = self.f
        start = month_number(f.given.scenario.start)
        if len(f.given.scenario.months) > f.months:
            amounts = np.append(amounts, np.zeros((len(amounts), 1)), axis=1)
        for month in range(amounts.shape[1]):
            if month and np.array_equal(amounts[:, month], amounts[:, month - 1]):
                continue
            value = self._number("series", "value", f"{name}-{month}", amounts[:, month].mean())
            self.draws[value.name] = amounts[:, month]
            known = {"id": value.row, "series": name, "month": month_text(start + month)}
            self.series.append(_row(SeriesRow, known | {"value": value, "unit": "piece/month"}))
        return replace(
            self._number(table, column, name, 0.0),
            value=Distribution(family="series", parameters=(0.0,), text=f"series: {name}"),
            series=name,
        )

    def _number(self, table: str, column: str, row: str, value: float) -> Parameter:
        number = Parameter(
            table=table,
            row=row,
            column=column,
            value=Distribution(family="point", parameters=(float(value),), text=repr(float(value))),
            unit="month" if column == "delay_months" else "piece/month",
            source=_SOURCE,
            place=_PLACE,
        )
        self.draws[number.name] = np.full(self.f.futures, float(value))
        return number


def _row(kind: Any, known: Mapping[str, Any]) -> Any:
    blank = {each.name: None for each in fields(kind)}
    return kind(**(blank | dict(known) | {"place": _PLACE}))


def _actor(name: str) -> Actor:
    return Actor(id=name, name=name, kind="programme", country=None, place=_PLACE)


def _landed(amounts: Floats, delay: Any) -> Floats:
    """When what a lever makes lands. [piece; future, month]"""
    landed = np.zeros_like(amounts)
    months = amounts.shape[1]
    for future, late in enumerate(delay.astype(int)):
        if late < months:
            landed[future, late:] = amounts[future, : months - late]
    return landed


def _maker(f: Formulation, flow: Flow, n: int) -> str:
    line = flow.levers[n] if flow.kind == "output" else None
    if flow.kind in MADE:
        line = f.levers[flow.kind][n].line
    found = [row.actor for row in f.given.scenario.lines if row.id == line]
    return found[0] if found else _SELLERS
