"""What carrying missed: labels shorter than the horizon, and what followed where more is known.

Where history is short, models learn from labels of fewer days than the horizon, and a
buy-till-you-die model carries their predictions there. How wrong that is can be seen at older
snapshots, whose customers have been watched for longer: beyond what predictions missed over the
labels' days, carrying them missed a share of its own step. The same share of the step to come is
expected to be missed again, as far as the belief that nothing is missed gives way.

The same was tried for spend, and dropped (``notebooks/LOG.md``).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from src.modeling.calibration import expit
from src.modeling.design import FloatArray
from src.modeling.start import Outlook
from src.modeling.training import Training

BELIEF_HORIZONS = 3.0  # of history that the belief in the carrier is worth, as for the total
LEAST, MOST = -0.5, 1.0  # shares missed that are believed
FURTHEST = 20.0  # log-odds


@dataclass(frozen=True, eq=False)
class Longer:
    """Rows of a training, over as many days of the horizon as are known of each.

    Parameters
    ----------
    days
        At least the days of the labels, at most the horizon.
    churned
        1 without an order day in them, otherwise 0.
    step
        By how much the start expects the log-odds of no order to change, from the labels' days to
        these.
    """

    days: NDArray[np.int64]
    churned: FloatArray
    step: FloatArray


def step(ahead: Outlook) -> FloatArray:
    """Return what carrying adds to each customer's log-odds of no order, at most 0."""
    return np.asarray(ahead.silent_logit_full - ahead.silent_logit)


def missed_share(longer: Longer, training: Training, logit: FloatArray) -> float:
    """Compare with what happened, snapshot by snapshot: the share of the mean step that it missed.

    Parameters
    ----------
    longer
        Of the rows of the training.
    logit
        Calibrated log-odds over the labels' days, by models that have not seen the customers.
    """
    days = np.unique(training.cutoff_day[longer.days > training.label_days])
    if not days.size:
        return 0.0
    steps, beyond = np.zeros(len(days)), np.zeros(len(days))
    for place, day in enumerate(days):
        own = training.cutoff_day == day
        steps[place] = longer.step[own].mean()
        short = _shift(logit[own], training.churned[own])
        beyond[place] = _shift((logit + longer.step)[own], longer.churned[own]) - short
    if not steps.any():
        return 0.0
    share = np.clip((steps * beyond).sum() / (steps**2).sum(), LEAST, MOST)  # long steps tell more
    horizons = 1 + (days[-1] - days[0]) / training.label_days
    return float(share * horizons / (horizons + BELIEF_HORIZONS))


def _shift(logit: FloatArray, happened: FloatArray) -> float:
    """Return the shift of log-odds by which as many are expected as happened."""
    most = len(happened) - 0.5  # all or none is a shift too
    wanted = float(np.clip(happened.sum(), 0.5, most)) / len(happened)
    return float(brentq(lambda by: float(expit(logit + by).mean()) - wanted, -FURTHEST, FURTHEST))
