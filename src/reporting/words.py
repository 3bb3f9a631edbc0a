"""Features in the words and units of a reader."""

from collections.abc import Mapping
from typing import Literal

from src.features.catalogue import CATALOGUE
from src.features.profile import MIXES as PROFILE_MIXES
from src.personas.evidence import Evidence
from src.reporting.formats import days, money, number, percent

Unit = Literal["money", "days", "share", "count", "ratio"]
COUNT: Unit = "count"
BY_UNIT: Mapping[str, Unit] = {"currency": "money", "0 to 1": "share", "0 upwards": "share"}
BY_ENDING: Mapping[str, Unit] = {
    "_days": "days",
    "_share": "share",
    "_share_90d": "share",
    "_rate": "share",
    "_ratio": "ratio",
}
FEATURES: Mapping[str, str] = {
    "recency_days": "Time since the last order",
    "orders_count": "Orders so far",
    "orders_30d": "Orders, last 30 days",
    "orders_90d": "Orders, last 90 days",
    "net_sum": "Spend so far",
    "net_30d": "Spend, last 30 days",
    "net_90d": "Spend, last 90 days",
    "net_mean": "Spend per order",
    "net_max": "Largest order",
    "net_median": "Typical order",
    "net_trend_ratio": "Pace of spend, last 90 days over all time",
    "orders_trend_ratio": "Pace of orders, last 30 days over all time",
    "x": "Days with a repeat order",
    "t_x_days": "First to last order",
    "gap_mean_days": "Time between orders",
    "gap_sd_days": "Spread of the time between orders",
    "gap_max_days": "Longest silence",
    "gap_last_days": "Last time between orders",
    "gap_cv_ratio": "Irregularity of orders",
    "overdue_ratio": "Present silence over usual silence",
    "orders_per_month": "Orders per month",
    "T_days": "Time as a customer",
    "weekend_share": "Orders at weekends",
    "evening_share": "Orders in the evening",
    "morning_share": "Orders in the morning",
    "discount_share": "Discount, share of the price",
    "discount_share_90d": "Discount, last 90 days",
    "discounted_order_share": "Orders with a discount",
    "discounted_lines_share": "Items bought at a discount",
    "coupon_share": "Coupons, share of the price",
    "coupon_share_90d": "Coupons, last 90 days",
    "coupon_order_share": "Orders with a coupon",
    "lines_mean": "Lines per order",
    "quantity_mean": "Items per order",
    "item_price_mean": "Price per item",
    "refund_sum": "Money returned",
    "refund_rate": "Share of spend returned",
    "messages_count": "Messages received",
    "messages_90d": "Messages, last 90 days",
    "message_recency_days": "Time since the last message",
    "redemptions_count": "Coupons redeemed",
    "redemptions_90d": "Coupons redeemed, last 90 days",
    "redemption_recency_days": "Time since the last redemption",
    "redemption_rate": "Redemptions per message",
}
GROUP_OF: Mapping[str, str] = {
    feature.name: group
    for family in CATALOGUE
    for group, features in family.groups.items()
    for feature in features
}
MEANING_OF: Mapping[str, str] = {
    feature.name: feature.meaning for family in CATALOGUE for feature in family.features
}
UNIT_OF: Mapping[str, str] = {
    feature.name: feature.unit for family in CATALOGUE for feature in family.features
}
MIXES = {mix.stem: mix for family in CATALOGUE for mix in family.mixes}
MIXES |= {mix.stem: mix for mix in PROFILE_MIXES}
STRENGTHS = ((0.8, "large"), (0.5, "medium"), (0.2, "small"))  # Cohen (1988)


def feature_words(feature: str) -> str:
    """Say what a feature is; one without words of its own as the catalogue, or its name, has it.

    >>> feature_words("recency_days"), feature_words("household_size")
    ('Time since the last order', 'Household size')
    >>> feature_words("refund_order_share")
    'Share of orders of which something was returned'
    >>> feature_words("message_channel_type_b_share"), feature_words("country_germany_share")
    ('Messages with channel type b', 'Country germany')
    """
    if feature in FEATURES:
        return FEATURES[feature]
    if feature not in MEANING_OF and (words := _of_mix(feature)):
        return words
    words = MEANING_OF.get(feature, feature.replace("_", " ").strip())
    return words[:1].upper() + words[1:]


def _of_mix(feature: str) -> str:
    """Say of which value a feature is the share; nothing if it is no such feature."""
    stems = [
        stem for stem in MIXES if feature.startswith(f"{stem}_") and feature.endswith("_share")
    ]
    if not stems:
        return ""
    mix = MIXES[max(stems, key=len)]
    value = feature.removeprefix(f"{mix.stem}_").removesuffix("_share").replace("_", " ")
    words = f"{mix.column} {value}"
    return (words if mix.of == "profiles" else f"{mix.of} with {words}").capitalize()


def in_unit(feature: str, value: float, currency: str) -> str:
    """Print a feature's value in its unit.

    >>> in_unit("net_sum", 2409.4, "USD"), in_unit("recency_days", 7.31, "USD")
    ('$2,409', '7.3 days')
    >>> in_unit("weekend_share", 0.31, "USD"), in_unit("household_size", 2.6, "USD")
    ('31%', '2.6')
    """
    match _unit(feature):
        case "money":
            return money(value, currency)
        case "days":
            return days(value)
        case "share":
            return percent(value)
        case "ratio":
            return number(value, 2)
        case "count":
            return number(value, 0 if abs(value) >= 100 else 1)  # noqa: PLR2004 - three figures


def strength(effect_size: float) -> str:
    """Name the size of Cohen's d.

    >>> strength(-0.9), strength(0.3), strength(0.1)
    ('large', 'small', 'negligible')
    """
    return next((word for low, word in STRENGTHS if abs(effect_size) >= low), "negligible")


def strongest(rows: tuple[Evidence, ...], most: int) -> tuple[Evidence, ...]:
    """Strongest contrast of each feature group, as far as at least small; ``rows`` are sorted.

    Left out is where means and effect point different ways, as a few giant customers make them: a
    reader sees the means.
    """
    best: dict[str, Evidence] = {}
    for row in rows:
        agree = row.effect_size * (row.mean - row.others_mean) > 0
        if agree and abs(row.effect_size) >= STRENGTHS[-1][0]:
            best.setdefault(GROUP_OF.get(row.feature, row.feature), row)
    return tuple(best.values())[:most]


def _unit(feature: str) -> Unit:
    """Tell the kind of unit from the catalogue, or from the name a manifest gave."""
    unit = UNIT_OF.get(feature, "")
    known = [kind for start, kind in BY_UNIT.items() if unit.startswith(start)]
    named = [kind for ending, kind in BY_ENDING.items() if feature.endswith(ending)]
    return [*known, *named, COUNT][0]
