"""What a forecast promises."""

import time

import numpy as np
import pytest

import materiel
from materiel.core.errors import InputError
from materiel.forecast import LEVELS, forecast, learn, read_reference
from materiel.scenario.cells import read_distribution

US = "us.155mm.shell.rate"


@pytest.fixture(scope="module")
def reference():
    return read_reference()


@pytest.fixture(scope="module")
def outlook(reference):
    return forecast(reference, 36, series=US, as_of="2024-06-30")


def test_the_stage_can_be_called(outlook):
    assert materiel.forecast(series=US, horizon=36, as_of="2024-06-30") == outlook


def test_it_is_quick(reference, outlook):
    started = time.process_time()
    for _ in range(5):
        forecast(reference, 36, series=US, as_of="2024-06-30")
    assert (time.process_time() - started) / 5 < 0.15  # 0.03 s on an idle core


def test_quantiles_and_chances_are_in_order(reference):
    learned = learn(reference)
    for series in dict.fromkeys(s.series for s in reference.statements):
        result = forecast(reference, series=series, learned=learned)
        for month in result.months:
            assert list(month.quantiles) == sorted(month.quantiles)
            assert month.quantiles[0] >= 0
        for goal in result.goals:
            chances = [chance for _, chance in goal.reached_by]
            assert chances == sorted(chances)
            assert list(goal.delay_months) == sorted(goal.delay_months)


def test_a_running_total_never_shrinks(reference):
    result = forecast(reference, series="kr.k2.poland.cumulative", as_of="2024-04-30", horizon=30)
    values = np.array([month.quantiles for month in result.months])
    assert (np.diff(values, axis=0) >= -1e-9).all()
    assert values.min() >= 46


def test_it_lists_what_it_used_with_notes_and_addresses(reference, outlook):
    used = {one.statement.place: one for one in outlook.used}
    assert len(used) == sum(s.series == US for s in reference.statements)
    last = [one for one in outlook.used if one.role == "last report"]
    assert [one.statement.mid / 12 for one in last] == [30000]
    assert all(one.statement.url for one in outlook.used)
    later = [one for one in outlook.used if one.role == "not used: stated later"]
    # "2024" may be of December
    assert later and all(
        one.statement.said[:7] > "2024-06" or one.statement.said == "2024" for one in later
    )
    assert "other series that came due" in outlook.borrowed
    assert outlook.source_text.startswith("forecast: us.155mm.shell.rate as of 2024-06-30")


def test_a_month_is_a_cell_of_a_scenario(outlook):
    cell = read_distribution(outlook.cell("2025-06"))
    month = outlook.at("2025-06")
    assert cell.family == "lognormal"
    assert cell.support == pytest.approx(
        (month.quantiles[LEVELS.index(0.1)], month.quantiles[LEVELS.index(0.9)]), rel=1e-3
    )


def test_the_wait_for_a_goal_is_a_cell_too(outlook, reference):
    low, high = read_distribution(outlook.wait_cell(outlook.goals[-1])).support
    assert 0 < low < high <= 18 + 120
    plant = forecast(reference, series="milestone.dk.elling")
    assert plant.wait_cell(plant.goals[0]).startswith("lognormal(28, ")


def test_a_yearly_rate_becomes_a_monthly_cell(table_of, row):
    table = table_of(row("actual", "2024-01-05", 1200, "2024-01", per="year"))
    low, high = read_distribution(forecast(table, horizon=1).cell("2024-02")).support
    assert 80 < low < 100 < high < 125


def test_one_statement_gives_a_wide_labelled_forecast(table_of, row):
    result = forecast(table_of(row("target", "2024-01-05", 200, "2024-12")))
    low, high = (result.goals[0].ratio[LEVELS.index(level)] for level in (0.1, 0.9))
    assert high / low > 1.8
    assert any("one statement only" in str(finding) for finding in result.findings)
    assert "own record: 0" in result.borrowed


def test_nothing_to_forecast_from_says_so(table_of, row):
    result = forecast(table_of(row("target", "2024-01-05", 200, "")))
    assert result.months == () and result.goals == ()
    assert any("nothing to forecast from" in str(finding) for finding in result.findings)


def test_a_milestone_is_forecast_in_months(reference):
    result = forecast(reference, series="milestone.dk.elling")
    goal = result.goals[0]
    assert goal.ratio == () and 0 < goal.probability < 1
    assert goal.expected_delay_months > 0


def test_an_earlier_and_larger_goal_is_trusted_less(table_of, row):
    def chance(value, due):
        table = table_of(
            row("actual", "2024-01-05", 100, "2024-01"), row("target", "2024-01-10", value, due)
        )
        return forecast(table).goals[0].probability

    assert chance(110, "2024-12") > chance(200, "2024-12") > chance(600, "2024-12")
    assert chance(200, "2024-06") > chance(200, "2026-12")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"series": "us.155"}, "no series 'us.155'"),
        ({"series": US, "as_of": "1990-01-01"}, "nothing of us.155mm.shell.rate was stated"),
        ({"series": US, "as_of": "soon"}, "'soon' is not an EDTF"),
        ({"series": US, "horizon": 0}, "horizon 0 months"),
        ({}, "97 series, not one"),
    ],
)
def test_impossible_questions_are_refused(reference, given, words):
    with pytest.raises(InputError, match=words) as refused:
        forecast(reference, **given)
    assert len(str(refused.value).splitlines()) <= 3
