"""The sentences and definitions that a page says in plain words."""

from materiel.claims.records import Kind, Status
from materiel.core.dates import first_step, is_day
from materiel.ledger.records import Relation
from materiel.show.tables import format_date, format_result
from materiel.simulate.records import Outcome, Parity

STATUS_MEANS: dict[Status, str] = {
    "actual": "is so, or has happened",
    "target": "is aimed at, expected or forecast",
    "capacity": "could be done at most; how much is done is another question",
    "pledged": "is promised, not yet contracted",
    "contracted": "is signed, ordered or bought, not yet delivered",
    "delivered": "has been handed over",
    "proposed": "awaits a decision",
    "granted": "is allowed",
    "denied": "is refused or forbidden",
    "rumoured": "is under talks or consideration, or comes from unnamed sources",
}
KIND_MEANS: dict[Kind, str] = {
    "production": "output or capacity, as a rate or a total",
    "growth": "a factor or percent by which output, capacity or purchases changed or shall change",
    "expenditure": "what is used up",
    "stock": "what is held or left",
    "lead_time": "the wait from order to delivery, or the time to set up production",
    "order": "a purchase from a maker",
    "transfer": "materiel given or sold by one state to another",
    "agreement": "a deal on cooperation",
    "membership": "who belongs to, joined or attended an alliance or a group",
    "industry": "the size of an industrial base",
    "funding": "money for a programme or as aid",
    "permission": "a decision on export, transfer or licence",
    "investment": "a new plant, line or expansion",
    "share": "a part of a whole",
    "price": "a price for one piece",
    "disruption": "production or supply hit, halted or delayed",
}
RELATION_MEANS: dict[Relation, str] = {
    "contradiction": "Both speak of the same quantity at the same time, and cannot both be so.",
    "goal missed": "A stated goal came due, and a later statement says it was not reached.",
    "goal moved": "A later statement sets another number or another date for the same goal.",
    "change over time": "Both may be so: the later statement speaks of a later time.",
}
# Pairs that only differ, or that agree: told below the disagreements.
ALIKE_MEANS: dict[Relation, str] = {
    "difference in scope": "They speak of a thing and a part of it, of a period and a part of it, or of what is and what could be.",
    "parts and whole agree": "What a text counts in parts fits the whole that it names.",
    "corroboration": "Two independent sources say the same; what was looked at is shown.",
    "compatible bounds": "The numbers differ in their bounds, and both can be so.",
    "rounding": "One source gives the same number more and less exactly. It counts once.",
    "duplicate": "One source says it twice. It counts once.",
}


def parity_phrase(parity: Parity) -> str:
    """The median month of parity, or what is known instead of it."""
    if parity.median is not None:
        return _when(parity.median)
    if parity.reached_share > 0:
        return f"after {format_date(parity.horizon, long=True)}"
    return f"not by {format_date(parity.horizon, long=True)}"


def parity_interval(parity: Parity) -> str:
    """The 80 % interval of the month of parity in words.

    >>> parity_interval(Parity(low="2025-01", median="2025-06", high=None, reached_share=0.88,
    ...                        horizon="2027-12"))
    'Jan 2025 to after Dec 2027'
    """
    late = f"after {format_date(parity.horizon)}"
    low = format_date(parity.low) or late
    high = format_date(parity.high) or late
    return low if low == high else f"{low} to {high}"


def parity_missed(parity: Parity) -> str | None:
    """How many runs do not reach parity before the horizon ends, or None when all do."""
    missed = 1.0 - parity.reached_share
    if missed <= 0:
        return None
    share = "under 1 %" if missed < 0.005 else format_result(missed, "share")
    return f"after {format_date(parity.horizon)} in {share} of runs"


def _when(step: str | None) -> str:
    """A step for reading: a month, or a week by its first day.

    >>> _when("2024-07"), _when("2024-07-15")
    ('July 2024', 'the week of 15 July 2024')
    """
    told = format_date(step, long=True)
    return f"the week of {told}" if step and is_day(step) else told


def _is_now(step: str | None, as_of: str) -> bool:
    """Whether a step is the first of the month called "now"."""
    return step is not None and first_step(step, "week") == first_step(as_of, "week")


def headline(outcome: Outcome) -> tuple[str, str]:
    """The answer in two plain sentences: how much is covered now, and when supply keeps up."""
    now, parity = outcome.coverage_now, outcome.parity
    low, middle, high = (format_result(x, now.unit) for x in (now.low, now.median, now.high))
    month = format_date(outcome.as_of, long=True)
    first = f"In {month}, supply meets about {middle} of demand (between {low} and {high})."
    horizon = format_date(parity.horizon, long=True)
    if parity.reached_share <= 0:
        return first, f"In no run of the simulation does supply catch up by {horizon}."
    if parity.median is None:
        reached = format_result(parity.reached_share, "share")
        tenth = f", the earliest tenth by {_when(parity.low)}" if parity.low else ""
        return first, (
            f"Supply most likely does not catch up by {horizon}: only {reached} of the runs get "
            f"there{tenth}."
        )
    interval = "" if parity.low == parity.high else f" (between {_between(parity, outcome.as_of)})"
    if _is_now(parity.median, outcome.as_of):
        return first, f"In at least half of the runs it keeps up with demand now{interval}."
    return first, f"It first catches up in about {_when(parity.median)}{interval}."


def _between(parity: Parity, as_of: str) -> str:
    low = "now" if _is_now(parity.low, as_of) else _when(parity.low)
    if parity.high is None:
        return f"{low} and some time after {format_date(parity.horizon, long=True)}"
    return f"{low} and {_when(parity.high)}"
