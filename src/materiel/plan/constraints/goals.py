"""A date from which nothing may be unmet, where the caller asks for one."""

import numpy as np

from materiel.plan.formulation import Formulation

NUMBER, UNIT, INDEX = "Q24", "piece", "future, month"


def state(f: Formulation) -> None:
    """unmet of the focus <= 0 from the month on; no more is kept back for it than without a goal."""
    if f.settings.met_from is None:
        return
    first = f.given.month(f.settings.met_from)
    focus = f.given.account(f.given.scenario.focus_holder, f.given.scenario.focus_item)
    high = np.where(np.arange(f.months) >= first, 0.0, np.inf)
    f.blocks["goal"] = f.model.rows(
        "demand met", [f.future_axis, f.month_axis], unit=UNIT, high=high
    )
    f.model.add(f.blocks["goal"].ids, f.blocks["unmet"].ids[:, focus], 1.0)
    if f.settings.kept is not None and first > 0:
        axes = [f.future_axis, f.model_axis("month", [f.month_name(m) for m in range(first)])]
        rows = f.model.rows("nothing kept back", axes, unit=UNIT, high=f.settings.kept[:, :first])
        f.model.add(rows.ids, f.blocks["stock"].ids[:, focus, :first], 1.0)
