"""Truth: planted coefficients, and the ridge's normal equations."""

import json

import numpy as np
import pytest
from numpy.testing import assert_allclose

from src.modeling.calibration import expit
from src.modeling.design import Design
from src.modeling.linear import (
    PENALTY,
    fit_logistic,
    fit_ridge,
    linear_from_dict,
    linear_to_dict,
)

NAMES = ("refund", "net", "same")


def log_normal(rows, seed):
    """Features whose signed logarithms are known; the last is the same for everybody."""
    rng = np.random.default_rng(seed)
    logs = np.column_stack([rng.normal(0, 1, rows), rng.normal(4, 0.5, rows), np.full(rows, 2.0)])
    return Design(NAMES, np.sign(logs) * np.expm1(np.abs(logs))), logs


def test_planted_log_odds_are_recovered():
    design, logs = log_normal(30_000, seed=1)
    planted = -0.5 + 1.2 * logs[:, 0] - 0.8 * (logs[:, 1] - 4) / 0.5
    churned = np.random.default_rng(2).random(30_000) < expit(planted)
    fitted = fit_logistic(design, churned.astype(float))
    assert_allclose(fitted.coefficients, [1.2, -0.8, 0], atol=0.06)
    assert fitted.intercept == pytest.approx(-0.5, abs=0.06)


def test_ridge_solves_its_normal_equations():
    design, logs = log_normal(200, seed=3)
    values = 3 + logs[:, 0] + np.random.default_rng(4).normal(size=200)
    scaled = (logs[:, :2] - logs[:, :2].mean(axis=0)) / logs[:, :2].std(axis=0)
    expected = np.linalg.solve(
        scaled.T @ scaled + PENALTY * np.eye(2), scaled.T @ (values - values.mean())
    )
    fitted = fit_ridge(design, values)
    assert_allclose(fitted.coefficients, [*expected, 0], atol=1e-3)  # cut at four deviations
    assert fitted.intercept == pytest.approx(values.mean())


@pytest.fixture(scope="module")
def fitted():
    design, logs = log_normal(500, seed=5)
    return fit_ridge(design, logs[:, 0] + logs[:, 1])


def test_terms_add_up_and_what_is_unknown_is_average(fitted):
    rows = Design(NAMES, np.array([[1.0, 50, 6], [np.nan, np.nan, np.nan]]))
    terms = fitted.terms(rows)
    assert_allclose(fitted.score(rows), terms.sum(axis=1) + fitted.intercept)
    assert terms[0, 0] != 0
    assert terms[1].tolist() == [0, 0, 0]


def test_one_customer_cannot_carry_a_score_away(fitted):
    wild = Design(NAMES, np.array([[1e12, 1e300, -1e300], [1e9, 1e100, 7]]))
    terms = fitted.terms(wild)
    assert_allclose(terms[0, :2], 4 * np.array(fitted.coefficients[:2]))
    assert_allclose(terms[0, :2], terms[1, :2])


def test_a_feature_nobody_has_does_no_harm():
    design, logs = log_normal(100, seed=6)
    design.values[:, 2] = np.nan
    fitted = fit_ridge(design, logs[:, 0])
    assert np.isfinite(fitted.score(design)).all()
    assert fitted.coefficients[2] == 0


def test_json_keeps_every_bit(fitted):
    assert linear_from_dict(json.loads(json.dumps(linear_to_dict(fitted)))) == fitted
