"""Payers spend no more than their budget of a year, and all together no more than is given."""

import numpy as np

from materiel.core.dates import month_number
from materiel.plan.formulation import Formulation, IdArray, Spend

NUMBER, UNIT, INDEX = "Q21", "currency", "future, budget"


def state(f: Formulation) -> None:
    """Sum of price × what the payer's levers do in the year <= amount, undiscounted."""
    budgets = f.given.scenario.budgets
    if budgets:
        labels = [f"{f.given.scenario.actor_name(row.payer)} {row.year}" for row in budgets]
        axes = [f.future_axis, f.model_axis("budget", labels)]
        amount = f.column([row.amount for row in budgets])
        f.blocks["budget"] = f.model.rows("budget", axes, unit=UNIT, high=amount)
        for spend in f.spends:
            _charge(f, spend)
    if f.settings.budget is not None:
        f.blocks["all money"] = f.model.rows(
            "money in all", [f.future_axis], unit=UNIT, high=f.settings.budget
        )
        for spend in f.spends:
            rows = f.blocks["all money"].ids[:, None, None]
            ids = spend.ids[None] if spend.shared else spend.ids
            f.model.add(rows, ids, spend.price[..., None])


def _charge(f: Formulation, spend: Spend) -> None:
    numbers = {(row.payer, row.year): n for n, row in enumerate(f.given.scenario.budgets)}
    paying = [n for n, payer in enumerate(spend.payers) if any(payer == p for p, _ in numbers)]
    if not paying:
        return
    start = month_number(f.given.scenario.start)
    years = (start + np.arange(f.months)) // 12
    # A payer with a budget in some years has none in the others.
    calendar = range(int(years[0]), int(years[-1]) + 1)
    per_year = {p: [numbers.get((p, year), -1) for year in calendar] for p, _ in numbers}
    which = np.array([per_year[str(spend.payers[n])] for n in paying])[:, years - years[0]]
    rows = f.blocks["budget"].ids[:, np.maximum(which, 0)]
    ids = spend.ids[None, paying] if spend.shared else spend.ids[:, paying]
    f.model.add(rows, ids, spend.price[:, paying, None], where=(which >= 0)[None])
    _forbid(f, ids, which)


def _forbid(f: Formulation, ids: IdArray, which: IdArray) -> None:
    unpaid = which < 0
    if unpaid.any():
        rows = f.model.rows(
            "no budget in that year", [f.model_axis("all", ["all"])], unit=UNIT, high=0.0
        )
        ids = ids[0] if ids.shape[0] == 1 else ids
        f.model.add(rows.ids[0], ids, 1.0, where=np.broadcast_to(unpaid, ids.shape))
