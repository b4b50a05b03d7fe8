"""Why two scenarios differ: changes alone, those that belong together, and the interaction."""

import pytest
from scenario_builder import small_scenario

from materiel.core.errors import InputError
from materiel.simulate import explain
from materiel.simulate.explain import SEVERAL, find_changes

BASE = {
    "demands": [{"rate": "uniform(15, 25)"}],
    "lines": [{"rate_start": "uniform(4, 6)"}],
    "stocks": [{"holder": "B", "opening": 100}],
}


def unmet(differences):
    return next(d for d in differences if d.label.startswith("Unmet"))


def test_two_changes_and_what_they_do_together():
    """A line with 8 more and gifts of at most 9: alone 8 × 24 and 9 × 11 less are missing."""
    more = BASE | {
        "lines": [{"rate_start": "uniform(4, 6)"}, {"rate_start": 8}],
        "transfers": [{"rate": 9, "quantity": 99}],
    }
    found = unmet(explain(small_scenario(**BASE), small_scenario(**more), runs=300))

    names = [part.name for part in found.parts]
    assert names == ["lines/lines-2", "transfers/transfers-1", SEVERAL]
    assert found.means[0] == pytest.approx(-8 * 24, rel=1e-9)
    assert found.means[1] == pytest.approx(-99, rel=1e-9)
    # Draws are the same in all: what one line does is the same in every run.
    assert found.parts[0].effect.low == pytest.approx(found.parts[0].effect.high)
    assert sum(found.means) == pytest.approx(found.other.median - found.base.median, rel=0.3)
    assert found.means[2] >= 0


def test_rows_that_cannot_stand_alone_are_one_change():
    """A transfer with its new permission; a changed row of the same table stands alone."""
    other = BASE | {
        "transfers": [{"permission": "permissions-1"}],
        "permissions": [{}],
        "stocks": [{"holder": "B", "opening": 120}],
    }
    changes = find_changes(small_scenario(**BASE), small_scenario(**other))

    assert [name for name, _ in changes] == [
        "stocks/stocks-1",
        "permissions/permissions-1 + transfers/transfers-1",
    ]


def test_the_same_scenario_has_no_difference():
    """Nothing changes, so there are no parts."""
    found = unmet(explain(small_scenario(**BASE), small_scenario(**BASE), runs=20))
    assert found.parts == () and found.whole.high == 0


def test_other_months_are_refused():
    later = small_scenario(settings={"end": "2026-12"}, **BASE)
    with pytest.raises(InputError, match="end is 2025-12 in one scenario, 2026-12 in the other"):
        explain(small_scenario(**BASE), later)
