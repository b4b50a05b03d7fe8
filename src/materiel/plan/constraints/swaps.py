"""A swap: what a giver hands over now comes back to it within some months."""

import numpy as np

from materiel.plan.formulation import Formulation, IdArray

NUMBER, UNIT, INDEX = "Q15", "piece", "future, lever, month"


def state(f: Formulation) -> None:
    """back_share × given up to a month <= what levers landed with the giver back_months later."""
    levers = f.levers.get("swap", ())
    if not levers:
        return
    flow = next(flow for flow in f.flows if flow.kind == "swap")
    axes = [f.future_axis, f.lever_axis(levers), f.month_axis]
    rows = f.model.rows("backfill", axes, unit=UNIT, high=0.0).ids
    share = f.column([row.back_share for row in levers])
    for n, row in enumerate(levers):
        owed_to = f.given.account(str(row.giver), str(row.back_item))
        for month in range(f.months):
            at = rows[:, n, month, None]
            f.model.add(at, flow.block.ids[:, n, : month + 1], share[:, n, None])
            _back(f, at, owed_to, min(month + (row.back_months or 0), f.months - 1))


def _back(f: Formulation, rows: IdArray, account: int, until: int) -> None:
    """Count what levers land in the account up to a month against what is owed."""
    months = np.arange(f.months)
    for flow in f.flows:
        for k in np.flatnonzero(flow.target == account):
            if flow.kind in ("transfer", "output"):
                continue
            landed = (
                months + np.broadcast_to(flow.delay, (f.futures, len(flow.levers)))[:, k, None]
                <= until
            )
            f.model.add(rows, flow.block.ids[:, k], -1.0, where=landed)
