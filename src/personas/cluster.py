"""k-means in the persona space: centres that do not depend on threads.

scikit-learn adds up the chunks of several threads in the order in which they finish, so that the
last bits of a centre differ from run to run; and on a busy machine its threads wait for each other
(80 times slower was measured on two shared cores). One thread per fit cures both.
"""

from functools import cache

import numpy as np
from sklearn.cluster import KMeans
from threadpoolctl import ThreadpoolController

from src.personas.space import FloatArray, nearest


def centres(points: FloatArray, k: int, starts: int, seed: int) -> FloatArray:
    """Centres of the best of several k-means fits, largest cluster first: (k, features).

    Parameters
    ----------
    points
        One row per customer, in the persona space; at least ``k`` of them differ.
    starts
        Independent k-means++ starts; the one with the smallest within-cluster sum of squares is
        kept.
    """
    with _threads().limit(limits=1):
        fitted = KMeans(n_clusters=k, n_init=starts, random_state=seed).fit(points)
    return _by_size(points, fitted.cluster_centers_)


def moved(points: FloatArray, centroids: FloatArray) -> FloatArray:
    """Centres of one k-means fit that begins at known centres, largest cluster first."""
    with _threads().limit(limits=1):
        fitted = KMeans(n_clusters=len(centroids), init=centroids, n_init=1).fit(points)
    return _by_size(points, fitted.cluster_centers_)


def _by_size(points: FloatArray, centroids: FloatArray) -> FloatArray:
    found: FloatArray = centroids.astype(np.float64)
    sizes = np.bincount(nearest(points, found), minlength=len(found))
    return found[np.argsort(-sizes, kind="stable")]


@cache
def _threads() -> ThreadpoolController:
    """Find the thread pools once: looking for them takes longer than a small fit."""
    return ThreadpoolController()
