import numpy as np
import pytest
from scipy.stats import f_oneway
from sklearn.metrics import adjusted_rand_score

from src.personas.cluster import centres
from src.personas.stability import (
    RESAMPLES,
    _crossed,
    adjusted_rand,
    eta_squared,
    jaccard,
    stability,
)


def found_again(points, k):
    steps = []
    result = stability(points, centres(points, k, 5, 0), 0, lambda: steps.append(1))
    assert len(steps) == RESAMPLES
    return result


def test_far_apart_groups_are_found_again():
    rng = np.random.default_rng(0)
    points = np.repeat(np.eye(3) * 20, 60, axis=0) + rng.normal(size=(180, 3))
    found = found_again(points, 3)
    assert found.jaccard == (1.0, 1.0, 1.0)
    assert found.adjusted_rand == 1.0


def test_slices_of_one_round_cloud_are_not():
    found = found_again(np.random.default_rng(0).normal(size=(600, 4)), 5)
    assert min(found.jaccard) < 0.6  # "dissolved", Hennig (2007)
    assert found.adjusted_rand < 0.6


def test_many_customers_are_sampled(monkeypatch):
    monkeypatch.setattr("src.personas.stability.SAMPLE_ROWS", 90)
    points = np.repeat(np.eye(3) * 20, 60, axis=0) + np.random.default_rng(0).normal(size=(180, 3))
    assert found_again(points, 3).adjusted_rand == 1.0


def test_jaccard_of_empty_cluster_is_zero():
    assert jaccard(np.array([0, 0]), np.array([1, 1]), 2).tolist() == [[0, 1], [0, 0]]


@pytest.mark.parametrize("k", [1, 2, 5])
def test_the_adjusted_rand_index_is_that_of_scikit_learn(k):
    rng = np.random.default_rng(k)
    for n in (2, 9, 300):
        first, second = rng.integers(0, k, (2, n))
        mixed = np.where(rng.random(n) < 0.5, first, second)
        found = adjusted_rand(_crossed(first, mixed, k))
        assert found == pytest.approx(adjusted_rand_score(first, mixed), abs=1e-12)


def test_eta_squared_agrees_with_the_f_statistic():
    rng = np.random.default_rng(0)
    groups = np.repeat([0, 1, 2], [30, 50, 20])
    outcome = rng.normal(size=100) + groups
    f = f_oneway(*(outcome[groups == group] for group in range(3))).statistic
    assert eta_squared(outcome, groups) == pytest.approx(2 * f / (2 * f + 97))


def test_eta_squared_of_constant_outcome_is_not_a_number():
    assert np.isnan(eta_squared(np.ones(4), np.array([0, 0, 1, 1])))
