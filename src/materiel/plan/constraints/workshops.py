"""Losses and workshops of the scenario: a share of a stock is lost or damaged, workshops bring back."""

import numpy as np

from materiel.plan.arrays import Floats
from materiel.plan.formulation import Formulation, IdArray
from materiel.plan.past import stated
from materiel.scenario.records import Repair
from materiel.simulate.compile import whole_months

NUMBER, UNIT, INDEX = "Q34", "piece", "future, repair, month"


def state(f: Formulation) -> None:
    """Leaving = share × (what is kept, leaves and is given away); begun <= capacity of the hub."""
    rows, _ = stated(f.given.scenario)
    if not rows:
        return
    axes = [f.future_axis, f.model_axis("repair", [row.id for row in rows]), f.month_axis]
    now = np.arange(f.months) >= f.given.first
    open_now = np.where(now, np.inf, 0.0)
    worn = f.model.variables("lost or damaged", axes, unit=UNIT, upper=open_now).ids
    begun = f.model.variables("repairs begun", axes, unit=UNIT, upper=open_now).ids
    waiting = f.model.variables("waiting for a workshop", axes, unit=UNIT, upper=open_now).ids
    wear = f.model.rows("wear", axes, unit=UNIT, low=0.0, high=0.0).ids
    before = np.zeros(waiting.shape)
    numbers = [f.given.scenario.repairs.index(row) for row in rows]
    before[..., f.given.first] = f.given.past.waiting[:, numbers]
    queue = f.model.rows("queue of a workshop", axes, unit=UNIT, low=before, high=before).ids
    f.model.add(queue, waiting, 1.0)
    f.model.add(queue[..., 1:], waiting[..., :-1], -1.0)
    f.model.add(queue, begun, 1.0)
    for n, row in enumerate(rows):
        whole, damaged = _shares(f, row)
        f.model.add(queue[:, n], worn[:, n], -damaged)
        _wear(f, wear[:, n], worn[:, n], row, np.where(now, whole, 0.0))
        _return(f, worn[:, n], begun[:, n], row)
    _hubs(f, rows, begun)


def _shares(f: Formulation, row: Repair) -> tuple[Floats, Floats]:
    """What leaves a stock, and how much of that is damaged. [share; future, month]"""
    time = np.arange(f.months)
    last = f.given.month(row.date_to) if row.date_to else f.months
    inside = (time >= f.given.month(row.date_from)) & (time <= last)
    lost = np.where(inside, f.given.path(row.loss_share), 0.0)
    damaged = np.minimum(np.where(inside, f.given.path(row.damage_share), 0.0), 1 - lost)
    whole = lost + damaged
    return whole, np.divide(damaged, whole, out=np.zeros_like(whole), where=whole > 0)


def _wear(f: Formulation, rows: IdArray, worn: IdArray, row: Repair, share: Floats) -> None:
    """worn × (1 − share) = share × (stock at the end + all that left after it)."""
    account = f.given.account(row.holder, row.item)
    f.model.add(rows, worn, np.where(share > 0, 1 - share, 1.0))
    f.model.add(rows, f.blocks["stock"].ids[:, account], -share, where=share > 0)
    for flow in f.flows:
        for n in np.flatnonzero(flow.source == account):
            f.model.add(rows, flow.block.ids[:, n], -share, where=share > 0)
        for need in f.given.scenario.needs:
            if need.lever in flow.levers and f.given.account(need.holder, need.item) == account:
                used = flow.block.ids[:, flow.levers.index(need.lever)]
                amount = f.given.value(need.amount)[:, None]
                f.model.add(rows, used, -share * amount, where=share > 0)


def _return(f: Formulation, worn: IdArray, begun: IdArray, row: Repair) -> None:
    """Out of the stock as it wears, back after the turnaround."""
    balance = f.blocks["balance"].ids[:, f.given.account(row.holder, row.item)]
    f.model.add(balance, worn, 1.0)
    back = np.maximum(whole_months(f.given.value(row.turnaround_months)), 1).astype(int)
    lands = np.arange(f.months) + back[:, None]
    inside = lands < f.months
    at = balance[np.arange(f.futures)[:, None], np.where(inside, lands, 0)]
    share = f.given.value(row.returned_share)[:, None]
    f.model.add(at, begun, -share, where=inside)


def _hubs(f: Formulation, rows: tuple[Repair, ...], begun: IdArray) -> None:
    names = list(dict.fromkeys(row.hub or row.id for row in rows))
    capacity = np.zeros((f.futures, len(names), f.months))
    for row in rows:
        works = np.arange(f.months) >= f.given.month(row.date_from)
        capacity[:, names.index(row.hub or row.id)] += np.where(
            works, f.given.path(row.capacity), 0.0
        )
    axes = [f.future_axis, f.model_axis("hub", names), f.month_axis]
    limits = f.model.rows("capacity of workshops", axes, unit=UNIT, high=capacity).ids
    for n, row in enumerate(rows):
        f.model.add(limits[:, names.index(row.hub or row.id)], begun[:, n], 1.0)
