"""The total: what all customers together will spend, and how far that can be off.

Errors of single customers cancel out in the sum; what remains is what moves all of them at once:
the recipe's own bias, the season, growth or decay. The recipe's bias is seen on the newest labelled
snapshot and taken out; the rest is measured by how earned over predicted moved between past
snapshots.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from src.modeling.design import FloatArray
from src.modeling.training import Training

YEAR_DAYS = 365
RESAMPLES = 200
Z95 = 1.96
TRUST = 0.1  # log units a recipe's bias usually has: the factor is believed beyond chance only
DRIFT = 0.12  # log units that totals usually move from one horizon to the next
DRIFT_WEIGHT = 3.0  # pairs of snapshots that this belief is worth


@dataclass(frozen=True)
class Total:
    """A sum of predictions with its 95 % interval, and what was earned, NaN if not known yet."""

    predicted: float
    low: float
    high: float
    earned: float
    season_known: bool

    @property
    def covered(self) -> bool:
        """Whether what was earned lies inside."""
        return self.low <= self.earned <= self.high


@dataclass(frozen=True)
class Level:
    """What was learnt about the sum.

    Parameters
    ----------
    factor
        Predictions are multiplied by it.
    error
        Standard deviation of the logarithm of earned over predicted that remains.
    """

    factor: float
    error: float

    def total(self, clv: FloatArray, earned: float, history_days: int) -> Total:
        """Return the interval around the sum of predictions already multiplied."""
        predicted, wide = float(clv.sum()), float(np.exp(Z95 * self.error))
        known = history_days >= YEAR_DAYS
        return Total(predicted, predicted / wide, predicted * wide, earned, known)


def fit_level(predicted: FloatArray, training: Training, now: int, seed: int) -> Level:
    """Fit to labelled rows, for predictions at the day ``now``.

    ``predicted`` is the spend of the rows by models that have not seen their customers.
    """
    spent, cutoff_day = training.net_ahead, training.cutoff_day
    days = np.unique(cutoff_day)
    ratios = np.array([_log_ratio(predicted, spent, cutoff_day == day) for day in days])
    newest = np.flatnonzero(cutoff_day == days[-1])
    rng = np.random.default_rng(seed)
    draws = [rng.choice(newest, len(newest)) for _ in range(RESAMPLES)]
    chance = float(np.var([_log_ratio(predicted, spent, draw) for draw in draws]))
    believed = TRUST**2 / (TRUST**2 + chance)
    drift = _drift(ratios, days, now - int(days[-1]))
    error = np.sqrt(chance * (1 + believed) + (1 - believed) * TRUST**2 + drift)
    return Level(float(np.exp(believed * ratios[-1])), float(error))


def _log_ratio(
    predicted: FloatArray, spent: FloatArray, rows: NDArray[np.bool_] | NDArray[np.intp]
) -> float:
    """Return the logarithm of earned over predicted; nothing earned counts as one unit."""
    earned = max(float(spent[rows].sum()), 1.0)
    return float(np.log(earned / max(float(predicted[rows].sum()), 1.0)))


def _drift(ratios: FloatArray, days: NDArray[np.int64], ahead_days: int) -> float:
    """Variance of the move between snapshots as far apart as the next one, held near `DRIFT`.

    Pairs nearer than that count for less: their horizons overlap.
    """
    first, second = np.triu_indices(len(days), 1)
    apart = (days[second] - days[first]) / ahead_days
    moved = (ratios[second] - ratios[first]) ** 2
    weight = np.minimum(apart, 1.0)
    return float(((weight * moved).sum() + DRIFT_WEIGHT * DRIFT**2) / (weight.sum() + DRIFT_WEIGHT))
