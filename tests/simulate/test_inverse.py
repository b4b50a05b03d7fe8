"""Quantiles of the normal and the beta distribution against SciPy's."""

import numpy as np
import pytest
from scipy.special import betainc, betaincinv, ndtri

from materiel.simulate.draw import PLAIN
from materiel.simulate.inverse import beta_quantiles, beta_share, normal_quantiles

SHARES = np.linspace(0.0, 1.0, 1025)
SHAPES = [(1, 5), (3, 3), (1.7, 4.3), (1, 1), (0.5, 0.5), (0.02, 3), (20, 0.3), (30, 60), (2, 98)]


def test_normal_quantiles_are_those_of_scipy():
    """To the last digits, the ends included."""
    np.testing.assert_allclose(normal_quantiles(1024), ndtri(SHARES), rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize(("a", "b"), SHAPES)
def test_beta_quantiles_are_those_of_scipy(a, b):
    """Skewed, even, with infinite density at an end, narrow."""
    assert a + b <= PLAIN
    for first, second in ((a, b), (b, a)):
        found = beta_quantiles(float(first), float(second), SHARES)
        np.testing.assert_allclose(found, betaincinv(first, second, SHARES), rtol=0, atol=1e-13)
        np.testing.assert_allclose(
            beta_share(float(first), float(second), SHARES),
            betainc(first, second, SHARES),
            rtol=0,
            atol=1e-13,
        )
