"""One quantity said in two units: twice and 100 %, two currencies, a rate and a total (rule C16)."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations, product

from materiel.claims.wording import format_bounds
from materiel.core.units import CURRENCIES, DAYS_PER_YEAR
from materiel.ledger.checks import agree, value
from materiel.ledger.independence import Sources
from materiel.ledger.money import OwnRate, Rate, rate_on
from materiel.ledger.records import Comparison
from materiel.ledger.series import ADDED_UP, Key, Statement, series_key, when

PACE_MOVES = 0.5  # a rate told of a period may be so far from the period's mean
Restated = tuple[Statement, Statement, str]  # in one unit, and the sentence that tells how


def find(
    statements: Sequence[Statement], sources: Sources, own: Sequence[OwnRate] = ()
) -> list[Comparison]:
    """Pairs of one kind, parties and item whose units differ, at one time.

    Args:
        statements: Claims that count, under one name each.
        sources: Tells one source from two.
        own: A user's rate table; without a rate two currencies are not compared.
    """
    groups: dict[object, dict[Key, list[Statement]]] = defaultdict(lambda: defaultdict(list))
    for one in statements:
        if one.claim.has_number and one.claim.subject:
            key = series_key(one.claim)
            groups[key[:4]][key].append(one)
    found: list[Comparison] = []
    for group in groups.values():
        for left, right in combinations(group, 2):
            for pair in product(group[left], group[right]):
                earlier, later = sorted(pair, key=_order)
                found += _compare(earlier, later, sources, own)
    return found


def _order(one: Statement) -> tuple[str, int]:
    return str(one.published or ""), one.claim.start


def _compare(
    left: Statement, right: Statement, sources: Sources, own: Sequence[OwnRate]
) -> Iterator[Comparison]:
    if left.claim.document == right.claim.document or left.claim.status != right.claim.status:
        return
    if when(left, right) not in ("same", "part"):
        return  # cheap, and most pairs are of two times; a change is told within a series
    restated = _as_percent(left, right) or _in_currency(left, right, own) or _as_rate(left, right)
    if restated is None:
        return
    first, second, how = restated
    answer, reason = value.check(first, second), ""
    if answer is None and (same := agree.check(first, second, sources)):
        answer, reason = same[:2], same[2]
    if answer is None or answer[0] == "change over time":
        return
    relation, text = answer
    yield Comparison(
        rule="units",
        relation=relation,
        left=left.id,
        right=right.id,
        explanation=f"{text} {how}",
        independence=reason,
    )


def _as_percent(left: Statement, right: Statement) -> Restated | None:
    """A growth: twice is 100 % more."""
    if left.claim.kind != "growth" or {left.claim.unit, right.claim.unit} != {"factor", "percent"}:
        return None
    times, other = (left, right) if left.claim.unit == "factor" else (right, left)
    low, high = (None if v is None else (v - 1) * 100 for v in (times.low, times.high))
    how = f"{format_bounds(times.low, times.high)} times is {format_bounds(low, high)} % more."
    return replace(times, low=low, high=high), other, how


def _in_currency(left: Statement, right: Statement, own: Sequence[OwnRate]) -> Restated | None:
    """Money: the earlier sum in the currency of the later one; the days of both leave some room."""
    given, wanted = left.claim.unit, right.claim.unit
    if given not in CURRENCIES or wanted not in CURRENCIES or left.holds is None:
        return None
    rate = rate_on(given, wanted, left.holds[1], own)
    if not isinstance(rate, Rate):
        return None
    low, high = (
        None if v is None else float(f"{v * rate.value:.3g}") for v in (left.low, left.high)
    )
    how = (
        f"{given} {format_bounds(left.low, left.high)} is {wanted} {format_bounds(low, high)} at the rate "
        f"of {rate.day.isoformat()} (1 {given} = {rate.value:.4f} {wanted}, {rate.source})."
    )
    return replace(left, low=low, high=high, hedged=True), right, how


def _as_rate(left: Statement, right: Statement) -> Restated | None:
    """The total of a period and a rate told of the same period."""
    total, rate = (left, right) if right.claim.per else (right, left)
    if total.claim.per or not rate.claim.per or total.claim.unit != rate.claim.unit:
        return None
    period = total.holds
    if total.claim.kind not in ADDED_UP or not total.claim.date_to or not rate.claim.date_to:
        return None
    if period is None or period != rate.holds:
        return None
    days = (period[1] - period[0]).days + 1
    months = days / (DAYS_PER_YEAR / 12)
    moves = 0.0 if rate.claim.per == "year" and days >= 365 else PACE_MOVES
    low = None if total.low is None else total.low / months * (1 - moves)
    high = None if total.high is None else total.high / months * (1 + moves)
    mean = format_bounds(
        *(None if v is None else float(f"{v / months:.3g}") for v in (total.low, total.high))
    )
    return replace(total, low=low, high=high), rate, f"A total of {days} days is {mean} a month."
