"""What a line makes fits in its capacity and its extra shifts."""

import numpy as np

from materiel.plan.formulation import MADE, Formulation

NUMBER, UNIT, INDEX = "Q7", "piece", "future, line, month"


def state(f: Formulation) -> None:
    """Sum of use × made <= added capacity + extra shifts (+ the line's own rate for kind mix)."""
    lines = working_lines(f)
    if not lines:
        return
    mixed = {row.line for row in f.of("mix")}
    own = np.array([line in mixed for line in lines])
    number = [f.given.line(line) for line in lines]
    rate = np.where(own[:, None], f.given.rate[:, number], 0.0)
    axes = [f.future_axis, f.model_axis("line", [f"{line} line" for line in lines]), f.month_axis]
    rows = f.model.rows("work within capacity", axes, unit=UNIT, high=rate).ids
    for flow in f.flows:
        if flow.kind == "output":
            at = [lines.index(line) for line in flow.levers]
            f.model.add(rows[:, at], flow.block.ids, 1.0)
        elif flow.kind in MADE:
            levers = f.levers[flow.kind]
            at = [lines.index(str(row.line)) for row in levers]
            use = f.column([row.use for row in levers], otherwise=1.0)
            f.model.add(rows[:, at], flow.block.ids, use[..., None])
    if f.added_lines:
        at = [lines.index(line) for line in f.added_lines]
        f.model.add(rows[:, at], f.blocks["added"].ids, -1.0)
    if f.levers["shift"]:
        at = [lines.index(str(row.line)) for row in f.levers["shift"]]
        f.model.add(rows[:, at], f.blocks["shift"].ids, -1.0)


def working_lines(f: Formulation) -> list[str]:
    """Every line of which the plan decides something."""
    rows = f.of("shift", "expansion", "plant", "licence", *MADE)
    return list(dict.fromkeys(str(row.line) for row in rows))
