"""One run of a scenario as a Vensim model: stocks, demand, queues and delays as equations."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from materiel.scenario.records import Parameter, Scenario
from materiel.simulate.arrays import NumpyArrays
from materiel.simulate.compile import NEVER, Network, compile_network, drawer_of, whole_months
from materiel.simulate.run import Flows, begin_flows, run_chunk


def export_vensim(scenario: Scenario, *, seed: int = 1) -> tuple[str, list[str]]:
    """The first run of a seed as the text of a .mdl file, and what Vensim's equations leave out.

    Draws, gates and what lines make are numbers of that run; stocks, demand, orders and transfers
    are equations that go on from there.

    Args:
        scenario: From `load_scenario`.
        seed: Of the draws.

    Returns:
        The model, and a line for each mechanism that stands in the scenario and not in the model.

    Source: docs/model.md, rules S3, O2, O3, T1 to T4; rule E1.
    """
    network = compile_network(scenario)
    draws = drawer_of(network, seed).take(1)
    output: list[list[float]] = []

    def watch(month: int, state: Any, flows: Flows) -> None:
        output.append([float(value) for value in state.output[:, 0]])

    run_chunk(network, draws, 1, watch)
    flows, _ = begin_flows(network, draws, NumpyArrays(1))
    return _Model(network, draws, flows, output).text(), _left_out(scenario)


def _left_out(scenario: Scenario) -> list[str]:
    """Mechanisms without an equation, by name."""
    told = {
        "repairs: losses, damage and workshops": scenario.repairs,
        "kits: what is put together from parts": scenario.kits,
        "restocks: orders that follow a target": scenario.restocks,
        "inputs: what lines use up; the output of the run is put in": scenario.inputs,
        "iterations: the effect of a piece": scenario.iterations,
        "funds: money that runs out; rows with a price are taken as paid": [
            *(order for order in scenario.orders if order.price),
            *(transfer for transfer in scenario.transfers if transfer.price),
        ],
        "refurbishment with a capacity or a price": [
            row for row in scenario.transfers if row.refurbish_rate or row.refurbish_price
        ],
        "shares, swaps and bans of transfers": [
            row
            for row in scenario.transfers
            if row.share or row.backfills or row.id in {d.transfer for d in scenario.disruptions}
        ],
        "noise of demand": [row for row in scenario.demands if row.noise],
    }
    return [name for name, rows in told.items() if rows]


class _Model:
    """Equations, one after the other."""

    def __init__(self, network: Network, draws: Any, flows: Flows, output: Any) -> None:
        self.network, self.draws, self.flows, self.output = network, draws, flows, output
        self.scenario = network.scenario
        self.equations: list[str] = []
        self.into: dict[int, list[str]] = {n: [] for n in range(len(network.accounts))}
        self.gone: dict[int, list[str]] = {n: [] for n in range(len(network.accounts))}
        self.names = [_name("", n, *pair) for n, pair in enumerate(network.accounts)]

    def text(self) -> str:
        """The whole model."""
        self._lines_and_orders()
        for number, row in enumerate(self.scenario.transfers):
            giver, receiver = self.flows.transfers.accounts()[number]
            self.into[receiver].append(_name("landed", number, row.id))
            self.gone[giver].append(_name("sent", number, row.id))
        self._demands()
        for number in range(len(self.scenario.transfers)):
            self._transfer(number)
        for account, name in enumerate(self.names):
            opening = sum(
                self._value(row.opening)
                for row in self.scenario.stocks
                if self.network.account(row.holder, row.item) == account
            )
            flow = _minus(f"arrivals{name}", [f"issued{name}", *self.gone[account]])
            self._is(f"stock{name}", f"INTEG({flow}, {opening!r})", "piece")
        return (
            "{UTF-8}\n"
            + "".join(self.equations)
            + _control(self.network.months, _time(self.network))
        )

    def _is(self, name: str, formula: str, unit: str = "") -> None:
        unit = unit or f"piece/{_time(self.network)}"
        self.equations.append(f"{name} = {formula}\n\t~\t{unit}\n\t~\t\n\t|\n\n")

    def _value(self, parameter: Parameter) -> float:
        return float(self.draws[parameter.name][0])

    def _monthly(self, parameter: Parameter, first: int = 0, last: int = NEVER) -> list[float]:
        """What a number is in each month; 0 outside `first` to `last`."""
        values = [0.0] * self.network.months
        for name, begin, end in self.network.spells(parameter):
            for month in range(max(begin, first), min(end, last) + 1):
                values[month] = float(self.draws[name][0])
        return values

    def _lines_and_orders(self) -> None:
        taken: dict[str, list[str]] = {}
        rows = sorted(
            self.scenario.orders, key=lambda row: (row.priority, self.network.month(row.placed))
        )
        for number, line in enumerate(self.scenario.lines):
            made = _path([month[number] for month in self.output])
            self._is(_name("output", number, line.id), made)
        lines = {line.id: number for number, line in enumerate(self.scenario.lines)}
        for number, row in enumerate(rows):
            placed, still, served = (
                _name(word, number, row.id) for word in ("placed", "open", "served")
            )
            month = float(self.flows.orders.opens[number][0])
            self._is(placed, f"IF THEN ELSE(ABS(Time - {month!r}) < 0.5, {self._value(row.quantity)!r}, 0)")  # fmt: skip
            self._is(still, f"INTEG({placed} - {served}, 0)", "piece")
            left = _minus(_name("output", lines[row.line], row.line), taken.get(row.line, []))
            self._is(served, f"MIN({still} + {placed}, MAX({left}, 0))")
            taken.setdefault(row.line, []).append(served)
            item = self.scenario.lines[lines[row.line]].item
            self.into[self.network.account(row.buyer, item)].append(served)
        for number, line in enumerate(self.scenario.lines):
            free = _name("free", number, line.id)
            self._is(free, _minus(_name("output", number, line.id), taken.get(line.id, [])))
            self.into[self.network.account(line.holder, line.item)].append(free)

    def _demands(self) -> None:
        asked = {n: [0.0] * self.network.months for n in range(len(self.names))}
        for row in self.scenario.demands:
            account = self.network.account(row.holder, row.item)
            last = self.network.last_month(row.date_to)
            rates = self._monthly(row.rate, self.network.month(row.date_from), last)
            asked[account] = [a + b for a, b in zip(asked[account], rates, strict=True)]
        for account, name in enumerate(self.names):
            self._is(f"arrivals{name}", " + ".join(self.into[account]) or "0")
            self._is(f"demand{name}", _path(asked[account]))
            self._is(f"issued{name}", f"MIN(stock{name} + arrivals{name}, demand{name})")
            self._is(f"unmet{name}", f"demand{name} - issued{name}")

    def _transfer(self, number: int) -> None:
        row = self.scenario.transfers[number]
        sent, left = _name("sent", number, row.id), _name("left", number, row.id)
        giver, _ = self.flows.transfers.accounts()[number]
        name = self.names[giver]
        earlier = self.gone[giver][: self.gone[giver].index(sent)]
        held = _minus(f"stock{name} + arrivals{name} - issued{name}", earlier)
        floor = sum(
            self._value(s.floor)
            for s in self.scenario.stocks
            if self.network.account(s.holder, s.item) == giver
        )
        most = f"MIN({_rate_name(sent)}, MAX({held} - {floor!r}, 0))"
        self._is(_rate_name(sent), _path(self._monthly(row.rate)))
        if row.quantity is not None:
            self._is(left, f"INTEG(-{sent}, {self._value(row.quantity)!r})", "piece")
            most = f"MIN({most}, {left})"
        opens = float(self.flows.transfers.opens[number][0])
        self._is(sent, f"IF THEN ELSE(Time > {opens - 0.5!r}, {most}, 0)")
        delays = [p for p in (row.refurbish_months, row.delay_months) if p]
        delay = max(1.0, sum(float(whole_months(self.draws[p.name])[0]) for p in delays))
        landed = _name("landed", number, row.id)
        self._is(landed, f"DELAY FIXED({sent}, {delay!r}, 0)")


def _name(word: str, number: int, *parts: str) -> str:
    """A name that Vensim reads, and that nothing else has."""
    words = re.sub(r"[^A-Za-z0-9]+", " ", " ".join(parts)).strip()
    return f"{word} {number} {words}"


def _rate_name(sent: str) -> str:
    return f"rate of {sent}"


def _path(values: Sequence[float]) -> str:
    """A number for each month as a sum of steps; PySD keeps eight digits of a lookup's points."""
    steps = [
        f"STEP({after - before!r}, {month})"
        for month, (before, after) in enumerate(pairwise(values), 1)
        if after != before
    ]
    return " + ".join([repr(float(values[0])), *steps])


def _minus(first: str, others: Iterable[str]) -> str:
    return " - ".join([first, *others])


def _time(network: Network) -> str:
    """The unit of time."""
    return network.scenario.step.capitalize()


def _control(months: int, unit: str) -> str:
    rows = (("FINAL TIME", months - 1), ("INITIAL TIME", 0), ("TIME STEP", 1))
    told = "".join(f"{name} = {value}\n\t~\t{unit}\n\t~\t\n\t|\n\n" for name, value in rows)
    return told + f"SAVEPER = TIME STEP\n\t~\t{unit}\n\t~\t\n\t|\n"
