"""What carrying missed, with planted truths: shares of a known step, by hand."""

import numpy as np
import pytest

from src.modeling.calibration import expit
from src.modeling.carry import LEAST, MOST, Longer, missed_share, step
from src.modeling.design import Design
from src.modeling.start import Outlook
from src.modeling.training import Training

EACH, LABEL, NOW = 1000, 30, 400
STEP = -1.0  # of the log-odds of silence, from the labels' days to twice as many


def outcome(logit):
    """Return churned, as many as the log-odds say."""
    return (np.arange(EACH) < round(EACH * expit(np.array([logit]))[0])).astype(float)


def known(cutoffs, level=0.0, beyond=0.0):
    """Return the share that was missed at these cutoffs, where models say 1:1 of everybody.

    ``level`` is by how much that was wrong, ``beyond`` by how much the step from there was.
    """
    nothing = np.zeros(EACH * len(cutoffs))
    days = np.array([2 * LABEL if NOW - day >= 2 * LABEL else LABEL for day in cutoffs])
    far = np.repeat(days > LABEL, EACH)
    training = Training(
        design=Design(("x",), nothing[:, None]),
        cutoff_day=np.repeat(cutoffs, EACH),
        customer=np.arange(len(nothing)),
        churned=np.tile(outcome(level), len(cutoffs)),
        net_ahead=nothing,
        silent_logit=nothing,
        log_spend=nothing,
        label_days=LABEL,
    )
    churned = np.where(far, np.tile(outcome(level + STEP + beyond), len(cutoffs)), 0.0)
    return missed_share(Longer(np.repeat(days, EACH), churned, STEP * far), training, nothing)


def test_a_carrier_that_is_right_is_left_alone():
    assert known([100, 200]) == pytest.approx(0, abs=0.01)


def test_what_was_missed_within_the_labels_days_is_no_fault_of_the_carrier():
    assert known([100, 200], level=0.7) == pytest.approx(0, abs=0.01)


@pytest.mark.parametrize(("apart", "horizons"), [(0, 1), (LABEL, 2), (6 * LABEL, 7)])
def test_a_missed_share_is_believed_by_how_long_it_was_seen(apart, horizons):
    found = known(sorted({100, 100 + apart}), beyond=STEP / 2)
    assert found == pytest.approx(0.5 * horizons / (horizons + 3), abs=0.01)


def test_nothing_is_learnt_where_nothing_longer_is_known():
    assert known([NOW - LABEL], beyond=-3.0) == 0


def test_no_more_than_all_is_believed():
    assert known([100], beyond=9 * STEP) == MOST / 4
    assert known([100], beyond=-3 * STEP) == LEAST / 4


def test_customers_who_all_stay_are_a_shift_too():
    assert np.isfinite(known([100], level=-50.0))


def test_the_step_is_what_the_start_expects_beyond_the_labels():
    ahead = Outlook(np.array([1.0, 2]), np.ones(2), np.array([-1.0, 1]), np.ones(2))
    assert step(ahead).tolist() == [-2, -1]
