"""The catalogue: every feature family, its table, and the group each feature is explained under.

A new family is one file with one function and one entry here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from src.asof import Asof, Frame
from src.features.engagement import contacts, redemptions
from src.features.price import price
from src.features.rhythm import rhythm
from src.features.value import value


@dataclass(frozen=True)
class Family:
    """Features computed by one function from one canonical table.

    ``groups`` maps the words a reader sees in a reason to the features behind them.
    ``absent`` holds the value of a feature for a customer whom the function does not return; null if not listed.
    """

    name: str
    table: str
    function: Callable[[Frame, Asof], Frame]
    groups: Mapping[str, tuple[str, ...]]
    absent: Mapping[str, float]

    @property
    def features(self) -> tuple[str, ...]:
        """Every feature of the family, in the order of the catalogue."""
        return tuple(name for names in self.groups.values() for name in names)


CATALOGUE: tuple[Family, ...] = (
    Family(
        name="value",
        table="orders",
        function=value,
        groups={
            "time since the last purchase": ("recency_days",),
            "number of purchases": ("orders_count", "orders_30d", "orders_90d"),
            "money spent": ("net_sum", "net_30d", "net_90d"),
            "size of a purchase": ("net_mean", "net_max", "net_median"),
            "recent trend": ("net_trend_ratio", "orders_trend_ratio"),
        },
        absent={},
    ),
    Family(
        name="rhythm",
        table="orders",
        function=rhythm,
        groups={
            "rhythm of orders": (
                "x",
                "t_x_days",
                "gap_mean_days",
                "gap_sd_days",
                "gap_max_days",
                "gap_last_days",
                "gap_cv_ratio",
                "overdue_ratio",
                "orders_per_month",
            ),
            "time as a customer": ("T_days",),
            "day and hour of buying": ("weekend_share", "evening_share", "morning_share"),
        },
        absent={},
    ),
    Family(
        name="price",
        table="orders",
        function=price,
        groups={
            "discounts": (
                "discount_share",
                "discount_share_90d",
                "discounted_order_share",
                "discounted_lines_share",
            ),
            "coupons": ("coupon_share", "coupon_share_90d", "coupon_order_share"),
            "basket": ("lines_mean", "quantity_mean", "item_price_mean"),
            "returns": ("refund_sum", "refund_rate"),
        },
        absent={},
    ),
    Family(
        name="contacts",
        table="messages",
        function=contacts,
        groups={"campaigns": ("messages_count", "messages_90d", "message_recency_days")},
        absent={"messages_count": 0.0, "messages_90d": 0.0},
    ),
    Family(
        name="redemptions",
        table="interactions",
        function=redemptions,
        groups={
            "coupons": ("redemptions_count", "redemptions_90d", "redemption_recency_days"),
        },
        absent={"redemptions_count": 0.0, "redemptions_90d": 0.0},
    ),
)
PROFILE_GROUP = "household"
