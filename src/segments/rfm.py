"""RFM: recency, frequency and monetary value in fifths, and the named cells marketers know.

Definition: Hughes (1994), Strategic Database Marketing. Scores run from 1 to 5, and 5 is the best:
most recent, most orders, most money. The edges of the fifths are frozen in `RfmBins`, so that later
customers get the scores they would have had then.
"""

from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

FIFTHS = (0.2, 0.4, 0.6, 0.8)

CELLS = (  # recency score 1 (long ago) to 5 downwards, frequency score 1 (few) to 5 to the right
    ("hibernating", "hibernating", "at risk", "at risk", "cannot lose"),
    ("hibernating", "hibernating", "at risk", "at risk", "cannot lose"),
    ("about to sleep", "about to sleep", "needs attention", "loyal", "loyal"),
    ("promising", "potential loyalist", "potential loyalist", "loyal", "loyal"),
    ("new", "potential loyalist", "potential loyalist", "champion", "champion"),
)


@dataclass(frozen=True)
class RfmBins:
    """Upper edges of the lower four fifths, ascending, in each measure's own unit.

    A value equal to an edge belongs below it. Where many customers share a value (one order, say)
    edges coincide and the scores between them do not occur: equal customers always get equal
    scores.
    """

    recency_days: tuple[float, ...]
    frequency: tuple[float, ...]
    monetary: tuple[float, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain lists for JSON."""
        return {name: list(edges) for name, edges in asdict(self).items()}

    @classmethod
    def from_dict(cls, saved: dict[str, Any]) -> Self:
        """Read what `to_dict` wrote."""
        return cls(**{name: tuple(edges) for name, edges in saved.items()})


def fit_bins(recency_days: FloatArray, frequency: FloatArray, monetary: FloatArray) -> RfmBins:
    """Learn the edges from customers at one cutoff, one entry per customer in each array, no NaN.

    Parameters
    ----------
    recency_days
        Days since the last order, small is good.
    frequency, monetary
        Orders and net spend in any window, large is good.
    """
    measures = (recency_days, frequency, monetary)
    return RfmBins(*(tuple(np.quantile(values, FIFTHS).tolist()) for values in measures))


def scores(
    bins: RfmBins, recency_days: FloatArray, frequency: FloatArray, monetary: FloatArray
) -> pd.DataFrame:
    """Score customers: one row each, in the order given.

    Returns
    -------
    ``recency_score``, ``frequency_score``, ``monetary_score``  int 1 to 5, 5 is best
    ``rfm_cell``     the three digits, "111" to "555"
    ``rfm_segment``  name of the recency and frequency cell, one of `CELLS`

    >>> bins = RfmBins((10, 20, 30, 40), (1, 2, 3, 4), (50, 100, 150, 200))
    >>> scores(bins, np.array([5.0, 90.0]), np.array([6.0, 1.0]), np.array([90.0, 900.0]))
       recency_score  frequency_score  monetary_score rfm_cell  rfm_segment
    0              5                5               2      552     champion
    1              1                1               5      115  hibernating
    """
    recent = 6 - _fifth(bins.recency_days, recency_days)
    frequent = _fifth(bins.frequency, frequency)
    valuable = _fifth(bins.monetary, monetary)
    return pd.DataFrame(
        {
            "recency_score": recent,
            "frequency_score": frequent,
            "monetary_score": valuable,
            "rfm_cell": (100 * recent + 10 * frequent + valuable).astype(str),
            "rfm_segment": np.array(CELLS)[recent - 1, frequent - 1],
        }
    )


def _fifth(edges: tuple[float, ...], values: FloatArray) -> NDArray[np.int64]:
    """Return 1 for values up to the first edge, 5 for those above the last."""
    return 1 + np.searchsorted(edges, values, side="left")
