"""Intervals of spend: nominal where the truth is known, everywhere in order."""

import json

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import gamma

from src.modeling.intervals import (
    BIN_MIN,
    BINS,
    coverage,
    fit_spread,
    most_valuable,
    spread_from_dict,
    spread_to_dict,
)

SHAPE = 2.0


def spenders(customers, seed, silent=0.0, *, steadier=False):
    """Predictions, and spend that scatters around them as a gamma variable of known shape."""
    rng = np.random.default_rng(seed)
    predicted = rng.lognormal(3, 1, customers)
    shape = SHAPE * predicted / 20 if steadier else np.full(customers, SHAPE)
    buys = rng.random(customers) >= silent
    spent = buys * predicted / (1 - silent) * rng.gamma(shape) / shape
    return predicted, spent


def test_the_ends_are_the_tenths_of_the_true_distribution():
    spread = fit_spread(*spenders(40_000, seed=1))
    low, high = gamma.ppf([0.1, 0.9], SHAPE) / SHAPE
    assert len(spread.low) == BINS
    assert_allclose(spread.low, low, rtol=0.1)
    assert_allclose(spread.high, high, rtol=0.1)


def test_where_more_than_a_tenth_spend_nothing_eight_of_ten_spend_less_than_the_high_end():
    silent = 0.3
    spread = fit_spread(*spenders(40_000, seed=2, silent=silent))
    high = gamma.ppf((0.8 - silent) / (1 - silent), SHAPE) / SHAPE / (1 - silent)
    assert set(spread.low) == {0.0}
    assert_allclose(spread.high, high, rtol=0.1)


@pytest.mark.parametrize("silent", [0.0, 0.05, 0.3, 0.7])
@pytest.mark.parametrize("steadier", [False, True])
def test_new_customers_are_inside_as_often_as_said_the_valuable_too(silent, steadier):
    spread = fit_spread(*spenders(5000, 3, silent, steadier=steadier))
    predicted, spent = spenders(20_000, 4, silent, steadier=steadier)
    top = most_valuable(predicted)
    everybody = coverage(spent, *spread.bounds(predicted))
    valuable = coverage(spent[top], *spread.bounds(predicted[top]))
    assert everybody.share == pytest.approx(0.8, abs=0.025)
    assert valuable.share == pytest.approx(0.8, abs=0.04)
    assert (everybody.n, valuable.n) == (20_000, 4000)


@pytest.mark.parametrize("customers", [1, 7, BIN_MIN, 3 * BIN_MIN, 2000])
@pytest.mark.parametrize("silent", [0.0, 0.9, 1 - 1e-9])
def test_the_ends_are_in_order_and_never_below_nothing(customers, silent):
    predicted, spent = spenders(customers, 5, silent)
    spread = fit_spread(predicted, spent - 5.0)  # some returned more than they bought
    clv = np.array([0.0, 1e-12, 0.3, 5.0, 40.0, 1e9])
    low, high = spread.bounds(clv)
    assert (low >= 0).all()
    assert (low <= clv).all()
    assert (clv <= high).all()
    assert np.isfinite(high).all()


def test_predictions_that_are_all_the_same_make_one_bin():
    spread = fit_spread(np.full(500, 10.0), np.arange(500.0) % 20)
    low, high = spread.bounds(np.array([10.0]))
    assert (low[0], high[0]) == (pytest.approx(2, abs=1), pytest.approx(18, abs=1))


def test_it_is_plain_numbers():
    spread = fit_spread(*spenders(1000, seed=6))
    again = spread_from_dict(json.loads(json.dumps(spread_to_dict(spread))))
    assert again == spread


def test_coverage_counts_by_hand_with_a_published_interval():
    """Wilson's interval of 8 in 10 (Agresti & Coull 1998): .490 to .943."""
    spent = np.array([0.0, -3, 1, 2, 2, 2, 2, 2, 3, 9])
    found = coverage(spent, np.zeros(10), np.array([1.0] * 2 + [2.0] * 8))
    assert (found.share, found.n) == (0.8, 10)
    assert (found.low, found.high) == (
        pytest.approx(0.490, abs=1e-3),
        pytest.approx(0.943, abs=1e-3),
    )


def test_the_most_valuable_fifth_is_a_fifth_even_of_equals():
    assert most_valuable(np.array([1.0, 5, 3, 4, 2])).tolist() == [False, True, False, False, False]
    assert most_valuable(np.ones(100)).sum() == 20
    assert most_valuable(np.ones(1)).sum() == 1
