"""What is there at the end of a month follows from what was there, came and went."""

import numpy as np

from materiel.plan.formulation import Flow, Formulation

NUMBER, UNIT, INDEX = "Q5", "piece", "future, account, month"


def state(f: Formulation) -> None:
    """stock = stock before + arrivals + landings − departures − demand + unmet."""
    given, stock, unmet = f.given, f.blocks["stock"].ids, f.blocks["unmet"].ids
    fixed = given.landing - given.demand
    fixed[..., 0] += given.opening
    axes = [f.future_axis, f.account_axis, f.month_axis]
    f.blocks["balance"] = f.model.rows("stock balance", axes, unit=UNIT, low=fixed, high=fixed)
    rows = f.blocks["balance"].ids
    f.model.add(rows, stock, 1.0)
    f.model.add(rows[..., 1:], stock[..., :-1], -1.0)
    f.model.add(rows, unmet, -1.0)
    for flow in f.flows:
        _land(f, flow)
        _leave(f, flow)


def _land(f: Formulation, flow: Flow) -> None:
    rows, months = f.blocks["balance"].ids, np.arange(f.months)
    lands = months + flow.delay[..., None]
    future = np.arange(f.futures)[:, None, None]
    account = flow.target[:, None]
    inside = lands < f.months
    at = rows[future, account, np.where(inside, lands, 0)]
    f.model.add(at, flow.block.ids, -1.0, where=inside)


def _leave(f: Formulation, flow: Flow) -> None:
    leaves = np.flatnonzero(flow.source >= 0)
    if leaves.size:
        rows = f.blocks["balance"].ids[:, flow.source[leaves]]
        f.model.add(rows, flow.block.ids[:, leaves], 1.0)
