"""What carrying missed, with planted truths: shares of a known step, by hand."""

import numpy as np
import pytest

from src.modeling.calibration import expit
from src.modeling.carry import LEAST, MOST, Longer, Missed, missed
from src.modeling.design import Design
from src.modeling.start import Outlook
from src.modeling.training import Training

EACH, LABEL, NOW = 1000, 30, 400
STEP = -1.0  # of the log-odds of silence, from the labels' days to twice as many


def outcome(logit):
    """Return churned, as many as the log-odds say."""
    return (np.arange(EACH) < round(EACH * expit(np.array([logit]))[0])).astype(float)


def known(cutoffs, level=0.0, beyond=0.0, earned=1.0, earned_beyond=1.0):
    """Return rows whose models say 1:1 and 10 each, and what followed at those cutoffs.

    ``level`` and ``earned`` are what happened otherwise within the labels' days, and from there on
    ``beyond`` and ``earned_beyond``.
    """
    n, ones = EACH * len(cutoffs), np.ones(EACH * len(cutoffs))
    days = np.array([2 * LABEL if NOW - day >= 2 * LABEL else LABEL for day in cutoffs])
    far = np.repeat(days > LABEL, EACH)
    training = Training(
        design=Design(("x",), np.zeros((n, 1))),
        cutoff_day=np.repeat(cutoffs, EACH),
        customer=np.arange(n),
        churned=np.tile(outcome(level), len(cutoffs)),
        net_ahead=10 * earned * ones,
        silent_logit=0 * ones,
        log_spend=np.log(10) * ones,
        label_days=LABEL,
    )
    longer = Longer(
        days=np.repeat(days, EACH),
        churned=np.where(far, np.tile(outcome(level + STEP + beyond), len(cutoffs)), 0.0),
        net_ahead=np.where(far, 20 * earned * earned_beyond, 10.0),
        ahead=Outlook(0 * ones, 10 * ones, STEP * far, 10 * (1.0 + far)),
    )
    return missed(longer, training, 0 * ones, 10 * ones)


def test_a_carrier_that_is_right_is_left_alone():
    found = known([100, 200])
    assert found.churn == pytest.approx(0, abs=0.01)
    assert found.spend == pytest.approx(0, abs=1e-9)


def test_what_was_missed_within_the_labels_days_is_no_fault_of_the_carrier():
    found = known([100, 200], level=0.7, earned=1.3)
    assert found.churn == pytest.approx(0, abs=0.01)
    assert found.spend == pytest.approx(0, abs=1e-9)


def test_a_missed_share_is_believed_by_how_long_it_was_seen():
    """Half a step more was needed, and spend grew by a quarter of its doubling more."""
    planted = {"beyond": STEP / 2, "earned_beyond": 2**0.25}
    for cutoffs, horizons in (([100], 1), ([100, 100 + LABEL], 2), ([100, 100 + 6 * LABEL], 7)):
        found = known(cutoffs, **planted)
        assert found.churn == pytest.approx(0.5 * horizons / (horizons + 3), abs=0.01)
        assert found.spend == pytest.approx(0.25 * horizons / (horizons + 3))


def test_nothing_is_learnt_where_nothing_longer_is_known():
    assert known([NOW - LABEL], beyond=-3.0) == Missed()


def test_no_more_than_all_is_believed():
    assert known([100], beyond=9 * STEP, earned_beyond=8.0) == Missed(MOST / 4, MOST / 4)
    least = known([100], beyond=-3 * STEP, earned_beyond=0.1)
    assert least == Missed(LEAST / 4, LEAST / 4)


def test_customers_who_all_stay_or_never_spend_are_a_shift_too():
    found = known([100], level=-50.0, earned=0.0)
    assert np.isfinite([found.churn, found.spend]).all()


def test_the_share_is_applied_to_the_step_to_come():
    ahead = Outlook(np.zeros(2), np.array([10.0, 30]), np.array([-1.0, -3]), np.array([20.0, 60]))
    found = Missed(churn=0.5, spend=0.5)
    assert found.churn_shift(ahead) == pytest.approx(-1.0)  # half of the mean step of -2
    assert found.spend_factor(ahead) == pytest.approx(2**0.5)
