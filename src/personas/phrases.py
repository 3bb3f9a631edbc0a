"""The words a persona's name is made of: aspects of behaviour, and what more or less is called.

Words compare ("quiet" is longer since the last purchase *than others*) and never judge a person.
What a person is (age, sex, marriage, children, income, home) is not an aspect, so that no name can
come from it.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Aspect:
    """One thing in which personas can differ.

    Parameters
    ----------
    features
        Each measures the aspect, a larger value means more of it. Those the data lack are passed
        over.
    more, less
        What a persona with more, or less, of it than others is called; None: nothing to be called
        by.
    pivot
        The mean that the persona must exceed for ``more`` and stay below for ``less``, in the
        features' unit, where the word claims it (a trend above 1 grows); None where it only
        compares.
    noun
        Whether the words end a name ("coupon users"), which only one can, or go before the noun.
    """

    features: tuple[str, ...]
    more: str | None
    less: str | None
    pivot: float | None = None
    noun: bool = False


DEFAULT_NOUN = "shoppers"
NOTHING_STANDS_OUT = "all-round"

# In the order in which the words stand in a name. Orders and spend of the last 30 or 90 days are
# left out: they mostly repeat how long the customer has been quiet, and would call a lapsed big
# spender "low-spending".
ASPECTS: tuple[Aspect, ...] = (
    Aspect(("recency_days",), "quiet", "active"),
    Aspect(("overdue_ratio",), "overdue", None, pivot=1),
    Aspect(("T_days", "tenure_days"), "long-standing", "newer"),
    Aspect(("net_trend_ratio", "orders_trend_ratio"), "growing", "fading", pivot=1),
    Aspect(("orders_count", "x"), "frequent", "occasional"),
    Aspect(("net_sum",), "high-spending", "low-spending"),
    Aspect(
        ("net_mean", "net_median", "net_max", "lines_mean", "quantity_mean"),
        "big-basket",
        "small-basket",
    ),
    Aspect(("item_price_mean",), "premium-item", "low-price-item"),
    Aspect(("gap_cv", "gap_cv_ratio"), "irregular", "steady"),
    Aspect(("morning_share",), "morning", None),
    Aspect(("evening_share",), "evening", None),
    Aspect(("weekend_share",), "weekend", "weekday"),
    Aspect(("refund_rate", "refund_sum"), "return-prone", None),
    Aspect(("messages_count", "messages_90d"), "often-contacted", "rarely-contacted"),
    Aspect(
        (
            "discount_share",
            "discount_share_90d",
            "discounted_order_share",
            "discounted_lines_share",
        ),
        "bargain hunters",
        "full-price buyers",
        noun=True,
    ),
    Aspect(
        (
            "coupon_share",
            "coupon_share_90d",
            "coupon_order_share",
            "redemptions_count",
            "redemptions_90d",
            "redemption_rate",
        ),
        "coupon users",
        None,
        noun=True,
    ),
)
