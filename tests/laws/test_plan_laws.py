"""What holds for every plan."""

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plan_builder import lever, planned, world

from materiel.plan.decide import keep_limits
from materiel.plan.formulate import formulate
from materiel.plan.formulation import Settings
from materiel.plan.futures import compile_futures, draw_futures
from materiel.plan.optimise import Effort, optimise
from materiel.plan.scope import FutureDraws

FEW = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
NUMBERS = st.fixed_dictionaries(
    {
        "rate": st.integers(1, 20),
        "line": st.integers(0, 10),
        "stock": st.integers(0, 60),
        "floor": st.integers(0, 30),
        "most": st.integers(1, 9),
        "delay": st.integers(0, 3),
        "size": st.integers(1, 9),
        "cost": st.integers(1, 80),
    }
)
ROOM = 1e-5  # pieces; what the solver's feasibility leaves open


def scene(n, **more):
    """A line, a donor with a floor, and a lever of most kinds, with money."""
    tables = {
        "stocks": [{"holder": "B", "opening": n["stock"], "floor": n["floor"]}],
        "demands": [{"rate": n["rate"]}],
        "lines": [{"actor": "B", "holder": "A", "rate_start": n["line"]}],
        "levers": [
            lever("shift", share=0.5, step=0.2, price=2, payer="C"),
            lever("purchase", most=n["most"], delay_months=n["delay"], price=4, payer="C"),
            lever("plant", most=n["size"], delay_months=1, cost=n["cost"], payer="C"),
            lever("donation", most=n["most"], delay_months=n["delay"], price=1, payer="C"),
        ],
    }
    return world(**(tables | more))


@FEW
@given(n=NUMBERS, low=st.integers(0, 150), more=st.integers(0, 150))
def test_more_money_never_leaves_more_unmet(n, low, more):
    poor = planned(scene(n), budget=float(low))[1]
    rich = planned(scene(n), budget=float(low + more))[1]
    assert rich.unmet <= poor.unmet + ROOM


@FEW
@given(n=NUMBERS, lower=st.integers(0, 30))
def test_a_lower_floor_never_hurts(n, lower):
    kept = planned(scene(n))[1]
    stock = [{"holder": "B", "opening": n["stock"], "floor": min(lower, n["floor"])}]
    assert planned(scene(n, stocks=stock))[1].unmet <= kept.unmet + ROOM


@FEW
@given(n=NUMBERS, first=st.integers(1, 6))
def test_a_lever_is_not_used_outside_its_months_or_without_its_permission(n, first):
    levers = [
        lever("purchase", most=n["most"], price=1, **{"from": f"2024-0{first}"}),
        lever("donation", most=n["most"], permission="permissions-1"),
        lever("purchase", most=n["most"], price=1, permission="permissions-2"),
    ]
    permissions = [{"probability": 0}, {"decided_from": f"2024-0{first}"}]
    _, _, settled = planned(scene(n, levers=levers, permissions=permissions))
    bought = settled.flows["purchase"][0]
    assert not settled.flows["donation"].any()
    assert not bought[:, : first - 1].any()


@FEW
@given(n=NUMBERS, copies=st.integers(2, 4), seed=st.integers(0, 50))
def test_one_future_many_times_is_that_future(n, copies, seed):
    """The stochastic plan of equal futures is the deterministic plan."""
    demands = [{"rate": f"uniform({n['rate']}, {n['rate'] + 9})"}]
    scenario = scene(n, demands=demands)
    one = {k: v[:1] for k, v in draw_futures(scenario, 2, seed).items()}
    found = []
    for futures in (1, copies):
        draws = FutureDraws({k: np.repeat(v, futures) for k, v in one.items()})
        given_ = compile_futures(scenario, draws)
        f, program = formulate(given_, Settings(budget=200.0), (keep_limits,))
        found.append(optimise(f, program, Effort(gap=1e-6)))
    assert abs(found[0].unmet - found[1].unmet) <= ROOM
    assert abs(found[0].cost - found[1].cost) <= 1e-4 * max(1.0, found[0].cost)


@FEW
@given(n=NUMBERS)
def test_care_for_the_worst_futures_makes_the_worst_no_worse(n):
    demands = [{"rate": f"uniform({n['rate']}, {n['rate'] + 15})"}]
    scenario = scene(n, demands=demands)
    worst = []
    for risk in (0.0, 1.0):
        f, found, _ = planned(scenario, futures=4, risk=risk, tail=0.25, budget=60.0)
        each = (found.values[f.blocks["unmet"].ids] * f.discount).sum(axis=(1, 2))
        worst.append(each.max())
    assert worst[1] <= worst[0] + 1e-3
