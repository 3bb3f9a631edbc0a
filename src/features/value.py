"""Value: how recently, how often and for how much a customer bought.

Definitions: Fader, Hardie & Lee (2005), Marketing Science 24(2), doi:10.1287/mksc.1040.0098,
counted in order days, except that recency is days *since* the last one (small is good). A rate over
a window longer than a customer's history is taken over the history.
"""

import narwhals.stable.v2 as nw

from src.features.family import Family, Feature
from src.features.grains import ORDER_DAYS
from src.features.measures import (
    AGE,
    count,
    latest,
    least,
    median,
    most,
    ratio,
    total,
    unpacked,
    within,
)
from src.features.spread import deviation

WINDOWS = (7, 30, 90, 180, 365)  # days before the cutoff
NET = nw.col("net")
_SPENT = "currency, >= 0"
_SEEN_DAYS = nw.col("seen_days")  # since the first order day


def _rate(name: str, window_days: int) -> nw.Expr:
    """Return a count or sum of a window, per day of it."""
    length = nw.min_horizontal(nw.lit(window_days), _SEEN_DAYS)
    return nw.col(f"{name}_{window_days}d") / length.cast(nw.Float64)


def _trend(name: str, window_days: int, whole: str) -> nw.Expr:
    """Daily rate in the window over the daily rate since the first order."""
    return ratio(_rate(name, window_days) * _SEEN_DAYS, nw.col(whole))


_PRIOR = nw.min_horizontal(nw.lit(60), _SEEN_DAYS - 30)  # days of the 90 before the last 30

VALUE = Family(
    name="value",
    grain=ORDER_DAYS,
    measures={
        "seen_days": most(AGE),
        "net_squares": total(NET * NET),
        "net_latest": latest(NET),
    },
    groups={
        "rhythm of orders": (  # it is T_days - t_x_days, and no explanation may part them
            Feature("recency_days", "days, >= 1", "cutoff minus the last order day", least(AGE)),
        ),
        "number of purchases": (
            Feature("orders_count", "order days, >= 1", "order days, all time", count()),
            *(
                Feature(
                    f"orders_{days}d",
                    "order days, >= 0",
                    f"order days in the last {days} days",
                    count(within(days)),
                )
                for days in WINDOWS
            ),
        ),
        "money spent": (
            Feature("net_sum", _SPENT, "spent on order days, all time", total("net")),
            *(
                Feature(
                    f"net_{days}d",
                    _SPENT,
                    f"spent on order days of the last {days} days",
                    total("net", within(days)),
                )
                for days in WINDOWS
            ),
        ),
        "size of a purchase": (
            Feature(
                "net_mean", _SPENT, "mean spend of an order day", ratio("net_sum", "orders_count")
            ),
            Feature("net_max", _SPENT, "spend of the largest order day", most(NET)),
            Feature("net_min", _SPENT, "spend of the smallest order day", least(NET)),
            Feature("net_median", _SPENT, "median spend of an order day", median(NET)),
            Feature(
                "net_last",
                _SPENT,
                "spend of the last order day, at most a million",
                unpacked("net_latest"),
            ),
            Feature(
                "net_cv_ratio",
                "ratio, >= 0; null before the second order day",
                "standard deviation over mean of the spend of order days; 0 is always the same",
                ratio(
                    deviation(nw.col("net_squares"), nw.col("net_sum"), nw.col("orders_count")),
                    ratio("net_sum", "orders_count"),
                ),
            ),
            Feature(
                "net_90d_mean",
                "currency, >= 0; null without an order day in them",
                "mean spend of an order day in the last 90 days",
                ratio("net_90d", "orders_90d"),
            ),
        ),
        "recent trend": (
            Feature(
                "net_trend_ratio",
                "ratio, >= 0; null if nothing was ever spent",
                "spend per day in the last 90 days over that since the first order; 1 is steady",
                _trend("net", 90, "net_sum"),
            ),
            Feature(
                "orders_trend_ratio",
                "ratio, >= 0",
                "order days per day in the last 30 days over those since the first order",
                _trend("orders", 30, "orders_count"),
            ),
            Feature(
                "net_acceleration_ratio",
                "ratio, >= 0; null if nothing was spent in the 60 days before the last 30",
                "spend per day in the last 30 days over that in the 60 days before; above 1 grows",
                ratio(_rate("net", 30) * _PRIOR, nw.col("net_90d") - nw.col("net_30d")),
            ),
            Feature(
                "orders_acceleration_ratio",
                "ratio, >= 0; null without an order day in the 60 days before the last 30",
                "order days per day in the last 30 days over those in the 60 days before",
                ratio(_rate("orders", 30) * _PRIOR, nw.col("orders_90d") - nw.col("orders_30d")),
            ),
        ),
    },
)
