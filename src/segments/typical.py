"""What is typical of a data set's customers: the numbers that rules compare one customer with.

Found from those who may be learnt from, at the end of the data, then frozen: they travel with the
model, so that a customer's segment changes when the customer does, not when others do.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from src.segments.rfm import RfmBins, fit_bins

FloatArray = NDArray[np.float64]
MEASURES = ("recency_days", "orders_count", "net_sum")  # of RFM
TOPS = (0.80, 0.95, 0.99)  # the customer pyramid of Curry & Curry (2000)
ABC = (0.80, 0.95)  # classes A and B of an ABC analysis, as shares of the total


@dataclass(frozen=True)
class Typical:
    """Frozen numbers; NaN where nobody tells.

    Parameters
    ----------
    rfm
        Edges of the fifths.
    gap_days
        Median over customers of their mean gap between order days.
    half_orders
        Median of the order days of the last 365 days, of those with any.
    top_20_net, top_5_net, top_1_net
        What that share of those who bought in the last 365 days spent more than in them.
    a_clv, b_clv
        Least expected spend in the class that holds 80 %, and in that up to 95 %, of all of it.
    """

    rfm: RfmBins
    gap_days: float
    half_orders: float
    top_20_net: float
    top_5_net: float
    top_1_net: float
    a_clv: float
    b_clv: float

    def frame(self) -> pd.DataFrame:
        """Return the numbers that SQL may name, as a table of one row."""
        return pd.DataFrame([{k: v for k, v in asdict(self).items() if k != "rfm"}], dtype=float)

    def to_dict(self) -> dict[str, Any]:
        """Return plain numbers and lists for JSON."""
        return {**asdict(self), "rfm": self.rfm.to_dict()}

    @classmethod
    def from_dict(cls, saved: dict[str, Any]) -> Self:
        """Read what `to_dict` wrote."""
        return cls(**{**saved, "rfm": RfmBins.from_dict(saved["rfm"])})


def fit_typical(column: Callable[[str], FloatArray], clv: FloatArray) -> Typical:
    """Find the numbers among customers at one cutoff.

    Parameters
    ----------
    column : hands out a feature of all customers; NaN is not known
    clv : their expected spend
    """
    bought = column("orders_365d") > 0
    tops = [_quantile(column("net_365d")[bought], share) for share in TOPS]
    return Typical(
        fit_bins(*(column(name) for name in MEASURES)),
        _quantile(column("gap_mean_days"), 0.5),
        _quantile(column("orders_365d")[bought], 0.5),
        *tops,
        *(_least_of(clv, share) for share in ABC),
    )


def _quantile(values: FloatArray, share: float) -> float:
    known = values[~np.isnan(values)]
    return float(np.quantile(known, share)) if len(known) else float("nan")


def _least_of(values: FloatArray, share: float) -> float:
    """Return the least of the largest values that together hold a share of the total."""
    ranked = np.sort(np.maximum(values, 0))[::-1]
    held = np.cumsum(ranked)
    if not (len(held) and held[-1] > 0):
        return float("nan")
    return float(ranked[np.searchsorted(held, share * held[-1] * (1 - 1e-12))])
