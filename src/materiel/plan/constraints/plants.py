"""What is done as a whole is done once or never; a plant is not built below its least size."""

import numpy as np

from materiel.plan.formulation import Formulation

NUMBER, UNIT, INDEX = "Q9", "decision", "lever"


def state(f: Formulation) -> None:
    """Sum over months of begun <= 1; least × begun <= size <= most × begun."""
    levers = f.levers["once"]
    if levers:
        begun = f.blocks["once"].ids
        f.blocks["once rows"] = f.model.rows(
            "done once", [f.lever_axis(levers)], unit=UNIT, high=1.0
        )
        f.model.add(f.blocks["once rows"].ids[:, None], begun, 1.0)
    sized = f.levers["sized"]
    if sized:
        at = [levers.index(row) for row in sized]
        axes = [f.lever_axis(sized), f.month_axis]
        size, begun = f.blocks["sized"].ids, f.blocks["once"].ids[np.array(at)]
        for words, column, sign in (
            ("most of a plant", "most", 1.0),
            ("least of a plant", "least", -1.0),
        ):
            rows = f.model.rows(words, axes, unit="piece/month", high=0.0).ids
            limit = f.shared_column([getattr(row, column) for row in sized])[:, None]
            f.model.add(rows, size, sign)
            f.model.add(rows, begun, -sign * limit)
    _expansions(f)


def _expansions(f: Formulation) -> None:
    """An expansion may have a most in all its months together."""
    rows = [row for row in f.levers["grown"] if row.quantity is not None]
    if rows:
        most = f.shared_column([row.quantity for row in rows])
        limits = f.model.rows(
            "expansion in all", [f.lever_axis(rows)], unit="piece/month", high=most
        )
        at = [f.levers["grown"].index(row) for row in rows]
        f.model.add(limits.ids[:, None], f.blocks["grown"].ids[np.array(at)], 1.0)
