"""Tables to a network: rows as positions in arrays, months as numbers from the first one.

A month is a step of the run, so that it is a week where the scenario counts in weeks (rule E1).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from materiel.core.dates import first_step, last_step, month_number, month_of_step
from materiel.scenario.records import Line, Parameter, Scenario
from materiel.simulate.arrays import Arrays
from materiel.simulate.draw import Drawer, Draws
from materiel.simulate.records import FloatArray
from materiel.simulate.steps import in_steps

IntArray = NDArray[np.int64]
Spell = tuple[str, int, int]  # a parameter's name, first and last month [month]
NEVER = 1_000_000  # a month after every horizon


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    """A scenario with its actors, items, lines and funds numbered.

    An account is a pair of holder and item: every place where pieces can lie. Arrays of a run are
    [row, run], so that one row's runs lie side by side in memory.
    """

    scenario: Scenario  # in steps (rule E3)
    months: int  # steps of a run
    calendar: tuple[int, ...]  # to which month a step belongs, from the first month [month; step]
    accounts: tuple[tuple[str, str], ...]
    items: tuple[str, ...]
    focus: int  # account of the focus holder and item
    item_of_account: IntArray  # [account]
    item_of_line: IntArray  # [line]
    _account: dict[tuple[str, str], int] = field(default_factory=dict)
    _series: dict[str, tuple[Spell, ...]] = field(default_factory=dict)

    def account(self, holder: str, item: str) -> int:
        """Position of the account of a holder and item."""
        return self._account[holder, item]

    def spells(self, parameter: Parameter) -> tuple[Spell, ...]:
        """Under which names a parameter is drawn in which months (rule D4)."""
        if parameter.series is None:
            return ((parameter.name, 0, self.months - 1),)
        return self._series[parameter.series]

    def month(self, text: str | None) -> int:
        """The step with which `text` begins, from the scenario's first; negative before it."""
        assert text is not None
        step = self.scenario.step
        return first_step(text, step) - first_step(self.scenario.start, step)

    def last_month(self, text: str | None) -> int:
        """The step with which `text` ends; None is never."""
        step = self.scenario.step
        return last_step(text, step) - first_step(self.scenario.start, step) if text else NEVER


def compile_network(scenario: Scenario) -> Network:
    """Number what the tables name.

    Source: docs/model.md, rule S1: every holder and item that a row names has one account.
    """
    scenario = in_steps(scenario)
    items = tuple(item.id for item in scenario.items)
    number = {item: position for position, item in enumerate(items)}
    item_of_line = {line.id: line.item for line in scenario.lines}
    holder_of_line = {line.id: line.holder for line in scenario.lines}
    pairs = [
        (scenario.focus_holder, scenario.focus_item),
        *((row.holder, row.item) for row in scenario.stocks),
        *((row.holder, row.item) for row in scenario.demands),
        *((row.holder, row.item) for row in scenario.lines),
        *((holder_of_line[row.line], row.item) for row in scenario.inputs),
        *((row.buyer, item_of_line[row.line]) for row in scenario.orders),
        *((row.buyer, item_of_line[row.line]) for row in scenario.restocks),
        *((row.giver, row.item) for row in scenario.transfers),
        *((row.receiver, row.item) for row in scenario.transfers),
        *((row.holder, row.item) for row in scenario.repairs),
        *((row.holder, row.part) for row in scenario.kits),
        *((row.holder, row.kit) for row in scenario.kits),
        *((row.holder, row.item) for row in scenario.iterations),
        *((row.member, scenario.focus_item) for row in scenario.members),
    ]
    accounts = tuple(dict.fromkeys(pairs))
    return Network(
        scenario=scenario,
        months=len(scenario.steps),
        calendar=_calendar(scenario),
        accounts=accounts,
        items=items,
        focus=0,
        item_of_account=np.array([number[item] for _, item in accounts], dtype=np.int64),
        item_of_line=np.array([number[row.item] for row in scenario.lines], dtype=np.int64),
        _account={pair: position for position, pair in enumerate(accounts)},
        _series=_series(scenario),
    )


def drawer_of(network: Network, seed: int) -> Drawer:
    """What gives the draws of a network's numbers, in its steps."""
    return Drawer(seed, network.scenario.parameters, network.calendar)


def pool_of(line: Line) -> str:
    """The lines that serve restocks together have one name (rule O5); a line alone has its own."""
    return f"pool {line.pool}" if line.pool else f"line {line.id}"


def _calendar(scenario: Scenario) -> tuple[int, ...]:
    """To which month each step belongs, from the first month (rule E2)."""
    step = scenario.step
    first, last = first_step(scenario.start, step), last_step(scenario.end, step)
    start = month_number(scenario.start)
    return tuple(month_of_step(number, step) - start for number in range(first, last + 1))


def _series(scenario: Scenario) -> dict[str, tuple[Spell, ...]]:
    """For each series its rows, and from which to which month each holds."""
    found: dict[str, tuple[Spell, ...]] = {}
    step, months = scenario.step, len(scenario.steps)
    start = first_step(scenario.start, step)
    # Many rows share a month: each is read once.
    begin = {text: first_step(text, step) - start for text in {r.month for r in scenario.series}}
    by_name: dict[str, list[tuple[int, str]]] = {}
    for row in scenario.series:
        by_name.setdefault(row.series, []).append((begin[row.month], row.value.name))
    for name, rows in by_name.items():
        rows.sort(key=lambda row: row[0])
        ends = [*(first - 1 for first, _ in rows[1:]), months - 1]
        # Before its first row a series has the value of that row.
        firsts = [0, *(max(first, 0) for first, _ in rows[1:])]
        found[name] = tuple(
            (value, first, min(last, months - 1))
            for (_, value), first, last in zip(rows, firsts, ends, strict=True)
            if last >= 0 and first < months
        )
    return found


def rows_of(parameters: Sequence[Parameter], draws: Draws, arrays: Arrays) -> FloatArray:
    """The draws of one column. [unit of the column; row, run]

    >>> from materiel.simulate.arrays import NumpyArrays
    >>> rows_of([], {}, NumpyArrays(2)).shape
    (0, 2)
    """
    table = arrays.zeros(len(parameters))
    for number, parameter in enumerate(parameters):
        table[number] = draws[parameter.name]
    return table


def whole_months(delay: FloatArray) -> FloatArray:
    """A delay as whole months, halves upwards. [month; any]

    Source: docs/model.md, rule T3.

    >>> whole_months(np.array([0.4, 0.5, 2.0]))
    array([0., 1., 2.])
    """
    return np.floor(delay + 0.5)
