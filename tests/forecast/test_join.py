"""Goals and outcomes meet as the rules say."""

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
