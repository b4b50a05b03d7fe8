"""Care for the worst futures: conditional value at risk of unmet demand, by choice."""

from materiel.plan.formulation import Formulation
from materiel.plan.variables import weights

NUMBER, UNIT, INDEX = "Q23", "piece", "future"


def state(f: Formulation) -> None:
    """excess >= weighted unmet − tail, for each future (Rockafellar and Uryasev)."""
    if not f.settings.risk:
        return
    one = f.model_axis("all", ["all"])
    f.blocks["tail"] = f.model.variables("tail", [one], unit=UNIT)
    f.blocks["excess"] = f.model.variables("beyond the tail", [f.future_axis], unit=UNIT)
    rows = f.model.rows("beyond the tail", [f.future_axis], unit=UNIT, low=0.0).ids
    f.model.add(rows, f.blocks["excess"].ids, 1.0)
    f.model.add(rows, f.blocks["tail"].ids, 1.0)
    each = weights(f)[:, None] * f.discount
    f.model.add(rows[:, None, None], f.blocks["unmet"].ids, -each)
