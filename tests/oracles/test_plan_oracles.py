"""Plans against truth from elsewhere: enumeration, books, and optima derived by hand."""

import functools
import itertools

import numpy as np
import pytest
from plan_builder import ITEM, lever, planned, world

from materiel.plan.formulate import formulate
from materiel.plan.formulation import Settings
from materiel.plan.futures import compile_futures, draw_futures
from materiel.plan.solve import Solver
from materiel.plan.verify import certify
from materiel.plan.whole import Search

PRICED = {"priced": True, "discount": 0.0}


def least_cost(scenario, numbers=None, extra=(), **settings):
    """The least cost with weights as prices, whole decisions sought to the end."""
    draws = draw_futures(scenario, 1, 1)
    if numbers:
        futures = len(next(iter(numbers.values())))
        many = {name: np.repeat(value, futures) for name, value in draws.items()}
        draws = type(draws)(many | numbers)
    given = compile_futures(scenario, draws)
    f, program = formulate(given, Settings(**PRICED, **settings), extra)
    solver = Solver(program, relaxed=True)
    if f.levers["once"]:
        may = [[int(m) for m in np.flatnonzero(row)] for row in program.upper[f.blocks["once"].ids]]
        ids, once = f.blocks["once"].ids, f.blocks["once rows"].ids
        search = Search(solver=solver, ids=ids, once=once, may=may, gap=1e-9)
        search.run()
        assert search.bound == pytest.approx(search.best.objective, rel=1e-6)
        found = search.best
    else:
        found = solver.solve()
    certify(solver, found)
    return f, found


# Demands, set-up cost of each month, cost of a piece, of holding one, most a month, least cost of all.
LOT_SIZES = {
    # Winston, Introduction to Probability Models (2004), chapter 6, example 4 (page not at hand).
    "Winston": ((1, 3, 2, 4), (3,) * 4, 1.0, 0.5, 5, 20.0),
    # Hillier and Lieberman, Introduction to Operations Research, p. 952, as the documentation of the R
    # package SCperf cites it (https://rdrr.io/cran/SCperf/man/WW.html); in millions.
    "Hillier": ((3, 2, 3, 2), (2,) * 4, 0.0, 0.2, 10, 4.8),
    # Wagner and Whitin, Dynamic version of the economic lot size model, Management Science 5 (1958),
    # pp. 89-96, its example of twelve months.
    "Wagner": (
        (69, 29, 36, 61, 61, 26, 34, 67, 45, 67, 79, 56),
        (85, 102, 102, 101, 98, 114, 105, 86, 119, 110, 98, 114),
        0.0,
        1.0,
        999,
        864.0,
    ),
}


def least_by_recursion(demand, setup, piece, hold, most):
    """The recursion of the books, so that their figure is not taken on trust."""

    @functools.cache
    def least(month, stock):
        if month == len(demand):
            return 0.0
        costs = []
        for made in range(min(most, sum(demand[month:])) + 1):
            left = stock + made - demand[month]
            if left >= 0:
                cost = (setup[month] + piece * made if made else 0.0) + hold * left
                costs.append(cost + least(month + 1, left))
        return min(costs, default=float("inf"))

    return least(0, 0)


@pytest.mark.parametrize(
    "book", ["Winston", "Hillier", pytest.param("Wagner", marks=pytest.mark.torture)]
)
def test_lot_sizing_with_set_up(book):
    demand, setup, piece, hold, most, least = LOT_SIZES[book]
    assert least_by_recursion(demand, setup, piece, hold, most) == pytest.approx(least)
    months = [f"2024-{n:02d}" for n in range(1, len(demand) + 1)]
    rows = []
    for n, (month, cost) in enumerate(zip(months, setup, strict=True)):
        only = {"from": month, "to": month}
        rows.append(lever("permission", id=f"set-up-{month}", permission=month, cost=cost, **only))
        rows.append(
            lever(
                "purchase",
                id=f"make-{month}",
                most=min(most, sum(demand[n:])),
                price=piece,
                after=f"set-up-{month}",
                **only,
            )
        )
    scenario = world(
        settings={"end": months[-1]},
        demands=[{"rate": d, "from": m, "to": m} for d, m in zip(demand, months, strict=True)],
        permissions=[{"id": month} for month in months],
        levers=rows,
        weights=[{"weight": 1000}],
    )
    _, found = least_cost(scenario, hold_price=hold)
    assert found.objective == pytest.approx(least, abs=1e-6)


def test_two_stage_capacity_expansion():
    """Louveaux and Smeers (1988), as in Birge and Louveaux, section 1.3 (page not at hand): least cost 381.853.

    Investment 10, 7, 16, 6 a unit within 120, at least 12 in all; operation 4, 4.5, 3.2, 5.5; three
    modes of 10, 6 and 1; demand 3, 5 or 7 (with 0.3, 0.4, 0.3) in the first, 3 and 2 in the others.
    The numbers stand in the SMPS file "pgp2" of Higle and Sen as well.
    """
    invest, operate, lasts = (10, 7, 16, 6), (4, 4.5, 3.2, 5.5), (10, 6, 1)
    modes = ["mode.base", "mode.middle", "mode.peak"]
    rows = []
    for n in range(4):
        line = f"plant-{n}"
        rows.append(lever("expansion", line=line, most=50, price=invest[n], payer="C"))
        for item, long in zip(modes, lasts, strict=True):
            rows.append(lever("make", line=line, item=item, price=operate[n] * long))
    scenario = world(
        settings={"end": "2024-01"},
        focus={"holder": "A", "item": modes[0]},
        items=[{"id": item} for item in modes],
        demands=[
            {"id": f"d{n}", "item": item, "rate": r}
            for n, (item, r) in enumerate(zip(modes, (5, 3, 2), strict=True))
        ],
        lines=[{"id": f"plant-{n}", "item": modes[0], "rate_start": 0} for n in range(4)],
        levers=rows,
        budgets=[{"amount": 120}],
        weights=[{"item": item, "weight": 1e5} for item in modes],
    )

    def at_least_twelve(f):
        row = f.model.rows(
            "least capacity", [f.model_axis("all", ["all"])], unit="piece/month", low=12
        )
        f.model.add(row.ids[0], f.blocks["grown"].ids, 1.0)

    demand = {"demands/d0/rate": np.repeat([3.0, 5.0, 7.0], [3, 4, 3])}
    f, found = least_cost(scenario, demand, (at_least_twelve,))
    assert found.objective == pytest.approx(381.853, abs=1e-3)
    built = found.values[f.blocks["grown"].ids][:, 0]
    assert built == pytest.approx([8 / 3, 4, 10 / 3, 2], abs=1e-6)


def test_aggregate_planning_with_overtime_of_the_book():
    """Winston, Operations Research, section 3.10 (Sailco; page not at hand): least cost 78,450.

    Four quarters of 40, 60, 75 and 25 boats, 10 in stock; 40 a quarter at 400 each, more at 450;
    keeping one for a quarter costs 20. The data are as told by
    https://hirevideoeditor.net/sailco-corporation-must-determine-how-many-sailboats-to-produce-during-each-of-the-next-4-quarters/
    """
    demand, quarters = (40, 60, 75, 25), [f"2024-0{n}" for n in range(1, 5)]
    scenario = world(
        settings={"end": quarters[-1]},
        stocks=[{"opening": 10}],
        demands=[{"rate": d, "from": m, "to": m} for d, m in zip(demand, quarters, strict=True)],
        levers=[
            lever("purchase", id="regular", most=40, price=400),
            lever("purchase", id="overtime", most=99, price=450),
        ],
        weights=[{"weight": 1e5}],
    )
    f, found = least_cost(scenario, hold_price=20.0)
    assert found.objective == pytest.approx(78_450)
    made = found.values[next(flow for flow in f.flows if flow.kind == "purchase").block.ids][0]
    assert made == pytest.approx(np.array([[40, 40, 40, 25], [0, 10, 35, 0]]), abs=1e-6)


def test_aggregate_planning_with_overtime():
    """By hand: regular work makes 4 a month; overtime 2 more at 3 each; keeping a piece costs 1.

    Demand 3, 5, 9. The piece left of the first month is kept (1) and closes the second. The third
    misses 5: 2 from its own overtime (3 each), 2 from the second's (4 each), 1 from the first's (5).
    In all 1 + 6 + 8 + 5 = 20, as the transportation tableau of aggregate planning gives it.
    """
    months = ["2024-01", "2024-02", "2024-03"]
    scenario = world(
        settings={"end": "2024-03"},
        demands=[{"rate": d, "from": m, "to": m} for d, m in zip((3, 5, 9), months, strict=True)],
        lines=[{"actor": "B", "holder": "A", "rate_start": 4}],
        levers=[lever("shift", share=0.5, price=3)],
        weights=[{"weight": 100}],
    )
    assert least_cost(scenario, hold_price=1.0)[1].objective == pytest.approx(20.0)


@pytest.mark.parametrize(("cost", "expected"), [(5, 8), (15, 6), (25, 4), (35, 2), (45, 0)])
def test_capacity_under_uncertainty_is_the_critical_fractile(cost, expected):
    """The newsvendor: demand 2, 4, 6 or 8, 40 for each piece missing, `cost` for each of capacity.

    The last unit up to x is missed with the share of demands above x; it pays while 40 × that share
    is above its cost.
    """
    scenario = world(
        settings={"end": "2024-01"},
        demands=[{"id": "d", "rate": 5}],
        lines=[{"actor": "B", "holder": "A", "rate_start": 0}],
        levers=[lever("expansion", most=20, price=cost)],
        weights=[{"weight": 40}],
    )
    f, found = least_cost(scenario, {"demands/d/rate": np.array([2.0, 4.0, 6.0, 8.0])})
    assert found.values[f.blocks["grown"].ids].sum() == pytest.approx(expected, abs=1e-6)


def test_plants_and_months_are_those_of_enumeration():
    """Every choice of months for three sites, followed by the rules of stock, against the search."""
    rng = np.random.default_rng(5)
    for _ in range(6):
        size, delay = rng.integers(2, 9, 3), rng.integers(0, 3, 3)
        cost, money = rng.integers(10, 60, 3), int(rng.integers(30, 120))
        rows = [
            lever(
                "plant", most=int(size[k]), delay_months=int(delay[k]), cost=int(cost[k]), payer="C"
            )
            for k in range(3)
        ]
        rate = int(rng.integers(5, 15))
        scenario = world(
            demands=[{"rate": rate}],
            lines=[{"actor": "B", "holder": "A", "rate_start": 2}],
            levers=rows,
            budgets=[{"amount": money}],
        )
        _, found, _ = planned(scenario)
        least = enumerate_plants(size, delay, cost, money, rate)
        assert (found.unmet, found.cost) == pytest.approx(least, rel=1e-5, abs=1e-4)


def enumerate_plants(size, delay, cost, money, rate):
    """Least weighted unmet demand, and the least cost of it, over all months for three sites."""
    weight = 1.03 ** (-np.arange(6) / 12)
    best = (np.inf, np.inf)
    for begun in itertools.product([None, *range(6)], repeat=3):
        chosen = [k for k in range(3) if begun[k] is not None]
        if sum(cost[k] for k in chosen) > money:
            continue
        stock = unmet = 0.0
        for month in range(6):
            made = 2 + sum(size[k] for k in chosen if begun[k] + delay[k] <= month)
            issued = min(stock + made, rate)
            stock += made - issued
            unmet += weight[month] * (rate - issued)
        spent = sum(cost[k] * weight[begun[k]] for k in chosen)
        if unmet < best[0] - 1e-9 or (unmet < best[0] + 1e-9 and spent < best[1]):
            best = (min(unmet, best[0]), spent)
    return best


def test_the_general_search_gives_the_same_plan():
    """HiGHS's own branch and bound on the same program, as a second opinion."""
    rows = [
        lever("plant", most=6, delay_months=1, cost=40, price=0, payer="C"),
        lever("plant", most=9, least=3, delay_months=2, cost=20, price=4, payer="C"),
        lever("purchase", most=2, price=5, payer="C"),
    ]
    scenario = world(
        lines=[{"actor": "B", "holder": "A", "rate_start": 2}],
        levers=rows,
        budgets=[{"amount": 90}],
        weights=[{"item": ITEM, "weight": 30}],
    )
    f, found = least_cost(scenario)
    other = Solver(formulate(f.given, f.settings)[1])
    theirs = other.solve(gap=1e-9)
    certify(other, theirs)
    assert theirs.objective == pytest.approx(found.objective, rel=1e-6)
