"""Price: what a customer pays, returns, and buys only at a reduction."""

import narwhals.stable.v2 as nw

from src.asof import Asof, Frame, seen
from src.features.expressions import flag, money, ratio, where
from src.order_days import KEY

RECENT_DAYS = 90
OPTIONAL = ("discount", "coupon", "quantity", "discounted_lines")  # null: none was recorded
SUMMED = (
    *OPTIONAL,
    *("net", "refund", "lines", "discounted_orders", "coupon_orders"),
    *("net_90d", "discount_90d", "coupon_90d"),
)
AGE, DISCOUNT, COUPON = nw.col("age_days"), nw.col("discount"), nw.col("coupon")


def price(orders: Frame, asof: Asof) -> Frame:
    """Basket, discount, coupon and return habits: one row per (cutoff, customer) with any order before it.

    Shares are of list value (net paid plus discount), 0 to 1. A source without discounts or coupons has zeros
    everywhere; a feature that is the same for everybody is not trained on.

    Returns
    -------
    ``discount_share``, ``discount_share_90d``  reduction over list value, all time and in the last 90 days
    ``coupon_share``, ``coupon_share_90d``      the part of it that came from coupons
    ``discounted_order_share``, ``coupon_order_share``
                                                orders with any reduction, with any coupon
    ``discounted_lines_share``                  order lines with a reduction
    ``lines_mean``, ``quantity_mean``           lines and items per order
    ``item_price_mean``                         net per item, currency
    ``refund_sum``, ``refund_rate``             money returned, currency >= 0, and its share of money taken
    """
    sums = _sums(seen(orders, asof, "ordered_day"))
    listed = nw.col("net") + nw.col("discount")
    listed_90d = nw.col("net_90d") + nw.col("discount_90d")
    count = nw.col("orders_count")
    return sums.select(
        *KEY,
        discount_share=ratio(nw.col("discount"), listed),
        discount_share_90d=ratio(nw.col("discount_90d"), listed_90d),
        coupon_share=ratio(nw.col("coupon"), listed),
        coupon_share_90d=ratio(nw.col("coupon_90d"), listed_90d),
        discounted_order_share=ratio(nw.col("discounted_orders"), count),
        coupon_order_share=ratio(nw.col("coupon_orders"), count),
        discounted_lines_share=ratio(nw.col("discounted_lines"), nw.col("lines")),
        lines_mean=ratio(nw.col("lines"), count),
        quantity_mean=ratio(nw.col("quantity"), count),
        item_price_mean=ratio(nw.col("net"), nw.col("quantity")),
        refund_sum=nw.col("refund"),
        refund_rate=ratio(nw.col("refund"), nw.col("net") + nw.col("refund")),
    )


def _sums(orders: Frame) -> Frame:
    recent = AGE <= RECENT_DAYS
    known = orders.with_columns(nw.col(*OPTIONAL).fill_null(0))
    masked = known.with_columns(
        discounted_orders=flag(DISCOUNT > 0),
        coupon_orders=flag(COUPON > 0),
        net_90d=where("net", recent),
        discount_90d=where("discount", recent),
        coupon_90d=where("coupon", recent),
    )
    sums = masked.group_by(*KEY).agg(nw.col(*SUMMED).sum(), orders_count=nw.len())
    return sums.with_columns(money(*SUMMED))
