"""How well a score ranks customers: curves to draw, and the gain over a rival with its interval.

AUC and the normalised Gini are the same sum over customers in the order of their score, ties taken
together: the area under a curve of shares.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm

FloatArray = NDArray[np.float64]
Measure = Callable[[FloatArray], float]  # of one weight per customer
CURVE_POINTS = 101
RESAMPLES = 300
SEED = 20
WILSON_Z = float(norm.ppf(0.975))


@dataclass(frozen=True)
class Gain:
    """``ours`` minus ``rival`` on the same customers, with its 95% bootstrap interval."""

    ours: float
    rival: float
    low: float
    high: float

    @property
    def difference(self) -> float:
        """How much better ours ranks; negative if worse."""
        return self.ours - self.rival


def auc_gain(churned: FloatArray, ours: FloatArray, rival: FloatArray) -> Gain:
    """Gain in AUC: the chance that a churned customer ranks above one who stayed."""
    measures: list[Measure] = [partial(_auc, _ties(score), churned) for score in (ours, rival)]
    return _gain(measures, len(churned))


def gini_gain(spent: FloatArray, ours: FloatArray, rival: FloatArray) -> Gain:
    """Gain in normalised Gini: 0 is a coin, 1 ranks as well as knowing ``spent``."""
    best = partial(_concentration, _ties(spent), spent)
    shares = [partial(_concentration, _ties(score), spent) for score in (ours, rival)]
    return _gain([partial(_ratio, share, best) for share in shares], len(spent))


def captured(outcome: FloatArray, score: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Share of the outcome's total (y) held by the best-ranked share of customers (x).

    Customers with equal scores share what they hold together: the expected curve, whatever the
    order of rows.

    >>> _, y = captured(np.array([1.0, 0.0, 0.0, 1.0]), np.array([4.0, 3.0, 2.0, 1.0]))
    >>> y[[0, 25, 75, 100]].tolist()
    [0.0, 0.5, 0.5, 1.0]
    """
    ties = _ties(-score)
    size = np.concatenate([[0.0], np.bincount(ties).cumsum()])
    held = np.concatenate([[0.0], np.bincount(ties, outcome).cumsum()])
    x = np.linspace(0, 1, CURVE_POINTS)
    return x, np.interp(x, size / size[-1], held / held[-1])


def tenths(score: FloatArray, columns: dict[str, FloatArray]) -> pd.DataFrame:
    """Means, standard errors (``_se``) and ``n`` of columns per tenth of score, lowest first."""
    tenth = np.empty(len(score), dtype=np.int64)
    parts = min(10, len(score))
    tenth[np.argsort(score, kind="stable")] = np.arange(len(score)) * parts // len(score)
    groups = pd.DataFrame(columns).groupby(tenth)
    table = groups.mean().join(groups.sem().add_suffix("_se"))
    return table.assign(n=groups.size())


def wilson(share: FloatArray, n: FloatArray) -> tuple[FloatArray, FloatArray]:
    """95% interval of a share observed in n cases (Wilson 1927, doi:10.2307/2276774).

    >>> [bound.round(3).tolist() for bound in wilson(np.array([0.0]), np.array([10.0]))]
    [[0.0], [0.278]]
    """
    z2 = WILSON_Z**2
    centre = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = WILSON_Z * np.sqrt(share * (1 - share) / n + z2 / (4 * n**2)) / (1 + z2 / n)
    return np.maximum(centre - half, 0.0), np.minimum(centre + half, 1.0)


def _gain(measures: list[Measure], n: int) -> Gain:
    """Compare two measures, which take a weight per customer; Poisson weights resample them."""
    rng = np.random.default_rng(SEED)
    ours, rival = (measure(np.ones(n)) for measure in measures)
    draws = (rng.poisson(1.0, n).astype(np.float64) for _ in range(RESAMPLES))
    differences = [measures[0](weights) - measures[1](weights) for weights in draws]
    low, high = np.nanquantile(differences, [0.025, 0.975])
    return Gain(ours, rival, float(low), float(high))


def _auc(ties: NDArray[np.intp], churned: FloatArray, weights: FloatArray) -> float:
    return _area(ties, weights * (1 - churned), weights * churned)


def _concentration(ties: NDArray[np.intp], spent: FloatArray, weights: FloatArray) -> float:
    return 2 * _area(ties, weights, weights * spent) - 1


def _ratio(share: Measure, best: Measure, weights: FloatArray) -> float:
    with np.errstate(invalid="ignore", divide="ignore"):  # a resample may hold one customer only
        return float(np.divide(share(weights), best(weights)))


def _area(ties: NDArray[np.intp], below: FloatArray, held: FloatArray) -> float:
    """Mean, over what is ``held``, of the share of ``below`` ranked lower; ties count half."""
    base, hold = np.bincount(ties, below), np.bincount(ties, held)
    lower = base.cumsum() - base / 2
    with np.errstate(invalid="ignore", divide="ignore"):  # a resample may lack churned customers
        return float((hold * lower).sum() / (base.sum() * hold.sum()))


def _ties(score: FloatArray) -> NDArray[Any]:
    """Rank of each customer's score among the distinct scores, lowest 0."""
    return np.unique(score, return_inverse=True)[1]
