"""Engagement: what we sent a customer, and which coupons they redeemed."""

import narwhals.stable.v2 as nw

from src.asof import Asof, Frame, seen
from src.features.expressions import AGE, QUARTER_DAYS, flag
from src.features.family import Family, Feature
from src.order_days import KEY

REDEMPTION = "coupon_redemption"  # the type of interaction that counts
CONTROL = "control"  # the arm of a campaign that was sent nothing


def contacts(messages: Frame, asof: Asof) -> Frame:
    """Compute the features of `CONTACTS`: one row per (cutoff, customer) we wrote to before it.

    Rows of the control arm are of those to whom nothing was sent, so they do not count.
    """
    sent = seen(messages, asof, "sent_day").with_columns(messages_90d=flag(AGE <= QUARTER_DAYS))
    if "arm" in sent.collect_schema().names():
        sent = sent.filter((nw.col("arm") != CONTROL) | nw.col("arm").is_null())
    return sent.group_by(*KEY).agg(
        nw.col("messages_90d").sum(),
        messages_count=nw.len(),
        message_recency_days=AGE.min(),
    )


def redemptions(interactions: Frame, asof: Asof) -> Frame:
    """Compute the features of `REDEMPTIONS`: one row per (cutoff, customer) who redeemed by it."""
    coupons = seen(interactions, asof, "happened_day").filter(nw.col("type") == REDEMPTION)
    redeemed = coupons.with_columns(redemptions_90d=flag(AGE <= QUARTER_DAYS))
    return redeemed.group_by(*KEY).agg(
        nw.col("redemptions_90d").sum(),
        redemptions_count=nw.len(),
        redemption_recency_days=AGE.min(),
    )


CONTACTS = Family(
    name="contacts",
    table="messages",
    function=contacts,
    groups={
        "campaigns": (
            Feature("messages_count", "messages, >= 0", "messages sent, all time", absent=0.0),
            Feature(
                "messages_90d", "messages, >= 0", "messages sent in the last 90 days", absent=0.0
            ),
            Feature(
                "message_recency_days", "days, >= 1; null if none", "days since the last message"
            ),
        ),
    },
)
REDEMPTIONS = Family(
    name="redemptions",
    table="interactions",
    function=redemptions,
    groups={
        "coupons": (
            Feature("redemptions_count", "coupons, >= 0", "coupons redeemed, all time", absent=0.0),
            Feature(
                "redemptions_90d",
                "coupons, >= 0",
                "coupons redeemed in the last 90 days",
                absent=0.0,
            ),
            Feature(
                "redemption_recency_days",
                "days, >= 1; null if none",
                "days since the last redemption",
            ),
        ),
    },
)
