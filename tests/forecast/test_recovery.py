"""Worlds whose slip is known: the model finds it again."""

import numpy as np
import pytest

from materiel.forecast import LEVELS, forecast, hindcast, learn
from materiel.forecast.score import BASELINES


def world(row, n, *, ratio, sd, slip=None, seed=1):
    """n series whose goals end at `ratio` of them, and are reached `slip` months late."""
    chance = np.random.default_rng(seed)
    rows = []
    for i in range(n):
        name = {"series_id": f"s{i}"}
        base, goal = 100 + i, 2 * (100 + i)
        outcome = goal * ratio * float(np.exp(sd * chance.standard_normal()))
        rows += [
            row("actual", "2023-01-05", base, "2023-01", **name),
            row("target", "2023-01-10", goal, "2024-01", **name),
            row("actual", "2024-02-10", f"{outcome:.2f}", "2024-01", **name),
        ]
        if slip:
            month = f"{2024 + slip // 12}-{slip % 12 + 1:02d}"
            rows.append(row("actual", "2026-01-10", goal, month, **name))
    return rows


def new_goal(table_of, row):
    return table_of(
        row("actual", "2025-01-05", 1000, "2025-01"), row("target", "2025-01-10", 2000, "2026-01")
    )


@pytest.mark.parametrize("ratio", [0.6, 0.75])
def test_a_known_shortfall_is_recovered(table_of, row, ratio):
    learned = learn(table_of(*world(row, 60, ratio=ratio, sd=0.08)))
    goal = forecast(new_goal(table_of, row), learned=learned).goals[0]
    assert goal.ratio[LEVELS.index(0.5)] == pytest.approx(ratio, abs=0.06)
    assert goal.probability < 0.15


def test_goals_that_are_always_met_are_believed(table_of, row):
    learned = learn(table_of(*world(row, 60, ratio=1.0, sd=0.02)))
    goal = forecast(new_goal(table_of, row), learned=learned).goals[0]
    assert goal.probability > 0.7
    assert goal.ratio[LEVELS.index(0.5)] == pytest.approx(1.0, abs=0.04)


@pytest.mark.parametrize("slip", [6, 18])
def test_a_known_delay_is_recovered(table_of, row, slip):
    learned = learn(table_of(*world(row, 60, ratio=0.7, sd=0.05, slip=slip)))
    goal = forecast(new_goal(table_of, row), learned=learned).goals[0]
    assert goal.delay_months[LEVELS.index(0.5)] == pytest.approx(slip, abs=0.35 * slip)


def test_a_series_own_record_counts_more_the_longer_it_is(table_of, row):
    """Others always meet their goals; this series always makes half of its own."""
    others = learn(table_of(*world(row, 40, ratio=1.0, sd=0.02)))

    def middle(n):
        rows = []
        for i in range(n):
            rows.append(row("target", f"20{10 + i}-01-10", 100 + i, f"20{10 + i}", per="year"))
            value = (100 + i) / 2
            rows.append(row("actual", f"20{11 + i}-02-10", value, f"20{10 + i}", per="year"))
        rows.append(row("target", "2024-01-10", 200, "2024", per="year"))
        return forecast(table_of(*rows), learned=others).goals[0].ratio[LEVELS.index(0.25)]

    assert middle(0) > 0.9
    assert middle(12) < 0.65


def test_calibration_and_skill_in_a_known_world(table_of, row):
    """Two halves of one world: what one teaches holds in the other."""
    reference = table_of(*world(row, 80, ratio=0.7, sd=0.25, seed=2))
    rows = [
        {**one, "series_id": "t" + one["series_id"]}
        for one in world(row, 80, ratio=0.7, sd=0.25, seed=3)
    ]
    numbers = hindcast(table_of(*rows), reference, name="t").numbers()
    assert 0.72 <= numbers["cover80"] <= 0.92
    assert 0.38 <= numbers["cover50"] <= 0.66
    assert numbers["skill"] > 0.3
    assert set(numbers["crps"]) == {"ours", *BASELINES}
