"""Intervals of the averages among key figures: 95 %, as if more customers of their kind came."""

import numpy as np
import pandas as pd

AVERAGES = ("net_sum", "orders_count", "churn_prob", "clv", "value_at_risk")
TWO_SIDED_95 = 1.96


def intervals(customers: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return the mean of each measure in each group, and its interval.

    Parameters
    ----------
    customers
        One row per customer: the group, and `AVERAGES`.

    Returns
    -------
    one row per (group, measure)
        the group, ``measure``, ``mean``, ``low``, ``high``, ``n``; no interval of one customer

    >>> two = pd.DataFrame(dict.fromkeys(AVERAGES, [1.0, 3.0]) | {"persona": "A"})
    >>> intervals(two, "persona")[["mean", "low", "high", "n"]].iloc[0].round(2).tolist()
    [2.0, 0.04, 3.96, 2.0]
    """
    long = customers.melt(by, AVERAGES, "measure", "value")
    found = long.groupby([by, "measure"], sort=False)["value"].agg(["mean", "std", "count"])
    half = TWO_SIDED_95 * found["std"] / np.sqrt(found["count"])
    told = found.assign(low=found["mean"] - half, high=found["mean"] + half, n=found["count"])
    return told[["mean", "low", "high", "n"]].reset_index()
