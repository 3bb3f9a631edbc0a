"""Whether other customers of the same kind would yield the same personas, and what these foretell.

Stability: Hennig (2007), Computational Statistics & Data Analysis 52,
doi:10.1016/j.csda.2006.11.025. Customers are drawn with replacement and clustered afresh; each
original cluster is compared with the most similar new one.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import squareform

from src.personas.cluster import centres
from src.personas.space import FloatArray, IntArray, distances, nearest

RESAMPLES = 40  # with 20, the adjusted Rand index moves by .05 from seed to seed
RESAMPLE_STARTS = 10  # of k-means; 25 raise the worst Jaccard by at most .03, 5 lower it by as much
SAMPLE_ROWS = 5_000  # more customers make each fit slower and every grouping look steadier
MOST = 0.025, 0.975  # quantiles that 95 % lie between
BANDS = 20  # of customers, by how near they are to a border


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
    ratios, stayed
        How often customers stayed in their cluster, 0 to 1, by how near they are to its border:
        the distance to their centre over that to the next, ascending, 1 is the border itself.
    jaccard_within, rand_within
        What 95 % of the resamples lie within: of each cluster, and of the mean index of one
        resample and the others.
    customers
        How many were resampled.
    """

    jaccard: tuple[float, ...]
    adjusted_rand: float
    ratios: tuple[float, ...] = (1.0,)
    stayed: tuple[float, ...] = (1.0,)
    jaccard_within: tuple[tuple[float, float], ...] = ()
    rand_within: tuple[float, float] = (float("nan"), float("nan"))
    customers: int = 0


def stability(
    points: FloatArray,
    centroids: FloatArray,
    seed: int,
    on_resample: Callable[[], None],
    effort: tuple[int, int] = (RESAMPLES, RESAMPLE_STARTS),
) -> Stability:
    """Resample, cluster again, compare; at most `SAMPLE_ROWS` customers, drawn once, take part.

    Parameters
    ----------
    points
        One row per customer, in the persona space.
    centroids
        Centres found in all of them.
    on_resample
        Called after each fit, for a progress bar.
    effort
        Resamples, and starts of k-means in each.
    """
    resamples, starts = effort
    rng = np.random.default_rng(seed)
    if len(points) > SAMPLE_ROWS:
        points = points[rng.choice(len(points), SAMPLE_ROWS, replace=False)]
    original, k = nearest(points, centroids), len(centroids)
    groupings, similarities, same = [], [], np.zeros(len(points))
    for draw in range(resamples):
        rows = rng.integers(0, len(points), len(points))
        again = nearest(points, centres(points[rows], k, starts, seed + draw))
        drawn = np.unique(rows)
        alike = jaccard(original[drawn], again[drawn], k)
        groupings.append(again)
        similarities.append(alike.max(axis=1))
        same += linear_sum_assignment(-alike)[1][original] == again
        on_resample()
    pairs = squareform([adjusted_rand(_crossed(a, b, k)) for a, b in combinations(groupings, 2)])
    with_others = pairs.sum(axis=1) / (resamples - 1)
    return Stability(
        tuple(np.mean(similarities, axis=0).tolist()),
        float(with_others.mean()),
        *_by_border(border_ratio(distances(points, centroids)), same / resamples),
        tuple((float(low), float(high)) for low, high in np.quantile(similarities, MOST, axis=0).T),
        (float(np.quantile(with_others, MOST[0])), float(np.quantile(with_others, MOST[1]))),
        len(points),
    )


def border_ratio(far: FloatArray) -> FloatArray:
    """Distance to the nearest centre over that to the next, 0 to 1; 0 where there is no next.

    >>> border_ratio(np.array([[1.0, 4.0], [2.0, 2.0]])).tolist(), border_ratio(np.ones((1, 1)))
    ([0.25, 1.0], array([0.]))
    """
    if far.shape[1] == 1:
        return np.zeros(len(far))
    two = np.partition(far, 1, axis=1)[:, :2]
    ratio: FloatArray = np.divide(two[:, 0], two[:, 1], where=two[:, 1] > 0, out=np.ones(len(far)))
    return ratio


def _by_border(ratio: FloatArray, same: FloatArray) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return the mean ratio of `BANDS` bands of customers, and the share that stayed in each."""
    bands = np.array_split(np.argsort(ratio, kind="stable"), min(BANDS, len(ratio)))
    stayed = np.minimum.accumulate([same[band].mean() for band in bands])
    return tuple(float(ratio[band].mean()) for band in bands), tuple(stayed.tolist())


def jaccard(first: IntArray, second: IntArray, k: int) -> FloatArray:
    """Compare each cluster of one grouping with each of another, customers in both over in either.

    Rows are clusters of ``first``, columns of ``second``.

    >>> jaccard(np.array([0, 0, 1]), np.array([0, 1, 1]), 2).tolist()
    [[0.5, 0.3333333333333333], [0.0, 0.5]]
    """
    both = _crossed(first, second, k)
    either = both.sum(axis=1, keepdims=True) + both.sum(axis=0) - both
    similarity: FloatArray = both / np.maximum(either, 1)
    return similarity


def adjusted_rand(both: FloatArray) -> float:
    """Return the adjusted Rand index of two groupings, from the customers in each pair of groups.

    Hubert & Arabie (1985, doi:10.1007/BF01908075), as scikit-learn has it, which looks through all
    labels anew and takes a hundred times as long.

    >>> round(adjusted_rand(np.array([[2.0, 0], [1, 1]])), 6)
    0.0
    >>> adjusted_rand(np.array([[2.0, 0], [0, 2]]))
    1.0
    """
    alike, first, second, every = (
        float((counts * (counts - 1)).sum()) / 2
        for counts in (both, both.sum(axis=1), both.sum(axis=0), both.sum())
    )
    most, chance = (first + second) / 2, first * second / max(every, 1.0)
    return 1.0 if most == chance else (alike - chance) / (most - chance)


def _crossed(first: IntArray, second: IntArray, k: int) -> FloatArray:
    """Count the customers in each pair of groups, (k, k)."""
    counts = np.bincount(first * k + second, minlength=k * k)
    return counts.reshape(k, k).astype(np.float64)


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
