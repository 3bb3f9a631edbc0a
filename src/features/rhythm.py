"""Rhythm: the time pattern of a customer's order days, and the hours of their orders.

``x``, ``t_x_days`` and ``T_days`` are the summary of Fader, Hardie & Lee (2005), Marketing Science
24(2), doi:10.1287/mksc.1040.0098, from which BTYD models are fitted.
"""

import narwhals.stable.v2 as nw

from src.asof import Asof, Frame, seen
from src.features.expressions import flag, ratio
from src.features.family import Family, Feature
from src.features.known_orders import known_orders
from src.order_days import KEY, order_days

SATURDAY = 5  # with Monday as 0; day number 0, 1970-01-01, was a Thursday
NOON_HOUR, EVENING_HOUR = 12, 17


def rhythm(orders: Frame, asof: Asof) -> Frame:
    """Compute the features of `RHYTHM`: one row per (cutoff, customer) with an order day before it.

    Parameters
    ----------
    orders
        Canonical orders (any engine, a pandas frame too).
    """
    gaps = _gaps(order_days(seen(orders, asof, "ordered_day")))
    return gaps.join(_hours(known_orders(orders, asof)), on=list(KEY), how="left")


def _gaps(days: Frame) -> Frame:
    first, last, cutoff = nw.col("first"), nw.col("last"), nw.col("cutoff_day")
    dated = _summary(_nth_days(days)).with_columns(
        x=nw.col("orders_count") - 1, t_x_days=last - first, T_days=cutoff - first
    )
    spread = dated.with_columns(
        gap_mean_days=ratio(nw.col("t_x_days"), nw.col("x")), gap_sd_days=_spread()
    )
    return spread.with_columns(
        gap_cv_ratio=ratio(nw.col("gap_sd_days"), nw.col("gap_mean_days")),
        overdue_ratio=ratio(cutoff - last, nw.col("gap_mean_days")),
        orders_per_month=ratio(nw.col("orders_count") * 30, nw.col("T_days")),
    ).drop("first", "last", "orders_count", "gap_squares")


def _nth_days(days: Frame) -> Frame:
    """Add to each order day the gap before it, null at the first."""
    day, gap = nw.col("ordered_day"), nw.col("gap_days")
    previous, following = (day.shift(n).over(*KEY, order_by="ordered_day") for n in (1, -1))
    return days.with_columns(gap_days=day - previous, following=following).with_columns(
        gap_squares=gap * gap,
        gap_last_days=nw.when(nw.col("following").is_null()).then(gap),
        weekend_share=flag((day + 3) % 7 >= SATURDAY),
    )


def _summary(nth: Frame) -> Frame:
    day = nw.col("ordered_day")
    return nth.group_by(*KEY).agg(
        first=day.min(),
        last=day.max(),
        orders_count=nw.len(),
        gap_squares=nw.col("gap_squares").sum(),
        gap_max_days=nw.col("gap_days").max(),
        gap_last_days=nw.col("gap_last_days").max(),  # the only one that is known
        weekend_share=nw.col("weekend_share").mean(),
    )


def _spread() -> nw.Expr:
    """Sample standard deviation of the gaps from whole-number sums, alike in any order."""
    total, count = nw.col("t_x_days").cast(nw.Float64), nw.col("x")
    squares = nw.col("gap_squares") - ratio(total * total, count)
    return ratio(squares, count - 1).clip(lower_bound=0).sqrt()


def _hours(known: Frame) -> Frame:
    hour, bought = nw.col("ordered_hour"), nw.col("net") > 0
    flags = known.with_columns(
        bought_count=flag(bought),
        evening_count=flag(bought & (hour >= EVENING_HOUR)),
        morning_count=flag(bought & (hour < NOON_HOUR)),
    )
    counts = flags.group_by(*KEY).agg(
        nw.col("bought_count", "evening_count", "morning_count").sum()
    )
    return counts.select(
        *KEY,
        evening_share=ratio(nw.col("evening_count"), nw.col("bought_count")),
        morning_share=ratio(nw.col("morning_count"), nw.col("bought_count")),
    )


_GAP = "days, >= 1; null before the second order day"
RHYTHM = Family(
    name="rhythm",
    table="orders",
    function=rhythm,
    groups={
        "rhythm of orders": (
            Feature("x", "order days, >= 0", "order days after the first"),
            Feature("t_x_days", "days, >= 0", "last minus first order day"),
            # T_days stays with x and t_x_days: an explanation must not mix one's age with
            # another's gaps
            Feature("T_days", "days, >= 1", "cutoff minus the first order day"),
            Feature("gap_mean_days", _GAP, "mean gap between order days"),
            Feature(
                "gap_sd_days",
                "days, >= 0; null before the third order day",
                "sample standard deviation of the gaps",
            ),
            Feature("gap_max_days", _GAP, "the longest gap"),
            Feature("gap_last_days", _GAP, "the latest gap"),
            Feature(
                "gap_cv_ratio",
                "ratio, >= 0; null before the third order day",
                "standard deviation over mean of the gaps; 0 is clockwork",
            ),
            Feature(
                "overdue_ratio",
                "ratio, > 0; null before the second order day",
                "days since the last order day over the mean gap; above 1 is late",
            ),
            Feature(
                "orders_per_month", "order days, > 0", "order days per 30 days since the first"
            ),
        ),
        "day and hour of buying": (
            Feature("weekend_share", "0 to 1", "share of order days on Saturday or Sunday"),
            Feature(
                "evening_share",
                "0 to 1; null if nothing was ever paid",
                "share of orders with a positive net placed from 17:00 local time",
            ),
            Feature(
                "morning_share",
                "0 to 1; null if nothing was ever paid",
                "share of orders with a positive net placed before 12:00 local time",
            ),
        ),
    },
)
