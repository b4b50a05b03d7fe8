"""Kits: a system is as many as its scarcest part allows."""

from materiel.plan.constraints.inputs import use_up
from materiel.plan.formulation import Formulation

NUMBER, UNIT, INDEX = "Q17", "piece", "future, account, month"


def state(f: Formulation) -> None:
    """The parts leave the stocks of those who hold them as a kit is put together."""
    use_up(f, "kit")
