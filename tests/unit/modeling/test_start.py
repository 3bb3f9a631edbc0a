"""Truth: customers whose future is known in closed form, as nobody leaves and nothing changes."""

import json

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from src.modeling.calibration import expit
from src.modeling.design import Design
from src.modeling.start import (
    PROB_MIN,
    fit_start,
    logit,
    outlook,
    start_from_dict,
    start_to_dict,
)

SHAPE, RATE_DAYS = 0.9, 30.0  # planted in tests/conftest.py


@pytest.fixture(scope="module")
def design(invented):
    return invented(3000, seed=2).design


@pytest.mark.parametrize("days", [30, 91, 200])
def test_silence_and_spend_are_expected_as_planted(design, days):
    ahead = outlook(fit_start(design), design, days, days)
    rate, known = SHAPE + design.column("x"), RATE_DAYS + design.column("T_days")
    assert_allclose(expit(ahead.silent_logit), (known / (known + days)) ** rate, atol=0.05)
    worth = design.column("net_mean")
    expected = (rate / known * days * worth).sum()
    assert ahead.spend.sum() == pytest.approx(expected, rel=0.03)


def test_both_horizons_are_told_apart(design):
    start = fit_start(design)
    ahead, month, half_year = (
        outlook(start, design, *days) for days in [(30, 180), (30, 30), (180, 180)]
    )
    assert_array_equal(ahead.silent_logit, month.silent_logit)
    assert_array_equal(ahead.spend_full, half_year.spend)
    assert_array_equal(ahead.silent_logit_full, half_year.silent_logit_full)
    assert (ahead.silent_logit > ahead.silent_logit_full).all()
    assert (ahead.spend < ahead.spend_full).all()


def test_logarithms_stay_finite_for_who_is_sure_to_leave_or_to_stay():
    assert_allclose(expit(logit(np.array([0, 0.3, 1]))), [PROB_MIN, 0.3, 1 - PROB_MIN])
    names = ("x", "t_x_days", "T_days", "orders_count", "net_mean")
    lost_and_keen = np.array([[300.0, 300, 3000, 301, 0], [900, 900, 900, 901, 1e6]])
    ahead = outlook(fit_start(Design(names, lost_and_keen)), Design(names, lost_and_keen), 1, 3650)
    found = [ahead.silent_logit, ahead.silent_logit_full, ahead.spend_full, ahead.log_spend]
    assert np.isfinite(found).all()


def test_json_keeps_every_bit(design):
    start = fit_start(design)
    assert start_from_dict(json.loads(json.dumps(start_to_dict(start)))) == start
