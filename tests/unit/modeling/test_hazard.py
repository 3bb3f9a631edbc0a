"""Truth: exponential waits, whose survival is written down, and labels counted by hand."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from src.modeling import hazard
from src.modeling.hazard import (
    Waited,
    ends_of,
    fit_hazard,
    half_days,
    hazard_from_dict,
    hazard_to_dict,
    survival,
)
from src.modeling.start import fit_start

HORIZON = 91


def exponential(invented, customers, seed):
    """Return customers who order from now on at a rate that their past orders tell, and it."""
    rng = np.random.default_rng(seed)
    design = invented(customers, seed=seed).design
    rate = (design.column("x") + 1) / (design.column("T_days") + 60)
    wait = np.floor(rng.exponential(1 / rate))
    return design, rate, np.where(wait < HORIZON, wait, np.nan)


@pytest.fixture(scope="module")
def known(invented):
    design, _, wait = exponential(invented, 3000, seed=1)
    start = fit_start(design)
    return fit_hazard([Waited(design, start, wait)], HORIZON, HORIZON, seed=7), start


def test_waits_at_a_steady_rate_have_the_curve_that_is_written_down(known, invented):
    """S(d) = exp(-rate d), customer by customer, within .03 on average."""
    fitted, start = known
    design, rate, _ = exponential(invented, 2000, seed=2)
    days = (0, 10, 30, 60, HORIZON)
    found = survival(fitted.cumulated(design, start), fitted.ends, np.exp(-rate * HORIZON), days)
    truth = np.exp(-np.outer(rate, days))
    assert np.abs(found - truth).mean(axis=0).max() < 0.03
    assert_allclose(found.mean(axis=0), truth.mean(axis=0), atol=0.02)


def test_each_curve_falls_from_one_to_the_churn_probability_exactly(known, invented):
    fitted, start = known
    design = invented(300, seed=3).design
    prob = np.random.default_rng(3).random(300)
    prob[:2] = 1e-9, 1 - 1e-9
    found = survival(fitted.cumulated(design, start), fitted.ends, prob, range(HORIZON + 1))
    assert_array_equal(found[:, 0], 1.0)
    assert_array_equal(found[:, -1], prob)
    assert (np.diff(found, axis=1) <= 0).all()


def test_half_have_ordered_where_the_curve_crosses_one_half(known, invented):
    fitted, start = known
    design = invented(300, seed=4).design
    prob = np.random.default_rng(4).random(300)
    cumulated = fitted.cumulated(design, start)
    days = half_days(cumulated, fitted.ends, prob)
    curve = survival(cumulated, fitted.ends, prob, range(HORIZON + 1))
    assert_array_equal(np.isnan(days), prob > 0.5)
    early = np.flatnonzero(prob <= 0.5)
    at = days[early].astype(int)
    assert (curve[early, at] <= 0.5).all()
    assert (curve[early, at - 1] > 0.5).all()


def test_a_customer_is_a_row_for_each_interval_until_the_order():
    """Ordered on day 0; on day 7, so in the second week; never."""
    who, number, ordered = hazard._periods(np.array([0.0, 7.0, np.nan]), (7, 14))
    rows = sorted(zip(who.tolist(), number.tolist(), ordered.tolist(), strict=True))
    assert rows == [(0, 0, True), (1, 0, False), (1, 1, True), (2, 0, False), (2, 1, False)]


def test_labels_too_short_for_an_interval_leave_the_shape_to_the_start(invented):
    design, _, wait = exponential(invented, 200, seed=5)
    start = fit_start(design)
    fitted = fit_hazard([Waited(design, start, wait)], 5, HORIZON, seed=7)
    assert fitted.ends == ends_of(HORIZON)
    assert (fitted.start, set(fitted.levels), set(fitted.steady)) == (1.0, {0.0}, {0.0})
    assert (np.diff(fitted.cumulated(design, start), axis=1) > 0).all()


def test_later_intervals_go_on_as_the_last_that_was_learnt(invented):
    design, _, wait = exponential(invented, 600, seed=6)
    short = np.where(wait < 30, wait, np.nan)
    fitted = fit_hazard([Waited(design, fit_start(design), short)], 30, HORIZON, seed=7)
    assert len(fitted.levels) == 13
    assert len(set(fitted.levels[3:])) == 1
    assert len(set(fitted.levels[:4])) == 4


def test_it_survives_being_written_down(known, invented):
    fitted, start = known
    design = invented(50, seed=8).design
    again = hazard_from_dict(hazard_to_dict(fitted))
    assert again == fitted
    assert_array_equal(again.cumulated(design, start), fitted.cumulated(design, start))
