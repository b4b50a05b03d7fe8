"""The program under construction: what a constraint may ask of the scenario, and where it adds its rows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from materiel.core.dates import month_number, month_text
from materiel.plan.arrays import Axis, Block, Floats, Model
from materiel.plan.futures import Given
from materiel.scenario.records import Lever, Parameter

IdArray = NDArray[Any]
DISCOUNT = 0.03  # a year; sooner counts more, in money and in unmet demand (rule Q4)
CAPACITY = ("expansion", "plant", "licence")
ONCE = ("plant", "licence", "permission", "contract")
MADE = ("make", "mix")
OWN = "constraint: "  # begins the names of rows that state a user's own constraints
MONTHS = "January February March April May June July August September October November December"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spend:
    """What variables cost, who pays and when. The last axis of `ids` is the month."""

    ids: NDArray[Any]  # [future?, lever, month]
    price: Floats  # [currency/unit; future, lever]
    levers: tuple[str, ...]
    payers: tuple[str | None, ...]
    shared: bool  # decided before the future is known


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Levers of one kind that move pieces, month by month in each future."""

    kind: str
    levers: tuple[str, ...]
    block: Block  # [piece; future, lever, month]
    source: NDArray[Any]  # account that pieces leave, -1 for none [lever]
    target: NDArray[Any]  # account in which they land [lever]
    delay: NDArray[Any]  # whole months [month; future, lever]
    most: Floats  # [piece/month; future, lever]


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the caller chooses besides the scenario."""

    budget: float | None = None  # of all levers in all months [currency]
    risk: float = 0.0  # share of the worst futures in what is minimised (CVaR) [share]
    tail: float = 0.2  # the worst futures [share]
    hold_price: float = 0.0  # of keeping a piece for a month [currency]
    priced: bool = False  # weights are prices: one objective, money
    met_from: str | None = None  # nothing may be unmet by the focus holder from this month on
    # The focus' stock in a plan without that wish: demand is served from stock (rule S3), so that a
    # plan cannot keep more back for later. [piece; future, month]
    kept: Floats | None = None
    discount: float = DISCOUNT


@dataclass(slots=True)
class Formulation:
    """The program under construction. Constraints read it and add their rows."""

    given: Given
    settings: Settings
    model: Model = field(default_factory=Model)
    flows: list[Flow] = field(default_factory=list)
    spends: list[Spend] = field(default_factory=list)
    blocks: dict[str, Block] = field(default_factory=dict)
    levers: dict[str, tuple[Lever, ...]] = field(default_factory=dict)
    added_lines: tuple[str, ...] = ()  # lines that may grow
    made_lines: tuple[str, ...] = ()  # lines whose added output is of their own item
    _by_kind: dict[str, tuple[Lever, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        rows = self.given.scenario.levers
        for kind in {row.kind for row in rows}:
            self._by_kind[kind] = tuple(row for row in rows if row.kind == kind)

    @property
    def futures(self) -> int:
        """How many futures."""
        return self.given.futures

    @property
    def months(self) -> int:
        """How many months."""
        return self.given.months

    @property
    def month_axis(self) -> Axis:
        """Months by name."""
        return Axis(name="month", size=self.months, labels=self.month_name)

    @property
    def future_axis(self) -> Axis:
        """Futures by number."""
        return Axis(name="future", size=self.futures)

    @property
    def account_axis(self) -> Axis:
        """Holders and items by name."""
        accounts, scenario = self.given.accounts, self.given.scenario

        def label(number: int) -> str:
            holder, item = accounts[number]
            return f"{scenario.actor_name(holder)}, {scenario.item_name(item)}"

        return Axis(name="account", size=len(accounts), labels=label)

    def lever_axis(self, rows: Sequence[Lever]) -> Axis:
        """Levers by name."""
        return Axis(name="lever", size=len(rows), labels=[row.name or row.id for row in rows])

    def model_axis(self, name: str, labels: Sequence[str]) -> Axis:
        """An axis of given labels."""
        return Axis(name=name, size=len(labels), labels=list(labels))

    def month_name(self, month: int) -> str:
        """A month in words."""
        year, _, number = month_text(month_number(self.given.scenario.start) + month).partition("-")
        return f"{MONTHS.split()[int(number) - 1]} {year}"

    @property
    def discount(self) -> Floats:
        """What a unit of a month counts today. [share; month]"""
        return np.asarray((1 + self.settings.discount) ** (-np.arange(self.months) / 12))

    def of(self, *kinds: str) -> tuple[Lever, ...]:
        """The levers of these kinds, in the order of the file."""
        if len(kinds) == 1:
            return self._by_kind.get(kinds[0], ())
        wanted = set(kinds)
        return tuple(row for row in self.given.scenario.levers if row.kind in wanted)

    def column(self, parameters: Sequence[Parameter | None], otherwise: float = 0.0) -> Floats:
        """A column of numbers. [unit; future, row]"""
        if not parameters:
            return np.zeros((self.futures, 0))
        return np.stack([self.given.value(p, otherwise) for p in parameters], axis=1)

    def shared_column(
        self, parameters: Sequence[Parameter | None], otherwise: float = 0.0
    ) -> Floats:
        """A column whose mean holds for what is decided before the future is known. [unit; row]"""
        return np.asarray(self.column(parameters, otherwise).mean(axis=0))

    def asked(self, permission: str | None) -> bool:
        """Whether the plan decides when a permission is asked for."""
        return any(row.permission == permission for row in self.of("permission"))

    def window(self, rows: Sequence[Lever], *, gated: bool) -> NDArray[Any]:
        """When a lever may be used: its months, and its permission. [future, lever, month]"""
        time = np.arange(self.months)
        opens = np.zeros((self.futures, len(rows), self.months), dtype=bool)
        for n, row in enumerate(rows):
            first = self.given.first
            if row.date_from:
                first = max(first, self.given.month(row.date_from))
            last = self.given.month(row.date_to) if row.date_to else self.months
            inside = (time >= first) & (time <= last)
            if row.every:
                inside &= (time - first) % row.every == 0
            opens[:, n] = inside
            if gated and row.permission and not self.asked(row.permission):
                opens[:, n] &= time >= self.given.opens[row.permission][:, None]
        return opens

    def lever_most(self, row: Any) -> Floats:
        """The most pieces a month that a lever can come to. [piece/month; future]"""
        if row.kind in ("shift", *MADE):
            grown = [lever for lever in self.of(*CAPACITY) if lever.line == row.line]
            times = [self.months if lever.kind == "expansion" else 1 for lever in grown]
            line = self.given.rate[:, self.given.line(row.line)].max(axis=-1)
            for lever, n in zip(grown, times, strict=True):
                line = line + n * self.given.value(lever.most)
            if row.kind == "shift":
                return np.asarray(line * self.given.value(row.share))
            longer = sum(self.given.value(s.share) for s in self.of("shift") if s.line == row.line)
            use = np.maximum(self.given.value(row.use, otherwise=1.0), 1e-9)
            line = line * (1 + longer) / use
            return np.asarray(np.minimum(line, self.given.value(row.most, otherwise=np.inf)))
        most: Floats = self.given.value(row.most)
        return most

    def spend(self, block: Block, rows: Sequence[Lever], price: Floats) -> None:
        """Note what a block of levers costs. [currency/unit; future, lever]"""
        if price.any():
            self.spends.append(
                Spend(
                    ids=block.ids,
                    price=price,
                    levers=tuple(row.id for row in rows),
                    payers=tuple(row.payer for row in rows),
                    shared=block.ids.ndim == 2,
                )
            )
