"""A user's own constraints: what each sort of term may name, and whether it fits anything."""

from collections.abc import Iterable, Mapping
from typing import Any

from materiel.core.findings import Finding
from materiel.core.units import CURRENCIES
from materiel.scenario.records import Constraint, Lever, Term

SELECTORS = ("lever", "kind", "line", "item", "giver", "receiver", "holder", "payer")
# Which columns each sort of term may fill in.
MAY_NAME = {
    "used": ("lever", "kind", "line", "item", "giver", "receiver"),
    "made": ("line", "item", "receiver"),
    "sent": ("item", "giver", "receiver"),
    "begun": ("lever", "kind", "line"),
    "added": ("line",),
    "stock": ("holder", "item"),
    "unmet": ("holder", "item"),
    "cost": ("lever", "kind", "line", "item", "giver", "receiver", "payer"),
}
DECIDED = ("plant", "licence", "permission", "contract")
MOVING = ("mix", "make", "purchase", "donation", "swap", "repair", "kit")
GROWING = ("expansion", "plant", "licence")
Rows = Mapping[str, tuple[Any, ...]]


def check_constraints(rows: Rows) -> Iterable[Finding]:
    """What is wrong with constraints.csv and terms.csv."""
    constraints = {row.id: row for row in rows["constraints"]}
    used = {term.constraint for term in rows["terms"]}
    for row in constraints.values():
        if row.id not in used:
            yield row.finding("it adds nothing up. Write a row for it in terms.csv")
    for term in rows["terms"]:
        yield from _columns(term)
        if not _fits(term, rows):
            yield term.finding(f"nothing is {term.of} that fits all its columns. Blank one")
        if term.of == "cost" and term.constraint in constraints:
            yield from _money(term, constraints[term.constraint], rows["levers"])


def fits(term: Term, lever: Lever) -> bool:
    """Whether a lever is one of those that a term adds up."""
    if term.of == "begun" and lever.kind not in DECIDED:
        return False
    # What a shift adds is work, which make and mix rows use: it counts only where it is meant.
    if term.of == "used" and lever.kind not in MOVING:
        return lever.kind == "shift" and (term.kind == "shift" or term.lever == lever.id)
    return all(
        wanted is None or wanted == (lever.id if name == "lever" else getattr(lever, name))
        for name in MAY_NAME[term.of]
        for wanted in (getattr(term, name),)
    )


def _columns(term: Term) -> Iterable[Finding]:
    for name in SELECTORS:
        if getattr(term, name) is not None and name not in MAY_NAME[term.of]:
            told = ", ".join(MAY_NAME[term.of])
            yield term.finding(f"{name} says nothing of {term.of}, which may name {told}")


def _fits(term: Term, rows: Rows) -> bool:
    if term.of in ("used", "begun", "cost"):
        return any(fits(term, lever) for lever in rows["levers"])
    if term.of == "added":
        return any(r.kind in GROWING and term.line in (None, r.line) for r in rows["levers"])
    if term.of == "made":
        lines = {row.line for row in rows["levers"] if row.line is not None}
        return any(line.id in lines and term.line in (None, line.id) for line in rows["lines"])
    if term.of == "sent":
        return any(
            all(getattr(term, name) in (None, getattr(row, name)) for name in MAY_NAME["sent"])
            for row in rows["transfers"]
        )
    return any(
        term.holder in (None, holder) and term.item in (None, item) for holder, item in _held(rows)
    )


def _held(rows: Rows) -> Iterable[tuple[str | None, str | None]]:
    """Holders and items that rows name together."""
    item_of = {line.id: line.item for line in rows["lines"]}
    for table in ("stocks", "demands", "lines", "needs"):
        yield from ((row.holder, row.item) for row in rows[table])
    for row in (*rows["transfers"], *rows["levers"]):
        yield row.giver, row.item
        yield row.receiver, row.item
    for row in (*rows["orders"], *rows["restocks"]):
        yield row.buyer, item_of.get(row.line)


def _money(term: Term, row: Constraint, levers: Iterable[Lever]) -> Iterable[Finding]:
    """Costs are added up in the money of the levers."""
    prices = [value for lever in levers for value in (lever.price, lever.cost) if value is not None]
    currency = prices[0].unit.partition("/")[0] if prices else None
    if currency is not None and row.unit != currency and row.unit in CURRENCIES:
        message = (
            f"it adds up {currency}, but {row.place} is in {row.unit}. Write that in {currency}"
        )
        yield term.finding(message)
