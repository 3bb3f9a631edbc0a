"""80 % intervals of what single customers will spend, learnt from customers not yet seen.

Customers are binned by predicted spend, and within a bin the middle 80 % of what such customers
spent, as a share of their prediction, is the interval (Mondrian conformal prediction, Vovk,
Gammerman & Shafer 2005, doi:10.1007/b106715). Only this was near nominal both for all customers and
for the most valuable fifth (``notebooks/LOG.md``).
"""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import binomtest

from src.modeling.design import FloatArray
from src.modeling.start import SPEND_MIN

SHARE = 0.8
TAIL = (1 - SHARE) / 2
TOP_PART = 5
BINS = 10
BIN_MIN = 40  # customers; of fewer, four at either end would decide


@dataclass(frozen=True)
class Spread:
    """Bins of predicted spend, each with the shares of a prediction that bound the interval.

    Parameters
    ----------
    edges
        Predictions that part the bins, ascending, currency; one fewer than bins. A prediction for
        a longer horizon than the labels' finds its bin by its amount too: how widely spend
        scatters follows from how much is expected, not from when.
    low, high
        Per bin, times the prediction, >= 0.
    """

    edges: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]

    def bounds(self, clv: FloatArray) -> tuple[FloatArray, FloatArray]:
        """Return both ends, currency: 0 <= low <= clv <= high."""
        own = np.searchsorted(self.edges, clv, side="right")
        low, high = np.array(self.low)[own] * clv, np.array(self.high)[own] * clv
        return np.minimum(low, clv), np.maximum(high, clv)


def fit_spread(predicted: FloatArray, spent: FloatArray) -> Spread:
    """Fit to customers of all labelled snapshots: how these differ, the next may differ too.

    Parameters
    ----------
    predicted
        Expected spend by models that have not seen these customers, currency, >= 0.
    spent
        What they then spent, net; more returned than bought counts as nothing.
    """
    shares = np.maximum(spent, 0.0) / np.maximum(predicted, SPEND_MIN)
    count = int(np.clip(len(predicted) // BIN_MIN, 1, BINS))
    edges = np.unique(np.quantile(predicted, np.arange(1, count) / count))
    own = np.searchsorted(edges, predicted, side="right")
    ends = [_middle(shares[own == place]) for place in range(len(edges) + 1)]
    low, high = zip(*ends, strict=True)
    return Spread(tuple(edges.tolist()), low, high)


@dataclass(frozen=True)
class Coverage:
    """Share of ``n`` customers whose spend lay inside, with its 95 % interval (Wilson)."""

    share: float
    low: float
    high: float
    n: int


def coverage(spent: FloatArray, low: FloatArray, high: FloatArray) -> Coverage:
    """Count the customers whose spend lay inside; more returned than bought counts as nothing."""
    money = np.maximum(spent, 0.0)
    inside, n = int(((low <= money) & (money <= high)).sum()), len(money)
    found = binomtest(inside, n).proportion_ci(method="wilson")
    return Coverage(inside / n, float(found.low), float(found.high), n)


def most_valuable(clv: FloatArray) -> NDArray[np.bool_]:
    """Mark the fifth of customers with the highest predictions, at least one."""
    top = np.zeros(len(clv), dtype=np.bool_)
    top[np.argsort(-clv, kind="stable")[: -(-len(clv) // TOP_PART)]] = True
    return top


def spread_to_dict(spread: Spread) -> dict[str, Any]:
    """Return the numbers, ready for JSON."""
    return asdict(spread)


def spread_from_dict(saved: dict[str, Any]) -> Spread:
    """Invert `spread_to_dict`."""
    return Spread(*(tuple(saved[name]) for name in ("edges", "low", "high")))


def _middle(shares: FloatArray) -> tuple[float, float]:
    """Return the ends of the middle; where a tenth or more spent nothing, it begins there.

    Then nobody is below it, and both tails are cut above: otherwise it would hold 90 %.
    """
    if not len(shares):
        return 0.0, 1.0
    below = TAIL if (shares <= 0).mean() < TAIL else 0.0
    low = _ranked(shares, below * (len(shares) + 1)) if below else 0.0
    return low, _ranked(shares, np.ceil((below + SHARE) * (len(shares) + 1)))


def _ranked(shares: FloatArray, place: float) -> float:
    """Return the value at a place in ascending order, the smallest 1; beyond, the outermost."""
    return float(np.sort(shares)[int(np.clip(place, 1, len(shares))) - 1])
