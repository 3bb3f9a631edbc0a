"""Value: how recently, how often and for how much a customer bought."""

import narwhals.stable.v2 as nw

from src.asof import Asof, Frame, seen
from src.features.expressions import flag, money, ratio, where
from src.order_days import KEY, order_days

AGE = nw.col("age_days")
MONTH_DAYS, QUARTER_DAYS = 30, 90


def value(orders: Frame, asof: Asof) -> Frame:
    """Recency, frequency and monetary value: one row per (cutoff, customer) with an order day before the cutoff.

    Definitions: Fader, Hardie & Lee (2005), Marketing Science 24(2), doi:10.1287/mksc.1040.0098, counted in
    order days, except that recency is days *since* the last purchase (small is good).

    Parameters
    ----------
    orders
        Canonical orders (any engine, a pandas frame too).

    Returns
    -------
    ``recency_days``        cutoff minus last order day, >= 1
    ``orders_count``        order days, >= 1; also ``orders_30d``, ``orders_90d``, >= 0
    ``net_sum``             money of the order days, currency, >= 0; also ``net_30d``, ``net_90d``
    ``net_mean``, ``net_median``, ``net_max``
                            per order day, currency, >= 0
    ``net_trend_ratio``     spend per day in the last 90 days over that since the first order; 1 is steady,
                            null where nothing was ever spent
    ``orders_trend_ratio``  the same for order days in the last 30 days
    """
    days = order_days(seen(orders, asof, "ordered_day")).with_columns(
        age_days=nw.col("cutoff_day") - nw.col("ordered_day")
    )
    windows = days.with_columns(
        orders_30d=flag(AGE <= MONTH_DAYS),
        orders_90d=flag(AGE <= QUARTER_DAYS),
        net_30d=where("net", AGE <= MONTH_DAYS),
        net_90d=where("net", AGE <= QUARTER_DAYS),
    )
    sums = (
        windows.group_by(*KEY)
        .agg(
            nw.col("orders_30d", "orders_90d", "net_30d", "net_90d").sum(),
            recency_days=AGE.min(),
            T_days=AGE.max(),
            orders_count=nw.len(),
            net_sum=nw.col("net").sum(),
            net_median=nw.col("net").median(),
            net_max=nw.col("net").max(),
        )
        .with_columns(money("net_sum", "net_30d", "net_90d", "net_median", "net_max"))
    )
    return sums.with_columns(
        net_mean=ratio(nw.col("net_sum"), nw.col("orders_count")),
        net_trend_ratio=_trend(nw.col("net_90d"), nw.col("net_sum"), QUARTER_DAYS),
        orders_trend_ratio=_trend(nw.col("orders_30d"), nw.col("orders_count"), MONTH_DAYS),
    ).drop("T_days")


def _trend(recent: nw.Expr, total: nw.Expr, window_days: int) -> nw.Expr:
    """Daily rate in the window over the daily rate since the first order."""
    window = nw.min_horizontal(nw.lit(window_days), nw.col("T_days"))
    return ratio(recent * nw.col("T_days"), total * window)
