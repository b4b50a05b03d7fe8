"""What the simulation had done by the month called now, and what of it answers to a plan."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from materiel.plan.arrays import Floats
from materiel.plan.scope import Scope
from materiel.scenario.records import Kit, Repair, Scenario
from materiel.simulate.compile import whole_months
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


def moved(scope: Scope, sent: Floats) -> Floats:
    """What transfers sent before now adds to stocks and takes from them. [piece; future, account, month]

    Args:
        sent: By each transfer. [piece; future, transfer, month before now]
    """
    change = scope.empty()
    first, future = sent.shape[2], np.arange(scope.futures)
    for n, row in enumerate(scope.scenario.transfers):
        change[:, scope.account(row.giver, row.item), :first] -= sent[:, n]
        delay = np.maximum(whole_months(scope.value(row.delay_months)), 1)
        if row.refurbish_months is not None:
            delay = delay + whole_months(scope.value(row.refurbish_months))
        account = scope.account(row.receiver, row.item)
        for month in range(first):
            lands = month + delay.astype(int)
            inside = lands < scope.months
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


def past_of(scope: Scope) -> Past:
    """The past is as the simulation has it."""
    scenario, first, months = scope.scenario, scope.first, scope.months
    transfers, repairs = (
        (scope.futures, len(scenario.transfers)),
        (scope.futures, len(scenario.repairs)),
    )
    past = Past(
        sent=np.zeros((*transfers, first)),
        stock=scope.empty(first),
        unmet=scope.empty(first),
        waiting=np.zeros(repairs),
        left=np.ones((*transfers, months)),
        coming=np.zeros((*repairs, months)),
    )
    if first == 0 and all(row.transfer is None for row in scenario.disruptions):
        return past
    where = np.array([scope.accounts_at[pair] for pair in scope.network.accounts], dtype=np.int64)

    def watch(month: int, state: Any, flows: Any) -> None:
        if month < months:
            past.left[..., month] = flows.disruptions.transfer_left.T
        if month < first:
            past.sent[:, :, month] = flows.transfers.sent.T
            past.stock[:, where, month] = state.stock.T
            past.unmet[:, where, month] = state.unmet.T
            past.waiting[:] = flows.repairs.waiting.T
        elif month < months:
            past.coming[..., month] = flows.repairs.landed.T

    run_chunk(scope.network, scope.draws, scope.futures, watch)
    past.sent[:, :, 1:] = np.diff(past.sent, axis=2)
    for n, row in enumerate(scenario.repairs):  # what lands later was begun later
        back = np.maximum(whole_months(scope.value(row.turnaround_months)), 1)
        past.coming[:, n][np.arange(months) >= first + back[:, None]] = 0.0
    return past
