"""How many personas: the largest number that stays under resampling and leaves none small.

Not the silhouette, which loves one giant cluster and a few outliers (METHODS §4). What the groups
say about next-period spend is reported beside each number and decides nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from src.personas.cluster import centres
from src.personas.space import FloatArray, nearest
from src.personas.stability import RESAMPLES, Stability, eta_squared, stability

MOST = 8  # more than anybody keeps in mind
STARTS = 25
MIN_JACCARD = 0.75  # Hennig (2007): at .75 and above a cluster is valid and stable
MIN_RAND = 0.83  # else several personas that each just pass add up to a grouping that does not stay
MIN_SHARE = 0.05


@dataclass(frozen=True)
class Candidate:
    """One number of personas and what speaks for it.

    Parameters
    ----------
    centroids
        (k, features) in the persona space, largest persona first.
    shares
        Share of customers per persona, descending, sums to 1.
    eta_squared
        Variance of next-period log spend between the personas, 0 to 1; None if no outcome is known
        yet.
    """

    centroids: FloatArray
    shares: tuple[float, ...]
    stability: Stability
    eta_squared: float | None

    @property
    def k(self) -> int:
        """Number of personas."""
        return len(self.shares)

    @property
    def worst_jaccard(self) -> float:
        """Stability of the least stable persona, 0 to 1."""
        return min(self.stability.jaccard)

    @property
    def qualifies(self) -> bool:
        """Whether the personas, each and together, stay, and none is too small."""
        stays = self.worst_jaccard >= MIN_JACCARD and self.stability.adjusted_rand >= MIN_RAND
        return stays and min(self.shares) >= MIN_SHARE


@dataclass(frozen=True)
class Choice:
    """All candidates, by k ascending, and the chosen one; ``stable`` is false if none qualified."""

    candidates: tuple[Candidate, ...]
    chosen: Candidate
    stable: bool


def candidates(
    points: FloatArray, outcome: FloatArray | None, seed: int, on_step: Callable[[int, int], None]
) -> tuple[Candidate, ...]:
    """Cluster into 2 to `MOST` groups and test each; a single group where all customers are alike.

    Parameters
    ----------
    points
        One row per customer, in the persona space.
    outcome
        Next-period log spend of the same customers, or None.
    on_step
        Called with (done, total) after each clustering of resampled customers.
    """
    distinct = len(np.unique(points, axis=0))
    counts = range(2, min(MOST, distinct) + 1) if distinct > 1 else range(1, 2)
    total, done = len(counts) * RESAMPLES, 0

    def step() -> None:
        nonlocal done
        done += 1
        on_step(done, total)

    found = []
    for k in counts:
        centroids = centres(points, k, STARTS, seed)
        found.append(_tested(points, centroids, outcome, stability(points, centroids, seed, step)))
    return tuple(found)


def _tested(
    points: FloatArray, centroids: FloatArray, outcome: FloatArray | None, tested: Stability
) -> Candidate:
    labels = nearest(points, centroids)
    shares = np.bincount(labels, minlength=len(centroids)) / len(labels)
    useful = None if outcome is None else eta_squared(outcome, labels)
    return Candidate(centroids, tuple(shares.tolist()), tested, useful)


def choose(found: tuple[Candidate, ...]) -> Choice:
    """Take the largest k that qualifies; where none does, the steadiest, marked not stable.

    The steadiest is the one whose least stable persona is the most stable, among those that leave
    every persona its minimum share if there are any.
    """
    good = [candidate for candidate in found if candidate.qualifies and candidate.k > 1]
    if good:
        return Choice(found, good[-1], stable=True)
    fallback = max(found, key=lambda one: (min(one.shares) >= MIN_SHARE, one.worst_jaccard))
    return Choice(found, fallback, stable=False)
