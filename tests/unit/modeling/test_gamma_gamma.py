"""Truth: the published fit, planted parameters, values worked out by hand."""

from dataclasses import astuple

import numpy as np
import pytest
from numpy.testing import assert_allclose

from src.errors import DataError
from src.modeling.gamma_gamma import GammaGamma, expected_value, fit_gamma_gamma


def test_gamma_gamma_reproduces_the_published_fit(cdnow):
    history, repeat_value = cdnow
    assert (history.x > 0).sum() == 946
    fit = fit_gamma_gamma(history.x, repeat_value)
    assert_allclose([fit.p, fit.q, fit.v], [6.25, 3.74, 15.45], atol=1e-2)


def test_a_planted_gamma_gamma_is_recovered_and_predicts_the_customers_true_mean():
    planted = GammaGamma(p=5.0, q=4.0, v=300.0)
    rng = np.random.default_rng(4)
    x = rng.integers(0, 8, 40_000).astype(float)
    nu = rng.gamma(planted.q, 1 / planted.v, len(x))
    seen = rng.gamma(planted.p * np.maximum(x, 1)) / nu / np.maximum(x, 1)
    seen[x == 0] = np.nan
    fit = fit_gamma_gamma(x, seen)
    assert_allclose(astuple(fit)[:3], astuple(planted)[:3], rtol=0.05)
    expected = expected_value(fit, x, seen)
    for orders in range(8):
        assert expected[x == orders].mean() == pytest.approx(
            (planted.p / nu)[x == orders].mean(), rel=0.04
        )


@pytest.mark.parametrize(
    ("x", "mean_value"),
    [
        ([1.0], [20.0]),
        ([2.0, 3.0, 0.0], [5.0, 5.0, np.nan]),
        ([1.0, 1.0, 2.0], [1e-6, 1e9, 3.0]),
        ([5.0, 1.0, 4.0], [10.0, -3.0, 0.0]),
    ],
    ids=["one customer", "all alike", "wild values", "returns"],
)
def test_degenerate_order_values_stay_finite(x, mean_value):
    x, mean_value = np.array(x), np.array(mean_value)
    model = fit_gamma_gamma(x, mean_value)
    assert np.isfinite(astuple(model)).all()
    expected = expected_value(model, x, mean_value)
    assert (np.isfinite(expected) & (expected > 0)).all()


def test_expected_value_shrinks_to_the_mean_over_customers():
    model = GammaGamma(p=6.25, q=3.74, v=15.45)
    overall = 6.25 * 15.45 / 2.74  # p v / (q - 1)
    unknown, few, many = expected_value(model, np.array([0.0, 1, 1000]), np.array([np.nan, 90, 90]))
    assert unknown == pytest.approx(overall)
    assert overall < few < many < 90
    heavy_tailed = GammaGamma(p=6.25, q=0.9, v=15.45)  # q is taken as 1.1
    assert expected_value(heavy_tailed, np.zeros(1), np.zeros(1)) == pytest.approx(6.25 * 154.5)


def test_values_nobody_can_learn_from_are_refused_with_a_count():
    with pytest.raises(DataError, match="none of 2 customers"):
        fit_gamma_gamma(np.array([0.0, 2]), np.array([np.nan, -1]))
