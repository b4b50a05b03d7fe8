"""What is read off the runs: fans, parity, totals. Arrays are [month, run] here; a month is a step."""

from collections.abc import Sequence

import numpy as np

from materiel.core.dates import first_step, last_step
from materiel.scenario.records import Scenario
from materiel.simulate.arrays import NumpyArrays, added_up
from materiel.simulate.compile import Network
from materiel.simulate.fans import Histograms
from materiel.simulate.flows.focus import MEASURES
from materiel.simulate.flows.transfers import pledged_rows
from materiel.simulate.indicators import (
    coverage,
    days_of_supply,
    parity_month,
    self_sufficiency,
    waiting_time,
)
from materiel.simulate.lanes import LANES, on_lines, put_in_blocks
from materiel.simulate.records import LEVELS, Fan, FloatArray, Parity, Spread
from materiel.simulate.run import Flows
from materiel.simulate.state import State

SAMPLE = 20  # runs that a fan keeps whole
DERIVED = ("coverage", "lead_time", "days_of_supply", "self_sufficiency")


def spread(values: FloatArray, unit: str) -> Spread:
    """Median and 80 % interval over the runs. [unit; run]

    >>> spread(np.array([1.0, 2.0, 3.0]), "piece").median
    2.0
    """
    low, median, high = (float(number) for number in np.quantile(values, (0.1, 0.5, 0.9)))
    return Spread(low=low, median=median, high=high, unit=unit)


class Recorder:
    """Collects what the indicators need, chunk by chunk, in bounded memory."""

    def __init__(self, scenario: Scenario, runs: int) -> None:
        self.scenario = scenario
        self.step, self.months = scenario.step, len(scenario.steps)
        start = first_step(scenario.start, scenario.step)
        # "Now" is the whole month: parity may begin with its first step, coverage is of its last.
        self.as_of = first_step(scenario.as_of, scenario.step) - start
        self.as_of_last = last_step(scenario.as_of, scenario.step) - start
        names = (*MEASURES, *DERIVED)
        self.names = names
        self.measured = Histograms(self.months * len(MEASURES))  # counted as they are made
        self.derived = Histograms(self.months * len(DERIVED))
        self.sample = np.empty((len(names), self.months, min(runs, SAMPLE)))
        self._quantiles: FloatArray | None = None
        self.parity = np.empty(runs, dtype=np.int64)
        self.coverage_now = np.empty(runs)
        self._totals: dict[str, tuple[FloatArray, str]] = {}
        self._runs = runs

    def monthly(self, network: Network, state: State, flows: Flows) -> tuple[FloatArray, ...]:
        """What is kept of each month, in the order of MEASURES. [piece; run]"""
        return tuple(flows.focus.rows[name][0] for name in MEASURES)

    def counted(self, network: Network, state: State, flows: Flows) -> tuple[FloatArray, ...]:
        """What `measured` counts of each month: the same rows. [piece; run]"""
        return self.monthly(network, state, flows)

    def final(self, network: Network, state: State, flows: Flows) -> tuple[FloatArray, ...]:
        """What is kept of the end, in the order of `_labels`. [run]"""
        share = [flows.orders.delivered_share()] if self.scenario.orders else []
        share += [flows.transfers.delivered_share()] if pledged_rows(self.scenario) else []
        share += flows.gates.spent_shares(state)
        opens = (*flows.gates.permission, *flows.gates.fund)
        came = [np.where(months < self.months, 1.0, 0.0) for months in opens]
        return (*share, *state.spent, *came)

    def _labels(self) -> list[tuple[str, str]]:
        scenario = self.scenario
        share = [(f"Delivered ÷ ordered by {scenario.end}", "share")] if scenario.orders else []
        currencies = dict.fromkeys(fund.currency for fund in scenario.funds)
        if pledged_rows(scenario):
            share.append((f"Delivered ÷ pledged by {scenario.end}", "share"))
        return [
            *share,
            *((f"Spent ÷ approved in {name} by {scenario.end}", "share") for name in currencies),
            *((f"Spent of {fund.id}", fund.currency) for fund in scenario.funds),
            *((f"Runs with {row.id} granted", "share") for row in scenario.permissions),
            *((f"Runs with {row.id} approved", "share") for row in scenario.funds),
        ]

    def take(self, first: int, monthly: FloatArray, final: FloatArray) -> None:
        """Keep a chunk that begins with run `first`. [series, month, run] and [number, run]"""
        runs, step = slice(first, first + monthly.shape[2]), self.step
        part = dict(zip(MEASURES, monthly, strict=True))
        part["coverage"] = coverage(part["supply"], part["demand"], step)
        part["lead_time"] = waiting_time(part["backlog"], part["production"], step)
        part["days_of_supply"] = days_of_supply(part["stock"], part["demand"], step)
        part["self_sufficiency"] = self_sufficiency(part["own"], part["supply"], step)
        blocks = on_lines(-(-monthly.shape[2] // LANES), self.months, len(DERIVED), LANES)
        for place, name in enumerate(DERIVED):
            put_in_blocks(blocks[:, :, place], part[name])
        self.derived.add(blocks, monthly.shape[2])
        kept = self.sample[:, :, runs]
        for place, name in enumerate(self.names):
            kept[place] = part[name][:, : kept.shape[2]]
        self.coverage_now[runs] = part["coverage"][self.as_of_last]
        self.parity[runs] = parity_month(part["supply"], part["demand"], self.as_of, step)
        self._add_totals(runs, part, final)

    def _add_totals(self, runs: slice, part: dict[str, FloatArray], final: FloatArray) -> None:
        scenario = self.scenario
        holder = scenario.actor_name(scenario.focus_holder)
        until = f"{scenario.start} to {scenario.end}"
        for words, name in (
            ("Received by", "supply"),
            ("Demand of", "demand"),
            ("Unmet demand of", "unmet"),
        ):
            total = added_up(part[name], NumpyArrays(runs.stop - runs.start))
            self._total(f"{words} {holder}, {until}", total, "piece", runs)
        for (label, unit), values in zip(self._labels(), final, strict=True):
            self._total(label, values, unit, runs)

    def _total(self, label: str, values: FloatArray, unit: str, runs: slice) -> None:
        if label not in self._totals:
            self._totals[label] = (np.empty(self._runs), unit)
        self._totals[label][0][runs] = values

    def totals_by_run(self) -> dict[str, tuple[FloatArray, str]]:
        """Label, numbers of all runs and unit of each total. [unit; run]"""
        return dict(self._totals)

    def totals(self) -> tuple[tuple[str, Spread], ...]:
        """Label and spread of what is added up to the horizon (rules I5, I6)."""
        found = []
        for label, (values, unit) in self._totals.items():
            if label.startswith("Runs with "):
                share = float(values.mean())
                found.append((label, Spread(low=share, median=share, high=share, unit=unit)))
            else:
                found.append((label, spread(values, unit)))
        return tuple(found)

    def parity_over_runs(self) -> Parity:
        """Quantiles of the month of parity; a run that never reaches it counts as later than all.

        Source: docs/model.md, rule I3: a quantile is the month of a run, never between two.
        """
        months = (*self.scenario.steps, None)  # the last stands for "not within the horizon"
        low, median, high = (
            months[int(month)]
            for month in np.quantile(self.parity, (0.1, 0.5, 0.9), method="inverted_cdf")
        )
        return Parity(
            low=low,
            median=median,
            high=high,
            reached_share=float((self.parity < self.months).mean()),
            horizon=self.scenario.end,
        )

    def fans(self) -> tuple[Fan, ...]:
        """The indicators month by month (rules I1, I2, I4, I7)."""
        scenario = self.scenario
        item = scenario.item_name(scenario.focus_item)
        holder = scenario.actor_name(scenario.focus_holder)
        rate = f"piece/{scenario.step}"
        told: Sequence[tuple[str, str, str]] = (
            ("stock", f"Stock of {item}, {holder}", "piece"),
            ("supply", f"{item} received by {holder}", rate),
            ("demand", f"Demand for {item}, {holder}", rate),
            ("coverage", f"Supply ÷ demand of {item}, {holder}, trailing three months", "share"),
            ("unmet", f"Unmet demand for {item}, {holder}", rate),
            ("production", f"Output of {item}, all lines", rate),
            ("backlog", f"Open orders for {item}, all lines", "piece"),
            ("lead_time", f"Waiting time for a new order of {item}", "month"),
            ("expenditure", f"Use of {item}, {holder}", rate),
            ("days_of_supply", f"Days that the stock of {item} lasts, {holder}", "day"),
            ("self_sufficiency", f"Own ÷ all supply of {item}, {holder}, trailing", "share"),
        )
        if any(row.item == scenario.focus_item for row in scenario.iterations):
            told = (
                *told,
                ("effect", f"Use of {item}, {holder}, weighted by effect", rate),
            )
        return tuple(self._fan(*row) for row in told)

    def _fan(self, name: str, label: str, unit: str) -> Fan:
        if self._quantiles is None:
            found = (self.measured.quantiles(LEVELS), self.derived.quantiles(LEVELS))
            shape = len(LEVELS), self.months, -1
            self._quantiles = np.concatenate([one.reshape(shape) for one in found], axis=2)
        place = self.names.index(name)
        return Fan(
            id=name,
            label=label,
            unit=unit,
            steps=self.scenario.steps,
            values=self._quantiles[:, :, place].copy(),
            sample=self.sample[place].T.copy(),
        )
