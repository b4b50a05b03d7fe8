"""Scores by their definition, and the floors that the reference data must keep."""

import numpy as np
import pytest

from materiel.forecast import hindcast, read_reference
from materiel.forecast.mixture import Mixture
from materiel.forecast.score import GROUPS

KEYS = {"pairs", "series", "crps", "skill", "cover80", "cover50", "brier", "brier_base"}


@pytest.fixture(scope="module")
def reference():
    return read_reference()


@pytest.mark.parametrize("outcome", [-2.0, -0.1, 0.0, 0.7])
def test_crps_is_the_integral_of_its_definition(outcome):
    mixture = Mixture(
        np.array([[0.5, 0.3, 0.2]]), np.array([[0.0, -0.5, 0.2]]), np.array([[0.1, 0.4, 1.0]])
    )
    grid = np.linspace(-9, 9, 200_001)
    squared = (mixture.cdf(grid[None, :])[0] - (grid >= outcome)) ** 2
    integral = squared.sum() * (grid[1] - grid[0])
    assert mixture.crps(np.array([outcome]))[0] == pytest.approx(integral, abs=1e-3)


def test_crps_of_a_point_is_its_absolute_error():
    point = Mixture(np.ones((1, 1)), np.zeros((1, 1)), np.full((1, 1), 1e-9))
    assert point.crps(np.array([0.4]))[0] == pytest.approx(0.4)


def test_quantiles_invert_the_distribution():
    mixture = Mixture(np.array([[0.6, 0.4]]), np.array([[0.0, -0.5]]), np.array([[0.03, 0.4]]))
    levels = np.array([0.05, 0.5, 0.95])
    assert mixture.cdf(mixture.quantile(levels))[0] == pytest.approx(levels, abs=1e-9)


def test_baselines_by_hand(table_of, row, reference):
    table = table_of(
        row("actual", "2024-01-05", 100, "2024-01"),
        row("target", "2024-01-10", 200, "2025-01"),
        row("actual", "2025-02-10", 150, "2025-01"),
    )
    numbers = hindcast(table, reference, name="t").numbers()
    assert numbers["crps"]["face_value"] == pytest.approx(np.log(200 / 150), abs=1e-4)
    assert numbers["crps"]["last_actual"] == pytest.approx(np.log(150 / 100), abs=1e-4)
    assert numbers["crps"]["straight_line"] == pytest.approx(np.log(200 / 150), abs=1e-4)
    assert set(numbers) >= KEYS and set(numbers["one_per_series"]) >= KEYS


def test_a_series_counts_once_in_the_second_figures(table_of, row, reference):
    def pair(name, n, value):
        return [
            one
            for i in range(n)
            for one in (
                row("target", f"{2010 + i}-01-10", 100, f"{2010 + i}", per="year", series_id=name),
                row(
                    "actual", f"{2011 + i}-02-10", value, f"{2010 + i}", per="year", series_id=name
                ),
            )
        ]

    numbers = hindcast(
        table_of(*pair("a", 9, 50), *pair("b", 1, 100)), reference, name="t"
    ).numbers()
    assert numbers["pairs"] == 10 and numbers["series"] == 2
    assert numbers["crps"]["face_value"] == pytest.approx(0.9 * np.log(2), abs=1e-4)
    assert numbers["one_per_series"]["crps"]["face_value"] == pytest.approx(np.log(2) / 2, abs=1e-4)


def test_the_reference_keeps_its_floors(reference):
    numbers = hindcast(reference, reference, name="r").numbers()
    assert numbers["skill"] >= 0.38 and numbers["one_per_series"]["skill"] >= 0.30
    assert 0.72 <= numbers["cover80"] <= 0.88
    assert 0.42 <= numbers["cover50"] <= 0.58
    assert numbers["brier"] <= 0.70 * numbers["brier_base"]


def test_leaving_out_whole_producers_keeps_skill(reference):
    numbers = hindcast(reference, reference, name="r", group=GROUPS["producer"]).numbers()
    assert numbers["skill"] >= 0.35


def test_a_scored_series_is_never_in_its_own_fit(table_of, row, reference):
    """Two files whose outcomes differ get the same forecast: the outcome taught nothing."""

    def chance(value):
        table = table_of(
            row("target", "2024-01-10", 200, "2025-01"),
            row("actual", "2025-02-10", value, "2025-01"),
        )
        return hindcast(table, table, name="t").scored[0].probability

    assert chance(20) == chance(400)
