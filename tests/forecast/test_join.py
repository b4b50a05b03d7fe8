"""Goals and outcomes meet as the rules say."""

import math

import pytest

from materiel.forecast.join import dated_goals
from materiel.forecast.periods import month_span
from materiel.forecast.score import due_goals


def only(table):
    (goal,) = dated_goals(table.statements)
    return goal


def test_the_reference_has_the_pairs_of_its_makers():
    from materiel.forecast import read_reference

    due = due_goals(read_reference().statements)
    assert (len(due), len({goal.statement.series for goal in due})) == (45, 25)


def test_rates_meet_on_one_footing(table_of, row):
    table = table_of(
        row("actual", "2024-01-05", 1200, "2024-01", per="year"),
        row("target", "2024-01-10", 200, "2024-12"),
        row("actual", "2025-01-10", 150, "2024-12"),
    )
    goal = only(table)
    assert goal.outcome.mid / goal.statement.mid == 0.75
    assert goal.features.log_jump == pytest.approx(0.693, abs=1e-3)
    assert goal.features.lead_months == 11


def test_an_outcome_never_reported_is_missing_not_zero(table_of, row):
    assert only(table_of(row("target", "2024-01-10", 200, "2024-12"))).outcome is None


@pytest.mark.parametrize(
    ("month", "meets"),
    [("2024-06", False), ("2024-10", True), ("2025-06", True), ("2025-07", False)],
)
def test_a_rate_counts_near_its_date(table_of, row, month, meets):
    table = table_of(
        row("target", "2023-06-10", 200, "2024-12"), row("actual", "2026-01-10", 150, month)
    )
    assert (only(table).outcome is not None) is meets


def test_a_year_meets_the_same_year_only(table_of, row):
    table = table_of(
        row("target", "2024-01-10", 200, "2024", per="year"),
        row("actual", "2026-01-10", 150, "2025", per="year"),
    )
    assert only(table).outcome is None


def test_what_was_known_already_is_no_outcome(table_of, row):
    table = table_of(
        row("target", "2024-06-10", 200, "2024", per="year"),
        row("actual", "2024-06-10", 190, "2024", per="year"),
    )
    assert only(table).outcome is None


def test_a_goal_stated_after_its_date_is_not_scored(table_of, row):
    table = table_of(
        row("target", "2025-02-10", 200, "2024-12"), row("actual", "2025-02-20", 150, "2024-12")
    )
    assert dated_goals(table.statements) == []


def test_capacity_above_the_goal_says_nothing_of_output(table_of, row):
    table = table_of(
        row("capacity", "2024-01-05", 900, "2024-01"), row("target", "2024-01-10", 200, "2024-12")
    )
    assert only(table).features.log_jump is None


def test_fiscal_years_are_those_of_the_united_states():
    assert month_span("FY2025") == month_span("2024-10")[:1] + month_span("2025-09")[1:]


def newest(table):
    """The features of the goal that was stated last."""
    return max(dated_goals(table.statements), key=lambda goal: goal.statement.said_last).features


def test_a_goal_cut_down_is_known_as_such(table_of, row):
    first = row("target", "2023-01-10", 300, "2024-12")
    assert newest(table_of(first, row("target", "2023-09-10", 200, "2024-12"))).lowered
    assert newest(table_of(first, row("target", "2023-09-10", 200, "2025-06"))).lowered
    assert not newest(table_of(first, row("target", "2023-09-10", 300, "2025-06"))).lowered
    assert not newest(table_of(first, row("target", "2023-09-10", 200, "2024-06"))).lowered


def test_a_smaller_year_after_a_larger_one_is_no_cut(table_of, row):
    larger = row("target", "2023-01-10", 300, "2023", per="year")
    assert not newest(
        table_of(larger, row("target", "2024-01-10", 200, "2024", per="year"))
    ).lowered
    assert newest(table_of(larger, row("target", "2023-07-10", 200, "2023", per="year"))).lowered


def test_a_total_is_asked_for_its_pace(table_of, row):
    """24 came in four months; 24 more in twelve ask for a third of that pace."""
    table = table_of(
        row("target", "2022-08-26", 24, "2022-12", per="total"),
        row("delivery_cumulative", "2022-12-06", 24, "2022-12", per="total"),
        row("target", "2023-03-10", 48, "2023-12", per="total"),
    )
    assert newest(table).log_pace == pytest.approx(math.log(2 / 6))


def test_the_pace_counts_between_reports_where_there_are_two(table_of, row):
    table = table_of(
        row("delivery_cumulative", "2023-01-10", 100, "2023-01", per="total"),
        row("delivery_cumulative", "2023-05-10", 140, "2023-05", per="total"),
        row("target", "2023-05-20", 300, "2023-09", per="total"),
    )
    assert newest(table).log_pace == pytest.approx(math.log(40 / 10))


def test_a_rate_and_a_total_at_rest_have_no_pace(table_of, row):
    still = [
        row("delivery_cumulative", f"2023-0{month}-10", 100, f"2023-0{month}", per="total")
        for month in (1, 5)
    ]
    assert (
        newest(table_of(*still, row("target", "2023-06-20", 300, "2023-09", per="total"))).log_pace
        is None
    )
    rate = [
        row("actual", "2023-01-10", 100, "2023-01"),
        row("target", "2023-06-20", 300, "2023-09"),
    ]
    assert newest(table_of(*rate)).log_pace is None


def test_a_doubtful_report_is_no_base_beside_a_sure_one(table_of, row):
    sure = row("actual", "2023-01-10", 100, "2023-01")
    doubtful = row("actual", "2023-03-10", 180, "2023-03", confidence="low")
    goal = row("target", "2023-06-20", 200, "2023-12")
    assert newest(table_of(sure, doubtful, goal)).log_jump == pytest.approx(math.log(2))
    assert newest(table_of(doubtful, goal)).log_jump == pytest.approx(math.log(200 / 180))


def test_a_contract_counts_whoever_names_it(table_of, row):
    promise = row("target", "2023-01-10", 10, "2023-06", speaker="Army contract")
    assert newest(table_of(promise, row("target", "2023-03-10", 90, "2023-12"))).contracted
    assert not newest(table_of(row("target", "2023-03-10", 90, "2023-12"))).contracted
