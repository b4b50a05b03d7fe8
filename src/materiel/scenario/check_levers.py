"""Levers of a plan: what each kind needs, may have, and what must agree between rows."""

from collections.abc import Iterable, Mapping
from typing import Any

from materiel.core.findings import Finding
from materiel.scenario.among import repeated
from materiel.scenario.records import Budget, Lever, Parameter

# What a row of a kind must have, and what it may have besides.
NEEDED = {
    "shift": ("line", "share"),
    "expansion": ("line", "most"),
    "plant": ("line", "most"),
    "licence": ("line", "most", "permission"),
    "mix": ("line", "item", "receiver"),
    "make": ("line", "item", "receiver"),
    "purchase": ("item", "receiver", "most"),
    "donation": ("giver", "receiver", "item", "most"),
    "swap": ("giver", "receiver", "item", "most", "back_item", "back_share", "back_months"),
    "repair": ("item", "receiver", "most"),
    "kit": ("item", "receiver", "most"),
    "permission": ("permission",),
    "contract": ("line", "least", "last_months", "price"),
}
_ALWAYS = ("date_from", "date_to", "payer", "after", "name")
_PIECES = ("price", "permission", "delay_months", "people", "quantity")
ALLOWED = {
    "shift": ("step", "price", "people", "permission"),
    "expansion": ("delay_months", "ramp_months", "price", "permission", "quantity", "every"),
    "plant": ("least", "delay_months", "ramp_months", "price", "cost", "permission", "every"),
    "licence": ("least", "delay_months", "ramp_months", "price", "cost", "every"),
    "mix": ("use", "most", *_PIECES),
    "make": ("use", "most", *_PIECES),
    "purchase": ("giver", *_PIECES),
    "donation": _PIECES,
    "swap": _PIECES,
    "repair": _PIECES,
    "kit": _PIECES,
    "permission": ("cost", "every"),
    "contract": ("every",),
}
_WITH_NEEDS = ("mix", "make", "repair", "kit")
_DECIDED_ONCE = ("plant", "licence", "permission", "contract")
Rows = Mapping[str, tuple[Any, ...]]


def check_levers(rows: Rows) -> Iterable[Finding]:
    """What is wrong with levers and the tables that belong to them."""
    levers = {row.id: row for row in rows["levers"]}
    kinds: dict[str, set[str]] = {}
    for row in levers.values():
        kinds.setdefault(row.line or "", set()).add(row.kind)
    for row in levers.values():
        yield from _columns(row)
        yield from _sense(row, levers, kinds)
    for need in rows["needs"]:
        lever = levers.get(need.lever)
        if lever is not None and lever.kind not in _WITH_NEEDS:
            message = (
                f"{need.lever!r} is a {lever.kind}; only {', '.join(_WITH_NEEDS)} use up items"
            )
            yield Finding(source=need.place, message=message, record=need.id)
    yield from _budgets(rows["budgets"])


def _columns(row: Lever) -> Iterable[Finding]:
    known = (*NEEDED[row.kind], *ALLOWED[row.kind], *_ALWAYS, "id", "kind", "place")
    for name in NEEDED[row.kind]:
        if getattr(row, name) is None:
            yield row.finding(f"{name} is blank; a {row.kind} needs it")
    for name in Lever.__slots__:
        if getattr(row, name) is not None and name not in known:
            column = {"date_from": "from", "date_to": "to"}.get(name, name)
            yield row.finding(f"a {row.kind} has no {column}. Leave it blank")


def _sense(
    row: Lever, levers: Mapping[str, Lever], kinds: Mapping[str, set[str]]
) -> Iterable[Finding]:
    if row.giver is not None and row.giver == row.receiver:
        yield row.finding(f"giver and receiver are both {row.giver}. Name two actors")
    if row.kind in ("plant", "licence") and _low(row.least) > _high(row.most):
        yield row.finding("least is above most. Swap them")
    if row.kind == "mix" and "make" in kinds[row.line or ""]:
        message = "the line has mix and make rows; mix is all that it makes. Keep one kind"
        yield row.finding(message)
    if row.after is not None and row.after in levers:
        other = levers[row.after]
        if other.kind not in _DECIDED_ONCE:
            yield row.finding(
                f"after {row.after!r}, a {other.kind}, which is never done as a whole"
            )
        elif row.after == row.id:
            yield row.finding("it waits for itself. Name another lever")


def _low(value: Parameter | None) -> float:
    return value.value.support[0] if value is not None else 0.0


def _high(value: Parameter | None) -> float:
    return value.value.support[1] if value is not None else 0.0


def _budgets(budgets: Iterable[Budget]) -> Iterable[Finding]:
    for row, first in repeated(budgets, lambda row: (row.payer, row.year)):
        yield row.finding(f"a second budget of {row.payer} for {row.year}; see {first.place}")
