"""The scenario's own transfers: no more than their quantity."""

import numpy as np

from materiel.plan.constraints.purchases import limit_in_all
from materiel.plan.formulate import Flow, Formulation

NUMBER, UNIT, INDEX = "Q12", "piece", "future, transfer"


def state(f: Formulation) -> None:
    """Sum over months of sent <= quantity (rule T1)."""
    for flow in f.flows:
        if flow.kind == "transfer":
            quantities: list[object] = [row.quantity for row in f.given.scenario.transfers]
            limit_in_all(f, flow, quantities, "transfer in all")
            _backfills(f, flow)


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
