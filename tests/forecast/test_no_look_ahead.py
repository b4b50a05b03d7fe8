"""What is stated later changes no forecast of an earlier day."""

import pytest

from materiel.forecast import Table, forecast, hindcast, read_reference


@pytest.fixture
def planted(table_of, row):
    """A table with later words on one of its series."""

    def plant(table, series):
        rows = [
            row("actual", "2025-09-01", 10, "2024-10"),
            row("actual", "2025-09-01", 999_999, "2023-06"),
            row("target", "2025-09-01", 500_000, "2024-12"),
            row("capacity", "2025-09-01", 1, "2024-01"),
            row("actual", "2025", 31_000, "2024-02"),
        ]
        later = table_of(*({**one, "series_id": series} for one in rows))
        return Table(statements=(*table.statements, *later.statements))

    return plant


@pytest.mark.parametrize("as_of", ["2023-06-30", "2024-03-01", "2025-08-31"])
def test_a_forecast_of_an_earlier_day_stays(as_of, planted):
    table, series = read_reference(), "us.155mm.shell.rate"
    before = forecast(table, series=series, as_of=as_of)
    after = forecast(planted(table, series), series=series, as_of=as_of)
    assert after.months == before.months
    assert after.goals == before.goals
    assert (
        forecast(planted(table, series), series=series, as_of="2025-12-31").months != before.months
    )


def test_a_hindcast_knows_only_what_was_stated_by_then(planted):
    table, series = read_reference(), "us.155mm.shell.rate"
    before = hindcast(table, table, name="r").scored
    after = hindcast(planted(table, series), table, name="r").scored
    chances = {(one.goal.statement.place): one.probability for one in after}
    compared = [one for one in before if one.goal.statement.place in chances]
    assert len(compared) >= 40
    for one in compared:
        assert chances[one.goal.statement.place] == one.probability


def test_vague_dates_count_as_late(table_of, row):
    """A report of "2024" may be of December: nothing stated in June may lean on it."""
    goal = row("target", "2024-06-10", 200, "2025-12")
    with_vague = forecast(table_of(goal, row("actual", "2024", 100, "2024-01")), as_of="2024-06-30")
    alone = forecast(table_of(goal), as_of="2024-06-30")
    assert with_vague.goals[0].ratio == alone.goals[0].ratio
