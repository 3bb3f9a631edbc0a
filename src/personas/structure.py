"""Whether there is anything to group: real customers against customers mixed at random.

Shuffling every column by itself keeps each feature as it is and takes away that features go
together. Groups of such customers are slices of noise. What groups of the real customers explain of
the distances must clearly exceed that; like the gap statistic (Tibshirani, Walther & Hastie 2001,
doi:10.1111/1467-9868.00293), whose reference is not uniform here but of the same margins.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from src.personas.choice import Candidate
from src.personas.cluster import centres
from src.personas.space import FloatArray, coordinates, fit_space, nearest

SHUFFLES = 20
ROWS_MAX = 2_000
STARTS = 3
CLEARLY = 4.0  # standard deviations; a shuffled table itself passes 3 in one case of 100


@dataclass(frozen=True)
class Structure:
    """Share of the squared distances that lies between groups, 0 to 1.

    Parameters
    ----------
    found
        Of the customers as they are.
    shuffled, spread
        Of customers whose columns were shuffled: mean and standard deviation over `SHUFFLES`.
    """

    found: float
    shuffled: float
    spread: float

    @property
    def exists(self) -> bool:
        """Whether customers are more alike in groups than chance makes them."""
        return self.found > self.shuffled + CLEARLY * self.spread and self.found > self.shuffled


def structure(
    features: pd.DataFrame, relevance: Mapping[str, float], chosen: Candidate, seed: int
) -> Structure:
    """Compare customers with their shuffled selves, at most `ROWS_MAX` of them.

    Parameters
    ----------
    features
        One row per customer, one numeric column per feature; NaN is not known.
    relevance, chosen
        The space that is fitted to them, and the number of groups.
    """
    some = np.random.default_rng(seed).permutation(len(features))[:ROWS_MAX]
    rows = features.iloc[some]
    space = fit_space(rows, relevance, chosen.placed.power)
    points = coordinates(space, rows[list(space.features)].to_numpy(np.float64))
    return structure_in(points, chosen.k, seed)


def structure_in(points: FloatArray, k: int, seed: int) -> Structure:
    """Compare customers in a space with their shuffled selves, as ``k`` groups of each.

    A space is of columns each by itself, so that it is the same for both.
    """
    rng = np.random.default_rng(seed)
    rows = points[rng.permutation(len(points))[:ROWS_MAX]]
    found = _between(rows, k, seed)
    shuffled = [_between(rng.permuted(rows, axis=0), k, seed) for _ in range(SHUFFLES)]
    return Structure(found, float(np.mean(shuffled)), float(np.std(shuffled, ddof=1)))


def _between(points: FloatArray, k: int, seed: int) -> float:
    """Share of the squared distances to the middle that k-means takes away."""
    total = float(((points - points.mean(axis=0)) ** 2).sum())
    if total == 0 or len(np.unique(points, axis=0)) < k:
        return 0.0
    found = centres(points, k, STARTS, seed)
    left = float(((points - found[nearest(points, found)]) ** 2).sum())
    return 1 - left / total
