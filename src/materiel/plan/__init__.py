"""Which lever, where, when, at what cost. See README.md."""

from materiel.core.stages import make_callable
from materiel.plan.apply import apply_plan
from materiel.plan.decide import plan
from materiel.plan.records import Plan

__all__ = ["Plan", "apply_plan", "plan"]

make_callable(__name__)
