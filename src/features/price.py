"""Price: what a customer pays, returns, and buys only at a reduction.

The list value is what was paid before returns, and the reductions: net + refund + discount. A
source without discounts or coupons has zeros everywhere; a feature that is the same for everybody
is not trained on.
"""

import narwhals.stable.v2 as nw

from src.asof import Asof, Frame
from src.features.expressions import AGE, QUARTER_DAYS, flag, money, ratio, where
from src.features.family import Family, Feature
from src.features.known_orders import AMOUNTS, known_orders
from src.order_days import KEY

WINDOWED = ("net", "refund", "discount", "coupon")


def price(orders: Frame, asof: Asof) -> Frame:
    """Compute the features of `PRICE`: one row per (cutoff, customer) with any order before it.

    Parameters
    ----------
    orders
        Canonical orders (any engine, a pandas frame too).
    """
    sums = _sums(known_orders(orders, asof))
    net, refund, discount = nw.col("net"), nw.col("refund"), nw.col("discount")
    listed = net + refund + discount
    listed_90d = nw.col("net_90d") + nw.col("refund_90d") + nw.col("discount_90d")
    count = nw.col("orders_count")
    return sums.select(
        *KEY,
        discount_share=ratio(discount, listed),
        discount_share_90d=ratio(nw.col("discount_90d"), listed_90d),
        coupon_share=ratio(nw.col("coupon"), listed),
        coupon_share_90d=ratio(nw.col("coupon_90d"), listed_90d),
        discounted_order_share=ratio(nw.col("discounted_orders"), count),
        coupon_order_share=ratio(nw.col("coupon_orders"), count),
        discounted_lines_share=ratio(nw.col("discounted_lines"), nw.col("lines")),
        lines_mean=ratio(nw.col("lines"), count),
        quantity_mean=ratio(nw.col("quantity"), count),
        item_price_mean=ratio(net, nw.col("quantity")),
        refund_sum=refund,
        refund_rate=ratio(refund, net + refund),
    )


def _sums(known: Frame) -> Frame:
    masked = known.with_columns(
        *(where(name, AGE <= QUARTER_DAYS).alias(f"{name}_90d") for name in WINDOWED),
        discounted_orders=flag(nw.col("discount") > 0),
        coupon_orders=flag(nw.col("coupon") > 0),
    )
    recent = (f"{name}_90d" for name in WINDOWED)
    summed = (*AMOUNTS, *recent, "discounted_orders", "coupon_orders")
    sums = masked.group_by(*KEY).agg(nw.col(*summed).sum(), orders_count=nw.len())
    return sums.with_columns(money(*summed))


_SHARE = "0 to 1; null if the list value is 0"
PRICE = Family(
    name="price",
    table="orders",
    function=price,
    groups={
        "discounts": (
            Feature("discount_share", _SHARE, "share of list value taken off, all time"),
            Feature("discount_share_90d", _SHARE, "the same in the last 90 days"),
            Feature("discounted_order_share", "0 to 1", "share of orders with any reduction"),
            Feature("discounted_lines_share", "0 to 1", "share of order lines with a reduction"),
        ),
        "coupons": (
            Feature("coupon_share", _SHARE, "share of list value taken off by coupons, all time"),
            Feature("coupon_share_90d", _SHARE, "the same in the last 90 days"),
            Feature("coupon_order_share", "0 to 1", "share of orders with any coupon"),
        ),
        "basket": (
            Feature("lines_mean", "lines, >= 1", "lines per order, returns too"),
            Feature("quantity_mean", "items", "items per order; returned ones are negative"),
            Feature(
                "item_price_mean",
                "currency; null if no item was kept or none were counted",
                "net per item",
            ),
        ),
        "returns": (
            Feature("refund_sum", "currency, >= 0", "money returned, all time"),
            Feature(
                "refund_rate", ">= 0; null if nothing was paid", "money returned over money paid"
            ),
        ),
    },
)
