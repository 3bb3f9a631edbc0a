"""Price: what a customer pays, returns, and buys only at a reduction.

The list value is what was paid before returns, and the reductions: net + refund + discount. A
source without discounts or coupons has zeros everywhere; a feature that is the same for everybody
is not trained on.
"""

import narwhals.stable.v2 as nw

from src.features.family import Family, Feature
from src.features.grains import ORDERS
from src.features.measures import count, latest, most, ratio, total, unpacked, within

NET, REFUND, DISCOUNT = nw.col("net"), nw.col("refund"), nw.col("discount")
LISTED = NET + REFUND + DISCOUNT
REDUCED, BOUGHT = DISCOUNT > 0, NET + REFUND > 0
RECENT = within(90)
DEPTH = nw.when(LISTED > 0).then(DISCOUNT / LISTED)

_COUNT, _REDUCED, _ITEMS = nw.col("all_orders"), nw.col("reduced_orders"), nw.col("quantity_sum")
_SHARE = "0 to 1; null if the list value is 0"
_90D = "0 to 1; null if the list value of the last 90 days is 0"

PRICE = Family(
    name="price",
    grain=ORDERS,
    measures={
        "all_orders": count(),
        "all_orders_90d": count(RECENT),
        "paid_sum": total(NET + REFUND),
        "listed_sum": total(LISTED),
        "listed_sum_90d": total(LISTED, RECENT),
        "discount_sum_90d": total("discount", RECENT),
        "coupon_sum": total("coupon"),
        "coupon_sum_90d": total("coupon", RECENT),
        "reduced_orders": count(REDUCED),
        "reduced_orders_90d": count(REDUCED & RECENT),
        "reduced_listed": total(LISTED, REDUCED),
        "coupon_orders": count(nw.col("coupon") > 0),
        "reduced_lines": total("discounted_lines"),
        "lines_sum": total("lines"),
        "quantity_sum": total("quantity"),
        "net_of_items": total("net"),
        "refund_orders": count(REFUND > 0),
        "refund_90d": total("refund", RECENT),
        "depth_latest": latest(DEPTH, BOUGHT & ~DEPTH.is_null()),
    },
    groups={
        "discounts": (
            Feature(
                "discount_sum", "currency, >= 0", "saved by reductions, all time", total("discount")
            ),
            Feature(
                "discount_share",
                _SHARE,
                "share of list value taken off, all time",
                ratio("discount_sum", "listed_sum"),
            ),
            Feature(
                "discount_share_90d",
                _90D,
                "share of list value taken off, last 90 days",
                ratio("discount_sum_90d", "listed_sum_90d"),
            ),
            Feature(
                "discounted_order_share",
                "0 to 1",
                "share of orders with any reduction",
                ratio(_REDUCED, _COUNT),
            ),
            Feature(
                "discounted_order_share_90d",
                "0 to 1; null without an order in the last 90 days",
                "share of orders with any reduction, last 90 days",
                ratio("reduced_orders_90d", "all_orders_90d"),
            ),
            Feature(
                "discounted_lines_share",
                "0 to 1",
                "share of order lines with a reduction",
                ratio("reduced_lines", "lines_sum"),
            ),
            Feature(
                "discount_depth_mean_share",
                "0 to 1; null if nothing was ever reduced",
                "share of list value taken off in orders with a reduction",
                ratio("discount_sum", "reduced_listed"),
            ),
            Feature(
                "discount_last_share",
                _SHARE,
                "share of list value taken off in the last order that was paid for",
                unpacked("depth_latest"),
            ),
            Feature(
                "full_price_share",
                _SHARE,
                "share of list value in orders without any reduction",
                ratio(nw.col("listed_sum") - nw.col("reduced_listed"), "listed_sum"),
            ),
        ),
        "coupons": (
            Feature(
                "coupon_share",
                _SHARE,
                "share of list value taken off by coupons, all time",
                ratio("coupon_sum", "listed_sum"),
            ),
            Feature(
                "coupon_share_90d",
                _90D,
                "share of list value taken off by coupons, last 90 days",
                ratio("coupon_sum_90d", "listed_sum_90d"),
            ),
            Feature(
                "coupon_order_share",
                "0 to 1",
                "share of orders with any coupon",
                ratio("coupon_orders", _COUNT),
            ),
        ),
        "basket": (
            Feature(
                "lines_mean",
                "lines, >= 1",
                "lines per order, returns too",
                ratio("lines_sum", _COUNT),
            ),
            Feature(
                "lines_max", "lines, >= 1", "lines of the largest order", most(nw.col("lines"))
            ),
            Feature(
                "quantity_mean",
                "items",
                "items per order; returned ones are negative",
                ratio(_ITEMS, _COUNT),
            ),
            Feature(
                "item_price_mean",
                "currency; null if no item was kept or none were counted",
                "net per item",
                ratio("net_of_items", _ITEMS),
            ),
        ),
        "returns": (
            Feature("refund_sum", "currency, >= 0", "money returned, all time", total("refund")),
            Feature(
                "refund_rate",
                ">= 0; null if nothing was paid",
                "money returned over money paid",
                ratio("refund_sum", "paid_sum"),
            ),
            Feature(
                "refund_order_share",
                "0 to 1",
                "share of orders of which something was returned",
                ratio("refund_orders", _COUNT),
            ),
            Feature(
                "refund_90d_sum",
                "currency, >= 0",
                "money returned in the last 90 days",
                nw.col("refund_90d"),
            ),
        ),
    },
)
