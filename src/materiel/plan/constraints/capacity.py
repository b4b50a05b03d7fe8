"""Added capacity: what was decided, built and ramped up by a month."""

import numpy as np

from materiel.plan.arrays import Floats
from materiel.plan.constraints.licences import waits
from materiel.plan.formulate import CAPACITY, Formulation, IdArray
from materiel.scenario.records import Lever
from materiel.simulate.flows.ramp import ramp_share

NUMBER, UNIT, INDEX = "Q6", "piece/month", "future, line, month"
SMALLEST = 1e-12  # of a ramp; less is not stated


def state(f: Formulation) -> None:
    """added = added before + what each decision adds in this month along its ramp."""
    if not f.added_lines:
        return
    block = f.blocks["added"]
    f.blocks["capacity"] = f.model.rows("capacity", block.axes, unit=UNIT, low=0.0, high=0.0)
    rows = f.blocks["capacity"].ids
    f.model.add(rows, block.ids, 1.0)
    f.model.add(rows[..., 1:], block.ids[..., :-1], -1.0)
    for lever in f.of(*CAPACITY):
        line = f.added_lines.index(str(lever.line))
        decided, size = decision(f, lever)
        rises = _rises(f, lever)
        for future in range(rows.shape[0]):
            for begun, later in zip(*np.nonzero(np.abs(rises[future]) > SMALLEST), strict=True):
                value = -size * rises[future, begun, later]
                f.model.add(rows[future, line, later], decided[begun], value)


def decision(f: Formulation, lever: Lever) -> tuple[IdArray, float]:
    """The variables that decide it, month by month, and what one of them is worth."""
    if lever.kind == "expansion":
        return f.blocks["grown"].ids[f.levers["grown"].index(lever)], 1.0
    if lever.least is not None:
        return f.blocks["sized"].ids[f.levers["sized"].index(lever)], 1.0
    size = float(f.given.value(lever.most).mean())
    return f.blocks["once"].ids[f.levers["once"].index(lever)], size


def _rises(f: Formulation, lever: Lever) -> Floats:
    """How much of a decision of one month comes in another. [share; future, decided, month]"""
    futures = f.blocks["added"].ids.shape[0]
    months = np.arange(f.months)
    delay = f.given.value(lever.delay_months)[:futures, None]
    ramp = f.given.value(lever.ramp_months)[:futures, None, None]
    begins = waits(f, lever)[:futures] + delay
    share = ramp_share(months - begins[..., None], np.broadcast_to(ramp, (*begins.shape, 1)))
    rises = np.diff(share, axis=-1, prepend=0.0)
    rises[:, : f.given.first] = 0.0
    return rises
