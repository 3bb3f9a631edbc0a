"""How much better one score ranks customers than another, with what chance could have done."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from src.modeling.design import FloatArray
from src.modeling.metrics import Ties, area, concentration, ties

Measure = Callable[[FloatArray], float]  # of one weight per customer
RESAMPLES = 300


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
    measures = [partial(_auc, ties(score), churned) for score in (ours, rival)]
    return _gain(measures, len(churned), seed)


def gini_gain(spent: FloatArray, ours: FloatArray, rival: FloatArray, seed: int) -> Gain:
    """Gain in normalised Gini: 0 is a coin, 1 ranks as well as knowing ``spent``."""
    money = np.maximum(spent, 0)
    measures = [partial(_gini, ties(score), ties(money), money) for score in (ours, rival)]
    return _gain(measures, len(money), seed)


def _gain(measures: list["partial[float]"], n: int, seed: int) -> Gain:
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
