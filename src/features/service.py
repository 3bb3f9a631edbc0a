"""Service: the trouble a customer had, and how it was dealt with.

The columns of a ticket are filled in as time goes. One closed on the cutoff's day or later is open,
and what its customer will think of the help is not known yet: satisfaction counts once a ticket is
closed, so a rating of a ticket that has no end is never known.
"""

from collections.abc import Mapping

import narwhals.stable.v2 as nw

from src.asof import CUTOFF, Asof, Frame, seen
from src.features.family import Family, Feature, Grain, Mix
from src.features.measures import (
    AGE,
    count,
    distinct,
    latest,
    least,
    median,
    most,
    ratio,
    total,
    unpacked,
    within,
)
from src.order_days import KEY

AGAIN_DAYS = 14  # a ticket so soon after the last one was closed reopens it
UNHAPPY = 2  # of 5
NEVER_DAY = 1 << 20

OPEN = nw.col("closed").is_null()
OPEN_DAYS, GAP, REST = nw.col("open_days"), nw.col("gap_days"), nw.col("rest_days")
RATING = nw.col("rating")

_NONE = "null if none"
_CLOSED = "null if none was closed"
_RATED = "score, 1 to 5; null if none was rated"


def tickets(tables: Mapping[str, Frame], asof: Asof) -> Frame:
    """Tickets as known at each cutoff: ``age_days`` since they were opened, and what follows.

    Returns
    -------
    ``closed`` (day), ``open_days`` and ``rating``: null unless closed before the cutoff;
    ``gap_days`` since the customer's ticket before was opened, ``rest_days`` since it was closed,
    negative if it was closed after this one was opened
    """
    known = seen(tables["tickets"], asof, "opened_day")
    opened, day = nw.col("opened_day"), nw.col("closed_day")
    known = known.with_columns(closed=nw.when(day < CUTOFF).then(day))
    known = known.with_columns(
        open_days=nw.col("closed") - opened,
        rating=nw.when(~OPEN).then(nw.col("satisfaction")),
        closed_or_never=nw.col("closed").fill_null(NEVER_DAY),
    )
    opened_before, closed_before = (
        # as floats: pandas cannot shift nullable whole numbers
        nw.col(day).cast(nw.Float64).shift(1).over(*KEY, order_by=("opened_s", "closed_or_never"))
        for day in ("opened_day", "closed_or_never")
    )
    return known.with_columns(gap_days=opened - opened_before, rest_days=opened - closed_before)


TICKETS = Grain("tickets", ("tickets",), tickets)

SERVICE = Family(
    name="service",
    grain=TICKETS,
    measures={
        "open_days_sum": total(OPEN_DAYS, ~OPEN),
        "closed_count": count(~OPEN),
        "rating_sum": total(RATING, ~RATING.is_null()),
        "rated_count": count(~RATING.is_null()),
        "rating_latest": latest(RATING),
        "unhappy_count": count(RATING <= UNHAPPY),
    },
    groups={
        "service trouble": (
            Feature("tickets_count", "tickets, >= 0", "tickets opened, all time", count(), 0.0),
            *(
                Feature(
                    f"tickets_{days}d",
                    "tickets, >= 0",
                    f"tickets opened in the last {days} days",
                    count(within(days)),
                    0.0,
                )
                for days in (30, 90, 365)
            ),
            Feature(
                "ticket_recency_days",
                f"days, >= 1; {_NONE}",
                "days since a ticket was last opened",
                least(AGE),
            ),
            Feature(
                "ticket_topics_count",
                "topics, >= 0",
                "different topics of tickets",
                distinct(nw.col("topic")),
                0.0,
            ),
            *(
                Feature(
                    f"tickets_again_{days}d_count",
                    "tickets, >= 0",
                    f"tickets opened within {days} days of the one before",
                    count(GAP <= days),
                    0.0,
                )
                for days in (7, 30)
            ),
            Feature(
                "tickets_reopened_count",
                "tickets, >= 0",
                f"tickets opened within {AGAIN_DAYS} days after the one before was closed",
                count((REST >= 0) & (REST <= AGAIN_DAYS)),
                0.0,
            ),
        ),
        "time to solve": (
            Feature(
                "tickets_open_count",
                "tickets, >= 0",
                "tickets open at the cutoff",
                count(OPEN),
                0.0,
            ),
            Feature(
                "ticket_waiting_days",
                "days, >= 1; null if none is open",
                "days since the oldest ticket still open was opened",
                most(AGE, OPEN),
            ),
            Feature(
                "ticket_open_mean_days",
                f"days, >= 0; {_CLOSED}",
                "mean days from opening to closing",
                ratio("open_days_sum", "closed_count"),
            ),
            Feature(
                "ticket_open_median_days",
                f"days, >= 0; {_CLOSED}",
                "median days from opening to closing",
                median(OPEN_DAYS),
            ),
            Feature(
                "ticket_open_max_days",
                f"days, >= 0; {_CLOSED}",
                "longest days from opening to closing",
                most(OPEN_DAYS),
            ),
        ),
        "satisfaction with service": (
            Feature("ticket_mean_score", _RATED, "mean rating", ratio("rating_sum", "rated_count")),
            Feature("ticket_min_score", _RATED, "lowest rating", least(RATING)),
            Feature(
                "ticket_last_score",
                _RATED,
                "rating of the ticket opened last of those rated",
                unpacked("rating_latest"),
            ),
            Feature(
                "ticket_unhappy_share",
                "0 to 1; null if none was rated",
                f"share of ratings of {UNHAPPY} or lower",
                ratio("unhappy_count", "rated_count"),
            ),
            Feature(
                "ticket_rated_share",
                f"0 to 1; {_CLOSED}",
                "share of closed tickets that were rated",
                ratio("rated_count", "closed_count"),
            ),
        ),
    },
    mixes=(
        Mix("topic", "ticket_topic", "service trouble", "tickets"),
        Mix("channel", "ticket_channel", "service trouble", "tickets"),
    ),
    recorded={
        "topic": ("ticket_topics_count",),
        "closed_day": (
            *("tickets_open_count", "ticket_waiting_days", "tickets_reopened_count"),
            *(f"ticket_open_{what}_days" for what in ("mean", "median", "max")),
            "ticket_rated_share",
        ),
        "satisfaction": (
            *(f"ticket_{what}_score" for what in ("mean", "min", "last")),
            *("ticket_unhappy_share", "ticket_rated_share"),
        ),
    },
)
