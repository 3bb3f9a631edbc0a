"""How much better one score ranks customers than another, with what chance could have done."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from src.modeling.design import FloatArray
from src.modeling.metrics import Ties, area, concentration, share_in_top, ties

Measure = Callable[[FloatArray], float]  # of one weight per customer
RESAMPLES = 300
TENTH = 0.1


@dataclass(frozen=True)
class Gain:
    """``ours`` minus ``rival`` on the same customers, with its 95 % bootstrap interval."""

    ours: float
    rival: float
    low: float
    high: float

    @property
    def difference(self) -> float:
        """How much better ours ranks; negative if worse."""
        return self.ours - self.rival

    @property
    def outcome(self) -> str:
        """``better`` or ``worse`` if the interval excludes zero, otherwise ``level``.

        >>> Gain(0.8, 0.7, 0.1, 0.2).outcome, Gain(0.8, 0.7, -0.1, 0.2).outcome
        ('better', 'level')
        >>> Gain(0.7, 0.8, -0.2, -0.1).outcome
        'worse'
        """
        if self.low > 0:
            return "better"
        return "worse" if self.high < 0 else "level"


def auc_gain(churned: FloatArray, ours: FloatArray, rival: FloatArray, seed: int) -> Gain:
    """Gain in AUC: the chance that a churned customer ranks above one who stayed."""
    return _gain([auc_of(churned, score) for score in (ours, rival)], len(churned), seed)


def gini_gain(spent: FloatArray, ours: FloatArray, rival: FloatArray, seed: int) -> Gain:
    """Gain in normalised Gini: 0 is a coin, 1 ranks as well as knowing ``spent``."""
    return _gain([gini_of(spent, score) for score in (ours, rival)], len(spent), seed)


def auc_of(churned: FloatArray, score: FloatArray) -> Measure:
    """Return the AUC of a score as a function of the customers' weights."""
    return partial(_auc, ties(score), churned)


def gini_of(spent: FloatArray, score: FloatArray) -> Measure:
    """Return the normalised Gini of a score as a function of the customers' weights."""
    money = np.maximum(spent, 0)
    return partial(_gini, ties(score), ties(money), money)


def tenth_of(held: FloatArray, score: FloatArray) -> Measure:
    """Return the share of what is ``held`` that the top tenth has, as a function of weights."""
    return partial(_tenth, ties(-score), np.maximum(held, 0))


def _gain(measures: list[Measure], n: int, seed: int) -> Gain:
    """Compare two measures; Poisson weights resample the customers."""
    rng = np.random.default_rng(seed)
    ours, rival = (measure(np.ones(n)) for measure in measures)
    if np.isnan(ours - rival):
        return Gain(ours, rival, np.nan, np.nan)
    draws = (rng.poisson(1.0, n).astype(np.float64) for _ in range(RESAMPLES))
    differences = [measures[0](weights) - measures[1](weights) for weights in draws]
    low, high = np.nanquantile(differences, [0.025, 0.975])
    return Gain(ours, rival, float(low), float(high))


def _auc(own: Ties, churned: FloatArray, weights: FloatArray) -> float:
    return area(own, weights * (1 - churned), weights * churned)


def _gini(own: Ties, best: Ties, money: FloatArray, weights: FloatArray) -> float:
    most = concentration(best, money, weights)
    return concentration(own, money, weights) / most if most else np.nan


def _tenth(own: Ties, held: FloatArray, weights: FloatArray) -> float:
    return share_in_top(own, weights, weights * held, TENTH)
