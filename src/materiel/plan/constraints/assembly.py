"""Kits of the scenario: parts leave their stocks, kits come into theirs, by a fixed recipe."""

import numpy as np

from materiel.plan.formulation import Formulation
from materiel.plan.past import stated

NUMBER, UNIT, INDEX = "Q35", "piece", "future, account, month"


def state(f: Formulation) -> None:
    """per_kit × kits leave the stock of each part in the month in which the kits are there."""
    _, parts = stated(f.given.scenario)
    kits = list(dict.fromkeys((row.holder, row.kit) for row in parts))
    if not kits:
        return
    names = [f"{f.given.scenario.item_name(kit)}, {holder}" for holder, kit in kits]
    axes = [f.future_axis, f.model_axis("kit", names), f.month_axis]
    open_now = np.where(np.arange(f.months) >= f.given.first, np.inf, 0.0)
    built = f.model.variables("kits put together", axes, unit=UNIT, upper=open_now).ids
    balance = f.blocks["balance"].ids
    for n, (holder, kit) in enumerate(kits):
        f.model.add(balance[:, f.given.account(holder, kit)], built[:, n], -1.0)
        for row in parts:
            if (row.holder, row.kit) == (holder, kit):
                each = f.given.value(row.per_kit)[:, None]
                f.model.add(balance[:, f.given.account(holder, row.part)], built[:, n], each)
