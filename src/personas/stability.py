"""Whether other customers of the same kind would yield the same personas, and what these foretell.

Stability: Hennig (2007), Computational Statistics & Data Analysis 52,
doi:10.1016/j.csda.2006.11.025. Customers are drawn with replacement and clustered afresh; each
original cluster is compared with the most similar new one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from sklearn.metrics import adjusted_rand_score

from src.personas.cluster import centres
from src.personas.space import FloatArray, IntArray, nearest

RESAMPLES = 40  # with 20, the adjusted Rand index moves by .05 from seed to seed
RESAMPLE_STARTS = 10  # of k-means; 25 raise the worst Jaccard by at most .03, 5 lower it by as much
SAMPLE_ROWS = 5_000  # more customers make each fit slower and every grouping look steadier


@dataclass(frozen=True)
class Stability:
    """How alike the clusters of resampled customers are.

    Parameters
    ----------
    jaccard
        Per cluster, in the order of its centres, mean over resamples of the largest Jaccard
        similarity to a cluster found again: 0 to 1; 1 is the same customers, below .6 is dissolved
        (Hennig).
    adjusted_rand
        Mean adjusted Rand index between the groupings of any two resamples: 0 is a coin, 1 is
        identical.
    """

    jaccard: tuple[float, ...]
    adjusted_rand: float


def stability(
    points: FloatArray, centroids: FloatArray, seed: int, on_resample: Callable[[], None]
) -> Stability:
    """Resample, cluster again, compare; at most `SAMPLE_ROWS` customers, drawn once, take part.

    Parameters
    ----------
    points
        One row per customer, in the persona space.
    centroids
        Centres found in all of them.
    on_resample
        Called after each of the `RESAMPLES` fits, for a progress bar.
    """
    rng = np.random.default_rng(seed)
    if len(points) > SAMPLE_ROWS:
        points = points[rng.choice(len(points), SAMPLE_ROWS, replace=False)]
    original, k = nearest(points, centroids), len(centroids)
    groupings, similarities = [], []
    for draw in range(RESAMPLES):
        rows = rng.integers(0, len(points), len(points))
        again = nearest(points, centres(points[rows], k, RESAMPLE_STARTS, seed + draw))
        drawn = np.unique(rows)
        groupings.append(again)
        similarities.append(jaccard(original[drawn], again[drawn], k).max(axis=1))
        on_resample()
    pairs = [adjusted_rand_score(a, b) for a, b in combinations(groupings, 2)]
    return Stability(tuple(np.mean(similarities, axis=0).tolist()), float(np.mean(pairs)))


def jaccard(first: IntArray, second: IntArray, k: int) -> FloatArray:
    """Compare each cluster of one grouping with each of another, customers in both over in either.

    Rows are clusters of ``first``, columns of ``second``.

    >>> jaccard(np.array([0, 0, 1]), np.array([0, 1, 1]), 2).tolist()
    [[0.5, 0.3333333333333333], [0.0, 0.5]]
    """
    both = np.zeros((k, k))
    np.add.at(both, (first, second), 1)
    either = both.sum(axis=1, keepdims=True) + both.sum(axis=0) - both
    similarity: FloatArray = both / np.maximum(either, 1)
    return similarity


def eta_squared(outcome: FloatArray, groups: IntArray) -> float:
    """Share of the variance of an outcome that lies between groups: 0 says nothing, 1 all.

    NaN where the outcome does not vary.

    >>> eta_squared(np.array([1.0, 1.0, 3.0, 5.0]), np.array([0, 0, 1, 1]))
    0.8181818181818182
    """
    total = ((outcome - outcome.mean()) ** 2).sum()
    if total == 0:
        return float("nan")
    counts = np.bincount(groups)
    means = np.bincount(groups, outcome) / np.maximum(counts, 1)
    return float((counts * (means - outcome.mean()) ** 2).sum() / total)
