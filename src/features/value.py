"""Value: how recently, how often and for how much a customer bought.

Definitions: Fader, Hardie & Lee (2005), Marketing Science 24(2), doi:10.1287/mksc.1040.0098,
counted in order days, except that recency is days *since* the last one (small is good).
"""

import narwhals.stable.v2 as nw

from src.asof import Asof, Frame, seen
from src.features.expressions import AGE, MONTH_DAYS, QUARTER_DAYS, flag, money, ratio, where
from src.features.family import Family, Feature
from src.order_days import KEY, order_days


def value(orders: Frame, asof: Asof) -> Frame:
    """Compute the features of `VALUE`: one row per (cutoff, customer) with an order day before it.

    Parameters
    ----------
    orders
        Canonical orders (any engine, a pandas frame too).
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


VALUE = Family(
    name="value",
    table="orders",
    function=value,
    groups={
        "rhythm of orders": (  # it is T_days - t_x_days, and no explanation may part them
            Feature("recency_days", "days, >= 1", "cutoff minus the last order day"),
        ),
        "number of purchases": (
            Feature("orders_count", "order days, >= 1", "order days, all time"),
            Feature("orders_30d", "order days, >= 0", "order days in the last 30 days"),
            Feature("orders_90d", "order days, >= 0", "order days in the last 90 days"),
        ),
        "money spent": (
            Feature("net_sum", "currency, >= 0", "spent on order days, all time"),
            Feature("net_30d", "currency, >= 0", "spent on order days of the last 30 days"),
            Feature("net_90d", "currency, >= 0", "spent on order days of the last 90 days"),
        ),
        "size of a purchase": (
            Feature("net_mean", "currency, >= 0", "mean spend of an order day"),
            Feature("net_max", "currency, >= 0", "spend of the largest order day"),
            Feature("net_median", "currency, >= 0", "median spend of an order day"),
        ),
        "recent trend": (
            Feature(
                "net_trend_ratio",
                "ratio, >= 0; null if nothing was ever spent",
                "spend per day in the last 90 days over that since the first order; 1 is steady",
            ),
            Feature(
                "orders_trend_ratio",
                "ratio, >= 0",
                "order days per day in the last 30 days over those since the first order",
            ),
        ),
    },
)
