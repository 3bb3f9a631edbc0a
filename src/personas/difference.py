"""Two groups compared: the difference, its 95 % interval, and how often chance would make it.

Shares: Newcombe (1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I), his
method 10, of Wilson's intervals. Means: Welch (1947, doi:10.2307/2332510). Where rows weigh
unequally, n is Kish's effective number (1965, Survey Sampling, ch. 8): as many rows of equal weight
would know as much.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from src.personas.space import FloatArray

Z95 = float(stats.norm.ppf(0.975))


@dataclass(frozen=True)
class Difference:
    """One number of a persona against that of all others.

    Parameters
    ----------
    own, others
        Means or shares, in the unit of what was compared.
    low, high
        95 % interval of ``own - others``.
    p_value
        Of no difference; after `controlled`, the share of false ones among all as small as this.
    n, others_n
        Customers behind each number.
    effective
        Kish's number of the persona's, where answers weigh unequally.
    """

    own: float
    others: float
    low: float
    high: float
    p_value: float
    n: int
    others_n: int
    effective: float

    @property
    def value(self) -> float:
        """How much more the persona has, in the unit of what was compared."""
        return self.own - self.others


@dataclass(frozen=True, eq=False)
class Sample:
    """Values of some customers, one each, and how much each weighs."""

    values: FloatArray
    weights: FloatArray

    @property
    def mean(self) -> float:
        """Weighted mean."""
        return float(np.average(self.values, weights=self.weights))

    @property
    def effective(self) -> float:
        """Kish's effective number of rows."""
        return float(self.weights.sum() ** 2 / (self.weights**2).sum())

    @property
    def error_squared(self) -> float:
        """Squared standard error of the mean."""
        n = self.effective
        spread = float(np.average((self.values - self.mean) ** 2, weights=self.weights))
        return spread / (n - 1) if n > 1 else float("nan")

    def of(self, rows: NDArray[np.bool_]) -> "Sample":
        """Return some of the rows."""
        return Sample(self.values[rows], self.weights[rows])


def even(values: FloatArray) -> Sample:
    """Return values that weigh the same."""
    return Sample(values, np.ones(len(values)))


def of_shares(own: Sample, others: Sample) -> Difference:
    """Compare the shares of two samples of zeros and ones.

    >>> own, others = np.repeat([1.0, 0.0], [56, 14]), np.repeat([1.0, 0.0], [48, 32])
    >>> found = of_shares(even(own), even(others))
    >>> round(found.value, 4), round(found.low, 4), round(found.high, 4)  # Newcombe's table II
    (0.2, 0.0524, 0.3339)
    """
    p, q, n, m = own.mean, others.mean, own.effective, others.effective
    (p_low, p_high), (q_low, q_high) = wilson(p, n), wilson(q, m)
    low = p - q - np.hypot(p - p_low, q_high - q)
    high = p - q + np.hypot(p_high - p, q - q_low)
    both = (p * n + q * m) / (n + m)
    error = np.sqrt(both * (1 - both) * (1 / n + 1 / m))
    chance = 2 * stats.norm.sf(abs(p - q) / error) if error > 0 else 1.0
    counts = len(own.values), len(others.values)
    return Difference(p, q, float(low), float(high), float(chance), *counts, n)


def of_means(own: Sample, others: Sample) -> Difference:
    """Compare two means; where neither sample varies, a difference is certain."""
    p, q = own.mean, others.mean
    counts = (len(own.values), len(others.values), own.effective)
    n, m = own.effective - 1, others.effective - 1
    first, second = own.error_squared, others.error_squared
    error = np.sqrt(first + second)
    if error == 0:
        sure = 0.0 if p != q else 1.0
        return Difference(p, q, p - q, p - q, sure, *counts)
    freedom = (first + second) ** 2 / (first**2 / n + second**2 / m)
    reach = float(stats.t.ppf(0.975, freedom) * error)
    chance = float(2 * stats.t.sf(abs(p - q) / error, freedom))
    return Difference(p, q, p - q - reach, p - q + reach, chance, *counts)


def wilson(share: float, n: float) -> tuple[float, float]:
    """95 % interval of a share of n (Wilson 1927, doi:10.2307/2276774).

    >>> [round(bound, 3) for bound in wilson(0.0, 10)]
    [0.0, 0.278]
    """
    square = Z95**2
    centre = (share + square / (2 * n)) / (1 + square / n)
    half = Z95 * np.sqrt(share * (1 - share) / n + square / (4 * n**2)) / (1 + square / n)
    return max(float(centre - half), 0.0), min(float(centre + half), 1.0)


def controlled(p_values: Sequence[float]) -> list[float]:
    """Adjust p-values for how many were computed (Benjamini & Hochberg 1995).

    Among all findings with an adjusted value of at most .05, about one in twenty is chance.

    >>> [round(value, 3) for value in controlled([0.01, 0.02, 0.9])]
    [0.03, 0.03, 0.9]
    """
    return stats.false_discovery_control(p_values).tolist() if len(p_values) else []


def all_controlled(found: Sequence[Difference]) -> list[Difference]:
    """Adjust the p-values of differences that were looked at together."""
    adjusted = controlled([one.p_value for one in found])
    return [replace(one, p_value=p) for one, p in zip(found, adjusted, strict=True)]
