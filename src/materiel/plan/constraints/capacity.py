"""Added capacity: what was decided, built and ramped up by a month."""

import numpy as np

from materiel.plan.arrays import Floats
from materiel.plan.constraints.licences import waits
from materiel.plan.formulation import CAPACITY, Formulation, IdArray
from materiel.plan.variables import decision
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
        future, begun, later, rise = _rises(f, lever)
        f.model.add(rows[future, line, later], decided[begun], -size * rise)


def _rises(f: Formulation, lever: Lever) -> tuple[IdArray, IdArray, IdArray, Floats]:
    """How much of what is decided in a month comes in another: future, decided, month and share."""
    futures, months = f.blocks["added"].ids.shape[0], np.arange(f.months, dtype=float)
    delay = f.given.value(lever.delay_months)[:futures, None]
    ramp = f.given.value(lever.ramp_months)[:futures, None]
    if lever.permission is None:  # the same from whatever month on
        rise = np.diff(ramp_share(months - delay, ramp), axis=-1, prepend=0.0)
        future, after = np.nonzero(np.abs(rise) > SMALLEST)
        begun = np.arange(f.given.first, f.months)
        later = begun + after[:, None]
        parts = np.broadcast_arrays(
            future[:, None], begun, later, rise[future, after][:, None], later < f.months
        )
        kept = [part[parts[4]] for part in parts[:4]]
        return kept[0], kept[1], kept[2], kept[3]
    begins = waits(f, lever)[:futures] + delay
    share = ramp_share(months - begins[..., None], ramp[..., None])
    rise = np.diff(share, axis=-1, prepend=0.0)
    rise[:, : f.given.first] = 0.0
    future, begun, later = np.nonzero(np.abs(rise) > SMALLEST)
    return future, begun, later, rise[future, begun, later]
