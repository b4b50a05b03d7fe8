"""What a plan decides, as blocks of variables."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from materiel.plan.arrays import INF, Axis, Block, Floats
from materiel.plan.formulation import CAPACITY, MADE, ONCE, Flow, Formulation, IdArray
from materiel.scenario.records import Lever, Transfer
from materiel.simulate.compile import whole_months

MOVED = ("donation", "swap")
BROUGHT = ("purchase", "repair", "kit", *MADE)


def decide(f: Formulation) -> None:
    """Make every block of variables: first what is shared by all futures, then each future's own.

    Source: docs/model.md, rules Q2 and Q4.
    """
    _once(f)
    _capacity(f)
    _shifts(f)
    _own_output(f)
    for kind in (*BROUGHT, *MOVED):
        _flow(f, kind, f.of(kind))
    _transfers(f)
    _accounts(f)


def _once(f: Formulation) -> None:
    """What is done as a whole, once or never: plants, licences, permissions asked, contracts."""
    rows = f.of(*ONCE)
    f.levers["once"] = rows
    if not rows:
        return
    cost = f.column([row.cost for row in rows])
    whole = np.array([row.least is None and row.kind in CAPACITY for row in rows])
    size, price = f.column([row.most for row in rows]), f.column([row.price for row in rows])
    cost = cost + np.where(whole, size * price, 0.0)
    f.blocks["once"] = f.model.variables(
        "decision to begin",
        [f.lever_axis(rows), f.month_axis],
        unit="decision",
        upper=f.window(rows, gated=False)[0].astype(float),
        cost=cost.mean(axis=0)[:, None] * f.discount,
        whole=True,
    )
    f.spend(f.blocks["once"], rows, cost)


def _capacity(f: Formulation) -> None:
    """How much is added to lines when, and what that comes to with time."""
    _grown(f, "grown", "expansion", f.of("expansion"))
    rows = tuple(row for row in f.of("plant", "licence") if row.least is not None)
    _grown(f, "sized", "size of a plant", rows)
    lines = tuple(dict.fromkeys(row.line for row in f.of(*CAPACITY) if row.line))
    f.added_lines = lines
    if not lines:
        return
    futures = f.future_axis if _uncertain(f) else Axis(name="future", size=1)
    names = Axis(name="line", size=len(lines), labels=[f"{line} line" for line in lines])
    f.blocks["added"] = f.model.variables(
        "added capacity", [futures, names, f.month_axis], unit="piece/month"
    )


def _grown(f: Formulation, name: str, words: str, rows: tuple[Lever, ...]) -> None:
    f.levers[name] = rows
    if not rows:
        return
    price = f.column([row.price for row in rows])
    most = f.shared_column([row.most for row in rows])
    f.blocks[name] = f.model.variables(
        words,
        [f.lever_axis(rows), f.month_axis],
        unit="piece/month",
        upper=f.window(rows, gated=False)[0] * most[:, None],
        cost=price.mean(axis=0)[:, None] * f.discount,
    )
    f.spend(f.blocks[name], rows, price)


def _uncertain(f: Formulation) -> bool:
    """Whether the month in which capacity comes differs between futures."""
    return any(
        np.ptp(f.given.value(value)) > 0
        or (row.permission is not None and np.ptp(f.given.opens[row.permission]) > 0)
        for row in f.of(*CAPACITY)
        for value in (row.delay_months, row.ramp_months)
    )


def _future_cost(f: Formulation, price: Floats) -> Floats:
    """Expected and discounted. [currency/unit; future, lever, month]"""
    return price[..., None] * (f.discount / f.futures)


def _shifts(f: Formulation) -> None:
    rows = f.of("shift")
    f.levers["shift"] = rows
    if not rows:
        return
    price = f.column([row.price for row in rows])
    f.blocks["shift"] = f.model.variables(
        "extra shift",
        [f.future_axis, f.lever_axis(rows), f.month_axis],
        unit="piece",
        upper=np.where(f.window(rows, gated=True), INF, 0.0),
        cost=_future_cost(f, price),
    )
    f.spend(f.blocks["shift"], rows, price)


def _own_output(f: Formulation) -> None:
    """Lines that grow or work longer and have no rows of kind make: more of their own item."""
    named = {row.line for row in f.of(*MADE)}
    working = [row.line for row in f.of("shift", *CAPACITY) if row.line]
    lines = [line for line in dict.fromkeys(working) if line not in named]
    f.made_lines = tuple(lines)
    if not lines:
        return
    by_id = {line.id: line for line in f.given.scenario.lines}
    target = [f.given.account(by_id[line].holder, by_id[line].item) for line in lines]
    names = Axis(name="line", size=len(lines), labels=[f"{line} line" for line in lines])
    block = f.model.variables("added output", [f.future_axis, names, f.month_axis], unit="piece")
    _note(f, "output", tuple(lines), block, [-1] * len(lines), target, np.zeros((1, len(lines))))


def _flow(f: Formulation, kind: str, rows: Sequence[Lever]) -> None:
    """A block of pieces that a kind of lever makes, buys or moves."""
    if not rows:
        return
    most = f.column([row.most for row in rows], otherwise=INF)
    price = f.column([row.price for row in rows])
    block = f.model.variables(
        kind,
        [f.future_axis, f.lever_axis(rows), f.month_axis],
        unit="piece",
        upper=np.where(f.window(rows, gated=True), most[..., None], 0.0),
        cost=_future_cost(f, price),
    )
    f.levers[kind] = tuple(rows)
    f.spend(block, rows, price)
    source = [_account(f, row.giver, row.item) for row in rows]
    target = [_account(f, row.receiver, row.item) for row in rows]
    delay = whole_months(f.column([row.delay_months for row in rows]))
    if any(holder >= 0 for holder in source):  # what leaves a stock travels a month (rule T3)
        delay = np.maximum(delay, np.where(np.array(source) >= 0, 1, 0))
    _note(f, kind, tuple(row.id for row in rows), block, source, target, delay, most)


def _account(f: Formulation, holder: str | None, item: str | None) -> int:
    """An account, or -1 for a seller whose stock no table gives."""
    if holder is None or item is None:
        return -1
    return f.given.account(holder, item)


def _transfers(f: Formulation) -> None:
    """The scenario's own transfers: as they were up to now, and as the plan decides from now on."""
    rows = f.given.scenario.transfers
    f.levers["transfer"] = ()
    if not rows:
        return
    rate = np.stack([f.given.path(row.rate) for row in rows], axis=1)
    workshop = f.column([row.refurbish_rate for row in rows], otherwise=INF)  # rule T5
    rate = rate * f.given.past.left  # rule X4
    upper = np.where(_may_send(f, rows), np.minimum(rate, workshop[..., None]), 0.0)
    most = upper.max(axis=2)
    lower = np.zeros_like(upper)
    upper[..., : f.given.first] = lower[..., : f.given.first] = f.given.past.sent
    block = f.model.variables(
        "transfer",
        [
            f.future_axis,
            Axis(name="transfer", size=len(rows), labels=[row.id for row in rows]),
            f.month_axis,
        ],
        unit="piece",
        lower=lower,
        upper=upper,
    )
    source = [f.given.account(row.giver, row.item) for row in rows]
    target = [f.given.account(row.receiver, row.item) for row in rows]
    delay = np.maximum(whole_months(f.column([row.delay_months for row in rows])), 1)
    delay = delay + whole_months(f.column([row.refurbish_months for row in rows]))  # rule T5
    _note(f, "transfer", tuple(row.id for row in rows), block, source, target, delay, most)


def _may_send(f: Formulation, rows: Sequence[Transfer]) -> NDArray[np.bool_]:
    """Rule G3: a transfer waits for its month and its gates. [future, transfer, month]"""
    time = np.arange(f.months)
    may = np.zeros((f.futures, len(rows), f.months), dtype=bool)
    for n, row in enumerate(rows):
        may[:, n] = time >= f.given.month(row.date_from)
        if row.contract_months is not None:  # rule T4
            signed = f.given.month(row.pledged or row.date_from) + whole_months(
                f.given.value(row.contract_months)
            )
            may[:, n] &= time >= signed[:, None]
        if row.permission and not f.asked(row.permission):
            may[:, n] &= time >= f.given.opens[row.permission][:, None]
        if row.fund:
            may[:, n] &= time >= f.given.fund_opens[row.fund][:, None]
    return may


def _note(
    f: Formulation,
    kind: str,
    levers: tuple[str, ...],
    block: Block,
    source: Sequence[int],
    target: Sequence[int],
    delay: NDArray[Any],
    most: Floats | None = None,
) -> None:
    f.flows.append(
        Flow(
            kind=kind,
            levers=levers,
            block=block,
            source=np.array(source, dtype=np.int64),
            target=np.array(target, dtype=np.int64),
            delay=delay.astype(np.int64),
            most=most if most is not None else np.full((1, len(levers)), INF),
        )
    )


def _accounts(f: Formulation) -> None:
    """Stock and unmet demand of every holder and item."""
    axes = [f.future_axis, f.account_axis, f.month_axis]
    hold = f.settings.hold_price * f.discount / f.futures
    f.blocks["stock"] = f.model.variables("stock", axes, unit="piece", cost=hold)
    price = np.zeros(1)
    if f.settings.priced:
        price = weights(f)[:, None] * f.discount / f.futures
    f.blocks["unmet"] = f.model.variables(
        "unmet demand", axes, unit="piece", upper=f.given.demand, cost=price
    )


def weights(f: Formulation) -> Floats:
    """What a piece unmet counts; 1 where no row says. [factor; account]"""
    found = np.ones(len(f.given.accounts))
    for row in sorted(f.given.scenario.weights, key=lambda row: row.holder is not None):
        value = float(f.given.value(row.weight).mean())
        for number, (holder, item) in enumerate(f.given.accounts):
            if item == row.item and row.holder in (None, holder):
                found[number] = value
    return found


def unmet_cost(f: Formulation) -> Floats:
    """The first objective: weighted unmet demand, sooner counting more. [1/piece; variable]

    Source: docs/model.md, rule Q4.
    """
    cost = np.zeros(f.model.n_variables)
    each = weights(f)[:, None] * f.discount / f.futures
    risk = f.settings.risk
    ids = f.blocks["unmet"].ids
    cost[ids] = np.broadcast_to((1 - risk) * each, ids.shape)
    if "tail" in f.blocks:
        cost[f.blocks["tail"].ids] = risk
        cost[f.blocks["excess"].ids] = risk / (f.settings.tail * f.futures)
    return cost


def decision(f: Formulation, lever: Lever) -> tuple[IdArray, float]:
    """The variables that decide it, month by month, and what one of them is worth."""
    if lever.kind == "expansion":
        return f.blocks["grown"].ids[f.levers["grown"].index(lever)], 1.0
    if lever.least is not None:
        return f.blocks["sized"].ids[f.levers["sized"].index(lever)], 1.0
    size = float(f.given.value(lever.most).mean())
    return f.blocks["once"].ids[f.levers["once"].index(lever)], size
