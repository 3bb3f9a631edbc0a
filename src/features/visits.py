"""Visits: sessions, how deep they go, and what becomes of carts.

A visit is what the source calls a session; one that goes on after midnight is a visit of each day,
and interactions without a session belong to none. A cart is left when nothing of the same visit is
in `ORDERED`, words of the column ``type``.
"""

from collections.abc import Mapping
from dataclasses import replace

import narwhals.stable.v2 as nw

from src.asof import Asof, Frame
from src.features.family import Family, Feature, Grain
from src.features.grains import by_day
from src.features.measures import AGE, count, flag, least, most, ratio, total, within

ORDERED = ("checkout", "purchase", "order")
CART = nw.col("cart") > 0
BOUGHT = nw.col("bought") > 0
LEFT = CART & ~BOUGHT

_ALL, _CARTS = nw.col("sessions_count"), nw.col("cart_sessions_count")
_NONE = "null without a visit"
_NO_CART = "null without a cart"


def visits(tables: Mapping[str, Frame], asof: Asof) -> Frame:
    """Visits as known at each cutoff: ``age_days``, ``events``, ``cart`` and ``bought``, 0 or 1."""
    return by_day(tables["interactions"], asof, "happened_day", _visit)


def _visit(events: Frame, key: tuple[str, ...]) -> Frame:
    kind, visit = nw.col("type"), (*key, "session", "happened_day")
    rows = events.filter(~nw.col("session").is_null()).select(
        *visit,
        events=nw.lit(1),
        cart=flag(kind == "cart"),
        bought=flag(kind.is_in(ORDERED)),
    )
    return rows.group_by(*visit).agg(nw.col("events").sum(), nw.col("cart", "bought").max())


VISIT_ROWS = Grain("visits", ("interactions",), visits)

_VISITS = Family(
    name="visits",
    grain=VISIT_ROWS,
    measures={
        "visit_events": total("events"),
        "single_visits": count(nw.col("events") == 1),
        "bought_visits": count(BOUGHT),
        "bought_visits_90d": count(BOUGHT & within(90)),
        "carts_left": count(LEFT),
        "carts_left_90d": count(LEFT & within(90)),
        "visit_first_age": most(AGE),
    },
    groups={
        "visits": (
            Feature("sessions_count", "visits, >= 0", "visits, all time", count(), 0.0),
            *(
                Feature(
                    f"sessions_{days}d",
                    "visits, >= 0",
                    f"visits in the last {days} days",
                    count(within(days)),
                    0.0,
                )
                for days in (30, 90)
            ),
            Feature(
                "sessions_trend_ratio",
                f"ratio, >= 0; {_NONE}",
                "visits per day in the last 90 days over those since the first; 1 is steady",
                ratio(
                    ratio("sessions_90d", nw.min_horizontal(nw.lit(90), nw.col("visit_first_age")))
                    * nw.col("visit_first_age"),
                    _ALL,
                ),
            ),
            Feature(
                "session_events_mean",
                f"interactions, >= 1; {_NONE}",
                "interactions of a visit: how deep it goes",
                ratio("visit_events", _ALL),
            ),
            Feature(
                "session_events_max",
                f"interactions, >= 1; {_NONE}",
                "interactions of the deepest visit",
                most(nw.col("events")),
            ),
            Feature(
                "session_single_share",
                f"0 to 1; {_NONE}",
                "share of visits that ended after one interaction",
                ratio("single_visits", _ALL),
            ),
        ),
        "carts": (
            Feature("cart_sessions_count", "visits, >= 0", "visits with a cart", count(CART), 0.0),
            Feature(
                "cart_sessions_90d",
                "visits, >= 0",
                "visits with a cart in the last 90 days",
                count(CART & within(90)),
                0.0,
            ),
            Feature(
                "cart_recency_days",
                f"days, >= 1; {_NO_CART}",
                "days since the last visit with a cart",
                least(AGE, CART),
            ),
            Feature(
                "cart_abandoned_share",
                f"0 to 1; {_NO_CART}",
                "share of visits with a cart that was left",
                ratio("carts_left", _CARTS),
            ),
            Feature(
                "cart_abandoned_share_90d",
                "0 to 1; null without a cart in the last 90 days",
                "share of visits with a cart that was left, last 90 days",
                ratio("carts_left_90d", "cart_sessions_90d"),
            ),
            Feature(
                "cart_abandoned_recency_days",
                "days, >= 1; null if no cart was left",
                "days since the last visit in which a cart was left",
                least(AGE, LEFT),
            ),
        ),
        "funnel": (
            Feature(
                "session_bought_share",
                f"0 to 1; {_NONE}",
                "share of visits that ended in a purchase",
                ratio("bought_visits", _ALL),
            ),
            Feature(
                "session_bought_share_90d",
                "0 to 1; null without a visit in the last 90 days",
                "share of visits that ended in a purchase, last 90 days",
                ratio("bought_visits_90d", "sessions_90d"),
            ),
            Feature(
                "session_bought_recency_days",
                "days, >= 1; null if none",
                "days since the last visit that ended in a purchase",
                least(AGE, BOUGHT),
            ),
        ),
    },
)
VISITS = replace(_VISITS, recorded={"session": tuple(f.name for f in _VISITS.features)})
