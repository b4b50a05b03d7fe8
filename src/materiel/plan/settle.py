"""What follows from a plan's decisions by the rules of the simulation, to the last digit.

A solver's stocks hold to 1e-7. Those that are shown are computed anew from the decisions alone.
"""

import numpy as np

from materiel.core.errors import PlanError
from materiel.plan.apply import Settled
from materiel.plan.arrays import Floats
from materiel.plan.follow import follow
from materiel.plan.formulation import Formulation
from materiel.plan.past import answers_to_stocks
from materiel.plan.variables import weights

LEAST = 1e-6  # pieces; less is a rounding of the solver
ROOM = 1e-5  # of all demand; what the rules may lose against the solver's own account


def settle(f: Formulation, values: Floats) -> Settled:
    """Follow the decisions month by month: land, serve, then send what is there.

    Where rows of the scenario answer to stocks (repairs, kits, restocks, inputs), the simulation
    itself follows them.

    Args:
        f: The formulation.
        values: Of its variables. [unit; variable]

    Raises:
        PlanError: The rules leave more unmet than the solver's account by 1e-5 of all demand.

    Source: docs/model.md, rules S3, T1 and Q26.
    """
    flows = {flow.kind: _clean(values[flow.block.ids], flow.most) for flow in f.flows}
    shifts = _clean(values[f.blocks["shift"].ids]) if "shift" in f.blocks else np.zeros(0)
    if answers_to_stocks(f.given.scenario):
        return _followed(f, flows, shifts, values)
    stock, unmet = np.empty_like(f.given.demand), np.empty_like(f.given.demand)
    used = _needs(f, flows)
    held = f.given.opening.copy()
    landing = f.given.landing + _land_at_once(f, flows)
    for month in range(f.months):
        held += landing[..., month]
        issued = np.minimum(held, f.given.demand[..., month])
        unmet[..., month] = f.given.demand[..., month] - issued
        held -= issued
        _use_up(f, flows, used, held, month)
        _send(f, flows, held, landing, month)
        stock[..., month] = held
    settled = Settled(flows=flows, shifts=shifts, stock=stock, unmet=unmet, used=used)
    _require_as_good(f, settled, values)
    return settled


def _followed(f: Formulation, flows: dict[str, Floats], shifts: Floats, values: Floats) -> Settled:
    """What the simulation makes of the decisions."""
    used = _needs(f, flows)
    found = follow(f, flows, used)
    for flow in f.flows:
        for n, lever in enumerate(flow.levers):
            name = f"plan-{flow.kind}-{lever}"
            if flow.source[n] >= 0 and name in found.sent:
                flows[flow.kind][:, n] = found.sent[name]
    for n, need in enumerate(f.given.scenario.needs):
        used[:, n] = found.sent.get(f"plan-need-{need.id}", used[:, n])
    told, real = _weighted(f, values[f.blocks["unmet"].ids]), _weighted(f, found.unmet)
    return Settled(
        flows=flows,
        shifts=shifts,
        stock=found.stock,
        unmet=found.unmet,
        used=used,
        astray=real - told,
    )


def _weighted(f: Formulation, unmet: Floats) -> float:
    """Expected, weighted and discounted. [piece]"""
    return float((unmet * weights(f)[:, None] * f.discount).sum() / f.futures)


def _clean(values: Floats, most: Floats | None = None) -> Floats:
    """Without the solver's roundings at nothing and at the most of a month: a kit may hang on them."""
    values = np.where(values < LEAST, 0.0, values)
    if most is None:
        return values
    full = np.broadcast_to(most[..., None], values.shape)
    return np.where(np.abs(full - values) < LEAST, full, values)


def _needs(f: Formulation, flows: dict[str, Floats]) -> Floats:
    needs = f.given.scenario.needs
    used = np.zeros((f.futures, len(needs), f.months))
    for n, need in enumerate(needs):
        for flow in f.flows:
            if need.lever in flow.levers:
                amount = f.given.value(need.amount)[:, None]
                used[:, n] = amount * flows[flow.kind][:, flow.levers.index(need.lever)]
    return used


def _use_up(
    f: Formulation, flows: dict[str, Floats], used: Floats, held: Floats, month: int
) -> None:
    """Take the needs of the month; a rounding below zero is cut where it arises."""
    for n, need in enumerate(f.given.scenario.needs):
        account = f.given.account(need.holder, need.item)
        taken = np.minimum(used[:, n, month], np.maximum(held[:, account], 0.0))
        used[:, n, month] = taken
        held[:, account] -= taken


def _send(
    f: Formulation, flows: dict[str, Floats], held: Floats, landing: Floats, month: int
) -> None:
    future = np.arange(f.futures)
    for flow in f.flows:
        amounts = flows[flow.kind][..., month]
        delay = np.broadcast_to(flow.delay, amounts.shape)
        for n, (source, target) in enumerate(zip(flow.source, flow.target, strict=True)):
            if source >= 0:
                amounts[:, n] = np.minimum(amounts[:, n], np.maximum(held[:, source], 0.0))
                held[:, source] -= amounts[:, n]
            lands = month + delay[:, n]
            later = (lands < f.months) & (delay[:, n] > 0)
            landing[future[later], target, lands[later]] += amounts[later, n]


def _land_at_once(f: Formulation, flows: dict[str, Floats]) -> Floats:
    """What lands in the month in which it is made or bought. [piece; future, account, month]"""
    landing = np.zeros_like(f.given.landing)
    for flow in f.flows:
        delay = np.broadcast_to(flow.delay, (f.futures, len(flow.levers)))
        for n, target in enumerate(flow.target):
            now = delay[:, n] == 0
            landing[now, target] += flows[flow.kind][now, n]
    return landing


def _require_as_good(f: Formulation, settled: Settled, values: Floats) -> None:
    told = _weighted(f, values[f.blocks["unmet"].ids])
    real = _weighted(f, settled.unmet)
    scale = max(1.0, _weighted(f, f.given.demand))
    if real > told + ROOM * scale:
        raise PlanError(
            f"by the rules of the simulation {real - told:.6g} pieces more stay unmet than planned",
            where="plan",
            way_out="Report it with the scenario; no plan is shown that does not hold.",
        )
