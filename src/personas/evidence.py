"""What sets a persona apart: each of its features against all other customers.

Effect size: Cohen's d (1988, Statistical Power Analysis for the Behavioral Sciences, ch. 2),
difference of the means over the pooled standard deviation: .2 is small, .5 medium, .8 large. It is
taken on signed logs, where a few giant customers do not hide the rest; the means are printed in the
feature's own unit. Its interval is Hedges & Olkin's (1985, Statistical Methods for Meta-Analysis,
ch. 5), its p-value Welch's.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from src.personas.difference import Z95, controlled, even, of_means
from src.personas.space import FloatArray, signed_log

MIN_KNOWN = 10  # customers on each side; a contrast of fewer is an anecdote
FALSE_SHARE = 0.05  # of all contrasts that are called one, so many may be chance


@dataclass(frozen=True)
class Evidence:
    """One feature of one persona against everyone else.

    Parameters
    ----------
    mean, others_mean
        In the feature's own unit, over the customers for whom it is known.
    effect_size
        Cohen's d of the signed logs, > 0 if the persona has more.
    n, others_n
        Customers for whom the feature is known, >= `MIN_KNOWN`.
    low, high
        95 % interval of the effect size.
    p_value
        Of no difference; after `sifted`, adjusted for how many contrasts were made.
    """

    feature: str
    mean: float
    others_mean: float
    effect_size: float
    n: int
    others_n: int
    low: float
    high: float
    p_value: float

    @property
    def beyond_chance(self) -> bool:
        """Whether it may be called a difference."""
        return self.p_value <= FALSE_SHARE and not self.low <= 0 <= self.high


def evidence(features: pd.DataFrame, inside: NDArray[np.bool_]) -> tuple[Evidence, ...]:
    """Contrast the customers inside with those outside, strongest effect first.

    A feature is left out where fewer than `MIN_KNOWN` customers of either side have it, or where it
    never varies.
    """
    columns = features.to_numpy(dtype=np.float64).T
    rows = [
        _contrast(name, values, inside)
        for name, values in zip(features.columns, columns, strict=True)
    ]
    found = [row for row in rows if row is not None]
    return tuple(sorted(found, key=lambda row: (-abs(row.effect_size), row.feature)))


def sifted(found: Sequence[tuple[Evidence, ...]]) -> list[tuple[Evidence, ...]]:
    """Adjust the p-values for how many contrasts of how many personas were looked at."""
    adjusted = iter(controlled([row.p_value for rows in found for row in rows]))
    return [tuple(replace(row, p_value=next(adjusted)) for row in rows) for rows in found]


def _contrast(feature: str, values: FloatArray, inside: NDArray[np.bool_]) -> Evidence | None:
    known = ~np.isnan(values)
    own, others = values[known & inside], values[known & ~inside]
    if min(len(own), len(others)) < MIN_KNOWN or np.ptp(values[known]) == 0:
        return None
    effect = cohens_d(signed_log(own), signed_log(others))
    n, m = len(own), len(others)
    reach = Z95 * float(np.sqrt((n + m) / (n * m) + effect**2 / (2 * (n + m))))
    return Evidence(
        feature=feature,
        mean=float(own.mean()),
        others_mean=float(others.mean()),
        effect_size=effect,
        n=n,
        others_n=m,
        low=effect - reach,
        high=effect + reach,
        p_value=of_means(even(signed_log(own)), even(signed_log(others))).p_value,
    )


def cohens_d(own: FloatArray, others: FloatArray) -> float:
    """Difference of two means over their pooled standard deviation.

    Where both sides are constant, and differ, the deviation of all together stands in: the effect
    is large, not infinite.

    >>> cohens_d(np.array([1.0, 3.0]), np.array([4.0, 6.0])).__round__(3)
    -2.121
    """
    squares = (len(own) - 1) * own.var(ddof=1) + (len(others) - 1) * others.var(ddof=1)
    pooled = np.sqrt(squares / (len(own) + len(others) - 2))
    spread = pooled if pooled > 0 else np.concatenate([own, others]).std()
    return float((own.mean() - others.mean()) / spread) if spread > 0 else 0.0
