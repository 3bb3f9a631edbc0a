"""Held-out predictions know nothing of the customer, and otherwise are those of the models."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from src.modeling import metrics
from src.modeling.held_out import held_out


@pytest.fixture(scope="module")
def training(invented):
    """300 customers at two cutoffs."""
    rows = invented(600, seed=1).training()
    return replace(rows, cutoff_day=np.repeat([1, 2], 300), customer=np.tile(np.arange(300), 2))


def test_what_a_customer_did_changes_the_predictions_of_others_only(training):
    own = training.customer == 17
    turned = replace(
        training,
        churned=np.where(own, 1 - training.churned, training.churned),
        net_ahead=np.where(own, 900 - training.net_ahead, training.net_ahead),
    )
    before, after = (held_out(known, seed=7, threads=1) for known in (training, turned))
    for name in ("churn_score", "spend"):
        one, other = getattr(before, name), getattr(after, name)
        assert_array_equal(one[own], other[own])
        assert (one != other).mean() > 0.6


def test_folds_fitted_side_by_side_are_those_fitted_in_turn(training):
    with ThreadPoolExecutor(2) as pool:
        found = held_out(training, 7, 1, pool.map)
    expected = held_out(training, 7, 1)
    assert_array_equal(found.churn_score, expected.churn_score)
    assert_array_equal(found.spend, expected.spend)


def test_they_still_rank(training):
    held = held_out(training, seed=7, threads=1)
    assert metrics.auc(training.churned, held.churn_score) > 0.7
    assert metrics.normalised_gini(training.net_ahead, held.spend) > 0.5
    assert (held.spend >= 0).all()
