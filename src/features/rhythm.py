"""Rhythm: the time pattern of a customer's order days."""

import narwhals.stable.v2 as nw

from src.asof import Asof, Frame, seen
from src.features.expressions import flag, ratio
from src.order_days import KEY, order_days

SATURDAY = 5  # with Monday as 0; day number 0, 1970-01-01, was a Thursday
NOON_HOUR, EVENING_HOUR = 12, 17


def rhythm(orders: Frame, asof: Asof) -> Frame:
    """Age, gaps and habits of buying: one row per (cutoff, customer) with an order day before the cutoff.

    ``x``, ``t_x_days`` and ``T_days`` are the summary of Fader, Hardie & Lee (2005), doi:10.1287/mksc.1040.0098.

    Returns
    -------
    ``x``                  repeat order days, >= 0
    ``t_x_days``           last minus first order day, >= 0
    ``T_days``             cutoff minus first order day, >= 1
    ``gap_mean_days``, ``gap_sd_days``, ``gap_max_days``, ``gap_last_days``
                           between order days; null where there is no (for the spread: no second) gap
    ``gap_cv_ratio``       spread over mean of the gaps, 0 is clockwork; null with fewer than two gaps
    ``overdue_ratio``      days since the last purchase over the usual gap; > 1 is late; null without a gap
    ``orders_per_month``   order days per 30 days since the first, > 0
    ``weekend_share``      share of order days on Saturday or Sunday, 0 to 1
    ``evening_share``, ``morning_share``
                           share of orders placed from 17:00, or before 12:00, local time, 0 to 1
    """
    known = seen(orders, asof, "ordered_day")
    gaps = _gaps(order_days(known))
    return gaps.join(_hours(known), on=list(KEY), how="left")


def _gaps(days: Frame) -> Frame:
    day = nw.col("ordered_day")
    previous = day.shift(1).over(*KEY, order_by="ordered_day")
    nth = days.with_columns(gap_days=day - previous).with_columns(
        gap_squares=nw.col("gap_days") * nw.col("gap_days"),
        weekend_share=flag((day + 3) % 7 >= SATURDAY),
    )
    summary = nth.group_by(*KEY).agg(
        first=day.min(),
        last=day.max(),
        orders_count=nw.len(),
        gap_squares=nw.col("gap_squares").sum(),
        gap_max_days=nw.col("gap_days").max(),
        weekend_share=nw.col("weekend_share").mean(),
    )
    last_gap = (
        nth.group_by(*KEY)
        .agg(ordered_day=day.max())
        .join(
            nth.select(*KEY, "ordered_day", gap_last_days=nw.col("gap_days")),
            on=[*KEY, "ordered_day"],
        )
    )
    first, last, cutoff = nw.col("first"), nw.col("last"), nw.col("cutoff_day")
    dated = summary.join(last_gap.drop("ordered_day"), on=list(KEY), how="left").with_columns(
        x=nw.col("orders_count") - 1, t_x_days=last - first, T_days=cutoff - first
    )
    return (
        dated.with_columns(
            gap_mean_days=ratio(nw.col("t_x_days"), nw.col("x")), gap_sd_days=_spread()
        )
        .with_columns(
            gap_cv_ratio=ratio(nw.col("gap_sd_days"), nw.col("gap_mean_days")),
            overdue_ratio=ratio(cutoff - last, nw.col("gap_mean_days")),
            orders_per_month=ratio(nw.col("orders_count") * 30, nw.col("T_days")),
        )
        .drop("first", "last", "orders_count", "gap_squares")
    )


def _spread() -> nw.Expr:
    """Sample standard deviation of the gaps from whole-number sums, which add up alike in any order."""
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
