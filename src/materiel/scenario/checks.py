"""What only several rows together can show: duplicates, overlaps, order of dates, currencies."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from materiel.claims.gazetteer import rows as lexicon_rows
from materiel.core.dates import is_after, shares_step
from materiel.core.findings import Finding, Severity
from materiel.scenario import check_moving as moving
from materiel.scenario import check_working as working
from materiel.scenario.among import repeated
from materiel.scenario.cells import hint
from materiel.scenario.check_constraints import check_constraints
from materiel.scenario.check_levers import check_levers
from materiel.scenario.read import SETTINGS, Raw
from materiel.scenario.records import Demand, Fund, Item, Line, Order, Project, Stock, Transfer
from materiel.scenario.settings import Settings

Rows = Mapping[str, tuple[Any, ...]]


def check_rows(
    settings: Settings,
    rows: Rows,
    raws: Mapping[str, list[Raw]],
    findings: list[Finding],
) -> None:
    """Add to `findings` what is wrong between rows. Only rows without a fault of their own count."""
    for table in raws.values():
        findings.extend(_twice((raw.cells.get("id"), raw.place) for raw in table))
    findings.extend(_focus(settings, raws))
    findings.extend(_spells(rows))
    findings.extend(_items(rows["items"]))
    findings.extend(_stocks(rows["stocks"]))
    findings.extend(_demands(rows["demands"]))
    findings.extend(_lines(rows["lines"]))
    findings.extend(working.check_lines(rows["lines"]))
    findings.extend(working.check_pools(rows["lines"]))
    findings.extend(working.check_restocks(rows["restocks"]))
    findings.extend(working.check_inputs(rows["inputs"], rows["lines"]))
    findings.extend(working.check_series(rows["series"]))
    findings.extend(working.check_projects(rows["projects"]))
    for check in moving.CHECKS:
        findings.extend(check(rows))
    findings.extend(_transfers(rows["transfers"]))
    funds = {fund.id: fund for fund in rows["funds"]}
    for row in (*rows["orders"], *rows["transfers"]):
        findings.extend(_payment(row, funds))
    findings.extend(check_levers(rows))
    findings.extend(check_constraints(rows))
    for row in rows["projects"]:
        findings.extend(_cost(row, funds))
    findings.extend(_horizon(settings, rows))


def _twice(ids: Iterable[tuple[str | None, str]]) -> Iterable[Finding]:
    first: dict[str, str] = {}
    for name, place in ids:
        if name is None:
            continue
        if name in first:
            message = f"id {name!r} stands in {first[name]} already. Give every row its own"
            yield Finding(source=place, message=message, record=name)
        first.setdefault(name, place)


def _focus(settings: Settings, raws: Mapping[str, list[Raw]]) -> Iterable[Finding]:
    for key, wanted, table in (
        ("holder", settings.holder, "actors"),
        ("item", settings.item, "items"),
    ):
        if wanted and raws[table] and all(raw.cells.get("id") != wanted for raw in raws[table]):
            message = f"focus.{key} {wanted!r} is not an id in {table}.csv. Add the row there"
            yield Finding(source=SETTINGS, message=message)
    focus = (settings.holder, settings.item)
    asked = [(raw.cells.get("holder"), raw.cells.get("item")) for raw in raws["demands"]]
    if all(focus) and focus not in asked:
        message = f"{focus[0]} has no demand for {focus[1]} in demands.csv; coverage and parity say nothing"
        yield Finding(source=SETTINGS, message=message, severity="warning")


def _in_order(row: Any) -> bool:
    """Whether a row does not end before it begins."""
    first, last = getattr(row, "date_from", None), getattr(row, "date_to", None)
    return not (first and last and is_after(first, last))


def _spells(rows: Rows) -> Iterable[Finding]:
    for row in (row for table in rows.values() for row in table if not _in_order(row)):
        yield row.finding(f"from {row.date_from} is after to {row.date_to}. Swap them")


def _items(items: Iterable[Item]) -> Iterable[Finding]:
    """A path of the taxonomy, or one that goes on from there."""
    known = {row["path"] for row in lexicon_rows("items.csv")}
    for row in items:
        steps = row.id.split(".")
        if not any(".".join(steps[:end]) in known for end in range(1, len(steps) + 1)):
            message = (
                f"{row.id!r} does not begin with a path of the item taxonomy; claims of reports "
                f"name items by it. Begin with one{hint(row.id, sorted(known))}"
            )
            yield row.finding(message, "note")


def _stocks(stocks: Sequence[Stock]) -> Iterable[Finding]:
    for row, first in repeated(stocks, lambda row: (row.holder, row.item)):
        yield row.finding(
            f"a second stock of {row.item} held by {row.holder}; the first is {first.place}. Add them up"
        )
    for row in stocks:
        if row.floor.value.support[1] > row.opening.value.support[0]:
            message = (
                f"floor {row.floor.value.text} may be above opening {row.opening.value.text}; "
                "nothing is given away until the stock is above its floor"
            )
            yield row.finding(message, "warning")


def _demands(demands: Iterable[Demand]) -> Iterable[Finding]:
    by_holder: dict[tuple[str, str], list[Demand]] = defaultdict(list)
    for row in demands:
        if _in_order(row):
            by_holder[row.holder, row.item].append(row)
    for rows in by_holder.values():
        rows.sort(key=lambda row: row.date_from)
        for earlier, later in pairwise(rows):
            if earlier.date_to is None or shares_step(later.date_from, earlier.date_to):
                message = (
                    f"from {later.date_from} overlaps {earlier.place}, which ends "
                    f"{earlier.date_to or 'with the scenario'}. End the one before the other begins"
                )
                yield later.finding(message)


def _lines(lines: Iterable[Line]) -> Iterable[Finding]:
    for row in lines:
        ramp = {
            "rate_full": row.rate_full,
            "ramp_start": row.ramp_start,
            "ramp_months": row.ramp_months,
        }
        blank = [name for name, value in ramp.items() if value is None]
        if blank and len(blank) < len(ramp):
            message = (
                f"{' and '.join(blank)} blank. Fill in rate_full, ramp_start and ramp_months, "
                "or none of them for a line without a ramp"
            )
            yield row.finding(message)


def _transfers(transfers: Iterable[Transfer]) -> Iterable[Finding]:
    for row in transfers:
        if row.giver == row.receiver:
            yield row.finding(f"giver and receiver are both {row.giver}. Name two actors")


def _payment(row: Order | Transfer, funds: Mapping[str, Fund]) -> Iterable[Finding]:
    if row.price is not None and row.fund is None:
        message = "price without a fund: nobody pays it. Name the fund or leave the price out"
        yield row.finding(message)
    elif row.price is None and row.fund is not None:
        message = f"no price: it waits for the fund {row.fund!r} but takes no money from it"
        yield row.finding(message, "note")
    elif row.price is not None and row.fund is not None and row.fund in funds:
        fund = funds[row.fund]
        currency = row.price.unit.partition("/")[0]
        if currency != fund.currency:
            message = (
                f"price in {currency}, but {fund.place} is in {fund.currency}. "
                f"Convert the price to {fund.currency} and say the rate in its source"
            )
            yield row.finding(message)


def _cost(row: Project, funds: Mapping[str, Fund]) -> Iterable[Finding]:
    if row.cost is None:
        return
    if row.fund is None:
        yield row.finding(
            "cost without a fund: nobody pays it. Name the fund or leave the cost out"
        )
    elif row.fund in funds and row.cost.unit != funds[row.fund].currency:
        fund = funds[row.fund]
        message = (
            f"cost in {row.cost.unit}, but {fund.place} is in {fund.currency}. "
            f"Convert the cost to {fund.currency} and say the rate in its source"
        )
        yield row.finding(message)


def _horizon(settings: Settings, rows: Rows) -> Iterable[Finding]:
    """Rows whose months all lie outside the horizon: they would do nothing."""
    if not (settings.start and settings.end):
        return
    for name, table in rows.items():
        # Who belonged to whom when is a fact, and may have ended before the scenario begins.
        severity: Severity = "warning" if name == "members" else "error"
        for row in table:
            yield from (row.finding(told, severity) for told in _outside(settings, row))


def _outside(settings: Settings, row: Any) -> Iterable[str]:
    for column in ("date_from", "placed", "decided", "decided_from", "ramp_start"):
        month = getattr(row, column, None)
        if month is None or not is_after(month, settings.end):
            continue
        if column != "ramp_start":
            name = "from" if column == "date_from" else column
            yield f"{name} {month} is after the end {settings.end}: the row would do nothing. {_WAY_OUT}"
        elif row.ramp_curve != "logistic":  # its middle; it begins long before
            yield f"ramp_start {month} is after the end {settings.end}: the ramp would never begin. {_WAY_OUT}"
    month = getattr(row, "date_to", None)
    if month is not None and is_after(settings.start, month):
        yield f"to {month} is before the start {settings.start}: the row would do nothing. {_WAY_OUT}"


_WAY_OUT = "Take it out, or run more months"
