"""One run of a scenario in plain Python, written from docs/model.md without the arrays.

Pieces, money and gates are kept in dictionaries by name, the ramp is integrated by Simpson's rule
(exact for the cubic), and every rule stands in the order in which the document gives it.
"""

import math
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from materiel.scenario import Scenario

NEVER = math.inf
WEEK = 12 / 365.2425 * 7  # of a month


def twin(scenario: Scenario, number: dict[str, float]) -> tuple[dict[str, list[float]], list[Any]]:
    """The focus indicators of one run, month by month, from the draws of that run; and every stock,
    unmet demand and fund at the end of each month. In weeks, a month is a week (rule E1)."""
    weekly = scenario.step == "week"
    length = WEEK if weekly else 1.0

    def at(text: str) -> int:
        if weekly:
            return (monday(text) - monday(scenario.start)).days // 7
        return months_between(scenario.start, text)

    def until(text: str) -> int:
        return at(next_month(text)) - 1 if weekly and len(text) == 7 else at(text)

    def value(parameter: Any) -> float:
        stated = number[parameter.name]
        if parameter.unit == "month":
            return stated / length
        return stated * length if parameter.unit == "piece/month" else stated

    def weekly_part(share: float) -> float:
        return 1 - (1 - share) ** length if weekly else share

    def in_month(parameter: Any, month: int) -> float:
        if parameter.series is None:
            return value(parameter)
        rows = sorted((at(r.month), r) for r in scenario.series if r.series == parameter.series)
        begun = [row for first, row in rows if first <= month] or [rows[0][1]]
        return value(begun[-1].value)

    line_named = {line.id: line for line in scenario.lines}
    opens: dict[str, float] = {}
    for table, rows in (("permissions", scenario.permissions), ("funds", scenario.funds)):
        for row in rows:
            yes = number[f"{table}/{row.id}/coin"] < value(row.probability)
            month = math.ceil(at(row.decided_from) + value(row.delay_months))
            opens[table + row.id] = month if yes else NEVER

    def may_act(first: int, permission: str | None, fund: str | None) -> float:
        month: float = max(first, 0)
        if permission:
            month = max(month, opens["permissions" + permission])
        return max(month, opens["funds" + fund]) if fund else month

    stock: dict[tuple[str, str], float] = defaultdict(float)
    floor: dict[tuple[str, str], float] = defaultdict(float)
    for row in scenario.stocks:
        stock[row.holder, row.item] = value(row.opening)
        floor[row.holder, row.item] = value(row.floor)
    money = {fund.id: value(fund.amount) for fund in scenario.funds}
    queue = sorted(scenario.orders, key=lambda row: (row.priority, at(row.placed)))
    open_pieces = {row.id: 0.0 for row in queue}
    left = {row.id: value(row.quantity) if row.quantity else math.inf for row in scenario.transfers}
    travelling: list[tuple[int, tuple[str, str], float]] = []
    focus = (scenario.focus_holder, scenario.focus_item)
    told: dict[str, list[float]] = defaultdict(list)
    every: list[Any] = []

    def pay(row: Any, pieces: float, fund: str = "fund", price: str = "price") -> float:
        name, cell = getattr(row, fund), getattr(row, price)
        if name is None or cell is None:
            return pieces
        if opens["funds" + name] > now[0]:
            return 0.0
        each = value(cell)
        if pieces * each > money[name]:
            pieces = money[name] / each
        money[name] = max(0.0, money[name] - pieces * each)
        return pieces

    now = [0]

    contracted = {
        row.id: max(
            may_act(at(row.date_from), row.permission, row.fund),
            at(row.pledged or row.date_from) + whole(value(row.contract_months))
            if row.contract_months
            else -math.inf,
        )
        for row in scenario.transfers
    }
    asked_for: dict[str, float] = defaultdict(float)
    in_work: dict[str, float] = defaultdict(float)
    being_made: list[tuple[int, str, float]] = []
    sent: dict[str, float] = defaultdict(float)
    in_workshop: dict[str, float] = defaultdict(float)
    damaged: dict[str, float] = defaultdict(float)
    struck: dict[str, float] = {row.id: -math.inf for row in scenario.disruptions}
    versions: dict[str, float] = defaultdict(float)
    effects: dict[tuple[str, str], float] = {}
    begins: dict[str, float] = {}
    firm: dict[str, float] = defaultdict(float)
    made: dict[str, float] = defaultdict(float)

    for month in range(until(scenario.end) + 1):
        now[0] = month
        arrived: dict[tuple[str, str], float] = defaultdict(float)
        for row in queue:
            if may_act(at(row.placed), None, row.fund) == month:
                open_pieces[row.id] = pay(row, value(row.quantity))
                firm[row.line] += open_pieces[row.id]
        for row in scenario.restocks:
            if at(row.date_from) <= month <= until(row.date_to or scenario.end):
                account = (row.buyer, line_named[row.line].item)
                missing = value(row.target) - stock[account]
                for other in scenario.restocks:
                    if (other.buyer, line_named[other.line].item) == account:
                        missing -= asked_for[other.id] + in_work[other.id]
                for order in queue:
                    if (order.buyer, line_named[order.line].item) == account:
                        missing -= open_pieces[order.id]
                asked_for[row.id] += max(0.0, missing) / value(row.adjust_months)
        for lands, name, pieces in being_made:
            if lands == month:
                in_work[name] -= pieces
        for project in scenario.projects:
            if project.id in begins:
                continue
            if not (project.fund or project.permission or project.after_orders):
                begins[project.id] = at(project.decided)
                continue
            if may_act(at(project.decided), project.permission, project.fund) > month:
                continue
            if project.after_orders and firm[project.line] < value(project.after_orders):
                continue
            if project.cost and project.fund:
                if value(project.cost) > money[project.fund]:
                    continue
                money[project.fund] -= value(project.cost)
            begins[project.id] = month
        line_left: dict[str, float] = defaultdict(lambda: 1.0)
        rate_left: dict[str, float] = defaultdict(lambda: 1.0)
        for row in scenario.disruptions:
            first, last = at(row.date_from or scenario.start), until(row.date_to or scenario.end)
            recover = max(1.0, value(row.recover_months))
            coin = monthly_coin(number[f"disruptions/{row.id}/coin"], month)
            hit = coin < weekly_part(value(row.hazard))
            if hit and first <= month <= last and month - struck[row.id] >= recover:
                struck[row.id] = month
            age = month - struck[row.id]
            if age < recover and row.line:
                line_left[row.line] *= 1 - value(row.severity) * (1 - age / recover)
            elif age < recover:
                rate_left[row.transfer] *= 1 - value(row.severity)
        output = {}
        for line in scenario.lines:
            rate = in_month(line.rate_start, month)
            if line.rate_full:
                since_month = at(line.ramp_start or "")
                since_month += value(line.ramp_delay_months) if line.ramp_delay_months else 0.0
                share = ramp(month, since_month, value(line.ramp_months))
                if line.ramp_curve == "logistic":
                    share = logistic((month - since_month) / value(line.ramp_months))
                rate += (value(line.rate_full) - rate) * share
            output[line.id] = rate
        for project in scenario.projects:
            if project.id in begins:
                lead = value(project.build_months)
                lead += value(project.handover_months) if project.handover_months else 0.0
                output[project.line] += value(project.adds) * ramp(
                    month, begins[project.id] + lead, value(project.ramp_months)
                )
        for line in scenario.lines:
            output[line.id] *= hours(line, month, in_month, value)
            if line.learning:
                doublings = math.log2(1 + made[line.id] / value(line.learned))
                output[line.id] /= value(line.learning) ** doublings
            output[line.id] *= line_left[line.id]
            used = [row for row in scenario.inputs if row.line == line.id and value(row.per_piece)]
            for row in used:
                held = stock[line.holder, row.item]
                output[line.id] = min(output[line.id], held / value(row.per_piece))
            for row in used:
                account = (line.holder, row.item)
                stock[account] = max(0.0, stock[account] - output[line.id] * value(row.per_piece))
        free = dict(output)
        for row in queue:
            served = min(open_pieces[row.id], free[row.line])
            open_pieces[row.id] -= served
            free[row.line] -= served
            arrived[row.buyer, line_named[row.line].item] += served
        begun_of: dict[str, float] = defaultdict(float)
        pools_free: dict[str, float] = defaultdict(float)
        for line in scenario.lines:
            pools_free[line.pool or "/" + line.id] += free[line.id]
        for row in scenario.restocks:
            if at(row.date_from) > month:
                continue
            line = line_named[row.line]
            pool = line.pool or "/" + line.id
            begun = min(asked_for[row.id], pools_free[pool] - begun_of[pool])
            asked_for[row.id] -= begun
            begun_of[pool] += begun
            in_work[row.id] += begun
            lands = month + max(1, whole(value(row.lead_months)))
            being_made.append((lands, row.id, begun))
            travelling.append((lands, (row.buyer, line.item), begun))
        for line in scenario.lines:
            pool = line.pool or "/" + line.id
            part = min(free[line.id], begun_of[pool])
            begun_of[pool] -= part
            free[line.id] -= part
            if line.makes == "to_order":
                output[line.id] -= free[line.id]
                for row in scenario.inputs:
                    if row.line == line.id:
                        stock[line.holder, row.item] += free[line.id] * value(row.per_piece)
                free[line.id] = 0.0
            arrived[line.holder, line.item] += free[line.id]
            made[line.id] += output[line.id]
        for lands, account, pieces in travelling:
            if lands == month:
                arrived[account] += pieces
        for account, pieces in arrived.items():
            stock[account] += pieces
        for holder, kit in dict.fromkeys((row.holder, row.kit) for row in scenario.kits):
            parts = [row for row in scenario.kits if (row.holder, row.kit) == (holder, kit)]
            complete = min(
                math.floor(stock[holder, row.part] / value(row.per_kit) + 1e-9) for row in parts
            )
            for row in parts:
                left_over = stock[holder, row.part] - complete * value(row.per_kit)
                stock[holder, row.part] = max(0.0, left_over)
            stock[holder, kit] += complete
            arrived[holder, kit] += complete
        asked: dict[tuple[str, str], float] = defaultdict(float)
        for row in scenario.demands:
            if at(row.date_from) <= month and (row.date_to is None or month <= until(row.date_to)):
                noise = number[f"{row.noise.name}/{month}"] if row.noise else 1.0
                asked[row.holder, row.item] += in_month(row.rate, month) * noise
        unmet = {account: max(0.0, wish - stock[account]) for account, wish in asked.items()}
        for account, wish in asked.items():
            stock[account] -= wish - unmet[account]
        for row in scenario.iterations:
            if month < at(row.date_from or scenario.start):
                continue
            account = (row.holder, row.item)
            effects[account] = min(
                1e6, (1 + value(row.gain)) ** math.floor(versions[row.id] + 1e-9)
            )
            met = 1 - unmet[account] / asked[account] if asked.get(account) else 0.0
            versions[row.id] += 1 / (value(row.cycle_months) * (1 - value(row.feedback) * met))
        for row in scenario.repairs:
            account = (row.holder, row.item)
            if at(row.date_from) <= month <= until(row.date_to or scenario.end):
                basis = stock[account] if row.basis == "stock" else asked.get(account, 0.0)
                shares = in_month(row.loss_share, month), in_month(row.damage_share, month)
                both = min(1.0, sum(shares))
                part = weekly_part(both) / both if row.basis == "stock" and both else 1.0
                lost = min(stock[account], basis * shares[0] * part)
                stock[account] -= lost
                hit = min(stock[account], basis * shares[1] * part)
                stock[account] -= hit
                damaged[row.id] += hit
        pools: dict[str, float] = defaultdict(float)
        working = [row for row in scenario.repairs if at(row.date_from) <= month]
        for row in working:
            pools[row.hub or "/" + row.id] += in_month(row.capacity, month)
        for row in working:
            hub = row.hub or "/" + row.id
            begun = min(damaged[row.id], pools[hub])
            pools[hub] -= begun
            damaged[row.id] -= begun
            lands = month + max(1, whole(value(row.turnaround_months)))
            account = (row.holder, row.item)
            travelling.append((lands, account, begun * value(row.returned_share)))
        spare_at_first = {
            (row.giver, row.item): max(0.0, stock[row.giver, row.item] - floor[row.giver, row.item])
            for row in scenario.transfers
        }
        for row in scenario.transfers:
            if at(row.date_from) > month:
                continue
            giver = (row.giver, row.item)
            pieces = 0.0
            if contracted[row.id] <= month:
                spare = max(0.0, stock[giver] - floor[giver])
                pieces = min(in_month(row.rate, month) * rate_left[row.id], spare, left[row.id])
                if row.share:
                    pieces = min(pieces, value(row.share) * spare_at_first[giver])
                if row.backfills:
                    ratio = value(row.backfill_ratio) if row.backfill_ratio else 1.0
                    pieces = min(pieces, max(0.0, sent[row.backfills] * ratio - sent[row.id]))
                pieces = pay(row, pieces)
            left[row.id] -= pieces
            stock[giver] -= pieces
            sent[row.id] += pieces
            delay = whole(value(row.delay_months))
            delay += whole(value(row.refurbish_months)) if row.refurbish_months else 0
            in_workshop[row.id] += pieces
            begun = in_workshop[row.id]
            if row.refurbish_rate:
                begun = min(begun, value(row.refurbish_rate))
            begun = pay(row, begun, "refurbish_fund", "refurbish_price")
            in_workshop[row.id] -= begun
            travelling.append((month + max(1, delay), (row.receiver, row.item), begun))
        makers = [line.id for line in scenario.lines if line.item == scenario.focus_item]
        told["stock"].append(stock[focus])
        told["supply"].append(arrived[focus])
        told["demand"].append(asked[focus])
        told["unmet"].append(unmet.get(focus, 0.0))
        told["production"].append(sum(output[name] for name in makers))
        told["backlog"].append(
            sum(open_pieces[row.id] for row in queue if row.line in makers)
            + sum(asked_for[row.id] for row in scenario.restocks if row.line in makers)
        )
        every.append((dict(stock), unmet, dict(money), dict(effects)))
    return dict(told), every


def months_between(start: str, end: str) -> int:
    """From one month to another."""
    years, months = (int(end[part]) - int(start[part]) for part in (slice(4), slice(5, 7)))
    return 12 * years + months


def monday(text: str) -> date:
    """Of the week that holds a day, or of the first week that has its Thursday in a month (E2)."""
    day = date.fromisoformat(text if len(text) == 10 else text + "-01")
    while len(text) == 7 and day.isoweekday() != 4:
        day += timedelta(days=1)
    return day - timedelta(days=day.weekday())


def next_month(text: str) -> str:
    """The month after a month."""
    return (date.fromisoformat(text + "-28") + timedelta(days=4)).isoformat()[:7]


def whole(months: float) -> int:
    """Halves upwards."""
    return math.floor(months + 0.5)


def monthly_coin(draw: float, month: int) -> float:
    """Rule X2 in whole numbers, which Python keeps exactly."""
    prime = 67_108_859
    key = math.floor(draw * prime)
    rest = math.floor((draw * prime - key) * prime)
    mixed = pow(key + 48_271 * (month + 1), 3, prime)
    mixed = pow(mixed + rest + 69_621 * (month + 1) ** 2, 3, prime)
    return mixed / prime


def hours(line: Any, month: int, in_month: Any, value: Any) -> float:
    """Shift by shift: each adds its share of the one before it; a weekend is two days of five."""
    if not line.shifts:
        return 1.0
    back, left, adds, total = value(line.shift_return), in_month(line.shifts, month), 1.0, 0.0
    while left > 0:
        total += adds * min(1.0, left)
        left -= 1.0
        adds *= back
    days = 2 * back * in_month(line.weekend, month) if line.weekend else 0.0
    return total * (5 + days) / 5


def logistic(time: float) -> float:
    """Rule P9."""
    return 1 / (1 + math.exp(-time)) if time > -700 else 0.0


def ramp(month: int, start: float, length: float) -> float:
    """Mean over a month of 3u² − 2u³ from `start` over `length` months."""
    if not math.isfinite(start):
        return 0.0
    low, high = min(max(month, start), start + length), min(max(month + 1, start), start + length)

    def curve(time: float) -> float:
        u = (time - start) / length if length else 1.0
        return 3 * u**2 - 2 * u**3

    rising = (high - low) / 6 * (curve(low) + 4 * curve((low + high) / 2) + curve(high))
    return rising + max(0.0, month + 1 - max(month, start + length))
