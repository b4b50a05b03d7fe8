"""The scenario's own transfers: no more than their quantity."""

from materiel.plan.constraints.purchases import limit_in_all
from materiel.plan.formulate import Formulation

NUMBER, UNIT, INDEX = "Q12", "piece", "future, transfer"


def state(f: Formulation) -> None:
    """Sum over months of sent <= quantity (rule T1)."""
    for flow in f.flows:
        if flow.kind == "transfer":
            quantities: list[object] = [row.quantity for row in f.given.scenario.transfers]
            limit_in_all(f, flow, quantities, "transfer in all")
