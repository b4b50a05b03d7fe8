"""Tables filled from the record, and what a person still has to assume."""

from collections.abc import Iterable
from pathlib import Path

from materiel.core.dates import month_number
from materiel.core.errors import ScenarioError
from materiel.core.findings import Finding
from materiel.core.units import CURRENCIES
from materiel.ledger.append import Ledger
from materiel.ledger.best import Series, best_view
from materiel.ledger.places import Place
from materiel.ledger.series import Statement
from materiel.ledger.view import View, read_view
from materiel.scenario.draft import Draft, quote_of

SURE = {"granted": 1, "denied": 0, "contracted": 1, "delivered": 1, "actual": 1}
# Kinds of claims that are results of a run, or say nothing that a table holds.
RESULTS = ("lead_time", "share", "growth")


def from_ledger(place: Place, out: Path, *, as_of: str | None = None) -> list[Finding]:
    """Write a folder of tables from the best view of the record (rule V4 of docs/model.md).

    Args:
        place: A ledger.
        out: A folder that is not there yet.
        as_of: What was recorded by then; None for all.

    Returns:
        What a person still has to assume: one note for each blank cell and each claim left aside.

    Raises:
        LedgerError: The ledger cannot be read.
        ScenarioError: The folder is there already, or no claim has a number that a table holds.

    Source: docs/scenario.md, "From the ledger".
    """
    if out.exists():
        raise ScenarioError("the folder is there already", where=str(out), way_out="Name another.")
    with Ledger(place, create=False) as ledger:
        view = read_view(ledger, as_of=as_of)
    draft = Draft()
    found = sorted([*_latest(best_view(view)), *_uncounted(view)], key=_when, reverse=True)
    for statement in sorted(found, key=_order):
        _fill(draft, statement)
    if not draft.tables:
        raise ScenarioError(
            "no claim of the ledger fills a table",
            where=str(place),
            way_out="See what was read: materiel claims.",
        )
    draft.tell_blanks()
    draft.tell_stocks()
    draft.tell_focus()
    draft.write(out)
    return draft.gaps


def _latest(gathered: Iterable[Series]) -> Iterable[Statement]:
    """The latest report and the latest goal that the best view prefers, series by series."""
    for one in gathered:
        for goals in (False, True):
            preferred = [ranked.statement for ranked in one.preferred]
            of_kind = [statement for statement in preferred if _is_goal(statement) == goals]
            if of_kind:
                yield max(of_kind, key=_when)


def _uncounted(view: View) -> Iterable[Statement]:
    """The latest word of each kind on the same parties and item, where nothing is counted."""
    latest: dict[object, Statement] = {}
    for judged in view.in_force:
        one = view.statement(judged)
        claim = one.claim
        if judged.deprecated is None and claim.subject and not claim.has_number:
            key = (claim.kind, claim.subject, claim.object, claim.item)
            latest[key] = max(latest.get(key, one), one, key=_when)
    return latest.values()


def _is_goal(statement: Statement) -> bool:
    return statement.claim.status in ("target", "pledged", "capacity")


def _order(statement: Statement) -> tuple[bool, str, bool]:
    """Lines first, for orders are placed with them; reports before goals."""
    kind = statement.claim.kind
    return kind != "production", kind, _is_goal(statement)


def _when(statement: Statement) -> tuple[str, str, str]:
    """Later statements win; of those of one day the one about the later time; then the id."""
    holds = statement.holds
    told = statement.published.isoformat() if statement.published else ""
    return told, holds[1].isoformat() if holds else "", statement.id


def _fill(draft: Draft, statement: Statement) -> None:
    claim, item = statement.claim, statement.claim.item or "general"
    draft.months += [statement.published.isoformat()[:7]] if statement.published else []
    subject, other = draft.actor(claim.subject), draft.actor(claim.object)
    value, name = _cell(statement) if claim.has_number else "", subject.lower()
    month = _month(statement)
    piece, money = claim.unit == "piece", claim.unit in CURRENCIES
    if claim.kind == "permission" and claim.status != "rumoured":
        cells = {"decider": subject, "asked_by": other, "probability": _sure(statement)}
        cells |= {"decided_from": month, "delay_months": "0" if _sure(statement) else ""}
        draft.add("permissions", cells, statement, name)
    elif not claim.has_number:
        draft.leave(statement, "it counts nothing")
    elif claim.kind == "production" and piece and claim.per:
        _line(draft, statement, subject, item, value, name)
    elif claim.kind == "expenditure" and piece and claim.per:
        cells = {"holder": subject, "item": item, "rate": value, "from": month}
        draft.add_once("demands", cells, statement, name)
    elif claim.kind == "stock" and piece and not claim.per:
        cells = {"holder": subject, "item": item, "opening": value}
        draft.add_once("stocks", cells, statement, name)
    elif claim.kind == "transfer" and piece and not claim.per:
        parties = {"giver": subject, "receiver": other, "item": item}
        draft.add("transfers", parties | {"quantity": value, "from": month}, statement, name)
    elif claim.kind == "order" and piece and not claim.per:
        line = _line_of(draft, other, item)
        cells = {"buyer": subject, "line": line, "quantity": value, "placed": month}
        draft.add("orders", cells, statement, name)
    elif claim.kind in ("funding", "investment") and money and not claim.per:
        cells = {"payer": subject, "amount": value, "currency": str(claim.unit)}
        cells |= {"probability": _sure(statement), "decided_from": month}
        draft.add("funds", cells, statement, name)
    elif claim.kind in RESULTS:
        draft.leave(statement, "a result of a run, to be held against it")
    else:
        draft.leave(statement, "no table holds it")


def _line(draft: Draft, statement: Statement, actor: str, item: str, value: str, name: str) -> None:
    """A report is the rate, a goal the end of a ramp; both meet in one row of a maker and item."""
    rows = draft.tables.get("lines", [])
    row = next((r for r in rows if (r["actor"], r["item"]) == (actor, item)), None)
    if row is None:
        cells = {"actor": actor, "item": item, "holder": actor, "rate_start": ""}
        draft.add("lines", cells, statement, name)
        row = draft.tables["lines"][-1]
    if not _is_goal(statement) and not row["rate_start"]:
        row |= {"rate_start": value, "rate_start_source": quote_of(statement)}
    elif not _is_goal(statement) or "rate_full" in row:
        draft.leave(statement, f"a later report fills {row['id']}")
    elif statement.due and statement.published:
        begins = statement.published.isoformat()[:7]
        months = max(1, month_number(statement.due.isoformat()[:7]) - month_number(begins))
        row |= {"rate_full": value, "ramp_start": begins, "ramp_months": str(months)}
        row |= {"rate_full_source": quote_of(statement), "ramp_months_source": quote_of(statement)}
    else:
        draft.leave(statement, "a goal without a date has no ramp")


def _line_of(draft: Draft, maker: str, item: str) -> str:
    """The line of a maker that makes the item, or the only one that it has."""
    own = [row for row in draft.tables.get("lines", []) if row["actor"] == maker]
    exact = [row for row in own if row["item"] == item]
    return (exact or own)[0]["id"] if exact or len(own) == 1 else ""


def _cell(statement: Statement) -> str:
    """A number, or a range as a uniform distribution; an open side is the number that is named."""
    low, high = statement.low, statement.high
    if low is not None and high is not None and low != high:
        return f"uniform({low:.10g}, {high:.10g})"
    return f"{statement.anchor:.10g}"


def _sure(statement: Statement) -> str:
    sure = SURE.get(statement.claim.status)
    return "" if sure is None else str(sure)


def _month(statement: Statement) -> str:
    holds = statement.holds
    if statement.claim.date_from and holds:
        return holds[0].isoformat()[:7]
    return statement.published.isoformat()[:7] if statement.published else ""
