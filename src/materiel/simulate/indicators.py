"""What is read off the runs: fans, parity, totals. Arrays are [month, run] here; a month is a step."""

from collections.abc import Sequence

import numpy as np

from materiel.core.dates import Step, first_step, last_step
from materiel.core.units import month_share
from materiel.scenario.records import Scenario
from materiel.simulate.arrays import NumpyArrays, added_up
from materiel.simulate.compile import IntArray, Network
from materiel.simulate.fans import Histograms
from materiel.simulate.flows.focus import MEASURES
from materiel.simulate.flows.transfers import pledged_rows
from materiel.simulate.records import LEVELS, Fan, FloatArray, Parity, Spread
from materiel.simulate.run import Flows
from materiel.simulate.state import State

QUARTER: dict[Step, int] = {"month": 3, "week": 13}  # steps looked back on (rules I2, E6)
LONGEST_WAIT = 600.0  # months; a queue at a line that makes nothing (rule I4)
MOST_COVERAGE = 1e6
SAMPLE = 20  # runs that a fan keeps whole

DAYS_OF_MONTH = 365.2425 / 12
MOST_DAYS = 3650.0  # of supply; also where nothing is asked for (rule I9)
DERIVED = ("coverage", "lead_time", "days_of_supply", "self_sufficiency")


def trailing(series: FloatArray, step: Step) -> FloatArray:
    """Sum over this month and the two before it, or over 13 weeks; over fewer at the beginning.

    >>> trailing(np.array([[1.0], [2.0], [3.0], [4.0]]), "month").ravel()
    array([1., 3., 6., 9.])
    """
    count, sums = QUARTER[step], [series]  # over 1, 2, 4 … steps: a sum of 13 takes five additions
    while 2 ** len(sums) <= count:
        half = 2 ** (len(sums) - 1)
        sums.append(sums[-1].copy())
        sums[-1][half:] += sums[-2][:-half]
    total, done = sums[-1].copy(), 2 ** (len(sums) - 1)
    for power in reversed(range(len(sums) - 1)):
        if count >> power & 1:
            total[done:] += sums[power][:-done]
            done += 2**power
    return total


def mean_of_quarter(series: FloatArray, step: Step) -> FloatArray:
    """Mean of a step over the trailing three months. [as `series`; month, run]"""
    steps = np.minimum(np.arange(1, len(series) + 1), QUARTER[step])[:, None]
    return trailing(series, step) / steps


def coverage(supply: FloatArray, demand: FloatArray, step: Step) -> FloatArray:
    """Supply ÷ demand of the trailing three months; 1 where nothing is asked for.

    Args:
        supply: Received in the month. [piece; month, run]
        demand: Asked for in the month. [piece; month, run]
        step: What a month of the arrays is.

    Returns:
        Coverage, at most a million. [share; month, run]

    Source: docs/model.md, rule I2.

    >>> coverage(np.array([[3.0], [5.0]]), np.array([[4.0], [12.0]]), "month").ravel()
    array([0.75, 0.5 ])
    """
    asked = trailing(demand, step)
    share = np.ones_like(asked)
    with np.errstate(over="ignore"):
        np.divide(trailing(supply, step), asked, out=share, where=asked > 0)
    return np.minimum(share, MOST_COVERAGE)


def parity_month(supply: FloatArray, demand: FloatArray, as_of: int, step: Step) -> IntArray:
    """First month from which supply keeps up with demand for three months; else their number.

    Args:
        supply: Received in the month. [piece; month, run]
        demand: Asked for in the month. [piece; month, run]
        as_of: The month called "now"; none before it counts. [month]
        step: What a month of the arrays is.

    Returns:
        Month numbers; the number of months where it is not reached. [month; run]

    Source: docs/model.md, rule I3.

    >>> parity_month(np.full((9, 1), 5.0), np.full((9, 1), 5.0), 2, "month")
    array([2])
    """
    # A rounding in the last digit must not decide which month it is.
    keeps_up = trailing(supply, step) >= trailing(demand, step) * (1 - 1e-9)
    months = len(keeps_up)
    stays = keeps_up.copy()
    for ahead in range(1, QUARTER[step]):
        stays[:-ahead] &= keeps_up[ahead:]
        stays[months - ahead :] = False
    stays[:as_of] = False
    return np.where(stays.any(axis=0), stays.argmax(axis=0), months)


def waiting_time(backlog: FloatArray, output: FloatArray, step: Step) -> FloatArray:
    """How long the queue takes at the trailing three months' output. [month; month, run]

    Source: docs/model.md, rule I4: at most 600 months, also where nothing is made.

    >>> waiting_time(np.array([[30.0]]), np.array([[10.0]]), "month")
    array([[3.]])
    """
    made = mean_of_quarter(output, step)
    wait = np.where(backlog > 0, LONGEST_WAIT, 0.0)
    with np.errstate(over="ignore"):
        np.divide(backlog * month_share(step), made, out=wait, where=made > 0)
    return np.minimum(wait, LONGEST_WAIT)


def days_of_supply(stock: FloatArray, demand: FloatArray, step: Step) -> FloatArray:
    """How long the stock lasts at the trailing three months' demand. [day; month, run]

    Source: docs/model.md, rule I9: at most 3,650 days, also where nothing is asked for.

    >>> days_of_supply(np.array([[10.0]]), np.array([[10.0]]), "month").round(2)
    array([[30.44]])
    """
    asked = mean_of_quarter(demand, step)
    days = np.full_like(asked, MOST_DAYS)
    with np.errstate(over="ignore"):
        np.divide(stock * (DAYS_OF_MONTH * month_share(step)), asked, out=days, where=asked > 0)
    return np.minimum(days, MOST_DAYS)


def self_sufficiency(own: FloatArray, supply: FloatArray, step: Step) -> FloatArray:
    """Own ÷ all supply of the trailing three months; 0 where nothing landed. [share; month, run]

    Source: docs/model.md, rule I10.

    >>> self_sufficiency(np.array([[1.0]]), np.array([[4.0]]), "month")
    array([[0.25]])
    """
    landed = trailing(supply, step)
    share = np.zeros_like(landed)
    np.divide(trailing(own, step), landed, out=share, where=landed > 0)
    return np.minimum(share, 1.0)


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
        self.counts = Histograms(self.months * len(names))
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
        """Nothing is only counted."""
        return ()

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
        table = np.stack([part[name] for name in self.names], axis=1)  # [month, name, run]
        self.counts.add(table[None], table.shape[2])
        kept = self.sample[:, :, runs]
        kept[:] = table.swapaxes(0, 1)[:, :, : kept.shape[2]]
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
            found = self.counts.quantiles(LEVELS)
            self._quantiles = found.reshape(len(LEVELS), self.months, len(self.names))
        place = self.names.index(name)
        return Fan(
            id=name,
            label=label,
            unit=unit,
            steps=self.scenario.steps,
            values=self._quantiles[:, :, place].copy(),
            sample=self.sample[place].T.copy(),
        )
