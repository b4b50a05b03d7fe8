"""Closed forms of workshops and kits: what a pencil gives for what breaks and is put together."""

import pytest
from scenario_builder import small_scenario

from materiel.simulate import simulate


def series(name, **parts):
    """One indicator of the only run."""
    return simulate(small_scenario(**parts), runs=1).fan(name).sample[0]


def test_damage_waits_for_a_workshop_and_comes_back():
    """H1 to H4: of 100, 10 are damaged in the first month only; 4 are begun a month, half of them
    come back after three months."""
    found = simulate(
        small_scenario(
            stocks=[{"opening": 100}],
            repairs=[
                {
                    "loss_share": 0,
                    "damage_share": "series: once",
                    "capacity": 4,
                    "turnaround_months": 3,
                    "returned_share": 0.5,
                }
            ],
            series=[
                {"series": "once", "unit": "share", "month": month, "value": value}
                for month, value in (("2024-01", 0.1), ("2024-02", 0))
            ],
        ),
        runs=1,
    )

    assert found.fan("stock").sample[0].tolist() == [90] * 3 + [92, 94] + [95] * 19


def test_repairs_in_a_steady_state():
    """H1 to H3: with share d damaged and all of it returned after T months, stock S and the stock in
    the workshop W hold to W = d S T, so that S = N / (1 + d T) (Little's law)."""
    damage, turnaround, pieces = 0.05, 4, 1000
    stock = series(
        "stock",
        settings={"end": "2043-12"},
        stocks=[{"opening": pieces}],
        repairs=[
            {
                "loss_share": 0,
                "damage_share": damage,
                "capacity": 1000,
                "turnaround_months": turnaround,
                "returned_share": 1,
            }
        ],
    )

    # The stock at the end of a month is that after the month's damage, d (S + d S …) of it.
    before = stock[-1] / (1 - damage)
    assert stock[-1] + damage * before * turnaround == pytest.approx(pieces, rel=1e-6)


def test_workshops_of_one_hub_pool_their_capacity():
    """H3: two rows of 3 each at one hub; only the first has work, and begins 6 a month."""
    row = {
        "loss_share": 0,
        "damage_share": 0.12,
        "capacity": 3,
        "turnaround_months": 1,
        "returned_share": 1,
        "to": "2024-01",
    }
    for hub, back in (("C", [94, 100, 100]), ("", [91, 94, 97])):
        stock = series(
            "stock",
            stocks=[{"opening": 100}],
            repairs=[row | {"hub": hub}, row | {"hub": hub, "holder": "B"}],
        )
        assert stock[1:4].tolist() == back


def test_kits_are_limited_by_the_scarcest_part():
    """J1, J2: 5 launchers, 3 radars, 20 missiles at 6 each: 3 whole kits; one more launcher and
    radar change nothing without missiles."""
    items = [{"id": name} for name in ("ammunition.shell", "launcher", "radar", "missile")]
    for launchers, radars, kits in ((5, 3, 3), (6, 4, 3), (5, 2, 2)):
        stock = series(
            "stock",
            items=items,
            stocks=[
                {"item": "launcher", "opening": launchers},
                {"item": "radar", "opening": radars},
                {"item": "missile", "opening": 20},
            ],
            kits=[
                {"part": "launcher"},
                {"part": "radar"},
                {"part": "missile", "per_kit": 6},
            ],
        )
        assert stock.tolist() == [kits] * 24
