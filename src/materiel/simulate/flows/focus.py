"""What the focus holder has, gets, asks for and uses in a month; its members' figures are added up."""

from collections.abc import Iterator, Sequence
from typing import Any

from materiel.scenario.records import Actor, Member
from materiel.simulate.arrays import Arrays
from materiel.simulate.compile import Network
from materiel.simulate.flows.iterations import Iterations
from materiel.simulate.flows.orders import Orders
from materiel.simulate.flows.repairs import Repairs
from materiel.simulate.flows.restocks import Restocks
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
Window = tuple[Any, int, int]  # an actor or a position, first and last month


class Focus:
    """The month's measures, one row each (rules I1, I8 to I10, A1)."""

    def __init__(
        self,
        network: Network,
        arrays: Arrays,
        orders: Orders,
        restocks: Restocks,
        transfers: Transfers,
        repairs: Repairs,
        iterations: Iterations,
    ) -> None:
        self._network, self._arrays = network, arrays
        self._orders, self._restocks, self._transfers = orders, restocks, transfers
        self._repairs, self._iterations = repairs, iterations
        scenario = network.scenario
        item = network.items.index(scenario.focus_item)
        self._lines = [n for n, of in enumerate(network.item_of_line) if of == item]
        holders = list(self._holders())
        self._accounts = [
            (network.account(actor, scenario.focus_item), first, last)
            for actor, first, last in holders
        ]
        self._own = self._own_lines(holders)
        self._inner = self._between_members()
        lines = {line.id: number for number, line in enumerate(scenario.lines)}
        self._restocks_of: dict[tuple[int, int], list[int]] = {}
        for number, row in enumerate(scenario.restocks):
            account = network.account(row.buyer, scenario.lines[lines[row.line]].item)
            self._restocks_of.setdefault((account, lines[row.line]), []).append(number)
        self.rows = {name: arrays.zeros(1) for name in MEASURES}  # [any; 1, run]

    def _holders(self) -> Iterator[Window]:
        """The focus holder, and its members while they are (rule A1)."""
        scenario, last = self._network.scenario, self._network.months - 1
        yield scenario.focus_holder, 0, last
        for row in scenario.members:
            if row.alliance == scenario.focus_holder:
                yield (row.member, *self._months(row))

    def _months(self, row: Member) -> tuple[int, int]:
        last = self._network.months - 1
        first = self._network.month(row.date_from) if row.date_from else 0
        return max(first, 0), min(self._network.last_month(row.date_to), last)

    def _own_lines(self, holders: Sequence[Window]) -> list[Window]:
        """Lines of the focus, each with the months in which somebody of the focus owns its maker."""
        scenario = self._network.scenario
        actors = {row.id: row for row in scenario.actors}
        owned = []
        for line in self._lines:
            maker = actors[scenario.lines[line].actor]
            windows = [(a, b) for actor, a, b in holders if _owns(actors[actor], maker)]
            owned += [(line, first, last) for first, last in _merged(windows)]
        return owned

    def _between_members(self) -> list[Window]:
        """Transfers from one of the focus to another, and in which months they are."""
        windows: dict[int, list[tuple[int, int]]] = {}
        for account, first, last in self._accounts:
            windows.setdefault(account, []).append((first, last))
        return [
            (transfer, max(a, c), min(b, d))
            for transfer, (giver, receiver) in enumerate(self._transfers.accounts())
            for a, b in windows.get(giver, [])
            for c, d in windows.get(receiver, [])
        ]

    def step(self, month: Any, state: State) -> None:
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
                rows["effect"] += used * self._iterations.effect[account]
                self._add_own(account, month, rows, state)
        for transfer, first, last in self._inner:  # no supply of the alliance
            for _ in self._arrays.during(month, first, last):
                rows["supply"] -= self._transfers.landed[transfer]
        for line in self._lines:
            rows["production"] += state.output[line]
            rows["backlog"] += state.backlog[line]

    def _add_own(self, account: int, month: Any, rows: dict[str, Any], state: State) -> None:
        """What its own lines made and what came back from repair (rule I10)."""
        for repair in self._repairs.rows_of(account):
            rows["own"] += self._repairs.landed[repair]
        for line, first, last in self._own:
            for _ in self._arrays.during(month, first, last):
                holder = self._network.scenario.lines[line].holder
                if self._network.account(holder, self._network.scenario.focus_item) == account:
                    rows["own"] += state.free[line]
                for order in self._orders.between(account, line):
                    rows["own"] += self._orders.served[order]
                for restock in self._restocks_of.get((account, line), []):
                    rows["own"] += self._restocks.landed[restock]


def _owns(holder: Actor, maker: Actor) -> bool:
    """A holder's own maker: itself, or a company of its country (rule I10)."""
    if holder.id == maker.id:
        return True
    same = holder.country is not None and holder.country == maker.country
    return same and maker.kind == "company" and holder.kind == "state"


def _merged(windows: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The months of all windows, none twice.

    >>> _merged([(5, 9), (0, 3), (2, 6)])
    [(0, 9)]
    """
    merged: list[tuple[int, int]] = []
    for first, last in sorted(windows):
        if merged and first <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        elif first <= last:
            merged.append((first, last))
    return merged
