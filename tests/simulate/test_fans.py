"""Quantiles from counts against NumPy's, and the same counts however they were cut."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from materiel.simulate import fans, kernel_cache
from materiel.simulate.fans import BINS, GRID, Histograms
from materiel.simulate.lanes import in_blocks

LEVELS = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)


def counted(values, *sizes):
    """Histograms of a table, fed in parts."""
    found, first = Histograms(len(values)), 0
    for size in [*sizes, values.shape[1]]:
        if first < values.shape[1]:
            part = np.ascontiguousarray(values[:, first : first + size])
            found.add(in_blocks(part[None]), part.shape[1])
        first += size
    return found


@pytest.mark.parametrize("scale", [1e-9, 1.0, 1e12])
@pytest.mark.parametrize("shift", [0.0, -3.0, 1e5])
def test_quantiles_are_within_a_thousandth_of_the_range(scale, shift):
    """I7, on spread, skewed, stepped and two-humped values."""
    rng = np.random.default_rng(3)
    table = np.array([
        rng.normal(size=20_000),
        rng.lognormal(0, 2, 20_000),
        rng.integers(0, 5, 20_000).astype(float),
        np.where(rng.random(20_000) < 0.7, 0.0, 1 + rng.random(20_000)),
    ])  # fmt: skip
    table = (table + shift) * scale

    found = counted(table, 700, 33).quantiles(LEVELS)

    expected = np.quantile(table, LEVELS, axis=1)
    width = table.max(axis=1) - table.min(axis=1)
    assert (np.abs(found - expected) <= 1e-3 * width).all()
    assert (found[[0, -1]] == expected[[0, -1]]).all()


def test_the_smallest_value_is_exact_as_long_as_it_lasts():
    """Unmet demand is zero in most runs: its quantiles are zero, not a part of a bin."""
    table = np.concatenate([np.zeros(800), np.linspace(1, 2000, 200)])[None]

    assert (counted(table, 17).quantiles((0.1, 0.5, 0.75)) == 0).all()
    assert counted(np.full((1, 9), 3.3)).quantiles((0.5,)) == 3.3


NUMBERS = st.floats(-1e12, 1e12, allow_nan=False) | st.sampled_from([0.0, 1e-300, 5.0, 5.5])


@settings(max_examples=80, deadline=None)
@given(
    values=arrays(np.float64, (2, 40), elements=NUMBERS),
    sizes=st.lists(st.integers(1, 30), max_size=4),
)
def test_order_and_cuts_make_no_difference(values, sizes):
    """The same bits in one part, in several, and from the last run to the first."""
    whole, parted = counted(values), counted(values, *sizes)
    backwards = counted(values[:, ::-1])

    for other in (parted, backwards):
        assert (whole.counts == other.counts).all()
        assert (whole.quantiles(LEVELS) == other.quantiles(LEVELS)).all()
    expected = np.quantile(values, LEVELS, axis=1)
    width = values.max(axis=1) - values.min(axis=1)
    assert (
        np.abs(whole.quantiles(LEVELS) - expected) <= width / ((BINS - GRID) / 2 - 1) + 1e-300
    ).all()


@settings(max_examples=40, deadline=None)
@given(
    values=arrays(np.float64, (2, 40), elements=NUMBERS),
    sizes=st.lists(st.integers(1, 30), max_size=4),
)
def test_numpy_counts_what_the_kernel_counts(values, sizes):
    """Until compiled code is loaded NumPy counts: the same counts, the same quantiles."""
    kernel_cache.kernel()
    compiled = counted(values, *sizes)
    told = compiled.quantiles(LEVELS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fans, "loaded", lambda: None)
        plain = counted(values, *sizes)
        assert (plain.counts == compiled.counts).all()
        assert (plain.quantiles(LEVELS) == told).all()


def test_more_runs_than_16_bits_count():
    """One value in most runs: its bin has more than 65,535, with compiled code and without."""
    rng = np.random.default_rng(5)
    values = np.where(rng.random((2, 200_000)) < 0.8, 3.0, rng.lognormal(0, 1, (2, 200_000)))
    kernel_cache.kernel()
    whole, parted = counted(values, *[50_000] * 4), counted(values, *[7_000] * 29)
    told = whole.quantiles(LEVELS)

    assert (whole.counts.sum(axis=1) == 200_000).all()
    assert (whole.counts.max(axis=1) > 150_000).all()
    assert (whole.counts == parted.counts).all()
    assert (told == parted.quantiles(LEVELS)).all()
    expected = np.quantile(values, LEVELS, axis=1)
    assert (np.abs(told - expected) <= 1e-3 * np.ptp(values, axis=1)).all()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fans, "loaded", lambda: None)
        plain = counted(values, *[50_000] * 4)
        assert (plain.counts == whole.counts).all()
        assert (plain.quantiles(LEVELS) == told).all()
