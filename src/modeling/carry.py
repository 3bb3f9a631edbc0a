"""What carrying missed: labels shorter than the horizon, and what followed where more is known.

Where history is short, models learn from labels of fewer days than the horizon, and a
buy-till-you-die model carries their predictions there. How wrong that is can be seen at older
snapshots, whose customers have been watched for longer: beyond what predictions missed over the
labels' days, carrying them missed a share of its own step. The same share of the step to come is
expected to be missed again, as far as the belief that nothing is missed gives way.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from src.modeling.calibration import expit
from src.modeling.design import FloatArray
from src.modeling.start import SPEND_MIN, Outlook
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
    churned, net_ahead
        What happened in them, as in `Training`.
    ahead
        What the start expected of the rows over the labels' days, and in full over these.
    """

    days: NDArray[np.int64]
    churned: FloatArray
    net_ahead: FloatArray
    ahead: Outlook

    def rows(self, chosen: NDArray[np.bool_]) -> "Longer":
        """Keep some rows."""
        return Longer(
            self.days[chosen],
            self.churned[chosen],
            self.net_ahead[chosen],
            self.ahead.rows(chosen),
        )


@dataclass(frozen=True)
class Missed:
    """Shares of the step from labels to horizon: of mean log-odds of churn, of log total spend."""

    churn: float = 0.0
    spend: float = 0.0

    def churn_shift(self, ahead: Outlook) -> float:
        """Return what to add to calibrated log-odds."""
        return self.churn * float((ahead.silent_logit_full - ahead.silent_logit).mean())

    def spend_factor(self, ahead: Outlook) -> float:
        """Return what to multiply spends by."""
        return float(np.exp(self.spend * _log_ratio(ahead.spend_full, ahead.spend)))


def missed(longer: Longer, training: Training, logit: FloatArray, spend: FloatArray) -> Missed:
    """Compare with what happened, snapshot by snapshot.

    Parameters
    ----------
    longer
        Of the rows of the training.
    logit, spend
        Calibrated log-odds and spend over the labels' days, by models that have not seen the
        customers.
    """
    days = np.unique(training.cutoff_day[longer.days > training.label_days])
    if not days.size:
        return Missed()
    step = longer.ahead.silent_logit_full - longer.ahead.silent_logit
    further = spend * longer.ahead.spend_ratio
    churn, money = [], []
    for day in days:
        own = training.cutoff_day == day
        short = _level(logit[own], training.churned[own])
        churn.append((step[own].mean(), _level((logit + step)[own], longer.churned[own]) - short))
        short = _log_ratio(training.net_ahead[own], spend[own])
        long = _log_ratio(longer.net_ahead[own], further[own])
        money.append((_log_ratio(further[own], spend[own]), long - short))
    horizons = 1 + (days[-1] - days[0]) / training.label_days
    trust = float(horizons / (horizons + BELIEF_HORIZONS))
    return Missed(trust * _share(churn), trust * _share(money))


def _share(pairs: list[tuple[float, float]]) -> float:
    """Return the share of the steps that was missed; long steps tell more."""
    steps, beyond = np.array(pairs).T
    if not steps.any():
        return 0.0
    return float(np.clip((steps * beyond).sum() / (steps**2).sum(), LEAST, MOST))


def _level(logit: FloatArray, happened: FloatArray) -> float:
    """Return the shift of log-odds by which as many are expected as happened."""
    most = len(happened) - 0.5  # all or none is a shift too
    wanted = float(np.clip(happened.sum(), 0.5, most)) / len(happened)
    shift = brentq(lambda by: float(expit(logit + by).mean()) - wanted, -FURTHEST, FURTHEST)
    return float(shift)


def _log_ratio(above: FloatArray, below: FloatArray) -> float:
    return float(np.log(max(above.sum(), SPEND_MIN) / max(below.sum(), SPEND_MIN)))
