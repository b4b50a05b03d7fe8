"""A permission must be asked for before what waits for it can act, and may be refused."""

from typing import Any

import numpy as np

from materiel.plan.constraints.licences import asking_months
from materiel.plan.formulation import Flow, Formulation, IdArray
from materiel.simulate.compile import NEVER

NUMBER, UNIT, INDEX = "Q19", "piece", "future, lever, month"


def state(f: Formulation) -> None:
    """used <= most × (1 if asked long enough ago and granted in this future)."""
    for flow in f.flows:
        of_scenario = flow.kind == "transfer"
        rows: tuple[Any, ...] = (
            f.given.scenario.transfers if of_scenario else f.levers.get(flow.kind, ())
        )
        waiting = [n for n, row in enumerate(rows) if f.asked(row.permission)]
        if waiting and flow.kind != "output":
            most = {n: flow.most[:, n] if of_scenario else f.lever_most(rows[n]) for n in waiting}
            _limit(f, flow, waiting, [(str(rows[n].permission), most[n]) for n in waiting])
    _shifts(f)


def _limit(f: Formulation, flow: Flow, at: list[int], opened_by: list[tuple[str, IdArray]]) -> None:
    axes = [f.future_axis, f.model_axis("lever", [flow.levers[n] for n in at]), f.month_axis]
    free = np.stack([_given(f, permission, most) for permission, most in opened_by], axis=1)
    rows = f.model.rows("asked and granted", axes, unit=UNIT, high=free).ids
    f.model.add(rows, flow.block.ids[:, np.array(at)], 1.0)
    for n, (permission, most) in enumerate(opened_by):
        _open(f, rows[:, n], permission, most)


def _given(f: Formulation, permission: str, most: IdArray) -> IdArray:
    """What needs no asking: the past, and what was granted by now. [piece; future, month]"""
    past = np.arange(f.months) < f.given.first
    granted = f.given.opens[permission] <= f.given.first
    return np.where(past | granted[:, None], np.asarray(most)[:, None], 0.0)


def _open(f: Formulation, rows: IdArray, permission: str, most: IdArray) -> None:
    """Let what was asked for in a month count from the answer on. [future, month]"""
    once = f.levers["once"]
    asking = [
        n for n, row in enumerate(once) if row.kind == "permission" and row.permission == permission
    ]
    delay, granted = asking_months(f, permission), f.given.opens[permission] < NEVER
    for future in np.flatnonzero(granted):
        for month in range(f.months):
            last = int(min(month - delay[future], f.months - 1))
            if last >= 0:
                asked = f.blocks["once"].ids[np.array(asking), : last + 1]
                f.model.add(rows[future, month], asked, -most[future])


def _shifts(f: Formulation) -> None:
    levers = f.levers["shift"]
    at = [n for n, row in enumerate(levers) if f.asked(row.permission)]
    if at:
        axes = [f.future_axis, f.lever_axis([levers[n] for n in at]), f.month_axis]
        opened_by = [(str(levers[n].permission), f.lever_most(levers[n])) for n in at]
        free = np.stack([_given(f, permission, most) for permission, most in opened_by], axis=1)
        rows = f.model.rows("asked and granted", axes, unit=UNIT, high=free).ids
        f.model.add(rows, f.blocks["shift"].ids[:, np.array(at)], 1.0)
        for n, (permission, most) in enumerate(opened_by):
            _open(f, rows[:, n], permission, most)
