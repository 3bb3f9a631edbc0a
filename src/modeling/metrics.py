"""Yardsticks: how good predictions are, each with what a coin and a prophet would score.

Intervals are percentile bootstraps over customers, 95 %.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.stats import spearmanr

from src.modeling.design import FloatArray

Ties = NDArray[np.intp]
Metric = Callable[[FloatArray, FloatArray], float]
RESAMPLES = 200
DRAWN_MAX = 25_000  # customers per resample; of more, the spread is that of so many, narrowed
BINS = 10
PROB_MIN = 1e-6


def auc(happened: FloatArray, score: FloatArray) -> float:
    """Area under the ROC curve: a coin .5, a prophet 1; NaN if all or none happened.

    >>> auc(np.array([0.0, 0, 1, 1]), np.array([0.1, 0.4, 0.35, 0.8]))
    0.75
    """
    return area(ties(score), 1 - happened, happened)


def log_loss(happened: FloatArray, prob: FloatArray) -> float:
    """Mean negative log-likelihood: a prophet 0, the base rate its entropy."""
    safe = np.clip(prob, PROB_MIN, 1 - PROB_MIN)
    return float(-(happened * np.log(safe) + (1 - happened) * np.log1p(-safe)).mean())


def brier(happened: FloatArray, prob: FloatArray) -> float:
    """Mean squared error of probabilities: a prophet 0, the base rate p(1 - p)."""
    return float(((happened - prob) ** 2).mean())


def calibration_error(happened: FloatArray, prob: FloatArray) -> float:
    """Mean distance between predicted and observed share over tenths of customers; a prophet 0."""
    tenths = np.array_split(np.argsort(prob, kind="stable"), BINS)
    gaps = [len(t) * abs(happened[t].mean() - prob[t].mean()) for t in tenths if len(t)]
    return float(sum(gaps) / len(happened))


def normalised_gini(spent: FloatArray, score: FloatArray) -> float:
    """Gini of spend in order of the score over that in perfect order: a coin 0, a prophet 1.

    Negative spend counts as none, and customers with equal scores share what they spend.

    >>> normalised_gini(np.array([1.0, 2, 3]), np.array([10.0, 20, 30]))
    1.0
    >>> normalised_gini(np.array([1.0, 2, 3]), np.zeros(3))
    0.0
    """
    money, everyone = np.maximum(spent, 0), np.ones(len(spent))
    best = concentration(ties(money), money, everyone)
    return concentration(ties(score), money, everyone) / best if best else float("nan")


def concentration(own: Ties, money: FloatArray, weights: FloatArray) -> float:
    """Gini of weighted customers' money in the order of a score; NaN if there is no money."""
    return 2 * area(own, weights, weights * money) - 1


def area(own: Ties, below: FloatArray, held: FloatArray) -> float:
    """Mean, over what is ``held``, of the share of ``below`` ranked lower; ties count half.

    NaN where one of the two adds up to nothing.
    """
    base, hold = np.bincount(own, below), np.bincount(own, held)
    if base.sum() == 0 or hold.sum() == 0:
        return float("nan")
    lower = base.cumsum() - base / 2
    return float((hold * lower).sum() / (base.sum() * hold.sum()))


def share_in_top(own: Ties, weights: FloatArray, held: FloatArray, share: float) -> float:
    """Share of what is ``held`` that the first ``share`` of customers have; ties share alike.

    NaN if nothing is held.

    >>> places = ties(-np.array([0.9, 0.8, 0.8, 0.1]))
    >>> share_in_top(places, np.ones(4), np.array([1.0, 1, 0, 0]), 0.5)
    0.75
    """
    size, hold = (np.concatenate([[0.0], np.bincount(own, w).cumsum()]) for w in (weights, held))
    if hold[-1] == 0:
        return float("nan")
    return float(np.interp(share * size[-1], size, hold) / hold[-1])


def ties(score: FloatArray) -> Ties:
    """Return each customer's place among the distinct scores, the lowest 0."""
    return np.unique(score, return_inverse=True)[1]


def mae(spent: FloatArray, predicted: FloatArray) -> float:
    """Mean absolute error, currency; zero for all often wins it, so show it beside that."""
    return float(np.abs(spent - predicted).mean())


def rmse(spent: FloatArray, predicted: FloatArray) -> float:
    """Root mean squared error, currency."""
    return float(np.sqrt(((spent - predicted) ** 2).mean()))


def spearman(spent: FloatArray, predicted: FloatArray) -> float:
    """Rank correlation: a coin 0, a prophet 1; NaN where all predictions, or truths, are equal."""
    if min(np.ptp(spent), np.ptp(predicted)) == 0:
        return float("nan")
    return float(spearmanr(spent, predicted).statistic)


def bias_share(spent: FloatArray, predicted: FloatArray) -> float:
    """Sum predicted over sum earned, minus one: 0 is right, -.2 a fifth too low."""
    total = float(spent.sum())
    return float(predicted.sum()) / total - 1 if total else float("nan")


def interval(
    metric: Metric, truth: FloatArray, predicted: FloatArray, seed: int
) -> tuple[float, float]:
    """Return the 95 % bootstrap interval of a metric over customers.

    Of more than `DRAWN_MAX` customers so many are drawn at a time, and the interval is narrowed by
    the square root of the share drawn (m out of n bootstrap, Bickel, Goetze & van Zwet 1997).
    NaN where no resample has a value of the metric.
    """
    rng = np.random.default_rng(seed)
    n, size = len(truth), min(len(truth), DRAWN_MAX)
    draws = (rng.integers(0, n, size) for _ in range(RESAMPLES))
    values = np.array([metric(truth[draw], predicted[draw]) for draw in draws])
    if np.isnan(values).all():
        return float("nan"), float("nan")
    low, high = np.nanquantile(values, (0.025, 0.975))
    if size < n:
        centre, narrower = metric(truth, np.asarray(predicted)), np.sqrt(size / n)
        low, high = (centre + narrower * (end - centre) for end in (low, high))
    return float(low), float(high)
