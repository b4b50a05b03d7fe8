"""What the focus holder has, gets, asks for and uses in a month; its members' figures are added up."""

from collections.abc import Iterator
from typing import Any

from materiel.scenario.records import Member
from materiel.simulate.arrays import Arrays
from materiel.simulate.compile import Network
from materiel.simulate.flows.iterations import Iterations
from materiel.simulate.flows.orders import Orders
from materiel.simulate.flows.repairs import Repairs
from materiel.simulate.flows.transfers import Transfers
from materiel.simulate.state import State

MEASURES = (
    "stock",
    "supply",
    "demand",
    "unmet",
    "own",
    "expenditure",
    "effect",
    "production",
    "backlog",
)
Window = tuple[str, int, int]  # an actor, first and last month


class Focus:
    """The month's measures, one row each (rules I1, I8 to I10, A1)."""

    def __init__(self, network: Network, arrays: Arrays) -> None:
        scenario = network.scenario
        self._network, self._arrays, self._scenario = network, arrays, scenario
        item = network.items.index(scenario.focus_item)
        self._lines = [n for n, of in enumerate(network.item_of_line) if of == item]
        holders = list(self._holders())
        self._accounts = [
            (network.account(actor, scenario.focus_item), first, last)
            for actor, first, last in holders
        ]
        countries = {row.id: row.country for row in scenario.actors}
        kinds = {row.id: row.kind for row in scenario.actors}
        self._own_lines = [
            (line, first, last)
            for line in self._lines
            for actor, first, last in holders
            if _owns(actor, scenario.lines[line].actor, countries, kinds)
        ]
        self.rows = {name: arrays.zeros(1) for name in MEASURES}  # [any; 1, run]

    def _holders(self) -> Iterator[Window]:
        """The focus holder, and its members while they are (rule A1)."""
        scenario, last = self._scenario, self._network.months - 1
        yield scenario.focus_holder, 0, last
        for row in scenario.members:
            if row.alliance == scenario.focus_holder:
                yield (row.member, *self._months(row))

    def _months(self, row: Member) -> tuple[int, int]:
        last = self._network.months - 1
        first = self._network.month(row.date_from) if row.date_from else 0
        return max(first, 0), min(self._network.month(row.date_to) if row.date_to else last, last)

    def step(
        self,
        month: Any,
        state: State,
        orders: Orders,
        transfers: Transfers,
        repairs: Repairs,
        iterations: Iterations,
    ) -> None:
        """Read the month off, after all flows."""
        for row in self.rows.values():
            row[:] = 0.0
        rows = {name: row[0] for name, row in self.rows.items()}
        for account, first, last in self._accounts:
            for _ in self._arrays.during(month, first, last):
                rows["stock"] += state.stock[account]
                rows["supply"] += state.arrivals[account]
                rows["demand"] += state.demand[account]
                rows["unmet"] += state.unmet[account]
                used = state.demand[account] - state.unmet[account]
                rows["expenditure"] += used
                rows["effect"] += used * iterations.effect[account]
                for repair in repairs.rows_of(account):
                    rows["own"] += repairs.landed[repair]
                self._of_own_lines(account, month, rows, state, orders)
                self._between(account, month, rows, transfers)
        for line in self._lines:
            rows["production"] += state.output[line]
            rows["backlog"] += state.backlog[line]

    def _of_own_lines(
        self, account: int, month: Any, rows: dict[str, Any], state: State, orders: Orders
    ) -> None:
        for line, first, last in self._own_lines:
            for _ in self._arrays.during(month, first, last):
                holder = self._scenario.lines[line].holder
                if self._network.account(holder, self._scenario.focus_item) == account:
                    rows["own"] += state.free[line]
                for order in orders.between(account, line):
                    rows["own"] += orders.served[order]

    def _between(
        self, account: int, month: Any, rows: dict[str, Any], transfers: Transfers
    ) -> None:
        """What one member gives another is no supply of the alliance."""
        for giver, first, last in self._accounts:
            for _ in self._arrays.during(month, first, last):
                for transfer in transfers.between(giver, account):
                    rows["supply"] -= transfers.landed[transfer]


def _owns(holder: str, maker: str, countries: dict[str, str | None], kinds: dict[str, str]) -> bool:
    """A holder's own maker: itself, or a company of its country (rule I10)."""
    if holder == maker:
        return True
    same = countries[holder] is not None and countries[holder] == countries[maker]
    return same and kinds[maker] == "company" and kinds[holder] == "state"
