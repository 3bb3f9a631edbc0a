"""Engagement: what we sent a customer, and which coupons they redeemed."""

import narwhals.stable.v2 as nw

from src.asof import Asof, Frame, seen
from src.features.expressions import flag
from src.order_days import KEY

AGE = nw.col("age_days")
RECENT_DAYS = 90


def contacts(messages: Frame, asof: Asof) -> Frame:
    """Messages sent: one row per (cutoff, customer) with at least one before the cutoff.

    Returns
    -------
    ``messages_count``, ``messages_90d``  messages sent, all time and in the last 90 days; absent is 0
    ``message_recency_days``              days since the last, >= 1; absent where none was sent
    """
    sent = seen(messages, asof, "sent_day").with_columns(messages_90d=flag(AGE <= RECENT_DAYS))
    return sent.group_by(*KEY).agg(
        nw.col("messages_90d").sum(),
        messages_count=nw.len(),
        message_recency_days=AGE.min(),
    )


def redemptions(interactions: Frame, asof: Asof) -> Frame:
    """Coupons redeemed: one row per (cutoff, customer) with at least one before the cutoff.

    Returns
    -------
    ``redemptions_count``, ``redemptions_90d``  coupons redeemed, all time and in the last 90 days; absent is 0
    ``redemption_recency_days``                 days since the last, >= 1; absent where none was redeemed
    """
    coupons = seen(interactions, asof, "happened_day").filter(nw.col("type") == "coupon_redemption")
    redeemed = coupons.with_columns(redemptions_90d=flag(AGE <= RECENT_DAYS))
    return redeemed.group_by(*KEY).agg(
        nw.col("redemptions_90d").sum(),
        redemptions_count=nw.len(),
        redemption_recency_days=AGE.min(),
    )
