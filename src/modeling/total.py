"""The total: what all customers together will spend, and how far that can be off.

Errors of single customers cancel out in the sum; what remains is what moves all of them at once:
the recipe's own bias, the season, growth or decay. The recipe's bias is the mean over the labelled
snapshots of earned over predicted, and is taken out; the newest snapshot alone would pass off its
season as bias (``notebooks/LOG.md``). Where a snapshot looked ahead from the same time of year,
half of what it had more or less than the others is expected again. How much snapshots differ from
each other says how far the next total may be off.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from src.modeling.design import FloatArray
from src.modeling.training import Training

YEAR_DAYS = 365
SEASON_DAYS = 20  # a snapshot this near to a year ago saw the season that comes
SEASON_TRUST = 0.5  # one year does not tell a season from an accident
RESAMPLES = 200
Z95 = 1.96
USUAL = 0.15  # log units by which totals are off where nothing is known
USUAL_WEIGHT = 3.0  # horizons of history that this belief is worth


@dataclass(frozen=True)
class Total:
    """A sum of predictions with its 95 % interval, and what was earned, NaN if not known yet.

    ``season_known`` says whether a year of history precedes the predictions.
    """

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
    chance = _chance(predicted, spent, np.flatnonzero(cutoff_day == days[-1]), seed)
    believed = USUAL**2 / (USUAL**2 + chance)  # 1 for many customers, 0 for a handful
    horizons = 1 + (days[-1] - days[0]) / training.label_days  # snapshots' horizons overlap
    moved = horizons * ratios.var() + USUAL_WEIGHT * USUAL**2
    drift = moved / (horizons + USUAL_WEIGHT) * (1 + 1 / horizons)
    usual = ratios.mean()
    log_factor = believed * (usual + SEASON_TRUST * _season(ratios - usual, days, now))
    return Level(float(np.exp(log_factor)), float(np.sqrt(drift + chance * (1 + believed**2))))


def _log_ratio(
    predicted: FloatArray, spent: FloatArray, rows: NDArray[np.bool_] | NDArray[np.intp]
) -> float:
    """Return the logarithm of earned over predicted; below one unit of money counts as one."""
    earned, expected = float(spent[rows].sum()), float(predicted[rows].sum())
    return float(np.log(max(earned, 1.0) / max(expected, 1.0)))


def _chance(predicted: FloatArray, spent: FloatArray, rows: NDArray[np.intp], seed: int) -> float:
    """Return the variance of the log ratio over resamples of customers."""
    rng = np.random.default_rng(seed)
    draws = (rng.choice(rows, len(rows)) for _ in range(RESAMPLES))
    return float(np.var([_log_ratio(predicted, spent, draw) for draw in draws]))


def _season(excess: FloatArray, days: NDArray[np.int64], now: int) -> float:
    """Return the excess of the snapshot a year before ``now``; 0 if there is none."""
    away = np.abs(days - (now - YEAR_DAYS))
    return float(excess[away.argmin()]) if away.min() <= SEASON_DAYS else 0.0
