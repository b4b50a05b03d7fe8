"""Extra shifts and weekends: a share of capacity, and no faster than people can be hired."""

import numpy as np

from materiel.plan.formulation import Formulation

NUMBER, UNIT, INDEX = "Q8", "piece", "future, lever, month"


def state(f: Formulation) -> None:
    """shift <= share × capacity, and shift − shift before <= step × capacity."""
    levers = f.levers["shift"]
    if not levers:
        return
    _limit(f, range(len(levers)), "most of a shift", "share", rises=False)
    stepped = [n for n, row in enumerate(levers) if row.step is not None]
    if stepped:
        _limit(f, stepped, "hiring ramp", "step", rises=True)


def _limit(f: Formulation, chosen: object, words: str, column: str, *, rises: bool) -> None:
    at = np.array(list(chosen))  # type: ignore[call-overload]
    levers = [f.levers["shift"][n] for n in at]
    share = f.column([getattr(row, column) for row in levers])[..., None]
    lines = [str(row.line) for row in levers]
    rate = f.given.rate[:, [f.given.line(line) for line in lines]]
    axes = [f.future_axis, f.lever_axis(levers), f.month_axis]
    rows = f.model.rows(words, axes, unit=UNIT, high=share * rate).ids
    shift = f.blocks["shift"].ids[:, at]
    f.model.add(rows, shift, 1.0)
    if rises:
        f.model.add(rows[..., 1:], shift[..., :-1], -1.0)
    grows = [n for n, line in enumerate(lines) if line in f.added_lines]
    if grows:
        number = [f.added_lines.index(lines[n]) for n in grows]
        added = f.blocks["added"].ids[:, number]
        f.model.add(rows[:, grows], added, -share[:, grows])
