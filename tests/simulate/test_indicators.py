"""Coverage, parity and waiting time against sentences of docs/model.md, run by run."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from materiel.simulate.indicators import coverage, parity_month, trailing, waiting_time

MONTHS, RUNS = 9, 3
PIECES = arrays(np.float64, (MONTHS, RUNS), elements=st.integers(0, 4).map(float))


@given(supply=PIECES, demand=PIECES, as_of=st.integers(0, MONTHS - 1))
def test_parity_is_the_first_of_three_months_in_a_row(supply, demand, as_of):
    """I3, in words: no month before now, three months that all lie within the horizon."""
    found = parity_month(supply, demand, as_of, "month")

    for run in range(RUNS):
        keeps_up = [
            supply[max(0, m - 2) : m + 1, run].sum() >= demand[max(0, m - 2) : m + 1, run].sum()
            for m in range(MONTHS)
        ]
        months = [m for m in range(as_of, MONTHS - 2) if all(keeps_up[m : m + 3])]
        assert found[run] == (months[0] if months else MONTHS)


@given(supply=PIECES, demand=PIECES)
def test_coverage_looks_back_three_months(supply, demand):
    """I2."""
    share = coverage(supply, demand, "month")

    for m in range(MONTHS):
        asked = demand[max(0, m - 2) : m + 1].sum(axis=0)
        came = supply[max(0, m - 2) : m + 1].sum(axis=0)
        assert (share[m] == np.where(asked > 0, came / np.maximum(asked, 1e-9), 1.0)).all()


@given(backlog=PIECES, output=PIECES)
def test_the_wait_is_the_queue_over_what_is_made(backlog, output):
    """I4."""
    wait = waiting_time(backlog, output, "month")

    for m in range(MONTHS):
        made = output[max(0, m - 2) : m + 1].mean(axis=0)
        for run in range(RUNS):
            if made[run] > 0:
                assert np.isclose(wait[m, run], min(backlog[m, run] / made[run], 600))
            else:
                assert wait[m, run] == (600 if backlog[m, run] else 0)


def test_short_horizons_have_no_parity():
    """I3: three months do not fit."""
    for months in (1, 2):
        plenty = np.ones((months, 2))
        assert parity_month(plenty, plenty * 0, 0, "month").tolist() == [months, months]
        assert trailing(plenty, "month").shape == (months, 2)
