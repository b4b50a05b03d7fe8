"""A giver gives nothing below its floor, and serves its own demand first."""

import numpy as np

from materiel.plan.arrays import Floats
from materiel.plan.follow import follow
from materiel.plan.formulation import Formulation, IdArray
from materiel.plan.past import moved, stated
from materiel.plan.variables import weights

NUMBER, UNIT, INDEX = "Q14", "piece", "future, account, month"


def state(f: Formulation) -> None:
    """stock >= floor, as far as the giver's own demand leaves it there without giving."""
    givers = np.array(
        sorted({int(a) for flow in f.flows for a in flow.source if a >= 0}), dtype=int
    )
    givers = givers[(f.given.floor[:, givers] > 0).any(axis=0)] if givers.size else givers
    if givers.size:
        kept, _ = without_giving(f)
        floor = np.minimum(f.given.floor[:, givers, None], kept[:, givers])
        floor[..., : f.given.first] = 0.0
        rows = _rows(f, "floor", givers, low=floor)
        f.model.add(rows, f.blocks["stock"].ids[:, givers], 1.0)
    _own_demand_first(f)


def _own_demand_first(f: Formulation) -> None:
    """Where a floor or the weights would let a giver go short for others; else time forbids it."""
    weight = weights(f)
    pairs = [(s, t) for flow in f.flows for s, t in zip(flow.source, flow.target, strict=True)]
    floor = f.given.floor.max(axis=0) > 0
    asked = f.given.demand.max(axis=(0, 2)) > 0
    tempted = {
        int(s) for s, t in pairs if s >= 0 and asked[s] and (weight[s] < weight[t] or floor[s])
    }
    if tempted:
        short = np.array(sorted(tempted))
        _, unmet = without_giving(f)
        rows = _rows(f, "own demand first", short, high=unmet[:, short])
        f.model.add(rows, f.blocks["unmet"].ids[:, short], 1.0)


def _rows(f: Formulation, words: str, at: IdArray, **limits: Floats) -> IdArray:
    label = f.account_axis.label
    axis = f.model_axis("account", [label(int(n)) for n in at])
    return f.model.rows(words, [f.future_axis, axis, f.month_axis], unit=UNIT, **limits).ids


def without_giving(f: Formulation) -> tuple[Floats, Floats]:
    """Stock and unmet demand if nobody gave from now on. [piece; future, account, month]"""
    given = f.given
    if any(stated(given.scenario)):
        flows = {flow.kind: np.zeros(flow.block.ids.shape) for flow in f.flows}
        if "transfer" in flows:
            flows["transfer"][..., : given.first] = given.past.sent
        used = np.zeros((f.futures, len(given.scenario.needs), f.months))
        found = follow(f, flows, used)
        return found.stock, found.unmet
    stock, unmet = np.empty_like(given.demand), np.empty_like(given.demand)
    landing = given.landing + moved(given, given.past.sent)
    held = given.opening.copy()
    for month in range(f.months):
        held = held + landing[..., month] - given.demand[..., month]
        unmet[..., month] = np.maximum(-held, 0.0)
        held = np.maximum(held, 0.0)
        stock[..., month] = held
    return stock, unmet
