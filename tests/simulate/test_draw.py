"""Quantile tables against SciPy's distributions, and the hash behind them."""

import numpy as np
import pytest
from scipy import stats

from materiel.core.streams import stream_key
from materiel.scenario.cells import LOGNORMAL_P90, read_distribution
from materiel.simulate.draw import draw, look_up, month_key, quantile_table, uniforms

SHARES = np.linspace(0.002, 0.998, 49_801)
SIGMA = np.log(10) / 2 / LOGNORMAL_P90
CASES = {
    "uniform(3, 9)": stats.uniform(3, 6),
    "triangular(1, 2, 9)": stats.triang(1 / 8, 1, 8),
    "triangular(0, 0, 5)": stats.triang(0, 0, 5),
    "pert(24, 30, 48)": stats.beta(1 + 4 * 6 / 24, 5 - 4 * 6 / 24, 24, 24),
    "beta(0.5, 3, 10, 20)": stats.beta(0.5, 3, 10, 10),
    "lognormal(5, 50)": stats.lognorm(SIGMA, scale=np.sqrt(250)),
}


@pytest.mark.parametrize("cell", CASES)
def test_quantiles_are_those_of_scipy(cell):
    """D2: within 0.001 of the width from 0.2 % to 99.8 %, and of the value itself in the middle."""
    value, expected = read_distribution(cell), CASES[cell].ppf(SHARES)
    table = quantile_table(value)

    found = look_up(value, SHARES)

    assert (np.abs(found - expected) <= 1e-3 * (table[-1] - table[0])).all()
    middle = (SHARES > 0.05) & (SHARES < 0.95)
    np.testing.assert_allclose(found[middle], expected[middle], rtol=2e-5)


@pytest.mark.parametrize("cell", CASES)
def test_mean_and_deviation_of_draws_are_those_of_scipy(cell):
    """D2, D3: 400,000 draws within five standard errors; a lognormal loses its ends by the cut."""
    drawn = draw(read_distribution(cell), stream_key(1, cell), 0, 400_000)
    if cell.startswith("lognormal"):
        low, high = (CASES[cell].ppf(share) for share in (0.001, 0.999))
        plain = np.clip(CASES[cell].ppf((np.arange(10**6) + 0.5) / 10**6), low, high)
        mean, deviation = plain.mean(), plain.std()
    else:
        mean, deviation = CASES[cell].mean(), CASES[cell].std()

    assert drawn.mean() == pytest.approx(mean, abs=5 * deviation / 400_000**0.5)
    assert drawn.std() == pytest.approx(deviation, rel=0.01)


def test_an_empirical_distribution_gives_each_value_as_often():
    drawn = draw(read_distribution("empirical(1, 2, 9)"), stream_key(1, "e"), 0, 90_000)

    values, counts = np.unique(drawn, return_counts=True)
    assert values.tolist() == [1, 2, 9]
    assert (np.abs(counts - 30_000) < 5 * 141).all()


def test_the_hash_is_even_and_knows_no_neighbour():
    """D1, D5: flat over runs; runs, streams and months next to each other are not correlated."""
    runs = 200_000
    keys = [stream_key(seed, name) for seed in (1, 2) for name in ("a", "b")]
    keys += [month_key(keys[0], month) for month in range(3)]
    table = np.array([uniforms(key, 0, runs) for key in keys])

    counts = np.array([np.histogram(row, 64, (0, 1))[0] for row in table])
    chi = ((counts - runs / 64) ** 2 / (runs / 64)).sum(axis=1)
    assert (chi < stats.chi2(63).ppf(0.9999)).all()
    assert np.abs(np.corrcoef(table) - np.eye(len(keys))).max() < 5 / runs**0.5
    for lag in (1, 2, 64):
        pairs = [np.corrcoef(row[:-lag], row[lag:])[0, 1] for row in table]
        assert np.abs(pairs).max() < 5 / runs**0.5
    assert table.min() >= 0 and table.max() < 1
