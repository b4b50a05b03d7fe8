"""What the simulation had done by the month called now, and what of it answers to a plan."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from materiel.plan.arrays import Floats
from materiel.scenario.records import Kit, Repair, Scenario
from materiel.simulate.compile import Network, whole_months
from materiel.simulate.draw import Draws
from materiel.simulate.run import run_chunk

# Tables whose rows do something else when a plan changes the stocks: their rules, and what of them
# the program that is solved does not know.
ANSWERING = {
    "repairs": ("H1 to H4", "workshops begin as soon as they can, and losses that follow demand"),
    "kits": ("J1, J2", "kits are whole and put together even where nobody needs them"),
    "restocks": ("O4, O5", "restocks ask for what is missing"),
    "inputs": ("P8", "lines make no more than their inputs are enough for"),
}


def answers_to_stocks(scenario: Scenario) -> tuple[str, ...]:
    """Tables with rows that do something else when a plan changes the stocks."""
    return tuple(name for name in ANSWERING if getattr(scenario, name))


def moved(
    scenario: Scenario,
    draws: Draws,
    sent: Floats,
    shape: tuple[int, ...],
    at: Mapping[tuple[str, str], int],
) -> Floats:
    """What transfers sent before now adds to stocks and takes from them. [piece; future, account, month]"""
    change = np.zeros(shape)
    months, first = shape[2], sent.shape[2]
    future = np.arange(shape[0])
    for n, row in enumerate(scenario.transfers):
        change[:, at[row.giver, row.item], :first] -= sent[:, n]
        delay = np.maximum(whole_months(draws[row.delay_months.name]), 1)
        if row.refurbish_months is not None:
            delay = delay + whole_months(draws[row.refurbish_months.name])
        for month in range(first):
            lands = month + delay.astype(int)
            inside = lands < months
            account = at[row.receiver, row.item]
            change[future[inside], account, lands[inside]] += sent[inside, n, month]
    return change


def stated(scenario: Scenario) -> tuple[tuple[Repair, ...], tuple[Kit, ...]]:
    """The repairs and kits that the program states (rules Q34, Q35).

    Repairs whose losses are a share of the stock, alone at it and with others like them in a hub; and
    of these and of kits those whose stocks no row touches that the program only takes as given.
    """
    line = {row.id: row for row in scenario.lines}
    at = [(row.holder, row.item) for row in scenario.repairs]
    touched = {(line[row.line].holder, row.item) for row in scenario.inputs}
    touched |= {(row.buyer, line[row.line].item) for row in scenario.restocks}
    repairs, kits = scenario.repairs, scenario.kits
    while True:
        hubs = {row.hub for row in scenario.repairs if row.hub and row not in repairs}
        fine = tuple(
            row
            for row in repairs
            if row.basis == "stock"
            and at.count((row.holder, row.item)) == 1
            and (row.holder, row.item) not in touched
            and row.hub not in hubs
        )
        taken = {
            (row.holder, row.kit)
            for row in kits
            if {(row.holder, row.kit), (row.holder, row.part)} & touched
        }
        whole = tuple(row for row in kits if (row.holder, row.kit) not in taken)
        if len(fine) == len(repairs) and len(whole) == len(kits):
            return repairs, kits
        touched |= {(row.holder, row.item) for row in repairs if row not in fine}
        for row in set(kits) - set(whole):
            touched |= {(row.holder, row.kit), (row.holder, row.part)}
        repairs, kits = fine, whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What the simulation had done by `first`, and what is still to come of it."""

    sent: Floats  # by transfers [piece; future, transfer, month before first]
    stock: Floats  # [piece; future, account, month before first]
    unmet: Floats
    waiting: Floats  # for a workshop at `first` [piece; future, repair]
    left: Floats  # of transfers' rates, by bans [share; future, transfer, month]
    coming: Floats  # back from workshops, begun before `first` [piece; future, repair, month]


def past_of(
    scenario: Scenario,
    network: Network,
    draws: Draws,
    futures: int,
    first: int,
    months: int,
    at: Mapping[tuple[str, str], int],
) -> Past:
    """The past is as the simulation has it."""
    repairs = scenario.repairs
    sent = np.zeros((futures, len(scenario.transfers), first))
    stock, unmet = (np.zeros((futures, len(at), first)) for _ in range(2))
    waiting, coming = np.zeros((futures, len(repairs))), np.zeros((futures, len(repairs), months))
    left = np.ones((futures, len(scenario.transfers), months))
    past = Past(sent=sent, stock=stock, unmet=unmet, waiting=waiting, left=left, coming=coming)
    if first == 0 and all(row.transfer is None for row in scenario.disruptions):
        return past
    where = np.array([at[pair] for pair in network.accounts], dtype=np.int64)

    def watch(month: int, state: Any, flows: Any) -> None:
        if month < months:
            left[..., month] = flows.disruptions.transfer_left.T
        if month < first:
            sent[:, :, month] = flows.transfers.sent.T
            stock[:, where, month], unmet[:, where, month] = state.stock.T, state.unmet.T
            waiting[:] = flows.repairs.waiting.T
        elif month < months:
            coming[..., month] = flows.repairs.landed.T

    run_chunk(network, draws, futures, watch)
    sent[:, :, 1:] = np.diff(sent, axis=2)
    for n, row in enumerate(repairs):  # what lands later was begun later
        back = np.maximum(whole_months(draws[row.turnaround_months.name]), 1)
        coming[:, n][np.arange(months) >= first + back[:, None]] = 0.0
    return past
