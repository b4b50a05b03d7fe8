"""What more supply does: where it never hurts, and each of the ways in which it can (docs/model.md)."""

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scenario_builder import ITEM, small_scenario
from scenario_strategies import INPUT, KIT, OTHER, tables

from materiel.simulate.compile import compile_network, drawer_of
from materiel.simulate.run import run_chunk

ROOM = 1e-6  # pieces


def path(name, **values):
    """Rows of a series: `m5=20` is 20 from May 2024."""
    return [
        {"series": name, "month": f"2024-{int(month[1:]):02}", "value": value}
        for month, value in values.items()
    ]


def without_rivals(parts):
    """The parts, but nothing in them takes what another would have, or asks for less of it."""
    parts = {name: rows for name, rows in parts.items() if name not in ("kits", "restocks")}
    for row in parts.get("repairs", []):
        row["hub"] = ""
    for row in parts.get("transfers", []):
        row["backfills"] = row["backfill_ratio"] = ""
        if row.pop("refurbish_fund", ""):
            row["refurbish_price"] = row["currency"] = ""
    paid: set[str] = set()
    for row in [*parts.get("orders", []), *parts.get("transfers", [])]:
        if row["fund"] in paid:
            row["price"] = row["currency"] = ""
        paid.add(row["fund"])
    for row in parts.get("projects", []):
        row["cost"] = row["currency"] = ""
    for name in {row["line"] for row in parts.get("inputs", [])}:
        line_of(parts, name).pop("learning", None)
        line_of(parts, name).pop("learned", None)
    return parts


def line_of(parts, name):
    """The row of a line by its id."""
    return parts["lines"][int(name.removeprefix("lines-")) - 1]


def without_totals(parts):
    """What comes sooner does not come instead of what came later."""
    for row in parts.get("transfers", []):
        row["quantity"] = row["price"] = row["currency"] = ""
    waiting = {row["line"] for row in parts.get("inputs", [])}
    kept = [row for row in parts.pop("orders", []) if row["line"] not in waiting]
    return parts | ({"orders": kept} if kept else {})  # a table without rows is a finding


def with_ends(parts):
    """Who gets something up to a total keeps it for demand; also these stocks. [(holder, item)]"""
    waiting = {row["line"] for row in parts.get("inputs", [])}
    ends = {
        (row["buyer"], line_of(parts, row["line"])["item"])
        for row in parts.get("orders", [])
        if row["line"] in waiting
    }
    ends |= {
        (row["receiver"], row["item"])
        for row in parts.get("transfers", [])
        if row["quantity"] != "" or row["price"] != ""
    }
    for row in parts.get("transfers", []):
        if (row["giver"], row["item"]) in ends:
            row["rate"] = 0
    for row in parts.get("repairs", []):
        if (row["holder"], ITEM) in ends:
            row["loss_share"] = row["damage_share"] = 0
    return ends


def richer(parts, table, holder, more):
    """The parts with higher openings or with one line more."""
    rows = [dict(row) for row in parts.get(table, [])]
    if table == "lines":
        return parts | {table: [*rows, {"holder": holder, "rate_start": more}]}
    for row in rows:
        if isinstance(row["opening"], int):
            row["opening"] += more
    return parts | {table: rows}


def seen(parts, runs=5):
    """Stocks and unmet demand. [piece; month, run] of each (holder, item)"""
    network = compile_network(small_scenario(**parts))
    found = []

    def watch(month, state, flows):
        found.append((state.stock.copy(), state.unmet.copy()))

    run_chunk(network, drawer_of(network, 3).take(runs), runs, watch)
    stock, unmet = np.array(found).transpose(1, 2, 0, 3)
    return {each: (stock[n], unmet[n]) for n, each in enumerate(network.accounts)}


def sooner():
    """The case that showed that the law was stated too widely: A wears out what comes to it sooner."""
    return {
        "items": [{"id": ITEM}],
        "stocks": [{"holder": h, "item": ITEM, "opening": 50, "floor": 0} for h in "AB"],
        "demands": [{"rate": 13, "from": "2024-10"}],
        "lines": [{"holder": "B", "item": ITEM, "rate_start": 1}],
        "transfers": [
            {
                **{"giver": "B", "receiver": "A", "item": ITEM, "quantity": 80, "rate": 28},
                **{"from": "2023-03", "fund": "", "price": "", "currency": ""},
            }
        ],
        "repairs": [
            {
                **{"holder": "A", "loss_share": 0, "damage_share": 0.05, "capacity": 0},
                **{"turnaround_months": 0, "returned_share": 0, "hub": "", "from": "2023-03"},
            }
        ],
    }


@settings(max_examples=80, deadline=None)
@given(
    parts=tables(),
    totals=st.booleans(),
    scarce=st.sampled_from([1, 10, 1000]),
    table=st.sampled_from(["stocks", "lines"]),
    holder=st.sampled_from("ABC"),
    more=st.integers(1, 30),
)
@example(parts=sooner(), totals=True, scarce=1, table="lines", holder="B", more=3)
@example(parts=sooner(), totals=False, scarce=1, table="lines", holder="B", more=3)
def test_more_supply_never_hurts(parts, totals, scarce, table, holder, more):
    """Without rivals no stock falls and no unmet demand rises, in any month, for anybody.

    With totals too, if who gets up to a total keeps it for demand: his unmet demand up to each
    month does not rise.
    """
    parts = without_rivals(parts)
    for row in parts["stocks"]:  # where stocks are high, few notice that there is more
        if isinstance(row["opening"], int):
            row["opening"] //= scarce
    ends = with_ends(parts) if totals else set()
    parts = parts if totals else without_totals(parts)

    poor, rich = seen(parts), seen(richer(parts, table, holder, more))

    for account, (stock, unmet) in poor.items():
        if account in ends:
            assert (rich[account][1].cumsum(0) <= unmet.cumsum(0) + ROOM).all(), account
        else:
            assert (rich[account][1] <= unmet + ROOM).all(), account
            assert (rich[account][0] >= stock - ROOM).all(), account


@settings(max_examples=40, deadline=None)
@given(
    wishes=st.lists(st.integers(0, 30), min_size=12, max_size=12),
    opening=st.integers(0, 60),
    more=st.integers(1, 60),
    rate=st.integers(0, 30),
    restock=st.fixed_dictionaries(
        {
            "target": st.integers(0, 90),
            "adjust_months": st.sampled_from([1, 3, "uniform(1, 4)"]),
            "lead_months": st.integers(0, 6),
        }
    ),
)
def test_more_stock_never_hurts_who_alone_restocks_for_demand(wishes, opening, more, rate, restock):
    """Unmet demand up to each month does not rise; in a single month it can."""
    unmet = [
        seen(
            {
                "stocks": [{"opening": begin}],
                "demands": [{"rate": "series: wish"}],
                "series": path("wish", **{f"m{m}": wish for m, wish in enumerate(wishes, 1)}),
                "lines": [{"holder": "C", "rate_start": rate}],
                "restocks": [restock],
            }
        )["A", ITEM][1].cumsum(0)
        for begin in (opening, opening + more)
    ]
    assert (unmet[1] <= unmet[0] + ROOM).all()


LATE = [{"rate": 10, "from": "2024-07", "to": "2024-09"}]
# What differs between two scenarios that are else the same, and what both have.
HURTS = {
    "what comes sooner wears sooner": (
        ("lines", [{"holder": "B", "rate_start": 1}, {"holder": "B", "rate_start": 3}]),
        sooner(),
    ),
    "what comes sooner is given on": (
        ("stocks", [{"holder": "B", "opening": 30}]),
        {
            "demands": LATE,
            "lines": [{"holder": "B", "rate_start": "series: path"}],
            "series": path("path", m1=0, m7=10),
            "transfers": [
                {"quantity": 30, "rate": 30},
                {"giver": "A", "receiver": "C", "rate": 30},
            ],
        },
    ),
    "a restock asks later for what it did not miss": (
        ("stocks", [{"opening": 30}]),
        {
            "demands": [{"rate": 10, "from": "2024-07", "to": "2024-07"}],
            "lines": [{"holder": "B", "rate_start": 30}],
            "restocks": [{"target": 30, "lead_months": 6}],
            "transfers": [{"giver": "A", "receiver": "C", "rate": 30}],
        },
    ),
    "of two restocks of one stock the slow one is asked for more": (
        ("stocks", [{"opening": 10}]),
        {
            "demands": [
                {"rate": 20, "from": "2024-01", "to": "2024-01"},
                {"rate": 30, "from": "2024-04", "to": "2024-06"},
            ],
            "lines": [{"holder": "C", "rate_start": 5}, {"holder": "C"}],
            "restocks": [{"target": 20}, {"target": 30, "line": "lines-2", "lead_months": 6}],
        },
    ),
    "a fund that pays for two things": (
        ("stocks", [{"holder": "B", "opening": 10}]),
        {
            "items": [{"id": ITEM}, {"id": OTHER}],
            "demands": LATE,
            "funds": [{"amount": 20}],
            "lines": [{"holder": "C", "rate_start": "series: path"}],
            "series": path("path", m1=0, m7=10),
            "transfers": [
                {"receiver": "C", "fund": "funds-1", "price": 1, "currency": "EUR"},
                {"giver": "C", "fund": "funds-1", "price": 1, "currency": "EUR"},
            ],
        },
    ),
    "workshops of one hub": (
        ("stocks", [{"holder": "B", "opening": 100}]),
        {
            "demands": [{"rate": 30, "from": "2024-07", "to": "2024-09"}],
            "lines": [{"rate_start": 10}],
            "repairs": [
                {"holder": "B", "damage_share": 0.5, "hub": "C"},
                {"holder": "A", "damage_share": 0.5, "hub": "C"},
            ],
        },
    ),
    "kits that take what is asked for": (
        ("stocks", [{"item": INPUT, "opening": 30}]),
        {
            "items": [{"id": ITEM}, {"id": INPUT}, {"id": KIT}],
            "demands": [{"rate": 10}],
            "lines": [{"rate_start": 10}],
            "kits": [{"kit": KIT, "part": ITEM}, {"kit": KIT, "part": INPUT}],
        },
    ),
    "a swap that empties a third stock": (
        ("stocks", [{"holder": "B", "opening": 30}]),
        {
            "demands": LATE,
            "lines": [{"rate_start": 5}],
            "transfers": [
                {"giver": "B", "receiver": "C"},
                {"giver": "A", "receiver": "B", "backfills": "transfers-1"},
            ],
        },
    ),
    "inputs that are asked for by themselves": (
        ("stocks", [{"item": OTHER, "opening": 100}]),
        {
            "items": [{"id": ITEM}, {"id": OTHER}, {"id": KIT}],
            "demands": LATE,
            "lines": [{"rate_start": 5}, {"item": KIT, "rate_start": 10}],
            "inputs": [{"line": "lines-2"}, {"line": "lines-2", "item": OTHER}],
        },
    ),
    "a line that learns uses its inputs up sooner": (
        ("stocks", [{"item": INPUT, "opening": 10}]),
        {
            "items": [{"id": ITEM}, {"id": INPUT}],
            "demands": [{"rate": 10, "from": "2024-06", "to": "2024-06"}],
            "lines": [
                {"rate_start": 10, "learning": 0.6, "learned": 5},
                {"rate_start": "series: path", "item": INPUT},
            ],
            "inputs": [{"item": INPUT}],
            "series": path("path", m1=0, m2=90, m3=0),
            "transfers": [{"giver": "A", "receiver": "C", "rate": 99}],
        },
    ),
}


@pytest.mark.parametrize("name", HURTS)
def test_more_supply_can_hurt(name):
    """Each exception that docs/model.md names: there total unmet demand does rise."""
    (table, rows), parts = HURTS[name]
    few = [dict(row, **({"opening": 0} if table == "stocks" else {})) for row in rows]
    poor = parts | {table: few if table == "stocks" else few[:1]}

    def unmet(parts):
        return sum(each.sum() for _, each in seen(parts, runs=1).values())

    assert unmet(parts | {table: rows}) > unmet(poor) + 0.1
