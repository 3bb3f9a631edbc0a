"""Truth: scikit-learn, the definitions by brute force, sums done by hand, planted separations."""

from itertools import permutations

import numpy as np
import pytest
from scipy.stats import norm
from sklearn import metrics as reference

from src.modeling import metrics

seeded = pytest.mark.parametrize("seed", range(5))


@seeded
def test_churn_metrics_equal_scikit_learns_ties_included(seed):
    rng = np.random.default_rng(seed)
    happened = (rng.random(60) < 0.3).astype(float)
    prob = rng.integers(1, 10, 60) / 10
    assert metrics.auc(happened, prob) == pytest.approx(reference.roc_auc_score(happened, prob))
    assert metrics.log_loss(happened, prob) == pytest.approx(reference.log_loss(happened, prob))
    assert metrics.brier(happened, prob) == pytest.approx(
        reference.brier_score_loss(happened, prob)
    )


def test_a_sure_mistake_costs_much_but_not_infinitely_much():
    assert 13 < metrics.log_loss(np.array([1.0]), np.array([0.0])) < 14


@pytest.mark.parametrize("happened", [np.zeros(4), np.ones(4)])
def test_nothing_to_tell_apart_has_no_auc(happened):
    assert np.isnan(metrics.auc(happened, np.arange(4.0)))


def gini_of(money):
    """One minus twice the area under the Lorenz curve of customers in this order."""
    return 1 - 2 * np.trapezoid(np.cumsum([0.0, *money]) / sum(money), dx=1 / len(money))


def gini_by_definition(spent, score):
    """Mean over all orders that the score allows, over the Gini in order of spend."""
    money = np.maximum(spent, 0)
    orders = [list(order) for order in permutations(range(len(money)))]
    allowed = [money[order] for order in orders if (np.diff(score[order]) >= 0).all()]
    return np.mean([gini_of(order) for order in allowed]) / gini_of(np.sort(money))


@seeded
def test_gini_is_its_definition_with_ties_zeros_and_returns(seed):
    rng = np.random.default_rng(seed)
    spent = np.array([*rng.integers(-20, 50, 5), 60.0])
    score = rng.integers(0, 3, 6).astype(float)
    assert metrics.normalised_gini(spent, score) == pytest.approx(gini_by_definition(spent, score))


def test_gini_of_a_coin_a_prophet_and_his_opposite():
    spent = np.array([0.0, 0, 5, -3, 20])
    assert metrics.normalised_gini(spent, np.full(5, 7.0)) == pytest.approx(0)
    assert metrics.normalised_gini(spent, np.maximum(spent, 0)) == pytest.approx(1)
    assert metrics.normalised_gini(spent, -np.maximum(spent, 0)) == pytest.approx(-1)
    assert np.isnan(metrics.normalised_gini(np.array([0.0, -1]), np.array([1.0, 2])))


def test_calibration_error_by_hand():
    tenths = np.repeat((np.arange(10) + 0.5) / 10, 2)  # .05, .05, .15, ... .95
    told_right_of_half = (tenths > 0.5).astype(float)  # off by .05, .15, ... .45, .45, ... .05
    assert metrics.calibration_error(told_right_of_half, tenths) == pytest.approx(0.25)
    assert metrics.calibration_error(told_right_of_half, told_right_of_half) == 0
    three = np.array([1.0, 0, 1]), np.array([0.8, 0.4, 0.6])  # fewer than ten customers
    assert metrics.calibration_error(*three) == pytest.approx((0.2 + 0.4 + 0.4) / 3)


def test_spend_metrics_by_hand():
    spent, same = np.array([0.0, 10, 50]), np.full(3, 10.0)
    assert metrics.mae(spent, same) == pytest.approx(50 / 3)
    assert metrics.rmse(spent, same) == pytest.approx((1700 / 3) ** 0.5)
    assert metrics.bias_share(spent, same) == pytest.approx(-0.5)
    assert metrics.spearman(spent, np.array([1.0, 3, 2])) == pytest.approx(0.5)
    assert np.isnan(metrics.spearman(spent, same))
    assert np.isnan(metrics.bias_share(np.zeros(3), same))


def test_intervals_hold_the_planted_truth_as_often_as_they_say():
    truth = norm.cdf(1 / 2**0.5)  # of two normal scores one apart
    rng = np.random.default_rng(0)
    happened = np.repeat([0.0, 1.0], 75)
    bounds = np.array(
        [
            metrics.interval(metrics.auc, happened, rng.normal(happened), seed=study)
            for study in range(60)
        ]
    )
    held = (bounds[:, 0] <= truth) & (truth <= bounds[:, 1])
    assert 52 <= held.sum() <= 60
    assert 0.1 < np.diff(bounds).mean() < 0.2  # 3.92 standard errors of .04


def test_of_very_many_customers_a_part_is_drawn_and_tells_the_same(monkeypatch):
    rng = np.random.default_rng(8)
    happened = (rng.random(6000) < 0.4).astype(float)
    score = rng.normal(happened)
    whole = metrics.interval(metrics.auc, happened, score, seed=1)
    monkeypatch.setattr(metrics, "DRAWN_MAX", 600)
    part = metrics.interval(metrics.auc, happened, score, seed=1)
    assert np.diff(part) == pytest.approx(np.diff(whole), rel=0.25)
    assert np.mean(part) == pytest.approx(np.mean(whole), abs=0.003)
