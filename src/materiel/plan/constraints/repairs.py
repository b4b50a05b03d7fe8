"""Repair: a damaged piece goes in, a sound one comes out after the turnaround."""

from materiel.plan.constraints.inputs import use_up
from materiel.plan.formulation import Formulation

NUMBER, UNIT, INDEX = "Q16", "piece", "future, account, month"


def state(f: Formulation) -> None:
    """Damaged pieces and spares leave their stocks as the repair begins."""
    use_up(f, "repair")
