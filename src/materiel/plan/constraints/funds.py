"""A fund of the scenario never pays more than what orders leave of it."""

import numpy as np

from materiel.plan.formulation import Formulation

NUMBER, UNIT, INDEX = "Q13", "currency", "future, fund"
ROUNDING = 1e-9


def state(f: Formulation) -> None:
    """Sum over transfers and months of price × sent <= what orders left (rules G4, T5)."""
    transfers = f.given.scenario.transfers
    paid: set[str | None] = {row.fund for row in transfers if row.fund and row.price}
    paid |= {row.refurbish_fund for row in transfers if row.refurbish_price}
    funds = [row for row in f.given.scenario.funds if row.id in paid]
    if not funds:
        return
    # Room for the rounding of what was spent before now and cannot be undone.
    money = np.stack([f.given.money[row.id] for row in funds], axis=1) * (1 + ROUNDING)
    axes = [f.future_axis, f.model_axis("fund", [row.id for row in funds])]
    numbers = {fund.id: k for k, fund in enumerate(funds)}
    past = f.given.past.sent.sum(axis=2)
    spent, waiting = np.zeros(money.shape), np.zeros(money.shape)
    for n, row in enumerate(transfers):
        if row.price is not None and row.fund in numbers:
            spent[:, numbers[row.fund]] += f.given.value(row.price) * past[:, n]
        if row.refurbish_price is not None and row.refurbish_fund in numbers:
            price = f.given.value(row.refurbish_price)
            waiting[:, numbers[row.refurbish_fund]] += price * past[:, n]
    # What waits for a workshop may never be paid; it takes no more than there is.
    high = np.maximum(money - waiting, spent * (1 + ROUNDING))
    rows = f.model.rows("fund", axes, unit=UNIT, high=high).ids
    flow = next(flow for flow in f.flows if flow.kind == "transfer")
    now = slice(f.given.first, None)
    for n, row in enumerate(transfers):
        if row.price is not None and row.fund in numbers:
            price = f.given.value(row.price)[:, None]
            f.model.add(rows[:, numbers[row.fund], None], flow.block.ids[:, n], price)
        if row.refurbish_price is not None and row.refurbish_fund in numbers:
            price = f.given.value(row.refurbish_price)[:, None]
            at = rows[:, numbers[row.refurbish_fund], None]
            f.model.add(at, flow.block.ids[:, n, now], price)
