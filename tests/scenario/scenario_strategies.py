"""Random small networks for Hypothesis: two items, three actors, every kind of row."""

from typing import Any

from hypothesis import strategies as st
from scenario_builder import ITEM

OTHER = "ammunition.other"
KIT = "air_defence.kit"
INPUT = "propellant.powder"
ACTORS = "ABC"
# Some before the start, most in the first half of the two years, so that rows meet.
MONTHS = ["2023-03", "2023-11", "2024-01", "2024-02", "2024-03", "2024-04", "2024-07", "2025-05"]
WHOLE = st.integers(0, 60)
DELAY = st.one_of(st.integers(0, 7), st.sampled_from(["uniform(0, 5)", "triangular(1, 2, 9)"]))
UNSURE = st.one_of(
    WHOLE,
    st.sampled_from(
        ["uniform(3, 40)", "pert(5, 10, 60)", "lognormal(5, 50)", "0.37", "empirical(4, 9, 30)"]
    ),
)
SHARE = st.sampled_from([0, 0.05, "uniform(0, 0.2)", "beta(2, 5, 0, 0.3)"])
# Where a weekly scenario may name a day.
DATED = {"orders": "placed", "transfers": "from", "projects": "decided", "lines": "ramp_start"}
DATED |= {"restocks": "from", "repairs": "from", "series": "month", "permissions": "decided_from"}
# A series has one value a week: the 28th and the 1st can share one, the 20th and the 1st cannot.
DAYS = ["-01", "-10", "-28"], ["-01", "-10", "-20"]
HOURS = (
    {"shifts": 2, "shift_return": 1},
    {"shifts": "uniform(1, 3)", "weekend": 0.5, "shift_return": "uniform(0.6, 0.9)"},
    {"shifts": "series: hours", "weekend": "beta(2, 3, 0.1, 0.9)", "shift_return": 0.8},
)
CHANCE = st.sampled_from([0, 1, "0.5", "uniform(0.2, 0.9)"])


def rows(strategy: st.SearchStrategy[Any], most: int, least: int = 0) -> st.SearchStrategy[Any]:
    """From `least` to `most` rows."""
    return st.lists(strategy, min_size=least, max_size=most)


@st.composite
def tables(draw: st.DrawFn, *, number: st.SearchStrategy[Any] = UNSURE, ramps: bool = True) -> Any:
    """Keyword arguments for `small_scenario`."""
    month, actor = st.sampled_from(MONTHS), st.sampled_from(ACTORS)
    item = st.sampled_from([ITEM, ITEM, OTHER])
    gates = {
        "permissions": rows(gate(probability=CHANCE), 2),
        "funds": rows(gate(probability=CHANCE, amount=st.integers(0, 400)), 2),
    }
    found = {name: draw(strategy) for name, strategy in gates.items()}
    permission = st.sampled_from(
        ["", *(f"permissions-{n + 1}" for n in range(len(found["permissions"])))]
    )
    fund = st.sampled_from(["", *(f"funds-{n + 1}" for n in range(len(found["funds"])))])
    places = [(holder, thing) for holder in ACTORS for thing in (ITEM, OTHER)]
    # Most holders have something to give, else most transfers would move nothing.
    found["stocks"] = [
        {
            "holder": holder,
            "item": thing,
            "opening": draw(st.one_of(st.integers(50, 300), number)),
            "floor": draw(st.integers(0, 30)),
        }
        for holder, thing in places
        if thing == ITEM or draw(st.booleans())
    ]
    users = draw(st.lists(st.sampled_from(places), unique=True, max_size=3))
    found["demands"] = [{"rate": draw(number), "from": "2024-01", "to": "2024-09"}]
    found["demands"] += [
        {"holder": holder, "item": thing, "rate": draw(number), "from": "2024-10"}
        for holder, thing in users
    ]
    found["lines"] = draw(rows(line(item, actor, month, number, ramps), 3, 1))
    names = st.sampled_from([f"lines-{n + 1}" for n in range(len(found["lines"]))])
    found["projects"] = draw(rows(project(names, month, number, fund, permission, ramps), 2))
    found["orders"] = draw(rows(order(names, actor, month, number, fund), 4))
    if ramps:
        found |= draw(working(names, number, found))
    found["transfers"] = draw(rows(transfer(item, month, number, fund, permission), 4, 1))
    if ramps:
        found |= draw(moving(names, number, found))
    return {
        "items": [{"id": ITEM}, {"id": OTHER}, {"id": INPUT}, {"id": KIT}],
        **{name: table for name, table in found.items() if table},
    }


@st.composite
def weekly_tables(draw: st.DrawFn, **options: Any) -> Any:
    """The same in weeks, with a day instead of the month in some tables."""
    parts = draw(tables(**options))
    for table in draw(st.sets(st.sampled_from([*DATED]))):
        for row in parts.get(table, []):
            if row.get(DATED[table]):
                row[DATED[table]] += draw(st.sampled_from(DAYS[table == "series"]))
    return {"settings": {"step": "week"}, **parts}


@st.composite
def working(draw: st.DrawFn, names: Any, number: Any, found: Any) -> Any:
    """Shifts, learning, inputs and what projects wait for, written into the rows there are."""
    for row in found["lines"]:
        row |= draw(st.sampled_from([{}, {}, *HOURS]))
        row |= draw(st.sampled_from([{}, {"learning": "uniform(0.7, 1)", "learned": 50}]))
        logistic = {"ramp_curve": "logistic", "ramp_months": "uniform(0.3, 4)"}
        if row.get("rate_full") is not None:
            row |= {"ramp_delay_months": draw(st.sampled_from(["", 2, "uniform(0, 9)"]))}
            row |= draw(st.sampled_from([{}, {}, logistic]))
        row["makes"] = draw(st.sampled_from(["", "", "to_stock", "to_order"]))
        if draw(st.integers(0, 3)) == 0 and "ramp_curve" not in row:
            row["rate_start"] = "series: path"
    if draw(st.booleans()):
        for row in found["lines"]:
            row["pool"] = f"{row['item']} {row['makes'] or 'as ever'}"
    for row in found["projects"]:
        row["after_orders"] = draw(st.sampled_from(["", "", 0, 20, "uniform(5, 90)"]))
        row["handover_months"] = draw(st.sampled_from(["", 3, "uniform(0, 4)"]))
        if row["fund"] and draw(st.booleans()):
            row |= {"cost": draw(number), "currency": "EUR"}
    for row in found["demands"]:
        row["rate"] = draw(st.sampled_from([row["rate"], row["rate"], "series: path"]))
        row["noise"] = draw(st.sampled_from(["", "", 1.5, "lognormal(0.8, 1.2)"]))
    path = [
        {"month": month, "value": draw(number)}
        for month in draw(st.lists(st.sampled_from(MONTHS), min_size=1, unique=True))
    ]
    hours = [
        {"series": "hours", "unit": "shift", "month": month, "value": shifts}
        for month, shifts in (("2024-02", 2), ("2024-06", "uniform(1, 3)"))
    ]
    # B makes from what is used for nothing else: a cycle of inputs would be refused.
    needed = draw(st.lists(names, unique=True, max_size=2))
    inputs = [
        {"line": line, "item": INPUT, "per_piece": draw(st.sampled_from([0, 2, "uniform(0.5, 3)"]))}
        for line in needed
    ]
    found["stocks"] += [
        {"holder": holder, "item": INPUT, "opening": draw(st.integers(0, 900)), "floor": 0}
        for holder in ACTORS
    ]
    restock = {
        "line": names,
        "buyer": st.sampled_from(ACTORS),
        "target": st.one_of(st.integers(0, 900), number),
        "adjust_months": st.sampled_from([1, 6, "uniform(1, 4)"]),
        "lead_months": DELAY,
        "from": st.sampled_from(MONTHS),
        "to": st.sampled_from(["", "2025-08"]),
    }
    restocks = draw(rows(st.fixed_dictionaries(restock), 2))
    return {"series": path + hours, "inputs": inputs, "restocks": restocks}


@st.composite
def moving(draw: st.DrawFn, names: Any, number: Any, found: Any) -> Any:
    """Stages of transfers, repairs, kits, disruptions and versions."""
    stage(draw, found["transfers"], [f"funds-{n + 1}" for n in range(len(found.get("funds", [])))])
    transfers = st.sampled_from([f"transfers-{n + 1}" for n in range(len(found["transfers"]))])
    month = st.sampled_from(MONTHS)
    hit = {"hazard": SHARE, "severity": st.sampled_from([0, 0.4, 1]), "recover_months": DELAY}
    hit["from"] = st.one_of(st.just(""), month)
    strikes = draw(rows(st.fixed_dictionaries({"line": names, **hit}), 2))
    bans = draw(rows(st.fixed_dictionaries({"transfer": transfers, **hit}), 1))
    worn = draw(st.lists(st.sampled_from(["A", "B"]), unique=True, max_size=2))
    wear = {
        "basis": st.sampled_from(["stock", "demand"]),
        "loss_share": SHARE,
        "damage_share": SHARE,
        "capacity": number,
        "turnaround_months": DELAY,
        "returned_share": st.sampled_from([0, 0.7, 1]),
        "hub": st.sampled_from(["", "C"]),
        "from": month,
    }
    repairs = [{"holder": holder, **draw(st.fixed_dictionaries(wear))} for holder in worn]
    part = st.sampled_from([1, 2, "uniform(0.5, 3)"])
    kits = [{"kit": KIT, "part": item, "per_kit": draw(part)} for item in (OTHER, INPUT)]
    version = {
        "holder": st.sampled_from(ACTORS),
        "cycle_months": st.sampled_from([1, 3, "uniform(0.5, 9)"]),
        "feedback": st.sampled_from([0, 0.5, "uniform(0, 0.9)"]),
        "gain": st.sampled_from([0, 0.1, "uniform(0, 2)"]),
    }
    return {
        "repairs": repairs,
        "disruptions": strikes + [{"kind": "ban", "line": "", **row} for row in bans],
        "kits": kits if draw(st.booleans()) else [],
        "iterations": draw(rows(st.fixed_dictionaries(version), 1)),
    }


def stage(draw: Any, transfers: Any, funds: list[str]) -> None:
    """Write stages, shares and swaps into the rows of transfers."""
    delay = st.one_of(st.just(""), DELAY)
    for place, row in enumerate(transfers):
        row |= {"contract_months": draw(delay), "refurbish_months": draw(delay)}
        row["pledged"] = draw(st.sampled_from(["", "2023-03"]))
        row["refurbish_rate"] = draw(st.sampled_from(["", "", 2, "uniform(1, 9)"]))
        if funds and not row["fund"] and draw(st.booleans()):
            row |= {"refurbish_fund": draw(st.sampled_from(funds)), "refurbish_price": 2}
            row["currency"] = "EUR"
        others = [
            f"transfers-{number + 1}"
            for number, other in enumerate(transfers[:place])
            if other["giver"] == row["receiver"]
        ]
        if others and draw(st.booleans()):
            row["backfills"] = draw(st.sampled_from(others))
            row["backfill_ratio"] = draw(st.sampled_from(["", 2, "uniform(0.5, 1)"]))
    groups: dict[Any, list[Any]] = {}
    for row in transfers:
        groups.setdefault((row["giver"], row["item"]), []).append(row)
    for group in groups.values():
        if draw(st.integers(0, 2)) == 0:
            for row in group:
                row["share"] = 1 / len(group)


def gate(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """A permission or a fund."""
    return st.fixed_dictionaries(
        {"decided_from": st.sampled_from(MONTHS), "delay_months": DELAY, **fields}
    )


@st.composite
def line(draw: st.DrawFn, item: Any, actor: Any, month: Any, number: Any, ramps: bool) -> Any:
    """A line, with a ramp or steady."""
    found = {"item": draw(item), "holder": draw(actor), "rate_start": draw(number)}
    if ramps and draw(st.booleans()):
        found |= {"rate_full": draw(number), "ramp_start": draw(month), "ramp_months": draw(DELAY)}
    return found


@st.composite
def project(
    draw: st.DrawFn, names: Any, month: Any, number: Any, fund: Any, permission: Any, ramps: bool
) -> Any:
    """A project; without ramps it is ready on the first of a month."""
    return {
        "line": draw(names),
        "adds": draw(number),
        "decided": draw(month),
        "build_months": draw(DELAY if ramps else st.integers(0, 7)),
        "ramp_months": draw(DELAY) if ramps else 0,
        "fund": draw(fund),
        "permission": draw(permission),
    }


@st.composite
def order(draw: st.DrawFn, names: Any, actor: Any, month: Any, number: Any, fund: Any) -> Any:
    """An order, paid or not."""
    return {
        "line": draw(names),
        "buyer": draw(actor),
        "quantity": draw(number),
        "placed": draw(month),
        "priority": draw(st.integers(1, 2)),
        **draw(payment(fund)),
    }


@st.composite
def transfer(
    draw: st.DrawFn, item: Any, month: Any, number: Any, fund: Any, permission: Any
) -> Any:
    """A transfer between two actors."""
    giver, receiver = draw(st.sampled_from(["AB", "BA", "BC", "CA"]))
    return {
        "giver": giver,
        "receiver": receiver,
        "item": draw(item),
        "quantity": draw(st.one_of(st.just(""), number)),
        "rate": draw(number),
        "from": draw(month),
        "delay_months": draw(DELAY),
        "permission": draw(permission),
        **draw(payment(fund)),
    }


@st.composite
def payment(draw: st.DrawFn, fund: Any) -> Any:
    """A fund and, sometimes, a price."""
    name = draw(fund)
    price = draw(st.sampled_from(["", 0, 1, 3, "uniform(1, 4)"])) if name else ""
    return {"fund": name, "price": price, "currency": "EUR" if price != "" else ""}
