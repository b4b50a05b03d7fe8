"""The scenario's own transfers: no more than their quantity."""

from collections.abc import Iterator

import numpy as np

from materiel.plan.arrays import Floats
from materiel.plan.constraints.floors import without_giving
from materiel.plan.constraints.purchases import limit_in_all
from materiel.plan.formulation import Flow, Formulation, IdArray

NUMBER, UNIT, INDEX = "Q12", "piece", "future, transfer"


def state(f: Formulation) -> None:
    """Sum over months of sent <= quantity (rule T1)."""
    for flow in f.flows:
        if flow.kind == "transfer":
            quantities: list[object] = [row.quantity for row in f.given.scenario.transfers]
            limit_in_all(f, flow, quantities, "transfer in all")
            _backfills(f, flow)
            _shares(f, flow)


def _shares(f: Formulation, flow: Flow) -> None:
    """Sent <= share × (what the giver keeps and all that leaves it − its floor) (rule T7)."""
    rows = f.given.scenario.transfers
    at = [n for n, row in enumerate(rows) if row.share is not None]
    if not at:
        return
    axes = [
        f.future_axis,
        f.model_axis("transfer", [rows[n].id for n in at]),
        f.month_axis,
    ]
    now = slice(f.given.first, None)
    kept = np.minimum(f.given.floor[..., None], without_giving(f)[0])
    for_share = f.column([rows[n].share for n in at])
    giver = flow.source[at]
    high = -for_share[..., None] * kept[:, giver]
    high[..., : f.given.first] = np.inf  # what was sent before now cannot be undone
    limits = f.model.rows("share of a giver", axes, unit=UNIT, high=high).ids[..., now]
    f.model.add(limits, flow.block.ids[:, at, now], 1.0)
    for k, account in enumerate(giver):
        share = -for_share[:, k, None]
        f.model.add(limits[:, k], f.blocks["stock"].ids[:, account, now], share)
        for other in f.flows:
            for n in np.flatnonzero(other.source == account):
                f.model.add(limits[:, k], other.block.ids[:, n, now], share)
        for ids, amount in _used_from(f, int(account)):
            f.model.add(limits[:, k], ids[:, now], share * amount[:, None])


def _used_from(f: Formulation, account: int) -> Iterator[tuple[IdArray, Floats]]:
    """What levers use up out of an account."""
    for need in f.given.scenario.needs:
        if f.given.account(need.holder, need.item) == account:
            for flow in f.flows:
                if need.lever in flow.levers:
                    n = flow.levers.index(need.lever)
                    yield flow.block.ids[:, n], f.given.value(need.amount)


def _backfills(f: Formulation, flow: Flow) -> None:
    """Sent up to a month <= ratio × what the transfer that it makes good has sent (rule T6)."""
    rows = f.given.scenario.transfers
    made_good = [(n, row) for n, row in enumerate(rows) if row.backfills is not None]
    if not made_good:
        return
    axes = [f.future_axis, f.model_axis("transfer", [row.id for _, row in made_good]), f.month_axis]
    limits = f.model.rows("backfill of a transfer", axes, unit=UNIT, high=0.0).ids
    earlier = np.tril(np.ones((f.months, f.months), dtype=bool))
    # What both had sent before the start is in no variable; their balance begins at nothing.
    for k, (n, row) in enumerate(made_good):
        other = next(m for m, r in enumerate(rows) if r.id == row.backfills)
        ratio = f.given.value(row.backfill_ratio, otherwise=1.0)[:, None, None]
        at = limits[:, k, :, None]
        f.model.add(at, flow.block.ids[:, n, None], 1.0, where=earlier)
        f.model.add(at, flow.block.ids[:, other, None], -ratio, where=earlier)
