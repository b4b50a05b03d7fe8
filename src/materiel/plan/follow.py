"""A plan's decisions followed by the simulation itself, with the numbers of the plan's futures."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from materiel.plan.apply import apply_each
from materiel.plan.arrays import Floats
from materiel.plan.formulation import Formulation
from materiel.simulate.compile import compile_network
from materiel.simulate.run import run_chunk


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed:
    """What a run of all futures gives. [piece; future, row, month]"""

    stock: Floats  # by account of the plan
    unmet: Floats
    sent: Mapping[str, Floats]  # by transfers, those that stand for decisions included


def follow(f: Formulation, flows: Mapping[str, Floats], used: Floats) -> Followed:
    """Run all futures side by side, every decision a row of the scenario.

    Args:
        f: The plan's formulation.
        flows: Decisions by kind. [piece; future, lever, month]
        used: What they use up. [piece; future, need, month]

    Source: docs/model.md, rule Q26.
    """
    scenario, draws = apply_each(f, flows, used)
    network = compile_network(scenario)
    stock, unmet = np.zeros_like(f.given.demand), np.zeros_like(f.given.demand)
    sent = np.zeros((f.futures, len(scenario.transfers), f.months))
    both = [n for n, pair in enumerate(network.accounts) if pair in set(f.given.accounts)]
    where = [f.given.account(*network.accounts[n]) for n in both]

    def watch(month: int, state: Any, run: Any) -> None:
        if month < f.months:
            stock[:, where, month] = state.stock[both].T
            unmet[:, where, month] = state.unmet[both].T
            sent[..., month] = run.transfers.sent.T

    run_chunk(network, draws, f.futures, watch)
    sent[..., 1:] = np.diff(sent, axis=2)
    by_name = {row.id: sent[:, n] for n, row in enumerate(scenario.transfers)}
    # Accounts that nothing moves keep what they opened with.
    still = [n for n, pair in enumerate(f.given.accounts) if pair not in set(network.accounts)]
    stock[:, still] = f.given.opening[:, still, None]
    return Followed(stock=stock, unmet=unmet, sent=by_name)
