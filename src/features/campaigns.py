"""Campaigns: what we sent a customer, and how they took it.

Rows of the control arm are of those to whom nothing was sent, so they do not count. The columns of
a message are filled in as time goes: who opened, clicked or unsubscribed on the cutoff's day or
later has not done so yet.
"""

from collections.abc import Mapping

import narwhals.stable.v2 as nw

from src.asof import CUTOFF, Asof, Frame, seen
from src.features.family import Family, Feature, Grain, Mix
from src.features.measures import AGE, count, distinct, least, most, ratio, total, within

QUARTER_DAYS = 90
CONTROL = "control"  # the arm of a campaign that was sent nothing
ANSWERS = ("opened", "clicked", "unsubscribed")
OPEN_AGE, CLICK_AGE, UNSUBSCRIBE_AGE = (nw.col(f"{answer}_age") for answer in ANSWERS)
OPENED, CLICKED = ~OPEN_AGE.is_null(), ~CLICK_AGE.is_null()

_NONE = "null if nothing was sent"
_NONE_90D = "null if nothing was sent in the last 90 days"


def messages(tables: Mapping[str, Frame], asof: Asof) -> Frame:
    """Messages sent before each cutoff: ``opened_age``, ``clicked_age``, ``unsubscribed_age``.

    These are days between the answer and the cutoff, >= 1, null while there is none.
    """
    sent = seen(tables["messages"], asof, "sent_day")
    sent = sent.filter((nw.col("arm") != CONTROL) | nw.col("arm").is_null())
    days = {answer: nw.col(f"{answer}_day") for answer in ANSWERS}
    ages = {f"{answer}_age": nw.when(d < CUTOFF).then(CUTOFF - d) for answer, d in days.items()}
    return sent.with_columns(**ages)


MESSAGES = Grain("messages", ("messages",), messages)

CAMPAIGNS = Family(
    name="campaigns",
    grain=MESSAGES,
    measures={
        "opened_90d": count(OPENED & within(QUARTER_DAYS)),
        "clicked_90d": count(CLICKED & within(QUARTER_DAYS)),
        "open_delay": total(AGE - OPEN_AGE, OPENED),
    },
    groups={
        "campaigns": (
            Feature("messages_count", "messages, >= 0", "messages sent, all time", count(), 0.0),
            *(
                Feature(
                    f"messages_{days}d",
                    "messages, >= 0",
                    f"messages sent in the last {days} days",
                    count(within(days)),
                    0.0,
                )
                for days in (30, QUARTER_DAYS)
            ),
            Feature(
                "message_recency_days",
                "days, >= 1; null if none",
                "days since the last message",
                least(AGE),
            ),
            Feature(
                "message_age_days",
                "days, >= 1; null if none",
                "days since the first message",
                most(AGE),
            ),
            Feature(
                "campaigns_count",
                "campaigns, >= 0",
                "different campaigns",
                distinct(nw.col("campaign")),
                0.0,
            ),
            Feature(
                "message_cost_sum",
                "currency, >= 0",
                "what sending cost, as far as it is known",
                total(nw.col("cost").fill_null(0)),
                0.0,
            ),
        ),
        "opens and clicks": (
            Feature("opens_count", "messages, >= 0", "messages opened", count(OPENED), 0.0),
            Feature(
                "opens_90d",
                "messages, >= 0",
                "messages opened in the last 90 days, whenever they were sent",
                count(OPEN_AGE <= QUARTER_DAYS),
                0.0,
            ),
            Feature(
                "open_rate",
                f"0 to 1; {_NONE}",
                "share of messages that were opened",
                ratio("opens_count", "messages_count"),
            ),
            Feature(
                "opened_share_90d",
                f"0 to 1; {_NONE_90D}",
                "share of messages of the last 90 days that were opened",
                ratio("opened_90d", "messages_90d"),
            ),
            Feature(
                "open_trend_ratio",
                "ratio, >= 0; null if nothing was opened, or sent in the last 90 days",
                "share opened of the last 90 days' messages over that of all time; 1 is steady",
                ratio(ratio("opened_90d", "messages_90d"), ratio("opens_count", "messages_count")),
            ),
            Feature(
                "open_recency_days",
                "days, >= 1; null if none",
                "days since a message was last opened",
                least(OPEN_AGE),
            ),
            Feature(
                "open_delay_mean_days",
                "days, >= 0; null if none",
                "mean days from sending to opening",
                ratio("open_delay", "opens_count"),
            ),
            Feature("clicks_count", "messages, >= 0", "messages clicked", count(CLICKED), 0.0),
            Feature(
                "clicks_90d",
                "messages, >= 0",
                "messages clicked in the last 90 days, whenever they were sent",
                count(CLICK_AGE <= QUARTER_DAYS),
                0.0,
            ),
            Feature(
                "click_rate",
                f"0 to 1; {_NONE}",
                "share of messages that were clicked",
                ratio("clicks_count", "messages_count"),
            ),
            Feature(
                "clicked_share_90d",
                f"0 to 1; {_NONE_90D}",
                "share of messages of the last 90 days that were clicked",
                ratio("clicked_90d", "messages_90d"),
            ),
            Feature(
                "click_recency_days",
                "days, >= 1; null if none",
                "days since a message was last clicked",
                least(CLICK_AGE),
            ),
        ),
        "unsubscribing": (
            Feature(
                "unsubscribes_count",
                "messages, >= 0",
                "messages answered by unsubscribing",
                count(~UNSUBSCRIBE_AGE.is_null()),
                0.0,
            ),
            Feature(
                "unsubscribe_recency_days",
                "days, >= 1; null if none",
                "days since the last unsubscribing",
                least(UNSUBSCRIBE_AGE),
            ),
        ),
    },
    mixes=(Mix("channel", "message_channel", "campaigns", "messages"),),
    recorded={
        "opened_day": (
            *("opens_count", "opens_90d", "open_rate", "opened_share_90d", "open_trend_ratio"),
            *("open_recency_days", "open_delay_mean_days"),
        ),
        "clicked_day": (
            *("clicks_count", "clicks_90d", "click_rate", "clicked_share_90d"),
            "click_recency_days",
        ),
        "unsubscribed_day": ("unsubscribes_count", "unsubscribe_recency_days"),
        "campaign": ("campaigns_count",),
        "cost": ("message_cost_sum",),
    },
)
