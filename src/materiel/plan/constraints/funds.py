"""A fund of the scenario never pays more than what orders leave of it."""

import numpy as np

from materiel.plan.formulate import Formulation

NUMBER, UNIT, INDEX = "Q13", "currency", "future, fund"
ROUNDING = 1e-9


def state(f: Formulation) -> None:
    """Sum over transfers and months of price × sent <= what orders left (rule G4)."""
    paid = {row.fund for row in f.given.scenario.transfers if row.fund and row.price}
    funds = [row for row in f.given.scenario.funds if row.id in paid]
    if not funds:
        return
    # Room for the rounding of what was spent before now and cannot be undone.
    money = np.stack([f.given.money[row.id] for row in funds], axis=1) * (1 + ROUNDING)
    axes = [f.future_axis, f.model_axis("fund", [row.id for row in funds])]
    rows = f.model.rows("fund", axes, unit=UNIT, high=money).ids
    flow = next(flow for flow in f.flows if flow.kind == "transfer")
    for n, transfer in enumerate(f.given.scenario.transfers):
        for k, fund in enumerate(funds):
            if transfer.fund == fund.id and transfer.price is not None:
                price = f.given.value(transfer.price)[:, None]
                f.model.add(rows[:, k, None], flow.block.ids[:, n], price)
