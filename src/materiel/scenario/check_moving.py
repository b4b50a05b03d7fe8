"""How pieces move and come back: stages of transfers, repairs, kits, disruptions, versions, alliances."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from materiel.core.dates import edtf_bounds, is_after
from materiel.core.findings import Finding
from materiel.scenario.among import find_cycles, overlaps, repeated
from materiel.scenario.records import Member, Parameter, SeriesRow, Transfer

Rows = Mapping[str, tuple[Any, ...]]
MOST_FEEDBACK = 0.95  # so that a version takes at least a twentieth of its cycle
SHORTEST_CYCLE = 0.1  # months


def check_stages(rows: Rows) -> Iterable[Finding]:
    """Columns of a transfer that need each other, or cannot be together."""
    funds = {fund.id: fund for fund in rows["funds"]}
    for row in rows["transfers"]:
        if row.pledged is not None and is_after(row.pledged, row.date_from):
            yield row.finding(f"pledged {row.pledged} is after from {row.date_from}. Swap them")
        if row.refurbish_price is not None and row.refurbish_fund is None:
            message = "refurbish_price without a refurbish_fund: nobody pays it. Name the fund or leave the price out"
            yield row.finding(message)
        if row.refurbish_price is not None and row.refurbish_fund in funds:
            fund = funds[row.refurbish_fund]
            if row.refurbish_price.unit.partition("/")[0] != fund.currency:
                message = f"refurbish_price in {row.refurbish_price.unit}, but {fund.place} is in {fund.currency}. Convert it"
                yield row.finding(message)
        if row.backfill_ratio is not None and row.backfills is None:
            yield row.finding(
                "backfill_ratio without backfills. Name the transfer that it makes good"
            )


def check_backfills(rows: Rows) -> Iterable[Finding]:
    """A transfer makes good another one's giver, and no circle of them waits for itself."""
    named: dict[str | None, Transfer] = {row.id: row for row in rows["transfers"]}
    edges = [(row, row.id, row.backfills) for row in rows["transfers"] if row.backfills in named]
    for row, found in find_cycles(edges):
        yield row.finding(f"a cycle: {' backfills '.join(found)}. None of them would begin")
    for row, _, name in edges:
        if row.receiver != named[name].giver:
            message = (
                f"backfills {name}, whose giver is {named[name].giver}, but goes to {row.receiver}. "
                "Correct one of them"
            )
            yield row.finding(message)


def check_shares(rows: Rows) -> Iterable[Finding]:
    """How a giver splits its stock adds up to one."""
    split: dict[tuple[str, str], list[Transfer]] = defaultdict(list)
    for row in rows["transfers"]:
        if row.share is None:
            continue
        if row.share.value.family != "point":
            yield row.finding(
                f"share {row.share.value.text} is a distribution; shares have to add up. Write a number"
            )
        else:
            split[row.giver, row.item].append(row)
    for (giver, item), group in split.items():
        total = sum(row.share.value.parameters[0] for row in group if row.share)
        if abs(total - 1) > 1e-6:
            places = ", ".join(row.place for row in group)
            message = f"the shares of what {giver} can spare of {item} add up to {total:g} ({places}). Make them 1"
            yield group[0].finding(message)


def check_repairs(rows: Rows) -> Iterable[Finding]:
    """No more lost and damaged than there is, in any month; one row at a time."""
    groups: dict[tuple[str, str], list[Any]] = defaultdict(list)
    values: dict[str, list[SeriesRow]] = defaultdict(list)
    for row in sorted(rows["series"], key=lambda row: edtf_bounds(row.month)):
        values[row.series].append(row)
    for row in rows["repairs"]:
        steps = [each.month for share in _shares(row) for each in values[share.series or ""]]
        for month in ["", *steps]:
            most = sum(_most(share, month, values) for share in _shares(row))
            if most > 1 + 1e-12:
                told = f" from {month}" if month else ""
                message = f"loss_share and damage_share may add up to {most:g}{told}: more than there is. Make them at most 1"
                yield row.finding(message)
                break
        groups[row.holder, row.item].append(row)
    for group in groups.values():
        yield from overlaps(group, "lost twice")


def _shares(row: Any) -> tuple[Parameter, Parameter]:
    return row.loss_share, row.damage_share


def _most(share: Parameter, month: str, values: Mapping[str, list[SeriesRow]]) -> float:
    """The largest that a share can be in a month; a series has its first value before it begins."""
    if share.series is None:
        return share.value.support[1]
    known = values.get(share.series)
    if not known:  # its rows have faults of their own
        return 0.0
    begun = [row for row in known if row.month <= month]
    return (begun or known[:1])[-1].value.value.support[1]


def check_kits(rows: Rows) -> Iterable[Finding]:
    """No part twice, none that is needed in a number of 0, no kit of itself."""
    edges = [(row, row.kit, row.part) for row in rows["kits"]]
    for row, found in find_cycles(edges):
        yield row.finding(f"a cycle of kits: {' needs '.join(found)}. Break it")
    for row, first in repeated(rows["kits"], lambda row: (row.holder, row.kit, row.part)):
        yield row.finding(
            f"a second row of {row.part} for {row.kit}; the first is {first.place}. Add them up"
        )
    for row in rows["kits"]:
        if row.per_kit.value.support[0] <= 0:
            yield row.finding("per_kit may be 0. Leave out a part that is not needed")


def check_disruptions(rows: Rows) -> Iterable[Finding]:
    """Each meets one thing: a strike or an accident a line, a ban a transfer."""
    for row in rows["disruptions"]:
        wanted, other = ("transfer", "line") if row.kind == "ban" else ("line", "transfer")
        if getattr(row, wanted) is None or getattr(row, other) is not None:
            yield row.finding(
                f"a {row.kind} meets a {wanted}. Fill in {wanted} and leave {other} blank"
            )


def check_iterations(rows: Rows) -> Iterable[Finding]:
    """One row for each holder and item, and time for every version."""
    for row, first in repeated(rows["iterations"], lambda row: (row.holder, row.item)):
        yield row.finding(
            f"a second row of {row.item} with {row.holder}; the first is {first.place}. Keep one"
        )
    for row in rows["iterations"]:
        if row.cycle_months.value.support[0] < SHORTEST_CYCLE:
            yield row.finding(
                f"cycle_months may be below {SHORTEST_CYCLE}. Write what a version takes"
            )
        if row.feedback.value.support[1] > MOST_FEEDBACK:
            message = f"feedback may be above {MOST_FEEDBACK}: the next version would take no time. Write less"
            yield row.finding(message)


def check_members(rows: Rows) -> Iterable[Finding]:
    """Alliances have members, not the other way round, and nobody twice at a time."""
    kinds = {row.id: row.kind for row in rows["actors"]}
    edges = [(row, row.member, row.alliance) for row in rows["members"]]
    for row, found in find_cycles(edges):
        yield row.finding(f"a cycle of members: {' belongs to '.join(found)}. Break it")
    groups: dict[tuple[str, str], list[Member]] = defaultdict(list)
    for row in rows["members"]:
        if kinds.get(row.alliance, "alliance") not in ("alliance", "programme"):
            message = f"{row.alliance} is a {kinds[row.alliance]} in actors.csv; only an alliance or programme has members"
            yield row.finding(message)
        groups[row.alliance, row.member].append(row)
    for group in groups.values():
        yield from overlaps(group, "a member twice")


CHECKS: tuple[Callable[[Rows], Iterable[Finding]], ...] = (
    check_stages,
    check_backfills,
    check_shares,
    check_repairs,
    check_kits,
    check_disruptions,
    check_iterations,
    check_members,
)
