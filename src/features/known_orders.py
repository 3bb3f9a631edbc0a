"""Orders as they were known at a cutoff."""

import narwhals.stable.v2 as nw

from src.asof import Asof, Frame, seen
from src.features.expressions import money
from src.order_days import KEY

AMOUNTS = ("net", "refund", "lines", "discount", "coupon", "quantity", "discounted_lines")


def known_orders(orders: Frame, asof: Asof) -> Frame:
    """Orders as known at each cutoff: one row per (cutoff, customer, order, day), its lines summed.

    An order of which some lines are cancelled later stands in several rows of the canonical table.
    To count those rows would be to know of the cancellation, so they are made one again.

    Returns
    -------
    ``age_days`` (>= 1), ``ordered_hour`` (of the first line, 0 to 23, local), and the sums of
    `AMOUNTS`, where what was not recorded is 0
    """
    return (
        seen(orders, asof, "ordered_day")
        .group_by(*KEY, "order_id", "age_days")
        .agg(nw.col(*AMOUNTS).sum(), nw.col("ordered_hour").min())
        .with_columns(money(*AMOUNTS))
    )
