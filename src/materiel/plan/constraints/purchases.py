"""What can be bought, made or given in all: a seller or giver has no more than that."""

import numpy as np

from materiel.plan.formulation import Flow, Formulation

NUMBER, UNIT, INDEX = "Q11", "piece", "future, lever"
ROUNDING = 1e-9


def state(f: Formulation) -> None:
    """Sum over months of bought <= quantity."""
    for flow in f.flows:
        if flow.kind not in ("transfer", "output"):
            levers = f.levers[flow.kind]
            limit_in_all(f, flow, [row.quantity for row in levers], f"{flow.kind} in all")


def limit_in_all(f: Formulation, flow: Flow, quantities: list[object], words: str) -> None:
    """No more than its quantity over all months together."""
    at = [n for n, quantity in enumerate(quantities) if quantity is not None]
    if at:
        # Room for the rounding of what was sent before now and cannot be undone.
        most = f.column([quantities[n] for n in at]) * (1 + ROUNDING)  # type: ignore[misc]
        axes = [f.future_axis, f.model_axis("lever", [flow.levers[n] for n in at])]
        rows = f.model.rows(words, axes, unit=UNIT, high=most).ids
        f.model.add(rows[..., None], flow.block.ids[:, np.array(at)], 1.0)
