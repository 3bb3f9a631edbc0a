"""Engagement: what a customer did with us besides buying, and on what.

Words that features know of the column ``type``: login, download, coupon_redemption; of ``stage``
those of `FUNNEL`. A manifest maps other words to them; what it does not map is counted as any other
interaction. A rate over a window longer than a customer's history is taken over the history.
"""

from collections.abc import Mapping

import narwhals.stable.v2 as nw

from src.asof import Asof, Frame
from src.features.family import Family, Feature, Grain
from src.features.grains import by_day
from src.features.measures import AGE, count, flag, least, most, ratio, total, within
from src.features.rhythm import MANY_WEEKS_DAYS, SATURDAY

WINDOWS = (7, 30, 90, 365)  # days before the cutoff
MONTH_DAYS, QUARTER_DAYS = 30, 90
FUNNEL = ("awareness", "consideration", "intent", "purchase", "loyalty")
COUNTED = {"logins": "login", "downloads": "download", "redemptions": "coupon_redemption"}

WEEKEND = (nw.col("happened_day") + 3 + MANY_WEEKS_DAYS) % 7 >= SATURDAY
STAGE = nw.col("stage_number")

_ALL, _DAYS = nw.col("interactions_count"), nw.col("active_days_count")
_LAST, _FIRST = nw.col("visit_recency_days"), nw.col("activity_age_days")
_GAP_MEAN = ratio(_FIRST - _LAST, _DAYS - 1)
_MONTH = nw.min_horizontal(nw.lit(MONTH_DAYS), _FIRST).cast(nw.Float64)
_STAGES = "stages, 1 to 5; null if no stage is known"


def active_days(tables: Mapping[str, Frame], asof: Asof) -> Frame:
    """Days with an interaction, as known at each cutoff: ``happened_day``, ``age_days``.

    Returns
    -------
    ``events``, the counts of `COUNTED`, and ``stage_number``: the deepest stage of the day by its
    place in the funnel, from 1; 0 if it has none
    """
    return by_day(tables["interactions"], asof, "happened_day", _day)


def _day(events: Frame, key: tuple[str, ...]) -> Frame:
    places = {name: flag(nw.col("stage") == name) * n for n, name in enumerate(FUNNEL, start=1)}
    kinds = {name: flag(nw.col("type") == kind) for name, kind in COUNTED.items()}
    rows = events.select(
        *key,
        "happened_day",
        events=nw.lit(1),
        stage_number=nw.sum_horizontal(*places.values()),
        **kinds,
    )
    return rows.group_by(*key, "happened_day").agg(
        nw.col("events", *COUNTED).sum(), nw.col("stage_number").max()
    )


ACTIVE_DAYS = Grain("active days", ("interactions",), active_days)

ENGAGEMENT = Family(
    name="engagement",
    grain=ACTIVE_DAYS,
    measures={"weekend_events": total("events", WEEKEND)},
    groups={
        "activity": (
            Feature(
                "interactions_count",
                "interactions, >= 0",
                "interactions, all time",
                total("events"),
                0.0,
            ),
            *(
                Feature(
                    f"interactions_{days}d",
                    "interactions, >= 0",
                    f"interactions in the last {days} days",
                    total("events", within(days)),
                    0.0,
                )
                for days in WINDOWS
            ),
            Feature("active_days_count", "days, >= 0", "days with an interaction", count(), 0.0),
            Feature(
                "visit_recency_days",
                "days, >= 1; null without an interaction",
                "days since the last interaction",
                least(AGE),
            ),
            Feature(
                "activity_age_days",
                "days, >= 1; null without an interaction",
                "days since the first interaction",
                most(AGE),
            ),
            Feature(
                "active_day_mean",
                "interactions, >= 1; null without an interaction",
                "interactions of a day with any",
                ratio(_ALL, _DAYS),
            ),
            Feature(
                "activity_gap_mean_days",
                "days, >= 1; null before the second active day",
                "mean gap between days with an interaction",
                _GAP_MEAN,
            ),
            Feature(
                "activity_overdue_ratio",
                "ratio, > 0; null before the second active day",
                "days since the last interaction over the mean gap; above 1 is late",
                ratio(_LAST, _GAP_MEAN),
            ),
            Feature(
                "interactions_trend_ratio",
                "ratio, >= 0; null without an interaction",
                "interactions per day in the last 30 days over those since the first; 1 is steady",
                ratio(nw.col("interactions_30d") / _MONTH * _FIRST, _ALL),
            ),
            Feature(
                "activity_weekend_share",
                "0 to 1; null without an interaction",
                "share of interactions on Saturday or Sunday",
                ratio("weekend_events", _ALL),
            ),
        ),
        "use of what is offered": (
            Feature("logins_count", "logins, >= 0", "logins, all time", total("logins"), 0.0),
            Feature(
                "logins_30d",
                "logins, >= 0",
                "logins in the last 30 days",
                total("logins", within(30)),
                0.0,
            ),
            Feature(
                "login_recency_days",
                "days, >= 1; null if none",
                "days since the last login",
                least(AGE, nw.col("logins") > 0),
            ),
            Feature(
                "downloads_count", "downloads, >= 0", "downloads, all time", total("downloads"), 0.0
            ),
            Feature(
                "downloads_90d",
                "downloads, >= 0",
                "downloads in the last 90 days",
                total("downloads", within(90)),
                0.0,
            ),
        ),
        "funnel": (
            Feature(
                "funnel_stage_max", _STAGES, "deepest stage ever reached", most(STAGE, STAGE > 0)
            ),
            Feature(
                "funnel_stage_30d_max",
                "stages, 1 to 5; null if no stage is known of the last 30 days",
                "deepest stage reached in the last 30 days",
                most(STAGE, (STAGE > 0) & within(30)),
            ),
        ),
        "coupons": (
            Feature(
                "redemptions_count",
                "coupons, >= 0",
                "coupons redeemed, all time",
                total("redemptions"),
                0.0,
            ),
            Feature(
                "redemptions_90d",
                "coupons, >= 0",
                "coupons redeemed in the last 90 days",
                total("redemptions", within(90)),
                0.0,
            ),
            Feature(
                "redemption_recency_days",
                "days, >= 1; null if none",
                "days since the last redemption",
                least(AGE, nw.col("redemptions") > 0),
            ),
        ),
    },
)
