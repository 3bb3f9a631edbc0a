"""Rhythm: the time pattern of a customer's order days, the hours of their orders.

``x``, ``t_x_days`` and ``T_days`` are the summary of Fader, Hardie & Lee (2005), Marketing Science
24(2), doi:10.1287/mksc.1040.0098, from which BTYD models are fitted.
"""

import narwhals.stable.v2 as nw

from src.features.family import Family, Feature
from src.features.grains import ORDER_DAYS, ORDERS
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
)
from src.features.spread import deviation

SATURDAY = 5  # with Monday as 0; day number 0, 1970-01-01, was a Thursday
NIGHT_HOUR, NOON_HOUR, EVENING_HOUR = 6, 12, 17
MANY_WEEKS_DAYS = 7_000_000  # engines differ on the remainder of days before 1970
YEAR_DAYS, SEASON_DAYS = 365, 91
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

GAP = nw.col("gap_days")
WEEKDAY = (nw.col("ordered_day") + 3 + MANY_WEEKS_DAYS) % 7
SEASON_AHEAD = (AGE % YEAR_DAYS) > YEAR_DAYS - SEASON_DAYS  # as the days that follow the cutoff

_LAST, _FIRST, _COUNT = nw.col("last_age"), nw.col("first_age"), nw.col("order_days")
_X = _COUNT - 1
_T_X = _FIRST - _LAST
_GAP_MEAN = ratio(_T_X, _X)
_GAP_SD = deviation(nw.col("gap_squares"), _T_X, _X)
_TOP_WEEKDAY = nw.max_horizontal(*(nw.col(f"on_{name}") for name in WEEKDAYS))
_GAP = "days, >= 1; null before the second order day"
_YEAR = nw.when(_FIRST >= YEAR_DAYS)

RHYTHM = Family(
    name="rhythm",
    grain=ORDER_DAYS,
    measures={
        "order_days": count(),
        "first_age": most(AGE),
        "last_age": least(AGE),
        "gap_squares": total(GAP * GAP),
        "gap_latest": latest(GAP, ~GAP.is_null()),
        "weekend_days": count(WEEKDAY >= SATURDAY),
        "season_days": count(SEASON_AHEAD),
        "season_last": count(SEASON_AHEAD & (AGE <= YEAR_DAYS)),
        "season_net": total("net", SEASON_AHEAD & (AGE <= YEAR_DAYS)),
        **{f"on_{name}": count(WEEKDAY == nw.lit(number)) for number, name in enumerate(WEEKDAYS)},
    },
    groups={
        "rhythm of orders": (
            Feature("x", "order days, >= 0", "order days after the first", _X),
            Feature("t_x_days", "days, >= 0", "last minus first order day", _T_X),
            # T_days stays with x and t_x_days: an explanation must not mix one's age with
            # another's gaps
            Feature("T_days", "days, >= 1", "cutoff minus the first order day", _FIRST),
            Feature("gap_mean_days", _GAP, "mean gap between order days", _GAP_MEAN),
            Feature("gap_median_days", _GAP, "median gap between order days", median(GAP)),
            Feature(
                "gap_sd_days",
                "days, >= 0; null before the third order day",
                "sample standard deviation of the gaps",
                _GAP_SD,
            ),
            Feature("gap_min_days", _GAP, "the shortest gap", least(GAP)),
            Feature("gap_max_days", _GAP, "the longest gap", most(GAP)),
            Feature("gap_last_days", _GAP, "the latest gap", unpacked("gap_latest")),
            Feature(
                "gap_cv_ratio",
                "ratio, >= 0; null before the third order day",
                "standard deviation over mean of the gaps; 0 is clockwork",
                ratio(_GAP_SD, _GAP_MEAN),
            ),
            Feature(
                "overdue_ratio",
                "ratio, > 0; null before the second order day",
                "days since the last order day over the mean gap; above 1 is late",
                ratio(_LAST, _GAP_MEAN),
            ),
            Feature(
                "gap_trend_ratio",
                "ratio, > 0; null before the second order day",
                "the latest gap over the mean gap; above 1 slows down",
                ratio(unpacked("gap_latest"), _GAP_MEAN),
            ),
            Feature(
                "orders_per_month",
                "order days, > 0",
                "order days per 30 days since the first",
                ratio(_COUNT * 30, _FIRST),
            ),
        ),
        "day and hour of buying": (
            Feature(
                "weekend_share",
                "0 to 1",
                "share of order days on Saturday or Sunday",
                ratio("weekend_days", _COUNT),
            ),
            Feature(
                "weekday_top_share",
                "0 to 1",
                "share of order days on the weekday with most of them; 1 is always the same",
                ratio(_TOP_WEEKDAY, _COUNT),
            ),
        ),
        "season": (
            Feature(
                "orders_season_count",
                "order days, >= 0; null in the first year",
                "order days in the 91 days that began a year before the cutoff",
                _YEAR.then(nw.col("season_last")),
            ),
            Feature(
                "net_season_sum",
                "currency, >= 0; null in the first year",
                "spent on them",
                _YEAR.then(nw.col("season_net")),
            ),
            Feature(
                "season_share",
                "0 to 1; null in the first year",
                "share of order days in the quarter of the year that follows the cutoff",
                _YEAR.then(ratio("season_days", _COUNT)),
            ),
        ),
    },
)

HOUR = nw.col("ordered_hour")
BOUGHT = nw.col("net") > 0
_PAID = "0 to 1; null if nothing was ever paid"
HOURS = Family(
    name="hours",
    grain=ORDERS,
    measures={
        "bought_count": count(BOUGHT),
        "night_count": count(BOUGHT & (HOUR < NIGHT_HOUR)),
        "morning_count": count(BOUGHT & (HOUR < NOON_HOUR)),
        "evening_count": count(BOUGHT & (HOUR >= EVENING_HOUR)),
    },
    groups={
        "day and hour of buying": (
            Feature(
                "evening_share",
                _PAID,
                "share of orders with a positive net placed from 17:00 local time",
                ratio("evening_count", "bought_count"),
            ),
            Feature(
                "morning_share",
                _PAID,
                "share of orders with a positive net placed before 12:00 local time",
                ratio("morning_count", "bought_count"),
            ),
            Feature(
                "night_share",
                _PAID,
                "share of orders with a positive net placed before 06:00 local time",
                ratio("night_count", "bought_count"),
            ),
        ),
    },
)
