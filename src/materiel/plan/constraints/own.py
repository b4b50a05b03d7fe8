"""A user's own constraints: what their terms add up to stays on its side of the bound."""

from collections.abc import Iterator

import numpy as np

from materiel.plan.arrays import Floats
from materiel.plan.formulation import MADE, OWN, Formulation, IdArray
from materiel.scenario.check_constraints import fits
from materiel.scenario.records import Constraint, Lever, Term

NUMBER, UNIT, INDEX = "Q32", "own", "future, period"
# Variables [future or 1, row, month] and what one of them adds [future or 1, row].
Part = tuple[IdArray, Floats]


def state(f: Formulation) -> None:
    """Sum of factor × terms on the left <=, >= or = bound + the same on the right."""
    for row in f.given.scenario.constraints:
        _state(f, row, [t for t in f.given.scenario.terms if t.constraint == row.id])


def _state(f: Formulation, row: Constraint, terms: list[Term]) -> None:
    labels, months = _periods(f, row)
    if not labels:
        return
    bound = f.given.value(row.bound)[:, None]
    low = bound if row.sense != "at_most" else -np.inf
    high = bound if row.sense != "at_least" else np.inf
    axes = [f.future_axis, f.model_axis("period", labels)]
    name = f"{OWN}{row.name or row.id}"
    block = f.model.rows(name, axes, unit=row.unit, low=low, high=high)
    f.blocks[f"own {row.id}"] = block
    for term in terms:
        sign = -1.0 if term.side == "right" else 1.0
        factor = sign * f.given.value(term.factor, otherwise=1.0)[:, None]
        for ids, each in _parts(f, term):
            for n, chosen in enumerate(months):
                amount = np.broadcast_to(factor * each, (f.futures, ids.shape[1]))[..., None]
                f.model.add(block.ids[:, n, None, None], ids[..., chosen], amount)


def _periods(f: Formulation, row: Constraint) -> tuple[list[str], list[IdArray]]:
    """The months, years or the whole time that it holds for, none of it before now."""
    first = max(f.given.first, f.given.month(row.date_from) if row.date_from else 0)
    last = min(f.months - 1, f.given.month(row.date_to) if row.date_to else f.months)
    time = np.arange(first, last + 1)
    if row.each == "month":
        return [f.month_name(int(month)) for month in time], [
            time[n : n + 1] for n in range(len(time))
        ]
    if row.each == "year":
        years = np.array([int(f.given.scenario.months[month][:4]) for month in time], dtype=int)
        found = np.unique(years)
        return [str(year) for year in found], [time[years == year] for year in found]
    return (["in all"], [time]) if time.size else ([], [])


def _parts(f: Formulation, term: Term) -> Iterator[Part]:
    if term.of in ("stock", "unmet"):
        yield from _held(f, term)
    elif term.of == "added":
        at = [n for n, line in enumerate(f.added_lines) if term.line in (None, line)]
        if at:
            yield f.blocks["added"].ids[:, at], np.ones(1)
    elif term.of == "begun":
        at = [n for n, lever in enumerate(f.levers["once"]) if fits(term, lever)]
        if at:
            yield f.blocks["once"].ids[None, at], np.ones(1)
    elif term.of == "cost":
        yield from _cost(f, term)
    else:
        yield from _pieces(f, term)


def _held(f: Formulation, term: Term) -> Iterator[Part]:
    at = [
        n
        for n, (holder, item) in enumerate(f.given.accounts)
        if term.holder in (None, holder) and term.item in (None, item)
    ]
    yield f.blocks[term.of].ids[:, at], np.ones(1)


def _cost(f: Formulation, term: Term) -> Iterator[Part]:
    wanted = {lever.id for lever in f.given.scenario.levers if fits(term, lever)}
    for spend in f.spends:
        at = [n for n, lever in enumerate(spend.levers) if lever in wanted]
        if at:
            yield (spend.ids[None] if spend.shared else spend.ids)[:, at], spend.price[:, at]


def _pieces(f: Formulation, term: Term) -> Iterator[Part]:
    """What levers move, lines are let make, or transfers send."""
    for flow in f.flows:
        at = [n for n in range(len(flow.levers)) if _counts(f, term, flow.kind, n)]
        if at:
            yield flow.block.ids[:, at], np.ones(1)
    shifts = [n for n, row in enumerate(f.levers["shift"]) if term.of == "used" and fits(term, row)]
    if shifts:
        yield f.blocks["shift"].ids[:, shifts], np.ones(1)


def _counts(f: Formulation, term: Term, kind: str, n: int) -> bool:
    scenario = f.given.scenario
    if kind == "transfer":
        row = scenario.transfers[n]
        ends = (row.item, row.giver, row.receiver)
        wanted = (term.item, term.giver, term.receiver)
        return term.of == "sent" and _agree(wanted, ends)
    if term.of == "made":
        line: tuple[str | None, ...]
        if kind == "output":
            (made,) = (row for row in scenario.lines if row.id == f.made_lines[n])
            line = (made.id, made.item, made.holder)
        elif kind in MADE:
            lever: Lever = f.levers[kind][n]
            line = (lever.line, lever.item, lever.receiver)
        else:
            return False
        return _agree((term.line, term.item, term.receiver), line)
    return term.of == "used" and kind != "output" and fits(term, f.levers[kind][n])


def _agree(wanted: tuple[str | None, ...], found: tuple[str | None, ...]) -> bool:
    return all(w in (None, value) for w, value in zip(wanted, found, strict=True))
