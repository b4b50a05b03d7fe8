"""How far scores are chance: fewer series, other series."""

import pytest

from materiel.forecast import Table, hindcast, read_reference
from materiel.forecast.resample import KEYS, halves, series_resampled
from materiel.forecast.score import by_series, due_goals


@pytest.fixture(scope="module")
def reference():
    return read_reference()


def test_half_of_the_series_teach_what_the_other_half_shows(reference):
    """Floors well below what docs/hindcast.md reports: a model that only remembers falls through."""
    found = halves(reference, n_splits=3)
    for way in ("pairs", "series"):
        assert set(found[way]) == set(KEYS)
        assert found[way]["skill"] > 0.2
        assert found[way]["brier_gain"] > 0.15


def test_halves_need_series(reference):
    few = {by_series(goal) for goal in due_goals(reference.statements)[:1]}
    table = Table(statements=tuple(s for s in reference.statements if s.series in few))
    with pytest.raises(ValueError, match="1 series"):
        halves(table)


def test_series_drawn_again_lie_around_the_score(reference):
    result = hindcast(reference, reference, name="r")
    ends = series_resampled(result, n_resamples=60)
    numbers = result.numbers()
    for key in ("skill", "cover80", "cover50"):
        low, high = ends[key]
        assert low < numbers[key] < high
    assert ends == series_resampled(result, n_resamples=60)
