"""Calibration: log-odds moved and stretched until they mean what they say (Platt 1999)."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from src.modeling.design import FloatArray

SLOPE_PENALTY = 20.0  # observations' worth of belief that the slope is 1


@dataclass(frozen=True)
class Platt:
    """Calibrated log-odds are ``intercept + slope · score``; 0 and 1 change nothing."""

    intercept: float = 0.0
    slope: float = 1.0

    def logit(self, score: FloatArray) -> FloatArray:
        """Return calibrated log-odds."""
        return self.intercept + self.slope * score


def fit_platt(score: FloatArray, happened: FloatArray) -> Platt:
    """Fit by maximum likelihood, the slope held near 1 where there are few observations.

    Parameters
    ----------
    score
        Log-odds from a model that has not seen these rows.
    happened
        0 or 1 for each.
    """

    def loss(parameters: FloatArray) -> tuple[float, FloatArray]:
        intercept, slope = parameters
        odds = intercept + slope * score
        error = expit(odds) - happened
        value = np.logaddexp(0, odds).sum() - (odds * happened).sum()
        value += SLOPE_PENALTY / 2 * (slope - 1) ** 2
        pull = SLOPE_PENALTY * (slope - 1)
        return float(value), np.array([error.sum(), (error * score).sum() + pull])

    found = minimize(loss, np.array([0.0, 1.0]), jac=True, method="L-BFGS-B")
    return Platt(float(found.x[0]), float(found.x[1]))


def expit(logit: FloatArray) -> FloatArray:
    """Probability of log-odds, without overflow.

    >>> expit(np.array([0.0, -800.0]))
    array([0.5, 0. ])
    """
    return np.asarray(0.5 * (1 + np.tanh(0.5 * logit)))
