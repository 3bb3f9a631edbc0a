"""How many personas, in which space: the most that stay under resampling, none small, all readable.

Every number of personas is tried in a few spaces, from one in which many features count to one in
which few do: where a cloud of customers is cut in two places that are nearly as good, another space
decides for one. Screening takes few resamples; what wins among many would look better than it is
(winner's curse), so it must pass again, on all resamples of another seed. Not the silhouette, which
loves one giant cluster and a few outliers (METHODS §4).
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from sklearn.metrics import balanced_accuracy_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict
from sklearn.tree import DecisionTreeClassifier

from src.personas.cluster import centres, moved
from src.personas.space import FloatArray, IntArray, Space, nearest
from src.personas.stability import Stability, eta_squared, stability

MOST = 8  # more than anybody keeps in mind
STARTS = 10
SCREENING = (10, 5)  # resamples and starts: the index moves by .05, which the full test then mends
FIRST = (3, 5)  # enough to see that something falls far short
FAR_SHORT = 0.2
MIN_JACCARD = 0.75  # Hennig (2007): at .75 and above a cluster is valid and stable
MIN_RAND = 0.83  # else several personas that each just pass add up to a grouping that does not stay
MIN_SHARE = 0.05
MIN_READABLE = 0.87  # else no three questions tell who is who; folds move it by .02 about .85
DEPTH = 3
FOLDS = 5
TREE_ROWS = 5_000
Step = Callable[[], None]


@dataclass(frozen=True, eq=False)
class Placed:
    """Customers in one space: their points, and those of customers at an earlier moment.

    Parameters
    ----------
    power
        Of a feature's relevance, that makes its axis in this space.
    points, rows
        One row per customer: in the space, and the features as they are, NaN is not known.
    earlier, outcome
        Points of customers at a past cutoff, and what is known of them since, such as log spend.
    """

    power: float
    space: Space
    points: FloatArray
    rows: FloatArray
    earlier: FloatArray
    outcome: FloatArray


@dataclass(frozen=True, eq=False)
class Candidate:
    """One number of personas in one space, and what speaks for it.

    Parameters
    ----------
    centroids
        (k, features) in the persona space, largest persona first.
    shares
        Share of customers per persona, descending, sums to 1.
    readable
        Balanced accuracy of a decision tree of depth `DEPTH` on customers it has not seen, 0 to 1;
        NaN where they did not stay anyway.
    eta_squared
        Variance of a past outcome between the personas, 0 to 1; NaN if there is none.
    """

    placed: Placed
    centroids: FloatArray
    shares: tuple[float, ...]
    stability: Stability
    readable: float
    eta_squared: float

    @property
    def k(self) -> int:
        """Number of personas."""
        return len(self.shares)

    @property
    def worst_jaccard(self) -> float:
        """Stability of the least stable persona, 0 to 1."""
        return min(self.stability.jaccard)

    @property
    def worth(self) -> float:
        """What is explained, as far as it stays; of no known outcome, the latter alone."""
        known = 1.0 if np.isnan(self.eta_squared) else self.eta_squared
        return known * self.stability.adjusted_rand

    @property
    def qualifies(self) -> bool:
        """Whether personas stay, each and together, are large enough, and can be told apart."""
        stays = self.worst_jaccard >= MIN_JACCARD and self.stability.adjusted_rand >= MIN_RAND
        fits = min(self.shares) >= MIN_SHARE and self.readable >= MIN_READABLE
        return self.k > 1 and stays and fits


@dataclass(frozen=True, eq=False)
class Choice:
    """All candidates, and the chosen one; ``stable`` is false if none qualified."""

    candidates: tuple[Candidate, ...]
    chosen: Candidate
    stable: bool


def candidates(spaces: Iterable[Placed], most: int, seed: int, step: Step) -> Iterator[Candidate]:
    """Cluster into 2 to ``most`` groups in every space and screen each.

    A single group where all customers are alike. ``step`` is called after each resample.
    """
    for placed in spaces:
        distinct = len(np.unique(placed.points, axis=0))
        for k in range(2, min(most, distinct) + 1) if distinct > 1 else range(1, 2):
            yield _tested(placed, centres(placed.points, k, STARTS, seed), seed, step)


def as_before(placed: Placed, centroids: FloatArray, seed: int, step: Step) -> Candidate:
    """Screen the personas of the last training, moved to where their customers are today."""
    return _tested(placed, moved(placed.points, centroids), seed, step)


def choose(found: tuple[Candidate, ...], seed: int, step: Step) -> Choice:
    """Take the largest k that qualifies twice; where none does, the steadiest, marked not stable.

    Of one k, the one that says most about the past outcome and stays. The steadiest is the one
    whose least stable persona is the most stable, among those that leave every persona its minimum
    share if there are any.
    """
    good = [one for one in found if one.qualifies]
    good.sort(key=lambda one: (one.k, one.worth), reverse=True)
    for one in good:
        again = stability(one.placed.points, one.centroids, seed + 1, step)
        confirmed = replace(one, stability=again)
        if confirmed.qualifies:
            return Choice(found, confirmed, stable=True)
    fallback = max(found, key=lambda one: (min(one.shares) >= MIN_SHARE, one.worst_jaccard))
    return Choice(found, fallback, stable=False)


def _tested(placed: Placed, centroids: FloatArray, seed: int, step: Step) -> Candidate:
    labels = nearest(placed.points, centroids)
    shares = np.bincount(labels, minlength=len(centroids)) / len(labels)
    found = Candidate(
        placed=placed,
        centroids=centroids,
        shares=tuple(shares.tolist()),
        stability=_screened(placed.points, centroids, float(shares.min()), (seed, step)),
        readable=1.0,
        eta_squared=_useful(placed, centroids),
    )
    if not found.qualifies:
        return replace(found, readable=float("nan"))
    rows = some(len(labels), TREE_ROWS, seed)
    return replace(found, readable=readable(placed.rows[rows], labels[rows]))


def _screened(
    points: FloatArray, centroids: FloatArray, smallest: float, how: tuple[int, Step]
) -> Stability:
    """Resample as often as it takes to see whether the personas may stay."""
    first = stability(points, centroids, *how, FIRST)
    short = min(first.jaccard) < MIN_JACCARD - FAR_SHORT
    if smallest < MIN_SHARE or short or first.adjusted_rand < MIN_RAND - FAR_SHORT:
        return first
    return stability(points, centroids, *how, SCREENING)


def _useful(placed: Placed, centroids: FloatArray) -> float:
    if not len(placed.outcome):
        return float("nan")
    return eta_squared(placed.outcome, nearest(placed.earlier, centroids))


def some(count: int, most: int, seed: int) -> IntArray:
    """Draw positions of at most so many of ``count`` rows, always the same."""
    found: IntArray = np.random.default_rng(seed).permutation(count)[:most]
    return found


def readable(rows: FloatArray, labels: IntArray) -> float:
    """Balanced accuracy of a shallow tree that tells the groups apart; 0 if one is too small."""
    if np.bincount(labels).min() < FOLDS:
        return 0.0
    tree = DecisionTreeClassifier(
        max_depth=DEPTH, min_samples_leaf=FOLDS, class_weight="balanced", random_state=0
    )
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=0)
    told = cross_val_predict(tree, rows, labels, cv=folds)
    return float(balanced_accuracy_score(labels, told))
