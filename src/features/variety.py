"""Variety: what a customer buys, the share of wallet of each category, and at what price level."""

import narwhals.stable.v2 as nw

from src.features.family import Family, Feature, Mix
from src.features.grains import CATEGORIES, LINES
from src.features.measures import (
    MONEY_DIGITS,
    Measure,
    count,
    distinct,
    most,
    ratio,
    total,
    within,
)
from src.features.norms import Norms

NET, QUANTITY, ITEM = nw.col("net"), nw.col("quantity"), nw.col("item")
KEPT = QUANTITY > 0

VARIETY = Family(
    name="variety",
    grain=LINES,
    measures={"item_lines": count(~ITEM.is_null() & (NET > 0))},
    groups={
        "variety": (
            Feature(
                "items_count", "items, >= 0", "different items bought", distinct(ITEM, NET > 0)
            ),
            Feature(
                "items_90d",
                "items, >= 0",
                "different items bought in the last 90 days",
                distinct(ITEM, (NET > 0) & within(90)),
            ),
            Feature(
                "item_repeat_share",
                "0 to 1; null if no item is known",
                "share of lines with an item that had been bought before",
                ratio(nw.col("item_lines") - nw.col("items_count"), "item_lines"),
            ),
            Feature(
                "item_price_max",
                "currency, > 0; null if nothing was bought",
                "largest amount of a line",
                most(NET, NET > 0),
            ),
        ),
    },
    mixes=(Mix("category", "wallet", "share of wallet", "spend", weight="net"),),
)
WALLET = Family(
    name="wallet",
    grain=CATEGORIES,
    measures={
        "wallet_sum": total(NET),
        "wallet_top": most(NET),
        "wallet_squares": total(NET * NET),
    },
    groups={
        "variety": (
            Feature("categories_count", "categories, >= 0", "different categories bought", count()),
            Feature(
                "categories_90d",
                "categories, >= 0",
                "different categories bought in the last 90 days",
                count(within(90)),
            ),
            Feature(
                "category_top_share",
                "0 to 1",
                "share of spend in the category with most of it",
                ratio("wallet_top", "wallet_sum"),
            ),
            Feature(
                "category_even_share",
                "0 to 1",
                "chance that two amounts spent were on one category (Simpson's index)",
                ratio("wallet_squares", nw.col("wallet_sum") * nw.col("wallet_sum")).clip(
                    upper_bound=1
                ),
            ),
        ),
    },
)


def price_level(norms: Norms) -> Family | None:
    """Return what was paid against what the same categories usually cost; None without prices."""
    prices = norms.usual_prices
    if not prices:
        return None
    usual = nw.col("category").replace_strict(
        list(prices), list(prices.values()), default=None, return_dtype=nw.Float64
    )
    compared = KEPT & ~usual.is_null()
    return Family(
        name="price level",
        grain=LINES,
        measures={
            "paid_of_usual": total(NET, compared),
            "usual_sum": Measure(
                "sum", nw.when(compared).then(QUANTITY * usual).otherwise(nw.lit(0)), MONEY_DIGITS
            ),
        },
        groups={
            "price level": (
                Feature(
                    "price_level_ratio",
                    "ratio; null if no price is usual",
                    "paid over what as many items of the same categories usually cost; 1 is usual",
                    ratio("paid_of_usual", "usual_sum"),
                ),
            ),
        },
    )
