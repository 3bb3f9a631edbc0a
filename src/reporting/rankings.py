"""Curves and tenths that show how well a score ranks customers."""

import numpy as np
import pandas as pd
from scipy.stats import norm

from src.modeling.design import FloatArray
from src.modeling.metrics import ties

CURVE_POINTS = 101
WILSON_Z = float(norm.ppf(0.975))


def captured(outcome: FloatArray, score: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Share of the outcome's total (y) held by the best-ranked share of customers (x).

    Customers with equal scores share what they hold together: the expected curve, whatever the
    order of rows.

    >>> _, y = captured(np.array([1.0, 0.0, 0.0, 1.0]), np.array([4.0, 3.0, 2.0, 1.0]))
    >>> y[[0, 25, 75, 100]].tolist()
    [0.0, 0.5, 0.5, 1.0]
    """
    place = ties(-score)
    size = np.concatenate([[0.0], np.bincount(place).cumsum()])
    held = np.concatenate([[0.0], np.bincount(place, outcome).cumsum()])
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
