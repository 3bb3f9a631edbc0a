"""Truth: planted slopes and intercepts; SciPy for the logistic function."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import special

from src.modeling.calibration import Platt, expit, fit_platt


@pytest.mark.parametrize(("intercept", "slope"), [(0.0, 1.0), (-0.7, 1.6), (1.5, 0.4)])
def test_planted_slope_and_intercept_are_recovered(intercept, slope):
    rng = np.random.default_rng(1)
    score = rng.normal(0, 2, 30_000)
    happened = rng.random(len(score)) < special.expit(intercept + slope * score)
    fitted = fit_platt(score, happened.astype(float))
    assert_allclose([fitted.intercept, fitted.slope], [intercept, slope], atol=0.06)
    moved = fitted.logit(score)
    assert (np.argsort(moved) == np.argsort(score)).all()  # ranking is left alone
    assert expit(moved).mean() == pytest.approx(happened.mean(), abs=1e-4)


def test_scores_that_say_nothing_are_flattened_to_the_base_rate():
    rng = np.random.default_rng(2)
    score, happened = rng.normal(0, 2, 30_000), (rng.random(30_000) < 0.2).astype(float)
    prob = expit(fit_platt(score, happened).logit(score))
    assert_allclose(prob, 0.2, atol=0.03)


def test_few_customers_cannot_overturn_the_scores():
    score = np.array([-2.0, -1, 1, 2])
    assert fit_platt(score, np.array([1.0, 1, 0, 0])).slope > 0.5
    assert fit_platt(score, np.array([0.0, 0, 1, 1])).slope < 1.5


@pytest.mark.parametrize("always", [0.0, 1.0])
def test_where_all_or_none_churned_it_is_nearly_sure_and_finite(always):
    score = np.linspace(-3, 3, 500)
    fitted = fit_platt(score, np.full(500, always))
    assert np.isfinite([fitted.intercept, fitted.slope]).all()
    assert_allclose(expit(fitted.logit(score)), always, atol=0.01)


def test_without_calibration_nothing_changes():
    assert Platt().logit(np.array([-1.5, 0.0])).tolist() == [-1.5, 0.0]


def test_expit_is_scipys_and_never_overflows():
    logit = np.array([-1e308, -750, -3, 0, 3, 750, 1e308])
    assert_allclose(expit(logit), special.expit(logit), atol=1e-15)
