"""A maker invests after a firm order of several years, which is paid whether or not it is taken."""

import numpy as np

from materiel.plan.arrays import Block
from materiel.plan.formulation import CAPACITY, MADE, Formulation, IdArray
from materiel.scenario.records import Lever

NUMBER, UNIT, INDEX = "Q20", "piece", "future, lever, month"


def state(f: Formulation) -> None:
    """What waits begins after; not taken >= least × in force − taken, at the contract's price."""
    _after(f)
    levers = f.of("contract")
    if not levers:
        return
    price = f.column([row.price for row in levers])
    axes = [f.future_axis, f.lever_axis(levers), f.month_axis]
    cost = price[..., None] * (f.discount / f.futures)
    block = f.model.variables("paid and not taken", axes, unit=UNIT, cost=cost)
    f.blocks["contract"] = block
    f.spend(block, levers, price)
    rows = f.model.rows("firm order", axes, unit=UNIT, low=0.0).ids
    f.model.add(rows, block.ids, 1.0)
    for n, row in enumerate(levers):
        _in_force(f, rows[:, n], row)
        _taken(f, rows[:, n], str(row.line))


def _in_force(f: Formulation, rows: IdArray, row: Lever) -> None:
    signed = f.blocks["once"].ids[f.levers["once"].index(row)]
    least = f.given.value(row.least)
    for month in range(f.months):
        begun = signed[max(month - (row.last_months or 1) + 1, 0) : month + 1]
        f.model.add(rows[:, month, None], begun[None], -least[:, None])


def _taken(f: Formulation, rows: IdArray, line: str) -> None:
    for flow in f.flows:
        for n, lever in enumerate(flow.levers):
            of_line = flow.kind == "output" and lever == line
            if flow.kind in MADE:
                of_line = f.levers[flow.kind][n].line == line
            if of_line:
                f.model.add(rows, flow.block.ids[:, n], 1.0)


def _after(f: Formulation) -> None:
    """begun <= done, by then, of the lever that it waits for."""
    rows = [row for row in f.given.scenario.levers if row.after is not None]
    if not rows:
        return
    axes = [f.lever_axis(rows), f.month_axis]
    decided = [
        (n, row) for n, row in enumerate(rows) if row.kind in (*CAPACITY, "permission", "contract")
    ]
    if decided:
        limits = f.model.rows("waits for another", axes, unit="decision", high=0.0)
        for n, row in decided:
            _begun(f, limits, n, row)
    for flow in f.flows:
        for n, row in enumerate(f.levers.get(flow.kind, ())):
            if flow.kind not in ("transfer", "output") and row.after is not None:
                most = np.broadcast_to(flow.most, (f.futures, len(flow.levers)))[:, n]
                _used(f, flow.block.ids[:, n], np.minimum(most, f.lever_most(row)), row)
    for n, row in enumerate(f.levers["shift"]):
        if row.after is not None:
            _used(f, f.blocks["shift"].ids[:, n], f.lever_most(row), row)


def _begun(f: Formulation, limits: Block, n: int, row: Lever) -> None:
    once = f.levers["once"]
    size = 1.0
    if row in once:
        begun = f.blocks["once"].ids[once.index(row)]
    else:
        begun = f.blocks["grown"].ids[f.levers["grown"].index(row)]
        size = 1.0 / max(float(f.given.value(row.most).mean()), 1e-9)
    f.model.add(limits.ids[n], begun, size)
    _done(f, limits.ids[n][None], row, np.ones(1))


def _used(f: Formulation, used: IdArray, most: IdArray, row: Lever) -> None:
    axes = [f.future_axis, f.lever_axis([row]), f.month_axis]
    limits = f.model.rows("waits for another", axes, unit=UNIT, high=0.0).ids[:, 0]
    f.model.add(limits, used, 1.0)
    _done(f, limits, row, most)


def _done(f: Formulation, rows: IdArray, row: Lever, most: IdArray) -> None:
    other = next(n for n, lever in enumerate(f.levers["once"]) if lever.id == row.after)
    done = f.blocks["once"].ids[other]
    for month in range(f.months):
        f.model.add(rows[:, month, None], done[None, : month + 1], -most[:, None])
