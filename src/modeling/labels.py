"""Labels: what customers did in the horizon after a cutoff, and how long a horizon must be.

A customer without a contract never says goodbye: *churned* means no order day within the horizon.
Too short a horizon calls loyal people churned, so it is derived from the gaps between their orders.
"""

from dataclasses import dataclass

import narwhals.stable.v2 as nw
import numpy as np
from numpy.typing import NDArray

from src.asof import Asof, Frame, ahead, seen
from src.order_days import KEY, order_days

GAP_QUANTILE = 0.95
HORIZON_DAYS_MIN = 91  # a quarter: shorter horizons call most returning customers churned


def outcomes(orders: Frame, asof: Asof, horizon_days: int) -> Frame:
    """Return what happened in ``[cutoff, cutoff + horizon)``.

    Returns
    -------
    one row per (cutoff, customer) with any order in it
        ``orders_ahead``  order days in the horizon, >= 0 (0: only returns)
        ``net_ahead``     net spend in it, currency; returns are negative

    A customer who is absent neither bought nor returned anything: churned, and spent 0.
    """
    future = ahead(orders, asof, "ordered_day", horizon_days)
    bought = order_days(future).group_by(*KEY).agg(orders_ahead=nw.len())
    spent = future.group_by(*KEY).agg(net_ahead=nw.col("net").sum())
    return spent.join(bought, on=list(KEY), how="left").with_columns(
        nw.col("orders_ahead").fill_null(0), nw.col("net_ahead").round(6)
    )


def next_orders(orders: Frame, asof: Asof, horizon_days: int) -> Frame:
    """Return when the next order day came, in ``[cutoff, cutoff + horizon)``.

    Returns
    -------
    one row per (cutoff, customer) with an order day in it
        ``wait_days``  whole days from the cutoff, 0 (its own day) to horizon - 1

    Who is absent churned, by `outcomes` too.
    """
    days = order_days(ahead(orders, asof, "ordered_day", horizon_days))
    first = days.group_by(*KEY).agg(nw.col("ordered_day").min())
    return first.select(*KEY, wait_days=nw.col("ordered_day") - nw.col("cutoff_day"))


@dataclass(frozen=True)
class Silences:
    """Gaps between the order days of all customers, days.

    ``closed_days`` ended with an order; ``open_days`` last until the end of what was seen.
    """

    closed_days: NDArray[np.int64]
    open_days: NDArray[np.int64]

    def returned_share(self, horizon_days: int) -> float:
        """Return the share of silences of at least the horizon that an order ended, 0 to 1.

        NaN if nobody was silent that long.
        """
        closed = int((self.closed_days >= horizon_days).sum())
        still = int((self.open_days >= horizon_days).sum())
        return closed / (closed + still) if closed + still else float("nan")


def silences(orders: Frame, cutoff: int) -> Silences:
    """Collect the silences of every customer as they are known at one cutoff."""
    day = nw.col("ordered_day")
    days = order_days(seen(orders, Asof((cutoff,)), "ordered_day"))
    following = day.shift(-1).over(*KEY, order_by="ordered_day")
    found = days.select(gap=following - day, left=cutoff - day).collect().to_pandas()
    ended = found["gap"].notna()
    return Silences(
        closed_days=np.sort(found.loc[ended, "gap"].to_numpy(np.int64)),
        open_days=np.sort(found.loc[~ended, "left"].to_numpy(np.int64)),
    )


def derived_horizon(known: Silences, history_days: int) -> int:
    """Return the horizon: the 95th percentile of gaps, at least 91 days, at most half the history.

    >>> derived_horizon(Silences(np.array([10] * 99 + [200]), np.array([])), history_days=360)
    91
    >>> derived_horizon(Silences(np.array([120] * 100), np.array([])), history_days=360)
    120
    """
    usual = np.quantile(known.closed_days, GAP_QUANTILE) if known.closed_days.size else 0.0
    return int(min(max(HORIZON_DAYS_MIN, round(float(usual))), history_days // 2))
