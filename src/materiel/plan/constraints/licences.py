"""Licences and co-production wait for an agreement, and for the technology to be handed over."""

import numpy as np

from materiel.plan.arrays import Floats
from materiel.plan.formulation import CAPACITY, Formulation
from materiel.plan.variables import decision
from materiel.scenario.records import Lever
from materiel.simulate.compile import NEVER

NUMBER, UNIT, INDEX = "Q10", "decision", "lever, month"


def state(f: Formulation) -> None:
    """What waits for an agreement that must be asked for begins after it was asked for."""
    rows = [row for row in f.of(*CAPACITY) if f.asked(row.permission)]
    if not rows:
        return
    limits = f.model.rows(
        "asked before begun", [f.lever_axis(rows), f.month_axis], unit=UNIT, high=0.0
    )
    once = f.levers["once"]
    for n, row in enumerate(rows):
        begun, _ = decision(f, row)
        most = max(float(f.given.value(row.most).mean()), 1.0)
        sized = row.kind == "expansion" or row.least is not None
        asking = next(
            k
            for k, r in enumerate(once)
            if r.permission == row.permission and r.kind == "permission"
        )
        asked = f.blocks["once"].ids[asking]
        for month in range(f.months):
            f.model.add(limits.ids[n, month], begun[month], 1.0 / most if sized else 1.0)
            f.model.add(limits.ids[n, month], asked[: month + 1], -1.0)


def waits(f: Formulation, lever: Lever) -> Floats:
    """When work begins that was decided in a month: not before its permission. [month; future, decided]"""
    decided = np.broadcast_to(np.arange(f.months, dtype=float), (f.futures, f.months))
    if lever.permission is None:
        return decided
    opens = f.given.opens[lever.permission]
    if not f.asked(lever.permission):
        return np.maximum(decided, opens[:, None])
    return np.where(
        (opens < NEVER)[:, None], decided + asking_months(f, lever.permission)[:, None], NEVER
    )


def asking_months(f: Formulation, permission: str) -> Floats:
    """How long the answer takes once it is asked for. [month; future]"""
    row = next(row for row in f.given.scenario.permissions if row.id == permission)
    return np.ceil(f.given.value(row.delay_months))
